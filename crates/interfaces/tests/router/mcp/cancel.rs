//! Long calls: how far they are, and how they are given up.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use interfaces::serve;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{BOTH, Client, ask};
use crate::house::House;
use crate::slow::ENDED;

/// Only a defect makes anything here take so long.
const LONG: Duration = Duration::from_secs(30);

fn work(id: u64, key: &str, steps: Option<u64>, quiet: bool, token: Option<&str>) -> Value {
    let mut params =
        json!({ "name": "slow_work", "arguments": { "key": key, "quiet": quiet, "steps": steps } });
    if let Some(token) = token {
        params["_meta"] = json!({ "progressToken": token });
    }
    ask(id, "tools/call", params)
}

fn cancel(id: u64) -> Value {
    json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id, "reason": "enough" } })
}

async fn ended(key: &str) {
    let mut ended = ENDED.subscribe();
    timeout(LONG, ended.wait_for(|ended| ended.contains(key)))
        .await
        .unwrap()
        .unwrap();
}

fn has_ended(key: &str) -> bool {
    ENDED.borrow().contains(key)
}

/// The next message of a stream; nothing when it has ended.
async fn next(stream: &mut BodyDataStream) -> Option<Value> {
    loop {
        let frame = timeout(LONG, stream.next()).await.unwrap()?;
        let text = String::from_utf8(frame.unwrap().to_vec()).unwrap();
        if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data:")) {
            return Some(serde_json::from_str(data.trim()).unwrap());
        }
    }
}

/// Begins a call whose progress is told, and waits for the first of it.
async fn begin(client: &Client<'_>, message: &Value) -> (Value, BodyDataStream) {
    let response = client
        .house
        .begin(client.request(Body::from(message.to_string())))
        .await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let first = next(&mut stream).await.unwrap();
    assert_eq!(first["method"], "notifications/progress", "{first}");
    (first, stream)
}

#[tokio::test]
async fn those_who_ask_hear_how_far_a_call_is() {
    let house = House::open().await;
    let client = Client::begin(&house, &["slow:read"]).await;
    for (key, quiet) in [("told", false), ("silent", true)] {
        let (mut said, mut stream) = begin(&client, &work(1, key, Some(5), quiet, Some(key))).await;
        let mut last = 0.0;
        let answer = loop {
            let Some("notifications/progress") = said["method"].as_str() else {
                break said;
            };
            let params = &said["params"];
            assert_eq!(params["progressToken"], key);
            assert_eq!(params.get("total"), (!quiet).then_some(&json!(5.0)));
            assert!(params["message"].as_str().unwrap().contains(if quiet {
                "s so far"
            } else {
                "step"
            }));
            let progress = params["progress"].as_f64().unwrap();
            assert!(progress > last, "{progress} after {last}");
            last = progress;
            said = next(&mut stream).await.unwrap();
        };
        assert!(last >= 2.0);
        assert_eq!(
            (
                &answer["id"],
                &answer["result"]["structuredContent"]["steps"]
            ),
            (&json!(1), &json!(5))
        );
        assert_eq!(next(&mut stream).await, None);
    }
    // Who asks for nothing gets the answer alone.
    let plain = client.send(&work(2, "plain", Some(3), false, None)).await;
    assert_eq!(plain.header("content-type"), "application/json");
    assert_eq!(plain.ok()["result"]["structuredContent"]["steps"], 3);
}

#[tokio::test]
async fn a_cancelled_call_is_dropped_and_not_answered() {
    let house = House::open().await;
    let client = Client::begin(&house, &["slow:read"]).await;
    // Nobody else can cancel it: not another token, nor another session of the same one.
    let stranger = Client::begin(&house, &["slow:read"]).await;
    let mut sibling = Client {
        house: &house,
        token: client.token.clone(),
        session: None,
    };
    let session = sibling.send(&super::initialize("2025-06-18")).await;
    sibling.session = Some(session.header("mcp-session-id").to_owned());
    let nameless = Client {
        house: &house,
        token: client.token.clone(),
        session: None,
    };

    let (_, mut stream) = begin(&client, &work(7, "streamed", None, true, Some("t"))).await;
    for other in [&stranger, &sibling, &nameless] {
        assert_eq!(other.send(&cancel(7)).await.status, 202);
    }
    assert_eq!(client.send(&cancel(8)).await.status, 202);
    let heard = next(&mut stream).await.unwrap();
    assert_eq!(heard["method"], "notifications/progress");
    assert!(!has_ended("streamed"));
    assert_eq!(client.send(&cancel(7)).await.status, 202);
    assert_eq!(next(&mut stream).await, None);
    drop(stream);
    ended("streamed").await;

    // One that has said nothing yet.
    let message = work(9, "waiting", None, true, None);
    let waiting = client.send(&message);
    let cancelling = async {
        // It may not have begun: then there is nothing to cancel yet.
        while !has_ended("waiting") {
            client.send(&cancel(9)).await;
            tokio::task::yield_now().await;
        }
    };
    let (reply, ()) = timeout(LONG, async { tokio::join!(waiting, cancelling) })
        .await
        .unwrap();
    assert_eq!((reply.status.as_u16(), reply.text().as_str()), (200, ""));
    // Its id is free again.
    assert_eq!(
        client.send(&ask(9, "ping", json!({}))).await.ok()["result"],
        json!({})
    );
}

#[tokio::test]
async fn hanging_up_drops_the_call() {
    let house = House::open().await;
    let client = Client::new(&house, &["slow:read"]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (close, closing) = watch::channel(false);
    let server = tokio::spawn(serve(listener, house.app.clone(), closing));
    let connect = async |message: &Value| {
        let body = message.to_string();
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nAccept: {BOTH}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            client.token,
            body.len()
        );
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        connection
    };
    let mut streaming = connect(&work(1, "hung up on", None, true, Some("t"))).await;
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    while !heard.contains("notifications/progress") {
        let count = timeout(LONG, streaming.read(&mut buffer))
            .await
            .unwrap()
            .unwrap();
        heard.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        assert_ne!(count, 0, "{heard}");
    }
    drop(streaming);
    ended("hung up on").await;

    // A server that closes answers what is under way, and does not wait for what never ends.
    let mut under_way = connect(&work(1, "cut short", None, true, Some("t"))).await;
    let count = timeout(LONG, under_way.read(&mut buffer))
        .await
        .unwrap()
        .unwrap();
    assert_ne!(count, 0);
    close.send(true).unwrap();
    let mut rest = String::new();
    timeout(LONG, under_way.read_to_string(&mut rest))
        .await
        .unwrap()
        .unwrap();
    assert!(
        rest.contains("being stopped") && rest.contains("\"status\":503"),
        "{rest}"
    );
    timeout(LONG, server).await.unwrap().unwrap();
}
