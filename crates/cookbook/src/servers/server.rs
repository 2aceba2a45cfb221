//! A server as it is shown, and what may be set of it.

use operation::{Error, Instant, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::command::Environment;

/// A machine on which model servers run.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Server {
    /// Its id; `local` is this machine.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// `user@machine` or an alias of the ssh configuration; empty for this machine.
    pub(crate) host: String,
    /// The ssh port, where it is not the usual one.
    pub(crate) port: Option<u16>,
    /// Where programs are looked for: `none` (as the person's shell does), `venv` or `conda`.
    pub(crate) environment: EnvironmentKind,
    /// The environment's directory, or a conda environment's name.
    pub(crate) environment_path: String,
    /// Which GPUs are used unless a launch says otherwise, such as `0,1`; empty for all.
    pub(crate) gpus: String,
    /// Directories with models besides the usual caches.
    pub(crate) model_dirs: Vec<String>,
    /// Where downloads go; empty for the Hugging Face cache.
    pub(crate) download_dir: String,
    /// Its operating system, where it is known.
    pub(crate) platform: String,
    /// Whether it is proposed first.
    pub(crate) preferred: bool,
    /// When it was changed last.
    pub(crate) updated_at: Instant,
}

/// Where programs are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EnvironmentKind {
    /// As the person's shell does.
    #[default]
    None,
    /// In a Python virtual environment.
    Venv,
    /// In a conda environment.
    Conda,
}

impl EnvironmentKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Venv => "venv",
            Self::Conda => "conda",
        }
    }

    pub(crate) fn from_stored(name: &str) -> Self {
        match name {
            "venv" => Self::Venv,
            "conda" => Self::Conda,
            _ => Self::None,
        }
    }

    /// The environment of that kind at `path`.
    pub(crate) fn at(self, path: &str) -> Result<Environment> {
        let environment = match self {
            Self::None => Ok(Environment::None),
            Self::Venv => Environment::venv(path),
            Self::Conda => Environment::conda(path),
        };
        environment.map_err(|error| error.field("environment_path"))
    }
}

impl TryFrom<Row> for Server {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            model_dirs: row.model_dirs()?,
            id: row.id,
            name: row.name,
            host: row.host,
            port: row.port.and_then(|port| u16::try_from(port).ok()),
            environment: EnvironmentKind::from_stored(&row.environment),
            environment_path: row.environment_path,
            gpus: row.gpus,
            download_dir: row.download_dir,
            platform: row.platform,
            preferred: row.preferred,
            updated_at: row.updated_at,
        })
    }
}
