//! Tools: which there are, what they take, and what they give.

use axum::http::Method;
use operation::{Access, Caller};
use serde_json::{Value, json};

use super::{Client, ask, error};
use crate::house::{House, registry};

#[tokio::test]
async fn a_token_sees_what_it_may_call_and_nothing_else() {
    let house = House::open().await;
    let registry = house.app.workspace.registry();
    let everyday: Vec<_> = registry
        .operations()
        .filter(|operation| operation.everyday)
        .collect();
    assert!(everyday.len() > 3);
    for scopes in [
        &["chat"][..],
        &["slow:read"],
        &["papers:read"],
        &["papers:read", "pearls:read", "slow:read"],
    ] {
        let client = Client::new(&house, scopes).await;
        let may = |scope: &str| scopes.contains(&scope);
        let wanted = everyday.iter().filter(|operation| match operation.access {
            Access::Scoped(scope) => may(scope.name()),
            _ => false,
        });
        let mut wanted: Vec<String> = wanted
            .map(|operation| operation.name.replace('.', "_"))
            .collect();
        wanted.extend(["operations_search".to_owned(), "operations_call".to_owned()]);
        assert_eq!(client.tools().await, wanted, "{scopes:?}");
    }
}

#[test]
fn tools_are_described_in_few_words() {
    let registry = registry();
    let tools: Value = serde_json::from_str(&interfaces::tools_json(&registry)).unwrap();
    for tool in tools["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        assert!(name.len() <= 64 && name.chars().all(word), "{name}");
        assert!(!tool["description"].as_str().unwrap().is_empty(), "{name}");
        assert_eq!(tool["inputSchema"]["type"], "object", "{name}");
        assert!(tool.get("outputSchema").is_none(), "{name}");
        let text = tool.to_string();
        for noise in ["$schema", "\"title\"", "\"format\"", "null", "maxLength"] {
            assert!(!text.contains(noise), "{name}: {noise}");
        }
    }
    let work = tools["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == "slow_work")
        .unwrap();
    assert_eq!(
        *work,
        json!({
            "name": "slow_work",
            "description": "Works step by step, two a second. Without steps it waits until nobody does. It is here to be waited for.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "key": { "type": "string", "description": "Under which it can be told apart." },
                    "steps": { "type": "integer", "description": "How many." },
                    "parts": { "type": "string", "description": "One, or several in a list." },
                },
                "required": ["key"],
            },
            "annotations": { "readOnlyHint": true, "openWorldHint": false },
        })
    );
}

