//! Backups are made as planned.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use operation::Instant;
use storage::{AnyConn, Location};

use super::check::span;
use super::{Check, Subject};
use crate::backups::{BackupState, Every, Folder, Settings};

const NAME: &str = "backup";
/// A plan that is so late was not kept, in milliseconds.
const LATE: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Where backups go.
pub(super) fn folder(conn: &mut AnyConn, subject: &Subject<'_>) -> PathBuf {
    let settings = Settings::load(conn).unwrap_or_default();
    settings.place(subject.data_dir).0
}

pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>, folder: &Path) -> Check {
    if matches!(subject.location, Location::Postgres(_)) {
        return Check::ok(
            NAME,
            "The database is PostgreSQL: its own tools (pg_dump) back it up, not Odysseus.",
        );
    }
    let loaded = Settings::load(conn).and_then(|settings| Ok((settings, BackupState::load(conn)?)));
    match loaded {
        Ok((settings, state)) => judge(&settings, &state, subject.now, folder),
        Err(error) => Check::unseen(NAME, &error),
    }
}

fn judge(settings: &Settings, state: &BackupState, now: Timestamp, folder: &Path) -> Check {
    let now = Instant::from(now).0;
    let last = match state.good_at {
        Some(at) => format!("The last good one is {} old", span(now - at.0)),
        None => "None was made yet".to_owned(),
    };
    if let Some((at, why)) = state.standing_failure() {
        let why = why.trim_end_matches('.');
        return Check::bad(
            NAME,
            format!(
                "The last try, {} ago, failed: {why}. {last}.",
                span(now - at.0)
            ),
            "Mend what it says, or choose another folder (backups.configure); it is tried again every hour.",
        );
    }
    let period = match settings.every {
        Every::Off => {
            return Check::warn(
                NAME,
                format!("Scheduled backups are off. {last}."),
                "Switch them on (backups.configure), unless you make backups in another way.",
            );
        }
        Every::Daily => DAY,
        Every::Weekly => 7 * DAY,
    };
    if let (Some(_), Some(name)) = (state.good_at, &state.good_file)
        && Folder::new(folder.to_owned()).find(name).is_none()
    {
        return Check::warn(
            NAME,
            format!(
                "{last}, but {name} is not in {} any more.",
                folder.display()
            ),
            "If you moved it elsewhere, all is well; otherwise make a new one (backups.create).",
        );
    }
    let Some(planned) = state.planned_at else {
        return Check::warn(
            NAME,
            format!("No backup is planned. {last}."),
            "Start the server: it plans the next one.",
        );
    };
    let overdue = now - planned.0 > LATE;
    let stale = state
        .good_at
        .is_some_and(|at| now - at.0 > 2 * period + LATE);
    if overdue || stale {
        return Check::warn(
            NAME,
            format!("{last}, and one was due {} ago.", span(now - planned.0)),
            "Start the server, or leave it running at that time: it makes up for what it missed.",
        );
    }
    Check::ok(NAME, format!("{last}; the next is due {planned}."))
}
