//! What cannot be used is refused in a sentence, and nothing is stored.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn wrong_input_names_its_place_and_stores_nothing() {
    let house = House::new();
    let todo = house
        .add("ann", json!({ "title": "t", "items": ["a"] }))
        .await;
    let id = &todo["id"];
    let add = "todos.add";
    let many: Vec<&str> = vec!["x"; 1_001];
    let table: Vec<(&str, Value, &str)> = vec![
        (add, json!({ "title": 5 }), "title"),
        (add, json!({ "title": "x".repeat(10_001) }), "title"),
        (add, json!({ "content": "x".repeat(200_001) }), "content"),
        (add, json!({ "title": "nul \0" }), "title"),
        (add, json!({ "items": "milk" }), "items"),
        (add, json!({ "items": [["milk"]] }), "items[0]"),
        (add, json!({ "items": ["a", 7] }), "items[1]"),
        (add, json!({ "items": [{ "done": true }] }), "items[0].text"),
        (add, json!({ "items": [{ "text": 5 }] }), "items[0].text"),
        (
            add,
            json!({ "items": [{ "text": "a", "done": "yes" }] }),
            "items[0].done",
        ),
        (add, json!({ "items": ["x".repeat(2_001)] }), "items[0]"),
        (add, json!({ "items": many }), "items"),
        (add, json!({ "pinned": "yes" }), "pinned"),
        (add, json!({ "label": "x".repeat(101) }), "label"),
        (add, json!({ "color": "x".repeat(201) }), "color"),
        (add, json!({ "due_date": ["tomorrow"] }), "due_date"),
        (add, json!({ "due_date": { "at": 5 } }), "due_date"),
        (add, json!({ "due_date": "someday" }), "due_date"),
        (add, json!({ "due_date": "every blue moon" }), "due_date"),
        (add, json!({ "due_date": "25:00" }), "due_date"),
        (add, json!({ "due_date": "2027-02-30" }), "due_date"),
        (add, json!({ "due_date": "yesterday at 3pm" }), "due_date"),
        (
            add,
            json!({ "due_date": "tomorrow", "repeat": "now and then" }),
            "repeat",
        ),
        (
            add,
            json!({ "due_date": "tomorrow", "repeat": "FREQ=SECONDLY" }),
            "repeat",
        ),
        (
            add,
            json!({ "due_date": "tomorrow", "repeat": "monthly:day:40" }),
            "repeat",
        ),
        (
            add,
            json!({ "due_date": "tomorrow at 5pm", "repeat": "every day at 9" }),
            "repeat",
        ),
        (add, json!({ "repeat": "FREQ=DAILY" }), "repeat"),
        (add, json!({ "titel": "x" }), "titel"),
        (
            "todos.toggle_item",
            json!({ "id": id, "index": "one" }),
            "index",
        ),
        (
            "todos.toggle_item",
            json!({ "id": id, "index": -1 }),
            "index",
        ),
        (
            "todos.toggle_item",
            json!({ "id": id, "index": 1 }),
            "index",
        ),
        (
            "todos.append_item",
            json!({ "id": id, "text": " " }),
            "text",
        ),
        (
            "todos.update",
            json!({ "id": id, "due_date": "blorp", "title": "new" }),
            "due_date",
        ),
        (
            "todos.snooze",
            json!({ "id": id, "until": "2020-01-01T00:00:00Z" }),
            "until",
        ),
        (
            "todos.snooze",
            json!({ "id": id, "until": "every day at 9" }),
            "until",
        ),
        ("todos.list", json!({ "limit": 0 }), "limit"),
        ("todos.list", json!({ "cursor": "!" }), "cursor"),
        ("todos.list", json!({ "section": "soon" }), "section"),
        (
            "todos.list",
            json!({ "section": "today", "archived": true }),
            "section",
        ),
        (
            "todos.list",
            json!({ "section": "today", "completed": true }),
            "completed",
        ),
        (
            "todos.search",
            json!({ "q": "a", "cursor": "zzz" }),
            "cursor",
        ),
        ("todos.reorder", json!({ "ids": [id, id] }), "ids"),
        ("todos.reorder", json!({ "id": id, "before": id }), "id"),
    ];
    for (operation, input, field) in table {
        let error = house.err("ann", operation, input.clone()).await;
        assert_eq!(error.kind, Kind::BadInput, "{operation} {field}: {error}");
        assert_eq!(error.field.as_deref(), Some(field), "{operation}: {error}");
        assert!(
            error.message.len() > 20 && !error.message.contains("SQL"),
            "{error}"
        );
    }
    assert_eq!(
        house.ok("ann", "todos.list", json!({})).await["items"],
        json!([without_message(&todo)])
    );
}

fn without_message(changed: &Value) -> Value {
    let mut todo = changed.clone();
    todo.as_object_mut().unwrap().remove("message");
    todo
}

#[tokio::test]
async fn null_leaves_a_field_and_empty_text_clears_it() {
    let house = House::new();
    let all = json!({
        "title": "t", "content": "c", "items": ["a"], "color": "red", "label": "l", "pinned": true,
        "due_date": "tomorrow at 9", "repeat": "every day", "image_url": "/i.png",
    });
    let todo = house.add("ann", all).await;
    let id = &todo["id"];
    let update = async |mut input: Value| {
        input["id"] = id.clone();
        without_message(&house.ok("ann", "todos.update", input).await)
    };
    let nulls = json!({
        "title": null, "content": null, "items": null, "color": null, "label": null, "pinned": null,
        "archived": null, "due_date": null, "repeat": null, "note_type": null, "image_url": null,
    });
    assert_eq!(update(nulls).await, without_message(&todo));

    let cleared =
        update(json!({ "content": " ", "items": [], "color": "", "label": "", "due_date": " " }))
            .await;
    for field in [
        "content",
        "color",
        "label",
        "due_date",
        "due_at",
        "due_reading",
        "repeat",
        "repeat_words",
    ] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
    assert_eq!(
        (&cleared["items"], &cleared["image_url"]),
        (&json!([]), &json!("/i.png"))
    );
    assert_eq!(
        house.ok("ann", "todos.list", json!({ "label": "l" })).await["total"],
        0
    );
}

#[tokio::test]
async fn a_repeated_call_is_done_once() {
    let house = House::new();
    let input = json!({ "title": "once" });
    let first = house
        .call_once("ann", "todos.add", input.clone(), "k1")
        .await;
    assert_eq!(
        house.call_once("ann", "todos.add", input, "k1").await,
        first
    );
    assert_eq!(house.titles("ann", json!({})).await, ["once"]);
    let toggle = json!({ "id": first["id"] });
    house
        .ok(
            "ann",
            "todos.append_item",
            json!({ "id": first["id"], "text": "a" }),
        )
        .await;
    for _ in 0..2 {
        let answer = house
            .call_once("ann", "todos.toggle_item", toggle.clone(), "k2")
            .await;
        assert_eq!(answer["items"][0]["done"], true);
    }
}
