//! Brings the tables up to date, one migration a transaction, one process at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use crate::schema::{SCHEMA, Schema, Step, steps};
use crate::tables::schema_migrations;
use crate::{AnyConn, OpenError, each_backend, per_backend};

/// Applies what is missing; answers all versions now applied, in the order of this binary.
///
/// A version unknown to this binary is refused when its namespace is known: the tables are not
/// those the code was written for. An unknown namespace is let be, with a warning: a capability
/// that this binary was built without owns those tables, and nobody else touches them.
pub(crate) fn migrate(conn: &mut AnyConn, schemas: &[&Schema]) -> Result<Vec<String>, OpenError> {
    let plan = plan(conn, schemas)?;
    begin_exclusively(conn)?;
    let outcome = apply(conn, &plan);
    end_exclusively(conn)?;
    outcome?;
    Ok(plan.into_iter().map(|step| step.version).collect())
}

pub(crate) fn plan(conn: &AnyConn, schemas: &[&Schema]) -> Result<Vec<Step>, OpenError> {
    let mut plan = Vec::new();
    for schema in std::iter::once(&SCHEMA).chain(schemas.iter().copied()) {
        let migrations = per_backend! { conn,
            sqlite |_| &schema.sqlite,
            postgres |_| &schema.postgres
        };
        plan.extend(steps(schema.namespace, migrations)?);
    }
    let mut seen = HashSet::new();
    match plan.iter().find(|step| !seen.insert(step.version.as_str())) {
        Some(step) => Err(OpenError::Duplicate(step.version.clone())),
        None => Ok(plan),
    }
}

/// PostgreSQL: one process migrates, others wait here. SQLite: each transaction takes the file.
fn begin_exclusively(conn: &mut AnyConn) -> QueryResult<()> {
    conn.batch_execute(per_backend! { &*conn,
        sqlite |_| "PRAGMA foreign_keys = OFF",
        postgres |_| "SELECT pg_advisory_lock(hashtext('odysseus migrations'))"
    })
}

fn end_exclusively(conn: &mut AnyConn) -> QueryResult<()> {
    conn.batch_execute(per_backend! { &*conn,
        sqlite |_| "PRAGMA foreign_keys = ON",
        postgres |_| "SELECT pg_advisory_unlock(hashtext('odysseus migrations'))"
    })
}

fn apply(conn: &mut AnyConn, plan: &[Step]) -> Result<(), OpenError> {
    conn.batch_execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)",
    )?;
    warn_of_strangers(conn, plan)?;
    // Looking first needs no lock: usually nothing is missing, and a server may be writing.
    while next(conn, plan)?.is_some() {
        write_transaction(conn, |conn| {
            // Looking again: another process may have been faster.
            match next(conn, plan)? {
                Some(step) => run(conn, step),
                None => Ok(()),
            }
        })?;
    }
    Ok(())
}

/// The first step that is missing, after comparing what is there with the plan.
fn next<'a>(conn: &mut AnyConn, plan: &'a [Step]) -> Result<Option<&'a Step>, OpenError> {
    let applied = applied(conn)?;
    for (version, checksum) in &applied {
        match plan.iter().find(|step| step.version == *version) {
            Some(step) if step.checksum != *checksum => {
                return Err(OpenError::Edited(version.clone()));
            }
            None if namespaces(plan).contains(namespace(version)) => {
                return Err(OpenError::Newer(version.clone()));
            }
            Some(_) | None => {}
        }
    }
    Ok(plan
        .iter()
        .find(|step| !applied.contains_key(&step.version)))
}

fn run(conn: &mut AnyConn, step: &Step) -> Result<(), OpenError> {
    let failed = |reason: String| OpenError::Migration {
        version: step.version.clone(),
        reason,
    };
    conn.batch_execute(&step.sql)
        .map_err(|error| failed(error.to_string()))?;
    if let Some(table) = broken_reference(conn)? {
        return Err(failed(format!(
            "rows of {table} refer to rows that are not there"
        )));
    }
    diesel::insert_into(schema_migrations::table)
        .values((
            schema_migrations::version.eq(&step.version),
            schema_migrations::checksum.eq(&step.checksum),
        ))
        .execute(conn)?;
    tracing::info!(version = step.version, "migrated");
    Ok(())
}

#[derive(QueryableByName)]
struct Violation {
    #[diesel(sql_type = Text)]
    table: String,
}

/// SQLite checks no foreign key while they are off; PostgreSQL always does.
pub(crate) fn broken_reference(conn: &mut AnyConn) -> QueryResult<Option<String>> {
    let sqlite = per_backend! { &*conn, sqlite |_| true, postgres |_| false };
    if !sqlite {
        return Ok(None);
    }
    let found: Option<Violation> =
        sql_query("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
            .get_result(conn)
            .optional()?;
    Ok(found.map(|violation| violation.table))
}

pub(crate) fn applied(conn: &mut AnyConn) -> QueryResult<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = schema_migrations::table.load(conn)?;
    Ok(rows.into_iter().collect())
}

fn namespace(version: &str) -> &str {
    version.split('/').next().unwrap_or_default()
}

fn namespaces(plan: &[Step]) -> BTreeSet<&str> {
    plan.iter().map(|step| namespace(&step.version)).collect()
}

fn warn_of_strangers(conn: &mut AnyConn, plan: &[Step]) -> QueryResult<()> {
    let known = namespaces(plan);
    let applied = applied(conn)?;
    let strangers: BTreeSet<&str> = applied
        .keys()
        .map(|version| namespace(version))
        .filter(|namespace| !known.contains(namespace))
        .collect();
    for namespace in strangers {
        tracing::warn!(
            namespace,
            "the database has tables of a capability that this Odysseus lacks; they are left alone"
        );
    }
    Ok(())
}

fn write_transaction(
    conn: &mut AnyConn,
    work: impl FnOnce(&mut AnyConn) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let begin = per_backend! { &*conn, sqlite |_| "BEGIN IMMEDIATE", postgres |_| "BEGIN" };
    each_backend!(&mut *conn, |c| {
        AnsiTransactionManager::begin_transaction_sql(c, begin)
    })?;
    match work(conn) {
        Ok(()) => Ok(AnyConn::commit_transaction(conn)?),
        Err(error) => {
            AnyConn::rollback_transaction(conn)?;
            Err(error)
        }
    }
}
