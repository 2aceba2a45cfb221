//! What a launch needs is seen, shown, and held against the machine; and a preset is changed where it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use serde_json::{Value, json};

use super::house::{Agent, House, PATIENCE, free_port};
use crate::support::{Server, model_server};

/// A card of 24 GiB on which the model server of this home has 18; how much is free stands in a file.
const NVIDIA_SMI: &str = r#"#!/bin/sh
read -r free <"$HOME/free"
case "$*" in
*compute-apps*) echo "GPU-1, $(cat "$HOME/pid"), 18432, /opt/llama-server" ;;
*) echo "0, GPU-1, 24564, $((24564 - free)), $free, 63, 71, 550.54.14, NVIDIA GeForce RTX 4090" ;;
esac
"#;

/// The real one, which tells its process id and its version as that of llama.cpp does.
const LLAMA_SERVER: &str = r#"#!/bin/sh
if [ "$1" = --version ]; then
    echo 'version: 4589 (eb7cf15a)' >&2
    exit
fi
echo $$ >"$HOME/pid"
exec "$REAL" "$@"
"#;

/// With these programs, for Odysseus as for the shell of its user.
fn start(house: &House, free_mb: u32) -> Server {
    let bin = house.0.path().join("programs");
    fs::create_dir(&bin).unwrap();
    let real = model_server().bin.join("llama-server");
    let server = LLAMA_SERVER.replace("$REAL", real.to_str().unwrap());
    for (name, text) in [("nvidia-smi", NVIDIA_SMI), ("llama-server", &server)] {
        fs::write(bin.join(name), text).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let profile = format!("PATH='{}':$PATH\n", bin.display());
    fs::write(house.0.path().join(".profile"), profile).unwrap();
    give(house, free_mb);
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = house.command(env!("CARGO_BIN_EXE_odysseus"));
    command.env("PATH", format!("{}:{path}", bin.display()));
    Server::start_with(command.args(["serve", "--listen", "127.0.0.1:0"]))
}

fn give(house: &House, free_mb: u32) {
    fs::write(house.0.path().join("free"), format!("{free_mb}\n")).unwrap();
}

/// The first preset that is as wanted, as soon as there is one.
fn preset(agent: &Agent<'_>, wanted: impl Fn(&Value) -> bool) -> Value {
    let start = Instant::now();
    loop {
        let listed = agent.ok(&["presets"]);
        let mut presets = listed["presets"].as_array().into_iter().flatten();
        if let Some(preset) = presets.find(|preset| wanted(preset)) {
            return preset.clone();
        }
        assert!(start.elapsed() < PATIENCE, "{listed}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

#[tokio::test]
async fn what_a_launch_needs_is_held_against_the_machine() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = start(&house, 20_000);
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let ann = server.client().sign_in("ann").await;

    let cmd = house.serving(free_port());
    let session = agent.serve(&[&cmd]);
    agent.until_status(&session, "ready");
    let kept = preset(&agent, |preset| preset["needs"] != Value::Null);
    let size = fs::metadata(house.model()).unwrap().len();
    assert_eq!(
        kept["needs"],
        json!({ "gpu_memory_mb": 18_432, "gpus": 1, "model_bytes": size, "engine_version": "4589" })
    );
    agent.stop(&session);

    // Whoever launches that command there is told, by whichever way.
    let wanted = json!({ "repo_id": "tiny", "cmd": cmd });
    let warnings = async || {
        let looked = ann.post("/api/cookbook/preflight", &wanted).await;
        looked.expect(200)["warnings"].clone()
    };
    assert_eq!(warnings().await, json!([]));
    give(&house, 11_264);
    let short = "It was seen to need 18 GiB of GPU memory; GPU 0 has 11 GiB free.";
    assert_eq!(warnings().await, json!([short]));
    let launched = agent.ok(&["preset", "tiny"]);
    assert_eq!(launched["warnings"], json!([short]), "{launched}");
    let session = launched["session_id"].as_str().unwrap();
    agent.until_status(session, "ready");
    agent.stop(session);
    server.stop();
}

#[tokio::test]
async fn a_preset_is_changed_where_it_is() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let server = start(&house, 20_000);
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let ann = server.client().sign_in("ann").await;
    let port = free_port();
    let session = agent.serve(&[&format!("{} --api-key secret", house.serving(port))]);
    agent.until_status(&session, "ready");
    let kept = preset(&agent, |preset| preset["verified_at"] != Value::Null);
    let shown = kept["cmd"].as_str().unwrap();
    assert!(shown.ends_with("--api-key ***"), "{kept}");
    let other = json!({ "session_id": session, "name": "Other" });
    let saved = ann.post("/api/cookbook/presets", &other).await;
    saved.expect(200);
    agent.stop(&session);

    let id = kept["id"].as_str().unwrap();
    let change = async |fields: Value| {
        let path = format!("/api/cookbook/presets/{id}");
        ann.send("PATCH", &path, Some(&fields)).await
    };
    for (fields, status, field) in [
        (json!({ "new_name": "a/b" }), 400, "new_name"),
        (json!({ "new_name": "OTHER" }), 409, "new_name"),
        (json!({ "cmd": "rm -rf /" }), 400, "cmd"),
        (json!({ "cmd": "pip install vllm" }), 400, "cmd"),
        (json!({ "server": "nowhere" }), 400, "server"),
        (json!({ "gpus": "first" }), 400, "gpus"),
        (json!({ "environment": "venv" }), 400, "environment_path"),
    ] {
        let refused = change(fields.clone()).await;
        let problem: Value = serde_json::from_str(&refused.text()).unwrap();
        assert_eq!(
            (refused.status, &problem["field"]),
            (status, &json!(field)),
            "{fields}: {problem}"
        );
    }
    let same = preset(&agent, |preset| preset["id"] == kept["id"]);
    assert_eq!(same["updated_at"], kept["updated_at"], "{same}");

    // Another name is still the same launch.
    let named = change(json!({ "new_name": "Small", "label": "for tests" })).await;
    let named = named.expect(200);
    assert_eq!(
        (&named["name"], &named["label"], &named["automatic"]),
        (&json!("Small"), &json!("for tests"), &json!(false)),
        "{named}"
    );
    assert_eq!(named["verified_at"], kept["verified_at"], "{named}");

    // Another command is not, and has the key of before.
    let elsewhere = free_port();
    let other = shown.replace(&port.to_string(), &elsewhere.to_string());
    let changed = change(json!({ "cmd": other, "gpus": "0" })).await;
    let changed = changed.expect(200);
    assert_eq!(
        (
            &changed["cmd"],
            &changed["port"],
            &changed["gpus"],
            &changed["verified_at"],
            &changed["needs"],
        ),
        (
            &json!(other),
            &json!(elsewhere),
            &json!("0"),
            &Value::Null,
            &Value::Null
        ),
        "{changed}"
    );
    // A part of its name launches it, and does not remove it: repeated, that would remove another one.
    let part = ann.send("DELETE", "/api/cookbook/presets/smal", None).await;
    part.refused(404);
    let launched = agent.ok(&["preset", "smal"]);
    let session = launched["session_id"].as_str().unwrap();
    agent.until_status(session, "ready");
    agent.stop(session);
    server.stop();
}
