//! The same on other machines, one of which is cut off in the middle.

use std::net::TcpStream;

use serde_json::json;

use super::house::{House, answer, free_port};
use crate::sshd::{Cable, Sshd};
use crate::support::Client;

/// A machine behind a cable; its user has a home there.
struct Machine {
    sshd: Sshd,
    cable: Cable,
    house: House,
}

impl Machine {
    fn new() -> Self {
        let (cable, house) = (Cable::lay(), House::new());
        let home = house.0.path().display();
        let environment = format!("SetEnv HOME={home} TMUX_TMPDIR={home} SHELL=/bin/sh");
        Self {
            sshd: Sshd::behind(&cable, &[&environment]),
            cable,
            house,
        }
    }

    /// Sets it up, and lets Odysseus in; gives the path of its key.
    async fn set_up(&self, ann: &Client, name: &str) -> String {
        let (host, port) = self.sshd.destination();
        let server = json!({ "name": name, "host": host, "port": port });
        let saved = ann
            .send("PUT", "/api/cookbook/servers", Some(&server))
            .await;
        let saved = saved.expect(200);
        let own = ann.get("/api/cookbook/ssh-key").await.expect(200);
        self.sshd.authorise(own["line"].as_str().unwrap());
        format!(
            "/api/cookbook/servers/{}/key",
            saved["id"].as_str().unwrap()
        )
    }

    /// The person vouches for it.
    async fn accept(&self, ann: &Client, key: &str) {
        let shown = ann.get(key).await.expect(200);
        assert_eq!(shown["fingerprint"], self.sshd.fingerprint(), "{shown}");
        let seen = json!({ "fingerprint": shown["fingerprint"] });
        ann.post(key, &seen).await.expect(200);
    }

    /// The command that serves the model, for others too.
    fn serving(&self, port: u16) -> String {
        format!("{} --host 0.0.0.0", self.house.serving(port))
    }
}

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
