//! Live events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Method;
use futures_util::StreamExt;
use serde_json::json;

use crate::house::{House, bearer};

async fn follow(house: &House, token: &str) -> BodyDataStream {
    follow_at(house, token, "/api/events").await
}

async fn follow_at(house: &House, token: &str, path: &str) -> BodyDataStream {
    let response = house
        .begin(
            bearer(Method::GET, path, token)
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

#[tokio::test]
async fn who_comes_a_moment_late_hears_what_just_happened() {
    let house = House::open().await;
    let (writer, deaf) = (
        house.token(&["samples:write"]).await,
        house.token(&["chat"]).await,
    );
    let since = |seconds: i64| {
        let then = house.app.workspace.now() - jiff::SignedDuration::from_secs(seconds);
        format!("/api/events?since={then:.3}")
    };
    shout(&house, &writer, true).await;
    let mut late = follow_at(&house, &writer, &since(30)).await;
    let mut others = follow_at(&house, &deaf, &since(30)).await;
    let shouted = "event: samples.shouted\ndata: {\"text\":\"two\\nlines\"}\n\n";
    assert_eq!(next(&mut late).await.unwrap(), shouted);
    shout(&house, &writer, true).await;
    assert_eq!(next(&mut late).await.unwrap(), shouted);

    // Nobody knows what happened longer ago.
    let missed = "event: events.missed\n";
    let mut later = follow_at(&house, &writer, &since(61)).await;
    assert!(next(&mut later).await.unwrap().starts_with(missed));
    assert_eq!(next(&mut later).await.unwrap(), shouted);
    // Nor what was more than is kept.
    for _ in 0..1030 {
        shout(&house, &writer, true).await;
    }
    let mut late = follow_at(&house, &writer, &since(30)).await;
    assert!(next(&mut late).await.unwrap().starts_with(missed));
    assert_eq!(next(&mut late).await.unwrap(), shouted);

    revoke_all(&house).await;
    shout_as_person(&house).await;
    assert_eq!(next(&mut others).await, None, "others do not hear of it");
}
