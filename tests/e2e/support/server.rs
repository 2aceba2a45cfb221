//! The real server as a process, ended with the story however that ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Client, Home};

/// How long a start may take on a machine that builds at the same time.
const START: Duration = Duration::from_secs(30);
/// How long an end may take: DESIGN promises it to service managers.
const STOP: Duration = Duration::from_secs(10);

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

impl Server {
    /// Starts it on the home's data and a free port of this machine.
    pub(crate) fn start(home: &Home) -> Self {
        Self::start_with(home.command(env!("CARGO_BIN_EXE_odysseus")).args([
            "serve",
            "--listen",
            "127.0.0.1:0",
        ]))
    }

    /// Starts it as the command says.
    pub(crate) fn start_with(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = collect(child.stdout.take().unwrap());
        let stderr = collect(child.stderr.take().unwrap());
        let mut server = Self {
            child,
            url: String::new(),
            stdout,
            stderr,
        };
        let start = Instant::now();
        while server.url.is_empty() {
            let ended = server.child.try_wait().unwrap();
            assert!(
                ended.is_none() && start.elapsed() < START,
                "the server did not start: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(2));
            let log = server.log();
            let address = log.lines().find_map(|line| line.split_once(" is at "));
            server.url = address
                .map(|(_, url)| url.trim().to_owned())
                .unwrap_or_default();
        }
        server
    }

    /// A client that shows nothing.
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// What it has printed.
    pub(crate) fn printed(&self) -> String {
        self.stdout.lock().unwrap().clone()
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    pub(crate) fn stop(mut self) {
        let start = Instant::now();
        let told = Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &self.pid().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            assert!(start.elapsed() < STOP, "it runs on {STOP:?} after SIGTERM");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it at once (SIGKILL), as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads on in a thread, since a full pipe would stop the server.
fn collect(pipe: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let collected = Arc::clone(&text);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut text = text.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
    collected
}
