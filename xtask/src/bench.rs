//! `cargo xtask bench`.

use std::env;
use std::process::{Command, ExitCode};

use crate::cargo::{cargo, exit_code, root, run};
use crate::web;

/// Builds the release binary and what measures it, and writes `docs/performance.md`; one part alone is only printed.
///
/// Two builds, since Cargo would unite the features of two packages built together: what is measured must be what `build` makes.
pub(crate) fn bench(part: Option<&str>) -> Result<ExitCode, String> {
    web::up_to_date()?;
    for what in [["--package", "odysseus"], ["--package", "bench"]] {
        let status = run(cargo(["build", "--release"]).args(what))?;
        if !status.success() {
            return Ok(exit_code(status));
        }
    }
    // This program is in the target folder's `debug`; the two just built are in the `release` beside it.
    let this = env::current_exe().map_err(|error| format!("the path of xtask: {error}"))?;
    let release = this.with_file_name("").join("../release");
    let mut measure = Command::new(release.join("bench"));
    let status = run(measure
        .arg(release.join("odysseus"))
        .arg("docs/performance.md")
        .args(part)
        .current_dir(root()))?;
    Ok(exit_code(status))
}
