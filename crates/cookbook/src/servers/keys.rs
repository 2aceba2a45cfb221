//! Keys: a host's, which the person accepts, and our own, which the host accepts.

use operation::{Access, Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Overrides, Target};
use crate::cookbook::Cookbook;
use crate::machine::{Machine, Trouble};

/// Shows the key by which a server identifies itself now, for the person to compare. Nothing is stored.
#[derive(Deserialize, JsonSchema)]
struct HostKey {
    /// The server's id or name.
    id: Text<100>,
}

/// Accepts the key of a server, if it is still the one that the person saw.
#[derive(Deserialize, JsonSchema)]
struct Accept {
    /// The server's id or name.
    id: Text<100>,
    /// The fingerprint that the person saw, `SHA256:…`.
    fingerprint: Text<100>,
}

/// Shows the public key of this Odysseus, and the command that lets it in on another machine.
#[derive(Deserialize, JsonSchema)]
struct OwnKey {}

#[derive(Serialize, JsonSchema)]
struct Key {
    /// `ED25519`, say.
    algorithm: String,
    /// `SHA256:…`, as the machine's owner can show it with `ssh-keygen -lf`.
    fingerprint: String,
    /// Whether it is accepted already.
    known: bool,
    /// Keys that were known before and differ: fingerprint and where it is written.
    before: Vec<Before>,
}

#[derive(Serialize, JsonSchema)]
struct Before {
    fingerprint: String,
    /// `FILE:LINE`.
    written: String,
}

#[derive(Serialize, JsonSchema)]
struct Public {
    /// As it stands in `authorized_keys`.
    line: String,
    /// To be pasted on the other machine.
    command: String,
}

pub(crate) fn show(cookbook: Cookbook) -> Operation {
    Operation::work(
        "cookbook.host_key",
        Effect::Read,
        move |cx, input: HostKey| shown(cookbook.clone(), cx, input.id),
    )
    .access(Access::Admin)
    .instance()
    .route(Method::Get, "/cookbook/servers/{id}/key")
}

pub(crate) fn accept(cookbook: Cookbook) -> Operation {
    Operation::work(
        "cookbook.host_key_accept",
        Effect::Write,
        move |cx, input| accepted(cookbook.clone(), cx, input),
    )
    .access(Access::Admin)
    .instance()
    .route(Method::Post, "/cookbook/servers/{id}/key")
}

pub(crate) fn own(cookbook: Cookbook) -> Operation {
    Operation::work(
        "cookbook.ssh_key",
        Effect::Read,
        move |cx: Context, _: OwnKey| {
            let cookbook = cookbook.clone();
            async move {
                let key = cookbook
                    .ssh(cx.workspace())
                    .public_key()
                    .await
                    .map_err(failed)?;
                Ok(Public {
                    command: key.command(),
                    line: key.line,
                })
            }
        },
    )
    .access(Access::Admin)
    .instance()
    .route(Method::Get, "/cookbook/ssh-key")
}

async fn destination(cx: &Context, id: Text<100>) -> Result<net::ssh::Destination> {
    let target = cx
        .read(move |view| Target::resolve(view.conn, &id, "id", Overrides::default()))
        .await?;
    match target.machine()? {
        Machine::Remote(destination) => Ok(destination),
        Machine::Local => Err(Error::bad_input("This machine is not reached by ssh.").field("id")),
    }
}

async fn shown(cookbook: Cookbook, cx: Context, id: Text<100>) -> Result<Key> {
    let to = destination(&cx, id).await?;
    let key = cookbook
        .ssh(cx.workspace())
        .host_key(&to)
        .await
        .map_err(failed)?;
    Ok(key.into())
}

async fn accepted(cookbook: Cookbook, cx: Context, input: Accept) -> Result<Key> {
    let to = destination(&cx, input.id).await?;
    let ssh = cookbook.ssh(cx.workspace());
    let key = ssh
        .accept(&to, input.fingerprint.trimmed())
        .await
        .map_err(failed)?;
    cookbook.watch().wake();
    Ok(Key {
        known: true,
        ..key.into()
    })
}

impl From<net::ssh::HostKey> for Key {
    fn from(key: net::ssh::HostKey) -> Self {
        let known = key.is_known();
        let others = key
            .known
            .iter()
            .filter(|other| other.fingerprint != key.fingerprint);
        let before = others
            .map(|other| Before {
                fingerprint: other.fingerprint.clone(),
                written: format!("{}:{}", other.file.display(), other.number),
            })
            .collect();
        Self {
            algorithm: common(&key.algorithm).to_owned(),
            fingerprint: key.fingerprint,
            known,
            before,
        }
    }
}

fn failed(error: net::ssh::Error) -> Error {
    let told = match &error {
        net::ssh::Error::ChangedHostKey(_) => {
            Error::conflict(error.to_string()).field("fingerprint")
        }
        _ => Error::unavailable(error.to_string()),
    };
    Trouble::from(error).mark(told)
}

/// What `ssh-keygen` and the names of the files in `/etc/ssh` call the algorithm that a key names (RFC 4253 §6.6, RFC 5656, RFC 8709).
fn common(algorithm: &str) -> &str {
    match algorithm {
        "ssh-ed25519" => "ED25519",
        "ssh-rsa" => "RSA",
        ecdsa if ecdsa.starts_with("ecdsa-sha2-") => "ECDSA",
        other => other,
    }
}
