//! Operations: what a caller can do, declared once, and the one way in.
//!
//! An [`Operation`] is declared in one file of its capability: name, scope, effect, path, input and
//! output types, handler. A [`Capability`] is a list of them with its tables, jobs and subscribers.
//! [`Workspace::dispatch`] is the only way to run one: it checks who may, validates, asks the person
//! where they want to be asked, runs, records, and commits all of it in one transaction. Interfaces
//! (REST, the agent API, the command line, …) translate to and from it and decide nothing.
//!
//! Read in this order: [`Operation`], [`Registry`], [`Workspace::dispatch`] (`dispatch.rs`), [`Tx`].

mod agent;
mod approvals;
pub mod audit;
mod clock;
mod context;
mod declare;
mod dispatch;
mod error;
mod events;
mod forget;
mod id;
mod idempotency;
mod input;
mod instant;
mod jobs;
mod kinds;
mod limits;
mod paging;
mod progress;
mod registry;
mod resource;
mod scope;
mod service;
mod tables;
mod trash;
pub mod vitals;
mod workspace;

pub use agent::{AgentRoute, AgentTool, Plan, reserved_tools};
pub use approvals::{Approval, Decision, decide as decide_approval, list as list_approvals};
pub use clock::{Clock, ManualClock, SystemClock};
pub use context::{Caller, Context, Means, Tx, User, View};
pub use declare::{Body, Download, EventStream, Operation, Output};
pub use dispatch::{Answer, Call};
pub use error::{Error, Failure, Kind, Result};
pub use events::{Event, Heard, Reaction, Subscriber};
pub use forget::forget_owner;
pub use id::{IdPrefix, shown as shown_id};
pub use input::{Fields, Text};
pub use instant::Instant;
pub use jobs::{Job, JobKind};
pub use kinds::{Access, Effect, Method, Ownership};
pub use paging::{Cursor, Limit, Page};
pub use progress::{Progress, Step, Steps};
pub use registry::{Capability, Registry, ScopeInfo, Verdict};
pub use resource::{Content, Entry, Resource};
pub use scope::{Grant, Grants, Policy, Scope};
pub use service::Service;
pub use trash::{Deleted, Trash};
pub use workspace::{FindUser, Settings, Workspace};

// `embed_migrations!` names the crate it comes from.
use storage::diesel_migrations;

/// This crate's tables: audit, idempotency, approvals, jobs.
pub const SCHEMA: storage::Schema = storage::Schema {
    namespace: "operation",
    sqlite: storage::embed_migrations!("migrations/sqlite"),
    postgres: storage::embed_migrations!("migrations/postgres"),
};
