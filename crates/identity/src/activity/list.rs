use operation::{Error, Limit, Method, Operation, Page, Result, View, audit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::wire::Instant;

/// Lists what was done in your name, by you, your tokens and your jobs, the latest first. Mere looks
/// are not recorded.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// Only what the token of that id did.
    token: Option<String>,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// One recorded call.
#[derive(Serialize, JsonSchema)]
struct Activity {
    /// Its number; newer ones are larger.
    seq: i64,
    /// When it came in.
    at: Instant,
    /// Who called: `person`, `token:NAME` or `job`.
    caller: String,
    /// The token's id, when one was used.
    token_id: Option<String>,
    /// The interface that it came through.
    interface: String,
    /// What was called.
    operation: String,
    /// What that does to the world.
    effect: String,
    /// Its input as JSON, cut at 2,000 characters; null where it held a secret.
    input: Option<String>,
    /// `started`, `done`, `asked`, `refused` or `failed`.
    outcome: String,
    /// What the caller was told when it was not done.
    detail: Option<String>,
}

pub(super) fn operation() -> Operation {
    Operation::read("activity.list", list).route(Method::Get, "/activity")
}

fn list(view: &mut View<'_>, input: List) -> Result<Page<Activity>> {
    let before = input
        .cursor
        .map(|cursor| cursor.parse())
        .transpose()
        .map_err(|_| {
            Error::bad_input("`cursor`: give `next_cursor` of the page before, unchanged.")
                .field("cursor")
        })?;
    let owner = view.owner().to_owned();
    let page = audit::list(
        view.conn,
        &owner,
        input.token.as_deref(),
        before,
        input.limit.rows(),
    )?;
    Ok(Page {
        items: page.items.into_iter().map(Activity::from).collect(),
        total: page.total,
        next_cursor: page.next_cursor,
    })
}

impl From<audit::Entry> for Activity {
    fn from(entry: audit::Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.into(),
            caller: entry.caller,
            token_id: entry.token_id,
            interface: entry.interface,
            operation: entry.operation,
            effect: entry.effect,
            input: entry.input,
            outcome: entry.outcome,
            detail: entry.detail,
        }
    }
}
