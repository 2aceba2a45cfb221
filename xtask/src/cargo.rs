//! Calling Cargo on this workspace.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

/// The root of the workspace.
///
/// Asked at run time: a target folder shared by several checkouts may hold this program as another of them built it.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// `cargo ARGS…` in the root of the workspace, by the Cargo that runs this program.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// Whether `program ARGS…` can be run and succeeds. Its output is thrown away.
pub(crate) fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .current_dir(root())
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Whether the test runner cargo-nextest is installed.
pub(crate) fn has_nextest() -> bool {
    cargo(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Runs a command that writes to our own output.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus, String> {
    command
        .status()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))
}

/// Ends as the child ended.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}
