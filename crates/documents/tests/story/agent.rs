//! The agent API: paths, fields and answers that scripts know, and what is new beside them.

use operation::{Kind, Method};
use serde_json::{Value, json};

use crate::house::House;

const ALL: &str = "/documents";
const ONE: &str = "/documents/{id}";

#[tokio::test]
async fn a_document_is_made_read_and_deleted() {
    let house = House::new();
    let body = json!({ "session_id": "...", "title": "Notes", "content": "# Hi\n", "colour": 1 });
    let made = house.agent("ann", Method::Post, ALL, body).await.unwrap();
    let expected = json!({
        "id": made["id"], "session_id": null, "title": "Notes", "language": "markdown",
        "current_content": "# Hi\n", "version_count": 1, "is_active": true, "archived": false,
        "created_at": "2026-11-22T18:56:00Z", "updated_at": "2026-11-22T18:56:00Z",
        "source_email_uid": null, "source_email_folder": null,
        "source_email_account_id": null, "source_email_message_id": null,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(made.get(name), Some(value), "{name}");
    }
    assert!(made["note"].as_str().unwrap().contains("library"));
    assert!(made["warnings"][0].as_str().unwrap().contains("colour"));

    let id = made["id"].as_str().unwrap();
    let read = house
        .agent("ann", Method::Get, ONE, json!({ "id": id }))
        .await
        .unwrap();
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(read.get(name), Some(value), "{name}");
    }
    assert_eq!(read["version"], 1);

    let changed = json!({ "id": id, "content": "# Ho\n", "base_version": 1, "title": null });
    let changed = house.agent("ann", Method::Put, ONE, changed).await.unwrap();
    assert_eq!(
        (
            &changed["current_content"],
            &changed["version_count"],
            &changed["title"]
        ),
        (&json!("# Ho\n"), &json!(2), &json!("Notes"))
    );
    let versions = json!({ "id": id });
    let versions = house
        .agent("ann", Method::Get, "/documents/{id}/versions", versions)
        .await;
    assert_eq!(versions.unwrap()["items"][0]["source"], "ai");

    for _ in 0..2 {
        let gone = house
            .agent("ann", Method::Delete, ONE, json!({ "id": id }))
            .await;
        assert_eq!(gone.unwrap(), json!({ "status": "deleted", "id": id }));
    }
    for (who, method, id) in [
        ("ann", Method::Get, id),
        ("bob", Method::Get, id),
        ("bob", Method::Delete, id),
        ("ann", Method::Delete, "0000"),
        ("ann", Method::Delete, "%"),
    ] {
        let error = house
            .agent(who, method, ONE, json!({ "id": id }))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (Kind::NotFound, "Document not found")
        );
    }
}

#[tokio::test]
async fn wrong_types_are_an_invalid_payload() {
    let house = House::new();
    for name in ["session_id", "title", "content", "language"] {
        for value in [json!(1), json!({}), json!(["x"]), json!(true)] {
            let body = json!({ name: value });
            let error = house
                .agent("ann", Method::Post, ALL, body)
                .await
                .unwrap_err();
            assert_eq!(error.kind, Kind::BadInput);
            let expected = format!("Invalid document payload: `{name}` must be text.");
            assert_eq!(error.message, expected);
        }
    }
    let body = json!({ "session_id": null, "title": null, "content": null, "language": null });
    let made = house.agent("ann", Method::Post, ALL, body).await.unwrap();
    assert_eq!(
        (&made["title"], &made["language"]),
        (&json!("Untitled"), &json!("markdown"))
    );
}

#[tokio::test]
async fn the_library_is_listed_within_bounds() {
    let house = House::new();
    for n in 0..5 {
        let input = json!({ "title": n.to_string(), "content": "milk", "language": "text" });
        house.ok("ann", "documents.create", input).await;
        house.wait(1);
    }
    let list = async |input: Value| house.agent("ann", Method::Get, ALL, input).await;
    let titles = |list: &Value| {
        let documents = list["documents"].as_array().unwrap();
        let titles = documents.iter().map(|one| one["title"].as_str().unwrap());
        titles.collect::<Vec<_>>().join(" ")
    };
    for (input, expected) in [
        (json!({}), "4 3 2 1 0"),
        (json!({ "sort": "oldest" }), "0 1 2 3 4"),
        (json!({ "sort": "whatever" }), "4 3 2 1 0"),
        (json!({ "search": "milk" }), "4 3 2 1 0"),
        (json!({ "search": "3 milk" }), "3"),
        (
            json!({ "language": "text", "offset": 1, "limit": 2 }),
            "3 2",
        ),
        // Out of range there was no error, and is none.
        (json!({ "limit": 0 }), "4"),
        (json!({ "limit": -1 }), "4"),
        (json!({ "limit": 100_000, "offset": -3 }), "4 3 2 1 0"),
        (json!({ "limit": u64::MAX, "offset": u64::MAX }), ""),
        (json!({ "archived": true }), ""),
    ] {
        let list = list(input.clone()).await.unwrap();
        assert_eq!(titles(&list), expected, "{input}");
        let total = if input.get("archived").is_some() {
            0
        } else {
            5
        };
        if input.get("search") != Some(&json!("3 milk")) {
            assert_eq!(list["total"], total);
        }
    }
    let all = list(json!({ "search": "milk" })).await.unwrap();
    assert_eq!(
        (&all["languages"], &all["session_count"]),
        (&json!({ "text": 5 }), &json!(0))
    );
    let first = &all["documents"][0];
    for (name, value) in [
        ("session_id", Value::Null),
        ("session_name", Value::Null),
        ("language", json!("text")),
        ("preview", json!("milk")),
        ("version_count", json!(1)),
        ("created_at", json!("2026-11-22T18:56:04Z")),
    ] {
        assert_eq!(first.get(name), Some(&value), "{name}");
    }
    let error = list(json!({ "limit": "many" })).await.unwrap_err();
    assert_eq!(
        (error.kind, error.field.as_deref()),
        (Kind::BadInput, Some("limit"))
    );
}

#[tokio::test]
async fn what_is_new_answers_as_the_operations_do() {
    let house = House::new();
    let id = house.create("ann", "Plan", "one").await;
    let act = async |method, path, mut input: Value| {
        input["id"] = json!(id);
        house.agent("ann", method, path, input).await.unwrap()
    };
    let edits = json!({ "edits": [{ "find": "one", "replace": "two" }] });
    let edited = act(Method::Post, "/documents/{id}/edit", edits).await;
    assert_eq!(
        (&edited["version"], edited.get("current_content")),
        (&json!(2), None)
    );
    let version = "/documents/{id}/versions/{version}";
    let opened = act(Method::Get, version, json!({ "version": 1 })).await;
    assert_eq!(opened["content"], "one");
    let diff = act(Method::Get, "/documents/{id}/diff", json!({})).await;
    assert!(diff["diff"].as_str().unwrap().contains("-one"));
    let restore = "/documents/{id}/versions/{version}/restore";
    let restored = act(Method::Post, restore, json!({ "version": 1 })).await;
    assert_eq!(restored["version"], 3);
    let archived = act(Method::Post, "/documents/{id}/archive", json!({})).await;
    assert_eq!(archived["archived"], true);
    act(Method::Delete, ONE, json!({})).await;
    let trash = house
        .agent("ann", Method::Get, "/documents/trash", json!({}))
        .await
        .unwrap();
    assert_eq!(trash["items"][0]["id"], json!(id));
    act(Method::Post, "/documents/trash/{id}/restore", json!({})).await;
    let read = act(Method::Get, ONE, json!({})).await;
    assert_eq!(read["current_content"], "one");
}
