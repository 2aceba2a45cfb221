//! The same on other machines, one of which is cut off in the middle.

use std::net::TcpStream;

use super::house::{House, answer, free_port};
use super::machine::Machine;

#[tokio::test]
async fn servers_on_other_machines_are_debugged_and_one_is_cut_off_for_a_while() {
    let house = House::new();
    let (attic, cellar) = (Machine::new(), Machine::new());
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let ann = server.client().sign_in("ann").await;
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let port = free_port();

    // A machine that nobody has vouched for is not talked to.
    let key = attic.set_up(&ann, "Attic").await;
    let stranger = agent.refused(&["serve", "tiny", &attic.serving(port), "Attic"], 7);
    assert!(stranger["detail"].to_string().contains("key"), "{stranger}");
    assert_eq!(stranger["trouble"], "unknown_host_key", "{stranger}");
    attic.accept(&ann, &key).await;
    let key = cellar.set_up(&ann, "Cellar").await;
    cellar.accept(&ann, &key).await;

    let wrong = attic.serving(port).replace("tiny.gguf", "tinny.gguf");
    let launched = agent.ok(&["serve", "tiny", &wrong, "Attic"]);
    assert!(
        launched["warnings"].to_string().contains("tinny.gguf"),
        "{launched}"
    );
    let crashed = launched["session_id"].as_str().unwrap();
    let task = agent.until_status(crashed, "error");
    let (host, _) = attic.sshd.destination();
    assert!(task["exit_code"] == 1 && task["host"] == host, "{task}");
    let output = agent.ok(&["output", crashed]);
    assert!(
        output["output"]
            .to_string()
            .contains("failed to open GGUF file"),
        "{output}"
    );

    // The same port is free on another machine.
    let above = agent.serve(&[&attic.serving(port), "Attic"]);
    let below = agent.serve(&[&cellar.serving(port), "Cellar"]);
    for session in [&above, &below] {
        answer(&agent.until_status(session, "ready")).await;
    }
    attic.cable.pull();
    let cut = agent.until(&above, |task| task["reachable"] == false);
    assert_eq!(cut["status"], "ready", "the last that was known: {cut}");
    assert!(cut["unreachable_since"].is_string(), "{cut}");
    let other = agent.until_status(&below, "ready");
    assert_eq!(other["reachable"], true, "{other}");
    attic.cable.plug();
    let back = agent.until(&above, |task| task["reachable"] == true);
    assert_eq!(back["status"], "ready", "{back}");
    assert!(back["unreachable_since"].is_null(), "{back}");
    answer(&back).await;

    for (session, machine) in [(&above, &attic), (&below, &cellar)] {
        agent.stop(session);
        assert!(TcpStream::connect((machine.cable.far, port)).is_err());
    }
    server.stop();
}
