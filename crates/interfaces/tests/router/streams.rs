//! Live events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Method;
use futures_util::StreamExt;
use serde_json::json;

use crate::house::{House, bearer};

async fn follow(house: &House, token: &str) -> BodyDataStream {
    let response = house
        .begin(
            bearer(Method::GET, "/api/events", token)
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let first = next(&mut stream).await.unwrap();
    assert!(
        first.contains("retry:") && first.contains(": listening"),
        "{first}"
    );
    stream
}

/// What comes next; nothing when the stream has ended. Only a defect makes it wait for long.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(30), stream.next())
        .await
        .unwrap();
    frame.map(|frame| String::from_utf8(frame.unwrap().to_vec()).unwrap())
}

async fn shout(house: &House, token: &str, aloud: bool) {
    house
        .call(
            Method::POST,
            "/api/samples/shout",
            token,
            &json!({ "aloud": aloud }),
        )
        .await
        .ok();
}

#[tokio::test]
async fn tokens_hear_what_they_may_read() {
    let house = House::open().await;
    let (writer, deaf) = (
        house.token(&["samples:write"]).await,
        house.token(&["chat"]).await,
    );
    let mut hears = follow(&house, &writer).await;
    let mut nothing = follow(&house, &deaf).await;
    shout(&house, &writer, false).await;
    shout(&house, &writer, true).await;
    let frame = next(&mut hears).await.unwrap();
    assert_eq!(
        frame,
        "event: samples.shouted\ndata: {\"text\":\"two\\nlines\"}\n\n"
    );
    // The stream of the other token is quiet until it ends, with its token.
    revoke_all(&house).await;
    shout_as_person(&house).await;
    assert_eq!(next(&mut nothing).await, None);
    assert_eq!(next(&mut hears).await, None);
}

async fn revoke_all(house: &House) {
    let tokens = house.tokens().await;
    assert_eq!(tokens.len(), 2);
    for id in tokens {
        house.person("tokens.revoke", json!({ "id": id })).await;
    }
}

async fn shout_as_person(house: &House) {
    house
        .person("samples.shout", json!({ "aloud": true }))
        .await;
}
