//! `cookbook.preset_remove`, `cookbook.preset_trash` and `cookbook.preset_restore`.

use operation::{Cursor, Error, Limit, Method, Operation, Result, Text, Tx, View};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::trash;

use super::row::Row;
use super::{Preset, row};
use crate::servers::HOUSE;
use crate::{LAUNCH, READ};

/// The trash's word for a preset.
const TRASH: &str = "preset";

/// Removes a preset; it goes to the trash.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// Its id or name.
    name: Text<200>,
}

/// Brings a removed preset back.
#[derive(Deserialize, JsonSchema)]
struct Restore {
    /// Its id.
    id: Text<40>,
}

/// Lists removed presets, the latest first. They can be restored for 30 days.
#[derive(Deserialize, JsonSchema)]
struct Trash {
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

pub(crate) fn remove() -> Operation {
    Operation::destroy("cookbook.preset_remove", removed)
        .scope(LAUNCH)
        .instance()
        .route(Method::Delete, "/cookbook/presets/{name}")
}

pub(crate) fn trash() -> Operation {
    Operation::read(
        "cookbook.preset_trash",
        |view: &mut View<'_>, input: Trash| {
            operation::Trash::list_of_house(view, TRASH, input.limit, input.cursor.as_ref())
        },
    )
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/presets/trash")
}

pub(crate) fn restore() -> Operation {
    Operation::write("cookbook.preset_restore", restored)
        .scope(LAUNCH)
        .instance()
        .route(Method::Post, "/cookbook/presets/trash/{id}/restore")
}

fn removed(tx: &mut Tx<'_>, input: Remove) -> Result<Preset> {
    // Not a part of a name: once it is gone, that would be another one.
    let row = row::exact(tx.conn, input.name.trimmed())?;
    let at = tx.now().as_millisecond();
    trash::bury(tx.conn, HOUSE, TRASH, &row.id, &row.name, &row, at)?;
    row::delete(tx.conn, &row.id)?;
    super::tell(tx)?;
    Ok(row.into())
}

fn restored(tx: &mut Tx<'_>, input: Restore) -> Result<Preset> {
    let mut row: Row = trash::exhume(tx.conn, HOUSE, TRASH, &input.id)?
        .ok_or_else(|| Error::not_found("There is no such preset in the trash.").field("id"))?;
    row.name = row::free_name(tx.conn, &row.name)?;
    row.name_key = row::key(&row.name);
    row::insert(tx.conn, &row)?;
    super::tell(tx)?;
    Ok(row.into())
}
