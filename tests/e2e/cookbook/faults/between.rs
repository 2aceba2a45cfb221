//! Stops that come in the middle of a launch.

use std::thread;

use serde_json::json;

use super::super::house::{House, free_port};
use super::cut::{SlowTmux, appears};
use super::killed::{one_in, sessions};

#[test]
fn what_is_stopped_while_its_machine_is_looked_at_is_not_started() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let slow = SlowTmux::to_be_asked(&house);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let command = house.serving(free_port());
    thread::scope(|scope| {
        let launching = scope.spawn(|| agent.run(&["serve", "tiny", &command]));
        appears(&slow.begun);
        let looking = one_in(&agent, "preflight");
        let session = looking["session_id"].as_str().unwrap();
        let stopped = agent.ok(&["stop", session]);
        assert_eq!(stopped["state"], "stopped", "{stopped}");
        slow.go();
        let launched = launching.join().unwrap();
        // Where it took too long, the machine was given up before.
        assert!([6, 7].contains(&launched.code), "{}", launched.stdout);
    });
    assert!(sessions(&house).is_empty());
    let listed = agent.ok(&["tasks"]);
    let tasks = listed["tasks"].as_array().unwrap();
    assert!(
        tasks.iter().all(|task| task["state"] == "stopped"),
        "{listed}"
    );
    server.stop();
}

#[test]
fn what_is_stopped_while_it_is_started_is_started_first_and_then_gone() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let slow = SlowTmux::to_begin(&house);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let command = house.serving(free_port());
    let session = thread::scope(|scope| {
        let launching = scope.spawn(|| agent.run(&["serve", "tiny", &command]));
        appears(&slow.begun);
        let starting = one_in(&agent, "starting");
        let session = starting["session_id"].as_str().unwrap().to_owned();
        let (agent, name) = (&agent, session.clone());
        let stopping = scope.spawn(move || agent.run(&["stop", &name]));
        slow.go();
        let launched = launching.join().unwrap();
        assert_eq!(launched.code, 0, "{}", launched.stderr);
        let stopped = stopping.join().unwrap();
        assert_eq!(stopped.code, 0, "{}", stopped.stderr);
        session
    });
    let task = agent.until(&session, |_| true);
    assert_eq!(
        (&task["state"], &task["error"]),
        (&json!("stopped"), &json!(null)),
        "{task}"
    );
    assert!(sessions(&house).is_empty());
    server.stop();
}
