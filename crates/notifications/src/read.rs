//! `notifications.read`.

use diesel::prelude::*;
use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::notification::{Notification, Row};
use crate::tables::notifications;

/// Marks a notification as read.
#[derive(Deserialize, JsonSchema)]
struct Read {
    /// The notification's id.
    id: Text<64>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("notifications.read", read)
        .scope(crate::WRITE)
        .route(Method::Post, "/notifications/{id}/read")
}

fn read(tx: &mut Tx<'_>, input: Read) -> Result<Notification> {
    let (owner, now) = (tx.owner().to_owned(), tx.now().as_millisecond());
    let mut this = notifications::table
        .filter(notifications::owner.eq(owner))
        .filter(notifications::id.eq(input.id.trimmed()))
        .into_boxed::<storage::MultiBackend>();
    if tx.caller().token_id().is_some() {
        this = this.filter(notifications::personal.eq(false));
    }
    let row: Option<Row> = this.select(Row::as_select()).first(tx.conn).optional()?;
    let Some(row) = row else {
        return Err(Error::not_found("There is no such notification.")
            .hint("notifications.list gives the ids of those that are kept.")
            .field("id"));
    };
    let seq = row.seq;
    let mut notification = Notification::from_row(row)?;
    if notification.read_at.is_none() {
        notification.read_at = Some(now.into());
        diesel::update(notifications::table.filter(notifications::seq.eq(seq)))
            .set(notifications::read_at.eq(now))
            .execute(tx.conn)?;
        tx.emit(
            "notification.read",
            Some(crate::READ),
            serde_json::json!({ "id": notification.id }),
        )?;
    }
    Ok(notification)
}
