//! The skill bundles: what agents install, made from `integrations/` and the list of operations.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use bytes::Bytes;
use operation::{Access, Context, Download, Error, Method, Operation, Registry, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{VERSION, reference};

const SKILL: &str = include_str!("../../../integrations/shared/SKILL.md.in");
const SCRIPT: &str = include_str!("../../../integrations/shared/scripts/odysseus_api.py");
const MCP: &str = include_str!("../../../integrations/shared/mcp.json");
const CODEX_MANIFEST: &str = include_str!("../../../integrations/codex/.codex-plugin/plugin.json");
const CODEX_README: &str = include_str!("../../../integrations/codex/README.md");

/// A bundle's files by path.
type Files = BTreeMap<String, String>;

/// Downloads the skill for Claude Code: a zip to unpack in `~/.claude`. It holds no token.
#[derive(Deserialize, JsonSchema)]
struct Claude {}

/// Downloads the plugin for Codex: a zip to unpack in `~/plugins`. It holds no token.
#[derive(Deserialize, JsonSchema)]
struct Codex {}

pub(crate) fn claude() -> Operation {
    Operation::download("agent.claude_plugin", |cx, _: Claude| async move {
        download(&cx, "odysseus-claude-skill.zip", claude_files)
    })
    .access(Access::Anyone)
    .route(Method::Get, "/claude/plugin.zip")
}

pub(crate) fn codex() -> Operation {
    Operation::download("agent.codex_plugin", |cx, _: Codex| async move {
        download(&cx, "odysseus-codex-plugin.zip", codex_files)
    })
    .access(Access::Anyone)
    .route(Method::Get, "/codex/plugin.zip")
}

fn download(cx: &Context, filename: &str, files: fn(&Registry) -> Files) -> Result<Download> {
    let body = pack(&files(cx.workspace().registry())).map_err(Error::fault)?;
    Ok(Download {
        content_type: "application/zip".into(),
        filename: filename.to_owned(),
        body: operation::Body::Bytes(body),
    })
}

fn claude_files(registry: &Registry) -> Files {
    let fill = |text: &str| fill(text, "Claude Agent", "scripts/odysseus_api.py");
    let folder = "skills/odysseus/";
    let mut files = skill(registry, folder, "skills/odysseus/scripts/", fill);
    files.insert(format!("{folder}mcp.json"), MCP.to_owned());
    files
}

fn codex_files(registry: &Registry) -> Files {
    let fill = |text: &str| fill(text, "Codex Agent", "../../scripts/odysseus_api.py");
    let mut files = skill(
        registry,
        "odysseus/skills/odysseus/",
        "odysseus/scripts/",
        fill,
    );
    files.insert(
        "odysseus/.codex-plugin/plugin.json".to_owned(),
        fill(CODEX_MANIFEST),
    );
    files.insert("odysseus/README.md".to_owned(), fill(CODEX_README));
    files.insert("odysseus/mcp.json".to_owned(), MCP.to_owned());
    files
}

/// What both bundles hold, in their own folders.
fn skill(registry: &Registry, folder: &str, scripts: &str, fill: impl Fn(&str) -> String) -> Files {
    let mut files = Files::new();
    files.insert(format!("{folder}SKILL.md"), fill(SKILL));
    files.insert(format!("{scripts}odysseus_api.py"), SCRIPT.to_owned());
    for (capability, page) in reference::pages(registry) {
        files.insert(format!("{folder}references/{capability}.md"), page);
    }
    files
}

/// Fills the placeholders that `integrations/README.md` lists.
fn fill(template: &str, agent: &str, script: &str) -> String {
    template
        .replace("{{AGENT}}", agent)
        .replace("{{SCRIPT}}", script)
        .replace("{{VERSION}}", VERSION)
}

/// The same files give the same bytes: sorted, and with one date for all.
fn pack(files: &Files) -> zip::result::ZipResult<Bytes> {
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        let options = if path.ends_with(".py") {
            plain.unix_permissions(0o755)
        } else {
            plain
        };
        zip.start_file(path.as_str(), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(Bytes::from(zip.finish()?.into_inner()))
}
