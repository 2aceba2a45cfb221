//! The trash: for 30 days everything of a document is kept, and nothing of it is seen.

use operation::Kind;
use serde_json::{Value, json};

use crate::house::{House, titles};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn a_deleted_document_is_gone_for_every_read_and_comes_back_whole() {
    let house = House::new();
    let id = house.create("ann", "Plan", "milk").await;
    house.write("ann's agent", &id, "milk and bread").await;
    let other = house.create("ann", "Other", "bread").await;
    let before = house.get("ann", &id).await;
    house.heard();
    house.wait(5);
    let deleted = house
        .ok("ann", "documents.delete", json!({ "id": &id[..8] }))
        .await;
    assert_eq!(
        deleted,
        json!({ "id": id, "title": "Plan", "message": "Deleted \"Plan\"" })
    );
    assert_eq!(
        house.heard(),
        [json!({ "id": id, "what": "deleted", "version": 2, "made_by": "person" })]
    );
    for (operation, input) in [
        ("documents.get", json!({})),
        (
            "documents.update",
            json!({ "content": "x", "base_version": 2 }),
        ),
        (
            "documents.edit",
            json!({ "edits": [{ "find": "milk", "replace": "" }] }),
        ),
        ("documents.versions", json!({})),
        ("documents.version", json!({ "version": 1 })),
        ("documents.restore_version", json!({ "version": 1 })),
        ("documents.diff", json!({})),
        ("documents.archive", json!({})),
        ("documents.download", json!({})),
    ] {
        let mut input = input.clone();
        input["id"] = json!(id);
        let error = house.err("ann", operation, input).await;
        assert_eq!(error.kind, Kind::NotFound, "{operation}");
    }
    for input in [
        json!({}),
        json!({ "search": "bread" }),
        json!({ "sort": "edits" }),
    ] {
        let list = house.list("ann", input).await;
        assert_eq!(
            (titles(&list), &list["total"], &list["languages"]),
            (vec!["Other"], &json!(1), &json!({ "markdown": 1 }))
        );
    }
    // Deleting it again is no mistake, and changes nothing.
    house.wait(5);
    let again = house
        .ok("ann", "documents.delete", json!({ "id": id }))
        .await;
    assert_eq!(again["message"], "\"Plan\" is in the trash already");
    let trash = house.ok("ann", "documents.trash", json!({})).await;
    assert_eq!(
        trash["items"],
        json!([{ "id": id, "title": "Plan", "deleted_at": "2026-11-22T18:56:05Z" }])
    );
    assert_eq!(
        house.ok("bob", "documents.trash", json!({})).await["items"],
        json!([])
    );

    house.wait(30 * DAY - 10);
    house.workspace.run_due().await.unwrap();
    let restored = house
        .ok("ann", "documents.restore", json!({ "id": &id[..8] }))
        .await;
    assert_eq!(restored["message"], "Restored \"Plan\"");
    assert_eq!(house.get("ann", &id).await, before);
    let old = json!({ "id": id, "version": 1 });
    assert_eq!(
        house.ok("ann", "documents.version", old).await["content"],
        "milk"
    );
    let list = house.list("ann", json!({ "search": "bread" })).await;
    assert_eq!(
        (&list["total"], &list["languages"]),
        (&json!(2), &json!({ "markdown": 2 }))
    );
    assert_eq!(
        house.ok("ann", "documents.trash", json!({})).await["items"],
        json!([])
    );
    let error = house
        .err("ann", "documents.restore", json!({ "id": id }))
        .await;
    assert_eq!(error.kind, Kind::NotFound);
    // Its end was called off.
    house.wait(31 * DAY);
    house.workspace.run_due().await.unwrap();
    assert_eq!(house.get("ann", &id).await["content"], "milk and bread");
    assert_eq!(house.get("ann", &other).await["title"], "Other");
}

#[tokio::test]
async fn after_thirty_days_it_is_gone_for_good() {
    let house = House::new();
    let id = house.create("ann", "Plan", "milk").await;
    let archived = house.create("ann", "Put away", "").await;
    let input = json!({ "id": archived });
    house.ok("ann", "documents.archive", input.clone()).await;
    house
        .ok("ann", "documents.delete", json!({ "id": id }))
        .await;
    house.wait(DAY);
    house.ok("ann", "documents.delete", input.clone()).await;
    house.wait(29 * DAY);
    house.workspace.run_due().await.unwrap();
    for operation in ["documents.restore", "documents.delete"] {
        let error = house.err("ann", operation, json!({ "id": id })).await;
        assert_eq!(error.kind, Kind::NotFound, "{operation}");
    }
    let trash = house.ok("ann", "documents.trash", json!({})).await;
    assert_eq!(titles(&trash), ["Put away"]);
    // What was archived comes back archived.
    house.ok("ann", "documents.restore", input).await;
    let list = house.list("ann", json!({ "archived": true })).await;
    assert_eq!(
        (titles(&list), &list["total"]),
        (vec!["Put away"], &json!(1))
    );
    assert_eq!(house.list("ann", json!({})).await["total"], 0);
}

#[tokio::test]
async fn a_deleted_user_leaves_nothing() {
    let house = House::new();
    let mut ids: Vec<(&str, String)> = Vec::new();
    for who in ["ann", "bob"] {
        for n in 0..3 {
            let id = house.create(who, &format!("{who} {n}"), "milk").await;
            house
                .write("ann's agent".replace("ann", who).as_str(), &id, "milk too")
                .await;
            if n == 0 {
                house.ok(who, "documents.delete", json!({ "id": id })).await;
            }
            ids.push((who, id));
        }
    }
    house
        .ok("admin", "users.remove", json!({ "id": "ann" }))
        .await;
    let count = async |who: &str| {
        let list = house.list(who, json!({})).await;
        let found = house.list(who, json!({ "search": "milk" })).await;
        let trash = house.ok(who, "documents.trash", json!({})).await;
        (
            list["total"].clone(),
            list["languages"].clone(),
            found["total"].clone(),
            trash["items"].as_array().map(Vec::len),
        )
    };
    let none: Value = json!({});
    assert_eq!(count("ann").await, (json!(0), none, json!(0), Some(0)));
    let his = json!({ "markdown": 2 });
    assert_eq!(count("bob").await, (json!(2), his, json!(2), Some(1)));
    for (who, id) in ids.iter().filter(|(who, _)| *who == "ann") {
        for operation in ["documents.get", "documents.restore", "documents.versions"] {
            let error = house.err(who, operation, json!({ "id": id })).await;
            assert_eq!(error.kind, Kind::NotFound);
        }
    }
    house.wait(31 * DAY);
    house.workspace.run_due().await.unwrap();
    assert_eq!(count("bob").await.3, Some(0));
}
