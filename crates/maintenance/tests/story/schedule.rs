//! Scheduled backups: at their time, once, kept and pruned, and told about when they fail.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use storage::backup::Archive;

use crate::house::House;

fn time(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

/// In ann's zone, which is Tokyo's.
async fn daily(house: &House, keep: u16) {
    let set = json!({ "every": "daily", "at": "03:30", "keep": keep });
    house.ann("backups.configure", set).await;
}

#[tokio::test]
async fn nothing_is_made_before_its_time_and_then_one() {
    let house = House::started().await;
    assert!(house.run_due().await.is_some(), "one is planned by itself");
    daily(&house, 7).await;
    // 03:30 in Tokyo is half an hour away.
    assert_eq!(house.run_due().await, time("2026-11-22T18:30:00Z"));
    assert_eq!(
        house.at("2026-11-22T18:29:59Z").await,
        time("2026-11-22T18:30:00Z")
    );
    assert_eq!(house.backups().await, [""; 0]);

    let next = house.at("2026-11-22T18:30:00Z").await;
    assert_eq!(next, time("2026-11-23T18:30:00Z"));
    let name = "odysseus-20261122-183000.zip";
    assert_eq!(house.backups().await, [name]);
    let file = house.data_dir.join("backups").join(name);
    let archive = Archive::open(&file).unwrap();
    assert_eq!(archive.manifest().tables["users"], 3);
    assert_eq!(archive.manifest().key, None);
    assert_eq!(house.run_due().await, next, "and it is not made again");
    assert_eq!(house.backups().await.len(), 1);
    assert_eq!(house.check("backup").await.0, "ok");
    assert_eq!(house.told().await, []);
}

#[tokio::test]
async fn after_a_pause_one_is_made_for_all_that_were_missed() {
    let house = House::started().await;
    daily(&house, 7).await;
    house.clock.set("2026-12-24T12:00:00Z".parse().unwrap());
    // The server starts anew.
    maintenance::start(&house.workspace).await.unwrap();
    assert_eq!(house.check("backup").await.0, "warn");
    assert_eq!(house.run_due().await, time("2026-12-24T18:30:00Z"));
    assert_eq!(house.backups().await, ["odysseus-20261224-120000.zip"]);
}

#[tokio::test]
async fn a_plan_of_a_clock_that_was_wrong_is_made_anew() {
    let house = House::new().await;
    house.clock.set("2036-01-01T00:00:00Z".parse().unwrap());
    daily(&house, 7).await;
    house.clock.set("2026-11-22T18:00:00Z".parse().unwrap());
    maintenance::start(&house.workspace).await.unwrap();
    assert_eq!(house.run_due().await, time("2026-11-22T18:30:00Z"));
}

#[tokio::test]
async fn old_ones_go_when_a_new_one_is_there_and_foreign_files_never() {
    let house = House::started().await;
    daily(&house, 3).await;
    let folder = house.data_dir.join("backups");
    fs::create_dir_all(folder.join("odysseus-20200101-000000.zip")).unwrap();
    let foreign = [
        "odysseus-20200101-000000.zip.old",
        "odysseus-20201301-000000.zip",
        "odysseus-2020101-0000000.zip",
        "before-the-upgrade.zip",
        "odysseus.db",
    ];
    for name in foreign {
        fs::write(folder.join(name), "mine").unwrap();
    }
    // Left over from a power failure.
    let stale = folder.join(".odysseus-20201122-183000.zip.0123456789abcdef.partial");
    fs::write(&stale, "half").unwrap();
    for day in 22..=26 {
        house.at(&format!("2026-11-{day}T18:30:00Z")).await;
    }
    assert_eq!(
        house.backups().await,
        [
            "odysseus-20261126-183000.zip",
            "odysseus-20261125-183000.zip",
            "odysseus-20261124-183000.zip"
        ]
    );
    for name in foreign {
        assert_eq!(fs::read(folder.join(name)).unwrap(), b"mine", "{name}");
    }
    assert!(folder.join("odysseus-20200101-000000.zip").is_dir());
    assert!(!stale.exists());
    house.clock.advance(SignedDuration::from_secs(1));
    house.ann("backups.create", json!({})).await;
    assert_eq!(
        house.backups().await.len(),
        4,
        "one made by hand takes none away"
    );
}

#[tokio::test]
async fn one_that_fails_is_told_to_admins_once_and_tried_again() {
    let house = House::started().await;
    let disk = house.directory.path().join("disk");
    fs::create_dir(&disk).unwrap();
    daily(&house, 1).await;
    house
        .ann("backups.configure", json!({ "directory": disk }))
        .await;
    house.at("2026-11-22T18:30:00Z").await;
    assert_eq!(house.backups().await.len(), 1);

    fs::rename(&disk, disk.with_extension("unplugged")).unwrap();
    let next = house.at("2026-11-23T18:30:00Z").await;
    assert_eq!(next, time("2026-11-23T19:30:00Z"), "in an hour");
    let told = house.told().await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ann", "eve"], "the admins, and nobody else");
    let body = told[0].1["body"].as_str().unwrap();
    assert!(body.contains("does not exist"), "{body}");
    let (state, says) = house.check("backup").await;
    assert_eq!(state, "bad");
    assert!(says.contains("does not exist"), "{says}");
    let list = house.ann("backups.list", json!({})).await;
    assert!(
        list["failure"].as_str().unwrap().contains("does not exist"),
        "{list}"
    );
    assert!(!disk.exists(), "a disk that is not there is not made up");

    house.at("2026-11-23T19:30:00Z").await;
    let again = house.told().await;
    assert_eq!(
        again[0].1["dedupe_key"], told[0].1["dedupe_key"],
        "the feed shows it once"
    );

    fs::rename(disk.with_extension("unplugged"), &disk).unwrap();
    let next = house.at("2026-11-23T20:30:00Z").await;
    assert_eq!(next, time("2026-11-24T18:30:00Z"));
    assert_eq!(house.backups().await, ["odysseus-20261123-203000.zip"]);
    assert_eq!(house.check("backup").await.0, "ok");
    assert_eq!(house.told().await, []);
}

#[tokio::test]
async fn nobody_who_leaves_takes_the_backups_along() {
    let house = House::started().await;
    daily(&house, 7).await;
    let ann = house.user("ann").await;
    house
        .call("eve", "users.remove", json!({ "id": ann.id }))
        .await
        .unwrap();
    house.clock.advance(SignedDuration::from_hours(1));
    house.run_due().await;
    let made = fs::read_dir(house.data_dir.join("backups"))
        .unwrap()
        .count();
    assert_eq!(made, 1);
}
