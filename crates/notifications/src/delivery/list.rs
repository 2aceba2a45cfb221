//! `notifications.deliveries`.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use operation::{Cursor, Instant, Limit, Method, Operation, Page, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tables::{
    notification_attempts as attempts, notification_channels as channels,
    notification_deliveries as deliveries, notifications,
};

/// Lists what was sent through your channels and how it went, newest first, with every attempt.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// Only through the channel of this id.
    channel: Option<Text<64>>,
    /// How many to give.
    #[serde(default)]
    limit: Limit,
    /// Where the page before ended: its `next_cursor`.
    cursor: Option<Cursor>,
}

/// A notification on its way through a channel.
#[derive(Debug, Serialize, JsonSchema)]
struct Delivery {
    /// Its id, which the other side is told, so that it can tell a repetition.
    id: String,
    /// The notification's id.
    notification_id: String,
    /// Its title.
    title: String,
    /// The channel's id.
    channel_id: String,
    /// The channel's name.
    channel: String,
    /// `pending`, `delivered`, `given_up`, or `cancelled` because the channel was switched off.
    state: String,
    /// When it was to go out.
    created_at: Instant,
    /// When it is tried next; null when it is not.
    next_try_at: Option<Instant>,
    /// How each attempt went, the first one first.
    attempts: Vec<Attempt>,
}

/// One attempt.
#[derive(Debug, Serialize, JsonSchema, Queryable)]
struct Attempt {
    #[serde(skip)]
    delivery_id: String,
    /// When it ended.
    at: Instant,
    /// `delivered` or `failed`.
    outcome: String,
    /// The HTTP status of the answer; null when there was none.
    status: Option<i64>,
    /// What went wrong. It may repeat what the other side wrote, which is nothing to act on.
    detail: Option<String>,
}

#[derive(Queryable)]
struct Row {
    seq: i64,
    id: String,
    notification_id: String,
    title: String,
    channel_id: String,
    channel: String,
    state: String,
    created_at: Instant,
    next_try_at: Option<Instant>,
}

pub(crate) fn operation() -> Operation {
    Operation::read("notifications.deliveries", list)
        .route(Method::Get, "/notifications/deliveries")
}

fn list(view: &mut View<'_>, input: List) -> Result<Page<Delivery>> {
    let before: i64 = input.cursor.map_or(Ok(i64::MAX), |cursor| cursor.read())?;
    let owner = view.owner().to_owned();
    let mut all = deliveries::table
        .filter(deliveries::owner.eq(owner.clone()))
        .into_boxed::<storage::MultiBackend>();
    let mut rows = deliveries::table
        .inner_join(channels::table)
        .inner_join(notifications::table.on(notifications::id.eq(deliveries::notification_id)))
        .filter(deliveries::owner.eq(owner))
        .filter(deliveries::seq.lt(before))
        .into_boxed::<storage::MultiBackend>();
    if let Some(channel) = &input.channel {
        all = all.filter(deliveries::channel_id.eq(channel.trimmed()));
        rows = rows.filter(deliveries::channel_id.eq(channel.trimmed()));
    }
    let mut rows: Vec<Row> = rows
        .select((
            deliveries::seq,
            deliveries::id,
            deliveries::notification_id,
            notifications::title,
            deliveries::channel_id,
            channels::name,
            deliveries::state,
            deliveries::created_at,
            deliveries::next_try_at,
        ))
        .order(deliveries::seq.desc())
        .limit(input.limit.and_one())
        .load(view.conn)?;
    let total = all.select(count_star()).first(view.conn)?;
    let next_cursor = input.limit.cut(&mut rows, |row| row.seq)?;
    let mut tried = attempts_of(view, &rows)?;
    let items = rows
        .into_iter()
        .map(|row| Delivery {
            attempts: tried.remove(&row.id).unwrap_or_default(),
            id: row.id,
            notification_id: row.notification_id,
            title: row.title,
            channel_id: row.channel_id,
            channel: row.channel,
            state: row.state,
            created_at: row.created_at,
            next_try_at: row.next_try_at,
        })
        .collect();
    Ok(Page {
        items,
        total,
        next_cursor,
    })
}

fn attempts_of(view: &mut View<'_>, rows: &[Row]) -> Result<HashMap<String, Vec<Attempt>>> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let all: Vec<Attempt> = attempts::table
        .filter(attempts::delivery_id.eq_any(ids))
        .select((
            attempts::delivery_id,
            attempts::at,
            attempts::outcome,
            attempts::status,
            attempts::detail,
        ))
        .order(attempts::seq)
        .load(view.conn)?;
    let mut by_delivery: HashMap<String, Vec<Attempt>> = HashMap::new();
    for attempt in all {
        by_delivery
            .entry(attempt.delivery_id.clone())
            .or_default()
            .push(attempt);
    }
    Ok(by_delivery)
}
