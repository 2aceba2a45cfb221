//! Finding and replacing: exactly once, or not at all.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::House;

async fn edit(house: &House, id: &str, edits: Value) -> operation::Result<Value> {
    let input = json!({ "id": id, "edits": edits });
    house.call("ann's agent", "documents.edit", input).await
}

#[tokio::test]
async fn what_occurs_once_is_replaced() {
    let house = House::new();
    let id = house.create("ann", "Plan", "milk\nbread\n").await;
    let edits = json!([
        { "find": "milk", "replace": "soy milk" },
        // In the text as the first edit left it.
        { "find": "soy milk\nbread", "replace": "tofu" },
        { "find": "\n", "replace": "" },
    ]);
    let input = json!({ "id": id, "edits": edits, "base_version": 1, "summary": " Vegan " });
    let edited = house.ok("ann's agent", "documents.edit", input).await;
    assert_eq!(
        (&edited["version"], &edited["message"]),
        (&json!(2), &json!("Edited \"Plan\" in 3 places"))
    );
    assert_eq!(house.text("ann", &id).await, "tofu");
    let versions = house
        .ok("ann", "documents.versions", json!({ "id": id }))
        .await;
    assert_eq!(
        (
            &versions["items"][0]["source"],
            &versions["items"][0]["summary"]
        ),
        (&json!("ai"), &json!("Vegan"))
    );
    let same = edit(&house, &id, json!([{ "find": "tofu", "replace": "tofu" }])).await;
    assert_eq!(same.unwrap()["changed"], false);

    let stale =
        json!({ "id": id, "edits": [{ "find": "tofu", "replace": "" }], "base_version": 1 });
    let error = house.err("ann", "documents.edit", stale).await;
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.message.contains("the current one is 2"), "{error}");
}

#[tokio::test]
async fn what_does_not_occur_once_is_refused_with_its_places() {
    let house = House::new();
    let text = "alpha beta\nBeta  gamma\nabababa\nalpha\n";
    let id = house.create("ann", "Words", text).await;
    let once = json!({ "find": "gamma", "replace": "delta" });
    for (find, kind, says, occurrences, lines) in [
        (
            "alpha",
            Kind::Conflict,
            "occurs 2 times",
            json!(2),
            json!([1, 4]),
        ),
        // Also where it overlaps itself.
        (
            "aba",
            Kind::Conflict,
            "occurs 3 times",
            json!(3),
            json!([3, 3, 3]),
        ),
        (
            "delta!",
            Kind::Conflict,
            "does not occur",
            json!(0),
            json!([]),
        ),
        // The usual slips: capitals and spaces.
        (
            "beta delta",
            Kind::Conflict,
            "Something like it is in line 2",
            json!(0),
            json!([2]),
        ),
        (
            "ALPHA",
            Kind::Conflict,
            "in the lines 1, 4",
            json!(0),
            json!([1, 4]),
        ),
        ("", Kind::BadInput, "is empty", Value::Null, Value::Null),
    ] {
        // The edits before it are undone with it.
        let edits = json!([once, { "find": find, "replace": "x" }]);
        let error = edit(&house, &id, edits).await.unwrap_err();
        assert_eq!(error.kind, kind, "{find}");
        assert!(error.message.contains(says), "{find}: {error}");
        assert_eq!(error.field.as_deref(), Some("edits[1].find"));
        let more = json!(error.more.clone().unwrap_or_default());
        assert_eq!(
            (&more["occurrences"], &more["lines"]),
            (&occurrences, &lines),
            "{find}"
        );
    }
    assert_eq!(house.text("ann", &id).await, text);
    for edits in [json!([]), json!(vec![once; 101])] {
        let error = edit(&house, &id, edits).await.unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some("edits"))
        );
    }
    let many = house.create("ann", "Many", &"a".repeat(1_000_000)).await;
    let error = edit(
        &house,
        &many,
        json!([{ "find": "a".repeat(400_000), "replace": "" }]),
    )
    .await
    .unwrap_err();
    assert!(
        error.message.contains("occurs more than 100 times"),
        "{error}"
    );
}
