//! Webhooks: signed, repeated under the same id, given up, ended.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{House, NOON, iso};
use crate::receiver::{Receiver, status};

async fn webhook(house: &House, receiver: &Receiver) -> (String, String) {
    let url = format!("{}/hook", receiver.url);
    let added = house
        .ann(
            "notifications.add_channel",
            json!({ "kind": "webhook", "url": url, "name": "My hook" }),
        )
        .await;
    let id = added["channel"]["id"].as_str().unwrap().to_owned();
    (id, added["secret"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_reminder_arrives_signed_also_after_the_receiver_failed() {
    let mut house = House::open();
    let receiver = Receiver::webhook().await;
    let (channel, secret) = webhook(&house, &receiver).await;
    receiver.reply([(500, vec![], "out of\n order".to_owned())]);
    house.remind("t1@1", "歯医者に電話").await;
    let told = house.attempt().await;
    assert_eq!(
        (&told["state"], &told["attempts"]),
        (&json!("pending"), &json!(1))
    );

    let first = receiver.one();
    assert_eq!(first.path, "/hook");
    let (id, at) = first.verified(&secret);
    assert_eq!(at * 1_000, house.now());
    let delivery = house.delivery().await;
    assert_eq!(delivery["id"], id.as_str());
    assert_eq!(delivery["channel_id"], channel.as_str());
    assert_eq!(delivery["channel"], "My hook");
    assert_eq!(delivery["title"], "歯医者に電話");
    assert_eq!(delivery["next_try_at"], iso(house.now() + 5_000));
    assert_eq!(
        delivery["attempts"],
        json!([{ "at": NOON, "outcome": "failed", "status": 500,
            "detail": "127.0.0.1 answered 500 Internal Server Error: out of order" }])
    );

    house.advance(SignedDuration::from_secs(5));
    assert_eq!(house.attempt().await["state"], "delivered");
    let second = receiver.one();
    assert_eq!(second.verified(&secret), (id.clone(), at + 5));
    let feed = house.ann("notifications.list", json!({})).await;
    assert_eq!(
        second.json(),
        json!({
            "id": id, "type": "reminder.due", "created_at": NOON,
            "notification": {
                "id": feed["items"][0]["id"], "title": "歯医者に電話", "body": "", "source": "todos", "url": null,
                "data": { "todo_id": "t1", "due_date": "2026-11-22T12:00:00+00:00", "late_seconds": 0 },
            },
        })
    );
    let delivery = house.delivery().await;
    assert_eq!(
        (&delivery["state"], &delivery["next_try_at"]),
        (&json!("delivered"), &Value::Null)
    );
    let last =
        json!({ "at": iso(house.now()), "outcome": "delivered", "status": 200, "detail": null });
    assert_eq!(delivery["attempts"][1], last);
    house.run_out_of_jobs().await;
    assert!(receiver.take().is_empty());
}

#[tokio::test]
async fn a_receiver_is_given_the_time_it_asks_for() {
    let mut house = House::open();
    let receiver = Receiver::webhook().await;
    webhook(&house, &receiver).await;
    let table = [
        (503, "120", 120),
        (429, "Sun, 22 Nov 2026 12:04:00 GMT", 240),
        (429, "1", 5),
        (503, "soon", 5),
        (500, "999999", 86_400),
        // Other refusals keep to the same pauses.
        (400, "60", 60),
    ];
    for (number, (code, wait, seconds)) in table.into_iter().enumerate() {
        receiver.reply([(code, vec![("retry-after", wait.to_owned())], String::new())]);
        house.remind(&format!("k{number}"), "Call dentist").await;
        house.attempt().await;
        let list = house
            .ann("notifications.deliveries", json!({ "limit": 1 }))
            .await;
        assert_eq!(
            list["items"][0]["next_try_at"],
            iso(house.now() + seconds * 1_000),
            "{code} {wait}"
        );
    }
}

#[tokio::test]
async fn a_delivery_is_given_up_and_the_owner_told_once_until_it_works_again() {
    let mut house = House::open();
    let receiver = Receiver::webhook().await;
    let (channel, _) = webhook(&house, &receiver).await;
    let pauses = [5, 30, 120, 600, 3_600, 21_600];
    for round in 0..3 {
        if round == 2 {
            // In between it works.
            house.remind("works", "Call dentist").await;
            assert_eq!(house.attempt().await["state"], "delivered");
            let shown = house.ann("notifications.channels", json!({})).await;
            assert_eq!(shown["items"][0]["failing_since"], Value::Null);
        }
        receiver.take();
        receiver.reply((0..=pauses.len()).map(|_| status(502)));
        house.remind(&format!("k{round}"), "Call dentist").await;
        for (tried, pause) in pauses.into_iter().enumerate() {
            let told = house.attempt().await;
            assert_eq!(
                (&told["state"], &told["attempts"]),
                (&json!("pending"), &json!(tried + 1))
            );
            house.advance(SignedDuration::from_secs(pause - 1));
            house.workspace.run_due().await.unwrap();
            assert_eq!(receiver.take().len(), 1, "not before its time");
            house.advance(SignedDuration::from_millis(1_001));
        }
        assert_eq!(house.attempt().await["state"], "given_up");
        let feed = house.ann("notifications.list", json!({})).await;
        let warnings: Vec<&Value> = feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["kind"] == "channel.failing")
            .collect();
        assert_eq!(warnings.len(), [1, 1, 2][round]);
        assert_eq!(
            warnings[0]["title"],
            "Reminders could not be delivered to My hook"
        );
        assert!(
            warnings[0]["body"]
                .as_str()
                .unwrap()
                .contains("502 Bad Gateway")
        );
        let list = house
            .ann(
                "notifications.deliveries",
                json!({ "channel": channel, "limit": 1 }),
            )
            .await;
        assert_eq!(list["items"][0]["state"], "given_up");
        assert_eq!(list["items"][0]["attempts"].as_array().unwrap().len(), 7);
        house.run_out_of_jobs().await;
    }
    let shown = house.ann("notifications.channels", json!({})).await;
    assert_eq!(shown["items"][0]["failing_since"], iso(house.now()));
    assert_eq!(shown["items"][0]["enabled"], true);
}

#[tokio::test]
async fn a_warning_goes_through_the_channels_that_work() {
    let mut house = House::open();
    let (broken, working) = (Receiver::webhook().await, Receiver::ntfy().await);
    webhook(&house, &broken).await;
    let input = json!({ "kind": "ntfy", "url": working.url, "topic": "mine" });
    house.ann("notifications.add_channel", input).await;
    broken.reply([status(410)]);
    house.remind("t1@1", "Call dentist").await;
    house.attempt().await;
    house.heard("notification.delivery").await;
    house.attempt().await;
    let sent: Vec<Value> = working
        .take()
        .iter()
        .map(|got| got.json()["title"].clone())
        .collect();
    assert_eq!(
        sent,
        [
            "Call dentist",
            "Reminders could not be delivered to My hook"
        ]
    );
    house.run_out_of_jobs().await;
    assert_eq!(broken.take().len(), 1);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_switched_off() {
    let mut house = House::open();
    let receiver = Receiver::webhook().await;
    let (channel, _) = webhook(&house, &receiver).await;
    receiver.reply([status(500), status(410)]);
    house.remind("t1@1", "First").await;
    house.attempt().await;
    house.remind("t2@1", "Second").await;
    assert_eq!(house.attempt().await["state"], "given_up");
    let shown = house.ann("notifications.channels", json!({})).await["items"][0].clone();
    assert_eq!(shown["enabled"], false);
    assert_eq!(shown["disabled_reason"], "127.0.0.1 answered 410 Gone.");
    let list = house.ann("notifications.deliveries", json!({})).await;
    assert_eq!(list["items"][0]["state"], "given_up");
    assert_eq!(list["items"][1]["state"], "cancelled");

    house.remind("t3@1", "Third").await;
    house.advance(SignedDuration::from_hours(24));
    house.run_out_of_jobs().await;
    assert_eq!(receiver.take().len(), 2, "nothing more is sent");

    let on = json!({ "id": channel, "enabled": true });
    let shown = house.ann("notifications.update_channel", on).await;
    assert_eq!(
        (&shown["enabled"], &shown["disabled_reason"]),
        (&json!(true), &Value::Null)
    );
    house.remind("t4@1", "Fourth").await;
    assert_eq!(house.attempt().await["state"], "delivered");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut house = House::open();
    let (receiver, elsewhere) = (Receiver::webhook().await, Receiver::webhook().await);
    webhook(&house, &receiver).await;
    for (code, place) in [
        (302, "http://169.254.169.254/latest/meta-data/".to_owned()),
        (307, elsewhere.url.clone()),
    ] {
        receiver.reply([(code, vec![("location", place.clone())], String::new())]);
        house.remind(&place, "Call dentist").await;
        assert_eq!(house.attempt().await["state"], "pending");
        let list = house
            .ann("notifications.deliveries", json!({ "limit": 1 }))
            .await;
        let attempt = &list["items"][0]["attempts"][0];
        assert_eq!(
            (&attempt["outcome"], &attempt["status"]),
            (&json!("failed"), &json!(code))
        );
        assert!(
            attempt["detail"]
                .as_str()
                .unwrap()
                .contains(&format!("redirects to {place}")),
            "{attempt}"
        );
    }
    assert!(elsewhere.take().is_empty());
}
