//! What an older Odysseus kept, taken over by `odysseus cookbook import`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Home, Server, root};

fn older(name: &str) -> String {
    let path = root().join("tests/e2e/cookbook/older").join(name);
    path.to_str().unwrap().to_owned()
}

/// Imports with `--json`.
#[track_caller]
fn import(home: &Home, file: &str) -> Value {
    let printed = home
        .odysseus(&["cookbook", "import", file, "--json"], "")
        .ok();
    for secret in ["ustNotBeShown", "must-not-be-shown"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    serde_json::from_str(&printed).unwrap()
}

/// What became of one entry, and all that is said of it.
#[track_caller]
fn fate(report: &Value, kind: &str, name: &str) -> (String, String) {
    let entries = report["entries"].as_array().unwrap();
    let mut named = entries
        .iter()
        .filter(|entry| entry["kind"] == kind && entry["name"] == name);
    let entry = named
        .next()
        .unwrap_or_else(|| panic!("no {kind} {name}: {report:#}"));
    let notes: Vec<&str> = entry["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .chain(entry["instead"].as_str())
        .collect();
    (
        entry["outcome"].as_str().unwrap().to_owned(),
        notes.join(" "),
    )
}

/// Kind, name, what became of it, and words that are said of it.
const FATES: &[(&str, &str, &str, &str)] = &[
    ("server", "this machine", "taken", ""),
    ("server", "GPU box", "changed", "`models` is no directory"),
    ("server", "gpu BOX", "changed", "gpu BOX 2"),
    ("server", "PC", "left_out", "WSL"),
    ("server", "Trick", "left_out", "user@machine"),
    ("server", "Phone", "taken", ""),
    ("server", "Odd", "changed", "port `ssh`"),
    ("default", "GPU box", "taken", ""),
    ("token", "Hugging Face", "left_out", "Enter it again"),
    ("preset", "Qwen 8B 16k", "taken", ""),
    ("preset", "Tiny (here)", "changed", "Tiny here"),
    ("preset", "Without a host", "taken", ""),
    ("preset", "With a shell", "left_out", "No shell runs"),
    ("preset", "Finder", "left_out", "file's path"),
    ("preset", "Adopted", "left_out", "never known"),
    ("preset", "On Windows", "left_out", "Windows"),
    ("preset", "Elsewhere", "changed", "ann@gone.lan"),
    ("preset", "qwen 8b 16K", "changed", "qwen 8b 16K 2"),
    ("task", "serve-1a2b3c4d Qwen/Qwen3-8B", "taken", ""),
    ("task", "serve-5e6f7a8b Qwen/Qwen3-8B", "taken", ""),
    (
        "task",
        "serve-0badc0de org/tiny",
        "left_out",
        "taken up by itself",
    ),
    ("task", "my-session org/tiny", "left_out", "never known"),
    (
        "task",
        "cookbook-00000001 Qwen/Qwen3-8B-GGUF",
        "left_out",
        "found where it is",
    ),
    ("other", "serveState", "left_out", "forms"),
    ("other", "future", "left_out", "not known here"),
];

/// What the server tells of all that was taken over.
async fn shown(server: &Server) -> Value {
    let ann = server.client().sign_in("ann").await;
    let mut all = json!({});
    for part in [
        "servers",
        "presets",
        "tasks",
        "hugging-face",
        "attempts?repo_id=Qwen/Qwen3-8B",
    ] {
        all[part] = ann.get(&format!("/api/cookbook/{part}")).await.expect(200);
    }
    all
}

#[tokio::test]
async fn everything_is_taken_over_or_it_is_said_why_not() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let file = older("cookbook_state.json");

    // A rehearsal tells the same and changes nothing.
    let rehearsed = home.odysseus(&["cookbook", "import", &file, "--dry-run", "--json"], "");
    let mut rehearsed: Value = serde_json::from_str(&rehearsed.ok()).unwrap();
    assert_eq!(rehearsed["dry_run"], true);
    rehearsed["dry_run"] = json!(false);
    let report = import(&home, &file);
    assert_eq!(report, rehearsed);

    for (kind, name, outcome, says) in FATES {
        let (became, notes) = fate(&report, kind, name);
        assert_eq!(became, *outcome, "{kind} {name}: {notes}");
        assert!(notes.contains(says), "{kind} {name}: {notes}");
    }
    assert_eq!(
        report["entries"].as_array().unwrap().len(),
        FATES.len(),
        "{report:#}"
    );

    let server = Server::start(&home);
    let all = shown(&server).await;
    let named = |list: &str, name: &str| {
        let items = all[list][list].as_array().unwrap();
        let item = items.iter().find(|item| item["name"] == name);
        item.unwrap_or_else(|| panic!("no {name}: {all:#}")).clone()
    };
    let local = named("servers", "This machine");
    assert_eq!(
        (
            &local["environment"],
            &local["environment_path"],
            &local["model_dirs"]
        ),
        (&json!("venv"), &json!("~/venv"), &json!(["/srv/models"]))
    );
    let gpu = named("servers", "GPU box");
    assert_eq!(
        (
            &gpu["host"],
            &gpu["port"],
            &gpu["preferred"],
            &gpu["model_dirs"],
            &gpu["download_dir"]
        ),
        (
            &json!("ann@gpu.lan"),
            &json!(2222),
            &json!(true),
            &json!(["/data/models"]),
            &json!("/data/models")
        )
    );
    let other = named("servers", "gpu BOX 2");
    assert_eq!(
        (&other["port"], &other["environment_path"]),
        (&Value::Null, &json!("serving"))
    );
    assert_eq!(named("servers", "Phone")["port"], 8022);

    let verified = named("presets", "Qwen 8B 16k");
    assert_eq!(
        (
            &verified["server_id"],
            &verified["environment_path"],
            &verified["gpus"],
            &verified["port"],
            &verified["label"]
        ),
        (
            &gpu["id"],
            &json!("/opt/venv"),
            &json!("0,1"),
            &json!(8000),
            &json!("16k ctx")
        )
    );
    assert!(verified["verified_at"].is_string(), "{verified}");
    let tiny = named("presets", "Tiny here");
    assert_eq!(
        (
            &tiny["host"],
            &tiny["environment_path"],
            &tiny["port"],
            &tiny["verified_at"]
        ),
        (
            &json!("local"),
            &json!("~/venv"),
            &json!(8080),
            &Value::Null
        )
    );
    assert_eq!(all["tasks"]["tasks"], json!([]));

    let attempts = all["attempts?repo_id=Qwen/Qwen3-8B"]["attempts"]
        .as_array()
        .unwrap();
    let tried: Vec<Value> = attempts
        .iter()
        .map(|tried| {
            json!([
                tried["outcome"],
                tried["class"],
                tried["ready_after_seconds"],
                tried["server"]
            ])
        })
        .collect();
    let expected = json!([
        ["ready", null, null, "GPU box"],
        ["failed", "gpu_memory", null, "GPU box"]
    ]);
    assert_eq!(json!(tried), expected, "{attempts:#?}");
    server.stop();
}

#[tokio::test]
async fn a_second_time_changes_nothing_with_the_server_running_and_after_it() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let file = older("cookbook_state.json");
    let first = import(&home, &file);
    // The running server has it at once.
    let before = shown(&server).await;
    assert_eq!(
        before["servers"]["servers"].as_array().unwrap().len(),
        5,
        "{before:#}"
    );

    let again = import(&home, &file);
    assert_eq!(
        (&again["counts"]["taken"], &again["counts"]["changed"]),
        (&json!(0), &json!(0)),
        "{again:#}"
    );
    assert_eq!(again["counts"]["left_out"], first["counts"]["left_out"]);
    assert_eq!(shown(&server).await["servers"], before["servers"]);
    assert_eq!(shown(&server).await["presets"], before["presets"]);
    server.stop();
    let table = home.odysseus(&["cookbook", "import", &file], "").ok();
    assert!(
        table.trim_end().ends_with("Nothing was changed."),
        "{table}"
    );
    assert!(
        table.contains("already here  server   GPU box\n"),
        "{table}"
    );
}

