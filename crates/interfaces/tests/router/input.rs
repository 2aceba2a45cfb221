//! Path, query and body become one input of the right types.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::Method;
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};

use crate::house::House;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn text_becomes_what_the_schema_asks_for() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    for (query, wanted) in [
        ("", json!({})),
        ("?", json!({})),
        (
            "?limit=5&label=a+b%2Bc&archived=TRUE",
            json!({ "limit": 5, "label": "a b+c", "archived": true }),
        ),
        ("?label=5", json!({ "label": "5" })),
        ("?label=", json!({ "label": "" })),
        ("?archived=0", json!({ "archived": false })),
        ("?tags=a&tags=b", json!({ "tags": ["a", "b"] })),
        ("?tags=a,b&tags=c", json!({ "tags": ["a", "b", "c"] })),
        ("?tags=", json!({ "tags": [] })),
    ] {
        let given = house
            .get(&format!("/api/samples{query}"), &token)
            .await
            .ok();
        let given: serde_json::Map<String, Value> = given
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect();
        assert_eq!(Value::Object(given), wanted, "{query}");
    }
    for (query, field) in [
        ("?limit=five", "`limit`"),
        ("?limit=-1", "`limit`"),
        ("?limit=", "`limit`"),
        ("?archived=maybe", "`archived`"),
        ("?limit=1&limit=2", "`limit`"),
        ("?label=%ff", "UTF-8"),
        ("?colour=red", "`colour`"),
        ("?label=%00", "NUL"),
    ] {
        let detail = house
            .get(&format!("/api/samples{query}"), &token)
            .await
            .problem(400);
        assert!(detail.contains(field), "{query}: {detail}");
    }
}

#[tokio::test]
async fn forms_are_read_like_queries() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let body = "title=Call+dentist&count=3&ratio=0.5&done=yes&others=1,2&others=3";
    let given = house
        .raw(Method::POST, "/api/samples", &token, FORM, body)
        .await
        .ok();
    assert_eq!(given["title"], "Call dentist");
    assert_eq!(
        (&given["count"], &given["ratio"], &given["done"]),
        (&json!(3), &json!(0.5), &json!(true))
    );
    assert_eq!(given["others"], json!([1, 2, 3]));
    // curl calls everything a form.
    let detail = house
        .raw(
            Method::POST,
            "/api/samples",
            &token,
            FORM,
            r#"{"title":"x"}"#,
        )
        .await
        .problem(400);
    assert!(detail.contains("application/json"), "{detail}");
    house
        .raw(
            Method::POST,
            "/api/samples",
            &token,
            "text/plain",
            "title=x",
        )
        .await
        .problem(400);
}

#[tokio::test]
async fn the_path_is_part_of_the_input_and_clashes_are_refused() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let url = "/api/samples/a%2Fb/parts/2";
    let given = house
        .call(Method::PATCH, url, &token, &json!({ "text": "t" }))
        .await
        .ok();
    assert_eq!(given, json!({ "id": "a/b", "index": 2, "text": "t" }));
    for (url, body) in [
        (url, json!({ "id": "a/b" })),
        ("/api/samples/a/parts/1?id=a", json!({})),
        ("/api/samples/a/parts/1?text=t", json!({ "text": "t" })),
    ] {
        let detail = house
            .call(Method::PATCH, url, &token, &body)
            .await
            .problem(400);
        assert!(detail.contains("give it once"), "{detail}");
    }
    let reply = house
        .call(
            Method::PATCH,
            "/api/samples/a/parts/two",
            &token,
            &json!({}),
        )
        .await;
    assert!(reply.problem(400).contains("`index`"));
    assert_eq!(reply.json()["field"], "index");
    house
        .call(
            Method::PATCH,
            "/api/samples/%ff/parts/2",
            &token,
            &json!({}),
        )
        .await
        .problem(400);
}

#[tokio::test]
async fn bodies_may_be_missing_but_not_huge() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let detail = house
        .raw(Method::POST, "/api/samples", &token, "application/json", "")
        .await
        .problem(400);
    assert!(detail.contains("title"), "{detail}");
    house
        .raw(
            Method::POST,
            "/api/samples",
            &token,
            "application/json",
            " \n",
        )
        .await
        .problem(400);
    for size in [1 << 20, 10 << 20, 60 << 20] {
        let body = json!({ "title": "x".repeat(size) }).to_string();
        let detail = house
            .raw(
                Method::POST,
                "/api/samples",
                &token,
                "application/json",
                body,
            )
            .await
            .problem(413);
        assert!(detail.contains("1048576"), "{detail}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let never = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    // Who calls is known from now on: paused time would run away while the database is asked.
    house.get("/api/codex/capabilities", &token).await;
    tokio::time::pause();
    let detail = house
        .raw(
            Method::POST,
            "/api/codex/samples",
            &token,
            "application/json",
            never,
        )
        .await
        .problem(400);
    assert!(detail.contains("did not arrive"), "{detail}");
}
