//! Documents: a library with versions, search and conflict-free editing.
//!
//! `row.rs` is what is stored of a document, `texts.rs` its current text, `history.rs` its versions, each a
//! splice (`delta.rs`) of the next; `store.rs` is every way to change one. `document.rs` is what callers
//! see, `query.rs` finds what the list shows. Every other file is one operation, or a part of one.
#![forbid(unsafe_code)]

mod agent;
mod archive;
mod create;
mod delete;
mod delta;
mod diff;
mod document;
mod download;
mod edit;
mod format;
mod get;
mod history;
mod id;
mod language;
mod list;
mod owner_gone;
mod page_size;
mod purge;
mod query;
mod render;
mod resource;
mod restore;
mod restore_version;
mod row;
mod snippet;
mod store;
mod tables;
mod texts;
mod title;
mod trash;
mod update;
mod version;
mod versions;

pub use document::{About, Changed, Document};

use operation::{Capability, Scope};
use storage::{Schema, diesel_migrations, embed_migrations};

/// Allows to read documents.
pub const READ: Scope = Scope::new("documents:read", "Read your documents");
/// Allows to change them.
pub const WRITE: Scope = Scope::new("documents:write", "Write, change and delete your documents");

/// The trash's word for what is ours.
pub(crate) const TRASH: &str = "document";

static SCHEMA: Schema = Schema {
    namespace: "documents",
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// Documents: a library with versions, search and conflict-free editing.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "documents",
        schema: Some(&SCHEMA),
        operations: vec![
            list::operation(),
            get::operation(),
            create::operation(),
            update::operation(),
            edit::operation(),
            versions::operation(),
            version::operation(),
            restore_version::operation(),
            diff::operation(),
            archive::operation(),
            delete::operation(),
            trash::operation(),
            restore::operation(),
            download::operation(),
        ],
        jobs: vec![purge::job()],
        subscribers: vec![owner_gone::subscriber()],
        agent: Some(agent::tool()),
        resource: Some(resource::resource()),
        ..Capability::default()
    }
}
