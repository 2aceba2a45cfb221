//! A home directory of its own, with a tmux socket that nobody else uses. Everything that was started in it ends with it.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::machine::{Local, Machine, Machines};
use crate::runner::stop::Stopped;
use crate::runner::{Launch, Launched, Stop};
use crate::watch::{Pid, StatusFile};

/// The shells that scripts have to work in.
pub(super) const SHELLS: [&str; 3] = ["dash", "bash", "busybox"];

pub(super) struct House {
    pub(super) directory: TempDir,
    pub(super) machines: Machines,
    pub(super) socket: String,
}

impl House {
    /// With this program as `sh`.
    pub(super) fn new(shell: &str) -> Self {
        Self::with(shell, &[])
    }

    /// And these variables.
    pub(super) fn with(shell: &str, more: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (home, bin) = (directory.path().join("home"), directory.path().join("bin"));
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(directory.path().join("run")).unwrap();
        fs::create_dir_all(&bin).unwrap();
        symlink(Path::new("/usr/bin").join(shell), bin.join("sh")).unwrap();
        let mut path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin".to_owned();
        if shell == "busybox" {
            // Nothing but busybox: its commands know less than those of GNU.
            let commands = directory.path().join("commands");
            fs::create_dir(&commands).unwrap();
            let install = Command::new("busybox")
                .args(["--install", "-s"])
                .arg(&commands)
                .status();
            assert!(install.unwrap().success());
            symlink("/usr/bin/tmux", commands.join("tmux")).unwrap();
            path = commands.display().to_string();
        }
        let path = format!("{}:{path}", bin.display());
        let mut variables: Vec<(OsString, OsString)> = vec![
            ("HOME".into(), home.into()),
            (
                "XDG_STATE_HOME".into(),
                directory.path().join("state").into(),
            ),
            (
                "XDG_RUNTIME_DIR".into(),
                directory.path().join("run").into(),
            ),
            ("SHELL".into(), "/bin/sh".into()),
            ("LD_LIBRARY_PATH".into(), "".into()),
            ("PATH".into(), path.into()),
        ];
        variables.extend(more.iter().map(|(name, value)| (name.into(), value.into())));
        let local = Local {
            variables: variables.into(),
        };
        let ssh = net::ssh::Connections::new(directory.path().join("ssh"));
        let id = uuid::Uuid::new_v4().simple().to_string();
        Self {
            machines: Machines::new(local, ssh),
            socket: format!("odysseus-{}", &id[..8]),
            directory,
        }
    }

    pub(super) fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    /// Where logs and status files are.
    pub(super) fn kept(&self) -> PathBuf {
        self.directory.path().join("state/odysseus/serve")
    }

    /// A file in the house that can be executed.
    pub(super) fn program(&self, name: &str, text: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Starts it, and fails the test when it does not start.
    pub(super) async fn launch(&self, session: &str, words: &[&str]) -> Launched {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        self.start(&Launch {
            words: &words,
            ..self.plain(session)
        })
        .await
        .unwrap()
    }

    pub(super) async fn start(&self, launch: &Launch<'_>) -> Result<Launched, operation::Error> {
        crate::runner::launch(&self.machines, &Machine::Local, launch, "this machine").await
    }

    /// A launch of nothing in particular.
    pub(super) fn plain<'a>(&'a self, session: &'a str) -> Launch<'a> {
        Launch {
            socket: &self.socket,
            session,
            path: "/usr/local/bin:/usr/bin:/bin",
            environment: "none",
            environment_prefix: None,
            gpus: "",
            variables: &[],
            secrets: &[],
            words: &[],
            shown: "shown",
        }
    }

    /// Stops a program that ends when it is asked to.
    pub(super) async fn stop(&self, session: &str, port: Option<u16>) -> Stopped {
        self.stop_within(session, port, Duration::from_secs(7))
            .await
    }

    pub(super) async fn stop_within(
        &self,
        session: &str,
        port: Option<u16>,
        patience: Duration,
    ) -> Stopped {
        let stop = Stop {
            socket: &self.socket,
            session,
            port,
            patience,
            // What is promised to people is less. A machine that is busy is not what is tested.
            limit: Duration::from_secs(60),
            root: "",
        };
        crate::runner::stop(&self.machines, &Machine::Local, &stop)
            .await
            .unwrap()
    }

    pub(super) fn log(&self, session: &str) -> String {
        let path = self.kept().join(format!("{session}.log"));
        String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
    }

    pub(super) fn status(&self, session: &str) -> StatusFile {
        let path = self.kept().join(format!("{session}.status"));
        StatusFile::parse(&fs::read_to_string(path).unwrap_or_default())
    }

    /// Waits until the program has ended, and gives what was noted of it.
    pub(super) fn ended(&self, session: &str) -> StatusFile {
        wait_for(&format!("the end of {session}"), || {
            let status = self.status(session);
            status.end.is_some().then_some(status)
        })
    }

    pub(super) fn tmux(&self, words: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-L", &self.socket, "-f", "/dev/null"])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Fails unless all processes of this house are gone. tmux takes a moment to end after its last session; what should
    /// have been ended would stay for ever.
    pub(super) fn is_empty(&self, what: &str) {
        wait_for(&format!("the end of everything ({what})"), || {
            self.processes().is_empty().then_some(())
        });
    }

    /// The processes that belong to this house, by their home directory.
    pub(super) fn processes(&self) -> Vec<Pid> {
        let home = format!("HOME={}\0", self.home().display());
        let own = std::process::id();
        fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse::<Pid>().ok())
            .filter(|&pid| pid != own)
            .filter(|pid| {
                let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
                String::from_utf8_lossy(&environment).contains(&home)
            })
            .collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
        for _ in 0..50 {
            let left = self.processes();
            if left.is_empty() {
                break;
            }
            for pid in left {
                // By group: who forks all the time is gone before its number is used.
                let target = match group(&pid.to_string()) {
                    Some(theirs) if Some(&theirs) != group("self").as_ref() => format!("-{theirs}"),
                    _ => pid.to_string(),
                };
                let _ = Command::new("kill").args(["-KILL", "--", &target]).output();
            }
        }
        for file in fs::read_dir(self.kept()).into_iter().flatten().flatten() {
            let link = Path::new("/tmp/odysseus-tmux").join(file.file_name());
            if fs::read_link(&link).is_ok_and(|to| to.starts_with(self.directory.path())) {
                let _ = fs::remove_file(link);
            }
        }
    }
}

/// The process group of a process.
fn group(pid: &str) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split(' ').nth(2).map(str::to_owned)
}

/// Asks until there is an answer.
pub(super) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A session's name that was never used.
pub(super) fn session() -> String {
    format!("serve-{}", &uuid::Uuid::new_v4().simple().to_string()[..8])
}

/// All files below.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found
}
