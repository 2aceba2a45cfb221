//! What an agent does: both client scripts, on the real server.

use std::path::PathBuf;

use jiff::{ToSpan, Zoned};
use serde_json::{Value, json};

use crate::support::{Home, Ran, Server, root, run};

const TODOS: &str = "/api/codex/todos";

/// The script that existing installations have, and ours.
fn scripts() -> [PathBuf; 2] {
    [
        "tests/client/legacy_client.py",
        "integrations/shared/scripts/odysseus_api.py",
    ]
    .map(|path| root().join(path))
}

struct Agent<'a> {
    home: &'a Home,
    url: &'a str,
    token: &'a str,
    script: PathBuf,
}

impl Agent<'_> {
    fn run(&self, words: &[&str]) -> Ran {
        let mut command = self.home.python();
        command.arg(&self.script).args(words);
        run(
            command
                .env("ODYSSEUS_URL", self.url)
                .env("ODYSSEUS_API_TOKEN", self.token),
            "",
        )
    }

    fn ok(&self, words: &[&str]) -> Value {
        let output = self.run(words).ok();
        serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error}: {output}"))
    }

    fn post(&self, body: &Value) -> Value {
        self.ok(&["POST", TODOS, &body.to_string()])
    }

    /// A call that fails; the script passes on what the server says.
    fn fails(&self, words: &[&str]) -> Value {
        let ran = self.run(words);
        assert_ne!(ran.code, 0, "{}", ran.stdout);
        serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
    }
}

/// Tomorrow at five in Tokyo, as it is on the wire.
fn tomorrow_at_five() -> String {
    let tomorrow = Zoned::now()
        .in_tz("Asia/Tokyo")
        .unwrap()
        .checked_add(1.day())
        .unwrap();
    format!("{}T17:00:00+09:00", tomorrow.date())
}

#[test]
fn both_scripts_keep_a_dentist_from_being_forgotten() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    for script in scripts() {
        let token = home.token("ann", &["todos:write"]);
        let agent = Agent {
            home: &home,
            url: &server.url,
            token: &token,
            script,
        };
        dentist(&agent);
    }
    server.stop();
}

fn dentist(agent: &Agent<'_>) {
    let capabilities = agent.ok(&["capabilities"]);
    assert_eq!(capabilities["integration"], "codex");
    assert_eq!(
        capabilities["token_scopes"],
        json!(["todos:read", "todos:write"])
    );
    let todos = &capabilities["tools"]["todos"];
    assert_eq!(
        (&todos["read"], &todos["write"]),
        (&json!(true), &json!(true))
    );
    for tool in ["calendar", "email"] {
        assert_eq!(capabilities["tools"][tool]["available"], false, "{tool}");
    }
    assert_eq!(
        capabilities["safety"]["email_send_requires_confirmation"],
        true
    );
    assert_eq!(agent.ok(&["todos", "list"])["response"], "No notes found.");

    let added = agent.ok(&["todos", "add", "Call dentist"]);
    let said = added["response"].as_str().unwrap();
    assert!(
        said.starts_with("Note created: \"Call dentist\" (id: ") && added["exit_code"] == 0,
        "{added}"
    );

    // Around midnight in Tokyo tomorrow may change between the question and the answer.
    let (earlier, reminder, later) = (
        tomorrow_at_five(),
        agent.post(&json!({ "action": "add", "title": "Call dentist", "due_date": "tomorrow at 5pm", "items": ["a"] })),
        tomorrow_at_five(),
    );
    let due = reminder["due_date"].as_str().unwrap_or_default();
    assert!([earlier.as_str(), &later].contains(&due), "{reminder}");
    let id = reminder["id"].as_str().unwrap();

    let list = agent.ok(&["todos", "list"]);
    let text = list["results"].as_str().unwrap();
    let lines = [
        format!("- [{}] **Call dentist** [checklist]", &id[..8]),
        "  [ ] 0: a".to_owned(),
    ];
    assert!(text.contains(&lines.join("\n")), "{text}");
    let of = |list: &Value| {
        list["todos"]
            .as_array()
            .unwrap()
            .iter()
            .find(|todo| todo["id"] == id)
            .cloned()
    };
    assert_eq!(of(&list).unwrap()["due_date"], due, "{list}");

    let toggled = agent.post(&json!({ "action": "toggle_item", "id": &id[..8], "index": 0 }));
    assert_eq!(toggled["response"], "Item 'a' marked done");
    let again = agent.post(&json!({ "title": "reminder: call  DENTIST", "due_date": due }));
    assert_eq!(
        (&again["duplicate"], &again["note_id"]),
        (&json!(true), &json!(id)),
        "{again}"
    );
    let deleted = agent.post(&json!({ "action": "delete", "id": id }));
    assert_eq!(deleted["response"], "Deleted note: \"Call dentist\"");
    assert_eq!(of(&agent.ok(&["todos", "list"])), None);

    for (body, word) in [
        (json!({ "action": "delete", "id": id }), "not found"),
        (json!({ "action": "delete" }), "not found"),
        (json!({ "action": "delete", "id": "%" }), "not found"),
        (json!({ "action": "explode" }), "explode"),
        (json!({ "title": "x", "due_date": "someday" }), "someday"),
        (json!({ "title": 7 }), "title"),
    ] {
        let refused = agent.fails(&["POST", TODOS, &body.to_string()]);
        assert_eq!(
            refused["detail"], refused["error"],
            "scripts read either name"
        );
        assert!(
            refused["detail"].as_str().unwrap().contains(word),
            "{refused}"
        );
    }
    agent.fails(&["emails", "list"]);
    agent.fails(&["cookbook", "stop", "serve-1a2b3c4d"]);
    assert_eq!(
        agent.run(&["GET", "/api/tokens"]).code,
        2,
        "only the agent API"
    );
    let stranger = Agent {
        token: "ody_mistyped",
        script: agent.script.clone(),
        ..*agent
    };
    assert_eq!(
        stranger.fails(&["todos", "list"])["detail"],
        "Invalid API token"
    );
    agent.post(&json!({ "action": "delete", "id": list["todos"][1]["id"] }));
}

