//! A place for a database of one test: a SQLite file, or with `ODYSSEUS_TEST_DATABASE_URL` (and the
//! `postgres` feature) a PostgreSQL schema of its own.

// Every test binary uses its part of it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use std::sync::mpsc;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use storage::{
    AnyConn, Database, EmbeddedMigrations, Fault, Limits, Location, Schema, diesel,
    embed_migrations,
};
use tokio::task::JoinHandle;

pub const V1: Schema = notes(
    embed_migrations!("tests/fixtures/v1/sqlite"),
    embed_migrations!("tests/fixtures/v1/postgres"),
);
pub const V2: Schema = notes(
    embed_migrations!("tests/fixtures/v2/sqlite"),
    embed_migrations!("tests/fixtures/v2/postgres"),
);
pub const EDITED: Schema = notes(
    embed_migrations!("tests/fixtures/edited/sqlite"),
    embed_migrations!("tests/fixtures/edited/postgres"),
);
pub const BROKEN: Schema = notes(
    embed_migrations!("tests/fixtures/broken/sqlite"),
    embed_migrations!("tests/fixtures/broken/postgres"),
);
pub const ORPHAN: Schema = notes(
    embed_migrations!("tests/fixtures/orphan/sqlite"),
    embed_migrations!("tests/fixtures/orphan/postgres"),
);

const fn notes(sqlite: EmbeddedMigrations, postgres: EmbeddedMigrations) -> Schema {
    Schema {
        namespace: "notes",
        sqlite,
        postgres,
    }
}

pub struct Place {
    pub location: Location,
    pub dir: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let location = match std::env::var("ODYSSEUS_TEST_DATABASE_URL") {
            Ok(url) => postgres_schema(&url),
            Err(_) => Location::parse(None, &dir.path().join("data")).unwrap(),
        };
        Place { location, dir }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.location, Location::Sqlite(_))
    }

    pub fn open(&self) -> Database {
        Database::open(&self.location, &[&V2]).unwrap()
    }

    /// One thread and one place in the queue for reads, the same for writes.
    pub fn open_narrow(&self, patience: std::time::Duration) -> Database {
        let limits = Limits {
            readers: 1,
            writers: 1,
            queue: 1,
            patience,
        };
        Database::open_with(&self.location, &[&V2], &limits).unwrap()
    }
}

#[cfg(feature = "postgres")]
fn postgres_schema(url: &str) -> Location {
    use diesel::connection::SimpleConnection;
    use std::sync::atomic::{AtomicU32, Ordering};
    static PLACES: AtomicU32 = AtomicU32::new(0);
    let place = PLACES.fetch_add(1, Ordering::Relaxed);
    let schema = format!("t_{}_{place}", std::process::id());
    let mut conn = diesel::PgConnection::establish(url).unwrap();
    // Schemas are left behind, so an old process may have had the same id.
    conn.batch_execute(&format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"
    ))
    .unwrap();
    Location::Postgres(format!("{url}?options=-csearch_path%3D{schema}"))
}

#[cfg(not(feature = "postgres"))]
fn postgres_schema(_url: &str) -> Location {
    panic!("ODYSSEUS_TEST_DATABASE_URL needs `--features postgres`")
}

pub fn insert(conn: &mut AnyConn, id: &str) -> Result<(), Fault> {
    sql_query("INSERT INTO notes (id, body) VALUES ($1, '')")
        .bind::<diesel::sql_types::Text, _>(id)
        .execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

pub fn count(conn: &mut AnyConn) -> Result<i64, Fault> {
    let row: Count = sql_query("SELECT COUNT(*) AS count FROM notes").get_result(conn)?;
    Ok(row.count)
}

/// Keeps the worker busy until the sender is used or dropped; returns once it is.
pub async fn hold_writer(db: &Database) -> (mpsc::Sender<()>, JoinHandle<Result<(), Fault>>) {
    let (release, held) = mpsc::channel::<()>();
    let (entered, started) = tokio::sync::oneshot::channel();
    let db = db.clone();
    let job = tokio::spawn(async move {
        db.write(move |_| {
            entered.send(()).unwrap();
            let _ = held.recv();
            Ok(())
        })
        .await
    });
    started.await.unwrap();
    (release, job)
}
