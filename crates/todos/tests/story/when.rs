//! Due dates as they are understood, stored and shown.

use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn due_dates_are_shown_with_the_owners_offset() {
    // Sunday 22 November 2026: 19:56 in Berlin, 13:56 in New York, the 23rd 03:56 in Tokyo.
    let house = House::new();
    let table = [
        (
            "ann",
            "tomorrow at 5pm",
            "2026-11-23T17:00:00+01:00",
            "2026-11-23T16:00:00Z",
            "Mon 23 Nov 2026 17:00",
        ),
        (
            "yoko",
            "tomorrow at 5pm",
            "2026-11-24T17:00:00+09:00",
            "2026-11-24T08:00:00Z",
            "Tue 24 Nov 2026 17:00",
        ),
        (
            "joe",
            "July 4 at noon",
            "2027-07-04T12:00:00-04:00",
            "2027-07-04T16:00:00Z",
            "Sun 4 Jul 2027 12:00",
        ),
        (
            "ann",
            "tomorrow",
            "2026-11-23",
            "2026-11-23T08:00:00Z",
            "Mon 23 Nov 2026",
        ),
        (
            "yoko",
            "2026-12-01",
            "2026-12-01",
            "2026-12-01T00:00:00Z",
            "Tue 1 Dec 2026",
        ),
        (
            "ann",
            "in 2 hours",
            "2026-11-22T21:56:00+01:00",
            "2026-11-22T20:56:00Z",
            "Sun 22 Nov 2026 21:56",
        ),
        (
            "ann",
            "2027-01-15T14:00:00Z",
            "2027-01-15T15:00:00+01:00",
            "2027-01-15T14:00:00Z",
            "Fri 15 Jan 2027 15:00",
        ),
        (
            "bob",
            "2027-01-15T14:00:30.5+01:00",
            "2027-01-15T13:00:30+00:00",
            "2027-01-15T13:00:30Z",
            "Fri 15 Jan 2027 13:00:30",
        ),
    ];
    for (who, phrase, date, at, reading) in table {
        let todo = house
            .add(who, json!({ "title": phrase, "due_date": phrase }))
            .await;
        let shown = (&todo["due_date"], &todo["due_at"], &todo["due_reading"]);
        assert_eq!(
            shown,
            (&json!(date), &json!(at), &json!(reading)),
            "{who}: {phrase}"
        );
        assert_eq!(todo["overdue"], false, "{phrase}");
        // What is shown can be given back.
        let again = json!({ "id": todo["id"], "due_date": todo["due_date"] });
        assert_eq!(
            house.ok(who, "todos.update", again).await["due_at"],
            at,
            "{phrase}"
        );
    }
}

#[tokio::test]
async fn a_past_instant_is_overdue_and_a_day_only_when_it_is_over() {
    let house = House::new();
    for (who, due, overdue) in [
        ("ann", "2020-01-05T09:00:00Z", true),
        ("ann", "2020-01-05 09:00", true),
        ("ann", "2026-11-21", true),
        ("ann", "2026-11-22", false),
        ("yoko", "2026-11-22", true),
    ] {
        let todo = house
            .add(who, json!({ "title": due, "due_date": due }))
            .await;
        assert_eq!(todo["overdue"], overdue, "{who} {due}");
        let note = todo["due_note"].as_str().unwrap();
        assert!(
            note.contains(if overdue { "overdue" } else { "give a time" }),
            "{note}"
        );
        let done = house
            .ok(who, "todos.complete", json!({ "id": todo["id"] }))
            .await;
        assert_eq!(done["overdue"], false);
    }
    assert_eq!(
        house.reminders_at("2026-11-22T18:57:00Z[UTC]").await,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn a_time_the_clocks_skip_is_pointed_out() {
    let house = House::new();
    let todo = house
        .add(
            "ann",
            json!({ "title": "t", "due_date": "2027-03-28 02:30" }),
        )
        .await;
    assert_eq!(todo["due_date"], "2027-03-28T03:30:00+02:00");
    assert!(
        todo["due_note"].as_str().unwrap().contains("03:30"),
        "{todo}"
    );
}

#[tokio::test]
async fn quick_add_shows_what_it_reads() {
    let house = House::new();
    let read = async |text: &str| {
        house
            .ok("ann", "todos.read_date", json!({ "text": text }))
            .await
    };
    let one = read("📞 Call dentist tomorrow at 5pm").await;
    assert_eq!(
        (&one["title"], &one["phrase"]),
        (&json!("📞 Call dentist"), &json!("tomorrow at 5pm"))
    );
    assert_eq!(
        (&one["start"], &one["end"]),
        (&json!(16), &json!(31)),
        "in UTF-16 units"
    );
    assert_eq!(
        (&one["due_date"], &one["due_reading"]),
        (
            &json!("2026-11-23T17:00:00+01:00"),
            &json!("Mon 23 Nov 2026 17:00")
        )
    );
    let again = read("Stretch every weekday at 9").await;
    assert_eq!(
        (&again["title"], &again["repeat_words"]),
        (&json!("Stretch"), &json!("every weekday at 09:00"))
    );
    assert_eq!(again["due_date"], "2026-11-23T09:00:00+01:00");
    let none = read(" Read the may report ").await;
    assert_eq!(
        (&none["title"], &none["phrase"], &none["due_date"]),
        (&json!("Read the may report"), &Value::Null, &Value::Null)
    );
    assert_eq!(house.ok("ann", "todos.list", json!({})).await["total"], 0);
}
