//! Outputs, failures and repeated calls as the caller gets them.

use axum::body::Body;
use axum::http::Method;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::house::{House, bearer};
use crate::samples::LARGE;

#[tokio::test]
async fn failures_say_what_is_wrong_and_never_what_broke() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    for how in ["fault", "panic"] {
        let reply = house
            .get(&format!("/api/samples/fail?how={how}"), &token)
            .await;
        reply.problem(500);
        assert!(!reply.text().contains("secret cause"), "{}", reply.text());
    }
    let busy = house.get("/api/samples/fail?how=busy", &token).await;
    busy.problem(429);
    assert_eq!(busy.header("retry-after"), "2");
    let conflict = house.get("/api/samples/fail?how=twice", &token).await;
    conflict.problem(409);
    let body = conflict.json();
    assert_eq!(
        (&body["field"], &body["candidates"]),
        (&json!("how"), &json!(["a", "b"]))
    );
    assert_eq!(body.get("error"), None);
    let agent = house.get("/api/codex/samples/fail?how=twice", &token).await;
    assert_eq!(agent.problem(409), agent.json()["error"].as_str().unwrap());
}

#[tokio::test]
async fn long_answers_are_packed_for_those_who_take_that() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let ask = async |length: usize, accepted: &str| {
        let input = json!({ "title": "Long", "parts": [{ "text": "x".repeat(length) }] });
        let request = bearer(Method::POST, "/api/samples", &token)
            .header("content-type", "application/json")
            .header("accept-encoding", accepted);
        let reply = house.send(request.body(Body::from(input.to_string())).unwrap());
        (input, reply.await)
    };
    for length in [3_000, 300_000] {
        let (input, packed) = ask(length, "gzip, br").await;
        assert_eq!(packed.status, 200);
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert_eq!(packed.header("vary"), "accept-encoding");
        assert!(packed.body.len() < length / 10, "{}", packed.body.len());
        let unpacked: Value = serde_json::from_reader(GzDecoder::new(&packed.body[..])).unwrap();
        assert_eq!(unpacked["parts"], input["parts"]);
        for refused in ["br", "gzip;q=0, *", ""] {
            let (input, plain) = ask(length, refused).await;
            assert_eq!(plain.header("content-encoding"), "", "{refused}");
            assert_eq!(plain.ok()["parts"], input["parts"]);
        }
    }
    let (_, short) = ask(10, "gzip").await;
    assert_eq!(short.header("content-encoding"), "", "it is short");
    short.ok();
    // Downloads are files, and come as they are.
    let request =
        bearer(Method::GET, "/api/samples/large", &token).header("accept-encoding", "gzip");
    let file = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (file.header("content-encoding"), file.body.len()),
        ("", LARGE)
    );
}

#[tokio::test]
async fn calls_that_take_too_long_are_told_in_time() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    // Who calls is known from now on: paused time would run away while the database is asked.
    house.get("/api/codex/capabilities", &token).await;
    tokio::time::pause();
    for (path, seconds) in [("/api/codex/samples/fail", 15), ("/api/samples/fail", 60)] {
        let start = tokio::time::Instant::now();
        let detail = house
            .get(&format!("{path}?how=sleep"), &token)
            .await
            .problem(504);
        assert!(detail.contains(&seconds.to_string()), "{detail}");
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

#[tokio::test]
async fn approvals_tell_what_waits() {
    let house = House::open().await;
    let token = house.token(&["samples:write=ask"]).await;
    house
        .call(
            Method::POST,
            "/api/samples",
            &token,
            &json!({ "title": "no question" }),
        )
        .await
        .ok();
    for path in ["/api/samples/1", "/api/codex/samples/remove/1"] {
        let method = if path.contains("codex") {
            Method::POST
        } else {
            Method::DELETE
        };
        let reply = house
            .send(bearer(method, path, &token).body(Body::empty()).unwrap())
            .await;
        let detail = reply.problem(428);
        assert!(detail.contains("Nothing has happened"), "{detail}");
        let body = reply.json();
        assert!(!body["approval_id"].as_str().unwrap().is_empty());
        assert!(body["hint"].as_str().unwrap().contains("Approvals"));
    }
}

#[tokio::test]
async fn a_repeated_key_replays_the_answer() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let send = async |title: &str, key: &str| {
        let request = bearer(Method::POST, "/api/samples", &token)
            .header("idempotency-key", key)
            .header("content-type", "application/json");
        house
            .send(
                request
                    .body(Body::from(json!({ "title": title }).to_string()))
                    .unwrap(),
            )
            .await
    };
    let first = send("a", "k1").await;
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = send("a", "k1").await;
    assert_eq!(
        (again.ok(), again.header("idempotency-replayed")),
        (first.ok(), "true")
    );
    send("b", "k1").await.problem(409);
    send("a", &"k".repeat(256)).await.problem(400);
}

#[tokio::test]
async fn files_are_for_saving_under_their_name() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    let reply = house.get("/api/samples/file", &token).await;
    assert_eq!(
        (reply.status.as_u16(), reply.text().as_str()),
        (200, "hello")
    );
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"_bersicht _1_.txt\"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.txt"
    );
}

#[tokio::test]
async fn a_file_on_the_disk_comes_whole_and_says_its_length() {
    let house = House::open().await;
    let token = house.token(&["samples:read"]).await;
    let reply = house.get("/api/samples/large", &token).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text(), "x".repeat(LARGE));
    assert_eq!(reply.header("content-length"), LARGE.to_string());
    assert_eq!(reply.header("content-type"), "application/zip");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"large.zip\""
    );
}

#[tokio::test]
async fn reads_can_be_had_as_markdown() {
    let house = House::open().await;
    let token = house.token(&["samples:write"]).await;
    let get = async |path: &str, method: Method| {
        let request = bearer(method, path, &token).header("accept", "text/markdown, */*");
        house
            .send(
                request
                    .header("content-type", "application/json")
                    .body(Body::empty())
                    .unwrap(),
            )
            .await
    };
    for path in ["/api/samples", "/api/codex/samples"] {
        let reply = get(&format!("{path}?label=x&tags=a,b&limit=2"), Method::GET).await;
        assert_eq!(reply.header("content-type"), "text/markdown; charset=utf-8");
        assert_eq!(reply.text(), "label: x\nlimit: 2\ntags:\n  - a\n  - b\n");
    }
    assert_eq!(get("/api/samples", Method::GET).await.text(), "(nothing)\n");
    assert_eq!(
        get("/api/samples/1", Method::DELETE).await.ok(),
        json!({ "id": "1" })
    );
    assert!(
        get("/api/codex/capabilities", Method::GET)
            .await
            .text()
            .contains("integration: codex\n")
    );
}
