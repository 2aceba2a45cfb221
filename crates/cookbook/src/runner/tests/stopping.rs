//! What is stopped is gone, and nothing else is.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::house::{House, SHELLS, session, wait_for};
use crate::watch::Pid;

/// For what does not end by itself anyway.
const AT_ONCE: Duration = Duration::from_secs(1);

#[tokio::test]
async fn nothing_of_it_is_left() {
    let rounds = if std::env::var_os("ODYSSEUS_LONG").is_some() {
        100
    } else {
        6
    };
    for round in 0..rounds {
        let shell = SHELLS[round % SHELLS.len()];
        let house = House::new(shell);
        let opponent = house.program("opponent.py", include_str!("opponent.py"));
        let name = session();
        let ready = house.directory.path().join("ready");
        house
            .launch(&name, &["python3", &opponent, ready.to_str().unwrap()])
            .await;
        let port: u16 = wait_for("the opponent", || {
            fs::read_to_string(&ready).ok()?.parse().ok()
        });
        let stopped = house.stop_within(&name, Some(port), AT_ONCE).await;
        assert_eq!(stopped.left(), None, "{shell}");
        assert_eq!(stopped.signal.as_deref(), Some("KILL"), "{shell}");
        house.is_empty(shell);
        TcpListener::bind(("127.0.0.1", port)).unwrap();
        let status = house.status(&name);
        assert!(status.stopped, "{shell}");
        assert_eq!(status.signal.as_deref(), Some("KILL"), "{shell}");
    }
}

#[tokio::test]
async fn a_program_that_ends_by_itself_is_not_killed() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let polite = "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done";
        house.launch(&name, &["sh", "-c", polite]).await;
        wait_for("the program", || {
            house.log(&name).contains("up\n").then_some(())
        });
        let stopped = house.stop(&name, None).await;
        assert_eq!((stopped.left(), stopped.code), (None, Some(7)), "{shell}");
        let status = house.status(&name);
        assert_eq!((status.code, status.stopped), (Some(7), true), "{shell}");
        assert!(
            house
                .log(&name)
                .contains("bye\n\n=== Process exited with code 7 ==="),
            "{shell}"
        );
        house.is_empty(shell);
    }
}

#[tokio::test]
async fn only_what_belongs_to_it_is_ended() {
    for shell in SHELLS {
        let house = House::new(shell);
        let (name, other) = (session(), session());
        house.launch(&name, &["sleep", "1000"]).await;
        let neighbour = house.launch(&other, &["sleep", "1000"]).await.pid.unwrap();
        assert_eq!(house.stop(&name, None).await.left(), None, "{shell}");
        assert!(house.processes().contains(&neighbour), "{shell}");
        assert!(house.status(&other).end.is_none(), "{shell}");
        assert!(house.tmux(&["list-sessions"]).contains(&other), "{shell}");
    }
}

#[tokio::test]
async fn what_has_ended_keeps_how_it_ended() {
    let house = House::new("dash");
    let name = session();
    house.launch(&name, &["sh", "-c", "exit 3"]).await;
    let status = house.ended(&name);
    assert_eq!(house.stop(&name, None).await.left(), None);
    assert_eq!(house.status(&name), status);
    house.is_empty("dash");
    // Once more changes nothing, and so does one that never was.
    assert_eq!(house.stop(&name, None).await.left(), None);
    assert_eq!(house.stop(&session(), None).await.left(), None);
}

#[tokio::test]
async fn what_outlived_its_tmux_is_found() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let opponent = house.program("opponent.py", include_str!("opponent.py"));
        let ready = house.directory.path().join("ready");
        house
            .launch(&name, &["python3", &opponent, ready.to_str().unwrap()])
            .await;
        wait_for("the opponent", || ready.exists().then_some(()));
        let server: Pid = house
            .tmux(&["display-message", "-p", "#{pid}"])
            .trim()
            .parse()
            .unwrap();
        Command::new("kill")
            .args(["-KILL", &server.to_string()])
            .status()
            .unwrap();
        wait_for("the end of tmux", || {
            house.tmux(&["list-sessions"]).is_empty().then_some(())
        });
        assert_eq!(
            house.stop_within(&name, None, AT_ONCE).await.left(),
            None,
            "{shell}"
        );
        house.is_empty(shell);
        let status = house.status(&name);
        assert_eq!(
            (status.signal.as_deref(), status.stopped),
            (Some("KILL"), true),
            "{shell}"
        );
    }
}

#[tokio::test]
async fn a_number_that_is_another_processes_now_is_not_believed() {
    let house = House::new("dash");
    let name = session();
    house.launch(&name, &["true"]).await;
    house.ended(&name);
    let mut stranger = Command::new("sleep")
        .arg("1000")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let path = house.kept().join(format!("{name}.status"));
    let pid = stranger.id();
    fs::write(path, format!("pid={pid}\nrunner={pid}\nstart=1\n")).unwrap();
    let stopped = house.stop(&name, None).await;
    let alive = stranger.try_wait().unwrap().is_none();
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert!(alive);
    assert_eq!(stopped.left(), None);
}

#[tokio::test]
async fn a_port_that_was_another_ones_all_along_is_told_apart() {
    let house = House::new("dash");
    let name = session();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    house.launch(&name, &["sleep", "1000"]).await;
    let stopped = house.stop(&name, Some(port)).await;
    assert!(stopped.port_taken && stopped.port_foreign);
    assert_eq!(
        stopped.port_holder.map(|holder| holder.pid),
        Some(std::process::id())
    );
    house.is_empty("dash");
}

#[tokio::test]
async fn a_persons_session_is_stopped_where_odysseus_runs_in_another_tmux() {
    let sockets = tempfile::tempdir().unwrap();
    let tmux = |socket: &str, words: &[&str]| {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", socket, "-f", "/dev/null"]).args(words);
        tmux.env("TMUX_TMPDIR", sockets.path()).output().unwrap()
    };
    for socket in ["default", "work"] {
        let made = tmux(
            socket,
            &["new-session", "-d", "-s", "serve", "exec sleep 1000"],
        );
        assert!(made.status.success(), "{made:?}");
    }
    let inside = tmux(
        "work",
        &["display-message", "-p", "#{socket_path},#{pid},0"],
    );
    let inside = String::from_utf8(inside.stdout).unwrap();
    let place = sockets.path().to_str().unwrap();
    let variables = [("TMUX_TMPDIR", place), ("TMUX", inside.trim())];
    let mut house = House::with("dash", &variables);
    house.socket.clear();
    let stopped = house.stop("serve", None).await;
    house.socket = "odysseus-none".to_owned();
    let there = |socket| {
        tmux(socket, &["has-session", "-t", "=serve"])
            .status
            .success()
    };
    let (persons, other) = (there("default"), there("work"));
    for socket in ["default", "work"] {
        tmux(socket, &["kill-server"]);
    }
    assert_eq!(stopped.left(), None);
    assert!(!persons && other, "{persons} {other}");
}
