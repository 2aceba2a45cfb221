use operation::{Cursor, Limit, Method, Operation, Page, Result, View, audit};
use schemars::JsonSchema;
use serde::Deserialize;

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
    cursor: Option<Cursor>,
}

pub(super) fn operation() -> Operation {
    Operation::read("activity.list", list).route(Method::Get, "/activity")
}

fn list(view: &mut View<'_>, input: List) -> Result<Page<audit::Entry>> {
    let before = input.cursor.map(|cursor| cursor.read()).transpose()?;
    let owner = view.owner().to_owned();
    audit::list(
        view.conn,
        &owner,
        input.token.as_deref(),
        before,
        input.limit,
    )
}
