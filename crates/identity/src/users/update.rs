use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CHANGED, keep_an_admin};
use crate::name::UserName;
use crate::profile::Profile;
use crate::user::{Account, UserInfo};

/// Changes a user. What is left out stays as it is; a new name keeps their data and tokens. Time zone
/// and the like are theirs to change (`account.update`).
#[derive(Deserialize, JsonSchema)]
struct Update {
    /// The user's id.
    id: String,
    /// The name they sign in with.
    name: Option<UserName>,
    /// Whether they run this Odysseus.
    admin: Option<bool>,
}

pub(super) fn operation() -> Operation {
    Operation::write("users.update", update).route(Method::Patch, "/users/{id}")
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<UserInfo> {
    let before = Account::get(tx.conn, &input.id)?;
    if before.admin && input.admin == Some(false) {
        keep_an_admin(tx.conn, &input.id)?;
    }
    let profile = Profile {
        name: input.name,
        zone: None,
        day_first: None,
        day_reminder: None,
        admin: input.admin,
    };
    profile.store(tx.conn, &input.id)?;
    tx.emit(CHANGED, None, serde_json::json!({ "id": input.id }))?;
    Ok(Account::get(tx.conn, &input.id)?.info())
}
