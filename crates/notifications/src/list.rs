//! `notifications.list`.

use diesel::dsl::count_star;
use diesel::prelude::*;
use operation::{Cursor, Limit, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::notification::{Notification, Row};
use crate::tables::notifications;

/// Lists your notifications, newest first: reminders that fired, questions of your agents, and what
/// Odysseus has to say. The last 1,000 of 90 days are kept.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// Only those that are not read yet.
    #[serde(default)]
    unread: bool,
    /// How many to give.
    #[serde(default)]
    limit: Limit,
    /// Where the page before ended: its `next_cursor`.
    cursor: Option<Cursor>,
}

/// A page of the feed.
#[derive(Serialize, JsonSchema)]
struct Feed {
    /// The notifications, newest first.
    items: Vec<Notification>,
    /// How many there are in all that fit, on every page.
    total: i64,
    /// How many are not read yet.
    unread: i64,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("notifications.list", list)
        .scope(crate::READ)
        .route(Method::Get, "/notifications")
        .markdown(markdown)
}

fn list(view: &mut View<'_>, input: List) -> Result<Feed> {
    let before: i64 = input.cursor.map_or(Ok(i64::MAX), |cursor| cursor.read())?;
    let (owner, for_token) = (view.owner().to_owned(), view.caller().token_id().is_some());
    let mine = || {
        let mut query = notifications::table
            .filter(notifications::owner.eq(owner.clone()))
            .into_boxed::<storage::MultiBackend>();
        if for_token {
            query = query.filter(notifications::personal.eq(false));
        }
        query
    };
    // The feed is short (`prune`), so that counting it costs less than keeping counters.
    let unread: i64 = mine()
        .filter(notifications::read_at.is_null())
        .select(count_star())
        .first(view.conn)?;
    let (mut rows, total) = if input.unread {
        (mine().filter(notifications::read_at.is_null()), unread)
    } else {
        (mine(), mine().select(count_star()).first(view.conn)?)
    };
    rows = rows.filter(notifications::seq.lt(before));
    let mut rows: Vec<Row> = rows
        .select(Row::as_select())
        .order(notifications::seq.desc())
        .limit(input.limit.and_one())
        .load(view.conn)?;
    let next_cursor = input.limit.cut(&mut rows, |row| row.seq)?;
    let items = rows
        .into_iter()
        .map(Notification::from_row)
        .collect::<Result<_>>()?;
    Ok(Feed {
        items,
        total,
        unread,
        next_cursor,
    })
}

fn markdown(feed: &Value) -> String {
    let mut text = format!(
        "{} notifications, {} unread\n",
        feed["total"], feed["unread"]
    );
    for item in feed["items"].as_array().into_iter().flatten() {
        let mark = if item["read_at"].is_null() {
            "**new** "
        } else {
            ""
        };
        let word = |name: &str| item[name].as_str().unwrap_or_default();
        text += &format!("- {mark}{}: {}", word("kind"), word("title"));
        if !word("body").is_empty() {
            text += &format!("\n  {}", word("body").replace('\n', "\n  "));
        }
        text += &format!("\n  id {}\n", word("id"));
    }
    text
}
