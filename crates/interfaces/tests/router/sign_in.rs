//! Signing in and out, and the first account.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD, config, request, send};

async fn status(house: &House, cookie: &str) -> Value {
    house
        .send(
            request(Method::GET, "/api/auth/status")
                .header("cookie", cookie)
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .ok()
}

#[tokio::test]
async fn a_session_begins_and_ends() {
    let house = House::open().await;
    assert_eq!(status(&house, "").await["authenticated"], false);
    let wrong = house
        .post(
            "/api/auth/login",
            &json!({ "username": "ann", "password": "wrong" }),
        )
        .await;
    assert_eq!(wrong.problem(401), "Invalid credentials");
    assert_eq!(wrong.header("set-cookie"), "");

    let reply = house
        .post(
            "/api/auth/login",
            &json!({ "username": " Ann ", "password": PASSWORD }),
        )
        .await;
    assert_eq!(reply.ok(), json!({ "ok": true, "username": "ann" }));
    let set = reply.header("set-cookie");
    assert!(
        set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800"),
        "{set}"
    );
    let cookie = set.split(';').next().unwrap().to_owned();
    assert_eq!(
        status(&house, &format!("a=b; {cookie}")).await,
        json!({ "configured": true, "authenticated": true, "username": "ann", "is_admin": true, "signup_enabled": false })
    );

    let session = json!({ "username": "ann", "password": PASSWORD, "remember": false });
    let short = house.post("/api/auth/login", &session).await;
    assert!(
        !short.header("set-cookie").contains("Max-Age"),
        "{}",
        short.header("set-cookie")
    );

    let out = |header: &str, value: &str| {
        let builder = request(Method::POST, "/api/auth/logout")
            .header("cookie", &cookie)
            .header(header, value);
        house.send(builder.body(Body::empty()).unwrap())
    };
    out("sec-fetch-site", "same-site").await.problem(403);
    assert_eq!(status(&house, &cookie).await["authenticated"], true);
    let ended = out("origin", "http://localhost:7000").await;
    assert_eq!(ended.ok(), json!({ "ok": true }));
    assert!(ended.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(status(&house, &cookie).await["authenticated"], false);
}

#[tokio::test]
async fn our_own_pages_may_change_things_and_others_may_not() {
    let house = House::with(config(Some("https://odysseus.example.org"), &[])).await;
    let reply = house
        .post(
            "/api/auth/login",
            &json!({ "username": "ann", "password": PASSWORD }),
        )
        .await;
    assert!(reply.header("set-cookie").ends_with("; Secure"));
    let cookie = reply
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    for (header, value, status) in [
        ("sec-fetch-site", "same-origin", 200),
        ("sec-fetch-site", "none", 200),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "https://odysseus.example.org", 200),
        ("origin", "http://odysseus.example.org", 403),
        ("origin", "http://localhost:7000", 200),
        ("origin", "http://localhost:8000", 403),
        ("origin", "null", 403),
    ] {
        let builder = request(Method::POST, "/api/samples")
            .header("cookie", &cookie)
            .header(header, value)
            .header("content-type", "application/json");
        let reply = house
            .send(builder.body(Body::from(r#"{"title":"a"}"#)).unwrap())
            .await;
        assert_eq!(reply.status, status, "{header}: {value}");
    }
    // Signing in shows no cookie, and yet no other site may do it.
    let foreign = request(Method::POST, "/api/auth/login").header("sec-fetch-site", "cross-site");
    house
        .send(foreign.body(Body::from("{}")).unwrap())
        .await
        .problem(403);
}

#[tokio::test]
async fn other_authorizations_are_not_for_us() {
    let house = House::open().await;
    let cookie = house.cookie().await;
    for value in ["Basic YTpi", "bearer ody_x", "Bearer other", "Bearer"] {
        let builder = request(Method::GET, "/api/samples").header("authorization", value);
        let reply = house
            .send(
                builder
                    .header("cookie", &cookie)
                    .body(Body::empty())
                    .unwrap(),
            )
            .await;
        assert_eq!(reply.status, 200, "{value}");
        let alone = request(Method::GET, "/api/samples").header("authorization", value);
        house
            .send(alone.body(Body::empty()).unwrap())
            .await
            .problem(401);
    }
}

#[tokio::test]
async fn the_first_account_is_made_with_the_link() {
    let (app, _folder) = House::empty(config(None, &[]));
    let token = app.identity.setup_link_token().await.unwrap().unwrap();
    let router = interfaces::router(app);
    let get = async |path: &str| {
        send(
            &router,
            request(Method::GET, path).body(Body::empty()).unwrap(),
        )
        .await
    };
    assert_eq!(get("/api/auth/status").await.ok()["configured"], false);
    let make = async |token: &str, password: &str| {
        let body = format!("token={token}&username=Ann&password={password}&time_zone=Asia%2FTokyo");
        let builder = request(Method::POST, "/api/auth/setup")
            .header("content-type", "application/x-www-form-urlencoded");
        send(&router, builder.body(Body::from(body)).unwrap()).await
    };
    make("wrong", "long+enough+for+all").await.problem(403);
    make(&token, "short").await.problem(400);
    let made = make(&token, "long+enough+for+all").await;
    assert_eq!(made.ok(), json!({ "ok": true, "username": "ann" }));
    assert!(made.header("set-cookie").starts_with("odysseus_session="));
    make(&token, "long+enough+for+all").await.problem(403);
    assert_eq!(get("/api/auth/status").await.ok()["configured"], true);
}
