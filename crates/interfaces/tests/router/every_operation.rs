//! What holds for every operation and every route, made from the registry: nothing here is listed by hand.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use operation::{Access, Effect, Operation};
use serde_json::{Value, json};

use crate::house::{House, bearer, request};

fn method(operation: operation::Method) -> Method {
    operation.name().parse().unwrap()
}

/// A path with something in the place of its parameters.
fn fill(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "x".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn url(operation: &Operation) -> String {
    format!("/api{}", fill(operation.path))
}

/// Every route of the list as path, method and what answers.
fn routes(house: &House) -> Vec<(String, String, String)> {
    let text = interfaces::routes_txt(house.app.workspace.registry());
    let line = |line: &str| {
        let (method, rest) = line.split_once(' ').unwrap();
        let (path, what) = rest.trim().split_once("  ").unwrap();
        (path.to_owned(), method.to_owned(), what.to_owned())
    };
    text.lines().map(line).collect()
}

#[tokio::test]
async fn nobody_and_the_wrong_token_are_kept_out() {
    let house = House::open().await;
    let (bare, cookie) = (house.token(&["chat"]).await, house.cookie().await);
    let operations: Vec<&Operation> = house.app.workspace.registry().operations().collect();
    assert!(operations.len() > 20, "the operations are not found");
    for operation in operations {
        let (name, method, url) = (operation.name, method(operation.method), url(operation));
        let nobody = house
            .send(request(method.clone(), &url).body(Body::empty()).unwrap())
            .await;
        nobody.problem(401);
        assert_eq!(nobody.header("www-authenticate"), "Bearer", "{name}");

        // A bad token is not made good by a good cookie beside it.
        let wrong = bearer(method.clone(), &url, "ody_wrong").header("cookie", &cookie);
        house
            .send(wrong.body(Body::empty()).unwrap())
            .await
            .problem(401);

        let unscoped = bearer(method.clone(), &url, &bare)
            .body(Body::empty())
            .unwrap();
        match operation.access {
            Access::Anyone
                if operation.output.is_none() && operation.name.starts_with("events") => {}
            Access::Anyone => assert_eq!(house.send(unscoped).await.status, 200, "{name}"),
            Access::Scoped(scope) => {
                let detail = house.send(unscoped).await.problem(403);
                assert!(detail.contains(scope.name()), "{name}: {detail}");
            }
            Access::Person | Access::Admin => {
                house.send(unscoped).await.problem(403);
            }
        }

        if method != Method::GET {
            for (header, value) in [
                ("x-nothing", ""),
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ] {
                let foreign = request(method.clone(), &url)
                    .header("cookie", &cookie)
                    .header(header, value);
                house
                    .send(foreign.body(Body::empty()).unwrap())
                    .await
                    .problem(403);
            }
        }
    }
    for (path, method, what) in routes(&house) {
        let Some(names) = what.strip_prefix("agent: ") else {
            continue;
        };
        let url = fill(&path);
        let nobody = request(method.parse().unwrap(), &url)
            .body(Body::empty())
            .unwrap();
        house.send(nobody).await.problem(401);
        let unscoped = bearer(method.parse().unwrap(), &url, &bare)
            .body(Body::from("{not json"))
            .unwrap();
        let reply = house.send(unscoped).await;
        assert_eq!(
            reply.problem(403),
            reply.json()["error"].as_str().unwrap(),
            "{names}"
        );
    }
}

#[tokio::test]
async fn every_route_is_on_the_list_and_no_other_answers() {
    let house = House::open().await;
    let routes = routes(&house);
    let distinct: BTreeSet<_> = routes
        .iter()
        .map(|(path, method, _)| (path, method))
        .collect();
    assert_eq!(
        distinct.len(),
        routes.len(),
        "two things answer one route: {routes:#?}"
    );
    let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, method, _) in &routes {
        paths.entry(path).or_default().push(method);
    }
    for (path, methods) in paths {
        // Everywhere else: `web.rs` looks there.
        if path.contains("{*") {
            continue;
        }
        // A filled path may be another route's own: those have methods of their own.
        if path.contains('{') && routes.iter().any(|(other, ..)| *other == fill(path)) {
            continue;
        }
        let mut allowed = methods.clone();
        if methods.contains(&"GET") {
            allowed.push("HEAD");
        }
        allowed.sort_unstable();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let reply = house
                .send(
                    request(method.parse().unwrap(), &fill(path))
                        .body(Body::empty())
                        .unwrap(),
                )
                .await;
            assert_ne!(reply.status, 404, "{method} {path}");
            if methods.contains(&method) {
                assert_ne!(reply.status, 405, "{method} {path}");
            } else {
                reply.problem(405);
                assert_eq!(reply.header("allow"), allowed.join(", "), "{path}");
            }
        }
    }
    for unknown in [
        "/api",
        "/api/nothing",
        "/nothing",
        "/api/codex/",
        "/api/codex/nothing",
        "/api/auth/users/x/y/z",
    ] {
        house
            .send(request(Method::GET, unknown).body(Body::empty()).unwrap())
            .await
            .problem(404);
    }
    for (unknown, word) in [
        ("/api/codex/emails", "email"),
        ("/api/codex/calendar/events", "calendar"),
    ] {
        let reply = house
            .send(request(Method::GET, unknown).body(Body::empty()).unwrap())
            .await;
        assert!(reply.problem(404).contains(word));
    }
}

