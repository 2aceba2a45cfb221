//! The commands on the data directory (DESIGN, section 7): with the server running or not.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Home, Op, Operations, PASSWORD, Server, until};

const TODOS: &[&str] = &["todos:read", "todos:write"];

#[test]
fn users_and_tokens_without_a_server() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    home.user("bob", "Europe/Berlin", false);
    let listed = home.odysseus(&["user", "list"], "").ok();
    assert_eq!(listed, "ann\tadmin\tAsia/Tokyo\nbob\tuser\tEurope/Berlin\n");

    let create = ["token", "create", "--user", "ann", "--name", "Claude Agent"];
    let all = [
        &create[..],
        &[
            "--scope",
            "todos:write",
            "--scope",
            "email:send=ask",
            "--expires",
            "90d",
        ],
    ]
    .concat();
    let printed = home.odysseus(&all, "").ok();
    assert!(
        printed.starts_with("ody_") && printed.len() == 43 && printed.ends_with('\n'),
        "{printed:?}"
    );

    let line = home.odysseus(&["token", "list", "--user", "ann"], "").ok();
    let columns: Vec<&str> = line.trim_end().split('\t').collect();
    assert_eq!(
        columns[1..4],
        [
            "Claude Agent",
            &format!("{}…", &printed[..8]),
            "todos:read,todos:write,email:send"
        ]
    );
    assert!(!line.contains(printed.trim_end()), "a token is shown once");
    assert_eq!(
        home.odysseus(&["token", "list", "--user", "bob"], "").ok(),
        ""
    );
    assert_eq!(home.odysseus(&["token", "revoke", columns[0]], "").ok(), "");
    assert_eq!(
        home.odysseus(&["token", "list", "--user", "ann"], "").ok(),
        ""
    );
}

#[test]
fn what_is_wrong_is_said_in_a_sentence_and_changes_nothing() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let before = home.odysseus(&["user", "list"], "").ok();
    // Arguments, standard input, exit code, and a word that the sentence holds. 2: given wrongly.
    let cases: &[(&[&str], &str, i32, &str)] = &[
        (
            &["user", "create", "ann", "--password-stdin"],
            PASSWORD,
            1,
            "ann",
        ),
        (
            &["user", "create", "bob", "--password-stdin"],
            "short",
            1,
            "8",
        ),
        (
            &["user", "create", "b ob/", "--password-stdin"],
            PASSWORD,
            1,
            "name",
        ),
        (
            &[
                "user",
                "create",
                "bob",
                "--password-stdin",
                "--timezone",
                "Mars/Base",
            ],
            PASSWORD,
            1,
            "Europe/Rome",
        ),
        (&["user", "create", "bob"], PASSWORD, 2, "--password-stdin"),
        (
            &["user", "passwd", "eve", "--password-stdin"],
            PASSWORD,
            1,
            "eve",
        ),
        (
            &["token", "create", "--user", "eve", "--name", "x"],
            "",
            1,
            "eve",
        ),
        (
            &["token", "create", "--user", "ann", "--name", ""],
            "",
            1,
            "name",
        ),
        (
            &[
                "token",
                "create",
                "--user",
                "ann",
                "--name",
                "x",
                "--scope",
                "todo:write",
            ],
            "",
            1,
            "todo:write",
        ),
        (
            &[
                "token",
                "create",
                "--user",
                "ann",
                "--name",
                "x",
                "--scope",
                "todos:write=maybe",
            ],
            "",
            1,
            "maybe",
        ),
        (
            &[
                "token",
                "create",
                "--user",
                "ann",
                "--name",
                "x",
                "--expires",
                "soon",
            ],
            "",
            1,
            "90d",
        ),
        (&["token", "create", "--user", "ann"], "", 2, "--name"),
        (
            &["token", "revoke", "00000000-0000-4000-8000-000000000000"],
            "",
            1,
            "token list",
        ),
        (&["token", "list", "--user", "eve"], "", 1, "eve"),
        (&["serve", "--listen", "nowhere"], "", 2, "--listen"),
        (&["completions", "powerglove"], "", 2, "bash"),
        (&["no-such-command"], "", 2, "no-such-command"),
        (&["todos", "no-such-verb"], "", 2, "no-such-verb"),
    ];
    for (args, stdin, code, word) in cases {
        let error = home.odysseus(args, stdin).fails(*code);
        assert!(error.contains(word), "{args:?}: {error}");
        assert!(
            *code == 2 || error.starts_with("odysseus: "),
            "{args:?}: {error}"
        );
    }
    assert_eq!(home.odysseus(&["user", "list"], "").ok(), before);
    assert_eq!(
        home.odysseus(&["token", "list", "--user", "ann"], "").ok(),
        ""
    );
}

