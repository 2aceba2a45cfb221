//! The person decides, and sees what was done in their name.

use operation::Kind;
use serde_json::json;

use crate::house::{House, refusal, text};

#[tokio::test]
async fn a_person_decides_what_a_token_asks() {
    let house = House::new();
    let (anna, bert) = (
        house.user("anna", false).await,
        house.user("bert", true).await,
    );
    let (secret, token) = house.token(&anna, "diary:write=ask").await;
    let agent = house.identity.token(&secret, house.peer()).await.unwrap();
    let ask = async || {
        let asked = house
            .call(&agent, "diary.erase", json!({}))
            .await
            .unwrap_err();
        assert_eq!(asked.kind, Kind::ApprovalRequired);
        asked.approval_id.clone().unwrap()
    };
    let id = ask().await;
    let waiting = house
        .call(&anna, "approvals.list", json!({}))
        .await
        .unwrap();
    let expected = json!([{
        "id": id, "token_id": token, "token_name": "Agent", "operation": "diary.erase", "input": {},
        "status": "pending", "created_at": "2026-11-22T10:00:00Z", "decided_at": null,
        "expires_at": "2026-11-23T10:00:00Z",
    }]);
    assert_eq!(waiting, expected);
    assert_eq!(
        house
            .call(&bert, "approvals.list", json!({ "status": "all" }))
            .await
            .unwrap(),
        json!([])
    );
    for decision in ["approvals.approve", "approvals.deny"] {
        let answer = house.call(&bert, decision, json!({ "id": id })).await;
        assert_eq!(refusal(answer), "NotFound: There is no such approval.");
    }

    let approved = house
        .call(&anna, "approvals.approve", json!({ "id": id }))
        .await
        .unwrap();
    assert_eq!(
        (&approved["status"], &approved["decided_at"]),
        (&json!("approved"), &json!("2026-11-22T10:00:00Z"))
    );
    house.call(&agent, "diary.erase", json!({})).await.unwrap();
    let second = ask().await;
    assert_ne!(second, id, "a yes is good once");
    house
        .call(&anna, "approvals.deny", json!({ "id": second }))
        .await
        .unwrap();
    assert_eq!(
        house
            .call(&agent, "diary.erase", json!({}))
            .await
            .unwrap_err()
            .kind,
        Kind::Forbidden
    );
    assert_eq!(
        house
            .call(&anna, "approvals.list", json!({}))
            .await
            .unwrap(),
        json!([])
    );
    let all = house
        .call(
            &anna,
            "approvals.list",
            json!({ "status": "all", "limit": 1 }),
        )
        .await
        .unwrap();
    assert_eq!(all.as_array().unwrap().len(), 1);

    // What was done in her name, page by page.
    let (mut outcomes, mut cursor) = (Vec::new(), json!(null));
    loop {
        let input = json!({ "token": token, "limit": 2, "cursor": cursor });
        let page = house.call(&anna, "activity.list", input).await.unwrap();
        assert_eq!(page["total"], 4);
        for entry in page["items"].as_array().unwrap() {
            assert_eq!(
                (&entry["caller"], &entry["at"]),
                (&json!("token:Agent"), &json!("2026-11-22T10:00:00Z"))
            );
            outcomes.push(text(&entry["outcome"]));
        }
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(outcomes, ["refused", "asked", "done", "asked"]);
    let whole = house
        .call(&anna, "activity.list", json!({}))
        .await
        .unwrap()
        .to_string();
    assert!(
        whole.contains("tokens.create") && !whole.contains(&secret[8..]),
        "secrets are not recorded"
    );
    let bad = house
        .call(&anna, "activity.list", json!({ "cursor": "x" }))
        .await;
    assert!(refusal(bad).starts_with("BadInput: `cursor`"));
    let others = house
        .call(&bert, "activity.list", json!({ "token": token }))
        .await
        .unwrap();
    assert_eq!(others["total"], 0);
}
