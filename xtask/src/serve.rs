//! `cargo xtask serve`.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use crate::cargo::{cargo, root};
use crate::web;

/// Builds the web app and the release binary and becomes `odysseus serve ARGS…`, in the folder the caller is in.
///
/// Cargo knows where the binary is, and on Unix it replaces itself by the program it runs: signals reach the server.
pub(crate) fn serve(args: &[String]) -> Result<ExitCode, String> {
    web::up_to_date()?;
    let here = env::current_dir().map_err(|error| format!("the current folder: {error}"))?;
    let error = cargo(["run", "--release", "--bin", "odysseus"])
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"))
        .args(["--", "serve"])
        .args(args)
        .current_dir(here)
        .exec();
    Err(format!("cargo run: {error}"))
}
