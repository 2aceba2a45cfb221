//! Ids: whole or their beginning, literally, among the owner's own.

use operation::Kind;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn an_id_is_matched_literally_and_among_the_owners_rows() {
    let house = House::new();
    let mine = house.add("ann", json!({ "title": "mine" })).await;
    let theirs = house.add("bob", json!({ "title": "theirs" })).await;
    let id = mine["id"].as_str().unwrap();

    let upper = id.to_uppercase();
    for name in [id, &id[..8], &id[..4], &upper, &format!(" {} ", &id[..8])] {
        assert_eq!(
            house.ok("ann", "todos.get", json!({ "id": name })).await["title"],
            "mine",
            "{name}"
        );
    }
    let short = &id[..3];
    let longer = format!("{id}0");
    let strangers = theirs["id"].as_str().unwrap();
    let wild = [
        "%",
        "________",
        "*",
        "",
        "'; DROP TABLE todos; --",
        "[a-f]%",
        short,
        &longer,
        strangers,
    ];
    for name in wild {
        for (operation, more) in [
            ("todos.get", json!({})),
            ("todos.update", json!({ "title": "x" })),
            ("todos.delete", json!({})),
            ("todos.restore", json!({})),
            ("todos.complete", json!({})),
            ("todos.uncomplete", json!({})),
            ("todos.snooze", json!({ "until": "tomorrow" })),
            ("todos.append_item", json!({ "text": "x" })),
            ("todos.toggle_item", json!({})),
            ("todos.reorder", json!({ "after": id })),
            ("todos.reorder", json!({ "before": id })),
        ] {
            let mut input = more;
            input["id"] = json!(name);
            let error = house.err("ann", operation, input).await;
            assert_eq!(error.kind, Kind::NotFound, "{operation} {name}");
            assert_eq!(error.message, format!("Note '{name}' not found"));
        }
        let ids = json!({ "ids": [id, name] });
        assert_eq!(
            house.err("ann", "todos.reorder", ids).await.kind,
            Kind::NotFound
        );
    }
    for action in ["delete", "update", "toggle_item", "get", "restore"] {
        let error = house
            .agent("ann", json!({ "action": action }))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (Kind::NotFound, "Note '' not found")
        );
    }
    assert_eq!(house.titles("ann", json!({})).await, ["mine"]);
    assert_eq!(house.titles("bob", json!({})).await, ["theirs"]);
}

#[tokio::test]
async fn a_beginning_that_several_have_names_them() {
    let house = House::new();
    // 16 first digits and ids at random: of 400 some share their first four characters for sure
    // enough; look for such a pair.
    let mut seen = std::collections::HashMap::new();
    let (first, second) = loop {
        let todo = house.add("ann", json!({ "title": "n" })).await;
        let id = todo["id"].as_str().unwrap().to_owned();
        if let Some(other) = seen.insert(id[..4].to_owned(), id.clone()) {
            break (other, id);
        }
    };
    let error = house
        .err("ann", "todos.delete", json!({ "id": &first[..4] }))
        .await;
    assert_eq!(error.kind, Kind::Conflict);
    let candidates = error.more.as_ref().unwrap()["candidates"].to_string();
    assert!(
        candidates.contains(&first) && candidates.contains(&second),
        "{candidates}"
    );
    house
        .ok("ann", "todos.delete", json!({ "id": first }))
        .await;
    house
        .ok("ann", "todos.delete", json!({ "id": &second[..4] }))
        .await;
    // In the trash it is the same.
    let error = house
        .err("ann", "todos.restore", json!({ "id": &first[..4] }))
        .await;
    assert_eq!(error.kind, Kind::Conflict);
}
