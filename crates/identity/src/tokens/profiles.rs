use std::collections::BTreeMap;

use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scopes::PROFILES;

/// Lists the scopes that a token can hold, and ready-made sets of them.
#[derive(Deserialize, JsonSchema)]
struct Profiles {}

/// What can be granted.
#[derive(Serialize, JsonSchema)]
struct Grantable {
    /// Ready-made sets, by name.
    profiles: BTreeMap<&'static str, &'static [&'static str]>,
    /// The names of all scopes that you can grant, sorted.
    allowed_scopes: Vec<&'static str>,
    /// The same scopes with what they allow.
    scopes: Vec<ScopeText>,
}

/// A scope, for the person who grants it.
#[derive(Serialize, JsonSchema)]
struct ScopeText {
    /// Its name.
    name: &'static str,
    /// What it allows.
    description: &'static str,
    /// Whether this Odysseus can do it already.
    available: bool,
    /// Whether the policy `ask` makes a difference.
    askable: bool,
}

pub(super) fn operation() -> Operation {
    Operation::read("tokens.profiles", profiles).route(Method::Get, "/tokens/profiles")
}

fn profiles(view: &mut View<'_>, _: Profiles) -> Result<Grantable> {
    let admin = view.user().admin;
    let mut scopes = view.workspace().registry().scopes();
    scopes.retain(|scope| admin || !scope.instance);
    Ok(Grantable {
        profiles: PROFILES.into_iter().collect(),
        allowed_scopes: scopes.iter().map(|scope| scope.name).collect(),
        scopes: scopes
            .into_iter()
            .map(|scope| ScopeText {
                name: scope.name,
                description: scope.words,
                available: scope.available,
                askable: scope.askable,
            })
            .collect(),
    })
}
