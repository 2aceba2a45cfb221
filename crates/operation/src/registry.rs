//! The list of all operations, from which every interface and every permission is derived.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::agent::{CHAT, reserved_tools};
use crate::events::Subscriber;
use crate::scope::covers;
use crate::{
    Access, AgentTool, Caller, Error, JobKind, Means, Operation, Ownership, Policy, Resource,
    Result, Scope, Service,
};

/// One capability of Odysseus: todos, notifications, … One of these is one line in `main.rs`.
#[derive(Default)]
pub struct Capability {
    /// Its name; its operations are named `name.verb`.
    pub name: &'static str,
    /// Its tables.
    pub schema: Option<&'static storage::Schema>,
    /// What a caller can do with it.
    pub operations: Vec<Operation>,
    /// What it does by itself at a time.
    pub jobs: Vec<JobKind>,
    /// What it does all the time.
    pub services: Vec<Service>,
    /// What it hears of from others.
    pub subscribers: Vec<Subscriber>,
    /// Its part of the agent API.
    pub agent: Option<AgentTool>,
    /// What of it can be opened by address.
    pub resource: Option<Resource>,
}

/// What the registry says to a caller who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go ahead.
    Allowed,
    /// Ask the person first.
    Ask,
}

/// A scope as it is shown to people who grant it.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeInfo {
    /// Its name.
    pub name: &'static str,
    /// What it allows, in plain words.
    pub words: &'static str,
    /// Whether this server can do it already.
    pub available: bool,
    /// Whether *ask me* makes a difference: it opens operations that destroy, send or launch.
    pub askable: bool,
    /// Whether it opens what belongs to the whole instance: only admins can grant it.
    pub instance: bool,
}

/// All operations of this Odysseus.
pub struct Registry {
    capabilities: Vec<Capability>,
    by_name: HashMap<&'static str, (usize, usize)>,
    tools: Vec<AgentTool>,
}

impl Registry {
    /// Takes the capabilities in the order in which their tables are made.
    ///
    /// # Errors
    /// Names what is declared twice or wrongly: a mistake in the program, found at its start.
    pub fn new(mut capabilities: Vec<Capability>) -> Result<Self, String> {
        let mut by_name = HashMap::new();
        let mut routes = HashSet::new();
        let mut tools: Vec<AgentTool> = capabilities
            .iter_mut()
            .filter_map(|c| c.agent.take())
            .collect();
        for (c, capability) in capabilities.iter().enumerate() {
            for (o, operation) in capability.operations.iter().enumerate() {
                let name = operation.name;
                if name
                    .split_once('.')
                    .is_none_or(|(area, _)| area != capability.name)
                {
                    return Err(format!(
                        "{name} is not named after its capability {}",
                        capability.name
                    ));
                }
                if operation.description().is_empty() {
                    return Err(format!("{name}: its input type has no doc comment"));
                }
                if by_name.insert(name, (c, o)).is_some() {
                    return Err(format!("{name} is declared twice"));
                }
                if !routes.insert((operation.method, operation.path))
                    || !operation.path.starts_with('/')
                {
                    return Err(format!(
                        "{name}: its route {} is missing or taken",
                        operation.path
                    ));
                }
            }
        }
        for resource in capabilities.iter().filter_map(|c| c.resource.as_ref()) {
            for name in [resource.list, resource.get] {
                if !by_name.contains_key(name) {
                    return Err(format!("{}: there is no operation {name}", resource.name));
                }
            }
        }
        for tool in reserved_tools() {
            if !tools.iter().any(|built| built.name == tool.name) {
                tools.push(tool);
            }
        }
        Ok(Self {
            capabilities,
            by_name,
            tools,
        })
    }

