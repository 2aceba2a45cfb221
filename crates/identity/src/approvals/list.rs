use operation::{Limit, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ApprovalInfo;

/// Lists what your tokens ask of you, the latest first.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// Which ones.
    #[serde(default)]
    status: Which,
    /// How many at most.
    #[serde(default)]
    limit: Limit,
}

#[derive(Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Which {
    /// Those that wait.
    #[default]
    Pending,
    /// Those that were decided or expired too.
    All,
}

pub(super) fn operation() -> Operation {
    Operation::read("approvals.list", list).route(Method::Get, "/approvals")
}

fn list(view: &mut View<'_>, input: List) -> Result<Vec<ApprovalInfo>> {
    let (owner, now) = (view.owner().to_owned(), view.now());
    let pending_only = input.status == Which::Pending;
    let found =
        operation::list_approvals(view.conn, &owner, now, pending_only, input.limit.rows())?;
    Ok(found.into_iter().map(ApprovalInfo::from).collect())
}
