//! `cargo xtask build`.

use std::process::ExitCode;

use crate::cargo::{cargo, exit_code, run};
use crate::web;

/// Builds the web app where its sources changed, and the release binary with it inside.
pub(crate) fn build() -> Result<ExitCode, String> {
    web::up_to_date()?;
    let status = run(&mut cargo([
        "build",
        "--release",
        "--locked",
        "--bin",
        "odysseus",
    ]))?;
    Ok(exit_code(status))
}
