//! ntfy: what is published, and what the person reads when it is refused.

use jiff::SignedDuration;
use serde_json::json;

use crate::house::House;
use crate::receiver::Receiver;

#[tokio::test]
async fn a_reminder_is_published_as_json() {
    let mut house = House::open();
    let server = Receiver::ntfy().await;
    let input = json!({ "kind": "ntfy", "url": format!("{}/my-topic", server.url) });
    let added = house.ann("notifications.add_channel", input).await;
    let channel = &added["channel"];
    assert_eq!(channel["topic"], "my-topic");
    assert_eq!(channel["url"], format!("{}/", server.url));
    assert_eq!(channel["priority"], "high");
    assert_eq!(channel["name"], "127.0.0.1/my-topic");
    assert_eq!(
        (&channel["has_secret"], added.get("secret")),
        (&json!(false), None)
    );

    house.remind("t1@1", "Grüße nach 東京").await;
    assert_eq!(house.attempt().await["state"], "delivered");
    let got = server.one();
    assert_eq!(
        (got.path.as_str(), got.header("authorization")),
        ("/", None)
    );
    assert_eq!(
        got.json(),
        json!({ "topic": "my-topic", "title": "Grüße nach 東京", "message": "Grüße nach 東京",
            "priority": 4, "tags": ["bell"] })
    );

    let change = json!({ "id": channel["id"], "priority": "max", "topic": "other" });
    house.ann("notifications.update_channel", change).await;
    let long = json!({
        "title": "é".repeat(200), "body": "é".repeat(3_000), "url": "https://example.com/x",
        "source": "probe", "dedupe_key": "long",
    });
    house.emit("notification.raise", long).await;
    assert_eq!(house.attempt().await["state"], "delivered");
    let sent = server.one().json();
    assert_eq!(
        (&sent["priority"], &sent["topic"], &sent["click"]),
        (&json!(5), &json!("other"), &json!("https://example.com/x"))
    );
    for (field, most) in [("title", 250), ("message", 4_000)] {
        let text = sent[field].as_str().unwrap();
        assert!(
            text.ends_with("é…") && text.len() <= most && text.len() > most - 6,
            "{field}: {}",
            text.len()
        );
    }
}

#[tokio::test]
async fn a_wrong_token_is_told_and_the_right_one_sends_what_waits() {
    let mut house = House::open();
    let server = Receiver::ntfy().await;
    server.require("tk_right");
    let input = json!({ "kind": "ntfy", "url": server.url, "topic": "mine", "token": "tk_wrong" });
    let added = house.ann("notifications.add_channel", input).await;
    let channel = added["channel"]["id"].clone();
    house.remind("t1@1", "Call dentist").await;
    assert_eq!(house.attempt().await["state"], "pending");
    let attempt = house.delivery().await["attempts"][0].clone();
    assert_eq!(attempt["status"], 403);
    let detail = attempt["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("127.0.0.1 answered 403 Forbidden: ") && detail.contains("40301"),
        "{detail}"
    );

    let error = house
        .refusal("notifications.test_channel", json!({ "id": channel }))
        .await;
    assert_eq!(error.kind, operation::Kind::Conflict);
    assert!(error.message.contains("forbidden"), "{error}");

    server.take();
    house
        .ann(
            "notifications.update_channel",
            json!({ "id": channel, "token": "tk_right" }),
        )
        .await;
    assert_eq!(house.attempt().await["state"], "delivered");
    let got = server.one();
    assert_eq!(got.header("authorization"), Some("Bearer tk_right"));

    let tested = house
        .ann("notifications.test_channel", json!({ "id": channel }))
        .await;
    assert_eq!(tested["status"], 200);
    assert!(
        tested["answer"].as_str().unwrap().contains("KCY4u4SYelvO"),
        "{tested}"
    );
    assert_eq!(server.one().json()["title"], "Test from Odysseus");
    assert_eq!(
        house.ann("notifications.list", json!({})).await["total"],
        1,
        "a test stays out of the feed"
    );
}

#[tokio::test]
async fn a_refusal_is_repeated_for_some_minutes_only() {
    let mut house = House::open();
    let server = Receiver::ntfy().await;
    server.require("tk_right");
    house
        .ann(
            "notifications.add_channel",
            json!({ "kind": "ntfy", "url": server.url, "topic": "mine" }),
        )
        .await;
    house.remind("t1@1", "Call dentist").await;
    for pause in [5, 30, 120, 600] {
        assert_eq!(house.attempt().await["state"], "pending");
        house.advance(SignedDuration::from_millis(pause * 1_000 + 1));
    }
    assert_eq!(house.attempt().await["state"], "given_up");
    assert_eq!(server.take().len(), 5);
}

#[tokio::test]
async fn what_does_not_answer_as_ntfy_does_has_not_delivered() {
    let mut house = House::open();
    let router = Receiver::webhook().await;
    let input = json!({ "kind": "ntfy", "url": router.url, "topic": "mine" });
    let added = house.ann("notifications.add_channel", input).await;
    house.remind("t1@1", "Call dentist").await;
    assert_eq!(house.attempt().await["state"], "pending");
    let detail = house.delivery().await["attempts"][0]["detail"].clone();
    assert_eq!(
        detail,
        "127.0.0.1 answered, but not as an ntfy server does; check the address."
    );

    // Nobody listens there.
    let change = json!({ "id": added["channel"]["id"], "url": "http://127.0.0.1:9" });
    house.ann("notifications.update_channel", change).await;
    let error = house
        .refusal(
            "notifications.test_channel",
            json!({ "id": added["channel"]["id"] }),
        )
        .await;
    assert_eq!(error.kind, operation::Kind::Unavailable);
    assert!(
        error.message.contains("nothing listens on that port"),
        "{error}"
    );
}
