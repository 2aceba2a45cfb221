//! What is due gets done.

use jiff::SignedDuration;
use operation::{Instant, vitals};
use storage::AnyConn;

use super::check::span;
use super::{Check, Subject};

const NAME: &str = "jobs";
const GRACE: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn check(conn: &mut AnyConn, subject: &Subject<'_>) -> Check {
    let before = subject.now.saturating_sub(GRACE).unwrap_or(subject.now);
    match vitals::late_jobs(conn, before) {
        Ok((_, None)) => Check::ok(NAME, "Nothing is overdue."),
        Ok((count, Some(oldest))) => Check::warn(
            NAME,
            format!(
                "{count} overdue, the oldest for {} (reminders, deliveries, backups).",
                span(Instant::from(subject.now).0 - oldest.0)
            ),
            "Start the server if it is not running: it does at once what is due. If it runs, its log tells what fails.",
        ),
        Err(error) => Check::unseen(NAME, &error),
    }
}
