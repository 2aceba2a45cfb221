//! When a delivery that did not arrive is tried again.

use jiff::{SignedDuration, Timestamp};

use crate::channel::{Outcome, Verdict};

/// The pauses after the first, second, … attempt. After the last one it is given up: about seven hours
/// carry a reminder over a night's maintenance of the other side, and nobody wants an older one.
const PAUSES: [SignedDuration; 6] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(2),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
];

/// What was refused is tried over the first minutes only: servers refuse for a moment while they start
/// or are set up, but a wrong token stays wrong until the person enters another.
const PAUSES_WHEN_REFUSED: usize = 4;

/// However long the other side wants to be left alone, it is asked again within a day.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// When to try again after so many attempts, the last of which ended so; `None` is to give up.
pub(super) fn next(attempts: i64, outcome: &Outcome, now: Timestamp) -> Option<Timestamp> {
    let pauses = match outcome.verdict {
        Verdict::Failed => &PAUSES[..],
        Verdict::Refused => PAUSES.get(..PAUSES_WHEN_REFUSED)?,
        Verdict::Delivered | Verdict::Gone => return None,
    };
    let last = usize::try_from(attempts).ok()?.checked_sub(1)?;
    let pause = (*pauses.get(last)?)
        .max(outcome.retry_after.unwrap_or_default())
        .min(LONGEST);
    now.checked_add(pause).ok()
}
