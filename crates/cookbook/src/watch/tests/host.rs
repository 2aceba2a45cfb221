//! A machine of a test's own: home, programs, and both tmux sockets.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::machine::{Local, Machine, Machines};
use crate::watch::{HostSweep, Observation, Socket, Unseen, Watched, sweep};

pub(super) const LIMIT: Duration = Duration::from_secs(60);

pub(super) struct Host {
    home: TempDir,
    instance: String,
    path: OsString,
}

impl Host {
    /// With the programs of the machine that runs the test.
    pub(super) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("bin")).unwrap();
        fs::create_dir_all(home.path().join("tmux")).unwrap();
        let mut path = home.path().join("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let instance = uuid::Uuid::new_v4().simple().to_string();
        let host = Self {
            instance: instance.get(..8).unwrap().to_owned(),
            home,
            path,
        };
        fs::create_dir_all(host.store()).unwrap();
        host
    }

    /// With nothing but these programs; `name=program` is `program` under another name.
    pub(super) fn with_only(programs: &[&str]) -> Self {
        let mut host = Self::new();
        let bin = host.home.path().join("bin");
        for program in programs {
            let (name, program) = program.split_once('=').unwrap_or((program, program));
            symlink(found(program), bin.join(name)).unwrap();
        }
        host.path = bin.into_os_string();
        host
    }

    /// Where `sh` is that shell.
    pub(super) fn with_shell(shell: &str) -> Self {
        let host = Self::new();
        symlink(found(shell), host.home.path().join("bin/sh")).unwrap();
        host
    }

    pub(super) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(super) fn store(&self) -> PathBuf {
        self.home.path().join("state/odysseus/serve")
    }

    /// Adds a program.
    pub(super) fn program(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home.path().join("bin").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn variables(&self) -> Vec<(OsString, OsString)> {
        vec![
            ("HOME".into(), self.home.path().into()),
            (
                "XDG_STATE_HOME".into(),
                self.home.path().join("state").into(),
            ),
            ("TMUX_TMPDIR".into(), self.home.path().join("tmux").into()),
            ("PATH".into(), self.path.clone()),
        ]
    }

    /// Runs tmux there, with all programs.
    pub(super) fn tmux(&self, socket: Socket, words: &[&str]) -> Output {
        let name = match socket {
            Socket::Ours => format!("odysseus-{}", self.instance),
            Socket::Default => "default".to_owned(),
        };
        let mut variables = self.variables();
        variables.retain(|(name, _)| name != "PATH");
        let mut path = self.home.path().join("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        Command::new(found("tmux"))
            .args(["-u", "-L", &name, "-f", "/dev/null"])
            .args(words)
            .env_remove("TMUX")
            .envs(variables)
            .env("PATH", path)
            .output()
            .unwrap()
    }

    /// Starts a session that runs `command`, a line for a shell.
    pub(super) fn session(&self, socket: Socket, name: &str, command: &str) {
        let made = self.tmux(socket, &["new-session", "-d", "-s", name, command]);
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    }

    /// The process of that session's pane.
    pub(super) fn pane(&self, socket: Socket, name: &str) -> u32 {
        let listed = self.tmux(
            socket,
            &["list-panes", "-t", &format!("={name}"), "-F", "#{pane_pid}"],
        );
        String::from_utf8(listed.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    }

    pub(super) fn keep(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.store().join(file), content).unwrap();
    }

    pub(super) fn machines(&self) -> Machines {
        let local = Local {
            variables: Arc::new(self.variables()),
        };
        Machines::new(
            local,
            net::ssh::Connections::new(self.home.path().join("ssh")),
        )
    }

    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    pub(super) async fn try_sweep(&self, watched: &[Watched]) -> Result<HostSweep, Unseen> {
        sweep(
            &self.machines(),
            &Machine::Local,
            &self.instance,
            watched,
            LIMIT,
        )
        .await
    }

    pub(super) async fn sweep(&self, watched: &[Watched]) -> HostSweep {
        self.try_sweep(watched).await.unwrap()
    }

    /// What is seen of one session.
    pub(super) async fn observe(&self, watched: Watched) -> Observation {
        let mut swept = self.sweep(&[watched]).await;
        assert_eq!(swept.watched.len(), 1);
        swept.watched.remove(0)
    }

    /// Looks until it is as expected.
    pub(super) async fn until(
        &self,
        watched: Watched,
        expected: impl Fn(&Observation) -> bool,
    ) -> Observation {
        let deadline = Instant::now() + LIMIT;
        loop {
            let seen = self.observe(watched.clone()).await;
            if expected(&seen) {
                return seen;
            }
            assert!(Instant::now() < deadline, "still {seen:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for socket in [Socket::Ours, Socket::Default] {
            self.tmux(socket, &["kill-server"]);
        }
    }
}

/// A session of ours that is watched, without a port.
pub(super) fn ours(session: &str) -> Watched {
    Watched {
        session: session.to_owned(),
        socket: Socket::Ours,
        port: None,
        health: &["/health"],
        tail: 1000,
    }
}

/// Where that program is.
pub(super) fn found(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("this test needs `{program}`"))
}
