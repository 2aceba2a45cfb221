//! Backups made, listed, downloaded and deleted by hand.

use std::fs;
use std::io::Read;

use jiff::SignedDuration;
use operation::{Body, Kind, Output};
use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn made_listed_downloaded_and_deleted() {
    let house = House::started().await;
    assert_eq!(house.backups().await, [""; 0]);
    let made = house.ann("backups.create", json!({})).await;
    let name = made["name"].as_str().unwrap().to_owned();
    assert_eq!(name, "odysseus-20261122-180000.zip");
    assert!(made["rows"].as_u64().unwrap() > 3, "{made}");
    assert_eq!(
        house.refused("backups.create", json!({})).await.kind,
        Kind::Conflict,
        "not two in a second"
    );
    house.clock.advance(SignedDuration::from_secs(1));
    house.ann("backups.create", json!({})).await;
    let list = house.ann("backups.list", json!({})).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(list["items"][0]["created_at"], "2026-11-22T18:00:01Z");
    assert_eq!(list["items"][1]["size"], made["size"]);
    assert_eq!(list["last_success_at"], "2026-11-22T18:00:01Z");
    assert_eq!(list["failure"], Value::Null);

    let download = house
        .call("ann", "backups.download", json!({ "name": name }))
        .await;
    let Output::Download(file) = download.unwrap() else {
        panic!("a download")
    };
    assert_eq!(
        (file.filename.as_str(), &*file.content_type),
        (name.as_str(), "application/zip")
    );
    let Body::File(mut content) = file.body else {
        panic!("read from the disk")
    };
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).unwrap();
    assert_eq!(Some(bytes.len() as u64), made["size"].as_u64());

    house.ann("backups.delete", json!({ "name": name })).await;
    assert_eq!(house.backups().await.len(), 1);
    for operation in ["backups.download", "backups.delete"] {
        let error = house.refused(operation, json!({ "name": name })).await;
        assert_eq!(error.kind, Kind::NotFound);
    }
}

#[tokio::test]
async fn a_name_leads_nowhere_else() {
    let house = House::started().await;
    house.ann("backups.create", json!({})).await;
    let folder = house.data_dir.join("backups");
    fs::write(folder.join("mine.zip"), "mine").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        house.data_dir.join("sealing.key"),
        folder.join("odysseus-20200101-000000.zip"),
    )
    .unwrap();
    for name in [
        "mine.zip",
        "odysseus-20200101-000000.zip",
        "../odysseus.db",
        "../sealing.key",
        "..",
        "",
        "/etc/passwd",
        "./odysseus-20261122-180000.zip",
        "../backups/odysseus-20261122-180000.zip",
        "odysseus-20261122-180000.zip/",
        "odysseus-+2026122-180000.zip",
        "odysseus-20261122- 80000.zip",
    ] {
        for operation in ["backups.download", "backups.delete"] {
            let error = house.refused(operation, json!({ "name": name })).await;
            assert_eq!(error.kind, Kind::NotFound, "{operation} {name:?}: {error}");
        }
    }
    assert!(folder.join("mine.zip").exists());
    assert_eq!(house.backups().await.len(), 1);
}

#[tokio::test]
async fn only_admins_may() {
    let house = House::started().await;
    for operation in house.workspace.registry().operations() {
        if ["backups.", "health."]
            .iter()
            .any(|area| operation.name.starts_with(area))
        {
            let refused = house.call("bob", operation.name, json!({})).await;
            let Err(error) = refused else {
                panic!("bob may {}", operation.name)
            };
            assert_eq!(error.kind, Kind::Forbidden, "{}", operation.name);
        }
    }
}
