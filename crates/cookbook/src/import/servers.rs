//! Servers: this machine and others, and which one is proposed first.

use operation::{Result, Tx};
use uuid::Uuid;

use super::file::{Fields, Older, is_this_machine};
use super::report::{Line, in_words};
use crate::command::{Environment, Gpus};
use crate::servers::{self, EnvironmentKind, LOCAL, Row};

/// What names are cut to.
const LONGEST_NAME: usize = 60;
/// What is looked through on every machine, set or not.
const USUAL: [&str; 2] = ["~/.cache/huggingface/hub", "~/.cache/huggingface"];
/// The ssh port that need not be said.
const SSH: i64 = 22;

/// Takes over one server.
pub(super) fn take(tx: &mut Tx<'_>, entry: &Fields) -> Result<Line> {
    let host = entry.text("host");
    if is_this_machine(&host) {
        return this_machine(tx, entry);
    }
    let said = entry.first(&["name", "host"]);
    let name: String = said.chars().take(LONGEST_NAME).collect();
    let mut line = Line::new("server", name.trim());
    if line.name != said {
        line.note(format!("Names have at most {LONGEST_NAME} characters."));
    }
    if entry.is_windows() {
        return Ok(line.left_out(
            "It runs Windows, which the Cookbook does not support.",
            "Set up WSL there and add it as a Linux server.",
        ));
    }
    let destination: net::ssh::Destination = match host.parse() {
        Ok(destination) => destination,
        Err(error) => {
            let error: net::Error = error;
            return Ok(line.left_out(
                format!("Its host cannot be used. {error}"),
                "Add it under Cookbook → Servers.",
            ));
        }
    };
    let at = tx.now().into();
    let set = Set::read(entry, &mut line);
    let (environment, environment_path) = set.environment.stored();
    let mut row = Row {
        id: Uuid::new_v4().to_string(),
        name: line.name.clone(),
        name_key: servers::key(&line.name),
        host: destination.to_string(),
        port: ssh_port(entry, &mut line),
        environment: environment.to_owned(),
        environment_path,
        gpus: set.gpus,
        model_dirs: serde_json::to_string(&set.model_dirs)?,
        download_dir: set.download_dir,
        platform: set.platform,
        preferred: false,
        created_at: at,
        updated_at: at,
    };
    let there = servers::all(tx.conn)?;
    if let Some(same) = there.iter().find(|other| is_same(other, &row)) {
        return Ok(line.here(format!(
            "It is set up as “{}”; that was left as it is.",
            same.name
        )));
    }
    let taken = |name: &str| {
        let key = servers::key(name);
        is_this_machine(&key) || there.iter().any(|other| other.name_key == key)
    };
    if taken(&row.name) {
        let numbered = (2..).map(|number| format!("{} {number}", line.name));
        row.name = numbered
            .into_iter()
            .find(|name| !taken(name))
            .unwrap_or_default();
        row.name_key = servers::key(&row.name);
        line.note(format!(
            "Another server has that name and keeps it; this one is “{}”.",
            row.name
        ));
    }
    servers::insert(tx.conn, &row)?;
    Ok(line)
}

/// Whether it is the same machine, used in the same way or under the same name.
fn is_same(other: &Row, row: &Row) -> bool {
    let machine = other.host == row.host && other.port.unwrap_or(SSH) == row.port.unwrap_or(SSH);
    let number = other.name_key.strip_prefix(&row.name_key);
    let named = number.is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix(' ')
                .is_some_and(|number| number.parse::<u32>().is_ok())
    });
    let used =
        other.environment == row.environment && other.environment_path == row.environment_path;
    machine && (named || used)
}

/// Sets of this machine what nobody has set yet.
fn this_machine(tx: &mut Tx<'_>, entry: &Fields) -> Result<Line> {
    let mut line = Line::new("server", "this machine");
    let set = Set::read(entry, &mut line);
    let was = servers::find(tx.conn, LOCAL)?;
    let mut row = was.clone();
    let (kind, path) = set.environment.stored();
    if row.environment == EnvironmentKind::None.name() {
        kind.clone_into(&mut row.environment);
        row.environment_path = path;
    } else if set.environment != Environment::None
        && (kind != row.environment || path != row.environment_path)
    {
        line.note(format!(
            "Its environment is set here to {} {} and stays so.",
            row.environment, row.environment_path
        ));
    }
    if row.gpus.is_empty() {
        row.gpus = set.gpus;
    }
    if row.download_dir.is_empty() {
        row.download_dir = set.download_dir;
    }
    if row.platform.is_empty() {
        row.platform = set.platform;
    }
    let mut directories = row.model_dirs()?;
    for directory in set.model_dirs {
        if !directories.contains(&directory) {
            directories.push(directory);
        }
    }
    row.model_dirs = serde_json::to_string(&directories)?;
    if row == was {
        return Ok(line.here("There is nothing to set of it."));
    }
    row.updated_at = tx.now().into();
    servers::update(tx.conn, &row)?;
    Ok(line)
}

