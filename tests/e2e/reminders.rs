//! Reminders that really arrive: on the phone, at a program, in the feed and on an open page.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Client, Home, Operations, Received, Receiver, Server, root, run, until};

/// How long a machine that builds at the same time may take. How late reminders are is measured by `cargo xtask bench`.
const SOON: Duration = Duration::from_secs(30);

/// A person with a phone (ntfy) and a program (webhook), and an agent.
struct House {
    home: Home,
    token: String,
    phone: Receiver,
    program: Receiver,
    /// What the webhook's receiver was told once.
    secret: String,
}

impl House {
    async fn new() -> (Self, Server) {
        let home = Home::new();
        home.user("ann", "Asia/Tokyo", true);
        let token = home.token("ann", &["todos:write", "notifications:read"]);
        let (phone, program) = (Receiver::start().await, Receiver::start().await);
        let server = Server::start(&home);
        let ann = server.client().sign_in("ann").await;
        let operations = Operations::of(&home);
        let add = operations.get("notifications.add_channel");
        let ntfy = json!({ "kind": "ntfy", "url": phone.url, "topic": "ann-reminders" });
        ann.run(add, ntfy).await.expect(200);
        let webhook = json!({ "kind": "webhook", "url": format!("{}/hook", program.url) });
        let made = ann.run(add, webhook).await.expect(200);
        let secret = made["secret"].as_str().unwrap().to_owned();
        (
            Self {
                home,
                token,
                phone,
                program,
                secret,
            },
            server,
        )
    }

    fn agent(&self, server: &Server) -> Client {
        server.client().token(&self.token)
    }

    /// Waits for the message about a reminder at both ends.
    async fn arrives(&self, title: &str) -> [Received; 2] {
        let phone = until(&format!("{title} on the phone"), SOON, async || {
            self.phone.about(title).pop()
        })
        .await;
        let program = until(&format!("{title} at the program"), SOON, async || {
            self.program.about(title).pop()
        })
        .await;
        [phone, program]
    }
}

/// An instant some seconds ahead, as an agent writes it.
fn ahead(seconds: i64) -> String {
    let at = Timestamp::now() + SignedDuration::from_secs(seconds);
    Timestamp::from_second(at.as_second()).unwrap().to_string()
}

async fn add(agent: &Client, title: &str, due: &str) -> Value {
    agent
        .post(
            "/api/codex/todos",
            &json!({ "title": title, "due_date": due }),
        )
        .await
        .expect(200)
}

async fn act(agent: &Client, todo: &Value, action: &str, more: Value) {
    let mut body = json!({ "action": action, "id": todo["id"] });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    agent.post("/api/codex/todos", &body).await.expect(200);
}

fn due(todo: &Value) -> Timestamp {
    todo["due_at"]
        .as_str()
        .unwrap_or_else(|| panic!("no due_at: {todo}"))
        .parse()
        .unwrap()
}

/// The notifications in the feed with that title.
async fn feed(agent: &Client, title: &str) -> Vec<Value> {
    let feed = agent.get("/api/notifications?limit=1000").await.expect(200);
    let items = feed["items"].as_array().unwrap();
    items
        .iter()
        .filter(|one| one["title"] == title)
        .cloned()
        .collect()
}

#[tokio::test]
async fn a_reminder_by_the_client_script_arrives_everywhere_in_time() {
    let (house, server) = House::new().await;
    let agent = house.agent(&server);
    let mut page = agent.request("GET", "/api/events").send().await.unwrap();

    let mut script = house.home.python();
    script
        .arg(root().join("tests/client/legacy_client.py"))
        .args(["POST", "/api/codex/todos"]);
    script.arg(json!({ "title": "Call dentist ☎", "due_date": ahead(3) }).to_string());
    script
        .env("ODYSSEUS_URL", &server.url)
        .env("ODYSSEUS_API_TOKEN", &house.token);
    let todo: Value = serde_json::from_str(&run(&mut script, "").ok()).unwrap();
    assert!(
        todo["due_date"].as_str().unwrap().ends_with("+09:00"),
        "in the owner's zone: {todo}"
    );

    for received in house.arrives("Call dentist ☎").await {
        let late = received.at.duration_since(due(&todo));
        assert!(late > SignedDuration::ZERO, "{late:?} late");
    }
    let [phone, program] = house.arrives("Call dentist ☎").await;
    assert_eq!(
        (&phone.json()["topic"], &phone.json()["title"]),
        (&json!("ann-reminders"), &json!("Call dentist ☎"))
    );
    check_signature(&house.secret, &program);
    let message = program.json();
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("reminder.due"), &json!(program.header("webhook-id")))
    );
    assert_eq!(message["notification"]["data"]["todo_id"], todo["id"]);

    let [told] = &feed(&agent, "Call dentist ☎").await[..] else {
        panic!("one notification in the feed")
    };
    assert_eq!(
        (&told["kind"], &told["read_at"]),
        (&json!("reminder.due"), &Value::Null)
    );
    assert_eq!(told["id"], message["notification"]["id"]);
    let mut heard = String::new();
    while !heard.contains("event: notification.raised") {
        let piece = tokio::time::timeout(SOON, page.chunk())
            .await
            .expect("an event")
            .unwrap()
            .expect("an open stream");
        heard.push_str(std::str::from_utf8(&piece).unwrap());
    }
    assert!(heard.contains(told["id"].as_str().unwrap()), "{heard}");
    assert_eq!(
        (house.phone.about("☎").len(), house.program.about("☎").len()),
        (1, 1)
    );
    server.stop();
}

