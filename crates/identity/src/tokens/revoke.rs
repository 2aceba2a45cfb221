use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::diesel::{self, prelude::*};

use super::{CHANGED, Token};
use crate::tables::tokens;
use crate::wire::Done;

/// Revokes one of your API tokens for good: its next call is refused.
#[derive(Deserialize, JsonSchema)]
struct Revoke {
    /// Its id, or the first 8 characters or more.
    id: String,
}

pub(super) fn operation() -> Operation {
    Operation::destroy("tokens.revoke", revoke).route(Method::Delete, "/tokens/{id}")
}

fn revoke(tx: &mut Tx<'_>, input: Revoke) -> Result<Done> {
    let owner = tx.owner().to_owned();
    let token = Token::mine(tx.conn, &owner, &input.id)?;
    diesel::delete(tokens::table.find(&token.id)).execute(tx.conn)?;
    tx.emit(CHANGED, None, serde_json::json!({ "id": token.id }))?;
    Ok(Done::DELETED)
}
