//! Odysseus is killed in the middle of everything, and started again.

use std::fs;
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use super::super::house::{Agent, House, PATIENCE, answer, free_port};
use super::super::machine::Machine;
use super::cut::{SlowTmux, appears};
use crate::support::run;

/// The sessions that tmux has, in the order of their names.
pub(super) fn sessions(house: &House) -> Vec<String> {
    let listed = house.tmux(&["list-sessions", "-F", "#S"]);
    listed.lines().map(str::to_owned).collect()
}

/// The first task that is in that state, as soon as there is one.
pub(super) fn one_in(agent: &Agent<'_>, state: &str) -> Value {
    let start = Instant::now();
    loop {
        let listed = agent.ok(&["tasks"]);
        let mut tasks = listed["tasks"].as_array().unwrap().iter();
        if let Some(task) = tasks.find(|task| task["state"] == state) {
            return task.clone();
        }
        assert!(start.elapsed() < PATIENCE, "none is {state}: {listed}");
    }
}

/// The process that a sentence names last.
fn named(words: &str) -> String {
    let digits = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = words.rsplit(|c: char| !c.is_ascii_alphanumeric());
    words.find(digits).unwrap().to_owned()
}

#[tokio::test]
async fn every_state_is_right_after_odysseus_was_killed_in_it() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let go = house.0.path().join("go");
    let ends = house.program("ends.py", "import sys\nsys.exit(int(sys.argv[3]))\n");
    let ending =
        |code: u8| agent.serve(&[&format!("python3 {ends} --port {} {code}", free_port())]);
    let behaving = |behaviour: &str| agent.serve(&[&house.behaving(free_port(), behaviour)]);

    let (done, failed) = (ending(0), ending(3));
    let loading = behaving(&format!("--after {}", go.display()));
    let (deaf, slipping) = (behaving("--deaf TERM"), behaving("--slipping"));
    let [ready, stopped] = [(); 2].map(|()| agent.serve(&[&house.serving(free_port())]));
    for (session, status) in [
        (&done, "done"),
        (&failed, "error"),
        (&deaf, "ready"),
        (&slipping, "ready"),
        (&ready, "ready"),
        (&stopped, "ready"),
    ] {
        agent.until_status(session, status);
    }
    agent.until(&loading, |task| task["state"] == "loading");
    agent.stop(&stopped);
    let left = agent.ok(&["stop", &slipping]);
    assert_eq!(left["state"], "stop_failed", "{left}");

    let starting = thread::scope(|scope| {
        let stopping = scope.spawn(|| agent.run(&["stop", &deaf]));
        agent.until(&deaf, |task| task["state"] == "stopping");
        let starting = behaving("");
        server.kill();
        stopping.join().unwrap();
        starting
    });
    let before = sessions(&house);

    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    for (session, state) in [
        (&done, "done"),
        (&failed, "failed"),
        (&loading, "loading"),
        (&ready, "ready"),
        (&stopped, "stopped"),
        (&slipping, "stop_failed"),
        (&starting, "ready"),
        // What stops it was still at it, and came to its end.
        (&deaf, "stopped"),
    ] {
        agent.until(session, |task| task["state"] == state);
    }
    let task = |session: &String| agent.until(session, |_| true);
    assert_eq!(task(&failed)["exit_code"], 3);
    assert_eq!(task(&deaf)["signal"], "KILL");
    answer(&task(&ready)).await;
    let after = sessions(&house);
    assert!(
        after.iter().all(|session| before.contains(session)),
        "{before:?} {after:?}"
    );
    assert_eq!(agent.ok(&["tasks"])["tasks"].as_array().unwrap().len(), 8);

    fs::write(&go, "").unwrap();
    agent.until_status(&loading, "ready");
    // What was left of the stop is gone.
    let left = task(&slipping);
    assert_eq!(left["state"], "stop_failed", "{left}");
    let pid = named(left["error"].as_str().unwrap());
    run(house.0.command("kill").args(["-KILL", &pid]), "").ok();
    agent.until_status(&slipping, "stopped");
    for session in [&loading, &ready, &starting] {
        agent.stop(session);
    }
    server.stop();
}

#[tokio::test]
async fn a_launch_during_which_odysseus_is_killed_is_started_once() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let slow = SlowTmux::to_begin(&house);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let command = house.serving(free_port());
    thread::scope(|scope| {
        let launching = scope.spawn(|| agent.run(&["serve", "tiny", &command]));
        appears(&slow.begun);
        server.kill();
        assert_eq!(launching.join().unwrap().code, 8);
    });
    slow.go();
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let task = one_in(&agent, "ready");
    answer(&task).await;
    let session = task["session_id"].as_str().unwrap();
    assert_eq!(sessions(&house), [session]);
    agent.stop(session);
    server.stop();
}

#[tokio::test]
async fn what_was_asked_of_a_machine_that_is_away_is_right_after_odysseus_was_killed() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let attic = Machine::new();
    let key = attic.set_up(&ann, "Attic").await;
    attic.accept(&ann, &key).await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let slow = SlowTmux::to_be_asked(&attic.house);
    slow.go();
    let up = agent.serve(&[&attic.serving(free_port()), "Attic"]);
    agent.until_status(&up, "ready");

    // While it is asked whether another one can be launched.
    fs::remove_file(&slow.go).unwrap();
    fs::remove_file(&slow.begun).unwrap();
    let command = attic.serving(free_port());
    thread::scope(|scope| {
        let launching = scope.spawn(|| agent.run(&["serve", "tiny", &command, "Attic"]));
        // Who looks at the machine for another reason asks its tmux, too.
        one_in(&agent, "preflight");
        appears(&slow.begun);
        server.kill();
        assert_eq!(launching.join().unwrap().code, 8);
    });
    slow.go();
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let lost = one_in(&agent, "failed");
    assert!(lost["error"].to_string().contains("not started"), "{lost}");
    agent.until(&up, |task| {
        task["reachable"] == true && task["status"] == "ready"
    });
    assert_eq!(sessions(&attic.house), [up.as_str()]);

    attic.cable.pull();
    agent.until(&up, |task| task["reachable"] == false);
    server.kill();
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let away = agent.until(&up, |task| task["reachable"] == false);
    assert_eq!(
        (&away["status"], away["error"].is_string()),
        (&json!("ready"), true),
        "{away}"
    );
    attic.cable.plug();
    let back = agent.until(&up, |task| task["reachable"] == true);
    assert_eq!(
        (&back["status"], &back["error"]),
        (&json!("ready"), &Value::Null)
    );
    answer(&back).await;
    agent.stop(&up);
    server.stop();
}
