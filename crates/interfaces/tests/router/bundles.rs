//! The skill bundles, as agents unpack them.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::house::House;

/// Path, mode and text of every entry, in the archive's order.
fn unpack(bytes: &[u8]) -> Vec<(String, u32, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entry = |index| {
        let mut file = archive.by_index(index).unwrap();
        assert_eq!(file.compression(), zip::CompressionMethod::Deflated);
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (
            file.name().unwrap().into_owned(),
            file.unix_mode().unwrap() & 0o777,
            text,
        )
    };
    let count = ZipArchive::new(Cursor::new(bytes)).unwrap().len();
    (0..count).map(&mut entry).collect()
}

#[tokio::test]
async fn both_bundles_hold_what_agents_expect() {
    let house = House::open().await;
    let token = house.token(&["chat"]).await;
    let mut scripts = Vec::new();
    for (path, filename, agent, names) in [
        (
            "/api/claude/plugin.zip",
            "odysseus-claude-skill.zip",
            "Claude Agent",
            &[
                "skills/odysseus/SKILL.md",
                "skills/odysseus/mcp.json",
                "skills/odysseus/references/samples.md",
                "skills/odysseus/scripts/odysseus_api.py",
            ][..],
        ),
        (
            "/api/codex/plugin.zip",
            "odysseus-codex-plugin.zip",
            "Codex Agent",
            &[
                "odysseus/.codex-plugin/plugin.json",
                "odysseus/README.md",
                "odysseus/mcp.json",
                "odysseus/scripts/odysseus_api.py",
                "odysseus/skills/odysseus/SKILL.md",
                "odysseus/skills/odysseus/references/samples.md",
            ][..],
        ),
    ] {
        let reply = house.get(path, &token).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("content-type"), "application/zip");
        assert_eq!(
            reply.header("content-disposition"),
            format!("attachment; filename=\"{filename}\"")
        );
        assert_eq!(
            reply.body,
            house.get(path, &token).await.body,
            "the same bundle has the same bytes"
        );
        let entries = unpack(&reply.body);
        assert_eq!(
            entries
                .iter()
                .map(|(name, ..)| name.as_str())
                .collect::<Vec<_>>(),
            names
        );
        for (name, mode, text) in &entries {
            assert!(!text.contains("{{"), "{name} has an unfilled placeholder");
            assert!(!text.contains(&token), "{name} holds a token");
            let script = name.ends_with(".py");
            assert_eq!(*mode, if script { 0o755 } else { 0o644 }, "{name}");
            if script {
                scripts.push(text.clone());
            }
            if name.ends_with("SKILL.md") {
                assert!(text.contains(agent), "{name} does not name its agent");
            }
            if name.ends_with("mcp.json") {
                let config: serde_json::Value = serde_json::from_str(text).unwrap();
                let server = &config["mcpServers"]["odysseus"];
                assert_eq!(server["url"], "${ODYSSEUS_URL}/mcp");
            }
            if name.ends_with("plugin.json") {
                let manifest: serde_json::Value = serde_json::from_str(text).unwrap();
                assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
            }
        }
    }
    assert_eq!(scripts[0], scripts[1]);
}

#[tokio::test]
async fn reference_pages_tell_every_field_and_scope() {
    let house = House::open().await;
    let token = house.token(&["chat"]).await;
    let entries = unpack(&house.get("/api/claude/plugin.zip", &token).await.body);
    let (.., page) = entries
        .iter()
        .find(|(name, ..)| name.ends_with("samples.md"))
        .unwrap();
    assert_eq!(page.matches("\n## samples.list\n").count(), 1);
    for wanted in [
        "| write | `samples:write`: Change samples |",
        "\n\n## Of samples\n\nOne at a time.\n\n## samples.",
        "## samples.add\n\nAdds a sample. Nothing is kept.\n\nCall: `POST /api/codex/samples`. Needs the scope",
        "Call: `GET /api/codex/samples`, or `POST /api/codex/samples` with `\"action\": \"list\"`.",
        "with `\"action\": \"remove\"`, or `POST /api/codex/samples/remove/{id}`.",
        "| `order` | `\"newest\"` or `\"oldest\"` | Which first. |",
        "Needs the scope `samples:write`. Effect: destroy.",
        "| `title` | string | **Required.** Its title. |",
        "| `others` | list of integer | Numbers of others. |",
        "| `parts` | list of {text} | Its parts. |",
        "Those with this label \\| or that.",
    ] {
        assert!(page.contains(wanted), "`{wanted}` is missing in:\n{page}");
    }
}
