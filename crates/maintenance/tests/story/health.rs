//! What is wrong is said, and what to do about it.

use jiff::SignedDuration;
use maintenance::{State, Subject, examine};
use serde_json::json;
use storage::Location;
use storage::canary;
use storage::seal::Sealer;

use crate::house::{House, registry};

#[tokio::test]
async fn a_healthy_house_says_so() {
    let house = House::started().await;
    for deep in [false, true] {
        let health = house.ann("health.details", json!({ "deep": deep })).await;
        let names: Vec<&str> = health["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|check| check["name"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "database",
                "migrations",
                "disk",
                "sealing key",
                "backup",
                "jobs",
                "clock",
                "server"
            ]
        );
        for check in health["checks"].as_array().unwrap() {
            // This machine's disk may be as full, and its zone as unknown, as it likes.
            if check["name"] != "disk" && check["name"] != "clock" {
                assert_eq!(check["state"], "ok", "{check}");
            }
        }
    }
}

#[tokio::test]
async fn jobs_that_nobody_does_and_a_clock_that_went_back() {
    let house = House::started().await;
    house
        .ann("backups.configure", json!({ "every": "off" }))
        .await;
    house.ann("errands.run", json!({})).await;
    house.clock.advance(SignedDuration::from_secs(59));
    assert_eq!(house.check("jobs").await.0, "ok");
    house.clock.advance(SignedDuration::from_mins(10));
    let (state, says) = house.check("jobs").await;
    assert_eq!(state, "warn");
    assert!(
        says.contains("1 overdue") && says.contains("10 minutes"),
        "{says}"
    );
    house.run_due().await;
    assert_eq!(house.check("jobs").await.0, "ok");

    house.ann("errands.run", json!({})).await;
    house.clock.advance(SignedDuration::from_hours(-3));
    let (state, says) = house.check("clock").await;
    assert_eq!(state, "bad");
    assert!(says.contains("3 hours"), "{says}");
}

#[tokio::test]
async fn a_backup_that_is_gone_or_too_old() {
    let house = House::started().await;
    let made = house.ann("backups.create", json!({})).await;
    assert_eq!(house.check("backup").await.0, "ok");
    let name = made["name"].as_str().unwrap();
    house.clock.advance(SignedDuration::from_hours(24 * 4));
    let (state, says) = house.check("backup").await;
    assert_eq!(state, "warn");
    assert!(says.contains("4 days old"), "{says}");
    std::fs::remove_file(house.data_dir.join("backups").join(name)).unwrap();
    let (state, says) = house.check("backup").await;
    assert_eq!(state, "warn");
    assert!(says.contains(name), "{says}");
}

#[tokio::test]
async fn from_outside_it_looks_the_same_and_nothing_is_changed() {
    let house = House::started().await;
    let registry = registry();
    let schemas = registry.schemas();
    let look = |location: &Location, sealer, schemas: &[&storage::Schema]| {
        examine(&Subject {
            data_dir: &house.data_dir,
            location,
            sealer,
            schemas,
            now: house.now(),
            deep: true,
        })
    };
    let state = |checks: &[maintenance::Check], name: &str| {
        checks
            .iter()
            .find(|check| check.name == name)
            .map(|check| check.state)
    };
    let location = house.workspace.database().location();
    let sealer = Sealer::existing(&house.data_dir, None).unwrap();
    let checks = look(location, Ok(sealer), &schemas);
    assert_eq!(state(&checks, "sealing key"), Some(State::Ok), "{checks:?}");
    assert_eq!(state(&checks, "database"), Some(State::Ok), "{checks:?}");

    let elsewhere = tempfile::tempdir().unwrap();
    let other = Sealer::open(elsewhere.path(), None).unwrap();
    for sealer in [
        Ok(Some(other.clone())),
        Ok(None),
        Err("mode 644".to_owned()),
    ] {
        let checks = look(location, sealer, &schemas);
        assert_eq!(
            state(&checks, "sealing key"),
            Some(State::Bad),
            "{checks:?}"
        );
        assert_eq!(State::worst(&checks), State::Bad);
    }
    canary::accept(house.workspace.database(), &other)
        .await
        .unwrap();
    let checks = look(location, Ok(Some(other)), &schemas);
    assert_eq!(state(&checks, "sealing key"), Some(State::Ok), "{checks:?}");

    // A binary with fewer capabilities, and a file that is no database.
    let checks = look(location, Ok(None), &[]);
    assert_eq!(
        state(&checks, "migrations"),
        Some(State::Warn),
        "{checks:?}"
    );
    let nonsense = elsewhere.path().join("nonsense.db");
    std::fs::write(
        &nonsense,
        "not a database, but long enough to look like one".repeat(100),
    )
    .unwrap();
    let checks = look(&Location::Sqlite(nonsense), Ok(None), &schemas);
    assert_eq!(State::worst(&checks), State::Bad, "{checks:?}");
    let absent = elsewhere.path().join("absent.db");
    let checks = look(&Location::Sqlite(absent.clone()), Ok(None), &schemas);
    assert_eq!(state(&checks, "database"), Some(State::Bad), "{checks:?}");
    assert!(!absent.exists());
}
