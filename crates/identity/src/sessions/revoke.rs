use operation::{Error, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::diesel::{self, prelude::*};

use super::CHANGED;
use crate::tables::sessions;
use crate::wire::Done;

/// Signs one of your browsers out.
#[derive(Deserialize, JsonSchema)]
struct Revoke {
    /// The session's id, from `sessions.list`.
    id: String,
}

pub(super) fn operation() -> Operation {
    Operation::destroy("sessions.revoke", revoke).route(Method::Delete, "/sessions/{id}")
}

fn revoke(tx: &mut Tx<'_>, input: Revoke) -> Result<Done> {
    let owner = tx.owner().to_owned();
    let mine = sessions::table
        .find(&input.id)
        .filter(sessions::owner.eq(owner));
    if diesel::delete(mine).execute(tx.conn)? == 0 {
        return Err(Error::not_found("There is no such session."));
    }
    tx.emit(CHANGED, None, serde_json::json!({ "id": input.id }))?;
    Ok(Done::DELETED)
}