/// As the Standard Webhooks specification has receivers check it.
fn check_signature(secret: &str, received: &Received) {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    for part in [
        received.header("webhook-id"),
        ".",
        received.header("webhook-timestamp"),
        ".",
    ] {
        mac.update(part.as_bytes());
    }
    mac.update(&received.body);
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(received.header("webhook-signature"), expected);
}

#[tokio::test]
async fn what_was_moved_done_or_deleted_does_not_ring() {
    let (house, server) = House::new().await;
    let agent = house.agent(&server);
    // Before that all of them have to be moved.
    let at = ahead(10);
    let mut quiet = Vec::new();
    for (title, action, more) in [
        (
            "moved away",
            "update",
            json!({ "due_date": "tomorrow at 5pm" }),
        ),
        ("cleared", "update", json!({ "due_date": "" })),
        ("archived", "update", json!({ "archived": true })),
        ("snoozed", "snooze", json!({ "until": "in 1 hour" })),
        ("completed", "complete", json!({})),
        ("deleted", "delete", json!({})),
    ] {
        let todo = add(&agent, title, &at).await;
        act(&agent, &todo, action, more).await;
        quiet.push(title);
    }
    let moved = add(&agent, "moved here", "tomorrow at 5pm").await;
    act(&agent, &moved, "update", json!({ "due_date": at })).await;
    // The latest of all: when it has rung, the others had their time.
    let last =
        Timestamp::from_millisecond(at.parse::<Timestamp>().unwrap().as_millisecond() + 1000)
            .unwrap();
    add(&agent, "the last", &last.to_string()).await;

    house.arrives("moved here").await;
    house.arrives("the last").await;
    for title in quiet {
        assert_eq!(feed(&agent, title).await.len(), 0, "{title}");
        assert_eq!(
            (
                house.phone.about(title).len(),
                house.program.about(title).len()
            ),
            (0, 0),
            "{title}"
        );
    }
    // Moved once more after it has rung, it rings once more.
    act(&agent, &moved, "snooze", json!({ "until": ahead(6) })).await;
    until("the second ringing", SOON, async || {
        (house.phone.about("moved here").len() == 2).then_some(())
    })
    .await;
    assert_eq!(feed(&agent, "moved here").await.len(), 2);
    server.stop();
}

#[tokio::test]
async fn a_reminder_missed_while_the_server_was_down_comes_once_and_says_how_late() {
    let (house, server) = House::new().await;
    // By then the server has ended.
    let todo = add(&house.agent(&server), "while you slept", &ahead(8)).await;
    server.stop();
    let missed = due(&todo) + SignedDuration::from_secs(2);
    let wait = missed.duration_since(Timestamp::now());
    tokio::time::sleep(wait.try_into().unwrap_or_default()).await;
    assert!(house.phone.about("while you slept").is_empty());

    let server = Server::start(&house.home);
    let [_, program] = house.arrives("while you slept").await;
    let late = program.json()["notification"]["data"]["late_seconds"]
        .as_i64()
        .unwrap();
    assert!((2..60).contains(&late), "{late}");
    let agent = house.agent(&server);
    add(&agent, "afterwards", &ahead(2)).await;
    house.arrives("afterwards").await;
    assert_eq!(feed(&agent, "while you slept").await.len(), 1);
    assert_eq!(
        (
            house.phone.about("while you slept").len(),
            house.program.about("while you slept").len()
        ),
        (1, 1)
    );
    server.stop();
}

#[tokio::test]
async fn a_delivery_cut_off_by_a_crash_is_made_again_under_the_same_id() {
    let (house, server) = House::new().await;
    house.program.be_silent(true);
    add(&house.agent(&server), "cut off", &ahead(2)).await;
    // The program has it and has not answered: the server cannot know whether it was delivered.
    let first = until("the first attempt", SOON, async || {
        house.program.about("cut off").pop()
    })
    .await;
    server.kill();
    house.program.be_silent(false);

    let server = Server::start(&house.home);
    let again = until("the second attempt", SOON, async || {
        let all = house.program.about("cut off");
        (all.len() == 2).then(|| all[1].clone())
    });
    let again = again.await;
    assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
    check_signature(&house.secret, &again);
    assert_eq!(feed(&house.agent(&server), "cut off").await.len(), 1);
    server.stop();
}
