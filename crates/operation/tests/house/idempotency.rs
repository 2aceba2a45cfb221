//! A repeated call under the same key is done once.

use jiff::SignedDuration;
use operation::{Kind, Policy::Allow};
use serde_json::json;

use crate::things::{House, person, token};

#[tokio::test]
async fn the_first_finished_answer_is_replayed() {
    let house = House::new();
    let ann = person("ann");
    let make = |name: &'static str, key| {
        house.call_with(&ann, "things.make", json!({ "name": name }), Some(key))
    };
    assert_eq!(make("a", "k1").await.unwrap(), (json!(1), false));
    assert_eq!(make("a", "k1").await.unwrap(), (json!(1), true));
    assert_eq!(make("a", "k2").await.unwrap(), (json!(2), false));
    assert_eq!(
        make("b", "k1").await.unwrap_err().kind,
        Kind::Conflict,
        "another input under the same key"
    );
    let other = house
        .call_with(&ann, "things.clear", json!({}), Some("k1"))
        .await;
    assert_eq!(
        other.unwrap_err().kind,
        Kind::Conflict,
        "another operation under the same key"
    );

    let agent = token("ann", &[("things:write", Allow)]);
    let theirs = house
        .call_with(&agent, "things.make", json!({ "name": "a" }), Some("k1"))
        .await
        .unwrap();
    assert_eq!(theirs, (json!(3), false), "keys are a caller's own");
    assert_eq!(house.things("ann").await, 3);

    house.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(
        make("a", "k1").await.unwrap(),
        (json!(4), false),
        "after a day the key is free"
    );
}

#[tokio::test]
async fn a_failed_call_may_be_made_again() {
    let house = House::new();
    let ann = person("ann");
    for operation in ["things.make", "things.send"] {
        let call = |fail: bool, key: &str| {
            let key = format!("{operation} {key}").replace(' ', "-");
            let input = json!({ "name": "x", "fail": fail });
            let (house, ann) = (&house, &ann);
            async move { house.call_with(ann, operation, input, Some(&key)).await }
        };
        call(true, "failed").await.unwrap_err();
        call(true, "failed").await.unwrap_err();
        assert!(!call(false, "done").await.unwrap().1);
        assert!(call(false, "done").await.unwrap().1, "{operation}");
    }
    assert_eq!(
        (
            house.things("ann").await,
            house.sent.load(std::sync::atomic::Ordering::SeqCst)
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn of_many_at_once_one_is_done() {
    let house = House::new();
    let ann = person("ann");
    for operation in ["things.make", "things.send"] {
        let calls: Vec<_> = (0..20)
            .map(|_| house.call_with(&ann, operation, json!({ "name": "x" }), Some(operation)))
            .collect();
        let mut done = 0;
        for answer in futures_util::future::join_all(calls).await {
            match answer {
                Ok((value, replayed)) => {
                    assert_eq!(value, 1);
                    done += u32::from(!replayed);
                }
                // What reaches outside may still be under way.
                Err(error) => assert_eq!((error.kind, operation), (Kind::Conflict, "things.send")),
            }
        }
        assert_eq!(done, 1, "{operation}");
    }
    assert_eq!(
        (
            house.things("ann").await,
            house.sent.load(std::sync::atomic::Ordering::SeqCst)
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn keys_that_are_none_are_refused() {
    let house = House::new();
    for key in ["", "white space", "ümlaut", &"x".repeat(256)] {
        let made = house
            .call_with(
                &person("ann"),
                "things.make",
                json!({ "name": "x" }),
                Some(key),
            )
            .await;
        assert_eq!(made.unwrap_err().kind, Kind::BadInput, "{key:?}");
    }
    assert_eq!(house.things("ann").await, 0);
}
