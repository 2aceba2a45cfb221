//! Postponing.

use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_moved_reminder_rings_again_at_its_new_time() {
    let house = House::new();
    let todo = house
        .add("ann", json!({ "title": "t", "due_date": "in 1 hour" }))
        .await;
    let id = todo["id"].clone();
    let first = house.reminders_at("2026-11-22T19:56:00Z[UTC]").await;
    // Five minutes later it is postponed: soon enough for anything that counts in half hours.
    house.set("2026-11-22T20:01:00Z[UTC]");
    let snoozed = house
        .ok(
            "ann",
            "todos.snooze",
            json!({ "id": id, "until": "in 10 minutes" }),
        )
        .await;
    assert_eq!(
        snoozed["message"],
        "Snoozed: \"t\" until Sun 22 Nov 2026 21:11"
    );
    let second = house.reminders_at("2026-11-22T20:11:00Z[UTC]").await;
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first[0]["dedupe_key"], second[0]["dedupe_key"]);

    // Other changes do not ring, nor does setting the same time anew.
    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": id, "title": "u", "due_date": snoozed["due_date"] }),
        )
        .await;
    house.ok("ann", "todos.complete", json!({ "id": id })).await;
    house
        .ok("ann", "todos.uncomplete", json!({ "id": id }))
        .await;
    assert!(
        house
            .reminders_at("2026-11-22T20:12:00Z[UTC]")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_snooze_understands_the_words_of_its_menu() {
    for (now, until, due) in [
        (
            "2026-11-22T12:00[Europe/Berlin]",
            "later today",
            "2026-11-22T18:00:00+01:00",
        ),
        (
            "2026-11-22T17:30[Europe/Berlin]",
            "Later  Today",
            "2026-11-22T20:30:00+01:00",
        ),
        (
            "2026-11-22T12:00[Europe/Berlin]",
            "tomorrow",
            "2026-11-23T09:00:00+01:00",
        ),
        (
            "2026-11-22T12:00[Europe/Berlin]",
            "next week",
            "2026-11-23T09:00:00+01:00",
        ),
        (
            "2026-11-23T12:00[Europe/Berlin]",
            "next week",
            "2026-11-30T09:00:00+01:00",
        ),
        (
            "2026-11-22T12:00[Europe/Berlin]",
            "in 90 minutes",
            "2026-11-22T13:30:00+01:00",
        ),
        (
            "2026-11-22T12:00[Europe/Berlin]",
            "2026-12-24",
            "2026-12-24",
        ),
    ] {
        let house = House::at(now);
        let todo = house.add("ann", json!({ "title": "t" })).await;
        let snoozed = house
            .ok(
                "ann",
                "todos.snooze",
                json!({ "id": todo["id"], "until": until }),
            )
            .await;
        assert_eq!(snoozed["due_date"], due, "{now} {until}");
        house
            .ok("ann", "todos.complete", json!({ "id": todo["id"] }))
            .await;
        let error = house
            .err(
                "ann",
                "todos.snooze",
                json!({ "id": todo["id"], "until": until }),
            )
            .await;
        assert_eq!(error.kind, operation::Kind::Conflict);
    }
}
