//! The feed: what gets into it, who sees it, how it is read and how long it is kept.

use jiff::SignedDuration;
use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, NOON, ms, person, token};

fn titles(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_reminder_is_in_the_feed_once_and_says_how_late_it_is() {
    let mut house = House::open();
    let table = [
        (0, "Bring the card", "Bring the card"),
        (59, "", ""),
        (60, "", "1 minute late."),
        (900, "", "15 minutes late."),
        (901, "", "15 minutes late: Odysseus was not running."),
        (7_199, "", "1 hour late: Odysseus was not running."),
        (
            7_200,
            "Bring the card",
            "2 hours late: Odysseus was not running.\nBring the card",
        ),
        (200_000, "", "2 days late: Odysseus was not running."),
        (-5, "", ""),
    ];
    for (number, (late, body, expected)) in table.into_iter().enumerate() {
        let data = json!({
            "todo_id": "t1", "title": "Call dentist", "body": body, "url": "/todos?open=t1", "due_at": ms(NOON),
            "due_date": "2026-11-22T12:00:00+00:00", "late_seconds": late, "dedupe_key": format!("t1@{number}"),
        });
        house.emit("reminder.due", data.clone()).await;
        let told = house.heard("notification.raised").await["notification"].clone();
        assert_eq!(told["body"], expected, "{late} s late");

        // The same firing once more changes nothing.
        house.emit("reminder.due", data).await;
        let list = house.ann("notifications.list", json!({})).await;
        assert_eq!(list["total"], number + 1);
        assert_eq!(list["unread"], number + 1);
        assert_eq!(list["items"][0], told);
        assert_eq!(told["kind"], "reminder.due");
        assert_eq!(told["source"], "todos");
        assert_eq!(told["created_at"], NOON);
        assert_eq!(told["url"], "/todos?open=t1");
        assert_eq!(told["data"]["todo_id"], "t1");
        assert_eq!(told["data"]["due_date"], "2026-11-22T12:00:00+00:00");
    }
}

#[tokio::test]
async fn the_feed_is_paged_read_and_ones_own() {
    let house = House::open();
    for number in 1..=5 {
        let data = json!({
            "title": format!("Note {number}"), "dedupe_key": format!("k{number}"), "source": "probe",
            "url": "https://example.com/n", "kind": "probe.happened", "data": { "number": number },
        });
        house.emit("notification.raise", data).await;
    }
    let mut seen = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut input = json!({ "limit": 2 });
        if !cursor.is_null() {
            input["cursor"] = cursor;
        }
        let page = house.ann("notifications.list", input).await;
        assert_eq!(page["total"], 5);
        seen.extend(titles(&page).into_iter().map(str::to_owned));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(seen, ["Note 5", "Note 4", "Note 3", "Note 2", "Note 1"]);

    let list = house.ann("notifications.list", json!({})).await;
    let first = &list["items"][4];
    assert_eq!(first["kind"], "probe.happened");
    assert_eq!(first["url"], "https://example.com/n");
    assert_eq!(first["data"]["number"], 1);

    house.advance(SignedDuration::from_mins(5));
    let id = json!({ "id": first["id"] });
    for _ in 0..2 {
        let read = house.ann("notifications.read", id.clone()).await;
        assert_eq!(read["read_at"], "2026-11-22T12:05:00Z");
        house.advance(SignedDuration::from_mins(5));
    }
    let unread = house
        .ann("notifications.list", json!({ "unread": true }))
        .await;
    assert_eq!(titles(&unread), ["Note 5", "Note 4", "Note 3", "Note 2"]);
    assert_eq!(
        (&unread["total"], &unread["unread"]),
        (&json!(4), &json!(4))
    );

    // Nothing of this is bob's.
    let bobs = house
        .call(person("bob"), "notifications.list", json!({}))
        .await
        .unwrap();
    assert_eq!((&bobs["total"], &bobs["unread"]), (&json!(0), &json!(0)));
    let error = house
        .call(person("bob"), "notifications.read", id)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    let marked = house
        .call(person("bob"), "notifications.read_all", json!({}))
        .await
        .unwrap();
    assert_eq!(marked["marked"], 0);

    assert_eq!(
        house.ann("notifications.read_all", json!({})).await["marked"],
        4
    );
    assert_eq!(
        house.ann("notifications.list", json!({})).await["unread"],
        0
    );

    for input in [
        json!({ "cursor": "x" }),
        json!({ "limit": 0 }),
        json!({ "unread": "maybe" }),
    ] {
        let error = house.refusal("notifications.list", input.clone()).await;
        assert_eq!(error.kind, Kind::BadInput, "{input}");
    }
    let markdown = house
        .workspace
        .registry()
        .operation("notifications.list")
        .unwrap()
        .markdown
        .unwrap();
    let text = markdown(&house.ann("notifications.list", json!({ "limit": 1 })).await);
    assert!(
        text.contains("5 notifications, 0 unread") && text.contains("probe.happened: Note 5"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_for_the_person_alone_is_hidden_from_tokens() {
    let house = House::open();
    house.remind("t1@1", "Call dentist").await;
    let agent = || token("ann", &["notifications:write", "probe:write"]);
    let error = house
        .call(agent(), "probe.wipe", json!({}))
        .await
        .unwrap_err();
    assert!(error.is_approval());

    let all = house.ann("notifications.list", json!({})).await;
    assert_eq!(
        titles(&all),
        ["Claude Agent wants to run probe.wipe", "Call dentist"]
    );
    let question = &all["items"][0];
    assert_eq!(question["source"], "approvals");
    assert_eq!(question["data"]["approval_id"], json!(error.approval_id));
    let body = question["body"].as_str().unwrap();
    assert!(
        body.starts_with("Does nothing, destructively. Nothing has happened yet."),
        "{body}"
    );
    let id = question["data"]["approval_id"].as_str().unwrap();
    assert_eq!(question["url"], format!("/settings/approvals?ask={id}"));

    let seen = house
        .call(agent(), "notifications.list", json!({}))
        .await
        .unwrap();
    assert_eq!(titles(&seen), ["Call dentist"]);
    assert_eq!((&seen["total"], &seen["unread"]), (&json!(1), &json!(1)));
    let id = json!({ "id": question["id"] });
    let error = house
        .call(agent(), "notifications.read", id)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    let marked = house
        .call(agent(), "notifications.read_all", json!({}))
        .await
        .unwrap();
    assert_eq!(marked["marked"], 1);
    assert_eq!(
        house.ann("notifications.list", json!({})).await["unread"],
        1
    );

    let reader = || token("ann", &["notifications:read"]);
    house
        .call(reader(), "notifications.list", json!({}))
        .await
        .unwrap();
    let error = house
        .call(reader(), "notifications.read_all", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Forbidden);
}

#[tokio::test]
async fn the_feed_keeps_a_thousand_and_none_older_than_ninety_days() {
    let house = House::open();
    for number in 0..1_020 {
        house
            .remind(&format!("k{number}"), &format!("Note {number}"))
            .await;
    }
    let list = house
        .ann("notifications.list", json!({ "limit": 1_000 }))
        .await;
    assert_eq!(list["total"], 1_000);
    assert_eq!(list["items"][0]["title"], "Note 1019");
    assert_eq!(list["items"][999]["title"], "Note 20");

    house.advance(SignedDuration::from_hours(91 * 24));
    for number in 0..125 {
        house.remind(&format!("new{number}"), "New").await;
    }
    let list = house.ann("notifications.list", json!({})).await;
    assert_eq!(list["total"], 125);
}

#[tokio::test]
async fn a_deleted_user_leaves_nothing_behind() {
    let house = House::open();
    house
        .ann(
            "notifications.add_channel",
            json!({ "kind": "ntfy", "topic": "t", "url": "http://127.0.0.1:9" }),
        )
        .await;
    house.remind("t1@1", "Call dentist").await;
    assert_eq!(
        house.ann("notifications.deliveries", json!({})).await["total"],
        1
    );
    house.emit("user.deleted", json!({ "id": "ann" })).await;
    for operation in ["notifications.list", "notifications.deliveries"] {
        assert_eq!(
            house.ann(operation, json!({})).await["total"],
            0,
            "{operation}"
        );
    }
    assert_eq!(
        house.ann("notifications.channels", json!({})).await,
        json!({ "items": [] })
    );
    house.run_out_of_jobs().await;
}
