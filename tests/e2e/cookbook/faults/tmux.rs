//! The tmux server is killed.

use std::net::TcpListener;

use serde_json::{Value, json};

use super::super::house::{Agent, House, answer, free_port, runs};
use crate::support::run;

/// Ends the tmux server of our own socket at once.
fn kill_tmux(house: &House) {
    let pid = house.tmux(&["display-message", "-p", "#{pid}"]);
    run(house.0.command("kill").args(["-KILL", &pid]), "").ok();
}

/// Has what an ended task left behind ended, too.
fn clear(agent: &Agent<'_>, session: &str) {
    let cleared = agent.ok(&["stop", session]);
    assert_eq!(
        (&cleared["exit_code"], &cleared["left"]),
        (&json!(0), &Value::Null),
        "{cleared}"
    );
}

#[tokio::test]
async fn what_goes_with_tmux_and_what_outlives_it_is_told_apart() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let (port, detached) = (free_port(), free_port());
    let goes = agent.serve(&[&house.serving(free_port())]);
    let stays = agent.serve(&[&house.behaving(port, "--deaf HUP")]);
    let leaves = agent.serve(&[&house.behaving(detached, "--detached")]);
    for session in [&goes, &stays] {
        agent.until_status(session, "ready");
    }
    // Who answers is a child of nobody: not a process of the session as far as can be seen.
    agent.until(&leaves, |task| {
        task["phase"].to_string().contains("answers on port")
    });
    let before = agent.until(&stays, |_| true);

    kill_tmux(&house);
    let task = agent.until_status(&goes, "crashed");
    assert_eq!(task["signal"], "HUP", "{task}");
    assert!(task["error"].to_string().contains("tmux session"), "{task}");

    let task = agent.until(&stays, |task| {
        task["phase"]
            .to_string()
            .contains("without its tmux session")
    });
    assert_eq!(
        (&task["status"], &task["pid"]),
        (&json!("ready"), &before["pid"]),
        "{task}"
    );

    let task = agent.until_status(&leaves, "error");
    let error = task["error"].as_str().unwrap();
    assert!(
        error.contains(&format!("Port {detached} is still taken by process")),
        "{task}"
    );

    // A new one is launched as ever, and what was left is ended.
    let new = agent.serve(&[&house.serving(free_port())]);
    answer(&agent.until_status(&new, "ready")).await;
    agent.stop(&new);
    agent.stop(&stays);
    clear(&agent, &leaves);
    clear(&agent, &goes);
    for port in [port, detached] {
        TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
    }
    assert!(!runs(before["pid"].as_u64().unwrap()));
    server.stop();
}

#[test]
fn a_program_that_ends_and_leaves_a_server_behind_is_not_shown_as_done_without_a_word() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let port = free_port();
    let session = agent.serve(&[&house.behaving(port, "--leaving")]);
    let task = agent.until_status(&session, "done");
    let error = task["error"].as_str().unwrap_or_default();
    assert!(
        error.contains(&format!("Port {port} is still taken by process")),
        "{task}"
    );
    clear(&agent, &session);
    TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
    assert_eq!(agent.until(&session, |_| true)["status"], "done");
    server.stop();
}
