//! `notifications.channels`.

use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{self, Channel};

/// Lists the channels through which your notifications reach you outside Odysseus.
#[derive(Deserialize, JsonSchema)]
struct List {}

/// All channels.
#[derive(Serialize, JsonSchema)]
struct Channels {
    /// In the order in which they were added; there are at most 20.
    items: Vec<Channel>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("notifications.channels", list).route(Method::Get, "/notifications/channels")
}

fn list(view: &mut View<'_>, _: List) -> Result<Channels> {
    let owner = view.owner().to_owned();
    let items = row::all(view.conn, &owner)?
        .iter()
        .map(row::Row::shown)
        .collect::<Result<_>>()?;
    Ok(Channels { items })
}
