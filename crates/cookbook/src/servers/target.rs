//! Where a program runs: resolved once from what a caller said and what is set of the server, and then the same for
//! pre-flight, launch, log and stop.

use operation::{Context, Error, Result, Text};
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use super::row::{self, LOCAL, Row};
use super::server::EnvironmentKind;
use crate::command::{Environment, Gpus};
use crate::hardware::Look;
use crate::machine::Machine;

/// What the machine is called on which Odysseus runs.
pub(crate) const HERE: &str = "this machine";

/// Where a program runs, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) server_id: String,
    /// The server's name at the time.
    pub(crate) server: String,
    /// `user@machine` or an alias; empty for this machine.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) environment: Environment,
    pub(crate) gpus: String,
    pub(crate) platform: String,
}

/// What a launch may say differently from what is set of the server.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) port: Option<u16>,
    pub(crate) environment: Option<Environment>,
    pub(crate) gpus: Option<Gpus>,
}

impl Target {
    /// The server that `name` means: its name or id, in whatever case, or its host. Nothing is this machine.
    pub(crate) fn resolve(
        conn: &mut AnyConn,
        name: &str,
        field: &'static str,
        overrides: Overrides,
    ) -> Result<Self> {
        Self::of(server(conn, name, field)?, field, overrides)
    }

    fn of(row: Row, field: &'static str, overrides: Overrides) -> Result<Self> {
        if row.platform == "windows" {
            return Err(Error::bad_input(format!(
                "“{}” runs Windows, which the Cookbook does not support; use WSL there and add it as a Linux server.",
                row.name
            ))
            .field(field));
        }
        let set = EnvironmentKind::from_stored(&row.environment).at(&row.environment_path)?;
        Ok(Self {
            server_id: row.id,
            server: row.name,
            host: row.host,
            port: overrides
                .port
                .or_else(|| row.port.and_then(|port| u16::try_from(port).ok())),
            environment: overrides.environment.unwrap_or(set),
            gpus: overrides.gpus.map_or(row.gpus, |gpus| gpus.to_string()),
            platform: row.platform,
        })
    }

    /// The machine.
    pub(crate) fn machine(&self) -> Result<Machine> {
        if self.host.is_empty() {
            return Ok(Machine::Local);
        }
        let destination: net::ssh::Destination = self.host.parse().map_err(Error::fault)?;
        Ok(Machine::Remote(destination.with_port(self.port)))
    }

    /// What the host is called in answers that scripts read: `local`, or as it was configured.
    pub(crate) fn remote(&self) -> &str {
        if self.host.is_empty() {
            "local"
        } else {
            &self.host
        }
    }

    /// What it is called in sentences.
    pub(crate) fn called(&self) -> &str {
        if self.host.is_empty() {
            HERE
        } else {
            &self.server
        }
    }
}

/// A server for those who look at its machine: where programs run there, and where models are.
pub(crate) struct Place {
    pub(crate) target: Target,
    /// Directories with models besides the usual caches; that of downloads is one of them.
    pub(crate) directories: Vec<String>,
    /// Where downloads go; none is the Hugging Face cache.
    pub(crate) download_dir: Option<String>,
}

impl Place {
    /// The server that `name` means, as for [`Target::resolve`].
    pub(crate) async fn named(
        cx: &Context,
        name: Option<Text<255>>,
        field: &'static str,
    ) -> Result<Self> {
        let name = name.map(|name| name.0).unwrap_or_default();
        cx.read(move |view| {
            let row = server(view.conn, &name, field)?;
            let mut directories = row.model_dirs()?;
            let download_dir = Some(row.download_dir.clone()).filter(|path| !path.is_empty());
            let further = download_dir
                .iter()
                .filter(|path| !directories.contains(path));
            let further: Vec<String> = further.cloned().collect();
            directories.extend(further);
            Ok(Self {
                target: Target::of(row, field, Overrides::default())?,
                directories,
                download_dir,
            })
        })
        .await
    }

    /// What to look at of its machine.
    pub(crate) fn look(&self) -> Look {
        let environment = self.target.environment.directory();
        Look {
            environment: environment.unwrap_or_default().to_owned(),
            directories: self.directories.clone(),
            ..Look::default()
        }
    }
}

/// The server that `name` means.
pub(crate) fn server(conn: &mut AnyConn, name: &str, field: &'static str) -> Result<Row> {
    let name = name.trim();
    let rows = row::all(conn)?;
    let key = row::key(name);
    let this = ["", "local", "localhost", "this machine"].contains(&key.as_str());
    let found = rows
        .iter()
        .find(|row| {
            if this {
                row.id == LOCAL
            } else {
                row.name_key == key || row.id == name
            }
        })
        .or_else(|| rows.iter().find(|row| row.host == name));
    if let Some(row) = found {
        return Ok(row.clone());
    }
    let known: Vec<String> = rows
        .iter()
        .map(|row| match row.host.as_str() {
            "" => format!("“{}”", row.name),
            host => format!("“{}” ({host})", row.name),
        })
        .collect();
    Err(Error::bad_input(format!(
        "`{name}` is none of the servers that are set up: {}.",
        known.join(", ")
    ))
    .hint("Leave it out for this machine. An administrator adds servers under Cookbook → Servers.")
    .field(field))
}
