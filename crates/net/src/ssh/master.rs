//! One open connection: an `ssh` in the foreground that lends its connection to others over a control socket.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::ChildStdin;
use tokio::sync::{Semaphore, watch};

use super::program::{Program, Resolved, quiet, quoted, text, value};
use super::{Destination, Error, files};

const GUARD: &str = include_str!("guard.sh");

/// The longest that a connection may take to come about, sign-in and jump hosts included.
const LIMIT: Duration = Duration::from_secs(15);
/// How often the control socket is looked for.
const LOOK: Duration = Duration::from_millis(10);
/// How long a connection whose end is suspected may take to end.
const ENDING: Duration = Duration::from_secs(1);
/// More words than this ssh does not need to say why it gave up.
const WORDS: usize = 16 * 1024;

/// Programs that may run over one connection at once. sshd allows ten sessions (`MaxSessions`, sshd_config(5)).
const CALLS: usize = 6;
/// Programs that may be followed over one connection at once.
const STREAMS: usize = 4;

/// An open connection. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Master {
    directory: TempDir,
    /// Closed by dropping: see `guard.sh`.
    _hold: ChildStdin,
    /// Its sender is gone as soon as the connection has ended.
    ended: watch::Receiver<()>,
    pub(super) calls: Semaphore,
    pub(super) streams: Arc<Semaphore>,
}

impl Master {
    /// Connects and signs in.
    pub(super) async fn open(program: &Program, to: &Destination) -> Result<Self, Error> {
        let resolved = program.resolve(to).await?;
        let arguments = arguments(program, &resolved)?;
        let directory = files::socket_directory()?;
        let mut guard = quiet("sh");
        guard
            .args(["-c", GUARD, "sh"])
            .arg(directory.path())
            .args(&arguments)
            .arg("-S")
            .arg(socket(&directory))
            .args(["-M", "-N"])
            .args(to.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            // Ctrl-C is for Odysseus, which ends connections in its own time.
            .process_group(0)
            .kill_on_drop(false);
        let mut child = guard
            .spawn()
            .map_err(|error| Error::program("sh", &error))?;
        let (Some(hold), Some(stderr)) = (child.stdin.take(), child.stderr.take()) else {
            return Err(Error::Failed("ssh was started without its pipes.".into()));
        };
        let words = Words::of(stderr);
        let (alive, ended) = watch::channel(());
        tokio::spawn(async move {
            let _ = child.wait().await;
            drop(alive);
        });
        let master = Self {
            directory,
            _hold: hold,
            ended,
            calls: Semaphore::new(CALLS),
            streams: Arc::new(Semaphore::new(STREAMS)),
        };
        match tokio::time::timeout(LIMIT, master.is_there()).await {
            Ok(true) => Ok(master),
            Ok(false) => Err(Error::from_words(to, &words.said().await, resolved.proxied)),
            Err(_) => Err(Error::unreachable(format!(
                "{to} did not let us in within {} s.",
                LIMIT.as_secs()
            ))),
        }
    }

    /// The path of the control socket.
    pub(super) fn socket(&self) -> PathBuf {
        socket(&self.directory)
    }

    /// Whether the connection stands, as far as is known.
    pub(super) fn is_alive(&self) -> bool {
        self.ended.has_changed().is_ok()
    }

    /// Whether the connection has ended or is just about to: programs that run over it end a moment before it does.
    pub(super) async fn is_ending(&self) -> bool {
        let mut ended = self.ended.clone();
        tokio::time::timeout(ENDING, ended.changed()).await.is_ok()
    }

    /// Waits until the control socket is there (true) or ssh has given up (false).
    async fn is_there(&self) -> bool {
        let socket = self.socket();
        while self.is_alive() {
            if socket.exists() {
                return true;
            }
            tokio::time::sleep(LOOK).await;
        }
        false
    }
}

fn socket(directory: &TempDir) -> PathBuf {
    directory.path().join("s")
}

fn arguments(program: &Program, resolved: &Resolved) -> Result<Vec<String>, Error> {
    let mut known_hosts: Vec<String> = resolved
        .global_known_hosts
        .iter()
        .map(|f| value(f))
        .collect();
    known_hosts.push(value(&text(&program.known_hosts())?));
    let mut arguments = program.ssh(&known_hosts);
    let own = program.identity();
    if own.exists() {
        // Naming one key makes ssh forget those it looks for by itself, hence all are named.
        for identity in &resolved.identities {
            arguments.extend(["-o".to_owned(), format!("IdentityFile={}", value(identity))]);
        }
        arguments.extend(["-o".to_owned(), format!("IdentityFile={}", quoted(&own)?)]);
    }
    for option in [
        "StrictHostKeyChecking=yes",
        "ControlPersist=no",
        // A host that is cut off is noticed after 5 + 2 * 5 s.
        "ServerAliveInterval=5",
        "ServerAliveCountMax=2",
    ] {
        arguments.extend(["-o".to_owned(), option.to_owned()]);
    }
    Ok(arguments)
}

/// The first words of a program, read all the time so that it is never held up.
struct Words {
    text: Arc<Mutex<Vec<u8>>>,
    reading: tokio::task::JoinHandle<()>,
}

impl Words {
    fn of(mut from: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&text);
        let reading = tokio::spawn(async move {
            let mut piece = [0; 1024];
            while let Ok(read @ 1..) = from.read(&mut piece).await {
                let mut text = into.lock().unwrap_or_else(PoisonError::into_inner);
                let free = WORDS - text.len();
                text.extend(piece.iter().take(read.min(free)));
            }
        });
        Self { text, reading }
    }

    /// What was said until the end; a program that ssh left behind may keep its mouth open for ever.
    async fn said(self) -> String {
        let _ = tokio::time::timeout(ENDING, self.reading).await;
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text).into_owned()
    }
}
