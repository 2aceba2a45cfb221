//! Logs that are deleted while their programs run.

use std::fs;
use std::path::Path;
use std::time::Instant;

use reqwest::Response;
use serde_json::{Value, json};

use super::super::house::{Agent, House, PATIENCE, answer, free_port, kill};
use crate::support::{Client, Server};

/// A caller with the same rights as the agent, for what the script does not have.
fn caller(house: &House, server: &Server) -> Client {
    let token = house.0.token("ann", &["cookbook:launch"]);
    server.client().token(&token)
}

/// What a task writes, as it is streamed.
struct Follower {
    stream: Response,
    heard: String,
}

impl Follower {
    async fn of(caller: &Client, session: &str) -> Self {
        let path = format!("/api/cookbook/tasks/{session}/follow");
        let stream = caller.request("GET", &path).send().await.unwrap();
        assert_eq!(stream.status(), 200);
        Self {
            stream,
            heard: String::new(),
        }
    }

    async fn until(&mut self, words: &str) {
        let hears = async {
            while !self.heard.contains(words) {
                let chunk = self.stream.chunk().await.unwrap();
                let chunk = chunk.unwrap_or_else(|| panic!("it ended: {}", self.heard));
                self.heard.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        let heard = tokio::time::timeout(PATIENCE, hears).await;
        assert!(heard.is_ok(), "no {words:?}: {}", self.heard);
    }
}

/// The task after its machine was looked at once more.
fn looked_again(agent: &Agent<'_>, session: &str) -> Value {
    let before = agent.ok(&["tasks"])["seen_at"].clone();
    let start = Instant::now();
    while agent.ok(&["tasks"])["seen_at"] == before {
        assert!(start.elapsed() < PATIENCE, "nobody looks");
    }
    agent.until(session, |_| true)
}

/// The output says that the log is gone, and shows what the terminal has.
fn tells(output: &Value, log: &Path) {
    let notes = output["notes"].to_string();
    assert!(
        notes.contains("not there any more") && notes.contains(log.to_str().unwrap()),
        "{output}"
    );
    assert_eq!(output["source"], "pane", "{output}");
    let text = output["output"].as_str().unwrap();
    assert!(text.contains("listening"), "{output}");
}

#[tokio::test]
async fn a_server_whose_log_is_deleted_is_served_and_missed_in_words() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let caller = caller(&house, &server);
    let session = agent.serve(&[&house.serving(free_port())]);
    agent.until_status(&session, "ready");
    let mut follower = Follower::of(&caller, &session).await;
    follower.until("listening on http").await;

    let log = house.kept().join(format!("{session}.log"));
    fs::remove_file(&log).unwrap();
    assert_eq!(looked_again(&agent, &session)["status"], "ready");
    tells(&agent.ok(&["output", &session]), &log);
    let path = format!("/api/cookbook/tasks/{session}/output");
    let found = caller.get(&format!("{path}?grep=LISTENING")).await;
    let found = found.expect(200);
    assert!(
        found["matches"].to_string().contains("listening"),
        "{found}"
    );
    let since = caller.get(&format!("{path}?offset=10")).await.expect(200);
    assert_eq!(since["restarted"], true, "{since}");
    follower.until("output.interrupted").await;
    follower.until("deleted").await;

    // The whole directory, and with it what was noted of its process.
    fs::remove_dir_all(house.kept()).unwrap();
    let task = looked_again(&agent, &session);
    assert_eq!(
        (&task["status"], &task["error"]),
        (&json!("ready"), &Value::Null)
    );
    tells(&agent.ok(&["output", &session]), &log);
    answer(&task).await;
    agent.stop(&session);
    follower.until("output.ended").await;
    server.stop();
}

#[test]
fn how_a_server_ended_is_seen_though_all_that_was_kept_of_it_is_deleted() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let session = agent.serve(&[&house.serving(free_port())]);
    let task = agent.until_status(&session, "ready");
    fs::remove_dir_all(house.kept()).unwrap();
    looked_again(&agent, &session);
    kill(&house, &task);
    let task = agent.until_status(&session, "crashed");
    assert_eq!(
        (&task["signal"], &task["exit_code"]),
        (&json!("KILL"), &Value::Null),
        "{task}"
    );
    let output = agent.ok(&["output", &session]);
    assert!(
        output["notes"].to_string().contains("not there any more"),
        "{output}"
    );
    // Another one is launched as ever.
    let another = agent.serve(&[&house.serving(free_port())]);
    agent.until_status(&another, "ready");
    agent.stop(&another);
    server.stop();
}
