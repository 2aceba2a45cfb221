//! `notifications.update_channel`.

use diesel::prelude::*;
use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ntfy::Priority;
use super::row::{self, Channel};
use super::{Draft, Secret};
use crate::delivery;
use crate::tables::notification_channels as channels;

/// Changes a channel; what is left out stays as it is. What waits to be delivered through it is tried
/// again at once; switched off, it is not delivered any more.
#[derive(Deserialize, JsonSchema)]
struct Update {
    /// The channel's id.
    id: Text<64>,
    /// A name to know it by.
    name: Option<Text<80>>,
    /// Whether notifications go through it.
    enabled: Option<bool>,
    /// The ntfy server, or the webhook's address.
    url: Option<Text<2000>>,
    /// The ntfy topic.
    topic: Option<Text<64>>,
    /// The ntfy access token; empty takes it away.
    token: Option<Text<500>>,
    /// How urgent ntfy messages are to the phone.
    priority: Option<Priority>,
    /// The secret that signs a webhook: `whsec_` and 24 to 64 bytes in base64.
    secret: Option<Text<200>>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("notifications.update_channel", update)
        .route(Method::Patch, "/notifications/channels/{id}")
        .secret()
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<Channel> {
    let owner = tx.owner().to_owned();
    let old = row::find(tx.conn, &owner, input.id.trimmed())?;
    let draft = Draft {
        url: input.url.map(|text| text.0),
        topic: input.topic.map(|text| text.0),
        token: input.token.map(|text| text.0),
        priority: input.priority,
        secret: input.secret.map(|text| text.0),
    };
    let (settings, secret) = old.settings()?.changed(&draft)?;
    let name = match input.name.as_ref().map(Text::trimmed) {
        None | Some("") => old.name.clone(),
        Some(name) => name.to_owned(),
    };
    let enabled = input.enabled.unwrap_or(old.enabled);
    let this = || {
        channels::table
            .filter(channels::owner.eq(owner.clone()))
            .filter(channels::id.eq(old.id.clone()))
    };
    diesel::update(this())
        .set((
            channels::name.eq(name),
            channels::settings.eq(serde_json::to_string(&settings)?),
            channels::enabled.eq(enabled),
        ))
        .execute(tx.conn)?;
    if input.enabled.is_some() {
        diesel::update(this())
            .set(channels::disabled_reason.eq(None::<String>))
            .execute(tx.conn)?;
    }
    let sealed = match &secret {
        Secret::Keep => None,
        Secret::Remove => Some(None),
        Secret::Set(secret) | Secret::Made(secret) => Some(Some(row::seal(tx, &old.id, secret)?)),
    };
    if let Some(sealed) = sealed {
        diesel::update(this())
            .set(channels::secret.eq(sealed))
            .execute(tx.conn)?;
    }
    if enabled {
        delivery::hurry(tx, &old.id)?;
    } else {
        delivery::cancel(tx, &old.id)?;
    }
    row::find(tx.conn, &owner, &old.id)?.shown()
}
