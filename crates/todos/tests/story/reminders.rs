//! Reminders come at their time, once, whatever happens in between.

use serde_json::{Value, json};

use crate::house::House;

/// The input of a call about the todo with that id.
type Input = fn(Value) -> Value;

#[tokio::test]
async fn a_reminder_tells_what_it_is_about() {
    let house = House::new();
    let items: Vec<Value> = (0..10)
        .map(|n| json!({ "text": format!("i{n}"), "done": n == 0 }))
        .collect();
    let input = json!({ "title": "Shop", "content": "x".repeat(500), "items": items, "due_date": "tomorrow at 5pm" });
    let todo = house.add("ann", input).await;
    assert!(
        house
            .reminders_at("2026-11-23T16:59:59[Europe/Berlin]")
            .await
            .is_empty()
    );
    let rung = house
        .reminders_at("2026-11-23T17:00:03[Europe/Berlin]")
        .await;
    let pending: Vec<String> = (1..9).map(|n| format!("- i{n}")).collect();
    let id = todo["id"].as_str().unwrap();
    assert_eq!(
        rung,
        [json!({
            "todo_id": id,
            "title": "Shop",
            "body": format!("{}\n\nPending:\n{}", "x".repeat(400), pending.join("\n")),
            "url": format!("/todos?open={id}"),
            "due_at": "2026-11-23T16:00:00Z",
            "due_date": "2026-11-23T17:00:00+01:00",
            "late_seconds": 3,
            "dedupe_key": format!("{id}:1795449600000"),
        })]
    );
    assert!(
        house
            .reminders_at("2026-11-24T17:00:00[Europe/Berlin]")
            .await
            .is_empty()
    );

    for (input, title, body) in [
        (json!({ "title": "T" }), "T", "T"),
        (json!({ "content": "C" }), "Reminder", "C"),
        (
            json!({ "items": [{ "text": "a", "done": true }] }),
            "Reminder",
            "Reminder",
        ),
        (
            json!({ "title": "T", "items": ["a"] }),
            "T",
            "Pending:\n- a",
        ),
    ] {
        let mut input = input;
        input["due_date"] = json!("in 1 minute");
        house.add("ann", input).await;
        house.clock.advance(jiff::SignedDuration::from_mins(2));
        house.workspace.run_due().await.unwrap();
        let rung = house.reminders();
        assert_eq!(
            (&rung[0]["title"], &rung[0]["body"]),
            (&json!(title), &json!(body))
        );
    }
}

#[tokio::test]
async fn a_day_rings_when_its_owner_wants_it() {
    for (owner, before, at) in [
        (
            "ann",
            "2026-11-23T08:59:59[Europe/Berlin]",
            "2026-11-23T09:00[Europe/Berlin]",
        ),
        (
            "lark",
            "2026-11-24T06:59:59[Asia/Tokyo]",
            "2026-11-24T07:00[Asia/Tokyo]",
        ),
    ] {
        let house = House::new();
        let added = house
            .add(owner, json!({ "title": "t", "due_date": "tomorrow" }))
            .await;
        assert!(house.reminders_at(before).await.is_empty(), "{owner}");
        let rung = house.reminders_at(at).await;
        assert_eq!(rung[0]["due_date"], added["due_date"], "{owner}");
    }
}

#[tokio::test]
async fn what_is_no_longer_wanted_does_not_ring() {
    let house = House::new();
    let calls: [(&str, Input); 6] = [
        ("todos.complete", |id| json!({ "id": id })),
        ("todos.delete", |id| json!({ "id": id })),
        ("todos.update", |id| json!({ "id": id, "archived": true })),
        ("todos.update", |id| json!({ "id": id, "due_date": "" })),
        (
            "todos.update",
            |id| json!({ "id": id, "due_date": "in 3 days" }),
        ),
        (
            "todos.snooze",
            |id| json!({ "id": id, "until": "in 2 days" }),
        ),
    ];
    for (operation, input) in calls {
        let todo = house
            .add("ann", json!({ "title": "t", "due_date": "in 1 hour" }))
            .await;
        house.ok("ann", operation, input(todo["id"].clone())).await;
    }
    assert!(
        house
            .reminders_at("2026-11-22T23:00Z[UTC]")
            .await
            .is_empty()
    );
    assert_eq!(
        house.reminders_at("2026-12-01T00:00Z[UTC]").await.len(),
        2,
        "the moved ones"
    );
}

#[tokio::test]
async fn what_comes_back_in_time_rings_and_later_does_not() {
    let house = House::new();
    let away: [(&str, Input, &str, Input); 3] = [
        (
            "todos.complete",
            |id| json!({ "id": id }),
            "todos.uncomplete",
            |id| json!({ "id": id }),
        ),
        (
            "todos.delete",
            |id| json!({ "id": id }),
            "todos.restore",
            |id| json!({ "id": id }),
        ),
        (
            "todos.update",
            |id| json!({ "id": id, "archived": true }),
            "todos.update",
            |id| json!({ "id": id, "archived": false }),
        ),
    ];
    for (go, gone, back, come) in away {
        for (due, rings) in [("in 3 hours", 1), ("in 10 minutes", 0)] {
            let todo = house
                .add("ann", json!({ "title": "t", "due_date": due }))
                .await;
            house.ok("ann", go, gone(todo["id"].clone())).await;
            house.clock.advance(jiff::SignedDuration::from_hours(1));
            house.workspace.run_due().await.unwrap();
            let now = house.ok("ann", back, come(todo["id"].clone())).await;
            assert_eq!(now["overdue"], rings == 0);
            house.clock.advance(jiff::SignedDuration::from_hours(4));
            house.workspace.run_due().await.unwrap();
            assert_eq!(house.reminders().len(), rings, "{back} {due}");
        }
    }
}

