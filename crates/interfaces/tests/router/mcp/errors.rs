//! What goes wrong with a call, and what a key makes of calling twice.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Client, ask};
use crate::house::House;

/// A call over REST, and the same as a tool.
struct Twice {
    tool: &'static str,
    method: Method,
    path: &'static str,
    body: Value,
    arguments: Value,
}

fn twice(tool: &'static str, method: Method, path: &'static str, arguments: Value) -> Twice {
    let in_body = matches!(method, Method::POST);
    let body = if in_body {
        arguments.clone()
    } else {
        json!({})
    };
    Twice {
        tool,
        method,
        path,
        body,
        arguments,
    }
}

impl Twice {
    /// Makes both, finds that they are refused alike, and gives what the tool said.
    async fn refused(self, client: &Client<'_>) -> Value {
        let house = client.house;
        let rest = house
            .call(self.method, self.path, &client.token, &self.body)
            .await;
        rest.problem(rest.status.as_u16());
        let mut problem = rest.json();
        if let Ok(seconds) = rest.header("retry-after").parse::<i64>() {
            problem["retry_after"] = json!(seconds);
        }
        let result = client.call(self.tool, self.arguments).await;
        assert_eq!(result["isError"], true, "{result}");
        let mut fields = result["structuredContent"].clone();
        for one in [&mut problem, &mut fields] {
            assert!(!one["request_id"].take().as_str().unwrap().is_empty());
        }
        assert_eq!(fields, problem);
        let text = result["content"][0]["text"].as_str().unwrap();
        for name in ["detail", "hint"] {
            let sentence = fields[name].as_str().unwrap_or_default();
            assert!(text.contains(sentence), "{text}");
        }
        result
    }
}

#[tokio::test]
async fn errors_say_what_the_other_interfaces_say() {
    let house = House::open().await;
    let writer = Client::new(&house, &["samples:write=ask"]).await;
    let reader = Client::new(&house, &["samples:read"]).await;
    let fails = |path, how| twice("samples_fail", Method::GET, path, json!({ "how": how }));
    let adds = |fields| twice("samples_add", Method::POST, "/api/samples", fields);

    let fault = fails("/api/samples/fail?how=fault", "fault");
    assert!(!fault.refused(&reader).await.to_string().contains("secret"));
    let panic = fails("/api/samples/fail?how=panic", "panic");
    assert!(!panic.refused(&reader).await.to_string().contains("secret"));
    let busy = fails("/api/samples/fail?how=busy", "busy");
    let busy = busy.refused(&reader).await;
    assert_eq!(busy["structuredContent"]["retry_after"], 2);
    // What else there is to know is in the text too, for models that are shown nothing else.
    let conflict = fails("/api/samples/fail?how=conflict", "conflict");
    let conflict = conflict.refused(&reader).await;
    assert!(
        conflict["content"][0]["text"]
            .to_string()
            .contains("candidates")
    );

    for wrong in [json!({}), json!({ "title": 1 }), json!({ "title": "a\0b" })] {
        let refused = adds(wrong).refused(&writer).await;
        assert_eq!(refused["structuredContent"]["field"], "title");
    }
    let unscoped = adds(json!({ "title": "a" })).refused(&reader).await;
    assert!(unscoped.to_string().contains("samples:write"), "{unscoped}");
    for (tool, method, path) in [
        ("users_list", Method::GET, "/api/users"),
        ("tokens_create", Method::POST, "/api/tokens"),
    ] {
        let barred = twice(tool, method, path, json!({})).refused(&reader).await;
        assert_eq!(barred["structuredContent"]["status"], 403);
    }
    // One question for one call, whichever way it is asked.
    let remove = twice(
        "samples_remove",
        Method::DELETE,
        "/api/samples/x",
        json!({ "id": "x" }),
    );
    let asked = remove.refused(&writer).await;
    assert_eq!(asked["structuredContent"]["status"], 428);
    assert!(asked["structuredContent"]["approval_id"].is_string());
    assert!(
        asked["content"][0]["text"]
            .to_string()
            .contains("repeat the identical call")
    );

    let params = json!({ "name": "samples_eat" });
    let (code, sentence) = reader.refused("tools/call", params).await;
    assert_eq!(code, -32602, "{sentence}");
    assert!(sentence.contains("operations_search"));
}

#[tokio::test]
async fn a_key_makes_a_call_once() {
    let house = House::open().await;
    let client = Client::new(&house, &["samples:write"]).await;
    let call = |key: Value, title: &str| {
        let meta = json!({ "odysseus/idempotencyKey": key });
        ask(
            1,
            "tools/call",
            json!({ "name": "samples_add", "arguments": { "title": title }, "_meta": meta }),
        )
    };
    let first = client.send(&call(json!("k"), "a")).await.ok()["result"].clone();
    assert!(first.get("_meta").is_none());
    let again = client.send(&call(json!("k"), "a")).await.ok()["result"].clone();
    assert_eq!(again["_meta"]["odysseus/idempotencyReplayed"], true);
    assert_eq!(again["structuredContent"], first["structuredContent"]);
    let other = client.send(&call(json!("k"), "b")).await.ok()["result"].clone();
    assert_eq!(other["structuredContent"]["status"], 409);
    for wrong in [json!(1), json!(""), json!("a b")] {
        let refused = client.send(&call(wrong, "a")).await.ok()["result"].clone();
        assert_eq!(refused["structuredContent"]["status"], 400);
    }
}
