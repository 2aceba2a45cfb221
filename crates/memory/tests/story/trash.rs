//! What is deleted can come back, and what belongs to a deleted user goes.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, texts};

fn titles(trash: &Value) -> Vec<&str> {
    let items = trash["items"].as_array().unwrap();
    items
        .iter()
        .filter_map(|item| item["title"].as_str())
        .collect()
}

#[tokio::test]
async fn a_deleted_memory_comes_back_as_it_was() {
    let house = House::new();
    let input = json!({ "text": "Likes tea", "category": "goal", "pinned": true, "source": "s" });
    let mut before = house.ok("ann", "memory.add", input).await;
    let id = before["id"].clone();
    for n in 0..3 {
        house.clock.advance(jiff::SignedDuration::from_secs(1));
        let other = house.add("ann", &format!("other {n}")).await;
        house
            .ok("ann", "memory.delete", json!({ "id": other }))
            .await;
    }
    house.clock.advance(jiff::SignedDuration::from_secs(1));
    let deleted = house.ok("ann", "memory.delete", json!({ "id": id })).await;
    assert_eq!(deleted["text"], "Likes tea");
    assert_eq!(house.found("ann", "tea").await, Vec::<String>::new());
    let counts = house.ok("ann", "memory.categories", json!({})).await;
    assert_eq!(
        (&counts["total"], &counts["pinned"]),
        (&json!(0), &json!(0))
    );
    let gone = house.err("ann", "memory.get", json!({ "id": id })).await;
    let foreign = house
        .err("bob", "memory.restore", json!({ "id": id }))
        .await;
    assert_eq!((gone.kind, foreign.kind), (Kind::NotFound, Kind::NotFound));

    let page = house.ok("ann", "memory.trash", json!({ "limit": 3 })).await;
    assert_eq!(titles(&page), ["Likes tea", "other 2", "other 1"]);
    let rest = json!({ "cursor": page["next_cursor"] });
    let rest = house.ok("ann", "memory.trash", rest).await;
    assert_eq!(
        (titles(&rest), rest.get("next_cursor")),
        (vec!["other 0"], None)
    );

    // Remembered anew in the meantime: the old one stays where it is.
    let anew = house.add("ann", "likes TEA").await;
    let error = house
        .err("ann", "memory.restore", json!({ "id": id }))
        .await;
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.message.contains(&anew[..8]), "{error}");
    house
        .ok("ann", "memory.delete", json!({ "id": anew }))
        .await;

    let short = &id.as_str().unwrap()[..8];
    let mut after = house
        .ok("ann", "memory.restore", json!({ "id": short }))
        .await;
    for memory in [&mut before, &mut after] {
        memory.as_object_mut().unwrap().remove("message");
    }
    assert_eq!(before, after);
    assert_eq!(house.found("ann", "tea").await, ["Likes tea"]);
    let again = house
        .err("ann", "memory.restore", json!({ "id": id }))
        .await;
    assert_eq!(again.kind, Kind::NotFound);
}

#[tokio::test]
async fn a_deleted_user_leaves_nothing() {
    let house = House::new();
    for who in ["ann", "bob"] {
        for n in 0..3 {
            let input = json!({ "text": format!("m{n}"), "pinned": true });
            let memory = house.ok(who, "memory.add", input).await;
            if n == 0 {
                house
                    .ok(who, "memory.delete", json!({ "id": memory["id"] }))
                    .await;
            }
        }
    }
    house
        .ok("admin", "users.remove", json!({ "id": "ann" }))
        .await;
    for (who, left, deleted) in [("ann", 0, 0), ("bob", 2, 1)] {
        let list = house.ok(who, "memory.list", json!({})).await;
        assert_eq!(
            (list["total"].as_u64(), texts(&list).len()),
            (Some(left), usize::try_from(left).unwrap())
        );
        let counts = house.ok(who, "memory.categories", json!({})).await;
        assert_eq!(
            (&counts["pinned"], &counts["items"][0]["count"]),
            (&json!(left), &json!(left))
        );
        let trash = house.ok(who, "memory.trash", json!({})).await;
        assert_eq!(titles(&trash).len(), deleted);
        assert_eq!(house.found(who, "m1").await.is_empty(), left == 0);
    }
}
