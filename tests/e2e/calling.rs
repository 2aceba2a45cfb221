//! `odysseus call` and `odysseus CAPABILITY VERB`: the operations from a shell.

use serde_json::{Value, json};

use crate::support::{Home, Ran, Server, run};

const FULL: &[&str] = &["todos:read", "todos:write"];

fn parse(output: &str) -> Value {
    serde_json::from_str(output).unwrap_or_else(|error| panic!("{error}: {output}"))
}

#[test]
fn a_todo_by_flags_by_json_and_by_standard_input() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", FULL);
    let server = Server::start(&home);
    let call = |args: &[&str]| home.call(&server.url, &token, args);

    let added = parse(
        &call(&[
            "todos",
            "add",
            "Call dentist",
            "--due-date",
            "tomorrow at 5pm",
            "--pinned",
        ])
        .ok(),
    );
    let id = added["id"].as_str().unwrap();
    assert_eq!(
        (&added["title"], &added["pinned"]),
        (&json!("Call dentist"), &json!(true))
    );
    assert!(
        added["due_date"]
            .as_str()
            .unwrap()
            .ends_with("T17:00:00+09:00"),
        "{added}"
    );
    assert_eq!(parse(&call(&["todos", "get", id]).ok())["id"], id);

    let input =
        json!({ "title": "Pack", "items": [{ "text": "socks" }, "shirt"], "label": "trip" })
            .to_string();
    assert_eq!(
        parse(&call(&["call", "todos.add", &input]).ok())["items"][1]["text"],
        "shirt"
    );
    let mut piped = home.command(env!("CARGO_BIN_EXE_odysseus"));
    piped
        .args(["call", "todos.add", "-"])
        .env("ODYSSEUS_URL", &server.url)
        .env("ODYSSEUS_API_TOKEN", &token);
    assert_eq!(
        parse(&run(&mut piped, r#"{"title": "Grüße 🌊"}"#).ok())["title"],
        "Grüße 🌊"
    );

    let listed = parse(&call(&["todos", "list", "--label", "trip", "--limit", "5"]).ok());
    assert_eq!(
        (&listed["total"], &listed["items"][0]["title"]),
        (&json!(1), &json!("Pack")),
        "{listed}"
    );
    let text = call(&["todos", "list", "--markdown"]).ok();
    assert!(
        text.contains("**Call dentist** [PINNED] due ") && !text.starts_with('{'),
        "{text}"
    );

    let once = ["todos", "add", "Only once", "--idempotency-key", "key-1"];
    assert_eq!(call(&once).ok(), call(&once).ok());
    assert_eq!(
        parse(&call(&["todos", "search", "once"]).ok())["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    call(&[
        "todos",
        "update",
        id,
        "--pinned=false",
        "--title",
        "Call the dentist",
    ])
    .ok();
    assert_eq!(
        parse(&call(&["todos", "get", &id[..8]]).ok())["pinned"],
        false
    );
    call(&["todos", "delete", id]).ok();
    assert!(call(&["todos", "get", id]).fails(6).contains("not found"));
    server.stop();
}

#[test]
fn every_failure_has_its_exit_code_and_its_sentence() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let (reader, asking) = (
        home.token("ann", &["todos:read"]),
        home.token("ann", &["todos:write=ask"]),
    );
    let server = Server::start(&home);
    let call = |token: &str, args: &[&str]| home.call(&server.url, token, args);
    let say = |ran: Ran, code, word: &str| {
        let error = ran.fails(code);
        assert!(
            error.starts_with("odysseus: ") && error.contains(word),
            "{error}"
        );
    };

    for (url, token, missing) in [
        ("", "ody_x", "ODYSSEUS_URL"),
        (&*server.url, "", "ODYSSEUS_API_TOKEN"),
    ] {
        say(home.call(url, token, &["todos", "list"]), 2, missing);
    }
    say(call(&reader, &["call", "todos.list", "{"]), 2, "JSON");
    say(call(&reader, &["call", "todos.list", "[]"]), 2, "JSON");
    say(call(&reader, &["todos", "get"]), 2, "id");
    say(
        call(&reader, &["todos", "list", "--limit", "many"]),
        2,
        "--limit",
    );
    say(call(&reader, &["todos", "get", "one", "two"]), 2, "two");
    say(
        home.call("ftp://example.org", &reader, &["todos", "list"]),
        8,
        "ftp",
    );
    say(
        call("ody_mistyped", &["todos", "list"]),
        3,
        "Invalid API token",
    );
    say(call(&reader, &["todos", "add", "x"]), 4, "todos:write");
    say(call(&reader, &["call", "tokens.list"]), 4, "tokens");
    let made = parse(&call(&asking, &["todos", "add", "Call dentist"]).ok());
    say(
        call(&asking, &["todos", "delete", made["id"].as_str().unwrap()]),
        5,
        "Approvals",
    );
    say(
        call(&asking, &["todos", "get", "no-such-id"]),
        6,
        "not found",
    );
    say(
        call(&asking, &["todos", "add", "x", "--due-date", "someday"]),
        6,
        "someday",
    );
    say(
        call(&asking, &["call", "todos.add", r#"{"titel":"x"}"#]),
        6,
        "titel",
    );
    say(call(&reader, &["call", "todos.vanish"]), 1, "todos.vanish");
    let url = server.url.clone();
    server.stop();
    say(
        home.call(&url, &reader, &["todos", "list"]),
        8,
        "does not answer",
    );
}
