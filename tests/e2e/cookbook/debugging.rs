//! From a server that does not come up to one that answers, with nothing but the skill's commands.

use std::collections::HashSet;
use std::fs;
use std::net::TcpListener;
use std::time::Instant;

use serde_json::{Value, json};

use super::house::{House, PATIENCE, answer, free_port, runs};
use crate::support::Reply;

/// The first command that the diagnosis proposes.
fn proposed(task: &Value) -> String {
    let suggestions = task["diagnosis"]["suggestions"].as_array();
    let mut commands = suggestions
        .into_iter()
        .flatten()
        .filter_map(|suggestion| suggestion["command"].as_str());
    let command = commands.next();
    command
        .unwrap_or_else(|| panic!("no command is proposed: {task}"))
        .to_owned()
}

#[tokio::test]
async fn an_agent_gets_from_a_crash_to_a_server_that_answers() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let directories = json!({ "id": "local", "model_dirs": [house.0.path().join("models")] });
    let saved = ann.send("PUT", "/api/cookbook/servers", Some(&directories));
    saved.await.expect(200);
    let agent = house.agent(&server, "ann", "cookbook:launch");

    let servers = agent.ok(&["servers"]);
    assert_eq!(servers["servers"][0]["host"], "", "{servers}");
    let cached = agent.ok(&["cached"]);
    assert!(cached.to_string().contains("tiny.gguf"), "{cached}");

    let port = free_port();
    let wrong = house
        .serving(port)
        .replace("--ctx-size 512", "--ctx-sise 512");
    let crashed = agent.serve(&[&wrong]);
    let task = agent.until_status(&crashed, "error");
    assert_eq!(
        (&task["state"], &task["exit_code"], &task["signal"]),
        (&json!("failed"), &json!(1), &Value::Null),
        "{task}"
    );
    let cause = "error: invalid argument: --ctx-sise";
    let excerpt = task["excerpt"].as_str().unwrap_or_default();
    assert!(excerpt.starts_with(cause), "{task}");
    let output = agent.ok(&["output", &crashed]);
    assert!(
        output["output"].as_str().unwrap().contains(cause) && output["exit_code"] == 1,
        "{output}"
    );

    // For reading it is the same, its lines as they are.
    let readable = ann.request("GET", &format!("/api/cookbook/tasks/{crashed}/output"));
    let readable = Reply::of(readable.header("accept", "text/markdown"))
        .await
        .text();
    assert!(readable.lines().any(|line| line == cause), "{readable}");
    assert!(
        readable.contains(&format!("try `{}`", proposed(&task))),
        "{readable}"
    );

    let served = agent.serve(&[&proposed(&task)]);
    let task = agent.until_status(&served, "ready");
    assert_eq!(
        (&task["port"], &task["host"]),
        (&json!(port), &json!("local"))
    );
    answer(&task).await;
    let listed = async || ann.get("/api/cookbook/endpoints").await.expect(200);
    assert_eq!(listed().await["endpoints"][0]["base_url"], task["base_url"]);
    let pid = task["pid"].as_u64().unwrap();
    assert!(runs(pid), "{task}");
    agent.stop(&served);
    TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
    assert_eq!(listed().await["endpoints"], json!([]));

    // What reached ready is kept, and launched by its name.
    let presets = agent.ok(&["presets"]);
    let preset = &presets["presets"][0];
    assert!(
        preset["name"] == "tiny" && preset["automatic"] == true && preset["port"] == port,
        "{presets}"
    );
    let launched = agent.ok(&["preset", "tiny"]);
    let again = launched["session_id"].as_str().unwrap();
    assert_ne!(again, served);
    answer(&agent.until_status(again, "ready")).await;
    agent.stop(again);
    server.stop();
}

