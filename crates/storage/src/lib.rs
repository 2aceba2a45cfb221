//! The only crate that opens the database.
//!
//! [`Database::read`] and [`Database::write`] run a closure on `&mut` [`AnyConn`] in a transaction,
//! on SQLite (the default) or PostgreSQL (cargo feature `postgres`). No capability knows which.
//!
//! A crate with tables of its own names `diesel.workspace = true` beside `storage`: the `table!`
//! macro says `::diesel`. Its tables go into a private module. It needs no cargo feature.
//!
//! What compiles the same but behaves differently on the two, and has to be written with care:
//! - `LIKE` ignores ASCII case on SQLite only: lower both sides.
//! - `ORDER BY nullable` puts NULLs first on SQLite, last on PostgreSQL: order by
//!   `(column.is_null(), column)`.
//! - A failed statement ends a PostgreSQL transaction: use `on_conflict`, or a nested
//!   `conn.transaction(…)`, instead of catching a unique violation.
//! - PostgreSQL refuses a NUL in text: refuse it at the edge.
//! - Text keys that are paged by need `COLLATE "C"` on PostgreSQL.
//! - `sum(bigint)` is written `sql::<BigInt>("CAST(COALESCE(SUM(x), 0) AS BIGINT)")`.
//! - `$1`, `$2` in SQL text must first appear in this order.
//! - Writes of one process are serial on SQLite, concurrent (`READ COMMITTED`) on PostgreSQL:
//!   change rows in one statement (`SET n = n + 1`, `UPDATE … WHERE … RETURNING`), or lock them first.
//! - Constraints are never `DEFERRABLE`: one that fails at the commit fails the whole group of
//!   writes.
#![forbid(unsafe_code)]

pub mod backup;
pub mod canary;
mod connection;
pub mod counters;
pub mod cursor;
mod database;
mod error;
mod group;
mod job;
mod location;
mod look;
mod migrate;
mod open;
mod schema;
pub mod seal;
pub mod search;
mod session;
pub mod snippet;
mod tables;
pub mod trash;
mod words;

pub use diesel;
pub use diesel_migrations::{self, EmbeddedMigrations, embed_migrations};

pub use connection::{AnyConn, MultiBackend};
pub use database::{Database, Limits, Written};
pub use error::{Fault, OpenError};
pub use location::Location;
pub use look::{Migrations, look, quick_check};
pub use open::make_private_dir;
pub use schema::{SCHEMA, Schema};
