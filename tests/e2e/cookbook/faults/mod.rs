//! What goes wrong is shown as it is: whatever was killed, deleted, filled or cut off, Odysseus itself included.

mod between;
mod cut;
mod disk;
mod killed;
mod log;
mod memory;
mod tmux;
mod vouched;

use std::net::TcpListener;

use serde_json::{Value, json};

use super::house::{House, answer, free_port, kill};

#[test]
fn a_port_that_is_taken_is_refused_in_words() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let refused = agent.refused(&["serve", "tiny", &house.serving(port)], 6);
    let words = refused["detail"].as_str().unwrap_or_default();
    assert!(
        words.contains(&format!("ort {port}"))
            && refused["status"]
                .as_u64()
                .is_none_or(|status| status == 409),
        "{refused}"
    );
    assert_eq!(
        agent.ok(&["tasks"])["tasks"],
        json!([]),
        "nothing was started"
    );
    // A port is also taken once it is promised.
    let port = free_port();
    let first = agent.serve(&[&house.serving(port)]);
    let refused = agent.refused(&["serve", "tiny", &house.serving(port)], 6);
    assert!(refused["detail"].to_string().contains(&first), "{refused}");
    agent.stop(&first);
    server.stop();
}

#[tokio::test]
async fn a_server_that_is_killed_shows_the_signal_whoever_was_there_to_see_it() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let crashed = |task: &Value| {
        assert_eq!(
            (&task["state"], &task["signal"], &task["exit_code"]),
            (&json!("failed"), &json!("KILL"), &Value::Null),
            "{task}"
        );
    };

    let seen = agent.serve(&[&house.serving(free_port())]);
    kill(&house, &agent.until_status(&seen, "ready"));
    crashed(&agent.until_status(&seen, "crashed"));

    let stays = agent.serve(&[&house.serving(free_port())]);
    let goes = agent.serve(&[&house.serving(free_port())]);
    agent.until_status(&stays, "ready");
    let task = agent.until_status(&goes, "ready");
    server.kill();
    kill(&house, &task);

    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    crashed(&agent.until_status(&goes, "crashed"));
    crashed(&agent.until_status(&seen, "crashed"));
    answer(&agent.until_status(&stays, "ready")).await;
    agent.stop(&stays);
    server.stop();
}
