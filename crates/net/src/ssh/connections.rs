//! The open connections.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use openssh::{KnownHosts, Session, SessionBuilder, Stdio};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

use super::{Destination, Error};

/// What a command answered.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its exit code; none when a signal ended it.
    pub status: Option<i32>,
    /// What it wrote.
    pub stdout: Vec<u8>,
    /// What it, or ssh, complained of.
    pub stderr: Vec<u8>,
}

/// One master connection for each destination. Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    directory: PathBuf,
    open: Arc<Mutex<HashMap<Destination, Arc<Session>>>>,
}

impl Connections {
    /// Keeps control sockets and accepted host keys in `directory`.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            open: Arc::default(),
        }
    }

    /// Runs `command` (text for the login shell there: a constant) with that standard input.
    ///
    /// # Errors
    /// The machine could not be asked. What the command itself answered is an [`Output`].
    pub async fn run(
        &self,
        to: &Destination,
        command: &'static str,
        input: &[u8],
    ) -> Result<Output, Error> {
        let session = self.session(to).await?;
        let failed = |error: openssh::Error| Error::Unreachable(error.to_string());
        let mut child = session
            .raw_command(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .await
            .map_err(failed)?;
        let stdin = child.stdin().take();
        let fed = async {
            if let Some(mut stdin) = stdin {
                let _ = stdin.write_all(input).await;
            }
        };
        let ((), output) = tokio::join!(fed, child.wait_with_output());
        let output = output.map_err(failed)?;
        Ok(Output {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }

    async fn session(&self, to: &Destination) -> Result<Arc<Session>, Error> {
        let mut open = self.open.lock().await;
        if let Some(session) = open.get(to) {
            return Ok(Arc::clone(session));
        }
        let mut builder = SessionBuilder::default();
        builder
            .known_hosts_check(KnownHosts::Strict)
            .control_directory(&self.directory);
        if let Some(user) = to.user() {
            builder.user(user.to_owned());
        }
        if let Some(port) = to.port() {
            builder.port(port);
        }
        let session = builder
            .connect_mux(to.host())
            .await
            .map_err(|error| Error::Unreachable(error.to_string()))?;
        let session = Arc::new(session);
        open.insert(to.clone(), Arc::clone(&session));
        Ok(session)
    }
}
