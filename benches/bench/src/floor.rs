//! The floor: what axum and SQLite cost alone. A bare handler, one prepared statement, no sign-in, no registry, no schema.
//!
//! It stores and answers todos as wide as the product's, with the same durability.

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
        seq INTEGER PRIMARY KEY, owner TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, content TEXT, note_type TEXT NOT NULL,
        color TEXT, label TEXT, pinned INTEGER NOT NULL, archived INTEGER NOT NULL, completed INTEGER NOT NULL, completed_at TEXT,
        due_date TEXT, due_at TEXT, due_reading TEXT, due_zone TEXT, overdue INTEGER NOT NULL, repeat TEXT, repeat_words TEXT,
        source TEXT NOT NULL, session_id TEXT, image_url TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS by_owner ON todos (owner, seq);";

/// One todo, as the product would answer it.
const INSERT: &str = "
    INSERT INTO todos (
        owner, id, title, note_type, pinned, archived, completed, due_date, due_at, due_reading, overdue, source, created_at, updated_at
    ) VALUES (
        'bench', '32d86112-3e6f-4336-b32e-be975ccd5e8a', ?, 'note', 0, 0, 0, '2027-11-22T22:00:00+01:00', '2027-11-22T21:00:00Z',
        'Mon 22 Nov 2027 22:00', 0, 'agent', '2026-11-22T22:19:37.352Z', '2026-11-22T22:19:37.352Z'
    )";

const LIST: &str = "
    SELECT id, title, content, note_type, color, label, pinned, archived, completed, completed_at, due_date, due_at, due_reading,
        due_zone, overdue, repeat, repeat_words, source, session_id, image_url, created_at, updated_at
    FROM todos WHERE owner = ? ORDER BY seq DESC LIMIT 20";

#[derive(Serialize)]
struct Todo {
    id: String,
    title: String,
    content: Option<String>,
    note_type: String,
    color: Option<String>,
    label: Option<String>,
    pinned: bool,
    archived: bool,
    completed: bool,
    completed_at: Option<String>,
    due_date: Option<String>,
    due_at: Option<String>,
    due_reading: Option<String>,
    due_zone: Option<String>,
    overdue: bool,
    repeat: Option<String>,
    repeat_words: Option<String>,
    source: String,
    session_id: Option<String>,
    image_url: Option<String>,
    created_at: String,
    updated_at: String,
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
    fill(&writer).map_err(io::Error::other)?;
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

/// 10,000 todos, unless they are there from an earlier start.
fn fill(writer: &Connection) -> rusqlite::Result<()> {
    let there: u32 = writer.query_row("SELECT count(*) FROM todos", [], |row| row.get(0))?;
    writer.execute_batch("BEGIN")?;
    let mut statement = writer.prepare_cached(INSERT)?;
    for number in there..10_000 {
        statement.execute([format!("Call dentist number {number}")])?;
    }
    writer.execute_batch("COMMIT")
}

async fn list(State(floor): State<Arc<Floor>>) -> Result<Json<Vec<Todo>>, StatusCode> {
    let lock = || floor.readers.lock().unwrap_or_else(PoisonError::into_inner);
    let reader = lock().pop().ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
    let todos = read(&reader);
    lock().push(reader);
    todos
        .map(Json)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn read(reader: &Connection) -> rusqlite::Result<Vec<Todo>> {
    let mut statement = reader.prepare_cached(LIST)?;
    let todos = statement.query_map(["bench"], |row| {
        Ok(Todo {
            id: row.get(0)?,
            title: row.get(1)?,
            content: row.get(2)?,
            note_type: row.get(3)?,
            color: row.get(4)?,
            label: row.get(5)?,
            pinned: row.get(6)?,
            archived: row.get(7)?,
            completed: row.get(8)?,
            completed_at: row.get(9)?,
            due_date: row.get(10)?,
            due_at: row.get(11)?,
            due_reading: row.get(12)?,
            due_zone: row.get(13)?,
            overdue: row.get(14)?,
            repeat: row.get(15)?,
            repeat_words: row.get(16)?,
            source: row.get(17)?,
            session_id: row.get(18)?,
            image_url: row.get(19)?,
            created_at: row.get(20)?,
            updated_at: row.get(21)?,
        })
    })?;
    todos.collect()
}

async fn insert(
    State(floor): State<Arc<Floor>>,
    Json(new): Json<New>,
) -> Result<StatusCode, StatusCode> {
    let inserted = spawn_blocking(move || {
        let writer = floor.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.prepare_cached(INSERT)?.execute([new.title])
    });
    match inserted.await {
        Ok(Ok(_)) => Ok(StatusCode::CREATED),
        Ok(Err(_)) | Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
