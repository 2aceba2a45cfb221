//! The numbers in the summary lines of the test runners.

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed, timed out or could not be run.
    pub(crate) failed: u64,
}

impl Counts {
    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The test runners, each with a summary line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `cargo nextest run`: one line `Summary [time] N tests run: …` for all.
    Nextest,
    /// `cargo test`: a line `test result: …` for each test binary.
    Libtest,
    /// `vitest run`: one line `Tests  1 failed | 11 passed (12)` for all, beside one for the files.
    Vitest,
}

impl Runner {
    /// Reads one line of the runner's output: nothing if it is no summary.
    ///
    /// Each runner has its own reading, since nextest shows the output of libtest where a test fails.
    pub(crate) fn read(self, line: &str) -> Option<Counts> {
        let line = plain(line);
        match self {
            Runner::Nextest => {
                let (_, rest) = line
                    .trim_start()
                    .strip_prefix("Summary [")?
                    .split_once(']')?;
                // A run cut short says `2/9 tests run`: what was not run has not passed.
                let total = number_before(rest, "tests run:")
                    .or_else(|| number_before(rest, "test run:"))?;
                let passed = number_before(rest, "passed").unwrap_or(0);
                Some(Counts {
                    passed,
                    failed: total.saturating_sub(passed),
                })
            }
            Runner::Libtest => {
                let rest = line.strip_prefix("test result: ")?;
                Some(Counts {
                    passed: number_before(rest, "passed")?,
                    failed: number_before(rest, "failed")?,
                })
            }
            Runner::Vitest => {
                let rest = line.trim_start().strip_prefix("Tests  ")?;
                Some(Counts {
                    passed: number_before(rest, "passed").unwrap_or(0),
                    failed: number_before(rest, "failed").unwrap_or(0),
                })
            }
        }
    }
}

/// The number right before a word.
fn number_before(text: &str, word: &str) -> Option<u64> {
    let (before, _) = text.split_once(word)?;
    let digits = before.trim_end().rsplit([' ', '/']).next()?;
    digits.parse().ok()
}

/// A line without the terminal's colour sequences (ECMA-48, `ESC [ … m`).
fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Counts, Runner};

    #[test]
    fn reads_the_summaries_of_a_runner_and_nothing_else() {
        let nextest = [
            (
                "     Summary [   0.321s] 12 tests run: 12 passed, 3 skipped",
                Some((12, 0)),
            ),
            (
                "     Summary [   1.000s] 1 test run: 1 passed, 0 skipped",
                Some((1, 0)),
            ),
            (
                "     Summary [  61.0s] 9 tests run: 6 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 4 skipped",
                Some((6, 3)),
            ),
            (
                "     Summary [   0.1s] 4/9 tests run: 3 passed, 1 failed, 0 skipped",
                Some((3, 6)),
            ),
            (
                "     Summary [   0.1s] 2 tests run: 2 failed, 0 skipped",
                Some((0, 2)),
            ),
            (
                "     Summary [   0.000s] 0 tests run: 0 passed, 7 skipped",
                Some((0, 0)),
            ),
            (
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.3s] \u{1b}[1m5\u{1b}[0m tests run: \u{1b}[1m5\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped",
                Some((5, 0)),
            ),
            (
                "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 11 filtered out",
                None,
            ),
            ("        PASS [   0.005s] todos add::dentist_5_passed", None),
            ("", None),
        ];
        let libtest = [
            (
                "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                Some((5, 0)),
            ),
            (
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
                Some((3, 2)),
            ),
            ("test add::passed ... ok", None),
        ];
        let vitest = [
            ("      Tests  12 passed (12)", Some((12, 0))),
            (
                "      Tests  1 failed | 11 passed | 2 skipped (14)",
                Some((11, 1)),
            ),
            ("      Tests  2 failed (2)", Some((0, 2))),
            ("      Tests  no tests", Some((0, 0))),
            (
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\u{1b}[2m | \u{1b}[22m\u{1b}[1m\u{1b}[32m4 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (5)\u{1b}[39m",
                Some((4, 1)),
            ),
            (" Test Files  1 failed | 3 passed (4)", None),
            (" ✓ src/lib/dates.test.ts (5 tests) 3ms", None),
        ];
        for (runner, lines) in [
            (Runner::Nextest, &nextest[..]),
            (Runner::Libtest, &libtest[..]),
            (Runner::Vitest, &vitest[..]),
        ] {
            for (line, expected) in lines {
                let expected = expected.map(|(passed, failed)| Counts { passed, failed });
                assert_eq!(runner.read(line), expected, "{line}");
            }
        }
    }
}
