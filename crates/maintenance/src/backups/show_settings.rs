use operation::{Instant, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BackupState, Every, Settings};

/// Shows when backups are made by themselves, where, and how many are kept.
#[derive(Deserialize, JsonSchema)]
struct Show {}

/// When backups are made by themselves, where, and how many are kept.
#[derive(Serialize, JsonSchema)]
pub(super) struct Shown {
    every: Every,
    /// Wall time, `HH:MM`.
    at: String,
    /// The IANA time zone of that time.
    time_zone: String,
    /// How many are kept; the oldest go after a new one was made.
    keep: u16,
    /// The folder on the server.
    directory: String,
    /// When the next one is made; null when none is.
    next_at: Option<Instant>,
}

impl Shown {
    pub(super) fn new(
        settings: &Settings,
        state: &BackupState,
        data_dir: &std::path::Path,
    ) -> Self {
        Self {
            every: settings.every,
            at: settings.at_text(),
            time_zone: settings.zone_name().to_owned(),
            keep: settings.keep,
            directory: settings.place(data_dir).0.display().to_string(),
            next_at: state.planned_at,
        }
    }
}

pub(super) fn operation() -> Operation {
    Operation::read("backups.settings", show).route(Method::Get, "/backups/settings")
}

fn show(view: &mut View<'_>, _: Show) -> Result<Shown> {
    let settings = Settings::load(view.conn)?;
    let state = BackupState::load(view.conn)?;
    Ok(Shown::new(&settings, &state, view.workspace().data_dir()))
}
