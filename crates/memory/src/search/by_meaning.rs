//! Search by meaning: the owner's texts whose vectors point the same way. Every one is looked at: that
//! takes milliseconds for tens of thousands, and misses none.

use diesel::prelude::*;
use operation::Result;
use storage::{AnyConn, MultiBackend};

use crate::category::Category;
use crate::meaning::{Config, Vector, likeness};
use crate::tables::{memories, memory_vectors};

/// So many vectors are in memory at a time.
const PAGE: i64 = 2_000;
/// So many of the nearest are ranked.
const DEPTH: usize = 200;
/// What is less than this part as alike as the best one is left out, however alike.
const NEAR: f32 = 0.7;

/// The keys of the owner's memories that mean something like it, the nearest first.
pub(super) fn ranked(
    conn: &mut AnyConn,
    owner: &str,
    config: &Config,
    question: &Vector,
    category: Option<Category>,
) -> Result<Vec<i64>> {
    let mut near: Vec<(i64, f32)> = Vec::new();
    let mut after = 0;
    loop {
        let page = page(conn, owner, config, category, after)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (seq, vector) in &page {
            if let Some(likeness) = likeness(question, vector) {
                near.push((*seq, likeness));
            }
        }
    }
    near.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(b.cmp(a)));
    let best = near.first().map_or(0.0, |(_, likeness)| *likeness);
    near.retain(|(_, likeness)| f64::from(*likeness) >= config.least && *likeness >= best * NEAR);
    near.truncate(DEPTH);
    Ok(near.into_iter().map(|(seq, _)| seq).collect())
}

fn page(
    conn: &mut AnyConn,
    owner: &str,
    config: &Config,
    category: Option<Category>,
    after: i64,
) -> Result<Vec<(i64, Vec<u8>)>> {
    let mut query = memory_vectors::table
        .filter(memory_vectors::owner.eq(owner))
        .filter(memory_vectors::model.eq(&config.model))
        .filter(memory_vectors::seq.gt(after))
        .order(memory_vectors::seq)
        .limit(PAGE)
        .select((memory_vectors::seq, memory_vectors::vector))
        .into_boxed::<MultiBackend>();
    if let Some(category) = category {
        let of_it = memories::table
            .filter(memories::owner.eq(owner))
            .filter(memories::category.eq(category.name()))
            .select(memories::seq);
        query = query.filter(memory_vectors::seq.eq_any(of_it));
    }
    Ok(query.load(conn)?)
}
