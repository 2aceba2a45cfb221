//! A preset as it is shown.

use operation::Instant;
use schemars::JsonSchema;
use serde::Serialize;

use super::needs::Needs;
use super::row::Row;
use crate::servers::EnvironmentKind;
use crate::tasks::row::parsed;

/// A command that is kept to be launched again, with where and how.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Preset {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// The model.
    pub(crate) model: String,
    /// The engine.
    pub(crate) backend: Option<String>,
    /// The id of the server that it is launched on.
    pub(crate) server_id: Option<String>,
    /// `user@machine`, or `local`.
    pub(crate) host: String,
    /// The port that it serves on.
    pub(crate) port: Option<i64>,
    /// The command; the values of keys are left out.
    pub(crate) cmd: String,
    /// What tells it from others of the same model: `TP 2 · 16k context`.
    pub(crate) label: String,
    /// Where programs are looked for.
    pub(crate) environment: EnvironmentKind,
    /// The environment's directory, or a conda environment's name.
    pub(crate) environment_path: String,
    /// Which GPUs it is given; empty for all.
    pub(crate) gpus: String,
    /// When it was last seen to reach ready; null while it is not proved.
    pub(crate) verified_at: Option<Instant>,
    /// Whether it was saved by itself, when its launch reached ready.
    pub(crate) automatic: bool,
    /// When it was changed last.
    pub(crate) updated_at: Instant,
    /// What a launch of it was seen to need; null while none was seen.
    pub(crate) needs: Option<Needs>,
}

impl From<Row> for Preset {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            model: row.repo_id,
            backend: row.engine,
            server_id: row.server_id,
            host: if row.host.is_empty() {
                "local".to_owned()
            } else {
                row.host
            },
            port: row.port,
            cmd: crate::command::redacted(&row.cmd),
            label: row.label,
            environment: EnvironmentKind::from_stored(&row.environment),
            environment_path: row.environment_path,
            gpus: row.gpus,
            verified_at: row.verified_at,
            automatic: row.automatic,
            updated_at: row.updated_at,
            needs: row.needs.as_deref().and_then(|text| parsed(text).ok()),
        }
    }
}
