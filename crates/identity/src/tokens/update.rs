use operation::{Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::diesel::{self, prelude::*};

use super::CHANGED;
use super::expiry::Expiry;
use super::row::{Token, TokenInfo, tidy_name};
use super::scopes::Wanted;
use crate::tables::tokens;

/// Changes one of your API tokens. What is left out stays as it is; the secret stays the same.
#[derive(Deserialize, JsonSchema)]
struct Update {
    /// Its id, or the first 8 characters or more.
    id: String,
    /// Its new name; cut at 100 characters.
    name: Option<String>,
    /// What it may do from now on, in place of what it could.
    scopes: Option<Wanted>,
    /// Until when: `90d` from now, a date, an instant or `never`.
    expires: Option<Expiry>,
}

#[derive(AsChangeset)]
#[diesel(table_name = tokens)]
struct Changes {
    name: Option<String>,
    grants: Option<String>,
    expires_at: Option<Option<i64>>,
}

pub(super) fn operation() -> Operation {
    Operation::write("tokens.update", update).route(Method::Patch, "/tokens/{id}")
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<TokenInfo> {
    let (owner, now) = (tx.user().clone(), tx.now_zoned());
    let token = Token::mine(tx.conn, &owner.id, &input.id)?;
    let changes = Changes {
        name: input.name.as_deref().map(tidy_name).transpose()?,
        grants: match input.scopes {
            Some(wanted) => {
                let grants = wanted.grants(tx.workspace().registry(), owner.admin)?;
                Some(serde_json::to_string(&grants)?)
            }
            None => None,
        },
        expires_at: input
            .expires
            .map(|expires| expires.resolve(&now))
            .transpose()?,
    };
    let nothing =
        changes.name.is_none() && changes.grants.is_none() && changes.expires_at.is_none();
    if !nothing {
        diesel::update(tokens::table.find(&token.id))
            .set(changes)
            .execute(tx.conn)?;
        tx.emit(CHANGED, None, serde_json::json!({ "id": token.id }))?;
    }
    Token::mine(tx.conn, &owner.id, &token.id)?.info(&owner, now.timestamp().as_millisecond())
}