/// Values that fit hardly any field.
fn wrong() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("a\0b"),
        json!("'; DROP TABLE users; -- $(reboot) `id` %00 ../../etc"),
        json!("x".repeat(200_000)),
        json!([]),
        json!([null, [[]], {"a": "\0"}]),
        json!({ "a\0": {} }),
    ]
}

#[tokio::test]
async fn whatever_comes_in_no_answer_is_a_fault() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let mut cookie = house.cookie().await;
    let mut refused = 0;
    for operation in house
        .app
        .workspace
        .registry()
        .operations()
        .filter(|operation| operation.output.is_some())
    {
        for field in operation.fields().map(str::to_owned).collect::<Vec<_>>() {
            if operation.path.contains(&format!("{{{field}}}")) {
                continue;
            }
            for value in wrong() {
                let mut fields = serde_json::Map::new();
                fields.insert(field.clone(), value);
                let body = Value::Object(fields).to_string();
                let url = url(operation);
                let builder = match operation.access {
                    Access::Scoped(_) | Access::Anyone => {
                        bearer(method(operation.method), &url, &token)
                    }
                    Access::Person | Access::Admin => request(method(operation.method), &url)
                        .header("cookie", &cookie)
                        .header("sec-fetch-site", "same-origin"),
                };
                let reply = house
                    .send(
                        builder
                            .header("content-type", "application/json")
                            .body(Body::from(body))
                            .unwrap(),
                    )
                    .await;
                if reply.status == 401 {
                    // An operation that ends sessions did so.
                    cookie = house.cookie().await;
                } else if !reply.status.is_success() {
                    assert!(
                        reply.status.is_client_error(),
                        "{} {field}: {}",
                        operation.name,
                        reply.text()
                    );
                    reply.problem(reply.status.as_u16());
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 100, "hardly anything was refused: {refused}");
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused_by_every_operation() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let bodies: [&[u8]; 9] = [
        b"nonsense",
        b"[1]",
        b"\"text\"",
        b"null",
        b"{\"title\": \"\\ud800\"}",
        b"{\"title\": \"\xff\"}",
        b"{\"title\": \"a\", \"title\": \"b\"}",
        b"{\"parts\": [{\"text\": \"a\", \"text\": \"b\"}]}",
        b"{\"count\": 1e999}",
    ];
    let scoped = |operation: &&Operation| {
        matches!(operation.access, Access::Scoped(_)) && operation.effect != Effect::Read
    };
    for operation in house.app.workspace.registry().operations().filter(scoped) {
        for body in bodies {
            let reply = house
                .raw(
                    method(operation.method),
                    &url(operation),
                    &token,
                    "application/json",
                    body,
                )
                .await;
            let detail = reply.problem(400);
            assert!(detail.contains("JSON"), "{detail}");
        }
    }
}
