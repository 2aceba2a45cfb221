//! `notifications.remove_channel`.

use diesel::prelude::*;
use operation::{Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row;
use crate::tables::notification_channels as channels;

/// Removes a channel for good, with its secret and what was recorded of its deliveries. What still waits
/// is not delivered through it; the notifications stay in your feed.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// The channel's id.
    id: Text<64>,
}

/// What was removed.
#[derive(Serialize, JsonSchema)]
struct Removed {
    /// The channel's id.
    id: String,
    /// Its name.
    name: String,
}

pub(crate) fn operation() -> Operation {
    Operation::destroy("notifications.remove_channel", remove)
        .route(Method::Delete, "/notifications/channels/{id}")
}

fn remove(tx: &mut Tx<'_>, input: Remove) -> Result<Removed> {
    let owner = tx.owner().to_owned();
    let channel = row::find(tx.conn, &owner, input.id.trimmed())?;
    diesel::delete(
        channels::table
            .filter(channels::owner.eq(owner))
            .filter(channels::id.eq(&channel.id)),
    )
    .execute(tx.conn)?;
    Ok(Removed {
        id: channel.id,
        name: channel.name,
    })
}
