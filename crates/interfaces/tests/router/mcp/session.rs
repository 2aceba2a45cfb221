//! Sessions name, and carry nothing.

use axum::body::Body;
use serde_json::json;

use super::{Client, ask, error};
use crate::house::{House, send};

#[tokio::test]
async fn a_session_is_good_for_its_own_token_alone() {
    let house = House::open().await;
    let (one, mut other) = (
        Client::begin(&house, &["slow:read"]).await,
        Client::begin(&house, &["slow:read"]).await,
    );
    assert_ne!(one.session, other.session);
    assert_eq!(one.ask("ping", json!({})).await, json!({}));
    let own = other.session.clone().unwrap();
    let (token, _) = own.split_once('.').unwrap();
    for foreign in [
        one.session.clone().unwrap(),
        "made-up".to_owned(),
        format!("{token}.not-a-uuid"),
        String::new(),
    ] {
        other.session = Some(foreign.clone());
        let reply = other.send(&ask(7, "ping", json!({}))).await;
        assert_eq!(reply.status, 404, "{foreign}");
        assert_eq!(reply.json()["id"], 7);
        assert_eq!(error(&reply.json()).0, -32600);
    }
    // Without one nothing is missing.
    other.session = None;
    assert_eq!(other.ask("ping", json!({})).await, json!({}));
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let house = House::open().await;
    let client = Client::begin(&house, &["slow:read"]).await;
    let anew = interfaces::router(house.app.clone());
    let request = client.request(ask(1, "ping", json!({})).to_string());
    assert_eq!(send(&anew, request).await.ok()["result"], json!({}));
}

#[tokio::test]
async fn a_session_carries_no_rights() {
    let house = House::open().await;
    let client = Client::begin(&house, &["slow:read"]).await;
    let mut request = client.request(ask(1, "ping", json!({})).to_string());
    request.headers_mut().remove("authorization");
    house.send(request).await.problem(401);
    // What a token is granted counts at each call, not what it was at the beginning.
    assert!(client.tools().await.contains(&"slow_work".to_owned()));
    let id = house.tokens().await.remove(0);
    house
        .person(
            "tokens.update",
            json!({ "id": id, "scopes": ["papers:read"] }),
        )
        .await;
    assert!(!client.tools().await.contains(&"slow_work".to_owned()));
    let refused = client.call("slow_work", json!({ "key": "never" })).await;
    assert_eq!(refused["structuredContent"]["status"], 403);
    house.person("tokens.revoke", json!({ "id": id })).await;
    let gone = client.request(Body::from(ask(1, "ping", json!({})).to_string()));
    house.send(gone).await.problem(401);
}
