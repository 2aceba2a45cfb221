//! There is room.

use std::path::Path;

use storage::backup::{free_bytes, in_words};

use super::{Check, State};

const NAME: &str = "disk";
/// Below it SQLite will soon refuse to write.
const BAD: u64 = 100_000_000;
const LITTLE: u64 = 1_000_000_000;

/// The room where the data is, and where its backups go; `database` is the size of the database.
pub(super) fn check(places: &[&Path], database: u64) -> Check {
    let mut says: Vec<String> = Vec::new();
    let mut state = State::Ok;
    for (at, place) in places.iter().enumerate() {
        if places.iter().take(at).any(|above| place.starts_with(above)) {
            continue;
        }
        // A folder that is yet to be made lies where the nearest one above it does.
        let Some(there) = place.ancestors().find(|place| place.exists()) else {
            continue;
        };
        match free_bytes(there) {
            Ok(free) => {
                state = state.max(judge(free, database));
                says.push(format!("{} free at {}", in_words(free), place.display()));
            }
            Err(error) => {
                state = State::Bad;
                says.push(format!("{}: {error}", place.display()));
            }
        }
    }
    let says = format!("{}.", says.join(", "));
    match state {
        State::Ok => Check::ok(NAME, says),
        State::Warn => Check::warn(
            NAME,
            says,
            "Free some space: below 1 GB, or twice the database, a backup may not fit any more.",
        ),
        State::Bad => Check::bad(
            NAME,
            says,
            "Free some space now: without room nothing can be saved.",
        ),
    }
}

fn judge(free: u64, database: u64) -> State {
    if free < BAD {
        State::Bad
    } else if free < LITTLE.max(database.saturating_mul(2)) {
        State::Warn
    } else {
        State::Ok
    }
}
