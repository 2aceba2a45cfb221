//! Machines behind ssh: a real sshd for each, a home of its own, and a round trip between.

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;

use serde_json::{Value, json};

use super::api::Api;
use super::home::Home;
use crate::relay::Relays;
use crate::sshd::Sshd;

/// A machine.
pub(super) struct Host {
    /// What it is called in launches.
    pub(super) name: String,
    // In this order: nobody starts anything there any more when its programs are ended.
    _sshd: Sshd,
    _home: Home,
}

/// Starts that many, and has Odysseus know them.
pub(super) async fn set_up(
    folder: &Path,
    relays: &Relays,
    admin: &Api,
    numbers: impl Iterator<Item = u8>,
) -> io::Result<Vec<Host>> {
    let (_, own) = admin.get("/api/cookbook/ssh-key").await?;
    let own = own["line"].as_str().unwrap_or_default();
    let mut hosts = Vec::new();
    for number in numbers {
        let home = Home::new(folder.join(format!("h{number}")))?;
        let path = home.path().display();
        let environment = format!("SetEnv HOME={path} TMUX_TMPDIR={path} SHELL=/bin/sh");
        let sshd = Sshd::with(&[&environment]);
        sshd.authorise(own);
        let (user, port) = sshd.destination();
        let user = user.split('@').next().unwrap_or_default();
        // An address each: they are different machines to ssh.
        let address = Ipv4Addr::new(127, 0, 1, number);
        let port = relays.lay(address, port).await?;
        let name = format!("host-{number}");
        let server = json!({ "name": name, "host": format!("{user}@{address}"), "port": port });
        let (_, saved) = admin.call("PUT", "/api/cookbook/servers", &server).await?;
        let id = saved["id"].as_str().unwrap_or_default();
        let key = format!("/api/cookbook/servers/{id}/key");
        let (_, shown) = admin.get(&key).await?;
        let seen: Value = json!({ "fingerprint": shown["fingerprint"] });
        admin.call("POST", &key, &seen).await?;
        hosts.push(Host {
            name,
            _sshd: sshd,
            _home: home,
        });
    }
    Ok(hosts)
}
