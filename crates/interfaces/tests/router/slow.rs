//! A capability that takes its time, and two kinds of things that can be opened by address.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use operation::{
    Capability, Content, Context, Effect, Entry, Error, Method, Operation, Resource, Result, Scope,
    View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

pub(crate) const READ: Scope = Scope::new("slow:read", "Wait");

/// The keys of calls that ended, in whatever way.
pub(crate) static ENDED: LazyLock<watch::Sender<BTreeSet<String>>> =
    LazyLock::new(watch::Sender::default);

/// Says when it is gone.
struct Ends(String);

impl Drop for Ends {
    fn drop(&mut self) {
        ENDED.send_modify(|ended| {
            ended.insert(self.0.clone());
        });
    }
}

/// Works step by step, two a second. Without steps it waits until nobody does.
///
/// It is here to be waited for.
#[derive(Deserialize, JsonSchema)]
struct Work {
    /// Under which it can be told apart.
    key: String,
    /// How many.
    steps: Option<u64>,
    /// Whether it tells nobody.
    #[schemars(extend("x-rare" = true))]
    quiet: Option<bool>,
    /// One, or several in a list.
    parts: Option<Parts>,
}

/// What a choice is made of.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Parts {
    /// One.
    #[expect(dead_code, reason = "it is for its schema")]
    One(String),
    /// Several.
    #[expect(dead_code, reason = "it is for its schema")]
    Several(Vec<String>),
}

async fn work(cx: Context, input: Work) -> Result<Value> {
    let (_ends, _) = (Ends(input.key), input.parts);
    let Some(steps) = input.steps else {
        return std::future::pending().await;
    };
    for step in 1..=steps {
        if input.quiet != Some(true) {
            cx.progress()
                .tell(step, Some(steps), format!("step {step}"));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(json!({ "steps": steps }))
}

/// Lists them.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// How many at most.
    limit: u16,
    /// Where to go on.
    cursor: Option<String>,
}

/// Gives one.
#[derive(Deserialize, JsonSchema)]
struct Get {
    /// Which.
    id: String,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    items: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Two a page, whatever the limit; three in all.
fn list(_: &mut View<'_>, input: List) -> Result<Listed> {
    assert!(input.limit > 0);
    let item = |n: u8| json!({ "id": format!("n{n}"), "changed": "2026-11-22T09:00:00Z" });
    match input.cursor.as_deref() {
        None => Ok(Listed {
            items: vec![item(1), item(2)],
            next_cursor: Some("two".to_owned()),
        }),
        Some("two") => Ok(Listed {
            items: vec![item(3)],
            next_cursor: None,
        }),
        Some(_) => Err(Error::bad_input("That is no cursor.").field("cursor")),
    }
}

fn none(_: &mut View<'_>, _: List) -> Result<Listed> {
    Ok(Listed {
        items: Vec::new(),
        next_cursor: None,
    })
}

fn get(_: &mut View<'_>, input: Get) -> Result<Value> {
    if ["n1", "n2", "n3"].contains(&input.id.as_str()) {
        return Ok(json!({ "text": format!("# {}", input.id) }));
    }
    if input.id == "torn" {
        // What shows it does not expect this.
        return Ok(json!({}));
    }
    Err(Error::not_found("There is no such paper."))
}

fn entry(item: &Value) -> Entry {
    let text = |name: &str| item[name].as_str().map(ToOwned::to_owned);
    Entry {
        id: text("id").unwrap(),
        title: format!("Paper {}", item["id"].as_str().unwrap()),
        media_type: "text/markdown",
        changed: text("changed"),
    }
}

fn content(value: Value) -> Content {
    Content {
        media_type: "text/markdown",
        text: value["text"].as_str().unwrap().to_owned(),
    }
}

type Lists = fn(&mut View<'_>, List) -> Result<Listed>;

fn things(
    name: &'static str,
    names: [&'static str; 2],
    paths: [&'static str; 2],
    scope: Scope,
    list: Lists,
) -> Capability {
    let [list_name, get_name] = names;
    let [list_path, get_path] = paths;
    Capability {
        name,
        operations: vec![
            Operation::read(list_name, list)
                .scope(scope)
                .route(Method::Get, list_path),
            Operation::read(get_name, get)
                .scope(scope)
                .route(Method::Get, get_path)
                .everyday(),
        ],
        resource: Some(Resource {
            name,
            words: "A paper",
            list: list_name,
            get: get_name,
            entry,
            content,
        }),
        ..Capability::default()
    }
}

pub(crate) fn capabilities() -> Vec<Capability> {
    let scope = |name, words| Scope::new(name, words);
    vec![
        Capability {
            name: "slow",
            operations: vec![
                Operation::work("slow.work", Effect::Read, work)
                    .scope(READ)
                    .route(Method::Get, "/slow")
                    .everyday(),
            ],
            ..Capability::default()
        },
        // An empty kind before two that are not.
        things(
            "blanks",
            ["blanks.list", "blanks.get"],
            ["/blanks", "/blanks/{id}"],
            scope("papers:read", "Read papers"),
            none,
        ),
        things(
            "papers",
            ["papers.list", "papers.get"],
            ["/papers", "/papers/{id}"],
            scope("papers:read", "Read papers"),
            list,
        ),
        things(
            "pearls",
            ["pearls.list", "pearls.get"],
            ["/pearls", "/pearls/{id}"],
            scope("pearls:read", "Read pearls"),
            list,
        ),
    ]
}
