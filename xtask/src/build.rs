//! `cargo xtask build`.

use std::process::ExitCode;

use crate::cargo::{cargo, exit_code, run};

/// Builds the release binary.
pub(crate) fn build() -> Result<ExitCode, String> {
    let status = run(&mut cargo([
        "build",
        "--release",
        "--locked",
        "--bin",
        "odysseus",
    ]))?;
    Ok(exit_code(status))
}
