//! Two owners, thousands of random calls with each other's ids: nothing crosses.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::{Client, Home, Op, Operations, Random, Reply, Server};

const CALLS: usize = 10_000;
/// Connections of each owner.
const CONNECTIONS: usize = 2;

/// A person, what they own, and the word that stands in every text of theirs.
struct Owner {
    mark: &'static str,
    person: Client,
    agent: Client,
    ids: Mutex<Vec<String>>,
}

impl Owner {
    async fn new(server: &Server, name: &str, mark: &'static str) -> Arc<Self> {
        let person = server.client().sign_in(name).await;
        let wanted = json!({ "name": mark, "scopes": ["todos:write", "memory:write", "documents:write", "notifications:write"] });
        let made = person.post("/api/tokens", &wanted).await.expect(200);
        let agent = person.token(made["token"].as_str().unwrap());
        let owner = Self {
            mark,
            person,
            agent,
            ids: Mutex::default(),
        };
        for number in 0..20 {
            let todo =
                json!({ "title": format!("{mark} {number}"), "items": [mark], "label": mark });
            owner.learn(&owner.agent.post("/api/todos", &todo).await);
            let memory = json!({ "text": format!("{mark} {number}") });
            owner.learn(&owner.agent.post("/api/memory", &memory).await);
            let document = json!({ "title": mark, "content": format!("{mark} {number}") });
            owner.learn(&owner.agent.post("/api/documents", &document).await);
        }
        let asking = json!({ "name": mark, "scopes": ["todos:write=ask"] });
        let made = owner.person.post("/api/tokens", &asking).await;
        owner.learn(&made);
        let asking = owner.person.token(made.json()["token"].as_str().unwrap());
        let channel = json!({ "kind": "webhook", "url": "http://127.0.0.1:9/", "name": mark });
        owner.learn(
            &owner
                .person
                .post("/api/notifications/channels", &channel)
                .await,
        );
        let id = owner.ids.lock().unwrap()[0].clone();
        assert_eq!(
            asking
                .send("DELETE", &format!("/api/todos/{id}"), None)
                .await
                .status,
            428
        );
        for path in [
            "/api/approvals",
            "/api/notifications",
            "/api/sessions",
            "/api/tokens",
        ] {
            owner.learn(&owner.person.get(path).await);
        }
        Arc::new(owner)
    }

    /// Remembers the ids in an answer of theirs.
    fn learn(&self, reply: &Reply) {
        assert_eq!(reply.status, 200, "{}", reply.text());
        let mut ids = self.ids.lock().unwrap();
        let known: HashSet<String> = ids.iter().cloned().collect();
        ids.extend(
            uuids(&reply.text())
                .into_iter()
                .filter(|id| !known.contains(id)),
        );
    }

    fn any(&self, random: &mut Random) -> String {
        random.pick(&self.ids.lock().unwrap()).clone()
    }
}

