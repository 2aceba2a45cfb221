//! The clock is right, as far as that can be told.

use jiff::tz::TimeZone;
use operation::{Instant, vitals};
use storage::AnyConn;

use super::check::span;
use super::{Check, Subject};

const NAME: &str = "clock";
/// Milliseconds; other machines write into the same database.
const TOLERANCE: i64 = 60 * 1_000;

pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>) -> Check {
    let zone = TimeZone::system();
    let now = Instant::from(subject.now);
    let latest = match vitals::latest_record(conn) {
        Ok(latest) => latest,
        Err(error) => return Check::unseen(NAME, &error),
    };
    if let Some(latest) = latest
        && latest.0 - now.0 > TOLERANCE
    {
        return Check::bad(
            NAME,
            format!(
                "It says {now}, and there are records from {} later: it is wrong now, or was then.",
                span(latest.0 - now.0)
            ),
            "Set the clock of this machine and keep it right with NTP (timedatectl set-ntp true): reminders go by it.",
        );
    }
    match zone.iana_name() {
        Some(name) => Check::ok(
            NAME,
            format!("It says {now}; this machine's zone is {name}."),
        ),
        None => Check::warn(
            NAME,
            format!("It says {now}; this machine's time zone is not known."),
            "Set it (timedatectl set-timezone Area/City): new users and backups go by UTC until then.",
        ),
    }
}
