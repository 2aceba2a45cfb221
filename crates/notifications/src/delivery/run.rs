//! The job `notifications.deliver`: one attempt of one delivery.

use diesel::prelude::*;
use jiff::Timestamp;
use operation::{Context, Job, JobKind, Result, Tx, View};
use serde_json::json;

use super::{CANCELLED, DELIVERED, FAILING, GIVEN_UP, PENDING, again, cancel, plan};
use crate::channel::row::{self, Row};
use crate::channel::{Outcome, Parcel, Verdict};
use crate::notification::{self, Notification, Raise, raise};
use crate::tables::{
    notification_attempts as attempts, notification_channels as channels,
    notification_deliveries as deliveries, notifications,
};

/// The job's kind; its key is the delivery's id.
pub(super) const JOB: &str = "notifications.deliver";

/// Attempts are at-least-once: if Odysseus dies between the answer and the record of it, the delivery is
/// tried again under the same id.
pub(crate) fn job(client: net::Client) -> JobKind {
    JobKind::outside(JOB, move |cx, job| deliver(client.clone(), cx, job))
}

async fn deliver(client: net::Client, cx: Context, job: Job) -> Result<()> {
    let id = job.key.clone();
    let Some((channel, parcel)) = cx.read(move |view| load(view, &id)).await? else {
        return Ok(());
    };
    // Not the context's time: the job may have waited for its turn since, and receivers of signed
    // messages refuse old ones.
    let now = cx.workspace().now();
    let outcome = match channel.secret(cx.workspace().sealer()) {
        Ok(secret) => {
            channel
                .settings()?
                .send(&client, secret.as_deref(), &parcel, now)
                .await
        }
        Err(outcome) => outcome,
    };
    let at = cx.workspace().now();
    cx.write(move |tx| record(tx, &channel, &parcel, &outcome, at))
        .await
}

/// What there is to deliver: nothing, once it was delivered or its channel removed or switched off.
fn load(view: &mut View<'_>, id: &str) -> Result<Option<(Row, Parcel)>> {
    let found: Option<(Row, String)> = deliveries::table
        .inner_join(channels::table)
        .filter(deliveries::id.eq(id.to_owned()))
        .filter(deliveries::owner.eq(view.owner().to_owned()))
        .filter(deliveries::state.eq(PENDING))
        .filter(channels::enabled.eq(true))
        .select((Row::as_select(), deliveries::notification_id))
        .first(view.conn)
        .optional()?;
    let Some((channel, notification)) = found else {
        return Ok(None);
    };
    let notification: notification::Row = notifications::table
        .filter(notifications::id.eq(notification))
        .select(notification::Row::as_select())
        .first(view.conn)?;
    let parcel = Parcel {
        id: id.to_owned(),
        notification: Notification::from_row(notification)?,
    };
    Ok(Some((channel, parcel)))
}

/// Records an attempt, and plans what follows from it.
fn record(
    tx: &mut Tx<'_>,
    channel: &Row,
    parcel: &Parcel,
    outcome: &Outcome,
    at: Timestamp,
) -> Result<()> {
    let this = || deliveries::table.filter(deliveries::id.eq(parcel.id.clone()));
    let counted: Option<(i64, String)> = diesel::update(this())
        .set(deliveries::tries.eq(deliveries::tries + 1))
        .returning((deliveries::tries, deliveries::state))
        .get_result(tx.conn)
        .optional()?;
    // Removed with its channel, while it was under way.
    let Some((tries, state)) = counted else {
        return Ok(());
    };
    let delivered = outcome.verdict == Verdict::Delivered;
    diesel::insert_into(attempts::table)
        .values((
            attempts::owner.eq(tx.owner().to_owned()),
            attempts::delivery_id.eq(&parcel.id),
            attempts::at.eq(at.as_millisecond()),
            attempts::outcome.eq(if delivered { DELIVERED } else { "failed" }),
            attempts::status.eq(outcome.status.map(i64::from)),
            attempts::detail.eq(outcome.detail.as_deref()),
        ))
        .execute(tx.conn)?;
    let next = plan::next(tries, outcome, at).filter(|_| state == PENDING);
    let state = match next {
        Some(_) => PENDING,
        None if delivered => DELIVERED,
        None if state == CANCELLED => CANCELLED,
        None => GIVEN_UP,
    };
    diesel::update(this())
        .set((
            deliveries::state.eq(state),
            deliveries::next_try_at.eq(None::<i64>),
        ))
        .execute(tx.conn)?;
    if let Some(next) = next {
        again(tx, &parcel.id, next)?;
    }
    if delivered {
        let owner = tx.owner().to_owned();
        row::works(tx.conn, &owner, &channel.id)?;
    } else if state == GIVEN_UP {
        give_up(tx, channel, outcome, at)?;
    }
    tx.emit(
        "notification.delivery",
        None,
        json!({
            "id": parcel.id,
            "notification_id": parcel.notification.id,
            "channel_id": channel.id,
            "state": state,
            "attempts": tries,
        }),
    )
}

/// Tells the owner, once until the channel works again, that it does not.
fn give_up(tx: &mut Tx<'_>, channel: &Row, outcome: &Outcome, at: Timestamp) -> Result<()> {
    let owner = tx.owner().to_owned();
    let this = || {
        channels::table
            .filter(channels::owner.eq(owner.clone()))
            .filter(channels::id.eq(channel.id.clone()))
    };
    let detail = outcome.detail.as_deref().unwrap_or_default();
    let gone = outcome.verdict == Verdict::Gone;
    if gone {
        diesel::update(this())
            .set((
                channels::enabled.eq(false),
                channels::disabled_reason.eq(detail),
            ))
            .execute(tx.conn)?;
        cancel(tx, &channel.id)?;
    }
    let first = diesel::update(this().filter(channels::warned_at.is_null()))
        .set(channels::warned_at.eq(at.as_millisecond()))
        .execute(tx.conn)?;
    if first == 0 {
        return Ok(());
    }
    let consequence = if gone {
        "It asked to be sent nothing any more, so the channel was switched off."
    } else {
        "What could not be delivered is here in the feed."
    };
    raise(
        tx,
        Raise {
            kind: FAILING.to_owned(),
            source: "notifications".to_owned(),
            title: format!("Reminders could not be delivered to {}", channel.name),
            body: format!("{detail}\n{consequence}"),
            url: Some("/settings/reminders".to_owned()),
            dedupe_key: format!("channel:{}:{}", channel.id, at.as_millisecond()),
            data: Some(json!({ "channel_id": channel.id })),
            personal: true,
        },
    )
}
