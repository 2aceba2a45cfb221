//! When the owner moves to another time zone, or wants to be reminded of whole days at another time,
//! reminders of days move along. Wall times keep the zone that they were said in.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use operation::{Event, Job, JobKind, Result, Subscriber, Tx};

use crate::row::{ACTIVE, Row};
use crate::tables::todos;
use crate::{due, reminder, store};

const KIND: &str = "todos.rezone";

/// Days that are over for longer are in the past in every zone.
const PAST: SignedDuration = SignedDuration::from_hours(48);

/// The call that moves the owner still has their old zone, so the work is left to a job.
pub(crate) fn subscriber() -> Subscriber {
    Subscriber {
        topic: "account.changed",
        run: |tx: &mut Tx<'_>, event: &Event| {
            let now = tx.now();
            tx.schedule(KIND, &event.owner, now, &())
        },
    }
}

pub(crate) fn job() -> JobKind {
    JobKind::inside(KIND, |tx: &mut Tx<'_>, _: &Job| rezone(tx))
}

fn rezone(tx: &mut Tx<'_>) -> Result<()> {
    let (owner, zone) = (tx.owner().to_owned(), tx.user().zone.clone());
    let earliest = tx.now().saturating_sub(PAST).unwrap_or(Timestamp::MIN);
    let days: Vec<Row> = todos::table
        .filter(todos::owner.eq(&owner))
        .filter(todos::state.eq(ACTIVE))
        .filter(todos::due_at.gt(earliest.as_millisecond()))
        .filter(todos::due_kind.eq(due::DATE))
        .select(Row::as_select())
        .load(tx.conn)?;
    for before in days {
        let Some(day) = due::get(&before, &zone) else {
            continue;
        };
        let mut row = before.clone();
        due::set(&mut row, &day, tx.user())?;
        if row.due_at == before.due_at {
            continue;
        }
        if before.fired_for == before.due_at {
            // It has rung for that day already.
            row.fired_for = row.due_at;
        }
        store::write(tx, &before, row.clone(), "moved")?;
        reminder::replan(tx, &row)?;
    }
    Ok(())
}
