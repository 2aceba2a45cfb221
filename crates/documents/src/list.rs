use std::collections::{BTreeMap, HashMap};

use diesel::dsl::count;
use diesel::prelude::*;
use operation::{Error, Method, Operation, Page, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{AnyConn, counters, cursor, search};

use crate::document::About;
use crate::page_size::PageSize;
use crate::query::{self, Filter, Place, Sort};
use crate::row::{ACTIVE, ARCHIVED, Row};
use crate::snippet::{self, Snippet};
use crate::tables::documents;
use crate::{READ, render, store};

/// Lists the documents of the library with the beginning of their texts, or finds them by their words.
#[derive(Debug, Deserialize, JsonSchema)]
struct List {
    /// Only those that have all these words in title or text; the last may be the beginning of one.
    search: Option<Text<500>>,
    /// Only those in this language.
    #[schemars(extend("x-rare" = true))]
    language: Option<Text<50>>,
    /// The order. Default: recent, and the best first when searching.
    #[schemars(extend("x-rare" = true))]
    sort: Option<Sort>,
    /// Archived documents instead, and only these.
    #[schemars(extend("x-rare" = true))]
    archived: Option<bool>,
    /// How many to give at most.
    #[serde(default)]
    limit: PageSize,
    /// `next_cursor` of the page before.
    cursor: Option<Text<4_000>>,
    /// How many to skip; `cursor` is better, since it does not shift when documents change.
    #[schemars(extend("x-rare" = true))]
    offset: Option<u32>,
}

/// A document of a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Entry {
    /// What it is.
    #[serde(flatten)]
    pub(crate) about: About,
    /// The first 500 characters of its text.
    pub(crate) preview: String,
    /// When searching: where the words are in its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) snippet: Option<Snippet>,
}

/// One page of documents.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Listed {
    /// The page.
    #[serde(flatten)]
    pub(crate) page: Page<Entry>,
    /// Whether there are more than `total`: a search that fits very many is not counted to the end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) more_than_total: bool,
    /// How many documents there are in each language, whatever is searched; of very many the largest.
    pub(crate) languages: BTreeMap<String, i64>,
    /// To how many conversations documents belong.
    pub(crate) session_count: i64,
}

/// Where a page ended: in which order, and where in it.
#[derive(Serialize, Deserialize)]
enum Cursor {
    At(Sort, Place),
    /// The number of the next match in their ranking.
    Best(i64),
    /// The key of the last one, where they are too many to be ranked.
    Newest(i64),
}

/// So many languages are told of.
const LANGUAGES: i64 = 100;

pub(crate) fn operation() -> Operation {
    Operation::read("documents.list", list)
        .scope(READ)
        .route(Method::Get, "/documents")
        .markdown(render::list)
        .everyday()
}

fn list(view: &mut View<'_>, input: List) -> Result<Listed> {
    let owner = view.owner().to_owned();
    let conn = &mut *view.conn;
    let words = input
        .search
        .as_ref()
        .map(|words| words.trimmed().to_owned())
        .filter(|words| !words.is_empty());
    let language = input
        .language
        .as_ref()
        .map(|language| language.trimmed().to_owned())
        .filter(|language| !language.is_empty());
    let mut filter = Filter {
        owner,
        state: if input.archived == Some(true) {
            ARCHIVED
        } else {
            ACTIVE
        },
        language,
        matching: None,
    };
    let (page, mut snippets) = match words {
        None => (all(conn, &filter, &input)?, HashMap::new()),
        Some(words) => {
            let owner = store::indexed_under(&filter.owner, filter.state);
            filter.matching = search::matching(conn, store::SEARCH, &owner, &words)?;
            let page = found(conn, &filter, &words, &input)?;
            let snippets = snippet::of_all(conn, &page.rows, &words)?;
            (page, snippets)
        }
    };
    let shown = page.rows.iter().map(|row| Entry {
        about: About::from(row),
        preview: row.preview.clone(),
        snippet: snippets.remove(&row.seq),
    });
    let more_than_total = filter.matching.is_some() && page.total > search::MANY;
    Ok(Listed {
        page: Page {
            items: shown.collect(),
            total: if more_than_total {
                search::MANY
            } else {
                page.total
            },
            next_cursor: page.next.map(|next| cursor::encode(&next)).transpose()?,
        },
        more_than_total,
        languages: languages(conn, &filter)?,
        session_count: sessions(conn, &filter)?,
    })
}

