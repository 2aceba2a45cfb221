//! What is too much, and what is just enough.

use operation::Kind;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_document_holds_ten_million_bytes() {
    let house = House::new();
    let line = "The quick brown fox jumps over the lazy dog.\n";
    let mut text = line.repeat(10_000_000 / line.len());
    text.push_str(&"x".repeat(10_000_000 - text.len() - 8));
    text.push_str(" zebras\n");
    let input = json!({ "title": "Large", "content": text });
    let made = house.ok("ann", "documents.create", input).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["bytes"], 10_000_000);
    assert_eq!(house.text("ann", id).await, text);
    // Its last word is found, and shown.
    let found = house.list("ann", json!({ "search": "zebras" })).await;
    assert_eq!(found["total"], 1);
    let snippet = found["items"][0]["snippet"]["text"].as_str().unwrap();
    assert!(snippet.ends_with(" zebras"), "{snippet}");

    let more = format!("{text}!");
    for (operation, input) in [
        ("documents.create", json!({ "content": more })),
        (
            "documents.update",
            json!({ "id": id, "content": more, "base_version": 1 }),
        ),
        (
            "documents.edit",
            json!({ "id": id, "edits": [{ "find": "zebras", "replace": "zebras!" }] }),
        ),
    ] {
        let error = house.err("ann", operation, input).await;
        assert_eq!(error.kind, Kind::TooLarge, "{operation}");
        assert!(
            error
                .message
                .contains("10000000 bytes of text, and this has 10000001"),
            "{error}"
        );
    }
    let now = house.get("ann", id).await;
    assert_eq!(
        (&now["version"], &now["bytes"]),
        (&json!(1), &json!(10_000_000))
    );
    let edits = json!([{ "find": " zebras", "replace": " lions" }]);
    let input = json!({ "id": id, "edits": edits });
    house.ok("ann's agent", "documents.edit", input).await;
    let old = json!({ "id": id, "version": 1 });
    let old = house.ok("ann", "documents.version", old).await;
    assert!(old["content"] == text);
}

#[tokio::test]
async fn short_fields_have_their_lengths() {
    let house = House::new();
    for (field, most) in [("title", 500), ("language", 50)] {
        let made = json!({ field: "é".repeat(most) });
        let made = house.ok("ann", "documents.create", made).await;
        assert_eq!(made[field].as_str().unwrap().chars().count(), most);
        let error = house
            .err(
                "ann",
                "documents.create",
                json!({ field: "é".repeat(most + 1) }),
            )
            .await;
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::BadInput, Some(field))
        );
    }
    assert_eq!(house.list("ann", json!({})).await["total"], 2);
}
