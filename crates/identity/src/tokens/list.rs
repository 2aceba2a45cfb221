use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;

use super::row::{Token, TokenInfo};

/// Lists your API tokens, the latest first, without their secrets.
#[derive(Deserialize, JsonSchema)]
struct List {}

pub(super) fn operation() -> Operation {
    Operation::read("tokens.list", list).route(Method::Get, "/tokens")
}

fn list(view: &mut View<'_>, _: List) -> Result<Vec<TokenInfo>> {
    let (owner, now) = (view.user().clone(), view.now().as_millisecond());
    Token::all(view.conn, &owner.id)?
        .into_iter()
        .map(|token| token.info(&owner, now))
        .collect()
}
