//! The agent API: names, texts and leniency that scripts know, and the fields beside them.

use operation::{Kind, Method};
use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn a_memory_is_added_listed_and_deleted_as_it_always_was() {
    let house = House::new();
    let none = house.agent("ann", Method::Get, json!({})).await.unwrap();
    assert_eq!(
        none,
        json!({ "memory": [], "total": 0, "next_cursor": null })
    );

    let body = json!({
        "text": "  My dentist is Dr. Weiß ", "category": "contact", "session_id": "chat-1",
    });
    let added = house.post("ann", body).await;
    let id = added["id"].as_str().unwrap();
    let record = json!({
        "id": id, "text": "My dentist is Dr. Weiß", "timestamp": 1_795_374_000, "source": "user",
        "category": "contact", "uses": 0, "origin": "token:Claude Agent", "session_id": "chat-1",
    });
    assert_eq!(
        added,
        json!({ "ok": true, "count": 1, "id": id, "memory": record })
    );
    house.post("ann", json!({ "text": "Likes tea" })).await;
    house.post("bob", json!({ "text": "Likes tea" })).await;

    // The same text, in whatever case, of the same owner.
    for text in ["my DENTIST is dr. WEISS", "My dentist is Dr. Weiß\n"] {
        let again = house.post("ann", json!({ "text": text })).await;
        assert_eq!(
            again,
            json!({
                "ok": true, "count": 2, "message": "Memory already exists",
                "id": id, "duplicate": true, "memory": record,
            }),
            "{text}"
        );
    }
    let listed = house.agent("ann", Method::Get, json!({})).await.unwrap();
    assert_eq!(listed["memory"][0], record);
    assert_eq!(
        (&listed["total"], &listed["memory"][1]["text"]),
        (&json!(2), &json!("Likes tea"))
    );
    let page = json!({ "limit": 1 });
    let page = house.agent("ann", Method::Get, page).await.unwrap();
    let next = json!({ "limit": 1, "cursor": page["next_cursor"] });
    let next = house.agent("ann", Method::Get, next).await.unwrap();
    assert_eq!(
        (&next["memory"][0]["text"], &next["next_cursor"]),
        (&json!("Likes tea"), &Value::Null)
    );

    for (who, gone) in [("bob", id), ("ann", "00000000"), ("ann", "nonsense")] {
        let error = house
            .agent(who, Method::Delete, json!({ "id": gone }))
            .await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (Kind::NotFound, "Memory item ID not found")
        );
    }
    let deleted = house
        .agent("ann", Method::Delete, json!({ "id": id }))
        .await;
    assert_eq!(
        deleted.unwrap(),
        json!({ "ok": true, "message": "Memory deleted successfully", "id": id })
    );
}

#[tokio::test]
async fn what_is_given_is_read_kindly_or_refused_with_a_reason() {
    let house = House::new();
    for (given, text) in [
        (json!(42), "42"),
        (json!(1.5), "1.5"),
        (json!(true), "true"),
    ] {
        let added = house.post("ann", json!({ "text": given })).await;
        assert_eq!(added["memory"]["text"], text);
    }
    for (given, category) in [
        ("Preference ", "preference"),
        ("event", "fact"),
        ("", "fact"),
    ] {
        let body = json!({ "text": format!("in {given}"), "category": given });
        let added = house.post("ann", body).await;
        assert_eq!(added["memory"]["category"], category);
        assert!(added.get("warnings").is_none());
    }
    let body = json!({ "text": "nulls", "source": null, "session_id": null, "colour": "red" });
    let added = house.post("ann", body).await;
    assert_eq!(added["memory"]["source"], "user");
    assert!(added["warnings"][0].as_str().unwrap().contains("colour"));
    let longest = "ä".repeat(5_000);
    house
        .post("ann", json!({ "text": format!(" {longest} ") }))
        .await;

    for body in [
        json!({}),
        json!({ "text": "" }),
        json!({ "text": " \n " }),
        json!({ "text": null }),
        json!({ "text": ["a"] }),
        json!({ "text": { "a": 1 } }),
        json!({ "text": format!("{longest}ä") }),
        json!({ "text": "x", "category": null }),
        json!({ "text": "x", "category": 7 }),
        json!({ "text": "x", "source": [] }),
    ] {
        let error = house.refused("ann", body.clone()).await;
        assert!(
            error.message.starts_with("Invalid memory payload: "),
            "{error}"
        );
    }
    let error = house.refused("ann", json!({ "text": "a\0b" })).await;
    assert!(error.message.contains("NUL"), "{error}");
    for action in [json!("frobnicate"), json!(7)] {
        let error = house
            .refused("ann", json!({ "action": action, "text": "x" }))
            .await;
        assert!(error.message.contains("Use list/add/delete/"), "{error}");
    }
    let total = house.agent("ann", Method::Get, json!({})).await.unwrap();
    assert_eq!(total["total"], 8, "what was refused was not stored");
}

#[tokio::test]
async fn further_actions_reach_what_the_older_program_did_not_have() {
    let house = House::new();
    let added = house.post("ann", json!({ "text": "Likes tea" })).await;
    let id = added["id"].as_str().unwrap().get(..8).unwrap().to_owned();
    let act = async |body: Value| house.post("ann", body).await;

    let found = house
        .agent("ann", Method::Get, json!({ "search": "TEA" }))
        .await;
    let found = found.unwrap();
    assert_eq!(
        (&found["memory"][0]["id"], &found["by"], &found["total"]),
        (&added["id"], &json!("words"), &json!(1))
    );
    let none = act(json!({ "action": "search", "query": "coffee" })).await;
    assert_eq!(none["memory"], json!([]));
    let got = act(json!({ "action": "get", "memory_id": id })).await;
    assert_eq!(got["memory"]["text"], "Likes tea");

    let pinned = act(json!({ "action": "pin", "id": id })).await;
    assert_eq!(pinned["memory"]["pinned"], true);
    let unpinned = act(json!({ "action": "Unpin", "id": id })).await;
    assert!(unpinned["memory"].get("pinned").is_none());
    house.clock.advance(jiff::SignedDuration::from_secs(60));
    let body = json!({ "action": "update", "id": id, "text": 7, "category": "what?" });
    let updated = act(body).await;
    assert_eq!(
        (&updated["memory"]["text"], &updated["memory"]["category"]),
        (&json!("7"), &json!("fact"))
    );
    assert_eq!(updated["memory"]["timestamp"], 1_795_374_060);

    act(json!({ "action": "delete", "id": id })).await;
    let trash = act(json!({ "action": "trash" })).await;
    assert_eq!(trash["memory"][0]["id"], added["id"]);
    let restored = act(json!({ "action": "restore", "id": id })).await;
    assert_eq!(
        (&restored["ok"], &restored["count"]),
        (&json!(true), &json!(1))
    );
    for action in ["delete", "get", "update", "pin", "restore"] {
        let error = house
            .agent("ann", Method::Post, json!({ "action": action }))
            .await;
        assert_eq!(error.unwrap_err().message, "Memory item ID not found");
    }
}
