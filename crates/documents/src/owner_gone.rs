//! When a user is deleted, their documents go too.

use diesel::prelude::*;
use operation::{Event, Result, Subscriber, Tx};
use serde_json::Value;
use storage::{counters, search, trash};

use crate::tables::documents;
use crate::{TRASH, history, purge, store};

pub(crate) fn subscriber() -> Subscriber {
    Subscriber {
        topic: "user.deleted",
        run: forget,
    }
}

fn forget(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    let Some(owner) = event.data.get("id").and_then(Value::as_str) else {
        return Ok(());
    };
    let theirs = documents::table.filter(documents::owner.eq(owner));
    let gone: Vec<(i64, String, Option<i64>)> = diesel::delete(theirs)
        .returning((documents::seq, documents::id, documents::deleted_at))
        .get_results(tx.conn)?;
    for (seq, id, deleted_at) in gone {
        history::forget(tx.conn, seq)?;
        if deleted_at.is_some() {
            trash::forget(tx.conn, owner, TRASH, &id)?;
            purge::cancel(tx, &id)?;
        } else {
            search::remove(tx.conn, store::SEARCH, seq)?;
        }
    }
    Ok(counters::forget(tx.conn, owner, "documents.")?)
}
