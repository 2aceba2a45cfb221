//! The one connection type, and the two macros for where the databases differ.

// The derive makes public types of its own, which cannot carry documentation.
#![allow(missing_docs)]

#[cfg(feature = "postgres")]
use diesel::PgConnection;
use diesel::SqliteConnection;

/// A connection to whichever database Odysseus was started on.
///
/// Write queries against `&mut AnyConn`. Where the compiler refuses (batch inserts, `on_conflict`,
/// `as_returning`, `union`), wrap the same expression in [`each_backend!`](crate::each_backend);
/// only SQL whose text differs goes into [`per_backend!`](crate::per_backend).
///
/// Never call `AnyConn::establish`: only [`Database::open`](crate::Database::open) opens connections.
#[derive(diesel::MultiConnection)]
pub enum AnyConn {
    Sqlite(SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
}

/// Runs the same expression on the concrete connection inside an `AnyConn`.
///
/// `each_backend!(conn, |c| insert_into(todos::table).values(&rows).execute(c))`
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! each_backend {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::AnyConn::Sqlite($c) => $body,
            $crate::AnyConn::Postgres($c) => $body,
        }
    };
}

/// Runs the same expression on the concrete connection inside an `AnyConn`.
///
/// `each_backend!(conn, |c| insert_into(todos::table).values(&rows).execute(c))`
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! each_backend {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::AnyConn::Sqlite($c) => $body,
        }
    };
}

/// Chooses by database: `per_backend! { conn, sqlite |c| .., postgres |c| .. }`; with braces, as
/// rustfmt takes the bars in parentheses for operators.
///
/// Without the `postgres` feature the second arm is dropped unread, so build with it before you
/// commit a change to one.
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! per_backend {
    ($conn:expr, sqlite |$s:pat_param| $sqlite:expr, postgres |$p:pat_param| $postgres:expr $(,)?) => {
        match $conn {
            $crate::AnyConn::Sqlite($s) => $sqlite,
            $crate::AnyConn::Postgres($p) => $postgres,
        }
    };
}

/// Chooses by database: `per_backend! { conn, sqlite |c| .., postgres |c| .. }`; with braces, as
/// rustfmt takes the bars in parentheses for operators.
///
/// Without the `postgres` feature the second arm is dropped unread, so build with it before you
/// commit a change to one.
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! per_backend {
    ($conn:expr, sqlite |$s:pat_param| $sqlite:expr, postgres |$p:pat_param| $postgres:expr $(,)?) => {
        match $conn {
            $crate::AnyConn::Sqlite($s) => $sqlite,
        }
    };
}
