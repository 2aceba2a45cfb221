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

/// The same call over REST and as a tool.
async fn both(
    client: &Client<'_>,
    operation: &str,
    method: Method,
    path: &str,
    input: Value,
) -> [Value; 2] {
    let rest = client
        .house
        .call(method.clone(), path, &client.token, &input)
        .await;
    let called = client.call(&operation.replace('.', "_"), input).await;
    assert_eq!(called["isError"], true, "{called}");
    let mut fields = called["structuredContent"].clone();
    let text = called["content"][0]["text"].as_str().unwrap();
    for name in ["detail", "hint"] {
        if let Some(sentence) = fields[name].as_str() {
            assert!(text.contains(sentence), "{text}");
        }
    }
    let mut problem = rest.problem_of(rest.status.as_u16());
    let wait = rest.header("retry-after");
    if !wait.is_empty() {
        problem["retry_after"] = json!(wait.parse::<i64>().unwrap());
    }
    for one in [&mut problem, &mut fields] {
        assert!(!one["request_id"].take().as_str().unwrap().is_empty());
        // An approval of its own, or none.
        one["approval_id"].take();
    }
    [problem, fields]
}

#[tokio::test]
async fn errors_say_what_the_other_interfaces_say() {
    let house = House::open().await;
    let writer = Client::new(&house, &["samples:write=ask"]).await;
    let reader = Client::new(&house, &["samples:read"]).await;
    let get = |how: &str| format!("/api/samples/fail?how={how}");
    for how in ["fault", "panic", "busy", "conflict"] {
        let rest = reader.house.get(&get(how), &reader.token).await;
        let called = reader.call("samples_fail", json!({ "how": how })).await;
        let (problem, fields) = (rest.json(), &called["structuredContent"]);
        for name in ["detail", "status", "title", "field", "candidates"] {
            assert_eq!(problem[name], fields[name], "{how}");
        }
        assert!(!called.to_string().contains("secret cause"), "{called}");
        assert!(!fields["request_id"].as_str().unwrap().is_empty());
        if how == "busy" {
            assert_eq!(
                (&fields["status"], &fields["retry_after"]),
                (&json!(429), &json!(2))
            );
        }
        if how == "conflict" {
            assert!(
                called["content"][0]["text"]
                    .as_str()
                    .unwrap()
                    .contains("candidates"),
                "{called}"
            );
        }
    }
    for (client, operation, method, path, input) in [
        (
            &writer,
            "samples.add",
            Method::POST,
            "/api/samples",
            json!({ "title": 1 }),
        ),
        (
            &writer,
            "samples.add",
            Method::POST,
            "/api/samples",
            json!({ "title": "a\0b" }),
        ),
        (
            &writer,
            "samples.remove",
            Method::DELETE,
            "/api/samples/x",
            json!({ "id": "x" }),
        ),
        (
            &reader,
            "samples.add",
            Method::POST,
            "/api/samples",
            json!({ "title": "a" }),
        ),
        (&reader, "users.list", Method::GET, "/api/users", json!({})),
        (
            &reader,
            "tokens.create",
            Method::POST,
            "/api/tokens",
            json!({}),
        ),
    ] {
        let input_over_rest = if operation == "samples.remove" {
            json!({})
        } else {
            input.clone()
        };
        let [problem, fields] = match operation {
            "samples.remove" => {
                let rest = client
                    .house
                    .call(method, path, &client.token, &input_over_rest)
                    .await;
                let called = client.call("samples_remove", input).await;
                let approval = &called["structuredContent"]["approval_id"];
                // One question for one call, whichever way it is asked.
                assert_eq!(rest.json()["approval_id"], *approval);
                let text = called["content"][0]["text"].as_str().unwrap();
                assert!(text.contains("repeat the identical call"), "{text}");
                [
                    rest.json()["status"].clone(),
                    called["structuredContent"]["status"].clone(),
                ]
            }
            _ => both(client, operation, method, path, input).await,
        };
        assert_eq!(problem, fields, "{operation}");
    }
    let (code, sentence) = reader
        .refused("tools/call", json!({ "name": "samples_eat" }))
        .await;
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
