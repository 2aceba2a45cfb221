use operation::{Error, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::{self, prelude::*};
use uuid::Uuid;

use super::expiry::Expiry;
use super::row::{Token, TokenInfo, tidy_name};
use super::scopes::Wanted;
use super::{CHANGED, secret};
use crate::secret::digest;
use crate::tables::tokens;

/// Nobody needs more, and lists stay short.
const MOST: usize = 200;

/// Makes an API token for an agent or script. The answer holds the token itself, which cannot be shown
/// again.
#[derive(Deserialize, JsonSchema)]
struct Create {
    /// What it is for, for its owner to recognise it; cut at 100 characters.
    name: String,
    /// What it may do, each `name`, or `name=ask` to be asked before calls that destroy, send or
    /// launch. Nothing is `chat` alone.
    scopes: Option<Wanted>,
    /// A ready-made set of scopes (`tokens.profiles` lists them), instead of `scopes`.
    profile: Option<String>,
    /// Until when: `90d`, a date, an instant or `never`, the default.
    expires: Option<Expiry>,
}

/// A new token.
#[derive(Serialize, JsonSchema)]
struct Created {
    /// The token: `ody_` and 38 characters. Shown this once.
    token: String,
    #[serde(flatten)]
    info: TokenInfo,
}

pub(super) fn operation() -> Operation {
    Operation::write("tokens.create", create)
        .route(Method::Post, "/tokens")
        .secret()
}

fn create(tx: &mut Tx<'_>, input: Create) -> Result<Created> {
    let name = tidy_name(&input.name)?;
    let wanted = match input
        .profile
        .as_deref()
        .filter(|profile| !profile.trim().is_empty())
    {
        Some(profile) => Wanted::profile(profile)?,
        None => input.scopes.unwrap_or_default(),
    };
    let grants = wanted.grants(tx.workspace().registry(), tx.user().admin)?;
    let expires_at = input
        .expires
        .unwrap_or(Expiry::Never)
        .resolve(&tx.now_zoned())?;
    let (owner, now) = (tx.user().clone(), tx.now().as_millisecond());
    if Token::all(tx.conn, &owner.id)?.len() >= MOST {
        return Err(Error::conflict(format!(
            "You have {MOST} tokens; revoke some first."
        )));
    }
    let (id, token) = (Uuid::new_v4().to_string(), secret::generate()?);
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(&id),
            tokens::owner.eq(&owner.id),
            tokens::name.eq(&name),
            tokens::hash.eq(digest(&token)),
            tokens::prefix.eq(secret::shown(&token)),
            tokens::grants.eq(serde_json::to_string(&grants)?),
            tokens::created_at.eq(now),
            tokens::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    tx.emit(CHANGED, None, serde_json::json!({ "id": id }))?;
    let info = Token::mine(tx.conn, &owner.id, &id)?.info(&owner, now)?;
    Ok(Created { token, info })
}
