//! Adding, listing and changing: what is kept, in which order, for whom, and only once.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, texts};

#[tokio::test]
async fn everything_that_is_said_of_a_memory_is_kept() {
    let house = House::new();
    let input = json!({
        "text": " Met Zoë\r\nin Łódź ", "category": "contact", "pinned": true,
        "source": " letter ", "session_id": "s1",
    });
    let mut added = house.ok("ann", "memory.add", input).await;
    assert_eq!(added["count"], 1);
    let message = format!("Remembered (id: {})", &added["id"].as_str().unwrap()[..8]);
    assert_eq!(added["message"], message);
    for name in ["count", "message"] {
        added.as_object_mut().unwrap().remove(name);
    }
    let id = &added["id"];
    let kept = json!({
        "id": id, "text": "Met Zoë\nin Łódź", "category": "contact", "pinned": true,
        "source": "letter", "origin": "person", "session_id": "s1", "uses": 0,
        "created_at": "2026-11-22T19:00:00Z", "updated_at": "2026-11-22T19:00:00Z",
    });
    assert_eq!(added, kept);
    assert_eq!(
        house.ok("ann", "memory.get", json!({ "id": id })).await,
        kept
    );

    let error = house
        .err(
            "ann",
            "memory.add",
            json!({ "text": "x", "category": "event" }),
        )
        .await;
    assert_eq!(error.kind, Kind::BadInput);
    for name in [
        "fact",
        "contact",
        "task",
        "preference",
        "identity",
        "project",
        "goal",
    ] {
        assert!(error.message.contains(name), "{error}");
    }
    for text in ["", " \t", &"x".repeat(5_001)] {
        let error = house
            .err("ann", "memory.add", json!({ "text": text }))
            .await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some("text"))
        );
    }
}

#[tokio::test]
async fn lists_are_in_order_by_pages_and_filters_with_their_totals() {
    let house = House::new();
    for n in 0..7 {
        let category = if n % 3 == 0 { "goal" } else { "fact" };
        let input = json!({ "text": format!("m{n}"), "category": category, "pinned": n % 2 == 0 });
        house.ok("ann", "memory.add", input).await;
    }
    house.add("bob", "m0").await;
    // (filter, the whole list)
    let table = [
        (json!({}), "m0 m1 m2 m3 m4 m5 m6"),
        (json!({ "order": "newest" }), "m6 m5 m4 m3 m2 m1 m0"),
        (json!({ "category": "goal" }), "m0 m3 m6"),
        (json!({ "pinned": true }), "m0 m2 m4 m6"),
        (json!({ "pinned": false, "order": "newest" }), "m5 m3 m1"),
        (json!({ "pinned": true, "category": "fact" }), "m2 m4"),
        (json!({ "category": "task" }), ""),
    ];
    for (filter, expected) in table {
        let expected: Vec<&str> = expected.split_whitespace().collect();
        for limit in 1..=8 {
            let mut input = filter.clone();
            input["limit"] = json!(limit);
            let mut seen = Vec::new();
            loop {
                let page = house.ok("ann", "memory.list", input.clone()).await;
                assert_eq!(page["total"], expected.len(), "{input}");
                seen.extend(texts(&page));
                match page.get("next_cursor") {
                    Some(cursor) => input["cursor"] = cursor.clone(),
                    None => break,
                }
            }
            assert_eq!(seen, expected, "{filter} by {limit}");
        }
    }
    let counts = house.ok("ann", "memory.categories", json!({})).await;
    assert_eq!(
        (&counts["total"], &counts["pinned"]),
        (&json!(7), &json!(4))
    );
    assert_eq!(
        counts["items"][0],
        json!({ "category": "fact", "count": 4 })
    );
    assert_eq!(
        counts["items"][6],
        json!({ "category": "goal", "count": 3 })
    );
    for (field, value) in [
        ("limit", json!(0)),
        ("cursor", json!("x")),
        ("order", json!("up")),
    ] {
        let error = house
            .err("ann", "memory.list", json!({ field: value }))
            .await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some(field))
        );
    }
}

#[tokio::test]
async fn a_change_keeps_the_rest_and_never_makes_a_duplicate() {
    let house = House::new();
    let tea = house.add("ann", "Likes tea").await;
    let coffee = house.add("ann", "Likes coffee").await;
    house.add("bob", "Likes water").await;
    house.clock.advance(jiff::SignedDuration::from_secs(1));

    let clash = json!({ "id": coffee, "text": "LIKES TEA", "category": "goal" });
    let error = house.err("ann", "memory.update", clash).await;
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.message.contains(&tea[..8]), "{error}");
    assert_eq!(error.more.as_ref().unwrap()["id"], tea);
    let kept = house.ok("ann", "memory.get", json!({ "id": coffee })).await;
    assert_eq!(
        (&kept["text"], &kept["category"], &kept["updated_at"]),
        (&json!("Likes coffee"), &json!("fact"), &kept["created_at"])
    );

    // Another's text is no obstacle, nor is one's own in another case.
    for (change, text, category, pinned) in [
        (
            json!({ "text": "likes WATER" }),
            "likes WATER",
            "fact",
            false,
        ),
        (
            json!({ "text": "Likes water" }),
            "Likes water",
            "fact",
            false,
        ),
        (
            json!({ "category": "preference", "text": null }),
            "Likes water",
            "preference",
            false,
        ),
        (json!({ "pinned": true }), "Likes water", "preference", true),
        (json!({}), "Likes water", "preference", true),
    ] {
        let mut input = change.clone();
        input["id"] = json!(&coffee[..8]);
        let changed = house.ok("ann", "memory.update", input).await;
        assert_eq!(
            (&changed["text"], &changed["category"], &changed["pinned"]),
            (&json!(text), &json!(category), &json!(pinned)),
            "{change}"
        );
        assert_eq!(changed["updated_at"], "2026-11-22T19:00:01Z");
        assert_eq!(changed["created_at"], "2026-11-22T19:00:00Z");
    }
    assert_eq!(house.found("ann", "coffee").await, Vec::<String>::new());
    assert_eq!(house.found("ann", "water").await, ["Likes water"]);
    let counts = house.ok("ann", "memory.categories", json!({})).await;
    assert_eq!(
        (&counts["total"], &counts["pinned"]),
        (&json!(2), &json!(1))
    );
    // The old text is free again.
    house.add("ann", "Likes coffee").await;
}

#[tokio::test]
async fn of_many_at_once_one_is_stored() {
    let house = House::new();
    let calls = (0..16).map(|n| {
        let text = if n % 2 == 0 { "Likes tea" } else { "likes TEA" };
        house.call("ann", "memory.add", json!({ "text": text }))
    });
    let mut running = Vec::new();
    for call in calls {
        running.push(call);
    }
    let answers: Vec<Value> = join(running).await;
    let new = answers
        .iter()
        .filter(|answer| answer.get("duplicate").is_none());
    assert_eq!(new.count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer["id"] == answers[0]["id"])
    );
    assert_eq!(house.ok("ann", "memory.list", json!({})).await["total"], 1);
}

/// Runs futures side by side.
async fn join<F>(futures: Vec<F>) -> Vec<Value>
where
    F: Future<Output = operation::Result<Value>>,
{
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<Value>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        let mut waiting = false;
        for (future, answer) in futures.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match future.as_mut().poll(cx) {
                    std::task::Poll::Ready(value) => *answer = Some(value.unwrap()),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    answers.into_iter().map(Option::unwrap).collect()
}
