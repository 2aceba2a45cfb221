//! `notifications.read_all`.

use diesel::prelude::*;
use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tables::notifications;

/// Marks all your notifications as read.
#[derive(Deserialize, JsonSchema)]
struct ReadAll {}

/// What was done.
#[derive(Serialize, JsonSchema)]
struct Marked {
    /// How many were not read before.
    marked: usize,
}

pub(crate) fn operation() -> Operation {
    Operation::write("notifications.read_all", read_all)
        .scope(crate::WRITE)
        .route(Method::Post, "/notifications/read-all")
}

fn read_all(tx: &mut Tx<'_>, _: ReadAll) -> Result<Marked> {
    let (owner, now) = (tx.owner().to_owned(), tx.now().as_millisecond());
    let unread = notifications::table
        .filter(notifications::owner.eq(owner))
        .filter(notifications::read_at.is_null());
    let read = notifications::read_at.eq(now);
    let marked = if tx.caller().token_id().is_some() {
        diesel::update(unread.filter(notifications::personal.eq(false)))
            .set(read)
            .execute(tx.conn)?
    } else {
        diesel::update(unread).set(read).execute(tx.conn)?
    };
    if marked > 0 {
        tx.emit(
            "notification.read",
            Some(crate::READ),
            serde_json::json!({ "all": true }),
        )?;
    }
    Ok(Marked { marked })
}
