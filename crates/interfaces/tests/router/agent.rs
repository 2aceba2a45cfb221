//! The agent API: its routes, its leniency, and what it tells about itself.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::house::{House, bearer, request};

#[tokio::test]
async fn routes_lead_to_operations_and_unknown_fields_are_warnings() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let path = "/api/codex/samples";
    let added = house
        .call(
            Method::POST,
            path,
            &token,
            &json!({ "title": "a", "colour": "red" }),
        )
        .await
        .ok();
    assert_eq!(
        (&added["response"], &added["given"]["title"]),
        (&json!("samples.add"), &json!("a"))
    );
    let warnings = added["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].as_str().unwrap().contains("`colour`"));

    let listed = house
        .get(&format!("{path}?limit=3&archived=false"), &token)
        .await
        .ok();
    assert_eq!(
        (&listed["given"]["limit"], &listed["given"]["archived"]),
        (&json!(3), &json!(false))
    );
    assert_eq!(listed.get("warnings"), None);
    let capabilities = house
        .get("/api/codex/capabilities?verbose=1", &token)
        .await
        .ok();
    assert!(
        capabilities["warnings"][0]
            .as_str()
            .unwrap()
            .contains("`verbose`")
    );

    // Neither body nor content type.
    let remove = bearer(Method::POST, "/api/codex/samples/remove/7", &token)
        .body(Body::empty())
        .unwrap();
    assert_eq!(house.send(remove).await.ok()["given"]["id"], "7");
    let unknown = house
        .call(Method::POST, path, &token, &json!({ "action": "fly" }))
        .await;
    assert_eq!(unknown.problem(400), "Unknown action.");
}

#[tokio::test]
async fn a_reader_may_read_where_writing_is_offered_too() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    let path = "/api/codex/samples";
    house
        .call(Method::POST, path, &token, &json!({ "action": "list" }))
        .await
        .ok();
    let detail = house
        .call(Method::POST, path, &token, &json!({ "title": "a" }))
        .await
        .problem(403);
    assert_eq!(detail, "API token missing required scope: samples:write");
}

#[tokio::test]
async fn capabilities_follow_the_scopes() {
    let house = House::open().await;
    let path = "/api/codex/capabilities";
    let token = house.token(&["samples:read", "email:send=ask"]).await;
    let told = house.get(path, &token).await.ok();
    assert_eq!(told["integration"], "codex");
    assert_eq!(
        told["token_scopes"].as_array().unwrap().first().unwrap(),
        "email:send"
    );
    assert_eq!(
        (
            &told["policies"]["email:send"],
            &told["policies"]["samples:read"]
        ),
        (&json!("ask"), &json!("allow"))
    );
    assert_eq!(
        told["tools"]["samples"],
        json!({ "read": true, "write": false, "actions": ["list", "add", "remove"], "available": true })
    );
    assert_eq!(
        told["tools"]["email"],
        json!({ "read": true, "draft": true, "send": true, "actions": ["list", "read", "draft", "send"], "available": false })
    );
    assert_eq!(
        told["safety"],
        json!({ "email_send_requires_confirmation": true, "destructive_actions_should_confirm": true })
    );
    assert_eq!(
        (&told["server"]["time"], &told["server"]["time_zone"]),
        (&json!("2026-11-22T18:00:00+09:00"), &json!("Asia/Tokyo"))
    );
    assert_eq!(house.get(&format!("{path}?x=1"), &token).await.status, 200);

    let cookie = house.cookie().await;
    let person = house
        .send(
            request(Method::GET, path)
                .header("cookie", cookie)
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .ok();
    assert_eq!(person["token_scopes"], json!([]));
    assert_eq!(
        (
            &person["tools"]["samples"]["write"],
            &person["tools"]["email"]["send"]
        ),
        (&json!(true), &json!(true))
    );
}
