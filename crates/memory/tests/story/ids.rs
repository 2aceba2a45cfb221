//! Ids: whole or their beginning, literally, among the owner's own.

use std::collections::HashMap;

use operation::Kind;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn an_id_is_matched_literally_and_among_the_owners_rows() {
    let house = House::new();
    let mine = house.add("ann", "mine").await;
    let theirs = house.add("bob", "theirs").await;
    for name in [mine.as_str(), &mine[..8], &mine[..4], &mine.to_uppercase()] {
        let got = house.ok("ann", "memory.get", json!({ "id": name })).await;
        assert_eq!(got["text"], "mine", "{name}");
    }
    let longer = format!("{mine}0");
    for name in [
        "",
        "%",
        "________",
        &mine[..3],
        &longer,
        &theirs,
        &theirs[..8],
    ] {
        for (operation, more) in [
            ("memory.get", json!({})),
            ("memory.update", json!({ "text": "x" })),
            ("memory.delete", json!({})),
            ("memory.restore", json!({})),
        ] {
            let mut input = more;
            input["id"] = json!(name);
            let error = house.err("ann", operation, input).await;
            assert_eq!(error.kind, Kind::NotFound, "{operation} {name}");
            assert_eq!(error.message, "Memory item ID not found");
        }
    }
    assert_eq!(house.texts("ann", json!({})).await, ["mine"]);
    assert_eq!(house.texts("bob", json!({})).await, ["theirs"]);
}

#[tokio::test]
async fn a_beginning_that_several_have_names_them() {
    let house = House::new();
    // 65,536 beginnings of four digits: among some hundred ids two share theirs.
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut n = 0;
    let (first, second) = loop {
        n += 1;
        let id = house.add("ann", &format!("n{n}")).await;
        if let Some(other) = seen.insert(id[..4].to_owned(), id.clone()) {
            break (other, id);
        }
    };
    for operation in ["memory.get", "memory.delete"] {
        let error = house
            .err("ann", operation, json!({ "id": &first[..4] }))
            .await;
        assert_eq!(error.kind, Kind::Conflict);
        let candidates = error.more.as_ref().unwrap()["candidates"].to_string();
        assert!(candidates.contains(&first) && candidates.contains(&second));
    }
    for id in [&first, &second] {
        house.ok("ann", "memory.delete", json!({ "id": id })).await;
    }
    let error = house
        .err("ann", "memory.restore", json!({ "id": &first[..4] }))
        .await;
    assert_eq!(error.kind, Kind::Conflict);
}
