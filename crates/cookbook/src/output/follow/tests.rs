use std::fs::OpenOptions;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use tokio::sync::watch;

use crate::machine::Machine;

use super::super::testing::{Home, SHELLS, index, private};
use super::super::{Part, SessionName};
use super::ended::Ended;
use super::remote::{Next, Remote};
use super::{BEHIND, Chunk, Followed, KEPT};

const PATIENCE: Duration = Duration::from_secs(30);

type Following = Pin<Box<dyn Stream<Item = Followed> + Send>>;

/// A follower, and what it has been told.
struct Follower {
    following: Following,
    /// Everything since the last beginning.
    text: String,
    to: u64,
    left_out: u64,
    beginnings: usize,
    interrupted: usize,
}

impl Follower {
    fn new(following: impl Stream<Item = Followed> + Send + 'static) -> Self {
        Self {
            following: Box::pin(following),
            text: String::new(),
            to: 0,
            left_out: 0,
            beginnings: 0,
            interrupted: 0,
        }
    }

    /// Whether there was more.
    async fn step(&mut self) -> bool {
        let told = tokio::time::timeout(PATIENCE, self.following.next()).await;
        match told.unwrap_or_else(|_| panic!("nothing came after {:?}", self.text)) {
            Some(Followed::Text(chunk)) => self.take(chunk),
            Some(Followed::Interrupted(_)) => self.interrupted += 1,
            Some(Followed::Resumed) => {}
            None => return false,
        }
        true
    }

    fn take(&mut self, chunk: Chunk) {
        if chunk.restarted {
            self.text.clear();
            self.beginnings += 1;
        } else if self.to > 0 {
            assert_eq!(chunk.from, self.to + chunk.left_out);
        }
        self.left_out += chunk.left_out;
        self.to = chunk.to;
        self.text.push_str(&chunk.text);
    }

    async fn until(&mut self, end: &str) {
        while !self.text.ends_with(end) {
            assert!(self.step().await, "it ended after {:?}", self.text);
        }
    }

    async fn finish(mut self) -> Self {
        while self.step().await {}
        self
    }
}

/// The follower of a log of this machine, and those that other machines would have, one for each shell.
fn followers(
    home: &Home,
    session: &SessionName,
    ended: &watch::Receiver<bool>,
) -> Vec<(String, Follower)> {
    let part = Part::End { lines: 20 };
    let here = home
        .logs("dash")
        .follow(Machine::Local, session.clone(), part, ended.clone());
    let mut all = vec![("here".to_owned(), Follower::new(here))];
    for shell in SHELLS {
        all.push(((*shell).to_owned(), there(home, shell, session, 0, ended)));
    }
    all
}

fn there(
    home: &Home,
    shell: &str,
    session: &SessionName,
    position: u64,
    ended: &watch::Receiver<bool>,
) -> Follower {
    let machines = home.machines(shell);
    let state = (
        Remote::new(session.clone(), position),
        Ended::new(ended.clone()),
    );
    Follower::new(stream::unfold(state, move |(mut remote, mut ended)| {
        let machines = machines.clone();
        async move {
            loop {
                match remote.next(&mut ended).await {
                    Next::Tell(told) => return Some((told, (remote, ended))),
                    Next::Over => return None,
                    Next::Connect => {
                        let opened = machines.stream(&Machine::Local, &remote.script()).await;
                        remote.opened(opened.map_err(|error| error.to_string()));
                    }
                }
            }
        }
    }))
}

async fn with_each<F: Future<Output = ()>>(
    test: impl Fn(String, Home, SessionName, Follower, watch::Sender<bool>) -> F,
) {
    let each = (0..=SHELLS.len()).map(|number| {
        let home = Home::new();
        let session = home.write("serve-1", "history\n");
        let (end, ended) = watch::channel(false);
        let (name, follower) = followers(&home, &session, &ended).swap_remove(number);
        test(name, home, session, follower, end)
    });
    futures_util::future::join_all(each).await;
}

