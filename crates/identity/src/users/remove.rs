use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::diesel::{self, prelude::*};

use super::{CHANGED, USER_DELETED, keep_an_admin};
use crate::tables::users;
use crate::user::Account;
use crate::wire::Done;

/// Removes a user for good, with all their data and the record of what they did; their tokens and
/// sessions end at once.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// The user's id.
    id: String,
}

pub(super) fn operation() -> Operation {
    Operation::destroy("users.remove", remove).route(Method::Delete, "/users/{id}")
}

fn remove(tx: &mut Tx<'_>, input: Remove) -> Result<Done> {
    let account = Account::get(tx.conn, &input.id)?;
    if account.admin {
        keep_an_admin(tx.conn, &input.id)?;
    }
    let gone = serde_json::json!({ "id": account.id, "name": account.name });
    tx.emit(USER_DELETED, None, gone)?;
    operation::forget_owner(tx.conn, &account.id)?;
    // Tokens, sessions and recovery codes go with the row (ON DELETE CASCADE).
    diesel::delete(users::table.find(&account.id)).execute(tx.conn)?;
    tx.emit(CHANGED, None, serde_json::json!({ "id": account.id }))?;
    Ok(Done::DELETED)
}
