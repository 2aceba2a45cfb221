//! The queries of the list. Written out, since the plan matters: a list walks an index from where the page
//! begins, a search starts from the few rows that fit, or walks the index where nearly all do.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::search::{self, Matching};
use storage::{AnyConn, MultiBackend};

use crate::row::Row;
use crate::store::{SEARCH, indexed_under};
use crate::tables::documents;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    /// The latest changed first.
    Recent,
    /// The first made first.
    Oldest,
    /// Those with the most versions first.
    Edits,
    /// By title; capitals come first.
    Alpha,
    /// The best matches of a search first; of very many the latest made.
    Best,
}

impl Sort {
    /// The column, and whether it falls. The best are found in another way.
    fn column(self) -> (&'static str, bool) {
        match self {
            Self::Recent | Self::Best => ("updated_at", true),
            Self::Oldest => ("created_at", false),
            Self::Edits => ("versions", true),
            Self::Alpha => ("title", false),
        }
    }

    /// Where a row stands in this order.
    pub(crate) fn place(self, row: &Row) -> Place {
        let key = match self {
            Self::Recent | Self::Best => Key::Number(row.updated_at.0),
            Self::Oldest => Key::Number(row.created_at.0),
            Self::Edits => Key::Number(row.versions),
            Self::Alpha => Key::Text(row.title.clone()),
        };
        Place { key, seq: row.seq }
    }
}

/// A place in an ordered list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    key: Key,
    seq: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Number(i64),
    Text(String),
}

/// What is listed.
pub(crate) struct Filter {
    pub(crate) owner: String,
    pub(crate) state: &'static str,
    pub(crate) language: Option<String>,
    /// The words that all must have.
    pub(crate) matching: Option<Matching>,
}

/// A statement and what is bound in it, put together from the left.
#[derive(Default)]
struct Statement {
    text: String,
    bound: Vec<Key>,
}

impl Statement {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn bind(&mut self, text: &str, value: Key) {
        self.bound.push(value);
        self.add(&format!("{text} ${}", self.bound.len()));
    }

    fn query(
        self,
    ) -> diesel::query_builder::BoxedSqlQuery<'static, MultiBackend, diesel::query_builder::SqlQuery>
    {
        let mut query = sql_query(self.text).into_boxed::<MultiBackend>();
        for value in self.bound {
            query = match value {
                Key::Number(number) => query.bind::<BigInt, _>(number),
                Key::Text(text) => query.bind::<Text, _>(text),
            };
        }
        query
    }

    fn page(&mut self, rows: i64, offset: i64) {
        self.bind(" LIMIT", Key::Number(rows));
        if offset > 0 {
            self.bind(" OFFSET", Key::Number(offset));
        }
    }

    /// `FROM documents WHERE …`, beginning with the search's words, which are `$1`.
    fn those(&mut self, filter: &Filter, walk: bool) {
        match &filter.matching {
            Some(matching) => {
                self.bound.push(Key::Text(matching.words.clone()));
                let select = &matching.select;
                // The sign keeps SQLite from looking up each row by its key.
                self.add(&if walk {
                    format!(" FROM documents WHERE +documents.seq IN ({select}) AND")
                } else {
                    format!(" FROM ({select}) AS hits CROSS JOIN documents WHERE documents.seq = hits.hit AND")
                });
            }
            None => self.add(" FROM documents WHERE"),
        }
        self.bind(" documents.owner =", Key::Text(filter.owner.clone()));
        self.bind(" AND state =", Key::Text(filter.state.to_owned()));
        if let Some(language) = &filter.language {
            self.bind(" AND language =", Key::Text(language.clone()));
        }
    }
}

