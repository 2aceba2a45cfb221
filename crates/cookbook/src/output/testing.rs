//! Homes, shells and terminals for the tests of this folder.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use crate::machine::{Local, Machines};

use super::{Logs, SessionName};

/// The shells that machines have; `busybox` with its own tools besides.
pub(crate) const SHELLS: &[&str] = &["dash", "bash", "busybox"];

/// A person's home of the test's own.
pub(crate) struct Home {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) socket: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("state with space/odysseus/serve");
        std::fs::create_dir_all(&state).unwrap();
        std::fs::set_permissions(&state, PermissionsExt::from_mode(0o700)).unwrap();
        Self {
            directory,
            socket: "odysseus-0a1b2c3d".to_owned(),
        }
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.directory
            .path()
            .join("state with space/odysseus/serve")
    }

    pub(crate) fn log(&self, session: &str) -> PathBuf {
        self.state().join(format!("{session}.log"))
    }

    /// Writes the session's log as the runner does.
    pub(crate) fn write(&self, session: &str, bytes: impl AsRef<[u8]>) -> SessionName {
        std::fs::write(self.log(session), bytes).unwrap();
        private(&self.log(session));
        SessionName::parse(session).unwrap()
    }

    /// This machine with that shell, and with tmux servers of its own.
    pub(crate) fn machines(&self, shell: &str) -> Machines {
        let bin = self.directory.path().join(format!("bin-{shell}"));
        if !bin.exists() {
            std::fs::create_dir(&bin).unwrap();
            let program = which(shell);
            let names: &[&str] = match shell {
                "busybox" => &[
                    "sh", "ls", "dd", "tr", "wc", "id", "grep", "awk", "tail", "cut", "sleep",
                    "cat",
                ],
                _ => &["sh"],
            };
            for name in names {
                symlink(&program, bin.join(name)).unwrap();
            }
        }
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let variables = [
            ("PATH", path),
            (
                "XDG_STATE_HOME",
                self.directory
                    .path()
                    .join("state with space")
                    .display()
                    .to_string(),
            ),
            ("TMUX_TMPDIR", self.directory.path().display().to_string()),
        ];
        let local = Local {
            variables: Arc::new(
                variables
                    .map(|(name, value)| (name.into(), value.into()))
                    .into(),
            ),
        };
        let connections = net::ssh::Connections::new(self.directory.path().join("ssh"));
        Machines::new(local, connections)
    }

    pub(crate) fn logs(&self, shell: &str) -> Logs {
        Logs::new(self.machines(shell), self.state(), self.socket.clone())
    }

    /// Starts `command` in a tmux session; on our socket, or on the person's own.
    pub(crate) fn tmux(&self, ours: bool, arguments: &[&str]) {
        let socket = if ours {
            self.socket.as_str()
        } else {
            "default"
        };
        let ended = Command::new("tmux")
            .env("TMUX_TMPDIR", self.directory.path())
            .args(["-L", socket, "-f", "/dev/null"])
            .args(arguments)
            .status()
            .unwrap();
        assert!(ended.success(), "tmux {arguments:?}");
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        for socket in [self.socket.as_str(), "default"] {
            let _ = Command::new("tmux")
                .env("TMUX_TMPDIR", self.directory.path())
                .args(["-L", socket, "kill-server"])
                .stderr(std::process::Stdio::null())
                .status();
        }
    }
}

pub(crate) fn private(path: &Path) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

fn which(program: &str) -> PathBuf {
    std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|directory| directory.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{program} is not installed; `cargo xtask test` installs it"))
}

/// An offset as an index.
pub(crate) fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap()
}
