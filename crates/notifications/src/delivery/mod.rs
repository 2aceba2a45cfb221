//! Deliveries: one notification on its way through one channel, until it arrived or was given up.

pub(crate) mod list;
mod plan;
pub(crate) mod run;

use diesel::prelude::*;
use jiff::Timestamp;
use operation::{Result, Tx};
use uuid::Uuid;

use crate::notification::Notification;
use crate::tables::{notification_channels as channels, notification_deliveries as deliveries};

/// It waits to be tried, or tried again.
pub(crate) const PENDING: &str = "pending";
/// The other side has it.
const DELIVERED: &str = "delivered";
/// It was tried often enough.
const GIVEN_UP: &str = "given_up";
/// Its channel was switched off.
const CANCELLED: &str = "cancelled";

/// The kind of a notification about a channel that does not work.
const FAILING: &str = "channel.failing";
/// Of what waits for a channel, so many are tried at once when it changes; the others in their time.
const HURRIED: i64 = 1_000;

/// Sends a new notification through each of its owner's channels. One about a channel that does not work
/// goes only through those that do.
pub(crate) fn enqueue(tx: &mut Tx<'_>, notification: &Notification) -> Result<()> {
    let owner = tx.owner().to_owned();
    let mut through = channels::table
        .filter(channels::owner.eq(owner.clone()))
        .filter(channels::enabled.eq(true))
        .select(channels::id)
        .order((channels::created_at, channels::id))
        .into_boxed::<storage::MultiBackend>();
    if notification.kind == FAILING {
        through = through.filter(channels::warned_at.is_null());
    }
    let through: Vec<String> = through.load(tx.conn)?;
    let now = tx.now();
    for channel in through {
        let id = Uuid::new_v4().to_string();
        diesel::insert_into(deliveries::table)
            .values((
                deliveries::id.eq(&id),
                deliveries::owner.eq(&owner),
                deliveries::notification_id.eq(&notification.id),
                deliveries::channel_id.eq(channel),
                deliveries::state.eq(PENDING),
                deliveries::tries.eq(0),
                deliveries::created_at.eq(now.as_millisecond()),
                deliveries::next_try_at.eq(now.as_millisecond()),
            ))
            .execute(tx.conn)?;
        tx.schedule(run::JOB, &id, now, &())?;
    }
    Ok(())
}

/// Plans the next attempt of a delivery.
fn again(tx: &mut Tx<'_>, id: &str, at: Timestamp) -> Result<()> {
    diesel::update(deliveries::table.filter(deliveries::id.eq(id.to_owned())))
        .set(deliveries::next_try_at.eq(at.as_millisecond()))
        .execute(tx.conn)?;
    tx.schedule(run::JOB, id, at, &())
}

/// Tries at once what waits for a channel, which has just been changed.
pub(crate) fn hurry(tx: &mut Tx<'_>, channel: &str) -> Result<()> {
    let waiting: Vec<String> = deliveries::table
        .filter(deliveries::channel_id.eq(channel.to_owned()))
        .filter(deliveries::state.eq(PENDING))
        .filter(deliveries::tries.gt(0))
        .select(deliveries::id)
        .order(deliveries::seq)
        .limit(HURRIED)
        .load(tx.conn)?;
    let now = tx.now();
    for id in waiting {
        again(tx, &id, now)?;
    }
    Ok(())
}

/// Ends what waits for a channel that was switched off. Jobs that find nothing to deliver end by
/// themselves.
pub(crate) fn cancel(tx: &mut Tx<'_>, channel: &str) -> Result<()> {
    diesel::update(
        deliveries::table
            .filter(deliveries::channel_id.eq(channel.to_owned()))
            .filter(deliveries::state.eq(PENDING)),
    )
    .set((
        deliveries::state.eq(CANCELLED),
        deliveries::next_try_at.eq(None::<i64>),
    ))
    .execute(tx.conn)?;
    Ok(())
}
