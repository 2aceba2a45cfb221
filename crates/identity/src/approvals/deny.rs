use operation::{Decision, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ApprovalInfo;

/// Says no to a call that one of your tokens wants to make.
#[derive(Deserialize, JsonSchema)]
struct Deny {
    /// The approval's id.
    id: String,
}

pub(super) fn operation() -> Operation {
    Operation::write("approvals.deny", deny).route(Method::Post, "/approvals/{id}/deny")
}

fn deny(tx: &mut Tx<'_>, input: Deny) -> Result<ApprovalInfo> {
    operation::decide_approval(tx, &input.id, Decision::Deny).map(ApprovalInfo::from)
}
