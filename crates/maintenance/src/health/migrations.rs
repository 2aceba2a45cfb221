//! The tables are those of this binary.

use storage::{AnyConn, Migrations};

use super::{Check, Subject};

const NAME: &str = "migrations";

/// The check, and whether all tables of this binary are there.
pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>) -> (Check, bool) {
    let found = match Migrations::compare(conn, subject.schemas) {
        Ok(found) => found,
        Err(error) => {
            let check = Check::bad(
                NAME,
                format!("This is no database of Odysseus: {error}."),
                "If this is not your data directory, give --data-dir DIR; else restore the latest backup.",
            );
            return (check, false);
        }
    };
    let check = if !found.edited.is_empty() {
        Check::bad(
            NAME,
            format!(
                "Changed after they were applied: {}.",
                found.edited.join(", ")
            ),
            "Start the version of Odysseus that this database was made with.",
        )
    } else if !found.unknown.is_empty() {
        Check::warn(
            NAME,
            format!(
                "The database has migrations that this Odysseus ({}) does not know: {}.",
                env!("CARGO_PKG_VERSION"),
                found.unknown.join(", ")
            ),
            "It was written by a newer Odysseus, or one with more capabilities: use that version.",
        )
    } else if !found.missing.is_empty() {
        Check::warn(
            NAME,
            format!(
                "{} applied; still to come: {}. What needs them is not looked at here.",
                found.applied,
                found.missing.join(", ")
            ),
            "Start this version of Odysseus once: it brings the tables up to date. Make a backup before.",
        )
    } else {
        Check::ok(NAME, format!("All {} are applied.", found.applied))
    };
    (check, found.missing.is_empty())
}
