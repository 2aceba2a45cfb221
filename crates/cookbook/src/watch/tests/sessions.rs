//! Sessions, what is kept of them, and their processes.

use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use super::host::{Host, ours};
use crate::watch::{
    Listing, Log, Observation, Presence, Probe, Process, Socket, StatusFile, Watched,
};

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_session_with_its_log_and_status_is_seen_by_every_shell() {
    for shell in ["dash", "bash", "busybox"] {
        let host = Host::with_shell(shell);
        host.session(
            Socket::Ours,
            "serve-00000001",
            "sh -c 'sleep 1000; :' 'some words' ''; :",
        );
        let pane = host.pane(Socket::Ours, "serve-00000001");
        host.keep(
            "serve-00000001.status",
            format!("pid={pane}\nstart={}\n####\n", now()),
        );
        host.keep("serve-00000001.log", b"first\nse\0cond\xff\nlast");
        let watched = Watched {
            tail: 11,
            ..ours("serve-00000001")
        };
        // A process that was forked and is not its program yet still has its parent's words.
        let asleep = |one: &Process| one.args == ["sleep", "1000"];
        let all = |seen: &Observation| {
            seen.processes.len() == 3 && seen.processes.last().is_some_and(asleep)
        };
        let seen = host.until(watched, all).await;

        assert_eq!(seen.tmux, Presence::There, "{shell}");
        assert!(seen.alive, "{shell}");
        assert_eq!(seen.status.unwrap().pid, Some(pane));
        let log = seen.log.unwrap();
        assert_eq!(
            (log.size, log.tail.as_slice()),
            (19, b"\0cond\xff\nlast".as_slice()),
            "{shell}"
        );
        assert!((now() - log.modified).abs() < 600, "{shell}");
        let [first, second, third] = seen.processes.as_slice() else {
            panic!("{:?}", seen.processes);
        };
        assert_eq!(
            (first.pid, second.parent, third.parent),
            (pane, pane, second.pid),
            "{shell}"
        );
        assert_eq!(
            second.args,
            ["sh", "-c", "sleep 1000; :", "some words", ""],
            "{shell}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_missing_one_by_one() {
    let host = Host::new();
    let swept = host.sweep(&[]).await;
    assert_eq!(
        (&swept.ours, &swept.default),
        (&Listing::NoServer, &Listing::NoServer)
    );
    assert!(swept.sessions.is_empty() && swept.watched.is_empty());
    assert!(swept.boot_id.is_some());
    assert!((swept.at_host - now()).abs() < 600);

    let seen = host.observe(ours("serve-00000001")).await;
    assert_eq!(seen.tmux, Presence::Gone);
    assert_eq!((seen.status, seen.log, seen.alive), (None, None, false));
    assert_eq!(seen.http, Probe::Unknown);
    assert!(seen.processes.is_empty());

    // One socket has a server, the other has not.
    host.session(Socket::Default, "mine", "sleep 1000");
    let swept = host.sweep(&[ours("serve-00000001")]).await;
    assert_eq!(
        (swept.ours, swept.default),
        (Listing::NoServer, Listing::Listed)
    );
    assert_eq!(swept.sessions.len(), 1);
}

#[tokio::test]
async fn a_machine_without_tmux_has_no_sessions_and_its_logs_can_still_be_read() {
    let host = Host::with_only(&["sh=dash", "awk", "cat", "date", "env", "ls", "stat", "tail"]);
    host.keep("serve-00000001.log", "kept");
    let swept = host.sweep(&[ours("serve-00000001")]).await;
    assert_eq!(
        (&swept.ours, &swept.default),
        (&Listing::NoTmux, &Listing::NoTmux)
    );
    let seen = swept.watched.first().unwrap();
    assert_eq!(seen.tmux, Presence::Gone);
    assert_eq!(
        seen.log.as_ref().map(|log| log.tail.as_slice()),
        Some(b"kept".as_slice())
    );
}

#[tokio::test]
async fn a_tmux_that_fails_is_not_a_session_that_is_gone() {
    let host = Host::new();
    host.program(
        "tmux",
        "#!/bin/sh\necho 'protocol version mismatch (client 8, server 7)' >&2; exit 1\n",
    );
    let seen = host.observe(ours("serve-00000001")).await;
    assert_eq!(seen.tmux, Presence::Unknown);
}

#[tokio::test]
async fn a_tmux_that_hangs_hides_nothing_else() {
    for shell in ["dash", "bash", "busybox"] {
        let host = Host::with_shell(shell);
        host.session(Socket::Ours, "serve-00000001", "exec sleep 1000");
        host.session(Socket::Default, "serve-mine", "exec sleep 1000");
        let pane = host.pane(Socket::Ours, "serve-00000001");
        let status = format!("pid={pane}\nstart={}\n", now());
        host.keep("serve-00000001.status", status);
        let server = host.tmux(Socket::Ours, &["display-message", "-p", "#{pid}"]);
        let halt = Halted::new(String::from_utf8(server.stdout).unwrap().trim());
        let swept = host.sweep(&[ours("serve-00000001")]).await;
        drop(halt);
        assert!(
            matches!(&swept.ours, Listing::Failed(said) if said.contains("did not answer")),
            "{shell}: {swept:?}"
        );
        assert_eq!(swept.default, Listing::Listed, "{shell}");
        let seen = swept.watched.first().unwrap();
        assert_eq!(
            (seen.tmux, seen.alive),
            (Presence::Unknown, true),
            "{shell}"
        );
    }
}

/// A process that is halted for as long as this lives.
struct Halted(String);

impl Halted {
    fn new(pid: &str) -> Self {
        signal("-STOP", pid);
        Self(pid.to_owned())
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        signal("-CONT", &self.0);
    }
}

fn signal(name: &str, pid: &str) {
    assert!(
        Command::new("kill")
            .args([name, pid])
            .status()
            .unwrap()
            .success()
    );
}

#[tokio::test]
async fn without_processes_to_look_at_a_number_that_is_taken_is_alive() {
    let host = Host::with_only(&[
        "sh=dash", "cat", "date", "env", "ls", "stat", "tail", "tmux",
    ]);
    host.keep(
        "serve-00000001.status",
        format!("pid={}\nstart=1\n", std::process::id()),
    );
    let seen = host.observe(ours("serve-00000001")).await;
    assert!(seen.alive);
}

#[tokio::test]
async fn names_are_exact_and_nothing_but_names() {
    let host = Host::new();
    let hostile = [
        "serve-00000001x",
        "$(touch canary)",
        "a b;touch canary",
        "-L",
        "'\"`touch canary`",
        "*",
        "ser*",
        "=x",
    ];
    for name in hostile {
        host.session(Socket::Default, name, "sleep 1000");
    }
    host.session(Socket::Ours, "serve-00000002", "sleep 1000");
    let watched: Vec<Watched> = [
        "serve-00000001",
        "serve-",
        "*",
        "../../x",
        "$(touch canary)",
        "",
    ]
    .into_iter()
    .flat_map(|name| {
        [Socket::Ours, Socket::Default].map(|socket| Watched {
            socket,
            ..ours(name)
        })
    })
    .collect();
    let swept = host.sweep(&watched).await;
    for seen in &swept.watched {
        let there = seen.socket == Socket::Default && hostile.contains(&seen.session.as_str());
        assert_eq!(seen.tmux == Presence::There, there, "{seen:?}");
    }
    for name in hostile {
        let known = swept.sessions.iter().find(|seen| seen.name == name);
        let watched = watched.iter().any(|watched| watched.session == name);
        let ours = name.starts_with("serve-");
        assert_eq!(
            known.unwrap().processes.is_empty(),
            !watched && !ours,
            "{name}"
        );
    }
    assert!(!host.home().join("canary").exists());
    assert!(!std::path::Path::new("canary").exists());
}

#[tokio::test]
async fn the_end_of_a_program_is_read_and_a_number_that_is_used_again_is_not_it() {
    let host = Host::new();
    let recorded =
        "pid=999999999\nstart=10\nend=20\ncode=137\nsignal=KILL\noom=1\nstopped=1\nnews=x\n";
    host.keep("serve-00000001.status", recorded);
    // This process runs, and is younger than what was recorded.
    host.keep(
        "serve-00000002.status",
        format!("pid={}\nstart=10\n", std::process::id()),
    );
    host.keep("serve-00000003.status", "pid=1; touch canary\nstart=");
    let watched = ["serve-00000001", "serve-00000002", "serve-00000003"].map(ours);
    let swept = host.sweep(&watched).await;
    assert_eq!(
        swept.watched.first().unwrap().status,
        Some(StatusFile {
            pid: Some(999_999_999),
            start: Some(10),
            end: Some(20),
            code: Some(137),
            signal: Some("KILL".to_owned()),
            oom: true,
            stopped: true,
            left: false,
        })
    );
    assert!(
        swept
            .watched
            .iter()
            .all(|seen| !seen.alive && seen.processes.is_empty())
    );
    assert_eq!(
        swept.watched.last().unwrap().status,
        Some(StatusFile::default())
    );
}

#[tokio::test]
async fn a_program_that_outlived_its_session_is_alive() {
    let host = Host::new();
    let mut program = Program(
        Command::new("sleep")
            .arg("1000")
            .stdin(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let pid = program.0.id();
    host.keep(
        "serve-00000001.status",
        format!("pid={pid}\nstart={}\n", now()),
    );
    let seen = host.observe(ours("serve-00000001")).await;
    assert_eq!((seen.tmux, seen.alive), (Presence::Gone, true));
    assert_eq!(seen.processes.first().map(|process| process.pid), Some(pid));
    // It has ended, and nobody has taken note of it yet.
    program.0.kill().unwrap();
    let seen = host.until(ours("serve-00000001"), |seen| !seen.alive).await;
    assert!(seen.processes.is_empty());
}

#[tokio::test]
async fn a_log_cannot_pass_for_what_the_script_says() {
    let host = Host::new();
    let log = "\nend\n\n0123456789abcdef0123456789abcdef end\n\nstatus\npid=1\n\n $nonce end\n%s\\n==> x <==\n";
    host.keep("serve-00000001.log", log);
    host.keep("serve-00000002.log", "");
    let swept = host
        .sweep(&["serve-00000001", "serve-00000002"].map(ours))
        .await;
    let tails = swept
        .watched
        .iter()
        .map(|seen| seen.log.as_ref().map(|log| (log.size, log.tail.as_slice())));
    let length = u64::try_from(log.len()).unwrap();
    let expected = [Some((length, log.as_bytes())), Some((0, b"".as_slice()))];
    assert!(tails.eq(expected), "{swept:?}");
}

#[tokio::test]
async fn many_sessions_are_seen_in_the_order_in_which_they_were_asked_for() {
    let host = Host::new();
    let mut watched = Vec::new();
    for number in 0..50 {
        let name = format!("serve-{number:08}");
        if number % 10 == 0 {
            host.session(Socket::Ours, &name, "sleep 1000");
        }
        host.keep(&format!("{name}.log"), &name);
        watched.push(ours(&name));
    }
    let swept = host.sweep(&watched).await;
    for (number, (seen, asked)) in swept.watched.iter().zip(&watched).enumerate() {
        assert_eq!(seen.session, asked.session);
        assert_eq!(seen.tmux == Presence::There, number % 10 == 0);
        let Some(Log { tail, .. }) = &seen.log else {
            panic!("{seen:?}")
        };
        assert_eq!(tail, asked.session.as_bytes());
    }
}
