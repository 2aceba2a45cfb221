//! Full-text search: one index table a capability, FTS5 on SQLite, `tsvector` on PostgreSQL.
//!
//! The capability's migration makes the table; its name ends in `_search`, and `seq` is the
//! integer key of the row it describes (`seq INTEGER PRIMARY KEY`, never SQLite's implicit rowid,
//! which VACUUM may renumber). SQLite:
//!
//! ```sql
//! CREATE VIRTUAL TABLE todos_search USING fts5(owner UNINDEXED, title, body, tokenize='unicode61');
//! ```
//!
//! PostgreSQL:
//!
//! ```sql
//! CREATE TABLE todos_search (
//!     seq   BIGINT PRIMARY KEY,
//!     owner TEXT COLLATE "C" NOT NULL,
//!     title TEXT NOT NULL,
//!     body  TEXT NOT NULL,
//!     tsv   TSVECTOR NOT NULL GENERATED ALWAYS AS (
//!         setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D')
//!     ) STORED
//! );
//! CREATE INDEX todos_search_owner ON todos_search (owner);
//! CREATE INDEX todos_search_words ON todos_search USING gin (tsv);
//! ```
//!
//! What is stored is the folded words, not the text: show the capability's own row, not this one.

use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Text};

pub use crate::words::fold;
use crate::words::{index_text, query_words};
use crate::{AnyConn, per_backend};

/// A row that matches.
#[derive(Clone, Copy, Debug, PartialEq, QueryableByName)]
pub struct Hit {
    /// The row's key.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// How well it matches: higher is better, comparable within one answer only. A word in the
    /// title counts more than one in the body.
    #[diesel(sql_type = Double)]
    pub score: f64,
}

/// Indexes a row, in the transaction that stores it; what was indexed under `seq` is replaced.
///
/// # Errors
/// The database's, or that `table` is no search table's name.
pub fn put(
    conn: &mut AnyConn,
    table: &'static str,
    seq: i64,
    owner: &str,
    title: &str,
    body: &str,
) -> QueryResult<()> {
    let table = checked(table)?;
    let sql = per_backend!(
        &*conn,
        sqlite
            | _
            | format!(
                "INSERT OR REPLACE INTO {table} (rowid, owner, title, body) VALUES ($1, $2, $3, $4)"
            ),
        postgres
            | _
            | format!(
                "INSERT INTO {table} (seq, owner, title, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (seq) DO UPDATE SET owner = excluded.owner, title = excluded.title, body = excluded.body"
            )
    );
    sql_query(sql)
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(owner)
        .bind::<Text, _>(index_text(title))
        .bind::<Text, _>(index_text(body))
        .execute(conn)?;
    Ok(())
}

/// Takes a row out of the index.
///
/// # Errors
/// The database's, or that `table` is no search table's name.
pub fn remove(conn: &mut AnyConn, table: &'static str, seq: i64) -> QueryResult<()> {
    let table = checked(table)?;
    let key = per_backend!(&*conn, sqlite | _ | "rowid", postgres | _ | "seq");
    sql_query(format!("DELETE FROM {table} WHERE {key} = $1"))
        .bind::<BigInt, _>(seq)
        .execute(conn)?;
    Ok(())
}

/// The owner's rows that have all words of `query`, the best first. The last word also matches as
/// a beginning. No text is an error: operators and quotes are ordinary characters here, and a query
/// without a letter or digit finds nothing.
///
/// # Errors
/// The database's, or that `table` is no search table's name.
pub fn find(
    conn: &mut AnyConn,
    table: &'static str,
    owner: &str,
    query: &str,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Hit>> {
    let table = checked(table)?;
    let words = query_words(query);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let (expression, sql) = per_backend!(
        &*conn,
        sqlite
            | _
            | (
                fts5(&words),
                format!(
                    "SELECT rowid AS seq, -bm25({table}, 0.0, 4.0, 1.0) AS score FROM {table} \
             WHERE {table} MATCH $1 AND owner = $2 ORDER BY score DESC, seq DESC LIMIT $3 OFFSET $4"
                )
            ),
        postgres
            | _
            | (
                tsquery(&words),
                format!(
                    "SELECT seq, ts_rank_cd(tsv, words)::float8 AS score \
             FROM {table}, to_tsquery('simple', $1) AS words \
             WHERE tsv @@ words AND owner = $2 ORDER BY score DESC, seq DESC LIMIT $3 OFFSET $4"
                )
            )
    );
    sql_query(sql)
        .bind::<Text, _>(expression)
        .bind::<Text, _>(owner)
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(offset)
        .load(conn)
}

/// `"foo bar" "baz"*`: <https://www.sqlite.org/fts5.html#full_text_query_syntax>. The words hold
/// letters and digits only, so nothing needs escaping.
fn fts5(words: &[Vec<String>]) -> String {
    let phrases: Vec<String> = words
        .iter()
        .map(|tokens| format!("\"{}\"", tokens.join(" ")))
        .collect();
    format!("{}*", phrases.join(" "))
}

/// `('foo' <-> 'bar') & 'baz':*`:
/// <https://www.postgresql.org/docs/15/datatype-textsearch.html#DATATYPE-TSQUERY>.
#[cfg(feature = "postgres")]
fn tsquery(words: &[Vec<String>]) -> String {
    let phrases: Vec<String> = words
        .iter()
        .map(|tokens| format!("'{}'", tokens.join("' <-> '")))
        .collect();
    format!("{}:*", phrases.join(" & "))
}

/// Table names cannot be bound, so only names of this shape go into the text.
fn checked(table: &'static str) -> QueryResult<&'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if table.ends_with("_search") && table.chars().all(plain) {
        Ok(table)
    } else {
        Err(Error::QueryBuilderError(
            format!("{table:?} is no search table: lower-case letters, digits and `_`, ending in `_search`").into(),
        ))
    }
}
