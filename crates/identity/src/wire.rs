//! What several operations give.

use schemars::JsonSchema;
use serde::Serialize;

/// That it was done, where there is nothing else to tell.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// What happened, in one word.
    status: &'static str,
}

impl Done {
    pub(crate) const DELETED: Self = Self { status: "deleted" };
    pub(crate) const CHANGED: Self = Self { status: "changed" };
}
