//! Repetitions: given in words, RRULE or the short words; advanced by the server.

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn a_repetition_is_said_in_many_ways() {
    // Sunday evening in Berlin.
    let house = House::new();
    let (rule, words) = ("repeat", "repeat_words");
    let table = [
        (
            json!({ "due_date": "every weekday at 9" }),
            "2026-11-23T09:00:00+01:00",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "every weekday at 09:00",
        ),
        (
            json!({ "repeat": "every weekday at 9" }),
            "2026-11-23T09:00:00+01:00",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "every weekday at 09:00",
        ),
        (
            json!({ "due_date": "tomorrow at 8", "repeat": "every day" }),
            "2026-11-23T08:00:00+01:00",
            "FREQ=DAILY",
            "every day at 08:00",
        ),
        (
            json!({ "due_date": "2026-11-24", "repeat": "every 2 days at 8:30" }),
            "2026-11-24T08:30:00+01:00",
            "FREQ=DAILY;INTERVAL=2",
            "every 2 days at 08:30",
        ),
        (
            json!({ "due_date": "tomorrow", "repeat": "RRULE:FREQ=WEEKLY;BYDAY=MO" }),
            "2026-11-23",
            "FREQ=WEEKLY;BYDAY=MO",
            "every week on Monday",
        ),
        (
            json!({ "due_date": "tomorrow at 8", "repeat": "weekly:1" }),
            "2026-11-23T08:00:00+01:00",
            "FREQ=WEEKLY;BYDAY=MO",
            "every week on Monday at 08:00",
        ),
        (
            json!({ "due_date": "fri 15:00", "repeat": "monthly_last_weekday" }),
            "2026-11-27T15:00:00+01:00",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "every month on the last Friday at 15:00",
        ),
        (
            json!({ "due_date": "in 2 hours", "repeat": "daily" }),
            "2026-11-22T21:56:00+01:00",
            "FREQ=DAILY",
            "every day at 21:56",
        ),
    ];
    for (input, due, repeat, said) in table {
        let mut input = input;
        input["title"] = json!("t");
        let todo = house.add("ann", input.clone()).await;
        assert_eq!(
            (&todo["due_date"], &todo[rule], &todo[words]),
            (&json!(due), &json!(repeat), &json!(said)),
            "{input}"
        );
        house
            .ok("ann", "todos.delete", json!({ "id": todo["id"] }))
            .await;
    }
    for none in ["none", "", "NONE"] {
        let todo = house
            .add(
                "ann",
                json!({ "title": none, "due_date": "tomorrow", "repeat": none }),
            )
            .await;
        assert_eq!(todo["repeat"], Value::Null);
    }
}

/// The due dates that completing gives, one after the other.
async fn completed(house: &House, who: &str, input: Value, times: usize) -> Vec<String> {
    let todo = house.add(who, input).await;
    let mut dates = vec![todo["due_date"].as_str().unwrap().to_owned()];
    for _ in 0..times {
        let next = house
            .ok(who, "todos.complete", json!({ "id": todo["id"] }))
            .await;
        assert_eq!(next["completed"], false);
        dates.push(next["due_date"].as_str().unwrap().to_owned());
    }
    dates
}

#[tokio::test]
async fn the_31st_stays_the_31st_and_nine_stays_nine() {
    let house = House::new();
    let input = json!({ "title": "m", "due_date": "2026-12-31 09:00", "repeat": "FREQ=MONTHLY" });
    assert_eq!(
        completed(&house, "ann", input, 4).await,
        [
            "2026-12-31T09:00:00+01:00",
            "2027-01-31T09:00:00+01:00",
            "2027-02-28T09:00:00+01:00",
            "2027-03-31T09:00:00+02:00",
            "2027-04-30T09:00:00+02:00",
        ]
    );
    let input = json!({ "title": "d", "due_date": "2027-01-31", "repeat": "monthly" });
    assert_eq!(
        completed(&house, "ann", input, 2).await,
        ["2027-01-31", "2027-02-28", "2027-03-31"]
    );
    // New York springs forward on 14 March 2027, over half past two.
    let input = json!({ "title": "n", "due_date": "2027-03-13 02:30", "repeat": "daily" });
    assert_eq!(
        completed(&house, "joe", input, 2).await,
        [
            "2027-03-13T02:30:00-05:00",
            "2027-03-14T03:30:00-04:00",
            "2027-03-15T02:30:00-04:00"
        ]
    );
}