/// Makes the older default the one that is proposed first, unless the person has chosen one here.
pub(super) fn prefer(tx: &mut Tx<'_>, older: &Older) -> Result<Option<Line>> {
    let name = older.env.first(&["defaultServer", "remoteHost"]);
    if is_this_machine(&name) {
        return Ok(None);
    }
    let line = Line::new("default", &name);
    let Ok(mut row) = servers::server(tx.conn, &name, "defaultServer") else {
        return Ok(Some(line.left_out(
            "It is none of the servers that are set up.",
            "Choose another one under Cookbook → Servers.",
        )));
    };
    let preferred = servers::all(tx.conn)?.into_iter().find(|row| row.preferred);
    Ok(Some(match preferred {
        Some(other) if other.id == row.id => line.here("It is proposed first already."),
        Some(other) if other.id != LOCAL => line.here(format!(
            "“{}” is proposed first; that was left as it is.",
            other.name
        )),
        _ => {
            row.preferred = true;
            servers::update(tx.conn, &row)?;
            line
        }
    }))
}

/// The ssh port, where it is not the usual one.
fn ssh_port(entry: &Fields, line: &mut Line) -> Option<i64> {
    let text = entry.text("port");
    match text.parse::<u16>() {
        _ if text.is_empty() => None,
        Ok(port) if port > 0 => Some(i64::from(port)).filter(|port| *port != SSH),
        _ => {
            line.note(format!(
                "Its ssh port `{text}` is none, so the usual one is used."
            ));
            None
        }
    }
}

/// What is set of a server.
struct Set {
    environment: Environment,
    gpus: String,
    model_dirs: Vec<String>,
    download_dir: String,
    platform: String,
}

impl Set {
    fn read(entry: &Fields, line: &mut Line) -> Self {
        let mut directory = |path: &str, what: &str| {
            if USUAL.contains(&path.trim_end_matches('/')) {
                return None;
            }
            servers::directory(path, "model_dirs")
                .map_err(|error| line.note(format!("{what} was left out: {}", in_words(&error))))
                .ok()
        };
        let model_dirs = entry.texts("modelDirs");
        let model_dirs = model_dirs
            .iter()
            .filter_map(|path| directory(path, "A model directory"))
            .collect();
        let download_dir = Some(entry.text("downloadDir")).filter(|path| !path.is_empty());
        let download_dir = download_dir.and_then(|path| directory(&path, "Its download directory"));
        let platform = entry.text("platform").to_lowercase();
        Self {
            environment: environment(entry, "env", "envPath", line),
            gpus: gpus(entry, "gpus", line),
            model_dirs,
            download_dir: download_dir.unwrap_or_default(),
            platform: Some(platform)
                .filter(|name| ["linux", "macos", "termux"].contains(&name.as_str()))
                .unwrap_or_default(),
        }
    }
}

/// The environment that these fields describe; the person's shell where they make no sense.
pub(super) fn environment(entry: &Fields, kind: &str, path: &str, line: &mut Line) -> Environment {
    let (kind, path) = (entry.text(kind).to_lowercase(), entry.text(path));
    let read = match kind.as_str() {
        "" | "none" => return Environment::None,
        "venv" => Environment::venv(&path),
        "conda" => Environment::conda(&path),
        _ => {
            line.note(format!(
                "Its environment `{kind}` is none that is known, so the shell's is used."
            ));
            return Environment::None;
        }
    };
    read.unwrap_or_else(|error| {
        line.without("Its environment", &error);
        Environment::None
    })
}

/// The GPUs; all where they make no sense.
pub(super) fn gpus(entry: &Fields, name: &str, line: &mut Line) -> String {
    match entry.text(name).replace(' ', "").parse::<Gpus>() {
        Ok(gpus) => gpus.to_string(),
        Err(error) => {
            line.without("Its choice of GPUs", &error);
            String::new()
        }
    }
}
