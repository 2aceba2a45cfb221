//! The Model Context Protocol with the real program: over HTTP, and through `odysseus mcp` as a client
//! starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::sshd::free_port;
use crate::support::{Client, Home, Server, scopes};

/// Only a defect makes anything here take so long.
const LONG: Duration = Duration::from_secs(30);
/// What a model can be asked to read at the beginning of every conversation, in bytes.
const BUDGET: usize = 16_000;

fn ask(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params })
}

fn initialize() -> Value {
    let client = json!({ "name": "test", "version": "1" });
    ask(
        0,
        "initialize",
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client }),
    )
}

fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    ask(
        id,
        "tools/call",
        json!({ "name": tool, "arguments": arguments }),
    )
}

/// Sends a message over HTTP; gives the answer.
async fn post(client: &Client, message: &Value) -> Value {
    let request = client.request("POST", "/mcp").json(message);
    let request = request.header("Accept", "application/json, text/event-stream");
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["id"], message["id"], "{answer}");
    answer
}

#[tokio::test]
async fn the_list_of_all_tools_is_short() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let scopes = scopes(&home);
    let token = home.token(
        "ann",
        &scopes.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let server = Server::start(&home);
    let client = server.client().token(&token);
    let listed = post(&client, &ask(1, "tools/list", json!({}))).await["result"].clone();
    let bytes = listed.to_string().len();
    let tools = listed["tools"].as_array().unwrap();
    println!("{} tools, {bytes} bytes", tools.len());
    assert!(bytes <= BUDGET, "tools/list is {bytes} bytes long");
    // Two of them reach all the others.
    assert!(tools.len() <= 25 + 2, "{} tools", tools.len());
    let printed: Value = serde_json::from_str(&home.odysseus(&["docs", "tools"], "").ok()).unwrap();
    assert_eq!(printed["tools"], listed["tools"]);
    server.stop();
}

/// `odysseus mcp`, as an MCP client starts it.
struct Bridge {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Value>,
}

