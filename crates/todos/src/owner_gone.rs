//! When a user is deleted, their todos go too.

use diesel::prelude::*;
use operation::{Event, Result, Subscriber, Tx};
use serde_json::Value;
use storage::{counters, search, trash};

use crate::row::{ACTIVE, ARCHIVED, DONE};
use crate::tables::todos;
use crate::{TRASH, reminder, store};

/// So many deleted todos are dropped at a time.
const CHUNK: i64 = 500;

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
    let gone: Vec<(i64, String)> = diesel::delete(todos::table.filter(todos::owner.eq(owner)))
        .returning((todos::seq, todos::id))
        .get_results(tx.conn)?;
    for (seq, id) in gone {
        search::remove(tx.conn, store::SEARCH, seq)?;
        reminder::forget(tx, &id)?;
    }
    for list in [ACTIVE, DONE, ARCHIVED] {
        counters::set(tx.conn, owner, &store::counter(list), 0)?;
    }
    loop {
        let deleted = trash::list(tx.conn, owner, TRASH, CHUNK, None)?;
        if deleted.is_empty() {
            return Ok(());
        }
        for entry in deleted {
            trash::forget(tx.conn, owner, TRASH, &entry.id)?;
        }
    }
}
