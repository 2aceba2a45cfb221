//! `cookbook.preset_save`: from a task; and what is saved by itself when a task reaches ready.

use operation::{Error, Instant, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::row::Row;
use super::{Preset, name, row};
use crate::LAUNCH;
use crate::command::{Command, SessionName};
use crate::tasks;

/// Keeps the command of a task under a name, with its server, environment, GPUs and port.
#[derive(Deserialize, JsonSchema)]
struct Save {
    /// The task's session.
    session_id: SessionName,
    /// Its name; letters, digits, spaces and `_ . : @ -`.
    name: Text<100>,
}

pub(crate) fn operation() -> Operation {
    Operation::write("cookbook.preset_save", save)
        .scope(LAUNCH)
        .instance()
        .route(Method::Post, "/cookbook/presets")
}

fn save(tx: &mut Tx<'_>, input: Save) -> Result<Preset> {
    let name = name::checked(&input.name)?;
    let task = tasks::row::find(tx.conn, input.session_id.as_str())?;
    let mut new = of(&task, tx.now().into())?;
    new.name = name.to_owned();
    new.name_key = row::key(name);
    new.automatic = false;
    let server_id = new.server_id.clone().unwrap_or_default();
    let alike = row::alike(tx.conn, &new.cmd, &server_id)?;
    new.needs = alike.into_iter().find_map(|row| row.needs);
    match row::all(tx.conn)?
        .into_iter()
        .find(|other| other.name_key == new.name_key)
    {
        Some(same) => {
            new.id = same.id;
            new.created_at = same.created_at;
            row::update(tx.conn, &new)?;
        }
        None => row::insert(tx.conn, &new)?,
    }
    super::tell(tx)?;
    Ok(new.into())
}

/// Keeps what has reached ready, unless it is kept already: then that one is verified anew.
pub(crate) fn keep(tx: &mut Tx<'_>, task: &tasks::Row) -> Result<()> {
    if task.adopted || task.kind != tasks::SERVE {
        return Ok(());
    }
    let at: Instant = tx.now().into();
    let server_id = task.server_id.clone().unwrap_or_default();
    let alike = row::alike(tx.conn, &task.cmd, &server_id)?;
    if alike.is_empty() {
        let mut new = of(task, at)?;
        new.name = row::free_name(tx.conn, &new.name)?;
        new.name_key = row::key(&new.name);
        row::insert(tx.conn, &new)?;
        row::thin(tx.conn, &new.repo_id)?;
    }
    for mut same in alike {
        same.verified_at = Some(at);
        row::update(tx.conn, &same)?;
    }
    super::tell(tx)
}

/// A preset of what the task was started with.
fn of(task: &tasks::Row, at: Instant) -> Result<Row> {
    if task.adopted {
        return Err(Error::conflict(
            "This task was started elsewhere and taken up, so its exact command is not known; launch it from here once.",
        ));
    }
    let target = task.target()?;
    let command = Command::parse(&task.cmd)?;
    let (environment, environment_path) = target.environment.stored();
    Ok(Row {
        id: Uuid::new_v4().to_string(),
        name: name::of_model(&task.name),
        name_key: row::key(&name::of_model(&task.name)),
        repo_id: task.repo_id.clone(),
        cmd: task.cmd.clone(),
        server_id: task.server_id.clone(),
        host: target.host.clone(),
        engine: task.engine.clone(),
        port: task.port,
        environment: environment.to_owned(),
        environment_path,
        gpus: target.gpus.clone(),
        label: label(&command),
        verified_at: task.ready_at,
        automatic: true,
        created_at: at,
        updated_at: at,
        needs: None,
    })
}

/// What tells a command from others of the same model, in few words.
pub(crate) fn label(command: &Command) -> String {
    let mut words = Vec::new();
    for (flag, before, after) in [
        ("--tensor-parallel-size", "TP ", ""),
        ("--max-model-len", "", " context"),
        ("--ctx-size", "", " context"),
        ("--quantization", "", ""),
        ("--n-gpu-layers", "", " layers on GPU"),
    ] {
        if let Some(value) = command.flag(flag) {
            words.push(format!("{before}{value}{after}"));
        }
    }
    words.join(" · ")
}
