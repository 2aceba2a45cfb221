//! What is offered, checked in: a change shows up in a review. `cargo xtask bless` renews the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{Home, Server, root, run};

const DOCUMENTS: [(&str, &str); 4] = [
    ("openapi", "golden/openapi.json"),
    ("scopes", "golden/scopes.md"),
    ("routes", "golden/routes.txt"),
    ("tools", "golden/tools.json"),
];

/// Whether the files are to be written anew.
fn blessing() -> bool {
    std::env::var_os("ODYSSEUS_BLESS").is_some()
}

/// Compares a file of the repository with what it should be, or writes it.
fn compare(path: &Path, wanted: &[u8]) {
    if blessing() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, wanted).unwrap();
        return;
    }
    let there = fs::read(path).unwrap_or_default();
    if there != wanted {
        let (old, new) = (
            String::from_utf8_lossy(&there),
            String::from_utf8_lossy(wanted),
        );
        let line = old
            .lines()
            .zip(new.lines())
            .take_while(|(old, new)| old == new)
            .count();
        let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
        panic!(
            "{} is not what the program offers; look at the change, then `cargo xtask bless`.\nline {}\n  is     {}\n  wanted {}",
            path.display(),
            line + 1,
            at(&old),
            at(&new)
        );
    }
}

#[test]
fn documents_are_the_golden_ones() {
    let home = Home::new();
    for (name, path) in DOCUMENTS {
        let text = home.odysseus(&["docs", name], "").ok();
        compare(&root().join(path), text.as_bytes());
    }
}

#[tokio::test]
async fn the_server_gives_the_golden_document_and_skill() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["chat"]);
    let server = Server::start(&home);
    let agent = server.client().token(&token);
    let served: Value = agent.get("/api/openapi.json").await.expect(200);
    let printed: Value =
        serde_json::from_str(&home.odysseus(&["docs", "openapi"], "").ok()).unwrap();
    assert_eq!(served, printed);

    // The skill's folder in the repository is what the zip unpacks to: both are one thing.
    let zip = agent.get("/api/claude/plugin.zip").await;
    assert_eq!(zip.status, 200);
    let (file, unpacked) = (home.path().join("skill.zip"), home.path().join("unpacked"));
    fs::write(&file, &zip.body).unwrap();
    let mut unzip = home.python();
    run(
        unzip.args(["-m", "zipfile", "-e"]).args([&file, &unpacked]),
        "",
    )
    .ok();
    let (ours, theirs) = (
        root().join("integrations/claude/skills/odysseus"),
        unpacked.join("skills/odysseus"),
    );
    for path in files(&theirs) {
        compare(&ours.join(&path), &fs::read(theirs.join(&path)).unwrap());
    }
    if blessing() {
        for stale in files(&ours)
            .iter()
            .filter(|path| !files(&theirs).contains(path))
        {
            fs::remove_file(ours.join(stale)).unwrap();
        }
    }
    assert_eq!(
        files(&ours),
        files(&theirs),
        "a file of the skill that is not in the bundle"
    );
    server.stop();
}

/// The files below a folder, sorted, without what Python leaves behind.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(&next)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() && !path.ends_with("__pycache__") {
                folders.push(path);
            } else if path.is_file() {
                found.push(path.strip_prefix(folder).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_golden_openapi_document_is_valid() {
    let home = Home::new();
    let document = home.path().join("openapi.json");
    fs::write(&document, home.odysseus(&["docs", "openapi"], "").ok()).unwrap();
    let validator = tool("openapi-spec-validator==0.9.0", "openapi-spec-validator");
    let ran = run(
        home.command(validator)
            .args(["--errors", "all"])
            .arg(&document),
        "",
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

/// A program of PyPI in an environment of its own, made once below the target directory.
pub(crate) fn tool(package: &str, program: &str) -> PathBuf {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let path = environment.join("bin").join(program);
    if path.is_file() {
        return path;
    }
    let made =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{package}.{}", std::process::id()));
    let python = |args: &[&str], program: &Path| {
        let output = Command::new(program).args(args).output().unwrap();
        assert!(
            output.status.success(),
            "{package} is not there and could not be installed: `python3 -m venv {0} && {0}/bin/pip install {package}` \
             on a machine with python3-venv and a way to PyPI makes it.\n{1}",
            environment.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    };
    python(
        &["-m", "venv", made.to_str().unwrap()],
        Path::new("python3"),
    );
    python(
        &[
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            package,
        ],
        &made.join("bin/python3"),
    );
    // The scripts name their interpreter by its path: they stay where they were made, and a link leads there.
    let _ = std::os::unix::fs::symlink(&made, &environment);
    path
}