#[tokio::test]
async fn after_downtime_each_rings_once_and_says_how_late() {
    let house = House::new();
    let once = house
        .add("ann", json!({ "title": "once", "due_date": "in 1 hour" }))
        .await;
    let daily = house
        .add(
            "ann",
            json!({ "title": "daily", "due_date": "every day at 9" }),
        )
        .await;
    // Ten days without a look; a change in between does not lose what is overdue.
    house.set("2026-12-02T20:56:00[Europe/Berlin]");
    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": once["id"], "content": "c" }),
        )
        .await;
    let mut rung = house
        .reminders_at("2026-12-02T20:56:00[Europe/Berlin]")
        .await;
    rung.sort_by_key(|reminder| reminder["title"].as_str().map(str::to_owned));
    let facts: Vec<_> = rung
        .iter()
        .map(|r| (r["title"].clone(), r["late_seconds"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        facts,
        [
            (json!("daily"), 9 * 86_400 + 43_200 - 240),
            (json!("once"), 10 * 86_400)
        ]
    );
    let daily = house
        .ok("ann", "todos.get", json!({ "id": daily["id"] }))
        .await;
    assert_eq!(daily["due_date"], "2026-12-03T09:00:00+01:00");
    // A clock that is set back does not ring again.
    assert!(
        house
            .reminders_at("2026-11-22T21:00:00Z[UTC]")
            .await
            .is_empty()
    );
    assert!(
        house
            .reminders_at("2026-12-02T21:00:00Z[UTC]")
            .await
            .is_empty()
    );
    assert_eq!(
        house
            .reminders_at("2026-12-03T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn nine_is_nine_on_both_sides_of_the_clock_change() {
    // Berlin falls back on 25 October 2026 and springs forward on 28 March 2027.
    for (eve, days) in [
        (
            "2026-10-24T08:00[Europe/Berlin]",
            ["2026-10-24", "2026-10-25", "2026-10-26"],
        ),
        (
            "2027-03-27T08:00[Europe/Berlin]",
            ["2027-03-27", "2027-03-28", "2027-03-29"],
        ),
    ] {
        let house = House::at(eve);
        house
            .add("ann", json!({ "title": "t", "due_date": "every day at 9" }))
            .await;
        for day in days {
            assert!(
                house
                    .reminders_at(&format!("{day}T08:59:59[Europe/Berlin]"))
                    .await
                    .is_empty(),
                "{day}"
            );
            let rung = house
                .reminders_at(&format!("{day}T09:00[Europe/Berlin]"))
                .await;
            assert_eq!(rung.len(), 1, "{day}");
            assert_eq!(rung[0]["late_seconds"], 0);
        }
    }
}

#[tokio::test]
async fn who_moves_is_reminded_of_days_there_and_of_times_where_they_were_said() {
    let house = House::new();
    let day = json!({ "title": "day", "due_date": "2026-11-24" });
    let todo = house.add("nomad", day).await;
    assert_eq!(todo["due_at"], "2026-11-24T08:00:00Z");
    house
        .add(
            "nomad",
            json!({ "title": "time", "due_date": "2026-11-24 09:00" }),
        )
        .await;
    // Today's day has rung in Berlin, tomorrow's is over nine in Tokyo when it is there.
    house
        .add(
            "nomad",
            json!({ "title": "rung", "due_date": "2026-11-23" }),
        )
        .await;
    assert_eq!(
        house
            .reminders_at("2026-11-23T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
    house.set("2026-11-24T01:00Z[UTC]");
    house.ok("nomad", "users.move", json!({})).await;
    let rung = house.reminders_at("2026-11-24T01:00Z[UTC]").await;
    assert_eq!(
        (rung.len(), &rung[0]["title"], &rung[0]["late_seconds"]),
        (1, &json!("day"), &json!(3_600))
    );
    let rung = house.reminders_at("2026-11-24T08:00Z[UTC]").await;
    assert_eq!((rung.len(), &rung[0]["title"]), (1, &json!("time")));
    assert_eq!(rung[0]["due_date"], "2026-11-24T17:00:00+09:00");
}

#[tokio::test]
async fn a_time_that_has_just_passed_still_rings() {
    let house = House::new();
    for (due, rings) in [("2026-11-22T18:55:00Z", 1), ("2026-11-22T17:00:00Z", 0)] {
        house
            .add("ann", json!({ "title": "t", "due_date": due }))
            .await;
        let rung = house.reminders_at("2026-11-22T18:56:00Z[UTC]").await;
        assert_eq!(rung.len(), rings, "{due}");
    }
}
