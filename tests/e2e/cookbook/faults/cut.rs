//! The connection to a machine breaks in the middle of something.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use super::super::house::{Agent, House, PATIENCE, answer, free_port};
use super::super::machine::Machine;
use crate::support::Server;

/// Waits until that file is there.
pub(super) fn appears(file: &Path) {
    let start = Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < PATIENCE, "there is no {}", file.display());
        thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// A `tmux` that waits where it is asked for one thing: it makes `begun`, and goes on once there is `go`.
pub(super) struct SlowTmux {
    pub(super) begun: PathBuf,
    pub(super) go: PathBuf,
}

impl SlowTmux {
    /// One that is slow when it begins a session, in the middle of a launch.
    pub(super) fn to_begin(house: &House) -> Self {
        Self::at(house, "new-session")
    }

    /// One that is slow to tell its version, for which a machine is asked before a launch.
    pub(super) fn to_be_asked(house: &House) -> Self {
        Self::at(house, "-V")
    }

    fn at(house: &House, word: &str) -> Self {
        let home = house.0.path();
        let slow = Self {
            begun: home.join("begun"),
            go: home.join("go"),
        };
        let (begun, go) = (slow.begun.display(), slow.go.display());
        let tmux = format!(
            "#!/bin/sh\ncase \" $* \" in *' {word} '*)\n  : >{begun}\n  while [ ! -e {go} ]; do sleep 0.05; done ;;\nesac\n\
             exec /usr/bin/tmux \"$@\"\n"
        );
        house.program("slow/tmux", &tmux);
        let profile = home.join(".profile");
        let usual = fs::read_to_string(&profile).unwrap();
        let slowly = format!("{usual}PATH={}/slow:$PATH\n", home.display());
        fs::write(profile, slowly).unwrap();
        slow
    }

    /// It waits for nothing.
    pub(super) fn go(&self) {
        fs::write(&self.go, "").unwrap();
    }
}

/// An attic that is known and vouched for.
async fn attic(server: &Server) -> Machine {
    let ann = server.client().sign_in("ann").await;
    let attic = Machine::new();
    let key = attic.set_up(&ann, "Attic").await;
    attic.accept(&ann, &key).await;
    attic
}

/// What the script says where the server could not do it, or did not answer it in time.
fn fails(agent: &Agent<'_>, words: &[&str]) {
    let ran = agent.run(words);
    assert!([7, 8].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
    if ran.code == 7 {
        let problem: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(!problem["detail"].to_string().is_empty(), "{problem}");
    }
}

/// The only task.
fn only(agent: &Agent<'_>) -> String {
    let listed = agent.ok(&["tasks"]);
    let [task] = listed["tasks"].as_array().unwrap().as_slice() else {
        panic!("one task: {listed}");
    };
    task["session_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_launch_that_is_cut_off_is_started_once_or_not_at_all() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let attic = attic(&server).await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let slow = SlowTmux::to_begin(&attic.house);
    let command = attic.serving(free_port());
    let launch = ["serve", "tiny", &command, "Attic"];

    // All that worked there for the connection ends with it.
    thread::scope(|scope| {
        let launching = scope.spawn(|| fails(&agent, &launch));
        appears(&slow.begun);
        attic.sshd.end_sessions();
        launching.join().unwrap();
    });
    let lost = agent.until_status(&only(&agent), "error");
    assert!(lost["error"].to_string().contains("not started"), "{lost}");
    assert_eq!(attic.house.tmux(&["list-sessions", "-F", "#S"]), "");
    let lost = lost["session_id"].as_str().unwrap().to_owned();

    // What works there does not know of it, and comes to its end.
    fs::remove_file(&slow.begun).unwrap();
    thread::scope(|scope| {
        let launching = scope.spawn(|| fails(&agent, &launch));
        appears(&slow.begun);
        attic.cable.pull();
        launching.join().unwrap();
    });
    slow.go();
    let start = Instant::now();
    let mut session = String::new();
    while session.is_empty() {
        assert!(start.elapsed() < PATIENCE, "it was not started");
        session = attic.house.tmux(&["list-sessions", "-F", "#S"]);
    }
    attic.cable.plug();
    answer(&agent.until_status(&session, "ready")).await;
    assert_eq!(attic.house.tmux(&["list-sessions", "-F", "#S"]), session);
    assert_ne!(session, lost);
    agent.stop(&session);
    server.stop();
}

#[tokio::test]
async fn a_stop_and_a_look_at_the_output_that_are_cut_off_leave_a_right_state() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let attic = attic(&server).await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let port = free_port();
    let deaf = agent.serve(&[&attic.house.behaving(port, "--deaf TERM"), "Attic"]);
    // It answers there, and only there.
    agent.until_status(&deaf, "ready");

    attic.cable.pull();
    fails(&agent, &["output", &deaf]);
    agent.until(&deaf, |task| task["reachable"] == false);
    attic.cable.plug();
    let back = agent.until(&deaf, |task| task["reachable"] == true);
    assert_eq!(back["status"], "ready", "{back}");
    let output = agent.ok(&["output", &deaf]);
    assert!(output["output"].to_string().contains("up"), "{output}");

    // What stops it ends with the connection, and it has not heard TERM.
    let noted = attic.house.kept().join(format!("{deaf}.status"));
    thread::scope(|scope| {
        let stopping = scope.spawn(|| fails(&agent, &["stop", &deaf]));
        let start = Instant::now();
        while !fs::read_to_string(&noted).unwrap().contains("stopped=1") {
            assert!(start.elapsed() < PATIENCE, "nobody stops it");
            thread::sleep(std::time::Duration::from_millis(20));
        }
        attic.sshd.end_sessions();
        stopping.join().unwrap();
    });
    let left = agent.until(&deaf, |task| task["state"] == "stop_failed");
    assert!(
        left["reachable"] == true && left["error"].to_string().contains("stop it again"),
        "{left}"
    );
    agent.stop(&deaf);
    let stopped = agent.until(&deaf, |_| true);
    assert_eq!(
        (&stopped["signal"], &stopped["error"]),
        (&json!("KILL"), &Value::Null),
        "{stopped}"
    );
    assert_eq!(attic.house.tmux(&["list-sessions", "-F", "#S"]), "");
    server.stop();
}