#[tokio::test]
async fn beside_a_running_server_everything_counts_at_once() {
    let home = Home::new();
    let server = Server::start(&home);
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", TODOS);
    let agent = server.client().token(&token);
    agent.get("/api/todos").await.expect(200);

    let ann = server.client().sign_in("ann").await;
    ann.get("/api/todos").await.expect(200);
    home.odysseus(
        &["user", "passwd", "ann", "--password-stdin"],
        "another long password\n",
    )
    .ok();
    ann.get("/api/todos").await.refused(401);
    let old = json!({ "username": "ann", "password": PASSWORD });
    server
        .client()
        .post("/api/auth/login", &old)
        .await
        .refused(401);
    let new = json!({ "username": "ann", "password": "another long password" });
    server
        .client()
        .post("/api/auth/login", &new)
        .await
        .expect(200);

    let id = home
        .odysseus(&["token", "list", "--user", "ann"], "")
        .ok()
        .split('\t')
        .next()
        .unwrap()
        .to_owned();
    home.odysseus(&["token", "revoke", &id], "").ok();
    // The server may remember a token for a second.
    let patience = Duration::from_secs(30);
    let refused = until("the token is revoked", patience, async || {
        Some(agent.get("/api/todos").await).filter(|reply| reply.status != 200)
    });
    refused.await.refused(401);
    server.stop();
}

#[test]
fn operations_and_completions_are_made_from_the_list() {
    let home = Home::new();
    let Operations(all) = Operations::of(&home);
    let lines = home.odysseus(&["operations"], "").ok();
    assert_eq!(lines.lines().count(), all.len());
    for (op, line) in all.iter().zip(lines.lines()) {
        let words: Vec<&str> = line.split_whitespace().take(3).collect();
        assert_eq!(
            words,
            [op.name.as_str(), op.effect.as_str(), op.access.as_str()]
        );
    }
    let raw: Vec<Value> =
        serde_json::from_str(&home.odysseus(&["operations", "--json"], "").ok()).unwrap();
    for op in &raw {
        for key in ["summary", "description", "input"] {
            assert!(!op[key].is_null() && op[key] != "", "{op}");
        }
        for (name, schema) in op["input"]["properties"].as_object().into_iter().flatten() {
            assert!(
                schema["description"].is_string(),
                "{}: the field {name} says nothing",
                op["name"]
            );
        }
    }
    let offered: Vec<&Op> = all
        .iter()
        .filter(|op| op.is_scoped() || op.access == "anyone")
        .collect();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = home.odysseus(&["completions", shell], "").ok();
        for op in &offered {
            let (area, verb) = op.parts();
            assert!(
                script.contains(area) && script.contains(verb),
                "{shell} does not know {}",
                op.name
            );
        }
    }
    for op in offered {
        let (area, verb) = op.parts();
        let help = home.odysseus(&[area, verb, "--help"], "").ok();
        for (field, _) in op.fields() {
            assert!(
                help.contains(&format!("--{}", field.replace('_', "-"))),
                "{}: {field}\n{help}",
                op.name
            );
        }
    }
    assert!(!home.data().exists(), "these commands need no data");
}
