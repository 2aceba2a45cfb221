//! Channels: what they take, who reaches them, and what never leaves them.

use std::fs;

use jiff::SignedDuration;
use operation::{Access, Kind};
use serde_json::{Value, json};

use crate::house::{House, person, token};
use crate::receiver::Receiver;

#[tokio::test]
async fn what_cannot_be_a_channel_is_refused_and_not_stored() {
    let house = House::open();
    let table = [
        (json!({}), "kind"),
        (json!({ "kind": "pigeon" }), "kind"),
        (json!({ "kind": "ntfy" }), "topic"),
        (json!({ "kind": "ntfy", "topic": "with space" }), "topic"),
        (json!({ "kind": "ntfy", "topic": "" }), "topic"),
        (
            json!({ "kind": "ntfy", "topic": "a", "url": "https://ntfy.sh/b" }),
            "topic",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "secret": "x" }),
            "secret",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "token": "two words" }),
            "token",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "priority": "urgent" }),
            "priority",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "url": "https://ntfy.sh/a/json" }),
            "url",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "url": "ntfy.sh" }),
            "url",
        ),
        (
            json!({ "kind": "ntfy", "topic": "a", "url": "https://me:pw@ntfy.sh" }),
            "url",
        ),
        (json!({ "kind": "webhook" }), "url"),
        (
            json!({ "kind": "webhook", "url": "file:///etc/passwd" }),
            "url",
        ),
        (
            json!({ "kind": "webhook", "url": "http://169.254.169.254/latest" }),
            "url",
        ),
        (
            json!({ "kind": "webhook", "url": "https://example.com", "topic": "a" }),
            "topic",
        ),
        (
            json!({ "kind": "webhook", "url": "https://example.com", "secret": "hunter2" }),
            "secret",
        ),
        (
            json!({ "kind": "webhook", "url": "https://example.com", "secret": "whsec_c2hvcnQ=" }),
            "secret",
        ),
        (
            json!({ "kind": "webhook", "url": "https://example.com", "sign": true }),
            "sign",
        ),
    ];
    for (input, field) in table {
        let error = house
            .refusal("notifications.add_channel", input.clone())
            .await;
        assert_eq!(error.kind, Kind::BadInput, "{input}: {error}");
        let named =
            error.field.as_deref() == Some(field) || error.message.contains(&format!("`{field}`"));
        assert!(named, "{input}: {error}");
    }
    assert_eq!(
        house.ann("notifications.channels", json!({})).await,
        json!({ "items": [] })
    );

    for _ in 0..20 {
        house
            .ann(
                "notifications.add_channel",
                json!({ "kind": "ntfy", "topic": "a" }),
            )
            .await;
    }
    let error = house
        .refusal(
            "notifications.add_channel",
            json!({ "kind": "ntfy", "topic": "a" }),
        )
        .await;
    assert_eq!(error.kind, Kind::Conflict);
}

#[tokio::test]
async fn nobody_else_reaches_a_channel() {
    let house = House::open();
    let added = house
        .ann(
            "notifications.add_channel",
            json!({ "kind": "ntfy", "topic": "mine" }),
        )
        .await;
    let id = &added["channel"]["id"];
    let personal: Vec<&str> = house
        .workspace
        .registry()
        .operations()
        .filter(|operation| {
            operation.name.starts_with("notifications.")
                && matches!(operation.access, Access::Person)
        })
        .map(|operation| operation.name)
        .collect();
    assert_eq!(personal.len(), 6, "{personal:?}");
    for operation in personal {
        let everything = token("ann", &["notifications:read", "notifications:write"]);
        let error = house
            .call(everything, operation, json!({ "id": id }))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::Forbidden, "{operation}");

        let input = if house
            .workspace
            .registry()
            .operation(operation)
            .unwrap()
            .fields()
            .any(|field| field == "id")
        {
            json!({ "id": id })
        } else {
            continue;
        };
        let error = house
            .call(person("bob"), operation, input)
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::NotFound, "{operation}");
    }
    let bobs = house
        .call(person("bob"), "notifications.channels", json!({}))
        .await
        .unwrap();
    assert_eq!(bobs, json!({ "items": [] }));
    let mine = house.ann("notifications.channels", json!({})).await;
    assert_eq!(mine["items"][0]["name"], "ntfy.sh/mine");

    house.remind("t1@1", "Call dentist").await;
    assert_eq!(house.delivery().await["channel_id"], *id);
    for input in [json!({}), json!({ "channel": id })] {
        let bobs = house
            .call(person("bob"), "notifications.deliveries", input)
            .await
            .unwrap();
        assert_eq!(bobs, json!({ "items": [], "total": 0 }));
    }
}

