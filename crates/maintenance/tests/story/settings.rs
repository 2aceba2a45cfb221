//! When, where and how many: what is taken, and what is refused.

use std::fs;

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn what_was_never_set_is_daily_at_half_past_three() {
    let house = House::started().await;
    let settings = house.ann("backups.settings", json!({})).await;
    assert_eq!(settings["every"], "daily");
    assert_eq!(settings["at"], "03:30");
    assert_eq!(settings["keep"], 7);
    let folder = house.data_dir.join("backups");
    assert_eq!(settings["directory"], folder.to_str().unwrap());
    assert!(!settings["next_at"].is_null());
    assert!(!folder.exists(), "nothing is made before it is needed");
}

#[tokio::test]
async fn the_time_is_one_of_whoever_set_it() {
    let house = House::started().await;
    // Sunday 18:00 UTC; Monday 03:00 in Tokyo.
    for (who, input, next) in [
        (
            "ann",
            json!({ "every": "daily", "at": "03:30" }),
            "2026-11-22T18:30:00Z",
        ),
        ("ann", json!({ "at": "2:59" }), "2026-11-23T17:59:00Z"),
        ("eve", json!({}), "2026-11-23T02:59:00Z"),
        (
            "eve",
            json!({ "every": "weekly", "at": "23:00" }),
            "2026-11-22T23:00:00Z",
        ),
        ("eve", json!({ "at": "17:00" }), "2026-11-29T17:00:00Z"),
        ("ann", json!({ "at": "09:00" }), "2026-11-29T00:00:00Z"),
    ] {
        let output = house
            .call(who, "backups.configure", input.clone())
            .await
            .unwrap();
        let operation::Output::Json(json) = output else {
            panic!("settings are JSON")
        };
        let shown: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(shown["next_at"], next, "{who} {input}");
        assert_eq!(house.ann("backups.settings", json!({})).await, shown);
    }
    let off = house
        .ann("backups.configure", json!({ "every": "off" }))
        .await;
    assert_eq!(off["next_at"], Value::Null);
    assert_eq!(house.run_due().await, None);
    assert_eq!(house.check("backup").await.0, "warn");
    maintenance::start(&house.workspace).await.unwrap();
    assert_eq!(house.run_due().await, None, "off stays off");
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let house = House::started().await;
    let before = house.ann("backups.settings", json!({})).await;
    let file = house.directory.path().join("file");
    fs::write(&file, "").unwrap();
    let among = house.data_dir.join("files/backups");
    fs::create_dir_all(&among).unwrap();
    for (input, field) in [
        (json!({ "every": "hourly" }), "every"),
        (json!({ "at": "25:00" }), "at"),
        (json!({ "at": "3.30" }), "at"),
        (json!({ "at": "noon" }), "at"),
        (json!({ "at": "3:5" }), "at"),
        (json!({ "keep": 0 }), "keep"),
        (json!({ "keep": 1001 }), "keep"),
        (json!({ "keep": -1 }), "keep"),
        (json!({ "directory": "backups" }), "directory"),
        (json!({ "directory": "/no/such/folder" }), "directory"),
        (json!({ "directory": file }), "directory"),
        (json!({ "directory": among }), "directory"),
    ] {
        let error = house.refused("backups.configure", input.clone()).await;
        assert_eq!(error.kind, operation::Kind::BadInput, "{input}: {error}");
        assert_eq!(error.field.as_deref(), Some(field), "{input}: {error}");
    }
    assert_eq!(house.ann("backups.settings", json!({})).await, before);
    let disk = house.directory.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let set = house
        .ann("backups.configure", json!({ "directory": disk }))
        .await;
    assert_eq!(set["directory"], disk.to_str().unwrap());
    assert_eq!(fs::read_dir(&disk).unwrap().count(), 0);
    let back = house
        .ann("backups.configure", json!({ "directory": null }))
        .await;
    assert_eq!(back["directory"], before["directory"]);
}
