use operation::{Decision, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ApprovalInfo;

/// Says yes to a call that one of your tokens wants to make: the identical call may be made once.
#[derive(Deserialize, JsonSchema)]
struct Approve {
    /// The approval's id.
    id: String,
}

pub(super) fn operation() -> Operation {
    Operation::write("approvals.approve", approve).route(Method::Post, "/approvals/{id}/approve")
}

fn approve(tx: &mut Tx<'_>, input: Approve) -> Result<ApprovalInfo> {
    operation::decide_approval(tx, &input.id, Decision::Approve).map(ApprovalInfo::from)
}
