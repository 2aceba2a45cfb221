//! For tests: a workspace with the Cookbook in it, a home with tmux of its own, and a clock that is moved by hand.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant as Moment};

use jiff::Timestamp;
use operation::{Caller, Context, Instant, ManualClock, Registry, Settings, Workspace};
use storage::{Database, Location, seal::Sealer};
use tempfile::TempDir;

use crate::command::Environment;
use crate::cookbook::Cookbook;
use crate::machine::Local;
use crate::servers::Target;
use crate::tasks::{self, DEFAULT_SOCKET, New, Row, SERVE, State};

/// How long a machine that builds at the same time may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// A server that does nothing for long.
const SERVER: &str = "#!/bin/sh\nsleep 1000\n:\n";

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) cookbook: Cookbook,
    pub(crate) clock: Arc<ManualClock>,
    home: TempDir,
}

impl House {
    /// With a program `vllm` in its home.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("bin")).unwrap();
        let vllm = home.path().join("bin/vllm");
        fs::write(&vllm, SERVER).unwrap();
        fs::set_permissions(&vllm, fs::Permissions::from_mode(0o755)).unwrap();
        let registry = Registry::new(vec![crate::capability()]).unwrap();
        let location = Location::Sqlite(home.path().join("test.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let clock = Arc::new(ManualClock::new(Timestamp::now()));
        let workspace = Workspace::new(
            registry,
            database,
            Arc::clone(&clock) as _,
            Sealer::open(home.path(), None).unwrap(),
            |_, _| Ok(None),
            &Settings {
                data_dir: home.path().to_owned(),
                ..Settings::default()
            },
        );
        let variables = variables(&home);
        Self {
            workspace,
            cookbook: Cookbook::with_local(Local {
                variables: Arc::new(variables),
            }),
            clock,
            home,
        }
    }

    pub(crate) fn context(&self) -> Context {
        self.workspace.context(Caller::house(), "test")
    }

    /// Runs the person's own tmux.
    pub(crate) fn tmux(&self, words: &[&str]) {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", "default", "-f", "/dev/null"]).args(words);
        let ran = tmux.envs(variables(&self.home)).output().unwrap();
        assert!(ran.status.success(), "{words:?}: {ran:?}");
    }

    /// Puts a task on the list, that may be on another host.
    pub(crate) async fn put(&self, session: &str, host: &str, state: State) -> Row {
        let new = New {
            id: session.to_owned(),
            kind: SERVE,
            name: "tiny".to_owned(),
            repo_id: "org/tiny".to_owned(),
            cmd: "vllm serve org/tiny".to_owned(),
            engine: Some("vllm".to_owned()),
            port: None,
            state,
            socket: DEFAULT_SOCKET.to_owned(),
            adopted: false,
            started_by: "person".to_owned(),
            at: self.workspace.now().into(),
        };
        let target = Target {
            server_id: "x".to_owned(),
            server: "X".to_owned(),
            host: host.to_owned(),
            port: None,
            environment: Environment::None,
            gpus: String::new(),
            platform: String::new(),
        };
        let row = Row::new(new, &target).unwrap();
        let stored = row.clone();
        let stored = self
            .context()
            .write(move |tx| tasks::row::insert(tx.conn, &stored))
            .await;
        stored.unwrap();
        row
    }

    /// Stores a task as it is now, and tells of it.
    pub(crate) async fn change(&self, was: &Row, row: Row) {
        let was = was.clone();
        let cx = self.context();
        let changed = cx.write(move |tx| {
            assert!(tasks::row::change(tx.conn, &was, &row)?);
            tasks::tell(tx, &row)
        });
        changed.await.unwrap();
    }

    /// Looks at the machines, now.
    pub(crate) async fn look(&self) -> Option<Instant> {
        self.clock.set(Timestamp::now());
        let looked = crate::watch::look(&self.cookbook, &self.workspace).await;
        looked.unwrap()
    }

    /// Looks until the task is as it is wanted.
    pub(crate) async fn until(&self, session: &str, wanted: impl Fn(&Row) -> bool) -> Row {
        let deadline = Moment::now() + PATIENCE;
        loop {
            self.look().await;
            let name = vec![session.to_owned()];
            let cx = self.context();
            let found = cx.read(|view| tasks::row::named(view.conn, name)).await;
            let found = found.unwrap().pop();
            if let Some(row) = found.clone().filter(&wanted) {
                return row;
            }
            assert!(Moment::now() < deadline, "waited in vain: {found:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", "default", "kill-server"]);
        let _ = tmux.envs(variables(&self.home)).output();
    }
}

fn variables(home: &TempDir) -> Vec<(OsString, OsString)> {
    let mut path = home.path().join("bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    vec![
        ("HOME".into(), home.path().into()),
        ("TMUX_TMPDIR".into(), home.path().into()),
        ("PATH".into(), path),
    ]
}