#[test]
fn a_port_that_was_taken_meanwhile_gives_way_to_one_that_is_free() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let script = house.0.path().join("late.py");
    fs::write(&script, "raise OSError(98, 'Address already in use')\n").unwrap();
    let port = free_port();
    // Ours, or somebody else's already.
    let next = TcpListener::bind(("127.0.0.1", port + 1));
    let crashed = agent.serve(&[&format!("python3 {} --port {port}", script.display())]);
    let task = agent.until_status(&crashed, "error");
    assert_eq!(task["diagnosis"]["class"], "port_taken", "{task}");
    let command = proposed(&task);
    let other = command.rsplit(' ').next().map(str::parse::<u16>);
    assert!(
        matches!(other, Some(Ok(other)) if other > port + 1),
        "{command}"
    );
    drop(next);
    server.stop();
}

#[tokio::test]
async fn what_somebody_started_in_tmux_is_taken_over() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let missing = agent.refused(&["adopt", "mine", "tiny"], 6);
    assert!(missing["detail"].to_string().contains("mine"), "{missing}");

    let port = free_port();
    let start = || {
        let started = house
            .command("sh")
            .args(["-lc", "tmux new-session -d -s mine \"$0\""])
            .arg(house.serving(port))
            .status();
        assert!(started.unwrap().success());
    };
    start();
    let adopted = agent.ok(&["adopt", "mine", "tiny"]);
    assert!(
        adopted["ok"] == true && adopted["host"] == "local",
        "{adopted}"
    );
    let task = agent.until_status("mine", "ready");
    assert!(task["port"] == port && task["adopted"] == true, "{task}");
    answer(&task).await;
    assert_eq!(
        agent.ok(&["adopt", "mine", "tiny"])["already_tracked"],
        true
    );
    agent.stop("mine");
    TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
    let gone = house
        .command("tmux")
        .args(["has-session", "-t", "=mine"])
        .output();
    assert!(!gone.unwrap().status.success());

    // Its name is only a name: another session may have it later.
    agent.refused(&["adopt", "mine", "tiny"], 6);
    start();
    let token = house.0.token("ann", &["cookbook:launch"]);
    let words = ["cookbook", "adopt", "mine", "tiny"];
    let again: Value =
        serde_json::from_str(&house.0.call(&server.url, &token, &words).ok()).unwrap();
    assert_eq!(again["already_tracked"], false, "{again}");
    answer(&agent.until_status("mine", "ready")).await;
    agent.stop("mine");
    server.stop();
}

#[tokio::test]
async fn what_was_started_by_hand_from_a_folder_is_found_and_relaunched() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let port = free_port();
    let by_hand = format!(
        "cd ~/models && tmux new-session -d -s serve-by-hand 'llama-server -m ./tiny.gguf --port {port}'"
    );
    let started = house.command("sh").args(["-lc", &by_hand]).status();
    assert!(started.unwrap().success());
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let start = Instant::now();
    while agent.ok(&["tasks"])["tasks"] == json!([]) {
        assert!(start.elapsed() < PATIENCE, "it was not found");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let task = agent.until_status("serve-by-hand", "ready");
    assert_eq!(task["repo_id"], "./tiny.gguf", "{task}");
    agent.stop("serve-by-hand");

    let path = "/api/cookbook/tasks/serve-by-hand/relaunch";
    let command = json!({ "cmd": house.serving(port) });
    let launched = ann.post(path, &command).await.expect(200);
    let session = launched["session_id"].as_str().unwrap();
    let task = agent.until_status(session, "ready");
    assert_eq!(task["repo_id"], "tiny.gguf", "{task}");
    agent.stop(session);
    server.stop();
}

#[tokio::test]
async fn a_key_is_not_shown_in_what_may_help_and_stays_what_it_is() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let wrong = format!(
        "{} --ctx-sise 256 --api-key sk-of-ann",
        house.serving(free_port())
    );
    let crashed = agent.serve(&[&wrong]);
    let task = agent.until_status(&crashed, "error");
    let command = proposed(&task);
    assert!(command.contains("--api-key ***"), "{task}");
    let output = agent.ok(&["output", &crashed]);
    for shown in [&task, &output] {
        assert!(!shown.to_string().contains("sk-of-ann"), "{shown}");
    }

    // Launched as it is shown, the key would be three asterisks.
    let refused = agent.refused(&["serve", "tiny", &command], 6);
    assert_eq!(refused["field"], "cmd", "{refused}");
    let path = format!("/api/cookbook/tasks/{crashed}/relaunch");
    let launched = ann
        .post(&path, &json!({ "cmd": command }))
        .await
        .expect(200);
    let session = launched["session_id"].as_str().unwrap();
    let task = agent.until_status(session, "ready");
    let words = fs::read(format!("/proc/{}/cmdline", task["pid"])).unwrap();
    assert!(
        String::from_utf8_lossy(&words).contains("sk-of-ann"),
        "{task}"
    );
    agent.stop(session);
    server.stop();
}

