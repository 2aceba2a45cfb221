//! Downloads that end as if all was well.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use super::house::House;

/// Leaves what `hf download` leaves, in the cache and in a directory: at first two parts of files, then whole files. Of
/// another attempt, long ago, something lies there too.
const HF: &str = r#"#!/bin/sh
[ "$1" = download ] || { echo 1.0; exit; }
place=$HOME/.cache/huggingface/hub/models--org--tiny/blobs
for word; do
    case $word in --local-dir=*) place=$HOME/models/tiny/.cache/huggingface/download ;; esac
done
mkdir -p "$place"
touch -t 200101010000 "$place/old.incomplete"
if [ -f "$place/a.x.incomplete" ]; then
    mv "$place/a.x.incomplete" "$place/a"
    mv "$place/b.incomplete" "$place/b"
    echo given up >"$place/b.x.incomplete"
else
    echo part >"$place/a.x.incomplete"
    echo part >"$place/b.incomplete"
fi
"#;

fn program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_download_is_done_when_it_is_whole() {
    let house = House::new();
    house.0.user("ann", "Asia/Tokyo", true);
    let bin = house.0.path().join("programs");
    program(&bin.join("hf"), HF);
    let profile = format!("PATH='{}':$PATH\n", bin.display());
    fs::write(house.0.path().join(".profile"), profile).unwrap();
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");
    let ann = server.client().sign_in("ann").await;
    let looked = async || ann.get("/api/cookbook/cached").await.expect(200)["seen_at"].clone();
    let first = looked().await;
    assert_eq!(looked().await, first, "what was just listed is told again");
    for local_dir in [json!(null), json!("~/models")] {
        let download = async || {
            let wanted = json!({ "repo_id": "org/tiny", "local_dir": local_dir });
            let launched = ann.post("/api/cookbook/downloads", &wanted).await;
            let launched = launched.expect(200);
            let session = launched["session_id"].as_str().unwrap().to_owned();
            agent.until(&session, |task| {
                ["done", "error"].contains(&task["status"].as_str().unwrap())
            })
        };
        let task = download().await;
        let why = "tiny is not complete: 2 files are unfinished. Launch the download again; it goes on where it was.";
        assert_eq!(
            (&task["state"], &task["exit_code"], &task["error"]),
            (&json!("failed"), &json!(0), &json!(why)),
            "{task}"
        );
        let task = download().await;
        assert_eq!(
            (&task["state"], &task["error"]),
            (&json!("done"), &json!(null)),
            "{task}"
        );
    }
    assert_ne!(looked().await, first, "what has come since is listed");
    server.stop();
}
