//! `agent.capabilities`: what this server can do, and what the caller's token may.

use std::collections::BTreeMap;

use operation::{Access, AgentTool, Context, Effect, Means, Method, Operation, Policy, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::VERSION;

/// Tells what this server can do and what your token may do with it. Look here before you use a surface
/// for the first time.
#[derive(Deserialize, JsonSchema)]
struct Look {}

/// What the server can do, and what the caller may.
#[derive(Serialize, JsonSchema)]
struct Capabilities {
    /// Always `codex`; scripts look for it.
    integration: &'static str,
    /// This server and its version.
    server: Server,
    /// The scopes of the token, sorted; none for a person, who may do everything.
    token_scopes: Vec<String>,
    /// Scopes under which calls that delete, send or launch wait for the person's approval (`ask`) or do not.
    policies: BTreeMap<String, Policy>,
    /// The surfaces. A verb is true where the token may use it.
    tools: BTreeMap<&'static str, Tool>,
    /// Rules for the agent.
    safety: Safety,
}

#[derive(Serialize, JsonSchema)]
struct Server {
    name: &'static str,
    version: &'static str,
    /// The current time where the person is.
    time: String,
    /// Their IANA time zone.
    time_zone: String,
}

#[derive(Serialize, JsonSchema)]
struct Tool {
    /// `read`, `write`, …: whether the token may.
    #[serde(flatten)]
    verbs: BTreeMap<&'static str, bool>,
    /// What the surface understands.
    actions: Vec<&'static str>,
    /// Whether this server has it.
    available: bool,
}

#[derive(Serialize, JsonSchema)]
struct Safety {
    email_send_requires_confirmation: bool,
    destructive_actions_should_confirm: bool,
}

pub(crate) fn operation() -> Operation {
    Operation::work("agent.capabilities", Effect::Read, look)
        .access(Access::Anyone)
        .route(Method::Get, "/codex/capabilities")
}

async fn look(cx: Context, _: Look) -> Result<Capabilities> {
    let now = cx.now_zoned();
    let (token_scopes, policies) = match &*cx.caller().means {
        Means::Token { grants, .. } => (
            grants.names(),
            grants
                .0
                .iter()
                .map(|grant| (grant.scope.clone(), grant.policy))
                .collect(),
        ),
        Means::Person { .. } | Means::Job => (Vec::new(), BTreeMap::new()),
    };
    Ok(Capabilities {
        integration: "codex",
        server: Server {
            name: "odysseus",
            version: VERSION,
            time: now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            time_zone: now.time_zone().iana_name().unwrap_or("UTC").to_owned(),
        },
        token_scopes,
        policies,
        tools: cx
            .workspace()
            .registry()
            .tools()
            .iter()
            .map(|tool| (tool.name, show(tool, &cx)))
            .collect(),
        safety: Safety {
            email_send_requires_confirmation: true,
            destructive_actions_should_confirm: true,
        },
    })
}

fn show(tool: &AgentTool, cx: &Context) -> Tool {
    let may = |scope| match &*cx.caller().means {
        Means::Token { grants, .. } => grants.policy(scope).is_some(),
        Means::Person { .. } | Means::Job => true,
    };
    Tool {
        verbs: tool
            .verbs
            .iter()
            .map(|(verb, scope)| (*verb, may(*scope)))
            .collect(),
        actions: tool.actions.clone(),
        available: tool.available,
    }
}
