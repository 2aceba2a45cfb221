//! `cargo xtask test`: the one test command.

use std::env;
use std::process::{Command, ExitCode};

use crate::cargo::{cargo, has_nextest, root};
use crate::debian;
use crate::parts;
use crate::steps::Steps;
use crate::summary::Runner;
use crate::web;

/// How much is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The inner loop: format, lints and the tests of the crates, without the end-to-end ones.
    Quick,
    /// Everything that a change must pass.
    Usual,
    /// Also what takes many minutes: tests that are ignored otherwise or look at `ODYSSEUS_LONG`.
    Long,
}

impl Extent {
    /// Reads the arguments of the task.
    pub(crate) fn parse(args: &[String]) -> Result<Extent, String> {
        match args {
            [] => Ok(Extent::Usual),
            [arg] if arg == "--quick" => Ok(Extent::Quick),
            [arg] if arg == "--long" => Ok(Extent::Long),
            _ => Err(format!(
                "`cargo xtask test` takes --quick or --long, not `{}`",
                args.join(" ")
            )),
        }
    }
}

/// Runs every step, also after one has failed, and ends with `N passed, N failed`.
pub(crate) fn test(extent: Extent) -> Result<ExitCode, String> {
    let mut steps = Steps::default();
    if extent != Extent::Quick {
        steps.check("system packages", debian::install_missing);
    }
    steps.command("format", &mut cargo(["fmt", "--all", "--check"]));
    web_app(&mut steps);
    lints(&mut steps, extent);
    if extent != Extent::Quick {
        shell_scripts(&mut steps);
        steps.check("the model server", parts::model_server);
    }
    workspace_tests(&mut steps, extent);
    if extent != Extent::Quick {
        browser_stories(&mut steps);
        steps.tests(
            "documentation tests",
            Runner::Libtest,
            &mut cargo(["test", "--doc", "--workspace"]),
        );
        fuzz_targets(&mut steps);
    }
    Ok(steps.finish())
}

/// Before anything of Rust is compiled: the program carries what is built here.
fn web_app(steps: &mut Steps) {
    steps.check("web app: packages", web::install);
    steps.check("web app: build", web::up_to_date);
    steps.check("web app: types", || web::npm_run("check"));
    let mut tests = web::npm(&["run", "--silent", "test"]);
    steps.tests("web app: tests", Runner::Vitest, &mut tests);
}

/// The web app as people meet it: in Chromium, from the real program.
fn browser_stories(steps: &mut Steps) {
    let mut build = cargo(["build", "--bin", "odysseus"]);
    steps.command("the program for the browser", &mut build);
    let mut stories = web::npm(&["run", "--silent", "e2e"]);
    match web::program() {
        Ok(program) => stories.env("ODYSSEUS_BIN", program),
        Err(problem) => return steps.check("browser stories", || Err(problem)),
    };
    stories.env_remove("ODYSSEUS_WEB_DIR");
    steps.tests("browser stories", Runner::Vitest, &mut stories);
}

fn lints(steps: &mut Steps, extent: Extent) {
    const DENY: [&str; 3] = ["--", "-D", "warnings"];
    if extent == Extent::Quick {
        steps.command("lints", cargo(["clippy", "--workspace"]).args(DENY));
        return;
    }
    steps.command(
        "lints",
        cargo(["clippy", "--workspace", "--all-targets"]).args(DENY),
    );
    steps.command(
        "lints, with PostgreSQL",
        cargo(["clippy", "--workspace", "--features", "postgres"]).args(DENY),
    );
}

/// The scripts that hosts run: POSIX sh, put together of several files.
fn shell_scripts(steps: &mut Steps) {
    const PIECES: [&str; 2] = [
        // A file uses what another one sets, and sets what another one uses.
        "--exclude=SC2154,SC2034",
        "--severity=warning",
    ];
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others"])
        .args(["--exclude-standard", "crates/*.sh"])
        .current_dir(root())
        .output();
    let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let mut shellcheck = Command::new("shellcheck");
    shellcheck.arg("--shell=sh").args(PIECES);
    shellcheck.args(listed.unwrap_or_default().split_terminator('\0'));
    steps.command("shell scripts", shellcheck.current_dir(root()));
}

/// The tests of all crates: among them, in `xtask/tests/house/`, the checks of dependencies, layers and sources.
fn workspace_tests(steps: &mut Steps, extent: Extent) {
    let (runner, mut command) = if has_nextest() {
        let args = [
            "nextest",
            "run",
            "--workspace",
            "--no-tests",
            "pass",
            "--profile",
            profile(extent),
        ];
        (Runner::Nextest, cargo(args))
    } else {
        println!(
            "\ncargo-nextest is not installed: `cargo test` is used instead, without time limits"
        );
        let args = ["test", "--workspace", "--all-targets", "--no-fail-fast"];
        (Runner::Libtest, cargo(args))
    };
    match (extent, runner) {
        // The root package holds the end-to-end tests.
        (Extent::Quick, _) => command.args(["--exclude", "odysseus"]),
        (Extent::Usual, _) => &mut command,
        (Extent::Long, Runner::Nextest) => command.args(["--run-ignored", "all"]),
        (Extent::Long, _) => command.args(["--", "--include-ignored"]),
    };
    if extent == Extent::Long {
        command.env("ODYSSEUS_LONG", "1");
    }
    if let Ok(folder) = parts::folder() {
        command.env(parts::VARIABLE, folder);
    }
    steps.tests("tests", runner, &mut command);
}

/// The profile in `.config/nextest.toml`.
fn profile(extent: Extent) -> &'static str {
    match extent {
        Extent::Long => "long",
        Extent::Quick | Extent::Usual if env::var_os("CI").is_some() => "ci",
        Extent::Quick | Extent::Usual => "default",
    }
}

/// The fuzz targets are a workspace of their own: nothing else would notice that they no longer compile.
fn fuzz_targets(steps: &mut Steps) {
    if root().join("fuzz/Cargo.toml").exists() {
        let mut command: Command = cargo(["check", "--manifest-path", "fuzz/Cargo.toml"]);
        steps.command("fuzz targets compile", &mut command);
    }
}