#[tokio::test]
async fn what_the_person_has_set_here_stays() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let ann = server.client().sign_in("ann").await;
    for set in [
        json!({ "id": "local", "environment": "conda", "environment_path": "mine" }),
        json!({ "name": "GPU Box", "host": "ann@new.lan", "preferred": true }),
    ] {
        ann.send("PUT", "/api/cookbook/servers", Some(&set))
            .await
            .expect(200);
    }
    ann.send(
        "PUT",
        "/api/cookbook/hugging-face",
        Some(&json!({ "token": "hf_mine" })),
    )
    .await
    .expect(200);

    let report = import(&home, &older("cookbook_state.json"));
    let (became, notes) = fate(&report, "server", "this machine");
    assert!(
        became == "changed" && notes.contains("conda mine"),
        "{became} {notes}"
    );
    let (became, notes) = fate(&report, "server", "GPU box");
    assert!(
        became == "changed" && notes.contains("GPU box 2"),
        "{became} {notes}"
    );
    assert_eq!(fate(&report, "token", "Hugging Face").0, "already_here");
    assert_eq!(fate(&report, "default", "GPU box").0, "already_here");
    let servers = &shown(&server).await["servers"]["servers"];
    let kept = servers
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "GPU Box")
        .unwrap();
    assert_eq!(
        (&kept["host"], &kept["preferred"]),
        (&json!("ann@new.lan"), &json!(true))
    );
    server.stop();
}

