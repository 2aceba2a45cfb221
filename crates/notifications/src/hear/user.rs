//! `user.deleted`: their notifications, channels and deliveries go with them.

use diesel::prelude::*;
use operation::{Event, Result, Tx};
use serde::Deserialize;

use crate::tables::{notification_channels as channels, notifications};

/// The event's data. The event's own owner is the administrator who did it.
#[derive(Deserialize)]
struct Deleted {
    id: String,
}

pub(super) fn heard(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    let user = Deleted::deserialize(&*event.data)?.id;
    // Deliveries and attempts belong to these and are dropped with them; jobs of nobody are dropped
    // when their time comes.
    diesel::delete(notifications::table.filter(notifications::owner.eq(&user))).execute(tx.conn)?;
    diesel::delete(channels::table.filter(channels::owner.eq(&user))).execute(tx.conn)?;
    Ok(())
}
