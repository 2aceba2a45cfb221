//! Todos, notes, checklists and reminders.
//!
//! A note is a todo without a due date, a reminder one with it; a checklist has items. `row.rs` is
//! what is stored, `todo.rs` what callers see, `store.rs` every way to change a row; `due.rs`,
//! `when.rs` and `repeat.rs` know about time, `reminder.rs` rings. Every other file is one operation.
#![forbid(unsafe_code)]

mod add;
mod agent;
mod append_item;
mod complete;
mod delete;
mod due;
mod get;
mod id;
mod item;
mod list;
mod order;
mod owner_gone;
mod read_date;
mod reminder;
mod reorder;
mod repeat;
mod restore;
mod rezone;
mod row;
mod search;
mod snooze;
mod store;
mod tables;
mod text;
mod todo;
mod toggle_item;
mod trash;
mod uncomplete;
mod update;
mod when;

pub use item::Item;
pub use list::Listed;
pub use search::Found;
pub use todo::{Changed, Todo};

use operation::{Capability, Scope};
use storage::{Schema, diesel_migrations, embed_migrations};

/// Allows to read todos.
pub const READ: Scope = Scope::new("todos:read", "Read your todos, notes and reminders");
/// Allows to change them.
pub const WRITE: Scope = Scope::new(
    "todos:write",
    "Add, change, complete and delete your todos, notes and reminders",
);

/// The trash's word for what is ours.
pub(crate) const TRASH: &str = "todo";

static SCHEMA: Schema = Schema {
    namespace: "todos",
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

/// Todos, notes, checklists and reminders.
#[must_use]
pub fn capability() -> Capability {
    Capability {
        name: "todos",
        schema: Some(&SCHEMA),
        operations: vec![
            list::operation(),
            get::operation(),
            search::operation(),
            add::operation(),
            update::operation(),
            complete::operation(),
            uncomplete::operation(),
            snooze::operation(),
            append_item::operation(),
            toggle_item::operation(),
            reorder::operation(),
            delete::operation(),
            trash::operation(),
            restore::operation(),
            read_date::operation(),
        ],
        jobs: vec![reminder::job(), rezone::job()],
        subscribers: vec![owner_gone::subscriber(), rezone::subscriber()],
        agent: Some(agent::tool()),
        ..Capability::default()
    }
}