/// Everything in a text that has the form of an id.
fn uuids(text: &str) -> HashSet<String> {
    let is_id = |word: &str| {
        word.len() == 36
            && word.char_indices().all(|(at, c)| {
                if [8, 13, 18, 23].contains(&at) {
                    c == '-'
                } else {
                    c.is_ascii_hexdigit()
                }
            })
    };
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .filter(|word| is_id(word))
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether a field takes plain text, where anything may stand.
fn is_text(schema: &Value) -> bool {
    schema.get("enum").is_none()
        && match &schema["type"] {
            Value::String(kind) => kind == "string",
            Value::Array(kinds) => kinds.contains(&json!("string")),
            _ => false,
        }
}

/// An input with ids of the other where ids may stand, and whether the operation's own subject is one.
fn input(op: &Op, me: &Owner, other: &Owner, random: &mut Random) -> (Value, bool) {
    let mut input = op.example(random.below(3) == 0);
    let mut theirs = false;
    let fields: Vec<(String, Value)> = op
        .fields()
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    for (name, schema) in fields {
        let subject = op.path_fields().contains(&name.as_str());
        let Some(value) = input.get_mut(&name) else {
            continue;
        };
        if subject || ["id", "before", "after"].contains(&name.as_str()) {
            // Of what only the person reaches, their own would sign them out.
            let foreign = !op.is_scoped() || random.below(4) > 0;
            let mut id = if foreign {
                other.any(random)
            } else {
                me.any(random)
            };
            theirs |= subject && foreign;
            if random.below(4) == 0 {
                id.truncate(8);
            }
            *value = json!(id);
        } else if name == "ids" {
            *value = json!([other.any(random), me.any(random)]);
        } else if *value == json!("example") && is_text(&schema) {
            // What is written is found again: a foreign id in it would be no crossing.
            let asks = op.is_read() && random.below(3) == 0;
            *value = json!(if asks {
                other.any(random)
            } else {
                me.mark.to_owned()
            });
        } else if name == "items" {
            *value = json!([me.mark]);
        }
    }
    (input, theirs)
}

/// Calls that change the caller's own account are left out: they would end the experiment.
fn takes_part(op: &Op) -> bool {
    op.gives_json()
        && (op.is_scoped() || op.access == "anyone" || op.is_read() || !op.path_fields().is_empty())
}

async fn live(
    me: Arc<Owner>,
    other: Arc<Owner>,
    all: Arc<Vec<Op>>,
    mut random: Random,
    calls: usize,
) -> (usize, usize) {
    let (mut done, mut refused) = (0, 0);
    for _ in 0..calls {
        let op = random.pick(&all);
        let (input, theirs) = input(op, &me, &other, &mut random);
        let reply = match random.below(3) {
            0 if op.is_scoped() => me.agent.run(op, input.clone()).await,
            1 if op.is_scoped() => me.agent.tool(op, input.clone()).await,
            _ => me.person.run(op, input.clone()).await,
        };
        let (status, text) = (reply.status, reply.text());
        let call = || {
            format!(
                "{} {input} by the owner of {}: {status} {text:.500}",
                op.name, me.mark
            )
        };
        let limited = status == 429 && op.effect == "send";
        assert!(status < 500 && (status != 429 || limited), "{}", call());
        assert!(
            !theirs || status >= 400,
            "what belongs to the other was reached: {}",
            call()
        );
        assert!(
            !text.contains(other.mark),
            "a text of the other's crossed: {}",
            call()
        );
        // The record of somebody's calls repeats the ids that they sent.
        if status == 200 && op.parts().0 != "activity" {
            let sent = input.to_string();
            let found = uuids(&text);
            let others = other.ids.lock().unwrap();
            let crossed = others
                .iter()
                .find(|id| found.contains(*id) && !sent.contains(id.as_str()));
            assert!(crossed.is_none(), "the id {crossed:?} crossed: {}", call());
            drop(others);
            // New things are found by later calls too, which must not find the other's.
            if ["todos.add", "memory.add", "documents.create"].contains(&op.name.as_str()) {
                me.ids
                    .lock()
                    .unwrap()
                    .push(reply.json()["id"].as_str().unwrap().to_owned());
            }
        }
        if status == 200 {
            done += 1;
        } else {
            refused += 1;
        }
    }
    (done, refused)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_crosses_in_ten_thousand_random_calls() {
    let home = Home::new();
    home.user("bob", "Europe/Berlin", false);
    home.user("cleo", "Asia/Tokyo", false);
    let Operations(mut all) = Operations::of(&home);
    all.retain(takes_part);
    let all = Arc::new(all);
    let server = Server::start(&home);
    let bob = Owner::new(&server, "bob", "quince-of-bob").await;
    let cleo = Owner::new(&server, "cleo", "medlar-of-cleo").await;
    let mut random = Random::new();
    let lives: Vec<_> = [(&bob, &cleo), (&cleo, &bob)]
        .into_iter()
        .flat_map(|pair| std::iter::repeat_n(pair, CONNECTIONS))
        .map(|(me, other)| {
            let random = Random(random.next());
            tokio::spawn(live(
                Arc::clone(me),
                Arc::clone(other),
                Arc::clone(&all),
                random,
                CALLS / CONNECTIONS / 2,
            ))
        })
        .collect();
    let (mut done, mut refused) = (0, 0);
    for life in lives {
        let (d, r) = life.await.unwrap();
        (done, refused) = (done + d, refused + r);
    }
    println!("{done} calls done, {refused} refused");
    assert_eq!(done + refused, CALLS);
    assert!(
        done > CALLS / 5 && refused > CALLS / 5,
        "the calls are no mixture: {done} done, {refused} refused"
    );
    for (me, other) in [(&bob, &cleo), (&cleo, &bob)] {
        for op in all
            .iter()
            .filter(|op| op.is_read() && op.path_fields().is_empty())
        {
            let text = me.person.run(op, op.example(false)).await.text();
            assert!(
                !text.contains(other.mark),
                "{} of {} has a text of the other's",
                op.name,
                me.mark
            );
        }
    }
    server.stop();
}
