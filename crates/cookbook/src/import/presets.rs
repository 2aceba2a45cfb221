//! Presets: commands that were kept to be launched again.

use operation::{Result, Tx};
use uuid::Uuid;

use super::file::{Fields, Older, is_this_machine};
use super::report::{Line, in_words};
use super::servers::{environment, gpus};
use crate::command::{Command, Kind, RepoId};
use crate::presets::row::{self, Row};
use crate::presets::save::label;
use crate::servers;

/// What names are cut to.
const LONGEST_NAME: usize = 100;
/// The same for what tells presets of a model apart.
const LONGEST_LABEL: usize = 200;
/// What to do without the older command.
const LAUNCH: &str =
    "Launch the model under Cookbook → Launch; what reaches ready is kept as a preset.";

/// Takes over one preset.
pub(super) fn take(tx: &mut Tx<'_>, entry: &Fields, older: &Older) -> Result<Line> {
    let model = entry.first(&["model", "repo_id"]);
    let said = match entry.first(&["name", "label"]) {
        name if name.is_empty() => model.rsplit('/').next().unwrap_or_default().to_owned(),
        name => name,
    };
    let mut line = Line::new("preset", &said);
    let command = match command(entry.raw("cmd")) {
        Ok(command) => command,
        Err((why, instead)) => return Ok(line.left_out(why, instead)),
    };
    let known = [Some(model.as_str()), command.model()]
        .into_iter()
        .flatten();
    let Some(repo_id) = known.filter_map(|name| RepoId::parse(name).ok()).next() else {
        return Ok(line.left_out("Neither it nor its command names a model.", LAUNCH));
    };
    if repo_id.as_str() != model.trim() && !model.is_empty() {
        line.note(format!(
            "Its model's name cannot be used; it is {repo_id}, as in its command."
        ));
    }
    let host = entry.first(&["host", "remoteHost"]);
    if entry.is_windows() || older.runs_windows(&host) {
        return Ok(line.left_out(
            "Its server runs Windows, which the Cookbook does not support.",
            LAUNCH,
        ));
    }
    let server = servers::server(tx.conn, &host, "host").ok();
    let host = match (&server, host.parse::<net::ssh::Destination>()) {
        (Some(server), _) => server.host.clone(),
        (None, Ok(destination)) => {
            line.note(format!("No server is {destination}: add it under Cookbook → Servers before you launch this."));
            destination.to_string()
        }
        (None, Err(error)) => {
            return Ok(line.left_out(format!("Its host cannot be used. {error}"), LAUNCH));
        }
    };
    port(entry, &command, &mut line);
    // What it does not say is what is set of its server.
    let (environment, environment_path) = match &server {
        Some(server) if !entry.has("env") => {
            (server.environment.clone(), server.environment_path.clone())
        }
        _ => {
            let (kind, path) = environment(entry, "env", "envPath", &mut line).stored();
            (kind.to_owned(), path)
        }
    };
    let gpus = match &server {
        Some(server) if !entry.has("gpus") => server.gpus.clone(),
        _ => gpus(entry, "gpus", &mut line),
    };
    let at = tx.now().into();
    let mut new = Row {
        id: Uuid::new_v4().to_string(),
        name: String::new(),
        name_key: String::new(),
        repo_id: repo_id.to_string(),
        cmd: command.text(),
        server_id: server.map(|server| server.id),
        host,
        engine: Some(command.engine().name().to_owned()),
        port: command.port().map(i64::from),
        environment,
        environment_path,
        gpus,
        label: match entry.text("label") {
            text if text.is_empty() => label(&command),
            text => text.chars().take(LONGEST_LABEL).collect(),
        },
        verified_at: entry.flag("confirmedWorking").then_some(at),
        automatic: entry.flag("autoSaved"),
        created_at: at,
        updated_at: at,
        needs: None,
    };
    if let Some(same) = row::all(tx.conn)?
        .into_iter()
        .find(|other| is_same(other, &new))
    {
        return Ok(line.here(format!(
            "“{}” is the same; it was left as it is.",
            same.name
        )));
    }
    name(tx, &said, &mut new, &mut line)?;
    row::insert(tx.conn, &new)?;
    Ok(line)
}

/// Whether launching either does the same.
fn is_same(other: &Row, new: &Row) -> bool {
    other.cmd == new.cmd
        && other.host == new.host
        && other.environment == new.environment
        && other.environment_path == new.environment_path
        && other.gpus == new.gpus
}

/// Names it, with signs that names may have, as nothing else is named.
fn name(tx: &mut Tx<'_>, said: &str, new: &mut Row, line: &mut Line) -> Result<()> {
    let sound: String = said
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "_.:@-".contains(c) {
                c
            } else {
                ' '
            }
        })
        .take(LONGEST_NAME)
        .collect();
    let words: Vec<&str> = sound.split_whitespace().collect();
    let sound = match words.as_slice() {
        [] => new
            .repo_id
            .rsplit('/')
            .next()
            .unwrap_or("preset")
            .to_owned(),
        words => words.join(" "),
    };
    new.name = row::free_name(tx.conn, &sound)?;
    new.name_key = row::key(&new.name);
    if new.name != said {
        line.note(format!("It is called “{}” here.", new.name));
    }
    Ok(())
}

/// The port is the command's; another one in the preset never counted.
fn port(entry: &Fields, command: &Command, line: &mut Line) {
    let said = entry.text("port");
    let real = command
        .port()
        .map(|port| port.to_string())
        .unwrap_or_default();
    if !said.is_empty() && said != real {
        line.note(match real.as_str() {
            "" => format!("Its port {said} is not in its command, so it is not known here."),
            real => format!("Its port is {real}, as its command says, and not {said}."),
        });
    }
}

/// The command of a model server; or why there is none, and what to do instead.
pub(super) fn command(text: &str) -> Result<Command, (String, String)> {
    let text = text.trim();
    let refused = |why: &str, instead: &str| Err((why.to_owned(), instead.to_owned()));
    if text.is_empty() {
        return refused("It has no command.", LAUNCH);
    }
    if text.starts_with("(adopted") || text.starts_with("(orphan") {
        return refused(
            "Its session was found running, so its command was never known.",
            LAUNCH,
        );
    }
    if text.starts_with("MODEL_FILE=") {
        return refused(
            "Its command has a shell look for the model's file, and no shell runs commands here.",
            "Launch it with the file's path: `llama-server -m /path/to/model.gguf …`; Cookbook → Models shows the paths.",
        );
    }
    match Command::parse(text) {
        Ok(command) if command.kind() == Kind::Serve => Ok(command),
        Ok(_) => refused(
            "It installs or fetches something, and serves nothing.",
            "Use Cookbook → Models or Servers for that.",
        ),
        Err(error) => Err((
            format!("Its command cannot be launched here. {}", in_words(&error)),
            "Launch it with a command changed that way; what reaches ready is kept as a preset."
                .to_owned(),
        )),
    }
}

/// The server on which it ran; none where that is not set up.
pub(super) fn server(tx: &mut Tx<'_>, host: &str) -> Option<servers::Row> {
    let host = if is_this_machine(host) { "" } else { host };
    servers::server(tx.conn, host, "host").ok()
}
