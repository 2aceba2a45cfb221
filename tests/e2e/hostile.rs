//! Input that no client of good will sends, made from the schemas.

use serde_json::{Value, json};

use crate::support::{Client, Home, Op, Operations, Reply, Server, counts, integrity, scopes};

/// Text that does harm where it is pasted into something: it is text like any other.
const STRANGE: &[&str] = &[
    "'; DROP TABLE todos; --",
    "\" OR 1=1 --",
    "%",
    "________",
    "*",
    "$(reboot)",
    "`id`",
    "; rm -rf ~ #",
    "&& false",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\u{202e}txt.exe",
    "\u{feff}",
    "a\r\nSet-Cookie: b=c",
    "👩‍👩‍👧‍👦",
    "\u{fffd}\u{ffff}",
    "NaN",
    "null",
    "-0",
    "1e400",
    "NEAR(",
    "\"unclosed",
    "col:umn",
    "^",
    "(((((",
];

/// A person with a todo, who may do everything.
pub(crate) async fn house() -> (Home, Server, Client, Vec<Op>) {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let ann = server.client().sign_in("ann").await;
    ann.post("/api/todos", &json!({ "title": "Call dentist" }))
        .await
        .expect(200);
    let Operations(operations) = Operations::of(&home);
    (home, server, ann, operations)
}

/// How much there is of everything but the record of who called what, which grows with refused calls.
pub(crate) fn stored(home: &Home) -> Vec<(String, i64)> {
    counts(home)
        .into_iter()
        .filter(|(table, _)| !table.contains("audit"))
        .collect()
}

/// Whether a schema takes a value, as far as its type goes.
fn takes(schema: &Value, value: &Value) -> bool {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &Value| name == kind || (name == "number" && kind == "integer");
    let by_type = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(fits),
        Value::Null => {
            schema.get("enum").is_none()
                && schema.get("anyOf").is_none()
                && schema.get("oneOf").is_none()
        }
        one => fits(one),
    };
    let choices = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|name| schema[*name].as_array())
        .flatten();
    let listed = schema["enum"]
        .as_array()
        .is_some_and(|values| values.contains(value));
    by_type
        || listed
        || schema.get("const") == Some(value)
        || choices.into_iter().any(|choice| takes(choice, value))
}

/// Values that a field with that schema cannot take.
fn wrong(schema: &Value) -> Vec<Value> {
    let types = [
        json!(null),
        json!(true),
        json!(7),
        json!(-1.5),
        json!(1e300),
        json!("text"),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({ "a": { "b": [] } }),
        json!(["a", "b"]),
        json!([null]),
        json!(u64::MAX),
    ];
    let mut values: Vec<Value> = types
        .into_iter()
        .filter(|value| !takes(schema, value))
        .collect();
    if takes(schema, &json!("")) {
        values.push(json!("a\u{0}b"));
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        values.push(json!("x".repeat(usize::try_from(most).unwrap() + 1)));
    }
    for beyond in ["minimum", "maximum"]
        .iter()
        .filter_map(|limit| schema[*limit].as_i64())
    {
        values.push(json!(if beyond <= 1 { beyond - 1 } else { beyond + 1 }));
    }
    values
}

pub(crate) fn check(reply: &Reply, what: &str) {
    assert!(
        (400..500).contains(&reply.status),
        "{what}: {} {}",
        reply.status,
        reply.text()
    );
    let said = reply.problem();
    assert!(
        !said.contains("SELECT") && !said.contains("diesel") && !said.contains(".rs:"),
        "{what}: {said}"
    );
}

