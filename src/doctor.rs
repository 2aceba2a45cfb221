//! `odysseus doctor`: looks at a data directory and changes nothing in it, unless told to accept a new key.

use maintenance::{Check, State, Subject};
use operation::{Clock, Registry, SystemClock};
use storage::Location;
use storage::canary;
use storage::seal::Sealer;

use crate::args::Doctor;
use crate::{Stop, local};

/// Prints what is well and what is not; fails when something is bad.
pub(crate) fn run(registry: Registry, options: &Doctor) -> Result<(), Stop> {
    let directory = local::directory(&options.data)?;
    let location = local::location(&options.data, &directory)?;
    if let Location::Sqlite(file) = &location
        && !file.exists()
    {
        return Err(Stop::failed(format!(
            "there is no database {}, so there is nothing to look at. If this is not your data directory, give --data-dir DIR; \
             `odysseus serve` makes a new one, `odysseus restore FILE` makes one of a backup",
            file.display()
        )));
    }
    let schemas = registry.schemas();
    if options.accept_key {
        accept_key(registry, options)?;
    }
    let subject = Subject {
        data_dir: &directory,
        location: &location,
        sealer: Sealer::existing(&directory, local::env_key().as_deref())
            .map_err(|error| error.to_string()),
        schemas: &schemas,
        now: SystemClock.now(),
        deep: true,
    };
    let checks = maintenance::examine(&subject);
    if options.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&checks).map_err(Stop::failed)?
        );
    } else {
        print(&checks);
    }
    match State::worst(&checks) {
        State::Bad => Err(Stop::failed("something is wrong: see above")),
        State::Ok | State::Warn => Ok(()),
    }
}

fn accept_key(registry: Registry, options: &Doctor) -> Result<(), Stop> {
    local::with_workspace(registry, &options.data, |workspace| async move {
        canary::accept(workspace.database(), workspace.sealer())
            .await
            .map_err(Stop::failed)
    })
}

fn print(checks: &[Check]) {
    let widest = checks.iter().map(|check| check.name.len()).max();
    for check in checks {
        println!(
            "{:<4}  {:<width$}  {}",
            check.state.name(),
            check.name,
            check.says,
            width = widest.unwrap_or_default()
        );
        if let Some(advice) = &check.advice {
            println!(
                "{:<4}  {:<width$}  → {advice}",
                "",
                "",
                width = widest.unwrap_or_default()
            );
        }
    }
}
