//! The Cookbook's calls, as an agent or a page makes them.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::http::{self, Connection};

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Somebody who calls.
pub(super) struct Api {
    address: SocketAddr,
    /// Header lines that tell who it is.
    who: String,
}

/// A task of the list.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) session: String,
    pub(super) state: String,
    /// Its process.
    pub(super) pid: u64,
    pub(super) log: String,
}

impl Api {
    /// With a token.
    pub(super) fn new(address: SocketAddr, token: &str) -> Self {
        Api {
            address,
            who: http::bearer(token),
        }
    }

    /// A person in a browser, who may set up what tokens may not.
    pub(super) async fn sign_in(
        address: SocketAddr,
        user: &str,
        password: &str,
    ) -> io::Result<Self> {
        let body = json!({ "username": user, "password": password }).to_string();
        let request = http::request_of("", "POST", "/api/auth/login", &body);
        let mut connection = Connection::open(address).await?;
        let answer = connection.send(&request).await?.success()?;
        let cookie = answer.header("set-cookie").unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default();
        Ok(Api {
            address,
            who: format!("Cookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"),
        })
    }

    /// Calls, and gives the answer with how long it took.
    pub(super) async fn call(
        &self,
        method: &str,
        target: &str,
        body: &Value,
    ) -> io::Result<(Duration, Value)> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = http::request_of(&self.who, method, target, &body);
        // One that is kept open would be closed while nothing is asked for a minute.
        let mut connection = Connection::open(self.address).await?;
        let start = Instant::now();
        let answer = timeout(PATIENCE, connection.send(&request)).await??;
        let took = start.elapsed();
        let answer = answer
            .success()
            .map_err(|error| io::Error::other(format!("{method} {target}: {error}")))?;
        Ok((took, serde_json::from_slice(answer.body)?))
    }

    pub(super) async fn get(&self, target: &str) -> io::Result<(Duration, Value)> {
        self.call("GET", target, &Value::Null).await
    }

    /// All tasks, and how long the answer took.
    pub(super) async fn tasks(&self) -> io::Result<(Duration, Vec<Task>)> {
        let (took, listed) = self.get("/api/codex/cookbook/tasks?limit=100").await?;
        let tasks = listed["tasks"].as_array().into_iter().flatten();
        let text = |task: &Value, name: &str| task[name].as_str().unwrap_or_default().to_owned();
        let tasks = tasks.map(|task| Task {
            session: text(task, "session_id"),
            state: text(task, "state"),
            pid: task["pid"].as_u64().unwrap_or_default(),
            log: text(task, "log_path"),
        });
        Ok((took, tasks.collect()))
    }

    /// Launches a small HTTP server there; gives its session and how long the answer took.
    pub(super) async fn launch(&self, host: &str, port: u16) -> io::Result<(Duration, String)> {
        let body = json!({
            "repo_id": "bench",
            "cmd": format!("python3 -m http.server {port} --bind 127.0.0.1"),
            "remote_host": host,
        });
        let (took, launched) = self
            .call("POST", "/api/codex/cookbook/serve", &body)
            .await?;
        let session = launched["session_id"].as_str().unwrap_or_default();
        Ok((took, session.to_owned()))
    }

    /// The tasks of these sessions, as soon as all of them are ready.
    pub(super) async fn ready(&self, sessions: &[String]) -> io::Result<Vec<Task>> {
        let start = Instant::now();
        loop {
            let (_, mut tasks) = self.tasks().await?;
            tasks.retain(|task| sessions.contains(&task.session));
            if tasks.len() == sessions.len() && tasks.iter().all(|task| task.state == "ready") {
                return Ok(tasks);
            }
            if start.elapsed() > PATIENCE {
                let states: Vec<_> = tasks.into_iter().map(|task| task.state).collect();
                return Err(io::Error::other(format!("not ready: {states:?}")));
            }
            sleep(Duration::from_millis(500)).await;
        }
    }

    /// Stops it; gives how long the answer took, which says that nothing of it is left.
    pub(super) async fn stop(&self, session: &str) -> io::Result<Duration> {
        let target = format!("/api/codex/cookbook/stop/{session}");
        let (took, stopped) = self.call("POST", &target, &json!({})).await?;
        match stopped["state"].as_str() {
            Some("stopped") => Ok(took),
            _ => Err(io::Error::other(format!("not stopped: {stopped}"))),
        }
    }

    /// From the request for the stream of what a task writes to the first text.
    pub(super) async fn first_text(&self, session: &str) -> io::Result<Duration> {
        let target = format!("/api/cookbook/tasks/{session}/follow");
        let request = http::request_of(&self.who, "GET", &target, "");
        let connection = Connection::open(self.address).await?;
        let start = Instant::now();
        let mut begun = Vec::new();
        let mut took = Duration::ZERO;
        let following = connection.follow(&request, |bytes| {
            begun.extend_from_slice(bytes);
            took = start.elapsed();
            !begun.windows(6).any(|six| six == b"data: ")
        });
        timeout(PATIENCE, following).await??;
        Ok(took)
    }

    /// Listens for changes of tasks: when, which, and its state then.
    pub(super) async fn changes(&self) -> io::Result<Changes> {
        let connection = Connection::open(self.address).await?;
        let request = http::request_of(&self.who, "GET", "/api/events", "");
        let (tell, changes) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut text = String::new();
            connection
                .follow(&request, |bytes| {
                    let now = Instant::now();
                    text.push_str(&String::from_utf8_lossy(bytes));
                    while let Some(end) = text.find("\n\n") {
                        let event: String = text.drain(..end + 2).collect();
                        if let Some((session, state)) = change(&event) {
                            let _ = tell.send((now, session, state));
                        }
                    }
                    !tell.is_closed()
                })
                .await
        });
        Ok(Changes(changes))
    }
}

/// What is told of tasks.
pub(super) struct Changes(mpsc::UnboundedReceiver<(Instant, String, String)>);

impl Changes {
    /// When the next of these sessions was told to have failed.
    pub(super) async fn failed(&mut self, sessions: &[String]) -> io::Result<(Instant, String)> {
        let next = async {
            while let Some((at, session, state)) = self.0.recv().await {
                if state == "failed" && sessions.contains(&session) {
                    return Ok((at, session));
                }
            }
            Err(io::Error::other("the stream of events has ended"))
        };
        timeout(PATIENCE, next).await?
    }
}

/// The session and its state, if the event is about a task.
fn change(event: &str) -> Option<(String, String)> {
    if !event.contains("event: cookbook.task_changed") {
        return None;
    }
    let data = event.lines().find_map(|line| line.strip_prefix("data:"))?;
    let data: Value = serde_json::from_str(data.trim()).ok()?;
    let text = |name: &str| data[name].as_str().map(str::to_owned);
    Some((text("session_id")?, text("state")?))
}
