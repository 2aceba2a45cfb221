//! Full-text search: one index table a capability, FTS5 on SQLite, `tsvector` on PostgreSQL.
//!
//! The capability's migration makes the table; its name ends in `_search`, and `seq` is the
//! integer key of the row it describes (`seq INTEGER PRIMARY KEY`, never SQLite's implicit rowid,
//! which VACUUM may renumber). SQLite:
//!
//! ```sql
//! CREATE VIRTUAL TABLE todos_search USING fts5(owner UNINDEXED, title, body, tokenize='ascii', prefix='2 3');
//! ```
//!
//! PostgreSQL:
//!
//! ```sql
//! CREATE TABLE todos_search (
//!     seq   BIGINT PRIMARY KEY,
//!     owner TEXT COLLATE "C" NOT NULL,
//!     words TSVECTOR NOT NULL
//! );
//! CREATE INDEX todos_search_owner ON todos_search (owner);
//! CREATE INDEX todos_search_words ON todos_search USING gin (words);
//! ```
//!
//! Both databases are handed words, not text (hence `ascii`, which splits at spaces and leaves every
//! other letter alone), so that one rule, in Rust, says what a word is. Show the capability's own
//! row, not this one.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Text};

pub use crate::words::fold;
use crate::words::{Query, each_token};
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
/// Of a text of more than [`IN_ORDER`] bytes the rest is indexed as a set of words: each is found, but words
/// that must follow one another (`foo-bar`, scripts without spaces) are found in the first part alone.
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
    let (sql, words) = per_backend! { &*conn,
        sqlite |_| (
            format!("INSERT OR REPLACE INTO {table} (rowid, owner, title, body) VALUES ($1, $2, $3, $4)"),
            (spaced(title), spaced(body)),
        ),
        postgres |_| (
            format!("INSERT INTO {table} (seq, owner, words) VALUES ($1, $2, $3::tsvector || $4::tsvector) \
                     ON CONFLICT (seq) DO UPDATE SET owner = excluded.owner, words = excluded.words"),
            tsvectors(title, body),
        )
    };
    sql_query(sql)
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(owner)
        .bind::<Text, _>(words.0)
        .bind::<Text, _>(words.1)
        .execute(conn)?;
    Ok(())
}

/// So much of a text keeps the order of its words in the index. FTS5 takes in some 20 MB a second, and a
/// write holds the only writer; the words of a longer text repeat themselves.
pub const IN_ORDER: usize = 1 << 20;

/// The words of a text with spaces between, as FTS5's `ascii` tokeniser splits them again.
fn spaced(text: &str) -> String {
    let mut words = String::with_capacity(text.len().min(IN_ORDER));
    let mut rest = HashSet::new();
    each_token(text, |word| {
        if words.len() < IN_ORDER {
            words.push_str(word);
            words.push(' ');
        } else if !rest.contains(word) {
            rest.insert(word.to_owned());
        }
    });
    for word in rest {
        words.push_str(&word);
        words.push(' ');
    }
    words
}

/// Takes a row out of the index.
///
/// # Errors
/// The database's, or that `table` is no search table's name.
pub fn remove(conn: &mut AnyConn, table: &'static str, seq: i64) -> QueryResult<()> {
    let table = checked(table)?;
    let key = per_backend! { &*conn, sqlite |_| "rowid", postgres |_| "seq" };
    sql_query(format!("DELETE FROM {table} WHERE {key} = $1"))
        .bind::<BigInt, _>(seq)
        .execute(conn)?;
    Ok(())
}

/// The owner's rows that have all words of `query`, the best first. The last word, from two
/// characters on, also matches as a beginning. No text is an error: operators and quotes are
/// ordinary characters here, and a query without a letter or digit finds nothing.
///
/// A query that fits more than [`MANY`] rows says too little to rank them: the newest come first.
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
    let Some(question) = question(conn, table, query)? else {
        return Ok(Vec::new());
    };
    let Question {
        expression,
        seq,
        score,
        rows,
    } = &question;
    let (score, order) = if question.fits_many(conn)? {
        ("CAST(0 AS DOUBLE PRECISION)", "")
    } else {
        (score.as_str(), "score DESC,")
    };
    sql_query(format!(
        "SELECT {seq} AS seq, {score} AS score FROM {rows} AND owner = $2 \
         ORDER BY {order} {seq} DESC LIMIT $3 OFFSET $4"
    ))
    .bind::<Text, _>(expression)
    .bind::<Text, _>(owner)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .load(conn)
}

/// The rows that have all words of a query, for what [`find`] cannot do: another order, a filter.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The keys of the owner's rows, the newest first; at most one more than [`MANY`].
    pub newest: Vec<i64>,
    /// A statement that gives the keys of all rows that fit, of all owners, as the column `hit`.
    pub select: String,
    /// What is bound in it, as `$1`.
    pub words: String,
}

impl Matching {
    /// Whether the owner has more than [`MANY`].
    #[must_use]
    pub fn many(&self) -> bool {
        i64::try_from(self.newest.len()).is_ok_and(|rows| rows > MANY)
    }
}

