//! Messages that are nearly right, at random.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{Client, ask, initialize};
use crate::house::House;

fn messages() -> Vec<Value> {
    vec![
        initialize("2025-11-25"),
        ask(1, "ping", json!({})),
        ask("a", "tools/list", json!({ "cursor": "x" })),
        ask(
            2,
            "tools/call",
            json!({ "name": "papers_get", "arguments": { "id": "n1" }, "_meta": { "progressToken": 1 } }),
        ),
        ask(
            3,
            "tools/call",
            json!({ "name": "operations_call", "arguments": { "operation": "papers.list", "input": { "limit": 1 } } }),
        ),
        ask(
            4,
            "tools/call",
            json!({ "name": "operations_search", "arguments": { "words": "paper" } }),
        ),
        ask(5, "resources/list", json!({ "cursor": "papers:two" })),
        ask(
            6,
            "resources/read",
            json!({ "uri": "odysseus://papers/n1" }),
        ),
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 2 } }),
    ]
}

/// Values that fit hardly anywhere.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| n.is_finite().then(|| json!(n))),
        ".{0,20}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({ "a": [{ "b": null }] })),
    ]
}

/// Every place in a value.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    if let Value::Object(fields) = value {
        for (name, inner) in fields {
            places(
                inner,
                &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")),
                found,
            );
        }
    }
}

fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), odd(), any::<bool>());
    let bytes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (
        prop::sample::select(messages()),
        prop::collection::vec(change, 0..3),
        bytes,
    )
        .prop_map(|(mut message, changes, bytes)| {
            for (at, value, remove) in changes {
                let mut found = Vec::new();
                places(&message, "", &mut found);
                let place = at.get(&found).clone();
                match place.rsplit_once('/') {
                    Some((parent, name)) if remove => {
                        if let Some(Value::Object(fields)) = message.pointer_mut(parent) {
                            fields.remove(&name.replace("~1", "/"));
                        }
                    }
                    _ => *message.pointer_mut(&place).unwrap() = value,
                }
            }
            let mut text = message.to_string().into_bytes();
            for (at, byte) in bytes {
                let at = at.index(text.len().max(1));
                if let Some(place) = text.get_mut(at) {
                    *place = byte;
                }
            }
            text
        })
}

#[test]
fn whatever_comes_in_is_answered_and_no_fault() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let house = runtime.block_on(House::open());
    let client = runtime.block_on(Client::begin(&house, &["papers:read"]));
    let config = Config {
        cases: 400,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&nearly(), |message| {
            let reply = runtime.block_on(house.send(client.request(message)));
            prop_assert!(!reply.status.is_server_error(), "{}", reply.text());
            if reply.status == 202 {
                prop_assert!(reply.body.is_empty());
                return Ok(());
            }
            let text = reply.text();
            let answer = text
                .lines()
                .find_map(|line| line.strip_prefix("data: "))
                .unwrap_or(&text);
            let answer: Value = serde_json::from_str(answer).unwrap();
            prop_assert_eq!(&answer["jsonrpc"], "2.0");
            prop_assert!(answer.get("result").is_some() != answer.get("error").is_some());
            prop_assert_ne!(&answer["error"]["code"], &json!(-32603));
            Ok(())
        })
        .unwrap();
    // It still works.
    let tools = runtime.block_on(client.tools());
    assert!(tools.contains(&"papers_get".to_owned()));
}
