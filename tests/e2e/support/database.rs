//! The database of a home, looked at from outside.

use std::collections::BTreeMap;

use rusqlite::{Connection, OpenFlags};

use super::Home;

fn open(home: &Home) -> Connection {
    // Not read-only: a reader of a write-ahead log keeps an index of it beside the file.
    Connection::open_with_flags(
        home.data().join("odysseus.db"),
        OpenFlags::SQLITE_OPEN_READ_WRITE,
    )
    .unwrap()
}

/// How many rows each table has.
pub(crate) fn counts(home: &Home) -> BTreeMap<String, i64> {
    let database = open(home);
    let mut tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(names.iter().any(|name| name == "todos"), "{names:?}");
    let count = |name: &String| -> i64 {
        database
            .query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| {
                row.get(0)
            })
            .unwrap()
    };
    names
        .iter()
        .map(|name| (name.clone(), count(name)))
        .collect()
}

/// What SQLite says about its own file: `ok`, or what is wrong.
pub(crate) fn integrity(home: &Home) -> String {
    open(home)
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap()
}
