//! Tokens in the database.

use std::collections::BTreeMap;

use operation::{Error, Grants, Instant, Policy, Result, User};
use schemars::JsonSchema;
use serde::Serialize;
use storage::AnyConn;
use storage::diesel::prelude::*;

use crate::find_user;
use crate::tables::tokens;

/// Ids are long; people and agents may name a token by its beginning from this length on.
const SHORTEST_PREFIX: usize = 8;

/// A token's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = tokens)]
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) name: String,
    prefix: String,
    grants: String,
    created_at: i64,
    pub(crate) last_used_at: Option<i64>,
    pub(crate) expires_at: Option<i64>,
}

/// A token, as shown: all but its secret.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct TokenInfo {
    /// Its id.
    pub(super) id: String,
    /// The name that its owner gave it.
    pub(super) name: String,
    /// Its owner's name.
    owner: String,
    /// The first 8 characters of the secret.
    token_prefix: String,
    /// What it may do.
    scopes: Vec<String>,
    /// Whether each scope just acts (`allow`) or asks its owner before calls that destroy, send or launch (`ask`).
    policies: BTreeMap<String, Policy>,
    /// False once it has expired.
    is_active: bool,
    /// When it was last used, to the minute; null if never.
    last_used_at: Option<Instant>,
    /// When it was made.
    created_at: Instant,
    /// Until when it is good; null is for ever.
    expires_at: Option<Instant>,
}

impl Token {
    pub(crate) fn by_digest(conn: &mut AnyConn, digest: &str) -> Result<Option<Self>> {
        Ok(tokens::table
            .filter(tokens::hash.eq(digest))
            .select(Self::as_select())
            .first(conn)
            .optional()?)
    }

    /// The owner's tokens, the latest first.
    pub(super) fn all(conn: &mut AnyConn, owner: &str) -> Result<Vec<Self>> {
        Ok(tokens::table
            .filter(tokens::owner.eq(owner))
            .order((tokens::created_at.desc(), tokens::id))
            .select(Self::as_select())
            .load(conn)?)
    }

    /// The owner's token of that id, or whose id alone begins so.
    pub(super) fn mine(conn: &mut AnyConn, owner: &str, id: &str) -> Result<Self> {
        let mut found: Vec<Self> = Self::all(conn, owner)?
            .into_iter()
            .filter(|token| {
                token.id == id || (id.len() >= SHORTEST_PREFIX && token.id.starts_with(id))
            })
            .collect();
        match (found.pop(), found.is_empty()) {
            (None, _) => Err(Error::not_found("Token not found")),
            (Some(token), true) => Ok(token),
            (Some(token), false) => {
                found.push(token);
                let names: Vec<String> = found
                    .iter()
                    .map(|token| format!("{} ({})", token.id, token.name))
                    .collect();
                Err(Error::conflict(format!(
                    "Several tokens begin with {id}: {}.",
                    names.join(", ")
                ))
                .hint("Give the whole id."))
            }
        }
    }

    pub(crate) fn grants(&self) -> Result<Grants> {
        Ok(serde_json::from_str(&self.grants)?)
    }

    pub(super) fn info(self, owner: &User, now: i64) -> Result<TokenInfo> {
        let grants = self.grants()?.0;
        Ok(TokenInfo {
            id: self.id,
            name: self.name,
            owner: owner.name.clone(),
            token_prefix: self.prefix,
            scopes: grants.iter().map(|grant| grant.scope.clone()).collect(),
            policies: grants
                .into_iter()
                .map(|grant| (grant.scope, grant.policy))
                .collect(),
            is_active: self.expires_at.is_none_or(|at| at > now),
            last_used_at: self.last_used_at.map(Instant::from),
            created_at: self.created_at.into(),
            expires_at: self.expires_at.map(Instant::from),
        })
    }
}

/// Whose token has that id, or an id that alone begins so: for the command line, which is told no
/// owner.
///
/// # Errors
/// Faults alone.
pub fn token_owner(conn: &mut AnyConn, id: &str) -> Result<Option<User>> {
    let all: Vec<(String, String)> = tokens::table
        .select((tokens::id, tokens::owner))
        .load(conn)?;
    let mut owners = all
        .into_iter()
        .filter(|(token, _)| token == id || (id.len() >= SHORTEST_PREFIX && token.starts_with(id)))
        .map(|(_, owner)| owner);
    match (owners.next(), owners.next()) {
        (Some(owner), None) => find_user(conn, &owner),
        _ => Ok(None),
    }
}

/// A token's name: one line of at most 100 characters.
pub(super) fn tidy_name(text: &str) -> Result<String> {
    const LONGEST: usize = 100;
    let words: Vec<&str> = text.split_whitespace().collect();
    let name: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    if name.is_empty() {
        return Err(Error::bad_input("Token name is required").field("name"));
    }
    Ok(name)
}
