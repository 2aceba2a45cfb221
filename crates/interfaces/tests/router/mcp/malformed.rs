//! What is no message, or not quite, has its own code; none of it is a fault.

use serde_json::{Value, json};

use super::{Client, ask, error};
use crate::house::House;

fn deep(levels: usize) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{}{}}}}}"#,
        "[".repeat(levels),
        "]".repeat(levels)
    )
}

#[tokio::test]
async fn every_mistake_has_its_code() {
    let house = House::open().await;
    let client = Client::begin(&house, &["papers:read"]).await;
    let message = |fields: Value| {
        let mut message = ask(1, "ping", json!({}));
        for (name, value) in fields.as_object().unwrap() {
            message[name] = value.clone();
        }
        message.to_string().into_bytes()
    };
    let call = |params: Value| ask(1, "tools/call", params).to_string().into_bytes();
    let null = Value::Null;
    let table: Vec<(&str, Vec<u8>, i64, Value)> = vec![
        ("nothing", b"".to_vec(), -32700, null.clone()),
        ("no JSON", b"nonsense".to_vec(), -32700, null.clone()),
        ("cut off", b"{\"jsonrpc\":".to_vec(), -32700, null.clone()),
        (
            "two messages",
            [message(json!({})), message(json!({}))].concat(),
            -32700,
            null.clone(),
        ),
        (
            "no UTF-8",
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}".to_vec(),
            -32700,
            null.clone(),
        ),
        (
            "a bare NUL",
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\0\"}".to_vec(),
            -32700,
            null.clone(),
        ),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf".to_vec(), message(json!({}))].concat(),
            -32700,
            null.clone(),
        ),
        (
            "half a surrogate",
            br#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#.to_vec(),
            -32700,
            null.clone(),
        ),
        (
            "a name twice",
            br#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#.to_vec(),
            -32700,
            null.clone(),
        ),
        ("too deep", deep(10_000).into_bytes(), -32700, null.clone()),
        ("text", b"\"ping\"".to_vec(), -32600, null.clone()),
        ("null", b"null".to_vec(), -32600, null.clone()),
        (
            "a batch",
            [b"[".to_vec(), message(json!({})), b"]".to_vec()].concat(),
            -32600,
            null.clone(),
        ),
        ("an empty batch", b"[]".to_vec(), -32600, null.clone()),
        ("an empty object", b"{}".to_vec(), -32600, null.clone()),
        (
            "no version",
            br#"{"id":1,"method":"ping"}"#.to_vec(),
            -32600,
            json!(1),
        ),
        (
            "another version",
            message(json!({ "jsonrpc": "1.0" })),
            -32600,
            json!(1),
        ),
        (
            "a version that is no text",
            message(json!({ "jsonrpc": 2.0 })),
            -32600,
            json!(1),
        ),
        (
            "no method",
            br#"{"jsonrpc":"2.0","id":1}"#.to_vec(),
            -32600,
            json!(1),
        ),
        (
            "a method that is no text",
            message(json!({ "method": 1 })),
            -32600,
            json!(1),
        ),
        (
            "an answer",
            br#"{"jsonrpc":"2.0","id":1,"result":{}}"#.to_vec(),
            -32600,
            json!(1),
        ),
        (
            "a failure",
            br#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}"#.to_vec(),
            -32600,
            json!(1),
        ),
        (
            "a request with an answer",
            message(json!({ "result": {} })),
            -32600,
            json!(1),
        ),
        (
            "an id of null",
            message(json!({ "id": null })),
            -32600,
            null.clone(),
        ),
        (
            "an id of 1.5",
            message(json!({ "id": 1.5 })),
            -32600,
            null.clone(),
        ),
        (
            "an id that is too large",
            message(json!({ "id": u64::MAX })),
            -32600,
            null.clone(),
        ),
        (
            "an id that is a list",
            message(json!({ "id": [1] })),
            -32600,
            null.clone(),
        ),
        (
            "parameters in a list",
            message(json!({ "params": [1] })),
            -32602,
            json!(1),
        ),
        (
            "parameters as text",
            message(json!({ "params": "a" })),
            -32602,
            json!(1),
        ),
        (
            "no parameters at all",
            message(json!({ "params": null })),
            -32602,
            json!(1),
        ),
        (
            "no method of ours",
            message(json!({ "method": "nothing/such" })),
            -32601,
            json!(1),
        ),
        (
            "an empty method",
            message(json!({ "method": "" })),
            -32601,
            json!(1),
        ),
        (
            "a method with a NUL",
            message(json!({ "method": "ping\0" })),
            -32601,
            json!(1),
        ),
        (
            "what we do not have",
            message(json!({ "method": "prompts/list" })),
            -32601,
            json!(1),
        ),
        (
            "no logging",
            message(json!({ "method": "logging/setLevel", "params": { "level": "info" } })),
            -32601,
            json!(1),
        ),
        (
            "no subscriptions",
            message(json!({ "method": "resources/subscribe", "params": { "uri": "a" } })),
            -32601,
            json!(1),
        ),
        (
            "initialize without anything",
            message(json!({ "method": "initialize" })),
            -32602,
            json!(1),
        ),
        ("a call of nothing", call(json!({})), -32602, json!(1)),
        (
            "a call of a number",
            call(json!({ "name": 1 })),
            -32602,
            json!(1),
        ),
        (
            "a call with a list",
            call(json!({ "name": "papers_get", "arguments": [] })),
            -32602,
            json!(1),
        ),
        (
            "a call of no tool",
            call(json!({ "name": "papers_eat" })),
            -32602,
            json!(1),
        ),
        (
            "a call with a NUL",
            call(json!({ "name": "papers_get\0" })),
            -32602,
            json!(1),
        ),
        (
            "a cursor of 1",
            message(json!({ "method": "resources/list", "params": { "cursor": 1 } })),
            -32602,
            json!(1),
        ),
        (
            "a cursor of ours, not",
            message(json!({ "method": "resources/list", "params": { "cursor": "papers" } })),
            -32602,
            json!(1),
        ),
        (
            "a cursor of theirs, not",
            message(json!({ "method": "resources/list", "params": { "cursor": "papers:x" } })),
            -32602,
            json!(1),
        ),
        (
            "reading nothing",
            message(json!({ "method": "resources/read" })),
            -32602,
            json!(1),
        ),
        (
            "reading elsewhere",
            message(
                json!({ "method": "resources/read", "params": { "uri": "file:///etc/passwd" } }),
            ),
            -32002,
            json!(1),
        ),
    ];
    for (what, body, code, id) in table {
        let reply = house.send(client.request(body)).await;
        assert!(!reply.status.is_server_error(), "{what}: {}", reply.text());
        assert_eq!(
            reply.header("content-type"),
            "application/json",
            "{what}: {}",
            reply.text()
        );
        let answer = reply.json();
        let (said, sentence) = error(&answer);
        assert_eq!(said, code, "{what}: {sentence}");
        assert_eq!(answer["id"], id, "{what}: {answer}");
        // Before a method is known it is the request that is bad (RFC 9110 §15.5.1).
        let bad = matches!(code, -32700 | -32600)
            || sentence.contains("must be an object")
            || sentence.contains("must be text that");
        assert_eq!(reply.status, if bad { 400 } else { 200 }, "{what}");
    }
    // Ids may be text or negative, and come back as they are.
    for id in [json!("a\0b"), json!(""), json!(-1), json!(i64::MAX)] {
        let answer = client.send(&ask(id.clone(), "ping", json!({}))).await.ok();
        assert_eq!((&answer["id"], &answer["result"]), (&id, &json!({})));
    }
    // A notification that is not understood is heard and left alone.
    for params in [
        json!({}),
        json!({ "requestId": [] }),
        json!({ "requestId": "never" }),
    ] {
        let note =
            json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
        assert_eq!(client.send(&note).await.status, 202, "{note}");
    }
}