#[tokio::test]
async fn what_a_schema_does_not_take_is_refused_and_nothing_is_stored() {
    let (home, server, ann, operations) = house().await;
    let scopes = scopes(&home);
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let agent = server.client().token(&home.token("ann", &scopes));
    let before = stored(&home);
    let mut tried = 0;
    for op in &operations {
        let example = op.example(false);
        // In a path or a query everything is text.
        let body = |name: &str| op.method != "GET" && !op.path_fields().contains(&name);
        for (name, schema) in op.fields().filter(|(name, _)| body(name)) {
            for value in wrong(schema) {
                let mut input = example.clone();
                input[name.as_str()] = value.clone();
                let what = format!("{} {name}={value:.60}", op.name);
                check(&ann.run(op, input.clone()).await, &what);
                if op.is_scoped() {
                    check(&agent.tool(op, input).await, &format!("{what} over MCP"));
                }
                tried += 1;
            }
        }
        let mut unknown = example.clone();
        unknown["no_such_field"] = json!(1);
        // The agent API takes no notice of them; older scripts may send what it never had.
        if !op.path.starts_with("/api/codex/") {
            let reply = ann.run(op, unknown).await;
            check(&reply, &op.name);
            assert!(
                reply.problem().contains("no_such_field"),
                "{}: {}",
                op.name,
                reply.text()
            );
        }
        let (path, _) = op.target(example.as_object().unwrap().clone());
        let path = format!("{path}{}", if path.contains('?') { "&" } else { "?" });
        let numbers = [
            "-1",
            "1e3",
            "99999999999999999999",
            "1.5",
            "",
            "%00",
            "%ff",
            "true",
        ];
        for (name, schema) in op
            .fields()
            .filter(|(name, _)| op.method == "GET" && !op.path_fields().contains(&name.as_str()))
        {
            for text in numbers.iter().filter(|_| schema["type"] == "integer") {
                check(
                    &ann.get(&format!("{path}{name}={text}")).await,
                    &format!("{} {name}={text}", op.name),
                );
            }
            check(
                &ann.get(&format!("{path}{name}=%ff")).await,
                &format!("{} {name}: not UTF-8", op.name),
            );
            check(
                &ann.get(&format!("{path}{name}=a%00b")).await,
                &format!("{} {name}: NUL", op.name),
            );
        }
    }
    assert!(tried > 200, "{tried} wrong values are too few to be all");
    assert_eq!(stored(&home), before);
    assert_eq!(integrity(&home), "ok");
    server.stop();
}

#[tokio::test]
async fn strange_text_is_text() {
    let (home, server, ann, operations) = house().await;
    let tables: Vec<String> = counts(&home).into_keys().collect();
    for strange in STRANGE {
        let todo =
            json!({ "title": strange, "content": strange, "label": strange, "items": [strange] });
        let made = ann.post("/api/todos", &todo).await.expect(200);
        let kept = ann
            .get(&format!("/api/todos/{}", made["id"].as_str().unwrap()))
            .await
            .expect(200);
        for field in ["title", "label"] {
            assert_eq!(
                kept[field].as_str().map(str::trim),
                Some(strange.trim()),
                "{kept}"
            );
        }
        assert_eq!(
            (&kept["content"], &kept["items"][0]["text"]),
            (&json!(strange), &json!(strange))
        );
        for op in operations
            .iter()
            .filter(|op| op.is_read() || op.is_scoped())
            .filter(|op| op.gives_json())
        {
            // As every text at once, and so as the id: whatever comes of it, it is no fault and hits nothing.
            let input: Value = op
                .fields()
                .filter(|(_, schema)| takes(schema, &json!("")))
                .map(|(name, _)| (name.clone(), json!(strange)))
                .collect();
            let reply = ann.run(op, input).await;
            assert!(
                reply.status < 500,
                "{} {strange}: {}",
                op.name,
                reply.text()
            );
            assert!(reply.status == 200 || !reply.problem().is_empty());
            assert!(
                op.path_fields().is_empty() || reply.status >= 400,
                "{} {strange} hit something",
                op.name
            );
        }
    }
    assert_eq!(counts(&home).into_keys().collect::<Vec<_>>(), tables);
    assert_eq!(integrity(&home), "ok");
    server.stop();
}
