//! `cookbook.server_save`.

use operation::{Access, Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::row::{self, LOCAL, Row};
use super::server::{EnvironmentKind, Server};
use crate::command::Gpus;

/// Adds a machine that is reached by ssh, or changes the server of that id: what is left out stays as it is.
///
/// Nothing connects to it yet. Programs that run there already go on as they were started.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Save {
    /// Which one to change; without it, one is added.
    id: Option<Text<40>>,
    /// Its name, under which launches may name it.
    name: Option<Text<60>>,
    /// `user@machine` or an alias of the ssh configuration.
    host: Option<Text<255>>,
    /// The ssh port; 0 for the usual one.
    port: Option<u16>,
    /// Where programs are looked for.
    environment: Option<EnvironmentKind>,
    /// The environment's directory, or a conda environment's name.
    environment_path: Option<Text<400>>,
    /// Which GPUs are used unless a launch says otherwise, such as `0,1`; empty for all.
    gpus: Option<Gpus>,
    /// Directories with models besides the usual caches, absolute or with `~/`.
    model_dirs: Option<Vec<Text<400>>>,
    /// Where downloads go; empty for the Hugging Face cache.
    download_dir: Option<Text<400>>,
    /// Whether it is proposed first.
    preferred: Option<bool>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("cookbook.server_save", save)
        .access(Access::Admin)
        .instance()
        .route(Method::Put, "/cookbook/servers")
}

fn save(tx: &mut Tx<'_>, mut input: Save) -> Result<Server> {
    let id = input.id.take();
    let mut row = match &id {
        Some(id) => row::find(tx.conn, id)?,
        None => new(tx, &input)?,
    };
    input.apply(&mut row)?;
    row.updated_at = tx.now().into();
    match id {
        Some(_) => row::update(tx.conn, &row)?,
        None => row::insert(tx.conn, &row)?,
    }
    row::tell(tx, &row.id)?;
    row.try_into()
}

/// One that has nothing set yet.
fn new(tx: &Tx<'_>, input: &Save) -> Result<Row> {
    if input.name.is_none() {
        return Err(Error::bad_input("A server needs a name.").field("name"));
    }
    if input.host.is_none() {
        return Err(
            Error::bad_input("A server needs a host: `user@machine` or an ssh alias.")
                .field("host"),
        );
    }
    Ok(Row {
        id: Uuid::new_v4().to_string(),
        name: String::new(),
        name_key: String::new(),
        host: String::new(),
        port: None,
        environment: EnvironmentKind::None.name().to_owned(),
        environment_path: String::new(),
        gpus: String::new(),
        model_dirs: "[]".to_owned(),
        download_dir: String::new(),
        platform: String::new(),
        preferred: false,
        created_at: tx.now().into(),
        updated_at: tx.now().into(),
    })
}

impl Save {
    /// Sets what is given.
    fn apply(self, row: &mut Row) -> Result<()> {
        if let Some(name) = self.name {
            let name = name.trimmed();
            if name.is_empty() {
                return Err(Error::bad_input("A server needs a name.").field("name"));
            }
            row.name = name.to_owned();
            row.name_key = super::key(name);
        }
        if let Some(host) = self.host {
            let host = host.trimmed();
            if row.id == LOCAL && !host.is_empty() {
                return Err(Error::bad_input(
                    "This entry is the machine that Odysseus runs on; add another server for another machine.",
                )
                .field("host"));
            }
            if row.id != LOCAL {
                let destination: net::ssh::Destination =
                    host.parse().map_err(|error: net::Error| {
                        Error::bad_input(error.to_string()).field("host")
                    })?;
                row.host = destination.to_string();
            }
        }
        if let Some(port) = self.port {
            row.port = (port != 0).then(|| i64::from(port));
        }
        if let Some(kind) = self.environment {
            row.environment = kind.name().to_owned();
            if kind == EnvironmentKind::None {
                row.environment_path.clear();
            }
        }
        if let Some(path) = self.environment_path {
            row.environment_path = path.trimmed().to_owned();
        }
        EnvironmentKind::from_stored(&row.environment).at(&row.environment_path)?;
        if let Some(gpus) = self.gpus {
            row.gpus = gpus.to_string();
        }
        if let Some(directories) = self.model_dirs {
            let directories = directories
                .iter()
                .map(|path| directory(path.trimmed(), "model_dirs"))
                .collect::<Result<Vec<_>>>()?;
            row.model_dirs = serde_json::to_string(&directories)?;
        }
        if let Some(path) = self.download_dir {
            row.download_dir = match path.trimmed() {
                "" => String::new(),
                path => directory(path, "download_dir")?,
            };
        }
        if let Some(preferred) = self.preferred {
            row.preferred = preferred;
        }
        Ok(())
    }
}

/// A directory on that machine: absolute, or below the person's home.
pub(crate) fn directory(path: &str, field: &str) -> Result<String> {
    let rooted = path.starts_with('/') || path == "~" || path.starts_with("~/");
    if !rooted || path.chars().any(char::is_control) {
        return Err(Error::bad_input(format!(
            "`{path}` is no directory such as /srv/models or ~/models."
        ))
        .field(field));
    }
    Ok(path.to_owned())
}
