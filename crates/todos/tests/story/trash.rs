//! What is deleted can come back, and what belongs to a deleted user goes.

use operation::Kind;
use serde_json::json;

use crate::house::{House, titles};

#[tokio::test]
async fn a_deleted_todo_comes_back_as_it_was() {
    let house = House::new();
    let input = json!({
        "title": "Trip", "content": "tickets", "items": [{ "text": "pack", "done": true }], "label": "l",
        "color": "bg:/x.png", "pinned": true, "due_date": "tomorrow at 9", "repeat": "every day",
    });
    let mut before = house.add("ann", input).await;
    for n in 0..3 {
        house.clock.advance(jiff::SignedDuration::from_secs(1));
        let other = house.add("ann", json!({ "title": n.to_string() })).await;
        house
            .ok("ann", "todos.delete", json!({ "id": other["id"] }))
            .await;
    }
    house.clock.advance(jiff::SignedDuration::from_secs(1));
    let id = before["id"].clone();
    let deleted = house.ok("ann", "todos.delete", json!({ "id": id })).await;
    assert_eq!((&deleted["id"], &deleted["title"]), (&id, &json!("Trip")));
    assert_eq!(
        house
            .err("ann", "todos.get", json!({ "id": id }))
            .await
            .kind,
        Kind::NotFound
    );
    assert_eq!(
        house
            .err("bob", "todos.restore", json!({ "id": id }))
            .await
            .kind,
        Kind::NotFound
    );

    let page = house.ok("ann", "todos.trash", json!({ "limit": 3 })).await;
    assert_eq!(titles(&page), ["Trip", "2", "1"]);
    let rest = house
        .ok(
            "ann",
            "todos.trash",
            json!({ "cursor": page["next_cursor"] }),
        )
        .await;
    assert_eq!(
        (titles(&rest), rest.get("next_cursor")),
        (vec!["0".to_owned()], None)
    );

    let mut after = house
        .ok(
            "ann",
            "todos.restore",
            json!({ "id": &id.as_str().unwrap()[..8] }),
        )
        .await;
    for todo in [&mut before, &mut after] {
        let todo = todo.as_object_mut().unwrap();
        todo.remove("message");
        todo.remove("updated_at");
    }
    assert_eq!(before, after);
    assert_eq!(
        house
            .err("ann", "todos.restore", json!({ "id": id }))
            .await
            .kind,
        Kind::NotFound
    );
    assert_eq!(
        house
            .reminders_at("2026-11-23T09:00[Europe/Berlin]")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_deleted_user_leaves_nothing() {
    let house = House::new();
    for who in ["ann", "bob"] {
        for n in 0..3 {
            let input = json!({ "title": format!("t{n}"), "due_date": "in 2 hours" });
            let todo = house.add(who, input).await;
            if n == 0 {
                house
                    .ok(who, "todos.delete", json!({ "id": todo["id"] }))
                    .await;
            }
        }
    }
    house
        .ok("admin", "users.remove", json!({ "id": "ann" }))
        .await;
    for (who, left, deleted) in [("ann", 0, 0), ("bob", 2, 1)] {
        let list = house.ok(who, "todos.list", json!({})).await;
        assert_eq!(
            (list["total"].as_i64(), titles(&list).len()),
            (Some(left), usize::try_from(left).unwrap())
        );
        assert_eq!(
            titles(&house.ok(who, "todos.trash", json!({})).await).len(),
            deleted
        );
        let found = house.ok(who, "todos.search", json!({ "q": "t1" })).await;
        assert_eq!(i64::from(!titles(&found).is_empty()), left / 2);
    }
    let rung = house.reminders_at("2026-11-22T21:00Z[UTC]").await;
    assert_eq!(rung.len(), 2, "bob's alone");
}
