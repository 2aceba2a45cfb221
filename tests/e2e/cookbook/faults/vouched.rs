//! A machine whose host key is another one all of a sudden.

use std::net::TcpStream;

use super::super::house::{House, answer, free_port};
use super::super::machine::Machine;

#[tokio::test]
async fn a_machine_with_another_key_is_not_talked_to_until_a_person_accepts_it() {
    let house = House::new();
    let mut attic = Machine::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let key = attic.set_up(&ann, "Attic").await;
    attic.accept(&ann, &key).await;
    let port = free_port();
    let session = agent.serve(&[&attic.serving(port), "Attic"]);
    let pid = agent.until_status(&session, "ready")["pid"].clone();

    attic.sshd.change_host_key();
    attic.sshd.restart();
    let words = "another host key than before";
    let away = agent.until(&session, |task| {
        task["reachable"] == false && task["error"].to_string().contains(words)
    });
    assert_eq!(away["status"], "ready", "the last that was known: {away}");

    let another = attic.serving(free_port());
    for refused in [
        agent.refused(&["serve", "tiny", &another, "Attic"], 7),
        agent.refused(&["stop", &session], 7),
        agent.refused(&["output", &session], 7),
    ] {
        assert!(refused["detail"].to_string().contains(words), "{refused}");
    }
    let listed = agent.ok(&["tasks"]);
    assert_eq!(listed["tasks"].as_array().unwrap().len(), 1, "{listed}");
    let still = agent.until(&session, |_| true);
    assert_eq!(
        (&still["status"], &still["reachable"]),
        (&"ready".into(), &false.into()),
        "nothing was stopped: {still}"
    );
    TcpStream::connect((attic.cable.far, port)).expect("it runs on");
    assert_eq!(attic.house.tmux(&["list-sessions", "-F", "#S"]), session);

    attic.accept(&ann, &key).await;
    let back = agent.until(&session, |task| task["reachable"] == true);
    assert_eq!(
        (&back["status"], &back["error"], &back["pid"]),
        (&"ready".into(), &serde_json::Value::Null, &pid),
        "{back}"
    );
    answer(&back).await;
    agent.stop(&session);
    server.stop();
}
