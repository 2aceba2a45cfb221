//! Opens the data directory: for the server, and for the commands that work beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use operation::{Registry, Settings, SystemClock, Workspace};
use storage::canary::{self, Fit};
use storage::seal::Sealer;
use storage::{Database, Location};

use crate::Stop;
use crate::args::Data;

/// The data directory: the one given, or the platform's.
///
/// The XDG Base Directory Specification on Unix, Apple's and Microsoft's conventions elsewhere.
pub(crate) fn directory(data: &Data) -> Result<PathBuf, Stop> {
    if let Some(given) = &data.data_dir {
        return std::path::absolute(given).map_err(Stop::failed);
    }
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("odysseus"))
        .ok_or_else(|| Stop::usage("no home directory is known; give --data-dir DIR"))
}

/// Where the database of that data directory is.
pub(crate) fn location(data: &Data, directory: &Path) -> Result<Location, Stop> {
    Location::parse(data.database_url.as_deref(), directory).map_err(Stop::usage)
}

/// The sealing key, where it is not in its file.
pub(crate) fn env_key() -> Option<String> {
    std::env::var("ODYSSEUS_SEALING_KEY").ok()
}

/// Opens the database, bringing its tables up to date, and puts the workspace together.
pub(crate) async fn open(registry: Registry, data: &Data) -> Result<Workspace, Stop> {
    let directory = directory(data)?;
    let location = location(data, &directory)?;
    let database = Database::open(&location, &registry.schemas()).map_err(Stop::failed)?;
    let sealer = Sealer::open(&directory, env_key().as_deref()).map_err(Stop::failed)?;
    let fit = canary::settle(&database, &sealer)
        .await
        .map_err(Stop::failed)?;
    if fit == Fit::Other {
        // It starts all the same: everything else is within reach, and without it nobody could mend this.
        tracing::error!("{}", maintenance::WRONG_KEY);
    }
    Ok(Workspace::new(
        registry,
        database,
        Arc::new(SystemClock),
        sealer,
        identity::find_user,
        &Settings {
            data_dir: directory,
            ..Settings::default()
        },
    ))
}

/// Runs `work` on a workspace of its own, beside the server or without one.
pub(crate) fn with_workspace<F, T>(
    registry: Registry,
    data: &Data,
    work: impl FnOnce(Workspace) -> F,
) -> Result<T, Stop>
where
    F: Future<Output = Result<T, Stop>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    runtime.block_on(async {
        let workspace = open(registry, data).await?;
        let database = workspace.database().clone();
        let result = work(workspace).await;
        database.close().await;
        result
    })
}