/// What fits a query; `None` when it has no word, and so fits nothing.
///
/// # Errors
/// The database's, or that `table` is no search table's name.
pub fn matching(
    conn: &mut AnyConn,
    table: &'static str,
    owner: &str,
    query: &str,
) -> QueryResult<Option<Matching>> {
    let Some(question) = question(conn, table, query)? else {
        return Ok(None);
    };
    let (seq, rows) = (question.seq, &question.rows);
    let select = format!("SELECT {seq} AS hit FROM {rows}");
    let newest: Vec<Key> = sql_query(format!(
        "{select} AND owner = $2 ORDER BY {seq} DESC LIMIT $3"
    ))
    .bind::<Text, _>(&question.expression)
    .bind::<Text, _>(owner)
    .bind::<BigInt, _>(MANY + 1)
    .load(conn)?;
    Ok(Some(Matching {
        newest: newest.into_iter().map(|key| key.hit).collect(),
        select,
        words: question.expression,
    }))
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    hit: i64,
}

/// Ranking looks at every row that fits, of all owners, some microseconds each.
pub const MANY: i64 = 1_000;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// The parts of a query in which the databases differ.
struct Question {
    /// The words in the database's own language, bound as `$1`.
    expression: String,
    /// The column with the row's key.
    seq: &'static str,
    score: String,
    /// `table WHERE it matches $1`.
    rows: String,
}

impl Question {
    /// Whether more than [`MANY`] rows fit.
    fn fits_many(&self, conn: &mut AnyConn) -> QueryResult<bool> {
        let rows = &self.rows;
        let count =
            format!("SELECT COUNT(*) AS rows FROM (SELECT 1 FROM {rows} LIMIT $2) AS first");
        let found: Found = sql_query(count)
            .bind::<Text, _>(&self.expression)
            .bind::<BigInt, _>(MANY + 1)
            .get_result(conn)?;
        Ok(found.rows > MANY)
    }
}

fn question(conn: &mut AnyConn, table: &'static str, query: &str) -> QueryResult<Option<Question>> {
    let table = checked(table)?;
    let query = Query::of(query);
    if query.words.is_empty() {
        return Ok(None);
    }
    Ok(Some(per_backend! { &*conn,
        sqlite |_| fts5(table, &query),
        postgres |_| tsquery(table, &query)
    }))
}

/// `"foo bar" "baz"*`: <https://www.sqlite.org/fts5.html#full_text_query_syntax>. The words hold
/// letters and digits only, so nothing needs escaping.
fn fts5(table: &str, query: &Query) -> Question {
    let phrases: Vec<String> = query
        .words
        .iter()
        .map(|tokens| format!("\"{}\"", tokens.join(" ")))
        .collect();
    let beginning = if query.beginning { "*" } else { "" };
    Question {
        expression: format!("{}{beginning}", phrases.join(" ")),
        seq: "rowid",
        score: format!("-bm25({table}, 0.0, 4.0, 1.0)"),
        rows: format!("{table} WHERE {table} MATCH $1"),
    }
}

/// `'foo' <-> 'bar' & 'baz':*`:
/// <https://www.postgresql.org/docs/15/datatype-textsearch.html#DATATYPE-TSQUERY>.
#[cfg(feature = "postgres")]
fn tsquery(table: &str, query: &Query) -> Question {
    let phrases: Vec<String> = query
        .words
        .iter()
        .map(|tokens| format!("'{}'", tokens.join("' <-> '")))
        .collect();
    let beginning = if query.beginning { ":*" } else { "" };
    Question {
        expression: format!("{}{beginning}", phrases.join(" & ")),
        seq: "seq",
        score: "ts_rank_cd(words, query)::float8".to_owned(),
        rows: format!("{table}, CAST($1 AS tsquery) AS query WHERE words @@ query"),
    }
}

/// Title and body as `'milk':1A,7A 'bread':2A` and `'butter':1`, the title with the greater weight:
/// <https://www.postgresql.org/docs/15/datatype-textsearch.html#DATATYPE-TSVECTOR>.
#[cfg(feature = "postgres")]
fn tsvectors(title: &str, body: &str) -> (String, String) {
    use crate::words::tokens;
    (tsvector(&tokens(title), "A"), tsvector(&tokens(body), ""))
}

/// A tsvector, and two joined ones, hold less than 1 MB: new words beyond a quarter are left out.
#[cfg(feature = "postgres")]
fn tsvector(words: &[String], weight: &str) -> String {
    const MAX_BYTES: usize = 1 << 18;
    /// PostgreSQL keeps as many places of one word, and counts all later ones as the last.
    const MAX_PLACES: usize = 255;
    const MAX_PLACE: usize = 16_383;

    let mut places = std::collections::BTreeMap::<&str, Vec<String>>::new();
    let mut bytes = 0;
    for (at, word) in words.iter().enumerate() {
        if !places.contains_key(word.as_str()) {
            bytes += word.len() + 8;
            if bytes > MAX_BYTES {
                break;
            }
        }
        let of_word = places.entry(word).or_default();
        if of_word.len() < MAX_PLACES {
            of_word.push(format!("{}{weight}", (at + 1).min(MAX_PLACE)));
            bytes += 2;
        }
    }
    let lexemes = places
        .iter()
        .map(|(word, places)| format!("'{word}':{}", places.join(",")));
    lexemes.collect::<Vec<_>>().join(" ")
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
