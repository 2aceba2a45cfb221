//! Another machine: a real sshd at the end of a cable.

use serde_json::json;

use super::house::House;
use crate::sshd::{Cable, Sshd};
use crate::support::Client;

/// A machine behind a cable; its user has a home there.
pub(super) struct Machine {
    pub(super) sshd: Sshd,
    pub(super) cable: Cable,
    pub(super) house: House,
}

impl Machine {
    pub(super) fn new() -> Self {
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
    pub(super) async fn set_up(&self, ann: &Client, name: &str) -> String {
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
    pub(super) async fn accept(&self, ann: &Client, key: &str) {
        let shown = ann.get(key).await.expect(200);
        assert_eq!(shown["fingerprint"], self.sshd.fingerprint(), "{shown}");
        let seen = json!({ "fingerprint": shown["fingerprint"] });
        ann.post(key, &seen).await.expect(200);
    }

    /// The command that serves the model, for others too.
    pub(super) fn serving(&self, port: u16) -> String {
        format!("{} --host 0.0.0.0", self.house.serving(port))
    }
}
