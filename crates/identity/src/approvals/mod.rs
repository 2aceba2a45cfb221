//! Calls of the person's tokens that wait for their word.

mod approve;
mod deny;
mod list;

use operation::{Approval, Capability, Instant};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

pub(crate) fn capability() -> Capability {
    Capability {
        name: "approvals",
        operations: vec![list::operation(), approve::operation(), deny::operation()],
        ..Capability::default()
    }
}

/// A call that a token wants to make.
#[derive(Serialize, JsonSchema)]
struct ApprovalInfo {
    /// Its id.
    id: String,
    /// The token that wants it.
    token_id: String,
    /// That token's name.
    token_name: String,
    /// What would be done.
    operation: String,
    /// With exactly this input.
    input: Value,
    /// `pending`, `approved`, `denied`, `used` or `expired`.
    status: String,
    /// When it was asked.
    created_at: Instant,
    /// When it was decided; null while it waits.
    decided_at: Option<Instant>,
    /// Until when it is good.
    expires_at: Instant,
}

impl From<Approval> for ApprovalInfo {
    fn from(approval: Approval) -> Self {
        Self {
            id: approval.id,
            token_id: approval.token_id,
            token_name: approval.token_name,
            operation: approval.operation,
            input: serde_json::from_str(&approval.input).unwrap_or(Value::String(approval.input)),
            status: approval.status,
            created_at: approval.created_at,
            decided_at: approval.decided_at,
            expires_at: approval.expires_at,
        }
    }
}
