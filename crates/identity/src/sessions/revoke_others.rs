use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::{self, prelude::*};

use super::CHANGED;
use crate::tables::sessions;

/// Signs out all your browsers but this one.
#[derive(Deserialize, JsonSchema)]
struct RevokeOthers {}

/// What was ended.
#[derive(Serialize, JsonSchema)]
struct Revoked {
    /// How many sessions.
    revoked: usize,
}

pub(super) fn operation() -> Operation {
    Operation::destroy("sessions.revoke_others", revoke_others)
        .route(Method::Post, "/sessions/revoke-others")
}

fn revoke_others(tx: &mut Tx<'_>, _: RevokeOthers) -> Result<Revoked> {
    let owner = tx.owner().to_owned();
    let current = tx.caller().session_id().unwrap_or_default().to_owned();
    let others = sessions::table
        .filter(sessions::owner.eq(owner))
        .filter(sessions::id.ne(current));
    let revoked = diesel::delete(others).execute(tx.conn)?;
    tx.emit(CHANGED, None, serde_json::json!({}))?;
    Ok(Revoked { revoked })
}