#[tokio::test]
async fn a_call_gives_text_for_reading_and_fields_for_programs() {
    let house = House::open().await;
    let client = Client::new(&house, &["samples:write"]).await;
    let added = client
        .call(
            "samples_add",
            json!({ "title": "a", "count": 3, "colour": "red" }),
        )
        .await;
    assert_eq!(added["isError"], false);
    let fields = &added["structuredContent"];
    assert_eq!(
        (&fields["title"], &fields["count"]),
        (&json!("a"), &json!(3))
    );
    let warning = fields["warnings"][0].as_str().unwrap();
    assert!(warning.contains("`colour`"), "{warning}");
    assert_eq!(added["content"][1]["text"], warning);

    let listed = client
        .call("samples_list", json!({ "limit": 5, "tags": ["x", "y"] }))
        .await;
    assert_eq!(listed["structuredContent"]["limit"], 5);
    // The text is what REST gives readers.
    let path = "/api/samples?limit=5&tags=x&tags=y";
    let read =
        crate::house::bearer(Method::GET, path, &client.token).header("accept", "text/markdown");
    let markdown = house
        .send(read.body(axum::body::Body::empty()).unwrap())
        .await
        .text();
    assert_eq!(listed["content"][0]["text"], markdown);

    let file = client.call("samples_file", json!({})).await;
    let resource = &file["content"][1]["resource"];
    assert_eq!(
        (&resource["text"], &resource["mimeType"]),
        (&json!("hello"), &json!("text/plain; charset=utf-8"))
    );
    let bundle = client.call("agent_claude_plugin", json!({})).await;
    let blob = &bundle["content"][1]["resource"];
    assert!(blob["blob"].as_str().unwrap().starts_with("UEs"), "{blob}");
    let stream = client.call("samples_follow", json!({})).await;
    assert_eq!(stream["structuredContent"]["status"], 400);
    assert!(
        stream["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("GET /api/samples/follow")
    );
}

#[tokio::test]
async fn what_is_no_tool_is_found_and_called() {
    let house = House::open().await;
    let client = Client::new(&house, &["samples:write"]).await;
    let registry = house.app.workspace.registry();
    let all = client.call("operations_search", json!({})).await;
    let names: Vec<&str> = all["structuredContent"]["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| operation["name"].as_str().unwrap())
        .collect();
    let caller = house
        .app
        .identity
        .token(&client.token, "127.0.0.1".parse().unwrap())
        .await
        .unwrap();
    let may = |caller: &Caller| -> Vec<&str> {
        let all = registry
            .operations()
            .filter(|operation| registry.judge(operation, caller).is_ok());
        // What no tool can do is not offered.
        let all =
            all.filter(|operation| !["samples.follow", "events.follow"].contains(&operation.name));
        all.map(|operation| operation.name).collect()
    };
    assert_eq!(names, may(&caller));
    assert!(!names.contains(&"tokens.create") && !names.contains(&"papers.get"));

    let found = client
        .call("operations_search", json!({ "words": "take sample away" }))
        .await;
    let first = &found["structuredContent"]["operations"][0];
    assert_eq!(first["name"], "samples.remove", "{found}");
    assert_eq!(
        (&first["effect"], &first["input"]["required"]),
        (&json!("destroy"), &json!(["id"]))
    );
    assert!(
        found["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("samples.remove")
    );
    let none = client
        .call("operations_search", json!({ "words": "zyxwv" }))
        .await;
    assert_eq!(
        none["structuredContent"]["operations"]
            .as_array()
            .unwrap()
            .len(),
        names.len()
    );

    // Here everything is told that the list of tools leaves out.
    let waiter = Client::new(&house, &["slow:read"]).await;
    let found = waiter
        .call("operations_search", json!({ "words": "work" }))
        .await;
    let properties = &found["structuredContent"]["operations"][0]["input"]["properties"];
    assert_eq!(properties["quiet"]["type"], "boolean", "{found}");
    assert_eq!(properties["parts"]["anyOf"][1]["type"], "array", "{found}");

    for (name, input) in [
        ("samples.change", json!({ "id": "x", "index": 1 })),
        ("samples_change", json!("{\"id\":\"x\",\"index\":1}")),
    ] {
        let called = client
            .call(
                "operations_call",
                json!({ "operation": name, "input": input }),
            )
            .await;
        assert_eq!(called["structuredContent"]["index"], 1, "{called}");
    }
    for (arguments, status) in [
        (json!({}), 400),
        (json!({ "operation": 1 }), 400),
        (json!({ "operation": "samples.add", "input": [] }), 400),
        (json!({ "operation": "samples.add", "input": "[]" }), 400),
        (json!({ "operation": "samples.add" }), 400),
        (json!({ "operation": "samples.eat" }), 404),
        (json!({ "operation": "operations_call" }), 404),
        (json!({ "operation": "tokens.create" }), 403),
        (
            json!({ "operation": "papers.get", "input": { "id": "n1" } }),
            403,
        ),
    ] {
        let refused = client.call("operations_call", arguments.clone()).await;
        assert_eq!(
            refused["structuredContent"]["status"], status,
            "{arguments}: {refused}"
        );
    }
    let bad = client
        .send(&ask(
            1,
            "tools/call",
            json!({ "name": "operations_search", "arguments": { "words": 1 } }),
        ))
        .await;
    assert_eq!(bad.ok()["result"]["structuredContent"]["field"], "words");
    assert_eq!(
        error(
            &client
                .send(&ask(1, "tools/call", json!({ "name": "operations" })))
                .await
                .json()
        )
        .0,
        -32602
    );
}
