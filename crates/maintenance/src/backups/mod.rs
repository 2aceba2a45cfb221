//! Backups of this Odysseus: made by themselves and when wanted, listed, downloaded, deleted.

mod configure;
mod create;
mod delete;
mod download;
mod folder;
mod list;
mod make;
mod schedule;
mod settings;
mod show_settings;
mod state;
mod tell;

use operation::{Access, Capability, Operation, Service};

pub(crate) use folder::Folder;
pub use schedule::start;
pub(crate) use settings::{Every, Settings};
pub(crate) use state::BackupState;

pub(crate) fn capability() -> Capability {
    let operations = vec![
        list::operation(),
        create::operation(),
        show_settings::operation(),
        configure::operation(),
        download::operation(),
        delete::operation(),
    ];
    let for_admins = |operation: Operation| operation.access(Access::Admin).instance();
    Capability {
        name: "backups",
        schema: Some(&crate::SCHEMA),
        operations: operations.into_iter().map(for_admins).collect(),
        jobs: vec![schedule::job()],
        services: vec![Service::new("backups", |workspace| async move {
            start(&workspace).await
        })],
        ..Capability::default()
    }
}
