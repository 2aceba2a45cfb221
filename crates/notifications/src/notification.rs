//! A notification: how it gets into the feed, and what is shown of it.

use diesel::prelude::*;
use jiff::SignedDuration;
use operation::{Instant, Result, Tx};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::delivery;
use crate::tables::{notification_deliveries as deliveries, notifications};

/// The feed keeps this many of an owner's notifications …
const KEPT: i64 = 1_000;
/// … and none that is older. What still waits to be delivered stays in any case.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// So many of those past it are dropped with each one that comes.
const PRUNED_AT_ONCE: i64 = 8;

/// A notification in the owner's feed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Notification {
    /// Its id.
    pub(crate) id: String,
    /// What happened: `reminder.due`, `approval.asked`, `channel.failing` …
    pub(crate) kind: String,
    /// The capability that it comes from.
    pub(crate) source: String,
    /// What it is about, in one line.
    pub(crate) title: String,
    /// The rest, as plain text; may be empty.
    pub(crate) body: String,
    /// Where it leads.
    pub(crate) url: Option<String>,
    /// The facts behind it, such as `todo_id` and `due_date` of a reminder.
    pub(crate) data: Option<Value>,
    /// When it was raised.
    pub(crate) created_at: Instant,
    /// When it was read; null while it is not.
    pub(crate) read_at: Option<Instant>,
}

/// The columns that are shown, as [`Notification::from_row`] takes them.
#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    id: String,
    kind: String,
    source: String,
    title: String,
    body: String,
    url: Option<String>,
    data: Option<String>,
    created_at: Instant,
    read_at: Option<Instant>,
}

impl Notification {
    pub(crate) fn from_row(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            source: row.source,
            title: row.title,
            body: row.body,
            url: row.url,
            data: row.data.as_deref().map(serde_json::from_str).transpose()?,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    }
}

/// What is to be told to the owner.
pub(crate) struct Raise {
    pub(crate) kind: String,
    pub(crate) source: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) url: Option<String>,
    /// Of several with the same key, the owner hears of the first.
    pub(crate) dedupe_key: String,
    pub(crate) data: Option<Value>,
    /// Whether it is for the person alone, and hidden from tokens.
    pub(crate) personal: bool,
}

/// Puts it into the feed of the transaction's owner, with a delivery through each of their channels.
pub(crate) fn raise(tx: &mut Tx<'_>, raise: Raise) -> Result<()> {
    let notification = Notification {
        id: Uuid::new_v4().to_string(),
        kind: raise.kind,
        source: raise.source,
        title: raise.title,
        body: raise.body,
        url: raise.url,
        data: raise.data,
        created_at: tx.now().into(),
        read_at: None,
    };
    let data = notification
        .data
        .as_ref()
        .map(serde_json::to_string)
        .transpose()?;
    let row = (
        notifications::id.eq(&notification.id),
        notifications::owner.eq(tx.owner().to_owned()),
        notifications::dedupe_key.eq(&raise.dedupe_key),
        notifications::kind.eq(&notification.kind),
        notifications::source.eq(&notification.source),
        notifications::title.eq(&notification.title),
        notifications::body.eq(&notification.body),
        notifications::url.eq(&notification.url),
        notifications::data.eq(&data),
        notifications::personal.eq(raise.personal),
        notifications::created_at.eq(notification.created_at),
    );
    let inserted = storage::each_backend!(tx.conn, |c| {
        diesel::insert_into(notifications::table)
            .values(row)
            .on_conflict((notifications::owner, notifications::dedupe_key))
            .do_nothing()
            .execute(c)
    })?;
    if inserted == 0 {
        return Ok(());
    }
    prune(tx)?;
    delivery::enqueue(tx, &notification)?;
    let scope = (!raise.personal).then_some(crate::READ);
    tx.emit(
        "notification.raised",
        scope,
        json!({ "notification": notification }),
    )
}

/// Drops what is too old or too much of the owner's feed. A few at a time: as each notification that
/// comes makes room for more than one, that keeps up, and a thousand at once do not wait on it.
fn prune(tx: &mut Tx<'_>) -> Result<()> {
    let owner = tx.owner().to_owned();
    let too_old = tx
        .now()
        .saturating_sub(KEPT_FOR)
        .map_or(i64::MIN, jiff::Timestamp::as_millisecond);
    let mine = || notifications::table.filter(notifications::owner.eq(owner.clone()));
    let surplus: Option<i64> = mine()
        .select(notifications::seq)
        .order(notifications::seq.desc())
        .offset(KEPT)
        .first(tx.conn)
        .optional()?;
    let oldest: Vec<(i64, i64)> = mine()
        .select((notifications::seq, notifications::created_at))
        .order(notifications::seq)
        .limit(PRUNED_AT_ONCE)
        .load(tx.conn)?;
    let past: Vec<i64> = oldest
        .into_iter()
        .filter(|(seq, at)| surplus.is_some_and(|surplus| *seq <= surplus) || *at < too_old)
        .map(|(seq, _)| seq)
        .collect();
    if past.is_empty() {
        return Ok(());
    }
    let waiting = deliveries::table
        .filter(deliveries::notification_id.eq(notifications::id))
        .filter(deliveries::state.eq(delivery::PENDING));
    diesel::delete(
        notifications::table
            .filter(notifications::seq.eq_any(past))
            .filter(diesel::dsl::not(diesel::dsl::exists(waiting))),
    )
    .execute(tx.conn)?;
    Ok(())
}
