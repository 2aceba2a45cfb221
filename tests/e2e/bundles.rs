//! The skill bundles, set up by the commands that the person pastes into a shell.

use serde_json::Value;

use crate::golden::files;
use crate::support::{Home, Ran, Server, run};

/// Download, unpack, check: what the settings page shows, for a home directory of its own.
const SETUP: &str = r#"
set -eu
mkdir -p "$HOME/$FOLDER"
if command -v curl >/dev/null; then
  curl -fsS -H "Authorization: Bearer $ODYSSEUS_API_TOKEN" -o "$HOME/bundle.zip" "$ODYSSEUS_URL/api/$AGENT/plugin.zip"
else
  python3 -c 'import os, urllib.request as u
r = u.Request(os.environ["ODYSSEUS_URL"] + "/api/" + os.environ["AGENT"] + "/plugin.zip")
r.add_header("Authorization", "Bearer " + os.environ["ODYSSEUS_API_TOKEN"])
open(os.environ["HOME"] + "/bundle.zip", "wb").write(u.urlopen(r).read())'
fi
python3 -m zipfile -e "$HOME/bundle.zip" "$HOME/$FOLDER/"
python3 "$HOME/$FOLDER/$SCRIPT" capabilities
"#;

fn set_up(server: &Server, token: &str, agent: &str, folder: &str, script: &str) -> (Home, Ran) {
    let home = Home::new();
    let mut shell = home.command("sh");
    shell
        .args(["-c", SETUP])
        .env("ODYSSEUS_URL", &server.url)
        .env("ODYSSEUS_API_TOKEN", token);
    let ran = run(
        shell
            .env("AGENT", agent)
            .env("FOLDER", folder)
            .env("SCRIPT", script),
        "",
    );
    (home, ran)
}

#[test]
fn the_setup_commands_install_a_skill_that_works() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["chat"]);
    let server = Server::start(&home);
    let skill = "skills/odysseus/scripts/odysseus_api.py";
    let (claude, ran) = set_up(&server, &token, "claude", ".claude", skill);
    let capabilities: Value = serde_json::from_str(&ran.ok()).unwrap();
    assert_eq!(
        capabilities["tools"]["todos"]["read"], false,
        "a chat token may look, and nothing more"
    );
    let unpacked = files(&claude.path().join(".claude"));
    assert!(
        unpacked
            .iter()
            .all(|file| file.starts_with("skills/odysseus")),
        "{unpacked:?}"
    );
    for file in ["skills/odysseus/SKILL.md", skill] {
        assert!(
            unpacked.iter().any(|found| found.ends_with(file)),
            "{unpacked:?}"
        );
    }

    let (codex, ran) = set_up(
        &server,
        &token,
        "codex",
        "plugins",
        "odysseus/scripts/odysseus_api.py",
    );
    ran.ok();
    let plugins = codex.path().join("plugins");
    let unpacked = files(&plugins);
    for file in [
        ".codex-plugin/plugin.json",
        "README.md",
        "scripts/odysseus_api.py",
        "skills/odysseus/SKILL.md",
    ] {
        assert!(
            unpacked.contains(&format!("odysseus/{file}").into()),
            "{unpacked:?}"
        );
    }
    let read = |home: &Home, path: &str| std::fs::read(home.path().join(path)).unwrap();
    assert_eq!(
        read(&claude, ".claude/skills/odysseus/scripts/odysseus_api.py"),
        read(&codex, "plugins/odysseus/scripts/odysseus_api.py"),
    );
    let manifest: Value =
        serde_json::from_slice(&read(&codex, "plugins/odysseus/.codex-plugin/plugin.json"))
            .unwrap();
    assert_eq!(
        (&manifest["name"], &manifest["version"]),
        (&"odysseus".into(), &env!("CARGO_PKG_VERSION").into())
    );
    for home in [&claude, &codex] {
        for file in files(home.path()) {
            let text = String::from_utf8_lossy(&std::fs::read(home.path().join(&file)).unwrap())
                .into_owned();
            assert!(!text.contains(&token), "{} holds the token", file.display());
        }
    }

    let (_, refused) = set_up(&server, "ody_mistyped", "claude", ".claude", skill);
    assert_ne!(
        refused.code, 0,
        "the commands stop where the download fails"
    );
    server.stop();
}