    /// All operations, in the order of their declaration.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.capabilities
            .iter()
            .flat_map(|capability| &capability.operations)
    }

    /// The operation of that name.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::Kind::NotFound).
    pub fn operation(&self, name: &str) -> Result<&Operation> {
        self.by_name
            .get(name)
            .and_then(|&(c, o)| self.capabilities.get(c)?.operations.get(o))
            .ok_or_else(|| {
                Error::not_found(format!("There is no operation `{name}`."))
                    .hint("`odysseus operations` and /api/openapi.json list them all.")
            })
    }

    /// The agent API's tools: those of the capabilities, then the reserved ones.
    #[must_use]
    pub fn tools(&self) -> &[AgentTool] {
        &self.tools
    }

    /// What can be opened by address.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.capabilities.iter().filter_map(|c| c.resource.as_ref())
    }

    /// The capabilities' tables, this crate's first.
    #[must_use]
    pub fn schemas(&self) -> Vec<&'static storage::Schema> {
        std::iter::once(&crate::SCHEMA)
            .chain(self.capabilities.iter().filter_map(|c| c.schema))
            .collect()
    }

    pub(crate) fn subscribers(&self, topic: &str) -> impl Iterator<Item = crate::events::Reaction> {
        self.capabilities
            .iter()
            .flat_map(|capability| &capability.subscribers)
            .filter(move |subscriber: &&Subscriber| subscriber.topic == topic)
            .map(|subscriber| subscriber.run)
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = &Service> {
        self.capabilities.iter().flat_map(|c| &c.services)
    }

    pub(crate) fn job(&self, kind: &str) -> Option<&JobKind> {
        self.capabilities
            .iter()
            .flat_map(|capability| &capability.jobs)
            .find(|job| job.name == kind)
    }

    /// Every scope that can be granted, sorted by name.
    #[must_use]
    pub fn scopes(&self) -> Vec<ScopeInfo> {
        let mut all: BTreeMap<&'static str, ScopeInfo> = BTreeMap::new();
        let mut add = |scope: Scope, available, askable, instance| {
            let info = all.entry(scope.name()).or_insert(ScopeInfo {
                name: scope.name(),
                words: scope.words(),
                available: false,
                askable: false,
                instance: false,
            });
            info.available |= available;
            info.askable |= askable;
            info.instance |= instance;
        };
        for operation in self.operations() {
            if let Access::Scoped(scope) = operation.access {
                let instance = operation.ownership == Ownership::Instance;
                add(scope, true, operation.effect.may_ask(), instance);
            }
        }
        for tool in &self.tools {
            for (verb, scope) in &tool.verbs {
                add(
                    *scope,
                    tool.available,
                    !tool.available && matches!(*verb, "write" | "send"),
                    false,
                );
            }
        }
        add(CHAT, false, false, false);
        all.into_values().collect()
    }

    /// Whether `caller` may call `operation`. Every interface that shows or leaves out operations asks
    /// this; [`dispatch`](crate::Workspace::dispatch) enforces it.
    ///
    /// # Errors
    /// [`Kind::Forbidden`](crate::Kind::Forbidden), saying what is missing and where it is switched on.
    pub fn judge(&self, operation: &Operation, caller: &Caller) -> Result<Verdict> {
        if operation.ownership == Ownership::Instance && !caller.user.admin {
            return Err(Error::forbidden(
                "This is about the whole Odysseus; only an administrator may do it.",
            ));
        }
        match (&*caller.means, operation.access) {
            (Means::Job, _)
            | (_, Access::Anyone)
            | (Means::Person { .. }, Access::Scoped(_) | Access::Person) => Ok(Verdict::Allowed),
            (Means::Person { .. }, Access::Admin) if caller.user.admin => Ok(Verdict::Allowed),
            (Means::Person { .. }, Access::Admin) => {
                Err(Error::forbidden("Only an administrator may do this."))
            }
            (Means::Token { .. }, Access::Person | Access::Admin) => Err(Error::forbidden(
                "API tokens do not reach settings, users, tokens or approvals.",
            )
            .hint("Ask the person to do this themselves, signed in.")),
            (Means::Token { grants, .. }, Access::Scoped(scope)) => match grants.policy(scope) {
                Some(Policy::Ask) if operation.effect.may_ask() => Ok(Verdict::Ask),
                Some(_) => Ok(Verdict::Allowed),
                None => Err(self.missing(scope)),
            },
        }
    }

    fn missing(&self, scope: Scope) -> Error {
        let enough: Vec<&str> = self
            .scopes()
            .iter()
            .map(|info| info.name)
            .filter(|held| covers(held, scope.name()))
            .collect();
        Error::forbidden(format!("API token missing required scope: {}", enough.join(" or "))).hint(format!(
            "The person decides this: they can switch {scope} on for this token in Settings → Integrations."
        ))
    }
}
