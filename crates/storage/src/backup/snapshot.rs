//! A copy of the database that was true at one moment, and what is in it.

use std::collections::BTreeMap;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use super::{BackupError, private_file};
use crate::{AnyConn, Location, OpenError, migrate, open};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// So many faults are told; SQLite stops at a hundred.
const SHOWN: usize = 5;

/// What is in a database.
pub(super) struct Facts {
    pub(super) migrations: BTreeMap<String, String>,
    pub(super) tables: BTreeMap<String, u64>,
}

/// How many bytes a copy takes at most: the pages in use.
pub(super) fn size(database: &Location) -> Result<u64, BackupError> {
    let mut conn = open::existing(database)?;
    let sql = "SELECT (page_count - freelist_count) * page_size AS number \
               FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    let found: Number = sql_query(sql).get_result(&mut conn).map_err(refused)?;
    Ok(u64::try_from(found.number).unwrap_or_default())
}

/// Copies the database into a new file, 0600, and puts it on the disk.
///
/// `VACUUM INTO` is one read transaction: it sees what was committed when it began, and under WAL
/// neither waits for the writer nor makes it wait. What was deleted is not carried along. It keeps the
/// values of every `INTEGER PRIMARY KEY`, those of the FTS5 tables among them
/// (<https://www.sqlite.org/lang_vacuum.html#vacuuminto>).
pub(super) fn copy(database: &Location, to: &Path) -> Result<(), BackupError> {
    // SQLite fills an empty file, and would give a new one the modes of any other.
    let file = private_file(to).map_err(BackupError::io(to))?;
    let name = to
        .to_str()
        .ok_or_else(|| OpenError::PathNotUtf8(to.to_owned()))?;
    let mut conn = open::existing(database)?;
    // The copy is a database of this connection too, and has to be written.
    conn.batch_execute("PRAGMA query_only = OFF")
        .map_err(refused)?;
    sql_query("VACUUM INTO $1")
        .bind::<Text, _>(name)
        .execute(&mut conn)
        .map_err(refused)?;
    // SQLite itself does not: the copy could vanish with the power.
    file.sync_all().map_err(BackupError::io(to))
}

/// Checks a database that nobody else uses, and counts what is in it. An `Err` is what is wrong.
pub(super) fn facts(file: &Path) -> Result<Facts, String> {
    let say = |error: &dyn std::fmt::Display| error.to_string();
    let uri = open::uri(file, "immutable=1").map_err(|error| say(&error))?;
    let mut conn = AnyConn::Sqlite(SqliteConnection::establish(&uri).map_err(|e| say(&e))?);
    let conn = &mut conn;
    check(conn, true).map_err(|error| say(&error))?;
    let names: Vec<Line> =
        sql_query("SELECT name AS line FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .load(conn)
            .map_err(|error| say(&error))?;
    let mut tables = BTreeMap::new();
    for Line { line: name } in names {
        let quoted = name.replace('"', "\"\"");
        let count: Number = sql_query(format!("SELECT COUNT(*) AS number FROM \"{quoted}\""))
            .get_result(conn)
            .map_err(|error| format!("table {name}: {error}"))?;
        tables.insert(name, u64::try_from(count.number).unwrap_or_default());
    }
    Ok(Facts {
        migrations: migrate::applied(conn).map_err(|error| say(&error))?,
        tables,
    })
}

/// SQLite's own check of its pages, indexes and references; `thorough` also compares every index
/// with its table. An `Err` is what is wrong.
///
/// <https://www.sqlite.org/pragma.html#pragma_integrity_check>
pub(crate) fn check(conn: &mut AnyConn, thorough: bool) -> Result<(), String> {
    let pragma = if thorough {
        "SELECT integrity_check AS line FROM pragma_integrity_check"
    } else {
        "SELECT quick_check AS line FROM pragma_quick_check"
    };
    let said: Vec<Line> = sql_query(pragma)
        .load(conn)
        .map_err(|error| error.to_string())?;
    let wrong: Vec<String> = said
        .into_iter()
        .map(|said| said.line)
        .filter(|line| line != "ok")
        .take(SHOWN)
        .collect();
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    match migrate::broken_reference(conn) {
        Ok(None) => Ok(()),
        Ok(Some(table)) => Err(format!("rows of {table} refer to rows that are not there")),
        Err(error) => Err(error.to_string()),
    }
}

fn refused(error: diesel::result::Error) -> BackupError {
    BackupError::Database(error.to_string())
}
