//! `notifications.add_channel`.

use diesel::prelude::*;
use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ntfy::Priority;
use super::row::{self, Channel};
use super::{Draft, Kind, Secret, Settings};
use crate::tables::notification_channels as channels;

/// Each notification goes through all of them, so that their number is bounded.
const MOST: usize = 20;

/// Adds a channel through which your notifications reach you outside Odysseus. `ntfy` takes a `topic`
/// that your phone subscribes to; `webhook` takes the `url` of a program of yours, which gets JSON signed
/// as <https://www.standardwebhooks.com> says.
#[derive(Deserialize, JsonSchema)]
struct Add {
    /// What kind of channel it is.
    kind: Kind,
    /// A name to know it by; by default its address.
    name: Option<Text<80>>,
    /// Of an ntfy channel the server, by default https://ntfy.sh; it may end in the topic. Of a webhook
    /// the address to post to.
    url: Option<Text<2000>>,
    /// The ntfy topic: 1 to 64 letters, digits, `_` and `-`, hard to guess on a public server.
    topic: Option<Text<64>>,
    /// The ntfy access token (`tk_…`), where the server asks for one.
    token: Option<Text<500>>,
    /// How urgent ntfy messages are to the phone, by default high.
    priority: Option<Priority>,
    /// The secret that signs a webhook: `whsec_` and 24 to 64 bytes in base64. By default one is made.
    secret: Option<Text<200>>,
}

/// The new channel.
#[derive(Serialize, JsonSchema)]
struct Added {
    /// What was added.
    channel: Channel,
    /// The secret that was made to sign a webhook with. It is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("notifications.add_channel", add)
        .route(Method::Post, "/notifications/channels")
        .secret()
}

fn add(tx: &mut Tx<'_>, input: Add) -> Result<Added> {
    let draft = Draft {
        url: input.url.map(|text| text.0),
        topic: input.topic.map(|text| text.0),
        token: input.token.map(|text| text.0),
        priority: input.priority,
        secret: input.secret.map(|text| text.0),
    };
    let (settings, secret) = Settings::new(input.kind, &draft)?;
    let owner = tx.owner().to_owned();
    if row::all(tx.conn, &owner)?.len() >= MOST {
        return Err(Error::conflict(format!(
            "There are {MOST} channels already; remove one first."
        )));
    }
    let id = Uuid::new_v4().to_string();
    let sealed = match &secret {
        Secret::Set(secret) | Secret::Made(secret) => Some(row::seal(tx, &id, secret)?),
        Secret::Keep | Secret::Remove => None,
    };
    let name = match input.name.as_ref().map(Text::trimmed) {
        None | Some("") => settings.default_name(),
        Some(name) => name.to_owned(),
    };
    diesel::insert_into(channels::table)
        .values((
            channels::id.eq(&id),
            channels::owner.eq(&owner),
            channels::name.eq(name),
            channels::settings.eq(serde_json::to_string(&settings)?),
            channels::secret.eq(sealed),
            channels::enabled.eq(true),
            channels::created_at.eq(tx.now().as_millisecond()),
        ))
        .execute(tx.conn)?;
    let channel = row::find(tx.conn, &owner, &id)?.shown()?;
    let secret = match secret {
        Secret::Made(secret) => Some(secret),
        Secret::Keep | Secret::Remove | Secret::Set(_) => None,
    };
    Ok(Added { channel, secret })
}
