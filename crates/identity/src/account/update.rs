use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::CHANGED;
use crate::day_time::DayTime;
use crate::name::UserName;
use crate::profile::Profile;
use crate::user::{Account, UserInfo};
use crate::zone::Zone;

/// Changes your own account. What is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
struct Update {
    /// The name you sign in with.
    name: Option<UserName>,
    /// Your time zone, by its IANA name such as Europe/Rome: in it due dates are read and shown.
    zone: Option<Zone>,
    /// Whether 5/6 is the 5th of June to you, rather than the 6th of May.
    day_first: Option<bool>,
    /// When to remind you of what is due on a day without a time; 09:00 at first.
    day_reminder: Option<DayTime>,
}

pub(super) fn operation() -> Operation {
    Operation::write("account.update", update).route(Method::Patch, "/account")
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<UserInfo> {
    let owner = tx.owner().to_owned();
    let profile = Profile {
        name: input.name,
        zone: input.zone,
        day_first: input.day_first,
        day_reminder: input.day_reminder,
        admin: None,
    };
    profile.store(tx.conn, &owner)?;
    tx.emit(CHANGED, None, serde_json::json!({}))?;
    Ok(Account::get(tx.conn, &owner)?.info())
}