#[tokio::test]
async fn nothing_goes_through_a_channel_that_was_removed_or_switched_off() {
    let mut house = House::open();
    let receiver = Receiver::webhook().await;
    let hook = json!({ "kind": "webhook", "url": receiver.url });
    let removed =
        house.ann("notifications.add_channel", hook.clone()).await["channel"]["id"].clone();
    receiver.reply([crate::receiver::status(500)]);
    house.remind("t1@1", "First").await;
    house.attempt().await;
    house.remind("t2@1", "Second").await;
    house
        .ann("notifications.remove_channel", json!({ "id": removed }))
        .await;
    house.advance(SignedDuration::from_hours(1));
    house.run_out_of_jobs().await;
    assert_eq!(receiver.take().len(), 1);
    assert_eq!(
        house.ann("notifications.deliveries", json!({})).await["total"],
        0
    );
    assert_eq!(
        house.ann("notifications.list", json!({})).await["total"],
        2,
        "the feed keeps them"
    );

    let off = house.ann("notifications.add_channel", hook).await["channel"]["id"].clone();
    house.remind("t3@1", "Third").await;
    house
        .ann(
            "notifications.update_channel",
            json!({ "id": off, "enabled": false }),
        )
        .await;
    house.remind("t4@1", "Fourth").await;
    house.run_out_of_jobs().await;
    assert!(receiver.take().is_empty());
    assert_eq!(house.delivery().await["state"], "cancelled");
}

#[tokio::test]
async fn secrets_stay_where_they_are() {
    let mut house = House::open();
    let (hook, ntfy) = (Receiver::webhook().await, Receiver::ntfy().await);
    let given = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let input = json!({ "kind": "webhook", "url": hook.url });
    let added = house.ann("notifications.add_channel", input).await;
    let made = added["secret"].as_str().unwrap().to_owned();
    let secrets = [made.as_str(), given, "tk_first_secret", "tk_second_secret"];
    let mut said = Vec::new();
    let change = json!({ "id": added["channel"]["id"], "secret": given });
    said.push(house.ann("notifications.update_channel", change).await);
    let input =
        json!({ "kind": "ntfy", "url": ntfy.url, "topic": "mine", "token": "tk_first_secret" });
    let added = house.ann("notifications.add_channel", input).await;
    let id = added["channel"]["id"].clone();
    said.push(added);

    // A server that repeats what it was sent.
    ntfy.reply([(500, vec![], "you said Bearer tk_first_secret".to_owned())]);
    house.remind("t1@1", "Call dentist").await;
    house.attempt().await;
    house.heard("notification.delivery").await;
    let got = hook.one();
    got.verified(given);
    ntfy.reply([(500, vec![], "you said Bearer tk_first_secret".to_owned())]);
    let error = house
        .refusal("notifications.test_channel", json!({ "id": id }))
        .await;
    said.push(json!(format!("{error:?}")));
    let bad = json!({ "id": id, "token": "tk_second_secret", "topic": "no good" });
    house.refusal("notifications.update_channel", bad).await;
    let change = json!({ "id": id, "token": "tk_second_secret" });
    said.push(house.ann("notifications.update_channel", change).await);
    for operation in [
        "notifications.channels",
        "notifications.deliveries",
        "notifications.list",
    ] {
        said.push(house.ann(operation, json!({})).await);
    }
    let audit = house
        .workspace
        .database()
        .read(|conn| operation::audit::list(conn, "ann", None, None, operation::Limit::default()))
        .await
        .unwrap();
    assert!(audit.items.len() >= 5);
    said.push(serde_json::to_value(audit).unwrap());

    let said = Value::from(said).to_string();
    assert!(said.contains("you said Bearer …"));
    let mut stored = Vec::new();
    for file in fs::read_dir(house.directory.path()).unwrap() {
        stored.extend(fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("Call dentist"), "the search finds what is there");
    for secret in secrets {
        assert!(!said.contains(secret), "{secret} was shown");
        assert!(!holds(secret), "{secret} lies open in the database");
    }
}

#[tokio::test]
async fn a_secret_that_does_not_open_has_to_be_entered_again() {
    let house = House::open();
    let server = Receiver::ntfy().await;
    let input = json!({ "kind": "ntfy", "url": server.url, "topic": "mine", "token": "tk_secret" });
    let id = house.ann("notifications.add_channel", input).await["channel"]["id"].clone();

    // As after a restore from a backup, which has no key in it.
    let directory = house.directory;
    fs::remove_file(directory.path().join("sealing.key")).unwrap();
    let mut house = House::open_in(directory);
    house.remind("t1@1", "Call dentist").await;
    assert_eq!(house.attempt().await["state"], "pending");
    let detail = house.delivery().await["attempts"][0]["detail"].clone();
    assert!(
        detail.as_str().unwrap().ends_with("enter it again."),
        "{detail}"
    );
    let shown = house.ann("notifications.channels", json!({})).await;
    assert_eq!(shown["items"][0]["has_secret"], true);
    assert!(server.take().is_empty());

    house
        .ann(
            "notifications.update_channel",
            json!({ "id": id, "token": "tk_secret" }),
        )
        .await;
    assert_eq!(house.attempt().await["state"], "delivered");
    assert_eq!(
        server.one().header("authorization"),
        Some("Bearer tk_secret")
    );
}
