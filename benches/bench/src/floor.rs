//! The floor: what axum and SQLite cost alone. A bare handler, one prepared statement, no sign-in, no registry, no schema.
//!
//! It stores rows as wide as a todo, in the same file layout and with the same durability as the product.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS todos (
        id INTEGER PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, content TEXT, label TEXT, note_type TEXT NOT NULL,
        pinned INTEGER NOT NULL, archived INTEGER NOT NULL, due INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS by_owner ON todos (owner, updated);";

const FILL: &str = "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO todos SELECT i, 'bench', 'Call dentist number ' || i, NULL, NULL, 'note', 0, 0, NULL, i, i FROM n
    WHERE NOT EXISTS (SELECT 1 FROM todos)";

const LIST: &str = "
    SELECT id, title, content, label, note_type, pinned, archived, due, created, updated
    FROM todos WHERE owner = ? ORDER BY updated DESC LIMIT 20";

const INSERT: &str = "
    INSERT INTO todos (owner, title, note_type, pinned, archived, created, updated) VALUES (?, ?, 'note', 0, 0, ?3, ?3)";

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    content: Option<String>,
    label: Option<String>,
    note_type: String,
    pinned: bool,
    archived: bool,
    due: Option<i64>,
    created: i64,
    updated: i64,
}

#[derive(Deserialize)]
struct New {
    title: String,
}

struct Floor {
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

/// Serves the floor on an address, with its data in a folder, until it is ended.
pub(crate) async fn serve(address: SocketAddr, folder: &Path) -> io::Result<()> {
    let file = folder.join("floor.db");
    let writer = open(&file).map_err(io::Error::other)?;
    writer.execute_batch(SCHEMA).map_err(io::Error::other)?;
    writer.execute(FILL, []).map_err(io::Error::other)?;
    let readers = (0..4).map(|_| open(&file)).collect::<rusqlite::Result<_>>();
    let floor = Floor {
        readers: Mutex::new(readers.map_err(io::Error::other)?),
        writer: Mutex::new(writer),
    };
    let router = Router::new()
        .route("/api/health", get(async || "ok"))
        .route("/api/todos", get(list).post(insert))
        .with_state(Arc::new(floor));
    axum::serve(TcpListener::bind(address).await?, router).await
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

async fn list(State(floor): State<Arc<Floor>>) -> Result<Json<Vec<Row>>, StatusCode> {
    let lock = || floor.readers.lock().unwrap_or_else(PoisonError::into_inner);
    let reader = lock().pop().ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
    let rows = read(&reader);
    lock().push(reader);
    rows.map(Json)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn read(reader: &Connection) -> rusqlite::Result<Vec<Row>> {
    let mut statement = reader.prepare_cached(LIST)?;
    let rows = statement.query_map(["bench"], |row| {
        Ok(Row {
            id: row.get::<_, i64>(0)?.to_string(),
            title: row.get(1)?,
            content: row.get(2)?,
            label: row.get(3)?,
            note_type: row.get(4)?,
            pinned: row.get(5)?,
            archived: row.get(6)?,
            due: row.get(7)?,
            created: row.get(8)?,
            updated: row.get(9)?,
        })
    })?;
    rows.collect()
}

async fn insert(
    State(floor): State<Arc<Floor>>,
    Json(new): Json<New>,
) -> Result<StatusCode, StatusCode> {
    let inserted = spawn_blocking(move || {
        let writer = floor.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = writer.prepare_cached(INSERT)?;
        statement.execute(("bench", new.title, 1_800_000_000_000_i64))
    });
    match inserted.await {
        Ok(Ok(_)) => Ok(StatusCode::CREATED),
        Ok(Err(_)) | Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