/// Every command of our client for what this server has: each is understood, field by field.
#[test]
fn no_command_of_the_client_is_misunderstood() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let server = Server::start(&home);
    let [_, script] = scripts();
    let token = home.token("ann", &["todos:write", "memory:write", "documents:write"]);
    let agent = Agent {
        home: &home,
        url: &server.url,
        token: &token,
        script,
    };
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let todo =
        "todos add Plants --due tomorrow --repeat daily --label home --content x --item a --pinned";
    let todo = id(&agent.ok(&todo.split(' ').collect::<Vec<_>>()));
    let memory = id(&agent.ok(&["memory", "add", "Likes tea", "--category", "preference"]));
    let document = id(&agent.ok(&["documents", "create", "Trip", "to", "Rome"]));
    let text = json!({ "base_version": 1, "content": "We leave in May." }).to_string();
    let path = format!("/api/codex/documents/{document}");
    for (line, shows) in [
        ("todos list --label home --limit 5", "Plants"),
        ("todos search plants", "Plants"),
        ("todos get @todo", "Plants"),
        (
            "todos update @todo --title Flowers --due Friday --pinned no --item b",
            "Flowers",
        ),
        ("todos append @todo c", "Flowers"),
        ("todos toggle @todo 1", "'c'"),
        ("todos snooze @todo in 2 hours", "Flowers"),
        ("todos complete @todo", "Flowers"),
        ("todos uncomplete @todo", "Flowers"),
        ("todos delete @todo", "Flowers"),
        ("todos restore @todo", "Flowers"),
        ("memory list", "Likes tea"),
        ("memory search tea", "Likes tea"),
        ("memory delete @memory", "deleted"),
        (
            "documents list rome --language markdown --limit 5 --offset 0",
            "Trip to Rome",
        ),
        ("PUT @path @text", "in May"),
        ("documents edit @document May June", "Edited"),
        ("documents read @document", "We leave in June."),
        ("documents delete @document", "deleted"),
    ] {
        let words: Vec<&str> = line
            .split(' ')
            .map(|word| match word {
                "@todo" => &todo[..8],
                "@memory" => &memory,
                "@document" => &document,
                "@path" => &path,
                "@text" => &text,
                plain => plain,
            })
            .collect();
        let answer = agent.ok(&words);
        assert_eq!(answer.get("warnings"), None, "{line}: {answer}");
        assert!(answer.to_string().contains(shows), "{line}: {answer}");
    }
    server.stop();
}

#[test]
fn the_clients_own_tests_pass() {
    let home = Home::new();
    let mut command = home.python();
    command
        .args([
            "-m",
            "unittest",
            "discover",
            "--start-directory",
            "tests/client",
        ])
        .current_dir(root());
    let ran = run(command.env("PYTHONDONTWRITEBYTECODE", "1"), "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("Ran 0 tests"), "{}", ran.stderr);
}
