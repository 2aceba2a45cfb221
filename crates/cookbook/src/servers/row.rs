//! A server as it is stored.

use diesel::prelude::*;
use operation::{Error, Instant, Result};
use serde::{Deserialize, Serialize};
use storage::AnyConn;
use storage::each_backend;

use crate::tables::cookbook_servers as servers;

/// The id of this machine, which is always there.
pub(crate) const LOCAL: &str = "local";
/// Servers belong to nobody.
pub(crate) const HOUSE: &str = "";
/// The trash's word for a server.
pub(crate) const TRASH: &str = "server";

/// A row of the table; also what the trash keeps of a removed one.
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
#[diesel(table_name = servers, treat_none_as_null = true)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The name in lower case: no two are alike.
    pub(crate) name_key: String,
    /// `user@machine` or an ssh alias; empty is this machine.
    pub(crate) host: String,
    pub(crate) port: Option<i64>,
    /// `none`, `venv` or `conda`, and where it is.
    pub(crate) environment: String,
    pub(crate) environment_path: String,
    /// Which GPUs are used unless a launch says otherwise: `0,1`; empty is all.
    pub(crate) gpus: String,
    /// JSON: directories with models besides the usual caches.
    pub(crate) model_dirs: String,
    pub(crate) download_dir: String,
    pub(crate) platform: String,
    /// Whether it is proposed first.
    pub(crate) preferred: bool,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl Row {
    pub(crate) fn model_dirs(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_str(&self.model_dirs)?)
    }
}

/// How names are compared.
pub(crate) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All of them: this machine first, then by name.
pub(crate) fn all(conn: &mut AnyConn) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = servers::table
        .select(Row::as_select())
        .order(servers::name_key)
        .load(conn)?;
    rows.sort_by_key(|row| row.id != LOCAL);
    Ok(rows)
}

/// The server of that id.
pub(crate) fn find(conn: &mut AnyConn, id: &str) -> Result<Row> {
    servers::table
        .find(id.to_owned())
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| {
            Error::not_found("There is no such server.")
                .hint("cookbook.servers gives the ids.")
                .field("id")
        })
}

pub(crate) fn insert(conn: &mut AnyConn, row: &Row) -> Result<()> {
    taken(conn, row)?;
    each_backend!(conn, |c| diesel::insert_into(servers::table)
        .values(row)
        .execute(c))?;
    prefer_only(conn, row)
}

pub(crate) fn update(conn: &mut AnyConn, row: &Row) -> Result<()> {
    taken(conn, row)?;
    diesel::update(servers::table.find(row.id.clone()))
        .set(row)
        .execute(conn)?;
    prefer_only(conn, row)
}

pub(crate) fn delete(conn: &mut AnyConn, id: &str) -> Result<()> {
    diesel::delete(servers::table.find(id.to_owned())).execute(conn)?;
    Ok(())
}

/// No two servers have one name, whatever its case; two may be the same machine.
fn taken(conn: &mut AnyConn, row: &Row) -> Result<()> {
    let other: Option<String> = servers::table
        .filter(servers::name_key.eq(row.name_key.clone()))
        .filter(servers::id.ne(row.id.clone()))
        .select(servers::name)
        .first(conn)
        .optional()?;
    match other {
        Some(name) => Err(Error::conflict(format!(
            "There is a server named “{name}” already; choose another name."
        ))
        .field("name")),
        None => Ok(()),
    }
}

/// One server at most is preferred.
fn prefer_only(conn: &mut AnyConn, row: &Row) -> Result<()> {
    if row.preferred {
        diesel::update(servers::table.filter(servers::id.ne(row.id.clone())))
            .set(servers::preferred.eq(false))
            .execute(conn)?;
    }
    Ok(())
}

/// Tells pages that servers changed.
pub(crate) fn tell(tx: &mut operation::Tx<'_>, id: &str) -> Result<()> {
    tx.emit_to_house(
        "cookbook.servers_changed",
        Some(crate::READ),
        serde_json::json!({ "id": id }),
    )
}
