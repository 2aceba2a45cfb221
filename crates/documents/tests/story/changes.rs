//! Creating, reading and changing documents.

use operation::Kind;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn a_text_that_is_based_on_an_older_one_is_refused_with_both() {
    let house = House::new();
    let id = house.create("ann", "Plan", "one").await;
    house.wait(61);
    house.write("ann's agent", &id, "two").await;
    house.heard();
    let input = json!({ "id": id, "content": "three", "base_version": 1, "title": "Mine" });
    let error = house.err("ann", "documents.update", input).await;
    assert_eq!(error.kind, Kind::Conflict);
    let more = error.more.clone().unwrap();
    assert_eq!(
        (&more["current"]["version"], &more["current"]["content"]),
        (&json!(2), &json!("two"))
    );
    assert_eq!(
        more["yours"],
        json!({ "base_version": 1, "content": "three" })
    );
    let now = house.get("ann", &id).await;
    assert_eq!(
        (&now["content"], &now["title"], &now["version"]),
        (&json!("two"), &json!("Plan"), &json!(2))
    );
    assert!(house.heard().is_empty());
    let list = house.list("ann", json!({"search": "plan"})).await;
    assert_eq!(list["total"], 1);
}
