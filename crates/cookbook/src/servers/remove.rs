//! `cookbook.server_remove`, `cookbook.server_trash` and `cookbook.server_restore`.

use operation::{Access, Cursor, Error, Limit, Method, Operation, Result, Text, Tx, View};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::trash;

use super::row::{self, HOUSE, LOCAL, Row, TRASH};
use super::server::Server;

/// Removes a server from the list. What was launched there runs on and stays watched; nothing else there is looked at.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// Which one.
    id: Text<40>,
}

/// Brings a removed server back, with all that was set of it.
#[derive(Deserialize, JsonSchema)]
struct Restore {
    /// Which one.
    id: Text<40>,
}

/// Lists removed servers, the latest first. They can be restored for 30 days.
#[derive(Deserialize, JsonSchema)]
struct Trash {
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

pub(crate) fn remove() -> Operation {
    Operation::destroy("cookbook.server_remove", removed)
        .access(Access::Admin)
        .instance()
        .route(Method::Delete, "/cookbook/servers/{id}")
}

pub(crate) fn trash() -> Operation {
    Operation::read(
        "cookbook.server_trash",
        |view: &mut View<'_>, input: Trash| {
            operation::Trash::list_of_house(view, TRASH, input.limit, input.cursor.as_ref())
        },
    )
    .access(Access::Admin)
    .instance()
    .route(Method::Get, "/cookbook/servers/trash")
}

pub(crate) fn restore() -> Operation {
    Operation::write("cookbook.server_restore", restored)
        .access(Access::Admin)
        .instance()
        .route(Method::Post, "/cookbook/servers/{id}/restore")
}

fn removed(tx: &mut Tx<'_>, input: Remove) -> Result<Server> {
    if *input.id == *LOCAL {
        return Err(
            Error::conflict("This machine is always there; it cannot be removed.").field("id"),
        );
    }
    let row = row::find(tx.conn, &input.id)?;
    let at = tx.now().as_millisecond();
    trash::bury(tx.conn, HOUSE, TRASH, &row.id, &row.name, &row, at)?;
    row::delete(tx.conn, &row.id)?;
    row::tell(tx, &row.id)?;
    row.try_into()
}

fn restored(tx: &mut Tx<'_>, input: Restore) -> Result<Server> {
    let row: Row = trash::exhume(tx.conn, HOUSE, TRASH, &input.id)?
        .ok_or_else(|| Error::not_found("There is no such server in the trash.").field("id"))?;
    row::insert(tx.conn, &row)?;
    row::tell(tx, &row.id)?;
    row.try_into()
}
