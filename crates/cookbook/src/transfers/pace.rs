//! How fast something is fetched, where its tool does not tell: from what two looks saw.

use operation::Instant;
use serde::{Deserialize, Serialize};

use super::Progress;

/// Tools draw their bars in steps and round their sizes: over less time than this, a rate says nothing.
const SHORTEST_MS: i64 = 4_000;
/// After this long the next stretch begins, so that the rate is the present one.
const LONGEST_MS: i64 = 30_000;
/// What has not gone on for so long has no rate.
const STALLED_MS: i64 = 60_000;

/// How far something was at a look, as it is stored with its task: the next look reckons from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Paced {
    #[serde(flatten)]
    pub(crate) progress: Progress,
    #[serde(default)]
    since: Option<Mark>,
}

/// Where a stretch began. What was there before, as after a download that was cut off, does not count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Mark {
    bytes: u64,
    at: Instant,
    /// The rate of the stretch before.
    rate: Option<u64>,
}

impl Paced {
    /// What the look at `at` read, with the rate and the remaining time that it does not tell itself: from the looks
    /// before, or none.
    #[must_use]
    pub(crate) fn after(before: Option<&Self>, read: Progress, at: Instant) -> Self {
        let mark = before.and_then(|before| before.mark(&read, at));
        let Some(bytes) = read.done_bytes else {
            return Self {
                progress: read,
                since: None,
            };
        };
        let since = mark.unwrap_or(Mark {
            bytes,
            at,
            rate: None,
        });
        let span = at.0 - since.at.0;
        let moved = bytes - since.bytes;
        let measured = match (moved, span) {
            (0, STALLED_MS..) => None,
            (0, _) | (_, ..SHORTEST_MS) => since.rate,
            _ => per_second(moved, span),
        };
        let rate = read.rate.or(measured).filter(|rate| *rate > 0);
        let ends = moved > 0 && span >= LONGEST_MS;
        let left = read.total_bytes.map(|total| total.saturating_sub(bytes));
        Self {
            since: Some(if ends {
                Mark {
                    bytes,
                    at,
                    rate: measured,
                }
            } else {
                since
            }),
            progress: Progress {
                rate,
                eta_seconds: read.eta_seconds.or_else(|| left?.checked_div(rate?)),
                ..read
            },
        }
    }

    /// Where the stretch that `read` goes on with began; none where it tells of something else than before.
    fn mark(&self, read: &Progress, at: Instant) -> Option<Mark> {
        let of = |progress: &Progress| (progress.total_bytes, progress.file.clone());
        let since = self.since?;
        let goes_on = of(&self.progress) == of(read)
            && read.done_bytes? >= self.progress.done_bytes?
            && at >= since.at;
        goes_on.then_some(since)
    }
}

fn per_second(bytes: u64, milliseconds: i64) -> Option<u64> {
    let milliseconds = u64::try_from(milliseconds).ok()?;
    bytes.saturating_mul(1000).checked_div(milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1_000_000;

    /// Looks one after another: at what second, how many MB of 1000, what rate and remaining time the log tells;
    /// then the rate in MB/s and the remaining seconds that are shown.
    type Look = (i64, u64, Option<u64>, Option<u64>, Option<u64>, Option<u64>);

    fn check(name: &str, looks: &[Look]) {
        let mut before: Option<Paced> = None;
        for (second, done, told, told_eta, rate, eta) in looks.iter().copied() {
            let read = Progress {
                done_bytes: Some(done * MB),
                total_bytes: Some(1000 * MB),
                rate: told.map(|rate| rate * MB),
                eta_seconds: told_eta,
                ..Progress::default()
            };
            let paced = Paced::after(before.as_ref(), read, Instant(second * 1000));
            assert_eq!(
                (paced.progress.rate, paced.progress.eta_seconds),
                (rate.map(|rate| rate * MB), eta),
                "{name}, second {second}"
            );
            // As it comes back from the database.
            let stored = serde_json::to_string(&paced).unwrap();
            assert_eq!(serde_json::from_str::<Paced>(&stored).unwrap(), paced);
            before = Some(paced);
        }
    }

    #[test]
    fn the_rate_is_of_what_came_between_two_looks() {
        check(
            "a first look knows no rate, whatever is there already",
            &[
                (0, 600, None, None, None, None),
                (10, 700, None, None, Some(10), Some(30)),
                (20, 800, None, None, Some(10), Some(20)),
            ],
        );
        check(
            "two looks at once know none",
            &[
                (0, 0, None, None, None, None),
                (1, 40, None, None, None, None),
                (4, 80, None, None, Some(20), Some(46)),
            ],
        );
        check(
            "what the log tells counts",
            &[
                (0, 600, Some(50), None, Some(50), Some(8)),
                (10, 700, Some(40), Some(7), Some(40), Some(7)),
                (20, 800, None, None, Some(10), Some(20)),
            ],
        );
        check(
            "after a while it is that of the last stretch",
            &[
                (0, 0, None, None, None, None),
                (30, 300, None, None, Some(10), Some(70)),
                (31, 301, None, None, Some(10), Some(69)),
                (40, 320, None, None, Some(2), Some(340)),
            ],
        );
        check(
            "what has stalled has none",
            &[
                (0, 0, None, None, None, None),
                (30, 300, None, None, Some(10), Some(70)),
                (60, 300, None, None, Some(10), Some(70)),
                (90, 300, None, None, None, None),
                (130, 400, None, None, Some(1), Some(600)),
            ],
        );
        check(
            "a clock that was set back, or bytes that went, begin anew",
            &[
                (100, 100, None, None, None, None),
                (50, 200, None, None, None, None),
                (60, 300, None, None, Some(10), Some(70)),
                (70, 50, None, None, None, None),
            ],
        );
    }

    #[test]
    fn another_file_begins_anew() {
        let of = |file: &str, done| Progress {
            done_bytes: Some(done),
            file: Some(file.to_owned()),
            ..Progress::default()
        };
        let one = Paced::after(None, of("a.whl", 10), Instant(0));
        let two = Paced::after(Some(&one), of("b.whl", 20_000), Instant(10_000));
        assert_eq!(two.progress.rate, None);
        let three = Paced::after(Some(&two), of("b.whl", 70_000), Instant(20_000));
        assert_eq!(
            (three.progress.rate, three.progress.eta_seconds),
            (Some(5_000), None)
        );
    }

    #[test]
    fn what_an_older_one_stored_is_read() {
        let old = r#"{"done_bytes":1,"total_bytes":2,"percent":50,"rate":null,"eta_seconds":null,"file":null}"#;
        let old: Paced = serde_json::from_str(old).unwrap();
        assert_eq!((old.progress.done_bytes, old.since), (Some(1), None));
    }
}
