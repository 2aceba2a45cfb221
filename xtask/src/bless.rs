//! `cargo xtask bless`.

use std::process::{Command, ExitCode};

use crate::cargo::{cargo, exit_code, has_nextest, root, run};

/// Runs the golden tests in the mode in which they write what they would compare, and shows what changed.
///
/// A test is golden when its name says so: it compares with `golden/` or with a snapshot.
pub(crate) fn bless() -> Result<ExitCode, String> {
    let runner = if has_nextest() {
        &["nextest", "run"][..]
    } else {
        &["test"][..]
    };
    let mut command = cargo(runner.iter().copied().chain(["--workspace", "golden"]));
    let status = run(command
        .env("ODYSSEUS_BLESS", "1")
        .env("INSTA_UPDATE", "always"))?;
    run(Command::new("git")
        .args(["status", "--short", "--", "golden", "*.snap"])
        .current_dir(root()))?;
    Ok(exit_code(status))
}