#[tokio::test]
async fn a_file_of_the_first_versions() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let report = import(&home, &older("first_version.json"));
    for (kind, name) in [
        ("server", "this machine"),
        ("token", "Hugging Face"),
        ("preset", "tiny 8081"),
    ] {
        assert_eq!(fate(&report, kind, name).0, "taken", "{report:#}");
    }
    let server = Server::start(&home);
    let all = shown(&server).await;
    let local = &all["servers"]["servers"][0];
    assert_eq!(
        (&local["environment_path"], &local["model_dirs"]),
        (&json!("serving"), &json!(["/srv/models", "~/models"]))
    );
    assert_eq!(all["hugging-face"], json!({ "configured": true }));
    server.stop();
}

#[test]
fn what_is_no_such_file_is_said_in_a_sentence() {
    let home = Home::new();
    let good = fs::read_to_string(older("cookbook_state.json")).unwrap();
    // The content, and words of the sentence.
    let cases: &[(&[u8], &str)] = &[
        (b"", "is empty"),
        (b" \n", "is empty"),
        (&good.as_bytes()[..good.len() / 2], "cut off"),
        (b"\x00\xff\x00garbage", "no JSON"),
        (b"servers: []\n", "no JSON"),
        (b"[1, 2]", "no cookbook_state.json"),
        (b"null", "no cookbook_state.json"),
        (b"{\"name\": \"another\"}", "no cookbook_state.json"),
    ];
    let file: PathBuf = home.path().join("file.json");
    let import = ["cookbook", "import", file.to_str().unwrap()];
    let says = home.odysseus(&import, "").fails(1);
    assert!(says.contains("No such file"), "{says}");
    for (content, words) in cases {
        fs::write(&file, content).unwrap();
        let says = home.odysseus(&import, "").fails(1);
        assert!(says.contains(words) && says.lines().count() == 1, "{says}");
    }
    assert!(
        !home.data().exists(),
        "a wrong file makes no data directory"
    );

    // Parts of it may be anything: each is told, and nothing else is lost.
    let odd = json!({ "tasks": 7, "presets": [1, { "cmd": ["x"] }], "env": { "servers": { "a": 1 }, "new": 2 } });
    fs::write(&file, odd.to_string()).unwrap();
    let report = self::import(&home, import[2]);
    assert_eq!(
        report["counts"],
        json!({ "taken": 0, "changed": 0, "already_here": 0, "left_out": 5 }),
        "{report:#}"
    );
    let help = home.odysseus(&["cookbook", "--help"], "").ok();
    assert!(
        help.contains("  import ") && help.contains("  serve "),
        "{help}"
    );
}
