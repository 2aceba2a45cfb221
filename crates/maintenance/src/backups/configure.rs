use std::fs;
use std::path::{Path, PathBuf};

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use storage::Location;

use super::settings::parse_time;
use super::show_settings::Shown;
use super::{BackupState, Every, Settings, schedule};

const MOST_KEPT: u16 = 1_000;

/// Sets when backups are made by themselves, where, and how many are kept. What is left out stays as it
/// is. The time is one of your time zone.
#[derive(Deserialize, JsonSchema)]
struct Configure {
    /// How often: `off`, `daily` or `weekly` (on Sundays).
    every: Option<Every>,
    /// The time of day, such as `03:30`.
    #[schemars(example = "03:30")]
    at: Option<Text<5>>,
    /// How many are kept, 1 to 1,000; the oldest go after a new one was made and read back.
    #[schemars(range(min = 1, max = 1000))]
    keep: Option<u16>,
    /// A folder of the server, as an absolute path, that exists; null for the one in the data directory.
    /// Best on another disk.
    #[serde(default, deserialize_with = "given")]
    directory: Option<Option<Text<1000>>>,
}

/// Tells null from left out.
fn given<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Text<1000>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(super) fn operation() -> Operation {
    Operation::work("backups.configure", Effect::Write, configure)
        .route(Method::Patch, "/backups/settings")
}

async fn configure(cx: Context, input: Configure) -> Result<Shown> {
    let workspace = cx.workspace().clone();
    if matches!(workspace.database().location(), Location::Postgres(_)) {
        let why = storage::backup::BackupError::Postgres;
        return Err(Error::conflict(format!("{why}.")));
    }
    let mut settings = cx.read(|view| Settings::load(view.conn)).await?;
    if let Some(every) = input.every {
        settings.every = every;
    }
    if let Some(at) = input.at {
        settings.at = parse_time(&at).ok_or_else(|| {
            Error::bad_input(format!("`at`: {:?} is no time of day such as 03:30.", at.0))
                .field("at")
        })?;
    }
    if let Some(keep) = input.keep {
        if !(1..=MOST_KEPT).contains(&keep) {
            return Err(Error::bad_input(format!(
                "`keep`: a number from 1 to {MOST_KEPT}, not {keep}."
            ))
            .field("keep"));
        }
        settings.keep = keep;
    }
    if let Some(directory) = input.directory {
        settings.directory = directory
            .filter(|path| !path.trimmed().is_empty())
            .map(|path| usable(Path::new(path.trimmed()), workspace.data_dir()))
            .transpose()?;
    }
    settings.zone = cx.user().zone.clone();
    let data_dir = workspace.data_dir().to_owned();
    schedule::house(&workspace)
        .write(move |tx| {
            settings.store(tx.conn)?;
            let next = settings.next(tx.now());
            schedule::plan(tx, next)?;
            let state = BackupState::load(tx.conn)?;
            Ok(Shown::new(&settings, &state, &data_dir))
        })
        .await
}

/// A folder in which a file can be made, and that is not itself backed up.
fn usable(directory: &Path, data_dir: &Path) -> Result<PathBuf> {
    let refuse = |why: String| Error::bad_input(format!("`directory`: {why}.")).field("directory");
    if !directory.is_absolute() {
        return Err(refuse("an absolute path of the server".to_owned()));
    }
    let files = std::path::absolute(data_dir.join("files"));
    if files.is_ok_and(|files| directory.starts_with(files)) {
        return Err(refuse("a folder that is not itself backed up".to_owned()));
    }
    if !directory.is_dir() {
        return Err(refuse(format!(
            "there is no folder {} on the server; make it first",
            directory.display()
        )));
    }
    let probe = directory.join(".odysseus-can-write-here");
    fs::write(&probe, [])
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|error| {
            refuse(format!(
                "the server cannot write into {}: {error}",
                directory.display()
            ))
        })?;
    Ok(directory.to_owned())
}
