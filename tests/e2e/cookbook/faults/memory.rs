//! Memory that runs out.

use super::super::house::{Agent, House, free_port};
use crate::support::model_server;
use serde_json::Value;

/// Has the login shell find the programs under a limit of so many KiB of address space.
fn limit(house: &House, kib: u32) {
    let bin = house.0.path().join("limited");
    for (name, real) in [
        ("llama-server", model_server().bin.join("llama-server")),
        ("python3", "/usr/bin/python3".into()),
    ] {
        let text = format!(
            "#!/bin/sh\nulimit -v {kib}\nexec '{}' \"$@\"\n",
            real.display()
        );
        house.program(&format!("limited/{name}"), &text);
    }
    let profile = format!("PATH='{}':$PATH\n", bin.display());
    std::fs::write(house.0.path().join(".profile"), profile).unwrap();
}

/// The task failed for want of memory, and says so; each of its suggested commands would be taken.
fn is_diagnosed(agent: &Agent<'_>, session: &str) -> Value {
    let task = agent.until_status(session, "error");
    assert_eq!(task["diagnosis"]["class"], "cpu_memory", "{task}");
    task
}

fn commands(task: &Value) -> Vec<String> {
    let suggestions = task["diagnosis"]["suggestions"].as_array().unwrap();
    let commands = suggestions.iter().filter_map(|one| one["command"].as_str());
    commands.map(str::to_owned).collect()
}

#[test]
fn a_server_without_enough_memory_is_told_so_and_comes_up_with_what_is_suggested() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    // The model takes 0.3 GB, and 1.5 kB for each token of its context.
    limit(&house, 900_000);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let greedy = house
        .serving(free_port())
        .replace("--ctx-size 512", "--ctx-size 600000");
    let session = agent.serve(&[&greedy]);
    let task = is_diagnosed(&agent, &session);
    let suggested = commands(&task);
    let command = suggested
        .first()
        .unwrap_or_else(|| panic!("nothing is suggested: {task}"));
    let again = agent.serve(&[command]);
    agent.until_status(&again, "ready");
    agent.stop(&again);
    server.stop();
}

#[test]
fn a_program_of_python_without_enough_memory_is_told_so() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    limit(&house, 500_000);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let greedy = house.program(
        "greedy.py",
        "print('loads', flush=True)\nweights = bytearray(1 << 30)\n",
    );
    let session = agent.serve(&[&format!("python3 {greedy} --port {}", free_port())]);
    is_diagnosed(&agent, &session);
    server.stop();
}
