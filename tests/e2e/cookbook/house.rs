//! A home whose shell finds `llama-server`, and an agent in it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

pub(super) use crate::sshd::free_port;
use crate::support::{Client, Home, Ran, Server, model_server, root, run};

/// How long a machine that builds at the same time may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A home of its own: no program that is started in it outlives the story.
pub(super) struct House(pub(super) Home);

impl House {
    pub(super) fn new() -> Self {
        let home = Home::new();
        // As people set it: programs get the search path of the login shell.
        let profile = format!("PATH='{}':$PATH\n", model_server().bin.display());
        fs::write(home.path().join(".profile"), profile).unwrap();
        fs::create_dir(home.path().join("models")).unwrap();
        let house = Self(home);
        fs::copy(model_server().model, house.model()).unwrap();
        house
    }

    /// A copy of the model, in a directory of its own.
    pub(super) fn model(&self) -> PathBuf {
        self.0.path().join("models/tiny.gguf")
    }

    /// A program as it is run in this home.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.0.command(program);
        command.env("TMUX_TMPDIR", self.0.path());
        command
    }

    pub(super) fn start(&self) -> Server {
        let mut command = self.command(env!("CARGO_BIN_EXE_odysseus"));
        Server::start_with(command.args(["serve", "--listen", "127.0.0.1:0"]))
    }

    pub(super) fn agent(&self, server: &Server, user: &str, scope: &str) -> Agent<'_> {
        Agent {
            house: self,
            url: server.url.clone(),
            token: self.0.token(user, &[scope]),
        }
    }

    /// Where the logs of its programs are.
    pub(super) fn kept(&self) -> PathBuf {
        self.0.path().join(".local/state/odysseus/serve")
    }

    /// A file of it that can be run; gives its path.
    pub(super) fn program(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        path.display().to_string()
    }

    /// The command of a server that behaves as it is told: see `behaving.py`.
    pub(super) fn behaving(&self, port: u16, behaviour: &str) -> String {
        let script = self.program("behaving.py", include_str!("behaving.py"));
        format!("python3 {script} --port {port} {behaviour}")
    }

    /// What the tmux of our own socket answers here.
    pub(super) fn tmux(&self, words: &[&str]) -> String {
        let ours = |socket: &PathBuf| {
            let name = socket.file_name().unwrap_or_default();
            name.to_string_lossy().starts_with("odysseus-")
        };
        let Some(socket) = self.sockets().find(ours) else {
            return String::new();
        };
        let mut tmux = self.command("tmux");
        let ran = run(tmux.arg("-S").arg(socket).args(words), "");
        ran.stdout.trim().to_owned()
    }

    fn sockets(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let uid = fs::metadata(self.0.path()).unwrap().uid();
        let sockets = fs::read_dir(self.0.path().join(format!("tmux-{uid}")));
        let entries = sockets.into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    }

    /// The processes that live here, by their home directory, or that were given something of it.
    fn processes(&self) -> impl Iterator<Item = String> + use<> {
        let home = self.0.path().display().to_string();
        let all = fs::read_dir("/proc").unwrap().flatten();
        let here = move |pid: &String| {
            ["environ", "cmdline"].iter().any(|about| {
                let text = fs::read(Path::new("/proc").join(pid).join(about));
                String::from_utf8_lossy(&text.unwrap_or_default()).contains(&home)
            })
        };
        all.filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.parse::<u32>().is_ok())
            .filter(here)
    }

    /// The command that serves the model.
    pub(super) fn serving(&self, port: u16) -> String {
        format!(
            "llama-server -m {} --port {port} --ctx-size 512",
            self.model().display()
        )
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for socket in self.sockets() {
            let mut tmux = self.0.command("tmux");
            let _ = tmux.arg("-S").arg(socket).arg("kill-server").output();
        }
        // Some do not hear that.
        for pid in self.processes() {
            let mut kill = self.0.command("kill");
            let _ = kill.args(["-KILL", &pid]).output();
        }
        // The links to logs are in a directory that all share.
        let links = fs::read_dir("/tmp/odysseus-tmux");
        for link in links.into_iter().flatten().flatten() {
            let ours = fs::read_link(link.path()).is_ok_and(|log| log.starts_with(self.0.path()));
            if ours {
                let _ = fs::remove_file(link.path());
            }
        }
    }
}

