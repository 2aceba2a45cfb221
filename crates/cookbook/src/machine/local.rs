//! This machine's own `sh`.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::process::{Child, ChildStdin, Command};

use super::Reply;

/// How this machine's shell is started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Local {
    /// Variables that differ from those of Odysseus itself.
    pub(crate) variables: Arc<Vec<(OsString, OsString)>>,
}

impl Local {
    /// Where programs started here keep their logs, as the scripts find it.
    pub(crate) fn state_directory(&self) -> PathBuf {
        let state = match self.variable("XDG_STATE_HOME") {
            Some(state) if !state.is_empty() => PathBuf::from(state),
            _ => PathBuf::from(self.variable("HOME").unwrap_or_default()).join(".local/state"),
        };
        state.join("odysseus/serve")
    }

    fn variable(&self, name: &str) -> Option<OsString> {
        let mut own = self.variables.iter();
        match own.find(|(known, _)| known == name) {
            Some((_, value)) => Some(value.clone()),
            None => std::env::var_os(name),
        }
    }

    /// Runs what `input` says in a shell of its own; dropping the future ends that shell.
    pub(crate) async fn run(&self, input: &[u8]) -> io::Result<Reply> {
        let mut child = self.shell().stderr(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        let ((), output) = tokio::join!(feed(stdin, input), child.wait_with_output());
        let output = output?;
        Ok(Reply {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Starts what `input` says in a shell of its own, and gives what it writes as it comes. Dropping that ends the
    /// shell.
    pub(crate) async fn stream(&self, input: &[u8]) -> io::Result<Running> {
        let mut child = self.shell().stderr(Stdio::null()).spawn()?;
        feed(child.stdin.take(), input).await;
        Ok(Running { child })
    }

    fn shell(&self) -> Command {
        let mut shell = Command::new("sh");
        // What Odysseus itself is told, passwords and keys among it, is not for programs that it starts.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ODYSSEUS_") {
                shell.env_remove(name);
            }
        }
        shell
            .arg("-s")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        shell
    }
}

async fn feed(stdin: Option<ChildStdin>, input: &[u8]) {
    if let Some(mut stdin) = stdin {
        // A shell that has ended early does not read the rest; its answer tells why.
        let _ = stdin.write_all(input).await;
    }
}

/// A shell that writes while it runs.
pub(crate) struct Running {
    child: Child,
}

impl AsyncRead for Running {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.child.stdout {
            Some(stdout) => Pin::new(stdout).poll_read(cx, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}
