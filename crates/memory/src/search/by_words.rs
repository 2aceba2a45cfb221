//! Search by words: what has all of them; where nothing has, what has the most telling ones.

use std::collections::HashMap;

use diesel::prelude::*;
use operation::Result;
use storage::{AnyConn, counters, search};

use crate::category::Category;
use crate::store::{self, SEARCH};
use crate::tables::memories;

/// So many matches are ranked.
const DEPTH: i64 = 200;
/// So many where most may be of another category.
const DEPTH_ANY_CATEGORY: i64 = 2_000;
/// Questions are looked at so far, in words.
const MOST_WORDS: usize = 16;
/// A partial match counts from this part of the best one's score on: below are those that share no more
/// than an `is` or a `the`.
const TELLING: f64 = 0.25;

/// The keys of the owner's memories that match, the best first.
pub(super) fn ranked(
    conn: &mut AnyConn,
    owner: &str,
    query: &str,
    category: Option<Category>,
) -> Result<Vec<i64>> {
    let depth = match category {
        Some(_) => DEPTH_ANY_CATEGORY,
        None => DEPTH,
    };
    let whole = search::find(conn, SEARCH, owner, query, depth, 0)?;
    let found: Vec<i64> = if whole.is_empty() {
        partly(conn, owner, query, depth)?
    } else {
        whole.into_iter().map(|hit| hit.seq).collect()
    };
    match category {
        Some(category) => only(conn, owner, found, category),
        None => Ok(found),
    }
}

/// What has some of the words, those with the rarest first.
fn partly(conn: &mut AnyConn, owner: &str, query: &str, depth: i64) -> Result<Vec<i64>> {
    let words: Vec<&str> = query.split_whitespace().take(MOST_WORDS).collect();
    if words.len() < 2 {
        return Ok(Vec::new());
    }
    let total = counters::get(conn, owner, store::TOTAL)?;
    let mut scores: HashMap<i64, f64> = HashMap::new();
    for word in words {
        let having = search::find(conn, SEARCH, owner, word, search::MANY, 0)?;
        let having_it = i64::try_from(having.len()).unwrap_or(i64::MAX);
        let weight = rarity(total, having_it);
        for hit in having {
            *scores.entry(hit.seq).or_default() += weight;
        }
    }
    let mut found: Vec<(i64, f64)> = scores.into_iter().collect();
    found.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(b.cmp(a)));
    let best = found.first().map_or(0.0, |(_, score)| *score);
    found.retain(|(_, score)| *score >= best * TELLING);
    found.truncate(usize::try_from(depth).unwrap_or(usize::MAX));
    Ok(found.into_iter().map(|(seq, _)| seq).collect())
}

/// How much a word tells that so many of all texts have: the inverse document frequency of BM25, which
/// SQLite ranks by and PostgreSQL does not know (<https://www.sqlite.org/fts5.html#the_bm25_function>).
fn rarity(total: i64, having: i64) -> f64 {
    // What half of all texts have tells next to nothing, but no word counts against a text.
    const NOTHING: f64 = 1e-6;
    if having >= search::MANY {
        return NOTHING;
    }
    let number = |n: i64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let (having, others) = (number(having), number(total.saturating_sub(having)));
    ((others + 0.5) / (having + 0.5)).ln().max(NOTHING)
}

/// Those of one category, in the same order.
fn only(conn: &mut AnyConn, owner: &str, found: Vec<i64>, category: Category) -> Result<Vec<i64>> {
    let fitting: std::collections::HashSet<i64> = memories::table
        .filter(memories::owner.eq(owner))
        .filter(memories::category.eq(category.name()))
        .filter(memories::seq.eq_any(&found))
        .select(memories::seq)
        .load::<i64>(conn)?
        .into_iter()
        .collect();
    Ok(found
        .into_iter()
        .filter(|seq| fitting.contains(seq))
        .collect())
}
