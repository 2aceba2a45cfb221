//! A preset as it is stored.

use diesel::prelude::*;
use operation::{Error, Instant, Result};
use serde::{Deserialize, Serialize};
use storage::{AnyConn, each_backend};

use crate::tables::cookbook_presets as presets;

/// So many are kept by themselves for one model.
const KEPT: i64 = 5;

/// A row of the table; also what the trash keeps of a deleted one.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Queryable,
    Selectable,
    Insertable,
    AsChangeset,
)]
#[diesel(table_name = presets, treat_none_as_null = true)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The name in lower case: no two are alike.
    pub(crate) name_key: String,
    pub(crate) repo_id: String,
    pub(crate) cmd: String,
    pub(crate) server_id: Option<String>,
    /// The server's host when it was saved: what remains when the server goes.
    pub(crate) host: String,
    pub(crate) engine: Option<String>,
    pub(crate) port: Option<i64>,
    pub(crate) environment: String,
    pub(crate) environment_path: String,
    pub(crate) gpus: String,
    pub(crate) label: String,
    /// When it was last seen to reach ready.
    pub(crate) verified_at: Option<Instant>,
    /// Whether it was saved by itself.
    pub(crate) automatic: bool,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// JSON: what a launch of it was seen to need. Those in the trash of an older version have none.
    #[serde(default)]
    pub(crate) needs: Option<String>,
}

/// How names are compared.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All of them, by name.
pub(crate) fn all(conn: &mut AnyConn) -> Result<Vec<Row>> {
    Ok(presets::table
        .select(Row::as_select())
        .order(presets::name_key)
        .load(conn)?)
}

/// The preset with that id or name, in whatever case.
pub(crate) fn exact(conn: &mut AnyConn, name: &str) -> Result<Row> {
    let key = key(name);
    let mut rows = all(conn)?.into_iter();
    rows.find(|row| row.id == name || row.name_key == key)
        .ok_or_else(|| missing(name))
}

/// The preset that `name` means: its id, its name in whatever case, or else the first whose name contains it.
pub(crate) fn named(conn: &mut AnyConn, name: &str) -> Result<Row> {
    let key = key(name);
    let mut rows = all(conn)?;
    let at = rows
        .iter()
        .position(|row| row.id == name || row.name_key == key)
        .or_else(|| {
            rows.iter()
                .position(|row| !key.is_empty() && row.name_key.contains(&key))
        });
    at.map(|at| rows.swap_remove(at))
        .ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Error {
    Error::not_found(format!("No preset matching '{name}'."))
        .hint("`cookbook presets` lists them.")
        .field("name")
}

pub(crate) fn insert(conn: &mut AnyConn, row: &Row) -> Result<()> {
    each_backend!(conn, |c| diesel::insert_into(presets::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

pub(crate) fn update(conn: &mut AnyConn, row: &Row) -> Result<()> {
    diesel::update(presets::table.find(row.id.clone()))
        .set(row)
        .execute(conn)?;
    Ok(())
}

pub(crate) fn delete(conn: &mut AnyConn, id: &str) -> Result<()> {
    diesel::delete(presets::table.find(id.to_owned())).execute(conn)?;
    Ok(())
}

/// The presets with that command on that server: the one that was kept by itself, and those that people named.
pub(crate) fn alike(conn: &mut AnyConn, cmd: &str, server_id: &str) -> Result<Vec<Row>> {
    Ok(presets::table
        .filter(presets::cmd.eq(cmd.to_owned()))
        .filter(presets::server_id.eq(server_id.to_owned()))
        .select(Row::as_select())
        .order(presets::created_at)
        .load(conn)?)
}

/// Drops what was saved by itself for that model beyond the latest ones.
pub(crate) fn thin(conn: &mut AnyConn, repo_id: &str) -> Result<()> {
    let old: Vec<String> = presets::table
        .filter(presets::repo_id.eq(repo_id.to_owned()))
        .filter(presets::automatic.eq(true))
        .order(presets::verified_at.desc())
        .offset(KEPT)
        .limit(100)
        .select(presets::id)
        .load(conn)?;
    diesel::delete(presets::table.filter(presets::id.eq_any(old))).execute(conn)?;
    Ok(())
}

/// A name that is free: `name`, or with a number.
pub(crate) fn free_name(conn: &mut AnyConn, name: &str) -> Result<String> {
    let taken: Vec<String> = presets::table.select(presets::name_key).load(conn)?;
    let mut free = name.to_owned();
    let mut number = 2;
    while taken.contains(&key(&free)) {
        free = format!("{name} {number}");
        number += 1;
    }
    Ok(free)
}
