//! The agent API: actions, aliases and texts that scripts know, and the fields beside them.

use operation::{Kind, Method};
use serde_json::{Value, json};

use crate::house::House;

fn id8(answer: &Value) -> &str {
    &answer["id"].as_str().unwrap()[..8]
}

#[tokio::test]
async fn a_reminder_is_added_and_told_back() {
    let house = House::new();
    let body = json!({ "action": "add", "title": " Call dentist ", "due_date": "tomorrow at 5pm" });
    let answer = house.agent_ok("ann", body.clone()).await;
    let short = id8(&answer);
    assert_eq!(
        answer["response"],
        format!("Note created: \"Call dentist\" (id: {short})")
    );
    assert_eq!(answer["exit_code"], 0);
    assert_eq!(answer["due_date"], "2026-11-23T17:00:00+01:00");
    assert_eq!(answer["due_at"], "2026-11-23T16:00:00Z");
    assert_eq!(answer["due_reading"], "Mon 23 Nov 2026 17:00");
    assert_eq!(answer["todo"]["source"], "agent");
    assert!(answer.get("duplicate").is_none());

    // The same reminder, however its title and its time are written, is there already.
    for (title, due) in [
        ("Call dentist", "tomorrow at 5pm"),
        ("REMINDER:  call   Dentist", "5pm tomorrow"),
        ("Call dentist", "2026-11-23T17:00:00+01:00"),
    ] {
        let again = json!({ "title": title, "due_date": due });
        let same = house.agent_ok("ann", again).await;
        assert_eq!(
            same["response"],
            format!("Reminder already exists: \"Call dentist\" (id: {short})")
        );
        assert_eq!(
            (&same["note_id"], &same["duplicate"]),
            (&answer["id"], &json!(true))
        );
    }
    // Another time, another title, another owner or no due date is another todo.
    for (who, title, due) in [
        ("ann", "Call dentist", "tomorrow at 6pm"),
        ("ann", "Call doctor", "tomorrow at 5pm"),
        ("bob", "Call dentist", "tomorrow at 5pm"),
        ("ann", "Call dentist", ""),
        ("ann", "Call dentist", ""),
    ] {
        let other = house
            .agent_ok(who, json!({ "title": title, "due_date": due }))
            .await;
        assert!(other.get("duplicate").is_none(), "{who} {title} {due}");
    }
    // What is archived does not stand in the way.
    let old = house
        .agent_ok(
            "ann",
            json!({ "action": "update", "id": short, "archived": true }),
        )
        .await;
    assert_eq!(old["response"], "Note updated: \"Call dentist\"");
    assert!(house.agent_ok("ann", body).await.get("duplicate").is_none());
}

