//! When a user is deleted, what was remembered about them goes too.

use diesel::prelude::*;
use operation::{Event, Result, Subscriber, Tx};
use serde_json::Value;
use storage::{counters, search, trash};

use crate::category::Category;
use crate::tables::memories;
use crate::{TRASH, meaning, store};

/// So many deleted memories are dropped at a time.
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
    let gone: Vec<i64> = diesel::delete(memories::table.filter(memories::owner.eq(owner)))
        .returning(memories::seq)
        .get_results(tx.conn)?;
    for seq in gone {
        search::remove(tx.conn, store::SEARCH, seq)?;
    }
    meaning::store::forget_owner(tx, owner)?;
    for counter in [store::TOTAL, store::PINNED] {
        counters::set(tx.conn, owner, counter, 0)?;
    }
    for category in Category::ALL {
        counters::set(tx.conn, owner, &store::counter(category.name()), 0)?;
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
