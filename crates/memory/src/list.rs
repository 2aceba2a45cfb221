use diesel::{dsl::count_star, prelude::*};
use operation::{Cursor, Limit, Method, Operation, Page, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{AnyConn, MultiBackend, counters};

use crate::category::Category;
use crate::row::Row;
use crate::tables::memories;
use crate::{Memory, READ, show, store};

/// Lists what is remembered about the person, in the order in which it was stored.
#[derive(Debug, Deserialize, JsonSchema)]
struct List {
    /// Only those of this sort.
    category: Option<Category>,
    /// Only those that are pinned, or are not.
    pinned: Option<bool>,
    /// The oldest first, or the newest.
    #[serde(default)]
    order: Order,
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Oldest,
    Newest,
}

pub(crate) fn operation() -> Operation {
    Operation::read("memory.list", list)
        .scope(READ)
        .route(Method::Get, "/memory")
        .markdown(show::list_markdown)
}

type Query<'a> = memories::BoxedQuery<'a, MultiBackend>;

fn selected<'a>(owner: &str, input: &List) -> Query<'a> {
    let mut query = memories::table
        .filter(memories::owner.eq(owner.to_owned()))
        .into_boxed::<MultiBackend>();
    if let Some(category) = input.category {
        query = query.filter(memories::category.eq(category.name()));
    }
    if let Some(pinned) = input.pinned {
        query = query.filter(memories::pinned.eq(pinned));
    }
    query
}

/// Every page is a range of an index, so that the last one is as quick as the first.
fn list(view: &mut View<'_>, input: List) -> Result<Page<Memory>> {
    let owner = view.owner().to_owned();
    let mut query = selected(&owner, &input);
    if let Some(cursor) = &input.cursor {
        let after: i64 = cursor.read()?;
        query = match input.order {
            Order::Oldest => query.filter(memories::seq.gt(after)),
            Order::Newest => query.filter(memories::seq.lt(after)),
        };
    }
    query = match input.order {
        Order::Oldest => query.order(memories::seq.asc()),
        Order::Newest => query.order(memories::seq.desc()),
    };
    let mut found: Vec<Row> = query
        .select(Row::as_select())
        .limit(input.limit.and_one())
        .load(view.conn)?;
    let next_cursor = input.limit.cut(&mut found, |last| last.seq)?;
    Ok(Page {
        items: found.into_iter().map(Memory::from).collect(),
        total: total(view.conn, &owner, &input)?,
        next_cursor,
    })
}

/// How many there are on all pages: kept, and counted along an index only where both are asked for.
fn total(conn: &mut AnyConn, owner: &str, input: &List) -> Result<i64> {
    let mut kept = |name: &str| counters::get(conn, owner, name);
    Ok(match (input.category, input.pinned) {
        (None, None) => kept(store::TOTAL)?,
        (Some(category), None) => kept(&store::counter(category.name()))?,
        (None, Some(true)) => kept(store::PINNED)?,
        (None, Some(false)) => kept(store::TOTAL)?.saturating_sub(kept(store::PINNED)?),
        (Some(_), Some(_)) => selected(owner, input).select(count_star()).first(conn)?,
    })
}