/// A page in a given order, after a place or a number of rows.
pub(crate) fn page(
    conn: &mut AnyConn,
    filter: &Filter,
    sort: Sort,
    after: Option<&Place>,
    offset: i64,
    rows: i64,
) -> Result<Vec<Row>> {
    let (column, falls) = sort.column();
    let (order, beyond) = if falls { ("DESC", "<") } else { ("ASC", ">") };
    let mut statement = Statement::default();
    statement.add("SELECT documents.*");
    let many = filter.matching.as_ref().is_some_and(Matching::many);
    statement.those(filter, many);
    if let Some(Place { key, seq }) = after {
        statement.bind(&format!(" AND {column} {beyond}="), key.clone());
        statement.bind(&format!(" AND ({column} {beyond}"), key.clone());
        statement.bind(&format!(" OR documents.seq {beyond}"), Key::Number(*seq));
        statement.add(")");
    }
    statement.add(&format!(
        " ORDER BY {column} {order}, documents.seq {order}"
    ));
    statement.page(rows, offset);
    Ok(statement.query().load(conn)?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows fit, counted up to one more than [`search::MANY`].
pub(crate) fn count(conn: &mut AnyConn, filter: &Filter) -> Result<i64> {
    if let (Some(matching), None) = (&filter.matching, &filter.language) {
        return i64::try_from(matching.newest.len()).map_err(Error::fault);
    }
    let mut statement = Statement::default();
    statement.add("SELECT COUNT(*) AS rows FROM (SELECT 1");
    statement.those(filter, false);
    statement.bind(" LIMIT", Key::Number(search::MANY + 1));
    statement.add(") AS counted");
    let count: Count = statement.query().get_result(conn)?;
    Ok(count.rows)
}

fn size(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

/// A page of very many matches, which are not ranked: those made last, before the key `below` if given.
pub(crate) fn newest(
    conn: &mut AnyConn,
    filter: &Filter,
    below: Option<i64>,
    offset: i64,
    rows: i64,
) -> Result<Vec<Row>> {
    if let (Some(matching), None, None) = (&filter.matching, &filter.language, below) {
        // The first of them are known.
        let (from, most) = (size(offset), size(rows));
        let known = matching.newest.iter().skip(from).take(most);
        let known: Vec<i64> = known.copied().collect();
        if known.len() == most {
            let mut page = fitting(conn, filter, known)?;
            page.sort_unstable_by_key(|row| std::cmp::Reverse(row.seq));
            return Ok(page);
        }
    }
    let mut statement = Statement::default();
    statement.add("SELECT documents.*");
    statement.those(filter, false);
    if let Some(below) = below {
        statement.bind(" AND hits.hit <", Key::Number(below));
    }
    // FTS5 gives its rows in this order by itself, so that only those of the page are looked up.
    statement.add(" ORDER BY hits.hit DESC");
    statement.page(rows, offset);
    Ok(statement.query().load(conn)?)
}

/// A page of the best matches: from the one at `start` on, with the place where the next page starts.
pub(crate) fn best(
    conn: &mut AnyConn,
    filter: &Filter,
    query: &str,
    start: i64,
    rows: i64,
) -> Result<(Vec<Row>, Option<i64>)> {
    let owner = indexed_under(&filter.owner, filter.state);
    let full = size(rows);
    let mut page = Vec::new();
    let (mut at, mut batch) = (start, rows.saturating_add(1));
    while at < search::MANY {
        let hits = search::find(conn, SEARCH, &owner, query, batch, at)?;
        let seqs = hits.iter().map(|hit| hit.seq).collect();
        let mut fitting = fitting(conn, filter, seqs)?;
        for hit in &hits {
            if let Some(row) = fitting.iter().position(|row| row.seq == hit.seq) {
                if page.len() == full {
                    return Ok((page, Some(at)));
                }
                page.push(fitting.swap_remove(row));
            }
            at = at.saturating_add(1);
        }
        if hits.is_empty() {
            break;
        }
        // Most matches are of another list or language: take more at once.
        batch = MANY_AT_ONCE;
    }
    Ok((page, None))
}

/// So many matches are looked up at once, where the first ones were not enough.
const MANY_AT_ONCE: i64 = 500;

/// Those of the rows that are to be listed, in any order.
fn fitting(conn: &mut AnyConn, filter: &Filter, seqs: Vec<i64>) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = documents::table
        .filter(documents::seq.eq_any(seqs))
        .select(Row::as_select())
        .load(conn)?;
    // Not asked of the database: it would rather walk all of the owner's rows than look up a few keys.
    rows.retain(|row| {
        row.owner == filter.owner
            && row.state == filter.state
            && filter
                .language
                .as_ref()
                .is_none_or(|language| row.language == *language)
    });
    Ok(rows)
}
