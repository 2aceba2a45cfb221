//! Input that no client of good will sends: made from the schemas, and of bytes that are no HTTP.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{
    Client, Home, Op, Operations, Reply, Server, counts, integrity, long, root, run,
};

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
async fn house() -> (Home, Server, Client, Vec<Op>) {
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
fn stored(home: &Home) -> Vec<(String, i64)> {
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

fn check(reply: &Reply, what: &str) {
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
                check(
                    &ann.run(op, input).await,
                    &format!("{} {name}={value:.60}", op.name),
                );
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
async fn bodies_that_are_no_json_object_are_refused() {
    let (home, server, ann, operations) = house().await;
    let before = stored(&home);
    let deep = "[".repeat(100_000);
    let huge = json!({ "title": "x".repeat(10 << 20) }).to_string();
    let json = "application/json";
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        (json, b"{".to_vec()),
        (json, b"[]".to_vec()),
        (json, b"\"text\"".to_vec()),
        (json, b"null".to_vec()),
        (json, b"{\"title\":1e999}".to_vec()),
        (json, b"{\"title\":\"a\",\"title\":\"b\"}".to_vec()),
        (json, b"{\"title\":\"a\"}{}".to_vec()),
        (json, b"{\"title\":\"\xff\xfe\"}".to_vec()),
        (json, br#"{"title":"\ud800"}"#.to_vec()),
        (json, br#"{"title":"\udc00\ud800"}"#.to_vec()),
        (json, br#"{"title":"a\u0000b"}"#.to_vec()),
        (json, br#"{"\u0000":1}"#.to_vec()),
        (json, b"{\"title\":NaN}".to_vec()),
        (json, b"{'title':'a'}".to_vec()),
        (json, b"\x00\x01\x02".to_vec()),
        (json, b"title=a".to_vec()),
        (json, deep.clone().into_bytes()),
        (json, format!("{{\"title\":{deep}").into_bytes()),
        (
            json,
            format!("{{\"a\":{}", "{\"a\":".repeat(50_000)).into_bytes(),
        ),
        (json, huge.into_bytes()),
        ("text/xml", b"<a/>".to_vec()),
        ("text/plain", b"{\"title\":\"a\"}".to_vec()),
        ("multipart/form-data; boundary=x", b"--x--".to_vec()),
        ("application/x-www-form-urlencoded", b"title=%ff".to_vec()),
        (
            "application/x-www-form-urlencoded",
            b"title=a&title=b".to_vec(),
        ),
        (
            "application/json; charset=utf-16",
            b"\xff\xfe{\x00}\x00".to_vec(),
        ),
    ];
    // Operations without a field of that name refuse them for that; those with it have to look.
    for op in operations.iter().filter(|op| op.method != "GET") {
        let (path, _) = op.target(op.example(false).as_object().unwrap().clone());
        let enough = if op.name == "todos.add" {
            bodies.len()
        } else {
            8
        };
        for (kind, body) in &bodies[..enough] {
            let request = ann
                .request(&op.method, &path)
                .header("Content-Type", *kind)
                .body(body.clone());
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            check(
                &Reply::of(request).await,
                &format!("{} {kind} {shown}", op.name),
            );
        }
    }
    let reply = Reply::of(
        ann.request("POST", "/api/todos")
            .header("Content-Type", json)
            .body(bodies[19].1.clone()),
    )
    .await;
    reply.refused(413);
    assert_eq!(stored(&home), before);
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

/// Sends bytes as they are, and gives what comes back; `cut` hangs up right after them.
async fn raw(server: &Server, bytes: &[u8], cut: bool) -> String {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap())
        .await
        .unwrap();
    // The server may hang up on the first wrong byte.
    let _ = stream.write_all(bytes).await;
    if cut {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn what_is_hardly_http_is_refused() {
    let (home, server, ann, _) = house().await;
    let before = stored(&home);
    let host = server.url.strip_prefix("http://").unwrap();
    let end = "Connection: close\r\n\r\n";
    let long_header = format!(
        "GET /api/todos HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n{end}",
        "x".repeat(1 << 20)
    );
    let many = "X: y\r\n".repeat(5_000);
    let cases: Vec<(Vec<u8>, &[u16])> = vec![
        (format!("GET /api/health HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[200]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[401]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: evil.example\r\n{end}").into_bytes(), &[421]),
        (format!("GET /api/health HTTP/1.1\r\nHost: evil.example:80\r\n{end}").into_bytes(), &[421]),
        (format!("GET /api/health HTTP/1.1\r\n{end}").into_bytes(), &[400, 421]),
        (long_header.into_bytes(), &[431]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\n{many}{end}").into_bytes(), &[400, 431]),
        (format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n{end}", "a".repeat(100_000)).into_bytes(), &[414, 404, 431, 400]),
        (format!("GET /api/%ff%fe HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[400, 404]),
        (format!("GET /api/todos/%ff HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[400, 401]),
        (format!("BREW /api/todos HTTP/1.1\r\nHost: {host}\r\n{end}").into_bytes(), &[405]),
        (format!("GET /api/todos HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer ody_\u{ff}\r\n{end}").into_bytes(), &[401]),
        (b"GET /api/todos HTTP/1.1\r\nBad Header\r\n\r\n".to_vec(), &[400]),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00".to_vec(), &[400]),
    ];
    for (bytes, wanted) in cases {
        let answer = raw(&server, &bytes, false).await;
        let status: u16 = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_default();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(wanted.contains(&status), "{shown}: {answer:.200}");
        assert!(!answer.contains("panicked"));
    }
    // A body that is announced and never comes, or only half.
    for length in ["100", "18446744073709551616", "-1", "x"] {
        let head = format!(
            "POST /api/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{{\"user"
        );
        let answer = raw(&server, head.as_bytes(), true).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{length}: {answer}"
        );
    }
    ann.get("/api/todos").await.expect(200);
    assert_eq!(stored(&home), before);
    server.stop();
}

/// schemathesis, which makes thousands of calls of its own from the OpenAPI document.
#[tokio::test]
async fn schemathesis_finds_nothing() {
    if !long() {
        return;
    }
    let (home, server, _, _) = house().await;
    let token = home.token("ann", &["todos:write", "notifications:write"]);
    let program = crate::golden::tool("schemathesis==4.32.5", "schemathesis");
    let mut command = home.command(program);
    command.args([
        "run",
        &format!("{}/api/openapi.json", server.url),
        "--url",
        &server.url,
    ]);
    command.args([
        "-H",
        &format!("Authorization: Bearer {token}"),
        "--checks",
        "not_a_server_error,response_schema_conformance",
    ]);
    command.args([
        "--exclude-path",
        "/api/events",
        "--max-examples",
        "50",
        "--workers",
        "2",
    ]);
    let ran = run(command.current_dir(root().join("target")), "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    server.stop();
}
