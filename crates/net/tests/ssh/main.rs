//! Connections to real ssh servers. Needs openssh-server, and root with iproute2 for the cables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // for the helpers of the tests

mod calls;
mod cut;
mod figures;
mod keys;
pub mod sshd;
mod streams;

use net::ssh::{Connections, Destination, Error, Output};
use sshd::Sshd;
use tempfile::TempDir;

/// What Odysseus has at home: its data directory, and in place of the files of whoever runs the tests, those of nobody.
struct Home {
    directory: TempDir,
    theirs: TempDir,
    ssh: Connections,
}

impl Home {
    fn new() -> Self {
        Self::configured("")
    }

    fn configured(configuration: &str) -> Self {
        let directory = tempfile::Builder::new()
            .prefix("a home with \"quotes\" and 100 %")
            .tempdir()
            .unwrap();
        let theirs = tempfile::tempdir().unwrap();
        let ssh = Connections::configured_by(
            directory.path().join("ssh"),
            sshd::configuration(theirs.path(), configuration),
        );
        Self {
            directory,
            theirs,
            ssh,
        }
    }

    /// The person authorised our key there and accepted the machine's.
    async fn befriend(&self, sshd: &Sshd) -> Destination {
        let to = destination(sshd);
        sshd.authorise(&self.ssh.public_key().await.unwrap().line);
        self.ssh.accept(&to, &sshd.fingerprint()).await.unwrap();
        to
    }

    async fn say(&self, to: &Destination, script: &str) -> Result<Output, Error> {
        self.ssh.run(to, "exec sh -s", script.as_bytes()).await
    }
}

fn destination(sshd: &Sshd) -> Destination {
    let (machine, port) = sshd.destination();
    let to: Destination = machine.parse().unwrap();
    to.with_port(Some(port))
}

fn answer(outcome: Result<Output, Error>) -> String {
    let output = outcome.unwrap();
    assert_eq!(
        output.status,
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
