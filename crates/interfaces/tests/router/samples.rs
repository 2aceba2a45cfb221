//! A capability that has every kind of operation, and says back what it was given.

use std::io::{Seek, Write};
use std::time::Duration;

use futures_util::stream;
use operation::{
    AgentRoute, AgentTool, Capability, Context, Download, Effect, Error, EventStream, Fields,
    Method, Operation, Result, Scope, Text, Tx, View,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) const READ: Scope = Scope::new("samples:read", "Look at samples");
pub(crate) const WRITE: Scope = Scope::new("samples:write", "Change samples");

/// More than is read of a file at once.
pub(crate) const LARGE: usize = 700_000;

/// A part of a sample.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Part {
    /// Its text.
    text: String,
}

/// Adds a sample. Nothing is kept.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Add {
    /// Its title.
    title: Text<100>,
    /// How many.
    count: Option<i64>,
    /// How much.
    ratio: Option<f64>,
    /// Whether.
    done: Option<bool>,
    /// Words to find it by.
    tags: Option<Vec<String>>,
    /// Numbers of others.
    others: Option<Vec<u32>>,
    /// Its parts.
    parts: Option<Vec<Part>>,
}

/// Which comes first.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The newest.
    Newest,
    /// The oldest.
    Oldest,
}

/// Looks at samples.
#[derive(Serialize, Deserialize, JsonSchema)]
struct List {
    /// At most so many.
    limit: Option<u32>,
    /// Those with this label | or that.
    label: Option<String>,
    /// Which first.
    order: Option<Order>,
    /// Those in the archive.
    archived: Option<bool>,
    /// Those with all of these tags.
    tags: Option<Vec<String>>,
}

/// Changes a part of a sample.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Change {
    /// The sample.
    id: String,
    /// Which part, from 0.
    index: u32,
    /// Its new text.
    text: Option<String>,
}

/// Takes a sample away.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Remove {
    /// The sample.
    id: String,
}

/// Goes wrong in the way that is asked for.
#[derive(Deserialize, JsonSchema)]
struct Fail {
    /// `fault`, `panic`, `busy`, `sleep` or `conflict`.
    how: String,
}

/// Gives a file.
#[derive(Deserialize, JsonSchema)]
struct File {}

/// Streams three events and waits.
#[derive(Deserialize, JsonSchema)]
struct Follow {}

/// Tells others that something happened.
#[derive(Deserialize, JsonSchema)]
struct Shout {
    /// Whether tokens may hear it.
    aloud: bool,
}

fn echo<T: Serialize>(input: &T) -> Result<Value> {
    Ok(serde_json::to_value(input)?)
}

async fn fail(_: Context, input: Fail) -> Result<Value> {
    match input.how.as_str() {
        "fault" => Err(Error::fault("the secret cause")),
        "panic" => panic!("the secret cause"),
        "busy" => Err(Error::too_many(
            "Not so fast.",
            jiff::SignedDuration::from_millis(1500),
        )),
        "sleep" => {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(Value::Null)
        }
        _ => Err(Error::conflict("There are two.")
            .field("how")
            .with("candidates", json!(["a", "b"]))),
    }
}

async fn file(_: Context, _: File) -> Result<Download> {
    Ok(Download {
        content_type: "text/plain; charset=utf-8".into(),
        filename: "Übersicht \"1\".txt".to_owned(),
        body: operation::Body::Bytes("hello".into()),
    })
}

/// Hands out what is on the disk.
#[derive(Deserialize, JsonSchema)]
struct Large {}

async fn large(_: Context, _: Large) -> Result<Download> {
    let mut file = tempfile::tempfile().map_err(Error::fault)?;
    file.write_all(&vec![b'x'; LARGE])
        .and_then(|()| file.rewind())
        .map_err(Error::fault)?;
    Ok(Download {
        content_type: "application/zip".into(),
        filename: "large.zip".to_owned(),
        body: operation::Body::File(file),
    })
}

async fn follow(_: Context, _: Follow) -> Result<EventStream> {
    Ok(Box::pin(stream::pending()))
}

fn shout(tx: &mut Tx<'_>, input: Shout) -> Result<Value> {
    tx.emit(
        "samples.shouted",
        input.aloud.then_some(READ),
        json!({ "text": "two\nlines" }),
    )?;
    Ok(json!({}))
}

fn plan(fields: &mut Fields) -> Result<&'static str> {
    match fields.remove("action") {
        None => Ok("samples.add"),
        Some(Value::String(action)) if action == "remove" => Ok("samples.remove"),
        Some(Value::String(action)) if action == "list" => Ok("samples.list"),
        Some(_) => Err(Error::bad_input("Unknown action.").field("action")),
    }
}

pub(crate) fn capability() -> Capability {
    let answer = |operation: &str, output: Value| json!({ "response": operation, "given": output });
    Capability {
        name: "samples",
        operations: vec![
            Operation::read("samples.list", |_: &mut View<'_>, input: List| echo(&input))
                .scope(READ)
                .route(Method::Get, "/samples"),
            Operation::write("samples.add", |_: &mut Tx<'_>, input: Add| echo(&input))
                .scope(WRITE)
                .route(Method::Post, "/samples"),
            Operation::write("samples.change", |_: &mut Tx<'_>, input: Change| {
                echo(&input)
            })
            .scope(WRITE)
            .route(Method::Patch, "/samples/{id}/parts/{index}"),
            Operation::destroy("samples.remove", |_: &mut Tx<'_>, input: Remove| {
                echo(&input)
            })
            .scope(WRITE)
            .route(Method::Delete, "/samples/{id}"),
            Operation::work("samples.fail", Effect::Read, fail)
                .scope(READ)
                .route(Method::Get, "/samples/fail"),
            Operation::download("samples.file", file)
                .scope(READ)
                .route(Method::Get, "/samples/file"),
            Operation::download("samples.large", large)
                .scope(READ)
                .route(Method::Get, "/samples/large"),
            Operation::stream("samples.follow", follow)
                .scope(READ)
                .route(Method::Get, "/samples/follow"),
            Operation::write("samples.shout", shout)
                .scope(WRITE)
                .route(Method::Post, "/samples/shout"),
        ],
        agent: Some(AgentTool {
            name: "samples",
            verbs: vec![("read", READ), ("write", WRITE)],
            actions: vec!["list", "add", "remove"],
            available: true,
            guide: "## Of samples\n\nOne at a time.",
            routes: vec![
                AgentRoute {
                    method: Method::Get,
                    path: "/samples",
                    operations: vec!["samples.list"],
                    plan: None,
                    answer,
                },
                AgentRoute {
                    method: Method::Post,
                    path: "/samples",
                    operations: vec!["samples.list", "samples.add", "samples.remove"],
                    plan: Some(plan),
                    answer,
                },
                AgentRoute {
                    method: Method::Post,
                    path: "/samples/remove/{id}",
                    operations: vec!["samples.remove"],
                    plan: None,
                    answer,
                },
                AgentRoute {
                    method: Method::Get,
                    path: "/samples/fail",
                    operations: vec!["samples.fail"],
                    plan: None,
                    answer,
                },
            ],
        }),
        ..Capability::default()
    }
}