fn append(home: &Home, session: &SessionName, text: impl AsRef<[u8]>) {
    let mut log = OpenOptions::new()
        .append(true)
        .open(home.log(session.as_str()))
        .unwrap();
    log.write_all(text.as_ref()).unwrap();
}

#[tokio::test]
async fn history_comes_first_and_then_what_is_written() {
    with_each(|name, home, session, mut follower, end| async move {
        follower.until("history\n").await;
        append(&home, &session, "one\n");
        follower.until("one\n").await;
        // A character in two halves.
        append(&home, &session, b"two \xF0\x9F");
        follower.until("two ").await;
        append(&home, &session, b"\x8E\x89!\n");
        follower.until("🎉!\n").await;
        append(&home, &session, "last words");
        end.send(true).unwrap();
        let follower = follower.finish().await;
        assert_eq!(follower.text, "history\none\ntwo 🎉!\nlast words", "{name}");
        assert_eq!(
            follower.to,
            std::fs::metadata(home.log("serve-1")).unwrap().len(),
            "{name}"
        );
        assert_eq!(
            (follower.beginnings, follower.interrupted, follower.left_out),
            (0, 0, 0),
            "{name}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_log_that_is_emptied_or_made_anew_is_read_from_its_beginning() {
    with_each(|name, home, session, mut follower, end| async move {
        let log = home.log(session.as_str());
        follower.until("history\n").await;
        append(&home, &session, "more and more\n");
        follower.until("more\n").await;
        OpenOptions::new()
            .write(true)
            .open(&log)
            .unwrap()
            .set_len(0)
            .unwrap();
        while follower.beginnings == 0 {
            assert!(follower.step().await, "{name}");
        }
        append(&home, &session, "short\n");
        follower.until("short\n").await;
        assert_eq!(follower.text, "short\n", "{name}");

        let another = home.state().join("another");
        std::fs::write(&another, "another one, and a longer one than before\n").unwrap();
        private(&another);
        std::fs::rename(&another, &log).unwrap();
        follower.until("before\n").await;
        assert_eq!(
            (follower.text.as_str(), follower.beginnings),
            ("another one, and a longer one than before\n", 2),
            "{name}"
        );

        std::fs::remove_file(&log).unwrap();
        while follower.interrupted == 0 {
            assert!(follower.step().await, "{name}");
        }
        home.write("serve-1", "again\n");
        follower.until("again\n").await;
        assert_eq!(follower.text, "again\n", "{name}");
        drop(end);
        assert!(follower.finish().await.text.ends_with("again\n"), "{name}");
    })
    .await;
}

#[tokio::test]
async fn a_slow_reader_gets_what_is_newest() {
    with_each(|name, home, session, mut follower, end| async move {
        follower.until("history\n").await;
        let much = "0123456789abcde\n".repeat(index(BEHIND) / 8);
        append(&home, &session, &much);
        append(&home, &session, "the end\n");
        end.send(true).unwrap();
        let follower = follower.finish().await;
        assert!(follower.text.ends_with("the end\n"), "{name}");
        assert!(follower.left_out > BEHIND, "{name} {}", follower.left_out);
        assert!(
            follower.text.len() < index(KEPT) + 100_000,
            "{name} {}",
            follower.text.len()
        );
    })
    .await;
}

#[tokio::test]
async fn much_comes_whole() {
    with_each(|name, home, session, mut follower, end| async move {
        follower.until("history\n").await;
        let much: String = (0..100_000)
            .map(|line| format!("line {line} ä\n"))
            .collect();
        append(&home, &session, &much);
        end.send(true).unwrap();
        let follower = follower.finish().await;
        assert!(follower.text == format!("history\n{much}"), "{name}");
    })
    .await;
}

/// The script is ended in the middle, as when a connection breaks.
#[tokio::test]
async fn after_a_broken_connection_it_goes_on_where_it_was() {
    let home = Home::new();
    let session = home.write("serve-1", "history\n");
    let (_end, ended) = watch::channel(false);
    let mut ended = Ended::new(ended);
    let mut remote = Remote::new(session.clone(), 0);
    let mut text = String::new();
    let mut beginnings = 0;
    let mut broken = 0;
    for round in 0..3 {
        let line = format!("round {round} ü");
        append(&home, &session, &line);
        if round == 2 {
            // Meanwhile the log became another one.
            home.write(
                "serve-2",
                format!("another log, which is longer than the first was: {line}"),
            );
            std::fs::rename(home.log("serve-2"), home.log("serve-1")).unwrap();
        }
        while !text.ends_with(&line) {
            match remote.next(&mut ended).await {
                Next::Tell(Followed::Text(chunk)) => {
                    if chunk.restarted {
                        text.clear();
                        beginnings += 1;
                    }
                    text.push_str(&chunk.text);
                }
                Next::Tell(Followed::Interrupted(_)) => broken += 1,
                Next::Tell(Followed::Resumed) => {}
                Next::Connect => {
                    let machines = home.machines("dash");
                    let opened = machines.stream(&Machine::Local, &remote.script()).await;
                    remote.opened(opened.map_err(|error| error.to_string()));
                }
                Next::Over => panic!("it is not over"),
            }
        }
        remote.opened(Err("cut".to_owned()));
    }
    assert_eq!(
        text,
        "another log, which is longer than the first was: round 2 ü"
    );
    assert_eq!((beginnings, broken), (1, 2));
    // Whoever follows hears that it goes on, also where nothing is written.
    let mut resumed = false;
    while !resumed {
        match remote.next(&mut ended).await {
            Next::Tell(Followed::Text(chunk)) => panic!("nothing was written: {chunk:?}"),
            Next::Tell(Followed::Interrupted(_)) => broken += 1,
            Next::Tell(Followed::Resumed) => resumed = true,
            Next::Connect => {
                let machines = home.machines("dash");
                let opened = machines.stream(&Machine::Local, &remote.script()).await;
                remote.opened(opened.map_err(|error| error.to_string()));
            }
            Next::Over => panic!("it is not over"),
        }
    }
    assert_eq!(broken, 3);
}

#[tokio::test]
async fn a_script_that_nobody_reads_ends() {
    let home = Home::new();
    let session = home.write("serve-1", "history\n");
    let remote = Remote::new(session, 0);
    for shell in SHELLS {
        let mut child = std::process::Command::new(if *shell == "busybox" {
            "busybox"
        } else {
            shell
        })
        .args(if *shell == "busybox" {
            &["sh", "-s"][..]
        } else {
            &["-s"][..]
        })
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(&remote.script().text())
            .unwrap();
        drop(child.stdout.take());
        let deadline = std::time::Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            if std::time::Instant::now() > deadline {
                child.kill().unwrap();
                panic!("{shell} goes on");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn a_session_without_a_log_is_followed_by_its_pane() {
    let home = Home::new();
    let session = SessionName::parse("serve-1").unwrap();
    let (end, ended) = watch::channel(false);
    home.tmux(
        true,
        &[
            "new-session",
            "-d",
            "-s",
            "serve-1",
            "echo in the pane; cat",
        ],
    );
    let following = home.logs("dash").follow(
        Machine::Local,
        session.clone(),
        Part::End { lines: 20 },
        ended,
    );
    let mut follower = Follower::new(following);
    follower.until("in the pane\n").await;
    home.tmux(true, &["send-keys", "-t", "serve-1", "typed", "Enter"]);
    follower.until("typed\ntyped\n").await;
    assert!(follower.text.starts_with("in the pane\n"));
    // Its log is there at last.
    home.write("serve-1", "from the log\n");
    follower.until("from the log\n").await;
    assert_eq!(follower.text, "from the log\n");
    end.send(true).unwrap();
    follower.finish().await;
}