/// What an agent's skill tells it to run.
pub(super) struct Agent<'a> {
    house: &'a House,
    pub(super) url: String,
    token: String,
}

impl Agent<'_> {
    pub(super) fn run(&self, words: &[&str]) -> Ran {
        let mut command = self.house.0.python();
        command
            .arg(root().join("integrations/shared/scripts/odysseus_api.py"))
            .arg("cookbook")
            .args(words)
            .env("ODYSSEUS_URL", &self.url)
            .env("ODYSSEUS_API_TOKEN", &self.token);
        run(&mut command, "")
    }

    #[track_caller]
    pub(super) fn ok(&self, words: &[&str]) -> Value {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "{words:?}: {}{}", ran.stdout, ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap()
    }

    /// The sentence of a refusal with that exit code of the script.
    #[track_caller]
    pub(super) fn refused(&self, words: &[&str], code: i32) -> Value {
        let ran = self.run(words);
        assert_eq!(ran.code, code, "{words:?}: {}{}", ran.stdout, ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap()
    }

    /// Starts a program; gives its session.
    #[track_caller]
    pub(super) fn serve(&self, words: &[&str]) -> String {
        let launched = self.ok(&[&["serve", "tiny"], words].concat());
        assert_eq!(launched["ok"], true, "{launched}");
        launched["session_id"].as_str().unwrap().to_owned()
    }

    /// The task, as soon as it is as wanted.
    #[track_caller]
    pub(super) fn until(&self, session: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let listed = self.ok(&["tasks"]);
            let tasks = listed["tasks"].as_array().unwrap();
            let task = tasks.iter().find(|task| task["session_id"] == session);
            let task = task.unwrap_or_else(|| panic!("{session} is not listed: {listed}"));
            if wanted(task) {
                return task.clone();
            }
            if start.elapsed() > PATIENCE {
                let output = self.run(&["output", session]);
                panic!("not within {PATIENCE:?}: {task}\n{}", output.stdout);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    #[track_caller]
    pub(super) fn until_status(&self, session: &str, status: &str) -> Value {
        self.until(session, |task| task["status"] == status)
    }

    /// Stops it; nothing of it is left, as the answer says.
    #[track_caller]
    pub(super) fn stop(&self, session: &str) {
        let task = self.until(session, |_| true);
        let start = Instant::now();
        let mut ran = self.run(&["stop", session]);
        // 7 and 8: a machine with too much to do did not answer in time. An agent asks again then.
        while [7, 8].contains(&ran.code) && start.elapsed() < PATIENCE {
            ran = self.run(&["stop", session]);
        }
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let stopped: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            (&stopped["state"], &stopped["exit_code"]),
            (&"stopped".into(), &0.into()),
            "{stopped}"
        );
        if let Some(pid) = task["pid"].as_u64() {
            assert!(!runs(pid), "{task}");
        }
        assert_eq!(self.until(session, |_| true)["status"], "stopped");
    }
}

/// Whether that process runs.
pub(super) fn runs(pid: u64) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat"));
    // `PID (NAME) STATE …` (proc(5)); a zombie has ended.
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap().starts_with(" Z"))
}

/// Ends it at once.
pub(super) fn kill(house: &House, task: &Value) {
    let pid = task["pid"].as_u64().unwrap().to_string();
    run(house.0.command("kill").args(["-KILL", &pid]), "").ok();
}

/// A model's answer to a question, from the server that the task says it is at.
pub(super) async fn answer(task: &Value) -> String {
    let base = task["base_url"].as_str().unwrap();
    let question = serde_json::json!({
        "max_tokens": 8,
        "messages": [{ "role": "user", "content": "Why?" }],
    });
    let reply = Client::new(base).post("/chat/completions", &question).await;
    let answer = reply.expect(200);
    let words = answer["choices"][0]["message"]["content"].as_str().unwrap();
    assert!(!words.trim().is_empty(), "{answer}");
    words.to_owned()
}
