//! Real parts that tests run against and that no package of the operating system has: a model server.
//!
//! `tests/parts` says what it is made of. Once it is there, nothing is downloaded again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{root, run, succeeds};

/// The environment variable that tells tests the folder of the model server (`tests/parts/model_server.rs`).
pub(crate) const VARIABLE: &str = "ODYSSEUS_TEST_MODEL_SERVER";

/// The folder of the model server, in Cargo's target folder: `bin/llama-server`, and `tiny.gguf` for it.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("the path of xtask: {error}"))?;
    // This program is TARGET/PROFILE/xtask.
    let target = this.ancestors().nth(2).unwrap_or(&this);
    Ok(target.join("model-server"))
}

/// Installs the model server, unless it is there, and writes what is our own of it anew.
pub(crate) fn model_server() -> Result<(), String> {
    let folder = folder()?;
    let venv = folder.join("venv");
    let python = venv.join("bin/python");
    install(&venv, &python)?;

    let code = read(&part("llama_server.py"))?;
    let script = format!("#!{}\n{code}", python.display());
    write_program(&folder.join("bin/llama-server"), &script)?;
    // Noise that takes less time to make than to tell whether it is the right one.
    let mut model = Command::new(&python);
    finish(
        model
            .arg(part("tiny_model.py"))
            .arg(folder.join("tiny.gguf")),
    )
}

/// A virtual environment with exactly what `requirements.txt` names.
fn install(venv: &Path, python: &Path) -> Result<(), String> {
    let wanted = read(&part("requirements.txt"))?;
    // Its copy in the environment: written last, and gone with it.
    let stamp = venv.join("installed.txt");
    let installed = fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted);
    if installed && succeeds(&python.to_string_lossy(), &["-c", "import xllamacpp"]) {
        return Ok(());
    }
    println!("installing llama.cpp's server from PyPI");
    finish(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(venv),
    )?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--requirement",
    ];
    let mut pip_install = Command::new(python);
    finish(pip_install.args(pip).arg(part("requirements.txt")))?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// A file that is ours, in `tests/parts`.
fn part(name: &str) -> PathBuf {
    root().join("tests/parts").join(name)
}

/// Writes an executable file. Who runs it meanwhile has the whole of the old one or of the new one.
fn write_program(path: &Path, text: &str) -> Result<(), String> {
    let next = path.with_extension("next");
    let write = || -> io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        fs::write(&next, text)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&next, fs::Permissions::from_mode(0o755))?;
        }
        fs::rename(&next, path)
    };
    write().map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn finish(command: &mut Command) -> Result<(), String> {
    let status = run(command)?;
    if status.success() {
        return Ok(());
    }
    let args: Vec<_> = command
        .get_args()
        .map(|arg| arg.to_string_lossy())
        .collect();
    let program = command.get_program().display();
    Err(format!("{program} {}: {status}", args.join(" ")))
}
