//! The agent API's table: which operations stand behind the paths that scripts depend on.
//!
//! The paths, fields and texts are those of an older program of this name; a capability translates
//! its own ones, so that nothing else knows them.

use serde_json::Value;

use crate::{Error, Fields, Method, Result, Scope};

/// What one capability offers agents under `/api/codex`.
pub struct AgentTool {
    /// Its name in the capabilities document.
    pub name: &'static str,
    /// What a token may do with it, each with the scope that allows it.
    pub verbs: Vec<(&'static str, Scope)>,
    /// The actions that it understands.
    pub actions: Vec<&'static str>,
    /// Whether this server can do it; the names of the others are reserved.
    pub available: bool,
    /// Its paths.
    pub routes: Vec<AgentRoute>,
    /// How to go about it, in Markdown, where the operations' own descriptions do not tell: the first part of its page
    /// in the skill.
    pub guide: &'static str,
}

/// Chooses an operation by the fields, and gives them their present names.
pub type Plan = fn(&mut Fields) -> Result<&'static str>;

/// One path of the agent API.
pub struct AgentRoute {
    /// Its method.
    pub method: Method,
    /// Its path below `/api/codex`, parameters in braces.
    pub path: &'static str,
    /// The operations that it may lead to.
    pub operations: Vec<&'static str>,
    /// Chooses the operation, where there are several, and renames the fields that differ; without one
    /// the fields go to the only operation as they are.
    pub plan: Option<Plan>,
    /// Makes the answer that clients know of what the operation gave.
    pub answer: fn(operation: &str, output: Value) -> Value,
}

impl AgentRoute {
    /// A path that takes and answers what its operation does.
    #[must_use]
    pub fn same(method: Method, path: &'static str, operation: &'static str) -> Self {
        Self {
            method,
            path,
            operations: vec![operation],
            plan: None,
            answer: |_, output| output,
        }
    }

    /// The operation that a call with these fields is for; they then have its names.
    ///
    /// # Errors
    /// [`Kind::BadInput`](crate::Kind::BadInput): they choose none.
    pub fn choose(&self, fields: &mut Fields) -> Result<&'static str> {
        match (self.plan, self.operations.first()) {
            (Some(plan), _) => plan(fields),
            (None, Some(operation)) => Ok(operation),
            (None, None) => Err(Error::fault("a route of the agent API leads nowhere")),
        }
    }
}

fn reserved(
    name: &'static str,
    verbs: Vec<(&'static str, Scope)>,
    actions: &'static [&'static str],
) -> AgentTool {
    AgentTool {
        name,
        verbs,
        actions: actions.to_vec(),
        available: false,
        routes: Vec::new(),
        guide: "",
    }
}

/// Scopes that no tool lists.
pub(crate) const CHAT: Scope = Scope::new("chat", "Talk with the assistant");

/// The tools whose capability is not built yet. Their scopes can be granted already, so that a token
/// made today keeps working; they are shown as not available.
#[must_use]
pub fn reserved_tools() -> Vec<AgentTool> {
    vec![
        reserved(
            "email",
            vec![
                ("read", Scope::new("email:read", "Read your mail")),
                (
                    "draft",
                    Scope::new("email:draft", "Prepare drafts for you to send"),
                ),
                ("send", Scope::new("email:send", "Send mail in your name")),
            ],
            &["list", "read", "draft", "send"],
        ),
        reserved(
            "calendar",
            vec![
                ("read", Scope::new("calendar:read", "See your calendar")),
                (
                    "write",
                    Scope::new("calendar:write", "Add, change and delete events"),
                ),
            ],
            &["list_events", "create_event", "delete_event"],
        ),
    ]
}