/// A page, and what is beside it.
#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    total: i64,
    next: Option<Cursor>,
}

/// Without a search: totals are kept.
fn all(conn: &mut AnyConn, filter: &Filter, input: &List) -> Result<Found> {
    let sort = input.sort.unwrap_or(Sort::Recent);
    if sort == Sort::Best {
        let message = "Only a search has best matches; give `search`, or another `sort`.";
        return Err(Error::bad_input(message).field("sort"));
    }
    let counter = match &filter.language {
        Some(language) => store::language_counters(filter.state) + language,
        None => store::counter(filter.state),
    };
    let total = counters::get(conn, &filter.owner, &counter)?;
    ordered(conn, filter, sort, input, total)
}

fn found(conn: &mut AnyConn, filter: &Filter, words: &str, input: &List) -> Result<Found> {
    let Some(matching) = &filter.matching else {
        return Ok(Found::default());
    };
    let total = query::count(conn, filter)?;
    let sort = input.sort.unwrap_or(Sort::Best);
    if sort != Sort::Best {
        return ordered(conn, filter, sort, input, total);
    }
    let (offset, most) = (i64::from(input.offset.unwrap_or(0)), input.limit.rows());
    let (start, below) = match cursor(input)? {
        None if matching.many() => (None, None),
        None => (Some(offset), None),
        Some(Cursor::Best(start)) => (Some(start), None),
        Some(Cursor::Newest(below)) => (None, Some(below)),
        Some(Cursor::At(..)) => return Err(foreign_cursor()),
    };
    let (rows, next) = match start {
        Some(start) => {
            let (rows, next) = query::best(conn, filter, words, start, most)?;
            (rows, next.map(Cursor::Best))
        }
        None => {
            let mut rows = query::newest(conn, filter, below, offset, most + 1)?;
            let next = cut(&mut rows, most).map(|last| Cursor::Newest(last.seq));
            (rows, next)
        }
    };
    Ok(Found { rows, total, next })
}

/// Takes the row beyond the page away; gives the last one on it, if there was one.
fn cut(rows: &mut Vec<Row>, most: i64) -> Option<&Row> {
    let page = usize::try_from(most).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    rows.last().filter(|_| more)
}

fn ordered(
    conn: &mut AnyConn,
    filter: &Filter,
    sort: Sort,
    input: &List,
    total: i64,
) -> Result<Found> {
    let after = match cursor(input)? {
        None => None,
        Some(Cursor::At(of, place)) if of == sort => Some(place),
        Some(_) => return Err(foreign_cursor()),
    };
    let offset = i64::from(input.offset.unwrap_or(0));
    let most = input.limit.rows();
    let mut rows = query::page(conn, filter, sort, after.as_ref(), offset, most + 1)?;
    let next = cut(&mut rows, most).map(|last| Cursor::At(sort, sort.place(last)));
    Ok(Found { rows, total, next })
}

fn cursor(input: &List) -> Result<Option<Cursor>> {
    let Some(text) = &input.cursor else {
        return Ok(None);
    };
    if input.offset.is_some_and(|offset| offset > 0) {
        let message = "Give either `cursor` or `offset`.";
        return Err(Error::bad_input(message).field("offset"));
    }
    cursor::decode(text)
        .map(Some)
        .map_err(|error| Error::bad_input(error.to_string()).field("cursor"))
}

fn foreign_cursor() -> Error {
    Error::bad_input(
        "The cursor belongs to another `sort`; keep all other fields as they were for the next page.",
    )
    .field("cursor")
}

fn languages(conn: &mut AnyConn, filter: &Filter) -> Result<BTreeMap<String, i64>> {
    let prefix = store::language_counters(filter.state);
    let largest = counters::largest(conn, &filter.owner, &prefix, LANGUAGES)?;
    Ok(largest.into_iter().collect())
}

fn sessions(conn: &mut AnyConn, filter: &Filter) -> Result<i64> {
    Ok(documents::table
        .filter(documents::owner.eq(&filter.owner))
        .filter(documents::state.eq(filter.state))
        // As the index of them has it; a count passes over the others anyway.
        .filter(documents::session_id.is_not_null())
        .select(count(documents::session_id).aggregate_distinct())
        .first(conn)?)
}
