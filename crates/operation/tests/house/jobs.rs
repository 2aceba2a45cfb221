//! Jobs run at their time, once, and again when they fail.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use crate::things::{House, person};

async fn later(house: &House, owner: &str, key: &str, seconds: i64, failures: i64, outside: bool) {
    let input = json!({ "key": key, "seconds": seconds, "failures": failures, "outside": outside });
    house
        .call(&person(owner), "things.later", input)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_job_runs_once_when_its_time_has_come() {
    let house = House::new();
    later(&house, "ann", "a", 60, 0, false).await;
    later(&house, "ann", "b", 120, 0, false).await;
    later(&house, "ann", "b", 90, 0, false).await;
    let next = house.workspace.run_due().await.unwrap();
    assert_eq!(next, Some(house.now() + SignedDuration::from_secs(60)));
    assert_eq!(house.things("ann").await, 0);

    house.clock.advance(SignedDuration::from_secs(3600));
    assert_eq!(house.workspace.run_due().await.unwrap(), None);
    assert_eq!(house.workspace.run_due().await.unwrap(), None);
    assert_eq!(
        house.things("ann").await,
        2,
        "a moved job runs once, at its new time"
    );
}

#[tokio::test]
async fn a_failing_job_changes_nothing_and_is_tried_again_later() {
    let house = House::new();
    later(&house, "ann", "a", 0, 2, false).await;
    let mut waits = Vec::new();
    while let Some(next) = house.workspace.run_due().await.unwrap() {
        assert_eq!(house.things("ann").await, 0);
        waits.push(next.duration_since(house.now()).as_secs());
        house.clock.set(next);
    }
    assert_eq!(waits, [2, 4]);
    assert_eq!(house.things("ann").await, 1);
}

#[tokio::test]
async fn jobs_of_nobody_are_dropped() {
    let house = House::new();
    later(&house, "nobody", "a", 0, 0, false).await;
    assert_eq!(house.workspace.run_due().await.unwrap(), None);
    assert_eq!(house.things("nobody").await, 0);
}

/// Waits for what a running task does; the limit is for a broken build, not a measure.
async fn until(what: impl AsyncFn() -> bool) {
    for _ in 0..6000 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it did not happen");
}

#[tokio::test]
async fn a_job_outside_is_its_runners_until_it_ends() {
    let house = House::new();
    later(&house, "ann", "a", 0, 1, true).await;
    let lease = house.workspace.run_due().await.unwrap().unwrap();
    assert_eq!(
        lease.duration_since(house.now()),
        SignedDuration::from_mins(10)
    );
    house.gate.add_permits(1);
    let retry = house.now() + SignedDuration::from_secs(2);
    until(async || house.workspace.run_due().await.unwrap() == Some(retry)).await;
    assert_eq!(house.sent.load(Ordering::SeqCst), 1);
    house.clock.set(retry);
    house.workspace.run_due().await.unwrap();
    house.gate.add_permits(1);
    until(async || house.workspace.run_due().await.unwrap().is_none()).await;
    assert_eq!(house.sent.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_timer_is_woken_by_writes_and_follows_a_clock_that_jumps() {
    let house = House::new();
    let workspace = house.workspace.clone();
    let timer = tokio::spawn(async move { workspace.run_jobs().await });
    later(&house, "ann", "now", 0, 0, false).await;
    until(async || house.things("ann").await == 1).await;
    later(&house, "ann", "tomorrow", 86_400, 0, false).await;
    house.clock.advance(SignedDuration::from_hours(25));
    until(async || house.things("ann").await == 2).await;
    house.clock.advance(SignedDuration::from_hours(-20));
    later(&house, "ann", "back", 1, 0, false).await;
    house.clock.advance(SignedDuration::from_secs(1));
    until(async || house.things("ann").await == 3).await;
    timer.abort();
}