#[tokio::test]
async fn completing_one_that_repeats_goes_on_and_says_so() {
    let house = House::new();
    let input = json!({ "title": "Pills", "due_date": "every day at 9", "items": [{ "text": "blue", "done": true }] });
    let todo = house.add("ann", input).await;
    let id = json!({ "id": todo["id"] });
    let done = house.ok("ann", "todos.complete", id.clone()).await;
    let message = "Completed: \"Pills\". It repeats every day at 09:00 and is next due Tue 24 Nov 2026 09:00.";
    assert_eq!(done["message"], message);
    assert_eq!(
        (&done["completed"], &done["items"][0]["done"]),
        (&json!(false), &json!(false))
    );

    // It rings and goes on by itself; completing what has rung does not skip the next.
    assert_eq!(
        house
            .reminders_at("2026-11-24T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
    let rung = house.ok("ann", "todos.get", id.clone()).await;
    assert_eq!(rung["due_date"], "2026-11-25T09:00:00+01:00");
    let done = house.ok("ann", "todos.complete", id.clone()).await;
    assert_eq!(done["due_date"], "2026-11-25T09:00:00+01:00");
    let done = house.ok("ann", "todos.complete", id.clone()).await;
    assert_eq!(
        done["due_date"], "2026-11-26T09:00:00+01:00",
        "before its time"
    );

    let ended = house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": todo["id"], "repeat": "none" }),
        )
        .await;
    assert_eq!(ended["due_date"], "2026-11-26T09:00:00+01:00");
    assert_eq!(
        house.ok("ann", "todos.complete", id).await["completed"],
        true
    );
}

#[tokio::test]
async fn a_repetition_ends_with_its_last_occurrence() {
    let house = House::new();
    let input =
        json!({ "title": "t", "due_date": "2026-11-23 09:00", "repeat": "FREQ=DAILY;COUNT=2" });
    let todo = house.add("ann", input).await;
    assert_eq!(
        house
            .reminders_at("2026-11-23T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
    assert_eq!(
        house
            .reminders_at("2026-11-24T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
    assert_eq!(
        house
            .reminders_at("2026-12-24T09:00[Europe/Berlin]")
            .await
            .len(),
        0
    );
    let last = house
        .ok("ann", "todos.get", json!({ "id": todo["id"] }))
        .await;
    assert_eq!(
        (&last["due_date"], &last["repeat"]),
        (&json!("2026-11-24T09:00:00+01:00"), &Value::Null)
    );
    assert_eq!(
        (&last["overdue"], &last["completed"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn a_new_due_date_moves_the_repetition_and_a_snooze_one_occurrence() {
    let house = House::new();
    let todo = house
        .add("ann", json!({ "title": "t", "due_date": "every day at 9" }))
        .await;
    let id = todo["id"].clone();
    let snoozed = house
        .ok(
            "ann",
            "todos.snooze",
            json!({ "id": id, "until": "tomorrow at 11:15" }),
        )
        .await;
    assert_eq!(snoozed["repeat_words"], "every day at 09:00");
    assert_eq!(
        house
            .reminders_at("2026-11-23T11:14[Europe/Berlin]")
            .await
            .len(),
        0
    );
    assert_eq!(
        house
            .reminders_at("2026-11-23T11:15[Europe/Berlin]")
            .await
            .len(),
        1
    );
    let due = async || house.ok("ann", "todos.get", json!({ "id": id })).await["due_date"].clone();
    assert_eq!(due().await, "2026-11-24T09:00:00+01:00");

    house
        .ok(
            "ann",
            "todos.update",
            json!({ "id": id, "due_date": "tomorrow at 18:30" }),
        )
        .await;
    assert_eq!(
        house
            .reminders_at("2026-11-24T18:30[Europe/Berlin]")
            .await
            .len(),
        1
    );
    assert_eq!(due().await, "2026-11-25T18:30:00+01:00");
}

#[tokio::test]
async fn a_snoozed_occurrence_that_is_completed_does_not_ring_again() {
    let house = House::new();
    let todo = house
        .add("ann", json!({ "title": "t", "due_date": "every day at 9" }))
        .await;
    assert_eq!(
        house
            .reminders_at("2026-11-23T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
    house
        .ok(
            "ann",
            "todos.snooze",
            json!({ "id": todo["id"], "until": "in 1 hour" }),
        )
        .await;
    let done = house
        .ok("ann", "todos.complete", json!({ "id": todo["id"] }))
        .await;
    assert_eq!(done["due_date"], "2026-11-24T09:00:00+01:00");
    assert!(
        house
            .reminders_at("2026-11-24T08:59[Europe/Berlin]")
            .await
            .is_empty()
    );
    assert_eq!(
        house
            .reminders_at("2026-11-24T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
}