#[tokio::test]
async fn actions_have_their_aliases() {
    let house = House::new();
    for action in [
        json!("add"),
        json!("Create"),
        json!(" new "),
        json!("save"),
        json!("remind"),
        Value::Null,
    ] {
        let answer = house
            .agent_ok("ann", json!({ "action": action, "title": "x" }))
            .await;
        assert!(
            answer["response"]
                .as_str()
                .unwrap()
                .starts_with("Note created"),
            "{action}"
        );
    }
    let answer = house.agent_ok("ann", json!({})).await;
    assert_eq!(
        answer["response"],
        format!("Note created: \"\" (id: {})", id8(&answer))
    );

    let list = house
        .agent_ok("ann", json!({ "title": "L", "items": ["a", "b"] }))
        .await;
    let id = id8(&list);
    for (action, said) in [("toggle-item", "done"), ("remove_item", "undone")] {
        let answer = house
            .agent_ok("ann", json!({ "action": action, "id": id, "index": 1 }))
            .await;
        assert_eq!(answer["response"], format!("Item 'b' marked {said}"));
    }
    let answer = house
        .agent_ok("ann", json!({ "action": "toggle_item", "id": id }))
        .await;
    assert_eq!(
        answer["response"], "Item 'a' marked done",
        "the first one unless told otherwise"
    );
    let answer = house
        .agent_ok("ann", json!({ "action": "remove", "id": id }))
        .await;
    assert_eq!(
        (&answer["response"], &answer["exit_code"]),
        (&json!("Deleted note: \"L\""), &json!(0))
    );

    for action in [json!("frobnicate"), json!(7), json!("")] {
        let error = house
            .agent("ann", json!({ "action": action }))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Kind::BadInput);
        assert!(error.message.starts_with("Unknown action: "), "{error}");
        assert!(
            error.message.contains("list/add/update/delete/toggle_item"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn free_text_goes_where_there_is_room() {
    let house = House::new();
    // (given, title, content, warned of)
    let table = [
        (json!({ "text": "t" }), "t", Value::Null, None),
        (json!({ "body": "b", "title": " " }), "b", Value::Null, None),
        (json!({ "text": "t", "title": "T" }), "T", json!("t"), None),
        (
            json!({ "body": "b", "content": "C" }),
            "",
            json!("C"),
            Some("body"),
        ),
        (
            json!({ "text": "", "body": "b", "title": "T", "content": "" }),
            "T",
            json!("b"),
            None,
        ),
        (
            json!({ "text": "t", "title": "T", "content": "C" }),
            "T",
            json!("C"),
            Some("text"),
        ),
        (
            json!({ "title": "T", "ai_content_hash": "x" }),
            "T",
            Value::Null,
            Some("ai_content_hash"),
        ),
    ];
    for (given, title, content, warned) in table {
        let answer = house.agent_ok("ann", given.clone()).await;
        assert_eq!(
            (&answer["todo"]["title"], &answer["todo"]["content"]),
            (&json!(title), &content),
            "{given}"
        );
        match warned {
            Some(field) => assert!(
                answer["warnings"][0].as_str().unwrap().contains(field),
                "{given}"
            ),
            None => assert!(answer.get("warnings").is_none(), "{given}: {answer}"),
        }
    }
    let items = |answer: &Value| answer["todo"]["items"].clone();
    let both = json!({ "checklist_items": ["first"], "items": ["second"] });
    let answer = house.agent_ok("ann", both).await;
    assert_eq!(items(&answer), json!([{ "text": "first", "done": false }]));
    assert_eq!(answer["todo"]["note_type"], "checklist");
    let answer = house
        .agent_ok(
            "ann",
            json!({ "checklist_items": null, "items": ["second"] }),
        )
        .await;
    assert_eq!(items(&answer), json!([{ "text": "second", "done": false }]));
    let id = id8(&answer);
    let answer = house
        .agent_ok(
            "ann",
            json!({ "action": "update", "id": id, "checklist_items": [] }),
        )
        .await;
    assert_eq!(items(&answer), json!([]));
}

#[tokio::test]
async fn lists_read_as_they_always_did() {
    let house = House::new();
    let nothing = house
        .agent_route("ann", Method::Get, json!({ "archived": false }))
        .await
        .unwrap();
    assert_eq!(
        (&nothing["response"], &nothing["exit_code"]),
        (&json!("No notes found."), &json!(0))
    );
    assert_eq!(nothing["todos"], json!([]));

    let long = format!("one\ntwo {}", "x".repeat(100));
    let note = house
        .agent_ok("ann", json!({ "content": long, "label": "home" }))
        .await;
    house.set("2026-11-22T18:57:00Z[UTC]");
    let checklist = json!({
        "title": "Shop", "pinned": true, "label": "home",
        "items": ["milk", { "text": "bread", "done": true }, { "text": "two\nlines", "checked": true }],
    });
    let shop = house.agent_ok("ann", checklist).await;
    house.set("2026-11-22T18:58:00Z[UTC]");
    let call = house
        .agent_ok("ann", json!({ "title": "Call", "due_date": "fri 15:00" }))
        .await;

    let list = house
        .agent_route("ann", Method::Get, json!({}))
        .await
        .unwrap();
    let text = format!(
        "- [{}] **Shop** [PINNED] [checklist] #home\n  [ ] 0: milk\n  [x] 1: bread\n  [x] 2: two lines\n\
         - [{}] **Call**\n- [{}] **(untitled)** #home\n  one two {}",
        id8(&shop),
        id8(&call),
        id8(&note),
        "x".repeat(72),
    );
    assert_eq!(list["results"], text);
    assert_eq!(list["total"], 3);
    assert_eq!(list["todos"][1]["due_reading"], "Fri 27 Nov 2026 15:00");

    let page = house
        .agent_route("ann", Method::Get, json!({ "label": "home", "limit": 1 }))
        .await
        .unwrap();
    assert!(
        page["results"].as_str().unwrap().ends_with("\n… 1 more"),
        "{page}"
    );
    let input =
        json!({ "action": "list", "label": "home", "limit": 1, "cursor": page["next_cursor"] });
    let last = house.agent_ok("ann", input).await;
    assert_eq!(last["todos"][0]["id"], note["id"]);
    assert_eq!(
        (&last["total"], &last["next_cursor"]),
        (&json!(2), &Value::Null)
    );
    assert!(!last["results"].as_str().unwrap().contains("more"));
}

#[tokio::test]
async fn the_further_actions_answer_in_the_same_way() {
    let house = House::new();
    let added = house
        .agent_ok(
            "ann",
            json!({ "title": "Water plants", "due_date": "tomorrow at 9" }),
        )
        .await;
    let id = id8(&added).to_owned();
    let said = |answer: Value| answer["response"].as_str().map(str::to_owned);
    let act = async |body: Value| house.agent_ok("ann", body).await;

    let answer = act(json!({ "action": "append_item", "id": id, "text": "cactus" })).await;
    assert_eq!(said(answer).unwrap(), "Item 'cactus' added at index 0");
    let answer = act(json!({ "action": "snooze", "id": id, "until": "next week" })).await;
    assert_eq!(
        said(answer).unwrap(),
        "Snoozed: \"Water plants\" until Mon 23 Nov 2026 09:00"
    );
    let answer = act(json!({ "action": "complete", "id": id })).await;
    assert_eq!(said(answer).unwrap(), "Completed: \"Water plants\"");
    let answer = act(json!({ "action": "uncomplete", "id": id })).await;
    assert_eq!(said(answer).unwrap(), "Not done: \"Water plants\"");
    let answer = act(json!({ "action": "search", "q": "cact" })).await;
    let line =
        format!("- [{id}] **Water plants** [checklist] due Mon 23 Nov 2026 09:00\n  [ ] 0: cactus");
    assert_eq!(answer["results"], line);
    let answer = act(json!({ "action": "get", "id": id })).await;
    assert_eq!(
        (&answer["results"], &answer["todo"]["id"]),
        (&json!(line), &added["id"])
    );
    act(json!({ "action": "delete", "id": id })).await;
    let answer = act(json!({ "action": "trash" })).await;
    assert_eq!(answer["todos"][0]["id"], added["id"]);
    assert_eq!(
        said(act(json!({ "action": "restore", "id": id })).await).unwrap(),
        "Restored: \"Water plants\""
    );
    assert_eq!(
        said(act(json!({ "action": "reorder", "ids": [id] })).await).unwrap(),
        "Put 1 todo in order."
    );
}