#[tokio::test]
async fn what_is_around_a_message_is_checked() {
    let house = House::open().await;
    let client = Client::new(&house, &["papers:read"]).await;
    let ping = ask(1, "ping", json!({})).to_string();
    for (name, value, status) in [
        ("accept", "text/html", 406),
        ("accept", "application/json", 406),
        ("content-type", "text/plain", 415),
        ("mcp-protocol-version", "1999-01-01", 400),
    ] {
        let mut request = client.request(ping.clone());
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = house.send(request).await;
        assert_eq!(reply.status, status, "{name}");
        let (code, sentence) = error(&reply.json());
        assert_eq!(
            (code, &reply.json()["id"]),
            (-32600, &json!(1)),
            "{name}: {sentence}"
        );
    }
    let most = house
        .app
        .workspace
        .registry()
        .operations()
        .map(|operation| operation.input_limit)
        .max()
        .unwrap();
    let huge = ask(1, "ping", json!({ "a": "x".repeat(most + (64 << 10)) }));
    client.send(&huge).await.problem(413);
    let large = ask(1, "ping", json!({ "a": "x".repeat(most) }));
    client.send(&large).await.ok();
    // An operation's own limit holds, and says so to the model.
    let call = client
        .call("papers_get", json!({ "id": "x".repeat(1 << 20) }))
        .await;
    assert_eq!(
        call["structuredContent"]["status"], 413,
        "{}",
        call["content"][0]["text"]
    );
}
