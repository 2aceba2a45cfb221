//! The web app: what Node makes of `web/`, which the program then carries.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use crate::cargo::{cargo, exit_code, root, run};

/// The oldest Node that builds it, as `engines` in `web/package.json` says.
const NODE: (u32, u32) = (20, 19);

/// What the build is made of, beside the sources of tests and what is generated from these.
const SOURCES: [&str; 10] = [
    "golden/openapi.json",
    "web/index.html",
    "web/package.json",
    "web/package-lock.json",
    "web/public",
    "web/src",
    "web/svelte.config.js",
    "web/tsconfig.json",
    "web/vite",
    "web/vite.config.ts",
];

/// Installs and builds what is not there as it should be.
pub(crate) fn up_to_date() -> Result<(), String> {
    let built = modified(&root().join("web/dist/index.html"));
    if built.is_some_and(|built| newest_source() <= Some(built)) {
        return Ok(());
    }
    install()?;
    npm_run("build")
}

/// Installs exactly what the lock file names, unless that has been done.
pub(crate) fn install() -> Result<(), String> {
    check_node()?;
    let lock = read(&root().join("web/package-lock.json"))?;
    // Its copy in the folder that it describes: gone with it, and no matter of clocks.
    let installed = root().join("web/node_modules/.installed.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing the web app's packages");
    let args = [
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
    ];
    finish(npm(&args))?;
    fs::write(&installed, lock).map_err(|error| format!("{}: {error}", installed.display()))
}

/// Builds the app whatever is there.
pub(crate) fn npm_run(script: &str) -> Result<(), String> {
    finish(npm(&["run", "--silent", script]))
}

/// `cargo xtask screenshots`: builds the program and has the browser take the pictures in `docs/screenshots`.
pub(crate) fn screenshots() -> Result<ExitCode, String> {
    up_to_date()?;
    let status = run(&mut cargo(["build", "--bin", "odysseus"]))?;
    if !status.success() {
        return Ok(exit_code(status));
    }
    let mut command = npm(&["run", "--silent", "screenshots"]);
    command.env("ODYSSEUS_BIN", program()?);
    command.env("ODYSSEUS_SHOTS", root().join("docs/screenshots"));
    Ok(exit_code(run(&mut command)?))
}

/// The program that `cargo build` made: in the folder of this one.
pub(crate) fn program() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("the path of xtask: {error}"))?;
    Ok(this.with_file_name("odysseus"))
}

/// `npm ARGS…` in `web/`.
pub(crate) fn npm(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(args).current_dir(root().join("web"));
    // A package that wants to tell of its new version is not asked.
    command.env("npm_config_update_notifier", "false");
    command
}

fn finish(mut command: Command) -> Result<(), String> {
    let status = run(&mut command)?;
    if status.success() {
        return Ok(());
    }
    let args: Vec<_> = command
        .get_args()
        .map(|arg| arg.to_string_lossy())
        .collect();
    Err(format!("npm {} in web/: {status}", args.join(" ")))
}

/// Says what is to be installed where Node or npm is missing, or too old.
fn check_node() -> Result<(), String> {
    let (major, minor) = NODE;
    let wanted = format!(
        "The web app is built with Node {major}.{minor} or newer and npm (https://nodejs.org; on Debian: apt install nodejs npm)"
    );
    let version = |program: &str| {
        let output = Command::new(program).arg("--version").output();
        let output = output.ok().filter(|output| output.status.success());
        let text = output
            .ok_or_else(|| format!("{wanted}; `{program}` cannot be run."))?
            .stdout;
        Ok::<_, String>(String::from_utf8_lossy(&text).trim().to_owned())
    };
    version("npm")?;
    let node = version("node")?;
    match parse(&node) {
        Some(there) if there >= NODE => Ok(()),
        _ => Err(format!("{wanted}; here it is {node}.")),
    }
}

/// Major and minor of `v20.19.2`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// When the youngest source was changed.
fn newest_source() -> Option<SystemTime> {
    SOURCES
        .iter()
        .filter_map(|path| newest(&root().join(path)))
        .max()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let name = path.file_name()?.to_string_lossy();
    let test = [".test.ts", ".e2e.ts", ".story.ts"];
    if name == "generated" || test.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    // A folder's own time tells of what was deleted from it.
    let below = fs::read_dir(path).into_iter().flatten();
    let below = below.filter_map(|entry| newest(&entry.ok()?.path()));
    below.chain(modified(path)).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error: io::Error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{NODE, parse};

    #[test]
    fn reads_what_node_says_of_itself() {
        assert_eq!(parse("v20.19.2"), Some(NODE));
        assert!(parse("v22.0.1") > Some(NODE) && parse("v18.20.4") < Some(NODE));
        for nonsense in ["", "20.19", "v20", "vx.y"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }
}
