//! The stored channels, and what is shown of one.

use diesel::prelude::*;
use operation::{Context, Error, Instant, Result};
use schemars::JsonSchema;
use serde::Serialize;
use storage::AnyConn;
use storage::seal::Sealer;

use super::ntfy::Priority;
use super::{Kind, Outcome, Settings};
use crate::tables::notification_channels as channels;

/// A stored channel.
#[derive(Queryable, Selectable)]
#[diesel(table_name = channels)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    settings: String,
    secret: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) disabled_reason: Option<String>,
    /// Since when the owner knows that it does not work.
    pub(crate) warned_at: Option<Instant>,
    created_at: Instant,
}

/// A channel as it is shown: everything but its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Channel {
    /// Its id.
    id: String,
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    kind: Kind,
    /// The ntfy server, or where the webhook is.
    url: String,
    /// The topic, of an ntfy channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    /// How urgent messages are, of an ntfy channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
    /// Whether a token or signing secret is stored.
    has_secret: bool,
    /// Whether notifications go through it.
    enabled: bool,
    /// Why it was switched off, when it was not by you.
    disabled_reason: Option<String>,
    /// When the first delivery through it was given up since it last worked; null
    /// while it works.
    failing_since: Option<Instant>,
    /// When it was added.
    created_at: Instant,
}

impl Row {
    pub(crate) fn settings(&self) -> Result<Settings> {
        Ok(serde_json::from_str(&self.settings)?)
    }

    pub(crate) fn shown(&self) -> Result<Channel> {
        let settings = self.settings()?;
        let (url, topic, priority) = match &settings {
            Settings::Ntfy(ntfy) => (&ntfy.server, Some(ntfy.topic.clone()), Some(ntfy.priority)),
            Settings::Webhook(webhook) => (&webhook.url, None, None),
        };
        Ok(Channel {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: settings.kind(),
            url: url.to_string(),
            topic,
            priority,
            has_secret: self.secret.is_some(),
            enabled: self.enabled,
            disabled_reason: self.disabled_reason.clone(),
            failing_since: self.warned_at,
            created_at: self.created_at,
        })
    }

    /// Opens the secret. One that does not open (the key of this installation is another) is an outcome
    /// like any other: the person has to enter it again.
    pub(crate) fn secret(&self, sealer: &Sealer) -> Result<Option<String>, Outcome> {
        let Some(sealed) = &self.secret else {
            return Ok(None);
        };
        sealer
            .unseal(TABLE, COLUMN, &self.id, sealed)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(Some)
            .ok_or_else(|| {
                Outcome::impossible(
                    "The stored secret of this channel does not open with the key of this Odysseus; enter it again.",
                )
            })
    }
}

const TABLE: &str = "notification_channels";
const COLUMN: &str = "secret";

/// Seals a secret for the channel's row.
pub(crate) fn seal(cx: &Context, id: &str, secret: &str) -> Result<String> {
    cx.workspace()
        .sealer()
        .seal(TABLE, COLUMN, id, secret.as_bytes())
        .map_err(Error::fault)
}

/// The owner's channels, in the order in which they were added.
pub(crate) fn all(conn: &mut AnyConn, owner: &str) -> Result<Vec<Row>> {
    Ok(channels::table
        .filter(channels::owner.eq(owner.to_owned()))
        .select(Row::as_select())
        .order((channels::created_at, channels::id))
        .load(conn)?)
}

/// The owner's channel of that id.
pub(crate) fn find(conn: &mut AnyConn, owner: &str, id: &str) -> Result<Row> {
    channels::table
        .filter(channels::owner.eq(owner.to_owned()))
        .filter(channels::id.eq(id.to_owned()))
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| {
            Error::not_found("There is no such channel.")
                .hint("notifications.channels gives the ids.")
                .field("id")
        })
}

/// Takes note that the channel works.
pub(crate) fn works(conn: &mut AnyConn, owner: &str, id: &str) -> Result<()> {
    diesel::update(
        channels::table
            .filter(channels::owner.eq(owner.to_owned()))
            .filter(channels::id.eq(id.to_owned()))
            .filter(channels::warned_at.is_not_null()),
    )
    .set(channels::warned_at.eq(None::<i64>))
    .execute(conn)?;
    Ok(())
}
