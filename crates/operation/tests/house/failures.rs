//! What goes wrong is told in words, changes nothing, and is on record.

use operation::{Call, Kind, Settings};
use serde_json::json;

use crate::things::{House, fields, person};

#[tokio::test]
async fn wrong_input_is_told_with_its_field() {
    let house = House::new();
    for (input, field, says) in [
        (json!({}), Some("name"), "`name` is missing."),
        (
            json!({ "name": 5 }),
            Some("name"),
            "text of at most 10 characters",
        ),
        (
            json!({ "name": "12345678901" }),
            Some("name"),
            "at most 10 characters, and this has 11",
        ),
        (
            json!({ "name": "x", "count": "many" }),
            Some("count"),
            "invalid type: string \"many\", expected a whole number",
        ),
        (
            json!({ "name": "x", "colour": 1, "size": 2 }),
            Some("colour"),
            "has no field `colour`, `size`; it takes",
        ),
        (json!({ "name": "a\u{0}b" }), Some("name"), "NUL"),
    ] {
        let error = house
            .call(&person("ann"), "things.make", input.clone())
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::BadInput, "{input}");
        assert!(error.message.contains(says), "{input}: {}", error.message);
        assert_eq!(error.field.as_deref(), field, "{input}");
    }
    let error = house
        .call(&person("ann"), "things.mend", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    assert_eq!(house.things("ann").await, 0);
}

#[tokio::test]
async fn unknown_fields_are_warnings_for_lenient_interfaces() {
    let house = House::new();
    let call = Call {
        operation: "things.make".to_owned(),
        input: fields(json!({ "name": "x", "colour": "red" })),
        lenient: true,
        ..Call::default()
    };
    let answer = house.workspace.dispatch(person("ann"), call).await.unwrap();
    assert_eq!(answer.warnings.len(), 1);
    assert!(answer.warnings[0].contains("`colour`"));
    assert_eq!(house.things("ann").await, 1);
}

#[tokio::test]
async fn a_handler_that_fails_leaves_nothing_behind() {
    let house = House::new();
    let mut events = house.workspace.listen();
    let failed = house
        .call(
            &person("ann"),
            "things.make",
            json!({ "name": "x", "fail": true }),
        )
        .await;
    assert_eq!(failed.unwrap_err().kind, Kind::Conflict);
    assert_eq!(house.things("ann").await, 0);
    assert!(
        events.try_recv().is_err(),
        "nobody hears of what did not happen"
    );
    assert_eq!(house.record("ann").await, ["person things.make failed"]);

    house
        .call(&person("ann"), "things.make", json!({ "name": "x" }))
        .await
        .unwrap();
    assert_eq!(events.try_recv().unwrap().topic, "things.made");
    let cx = house.workspace.context(person("ann"), "test");
    let heard = cx
        .read(|view| Ok(storage::counters::get(view.conn, "ann", "heard")?))
        .await;
    assert_eq!(heard.unwrap(), 1, "subscribers wrote once, with the change");
}

#[tokio::test]
async fn sends_are_limited_and_recorded() {
    let house = House::with(&Settings {
        sends_per_hour: 2,
        ..Settings::default()
    });
    let ann = person("ann");
    let send = |fail: bool| house.call(&ann, "things.send", json!({ "name": "x", "fail": fail }));
    send(false).await.unwrap();
    assert_eq!(send(true).await.unwrap_err().kind, Kind::Unavailable);
    let error = send(false).await.unwrap_err();
    assert_eq!(error.kind, Kind::TooMany);
    assert!(
        error.retry_after.unwrap().as_secs() > 60,
        "{:?}",
        error.retry_after
    );
    let record = house.record("ann").await;
    assert_eq!(
        record,
        [
            "person things.send failed",
            "person things.send failed",
            "person things.send done"
        ]
    );
}
