//! `cookbook.preset_update`.

use operation::{Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::AnyConn;

use super::row::Row;
use super::save::label;
use super::{Preset, name, row};
use crate::LAUNCH;
use crate::command::{Command, Gpus, Kind, RepoId};
use crate::servers::{EnvironmentKind, Overrides, Target};

/// Changes a preset; what is left out stays as it is. One that will launch differently is not verified any more, until it reaches
/// ready again. Programs that were launched from it go on as they are.
#[derive(Debug, Deserialize, JsonSchema)]
struct Update {
    /// Its id or name.
    name: Text<200>,
    /// What it is to be called; letters, digits, spaces and `_ . : @ -`.
    new_name: Option<Text<100>>,
    /// What tells it from others of the same model, such as `TP 2 · 16k context`.
    label: Option<Text<200>>,
    /// The model.
    repo_id: Option<RepoId>,
    /// The command. A key that is shown as left out stays the one that it is.
    cmd: Option<Text<8192>>,
    /// Where it is launched: a server's name or host; its environment and GPUs count from then on, unless they are given too.
    server: Option<Text<255>>,
    /// Where programs are looked for.
    environment: Option<EnvironmentKind>,
    /// The environment's directory, or a conda environment's name.
    environment_path: Option<Text<400>>,
    /// Which GPUs, such as `0,1`; empty for all.
    gpus: Option<Gpus>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("cookbook.preset_update", update)
        .scope(LAUNCH)
        .instance()
        .redact(crate::redact)
        .route(Method::Patch, "/cookbook/presets/{name}")
}

fn update(tx: &mut Tx<'_>, input: Update) -> Result<Preset> {
    let was = row::exact(tx.conn, input.name.trimmed())?;
    let mut row = was.clone();
    input.apply(tx.conn, &mut row)?;
    if row == was {
        return Ok(row.into());
    }
    // What a person has changed is not dropped for later ones.
    row.automatic = false;
    if !launches_alike(&was, &row) {
        row.verified_at = None;
        row.needs = None;
    }
    row.updated_at = tx.now().into();
    row::update(tx.conn, &row)?;
    super::tell(tx)?;
    Ok(row.into())
}

/// Whether launching either does the same.
fn launches_alike(was: &Row, row: &Row) -> bool {
    was.cmd == row.cmd
        && was.server_id == row.server_id
        && was.environment == row.environment
        && was.environment_path == row.environment_path
        && was.gpus == row.gpus
}

impl Update {
    /// Sets what is given.
    fn apply(self, conn: &mut AnyConn, row: &mut Row) -> Result<()> {
        if let Some(name) = &self.new_name {
            rename(conn, row, name)?;
        }
        if let Some(cmd) = &self.cmd {
            command(row, cmd)?;
        }
        if let Some(label) = &self.label {
            label.trimmed().clone_into(&mut row.label);
        }
        if let Some(repo_id) = &self.repo_id {
            row.repo_id = repo_id.to_string();
        }
        if let Some(server) = &self.server {
            place(conn, row, server)?;
        }
        if let Some(kind) = self.environment {
            row.environment = kind.name().to_owned();
            if kind == EnvironmentKind::None {
                row.environment_path.clear();
            }
        }
        if let Some(path) = &self.environment_path {
            path.trimmed().clone_into(&mut row.environment_path);
        }
        let kind = EnvironmentKind::from_stored(&row.environment);
        let (environment, path) = kind.at(&row.environment_path)?.stored();
        row.environment = environment.to_owned();
        row.environment_path = path;
        if let Some(gpus) = self.gpus {
            row.gpus = gpus.to_string();
        }
        Ok(())
    }
}

fn rename(conn: &mut AnyConn, row: &mut Row, name: &str) -> Result<()> {
    let name = name::checked(name).map_err(|error| error.field("new_name"))?;
    let key = row::key(name);
    let taken = |other: &Row| other.id != row.id && other.name_key == key;
    if let Some(other) = row::all(conn)?.into_iter().find(taken) {
        return Err(Error::conflict(format!(
            "There is a preset named “{}” already; choose another name.",
            other.name
        ))
        .field("new_name"));
    }
    row.name = name.to_owned();
    row.name_key = key;
    Ok(())
}

fn command(row: &mut Row, text: &str) -> Result<()> {
    let was = Command::parse(&row.cmd).ok();
    let command = Command::parse(text)?.with_secrets_of(&row.cmd)?;
    if command.kind() != Kind::Serve {
        return Err(Error::bad_input(
            "A preset starts a model server; this fetches or installs something.",
        )
        .field("cmd"));
    }
    // One that was made of the command goes with it.
    if was.is_none_or(|was| row.label == label(&was)) {
        row.label = label(&command);
    }
    row.cmd = command.text();
    row.engine = Some(command.engine().name().to_owned());
    row.port = command.port().map(i64::from);
    Ok(())
}

fn place(conn: &mut AnyConn, row: &mut Row, name: &str) -> Result<()> {
    let target = Target::resolve(conn, name, "server", Overrides::default())?;
    if row.server_id.as_ref() == Some(&target.server_id) {
        return Ok(());
    }
    let (environment, path) = target.environment.stored();
    row.server_id = Some(target.server_id);
    row.host = target.host;
    row.environment = environment.to_owned();
    row.environment_path = path;
    row.gpus = target.gpus;
    Ok(())
}