impl Bridge {
    fn start(home: &Home, url: &str, token: &str) -> Self {
        let mut command = home.command(env!("CARGO_BIN_EXE_odysseus"));
        command
            .arg("mcp")
            .env("ODYSSEUS_URL", url)
            .env("ODYSSEUS_API_TOKEN", token);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // Whatever is printed there is a message.
                let message: Value =
                    serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
                assert_eq!(message["jsonrpc"], "2.0", "{line}");
                let _ = sender.send(message);
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            lines,
        }
    }

    fn write(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    fn next(&self) -> Value {
        self.lines.recv_timeout(LONG).expect("no answer came")
    }

    /// The answer to a message, which no other comes before.
    fn exchange(&mut self, message: &Value) -> Value {
        self.write(&message.to_string());
        let answer = self.next();
        assert_eq!(answer["id"], message["id"], "{answer}");
        answer
    }

    /// Ends its input; gives what is still answered, and what it logged.
    fn end(mut self) -> (Vec<Value>, String) {
        drop(self.input.take());
        let rest: Vec<Value> = self.lines.iter().collect();
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        assert!(self.child.wait().unwrap().success());
        (rest, log)
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_client_that_starts_the_bridge_reaches_the_server_even_after_it_starts_anew() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write"]);
    // One that nobody else takes while the server is away.
    let address = format!("127.0.0.1:{}", free_port());
    let serve = || {
        let mut command = home.command(env!("CARGO_BIN_EXE_odysseus"));
        Server::start_with(command.args(["serve", "--listen", &address]))
    };
    let server = serve();
    let mut bridge = Bridge::start(&home, &server.url, &token);

    let begun = bridge.exchange(&initialize());
    assert_eq!(begun["result"]["serverInfo"]["name"], "odysseus");
    // Notifications are not answered, and neither are empty lines.
    bridge.write(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    bridge.write("");
    let tools = bridge.exchange(&ask("tools", "tools/list", json!({})));
    assert!(
        tools["result"]["tools"].to_string().contains("todos_add"),
        "{tools}"
    );
    let arguments = json!({ "title": "Call dentist\n– at 5", "due_date": "tomorrow at 5pm" });
    let added = bridge.exchange(&call(1, "todos_add", arguments));
    assert_eq!(
        added["result"]["structuredContent"]["due_zone"],
        "Asia/Tokyo"
    );
    let listed = server
        .client()
        .token(&token)
        .get("/api/todos")
        .await
        .expect(200);
    assert_eq!(listed["items"][0]["title"], "Call dentist\n– at 5");

    // What is no message has an answer too, and the next one works.
    for (line, code) in [
        ("nonsense", -32700),
        ("[]", -32600),
        ("{}", -32600),
        (r#"{"jsonrpc":"2.0","id":5}"#, -32600),
    ] {
        bridge.write(line);
        assert_eq!(bridge.next()["error"]["code"], code, "{line}");
    }
    // Many at once: each has its answer, in whatever order.
    for id in 100..150 {
        bridge.write(&call(id, "todos_list", json!({ "limit": 1 })).to_string());
    }
    let mut answered: Vec<i64> = (100..150)
        .map(|_| {
            let answer = bridge.next();
            assert_eq!(answer["result"]["isError"], false, "{answer}");
            answer["id"].as_i64().unwrap()
        })
        .collect();
    answered.sort_unstable();
    assert_eq!(answered, (100..150).collect::<Vec<_>>());

    server.stop();
    let gone = bridge.exchange(&call(200, "todos_list", json!({})));
    let sentence = gone["error"]["message"].as_str().unwrap();
    assert!(
        sentence.contains("does not answer") && sentence.contains("is the server running?"),
        "{gone}"
    );

    let server = serve();
    let back = bridge.exchange(&call(201, "todos_list", json!({})));
    assert_eq!(back["result"]["structuredContent"]["total"], 1, "{back}");

    // What is in flight when the input ends is still answered.
    bridge.write(&call(300, "todos_list", json!({})).to_string());
    let (rest, log) = bridge.end();
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0]["id"], 300);
    assert!(!log.contains(&token) && !log.contains("panicked"), "{log}");
    assert!(!server.log().contains("dentist"), "{}", server.log());
    server.stop();
}

#[tokio::test]
async fn a_bridge_that_is_not_let_in_says_what_to_do() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let mut bridge = Bridge::start(&home, &server.url, "ody_mistyped");
    let refused = bridge.exchange(&initialize());
    let sentence = refused["error"]["message"].as_str().unwrap();
    assert!(sentence.contains("ODYSSEUS_API_TOKEN"), "{sentence}");
    // Nobody waits for an answer to this: it goes to the log.
    bridge.write(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    let (rest, log) = bridge.end();
    assert!(rest.is_empty(), "{rest:?}");
    assert!(log.contains("ODYSSEUS_API_TOKEN"), "{log}");
    server.stop();
    home.odysseus(&["mcp"], "").fails(2);
}

#[tokio::test]
async fn an_approval_is_asked_for_once_and_then_the_call_is_done() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write=ask"]);
    let server = Server::start(&home);
    let agent = server.client().token(&token);
    let added = post(
        &agent,
        &call(1, "todos_add", json!({ "title": "gone soon" })),
    )
    .await;
    let id = added["result"]["structuredContent"]["id"].clone();
    let delete = call(
        2,
        "operations_call",
        json!({ "operation": "todos.delete", "input": { "id": id } }),
    );
    let asked = post(&agent, &delete).await["result"].clone();
    assert_eq!(
        (&asked["isError"], &asked["structuredContent"]["status"]),
        (&json!(true), &json!(428))
    );
    let text = asked["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("repeat the identical call"), "{text}");
    let approval = asked["structuredContent"]["approval_id"].as_str().unwrap();
    let person = server.client().sign_in("ann").await;
    person
        .post(&format!("/api/approvals/{approval}/approve"), &json!({}))
        .await
        .expect(200);
    let done = post(&agent, &delete).await["result"].clone();
    assert_eq!(done["isError"], false, "{done}");
    let again = post(&agent, &delete).await["result"].clone();
    assert_eq!(again["structuredContent"]["status"], 428, "{again}");
    server.stop();
}
