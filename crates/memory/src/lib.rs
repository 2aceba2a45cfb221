//! What is remembered about a person: facts, preferences, contacts.
//!
//! `row.rs` is what is stored, `memory.rs` what callers see, `store.rs` every way to change a row;
//! `words.rs` says what a text may be and when two are the same. `search` finds by words and, where an
//! admin set it up, by `meaning`; `transfer` is files out and in. Every other file is one operation.
#![forbid(unsafe_code)]

mod add;
mod agent;
mod categories;
mod category;
mod delete;
mod get;
mod id;
mod list;
mod meaning;
mod memory;
mod owner_gone;
mod resource;
mod restore;
mod row;
mod search;
mod show;
mod store;
mod tables;
mod transfer;
mod trash;
mod update;
mod words;

pub use memory::{Changed, Memory};
pub use search::{Found, Hit};

use operation::{Capability, Scope};
use storage::{Schema, diesel_migrations, embed_migrations};

/// Allows to read what is remembered.
pub const READ: Scope = Scope::new("memory:read", "Read what is remembered about you");
/// Allows to change it.
pub const WRITE: Scope = Scope::new("memory:write", "Remember and forget facts about you");

/// The trash's word for what is ours.
pub(crate) const TRASH: &str = "memory";

static SCHEMA: Schema = Schema {
    namespace: "memory",
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// What is remembered about a person.
#[must_use]
pub fn capability() -> Capability {
    let engine = meaning::Engine::default();
    Capability {
        name: "memory",
        schema: Some(&SCHEMA),
        operations: vec![
            search::operation(engine.clone()),
            list::operation(),
            get::operation(),
            add::operation(),
            update::operation(),
            delete::operation(),
            trash::operation(),
            restore::operation(),
            categories::operation(),
            transfer::import::operation(),
            transfer::export::operation(),
            meaning::status::operation(),
            meaning::set::operation(engine.clone()),
        ],
        jobs: vec![meaning::job::job(engine)],
        subscribers: vec![owner_gone::subscriber()],
        agent: Some(agent::tool()),
        resource: Some(resource::resource()),
        ..Capability::default()
    }
}