#[tokio::test]
async fn a_look_before_a_launch_tells_what_the_launch_would() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let client = |scope| server.client().token(&house.0.token("ann", &[scope]));
    let path = "/api/codex/cookbook/preflight";
    let look = async |cmd: &str| {
        // What older scripts send beside what is known, and what they know of the usual ssh port.
        let body = json!({ "model": "tiny", "cmd": cmd, "port": 1, "ssh_port": "" });
        client("cookbook:launch").post(path, &body).await
    };

    // A port is promised from the launch on, long before anybody listens there.
    let silent = house.0.path().join("silent.py");
    fs::write(&silent, "import time\ntime.sleep(600)\n").unwrap();
    let silent = format!("python3 {}", silent.display());
    let on_a_port = format!("{silent} --port {}", free_port());
    let session = agent.serve(&[&on_a_port]);
    let refused = look(&on_a_port).await.refused(409);
    assert!(refused.contains(&session), "{refused}");
    agent.stop(&session);

    // Its own warnings stand beside those of the fields.
    let seen = look(&silent).await.expect(200);
    let warnings = seen["warnings"].as_array().unwrap();
    let says = |at: usize, words| warnings[at].as_str().unwrap().contains(words);
    assert!(
        warnings.len() == 2 && says(0, "never be seen to be ready") && says(1, "`port`"),
        "{seen}"
    );

    // It asks the command's own Python, so it takes the right to start programs.
    let python = house.program("python3", "#!/bin/sh\n: >\"${0%/*}/ran\"\n");
    let body = json!({ "repo_id": "tiny", "cmd": format!("{python} -m vllm") });
    let refused = client("cookbook:read").post(path, &body).await.refused(403);
    assert!(refused.contains("cookbook:launch"), "{refused}");
    assert!(!house.0.path().join("ran").exists());
    server.stop();
}

#[tokio::test]
async fn what_runs_is_listed_however_much_was_tried_since() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let command = format!("python3 -m http.server {} --bind 127.0.0.1", free_port());
    let running = agent.serve(&[&command]);
    agent.until_status(&running, "ready");
    let crashed = agent.serve(&["python3 -m http.server --nope"]);
    agent.until_status(&crashed, "error");
    let ann = server.client().sign_in("ann").await;
    let listed = async |limit: usize| -> Vec<Value> {
        let path = format!("/api/cookbook/tasks?limit={limit}");
        let listed = ann.get(&path).await.expect(200);
        let tasks = listed["tasks"].as_array().unwrap().iter();
        tasks.map(|task| task["session_id"].clone()).collect()
    };
    assert_eq!(listed(1).await, [json!(running)]);
    assert_eq!(listed(2).await, [json!(crashed), json!(running)]);
    agent.stop(&running);
    server.stop();
}

#[test]
fn being_watched_does_not_fill_a_servers_log() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let command = format!("python3 -m http.server {} --bind 127.0.0.1", free_port());
    let session = agent.serve(&[&command]);
    agent.until_status(&session, "ready");
    let mut looks = HashSet::new();
    let start = Instant::now();
    while looks.len() < 6 && start.elapsed() < PATIENCE {
        looks.insert(agent.ok(&["tasks"])["seen_at"].to_string());
    }
    let output = agent.ok(&["output", &session]);
    let asked = output["output"].as_str().unwrap().matches("GET /").count();
    assert!(
        looks.len() == 6 && asked <= 3,
        "{} looks: {output}",
        looks.len()
    );
    agent.stop(&session);
    let ended = agent.until(&session, |_| true);
    assert_eq!(
        (&ended["signal"], &ended["exit_code"]),
        (&json!("TERM"), &Value::Null)
    );
    server.stop();
}
