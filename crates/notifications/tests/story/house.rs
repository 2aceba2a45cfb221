//! A workspace with this capability, and another one that has something to say.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use operation::{
    Call, Caller, Capability, Event, Grant, Grants, ManualClock, Means, Method, Operation, Output,
    Policy, Registry, Result, Scope, Settings, Tx, User, Workspace,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use storage::seal::Sealer;
use storage::{AnyConn, Database, Location};
use tempfile::TempDir;
use tokio::sync::broadcast;

/// Sunday noon.
pub(crate) const NOON: &str = "2026-11-22T12:00:00Z";
/// Only a hang takes this long.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) directory: TempDir,
    events: broadcast::Receiver<Event>,
}

/// Emits an event, as another capability would.
#[derive(Deserialize, JsonSchema)]
struct Emit {
    topic: String,
    data: Value,
}

fn emit(tx: &mut Tx<'_>, input: Emit) -> Result<()> {
    let topics = ["reminder.due", "notification.raise", "user.deleted"];
    let topic = topics.iter().find(|topic| **topic == input.topic).unwrap();
    tx.emit(topic, None, input.data)
}

/// Does nothing, destructively.
#[derive(Deserialize, JsonSchema)]
struct Wipe {}

fn probe() -> Capability {
    let scope = Scope::new("probe:write", "Try things");
    Capability {
        name: "probe",
        operations: vec![
            Operation::write("probe.emit", emit).route(Method::Post, "/probe/emit"),
            Operation::destroy("probe.wipe", |_, _: Wipe| Ok(()))
                .scope(scope)
                .route(Method::Post, "/probe/wipe"),
        ],
        ..Capability::default()
    }
}

fn user(name: &str) -> User {
    User {
        id: name.to_owned(),
        name: name.to_owned(),
        admin: false,
        zone: jiff::tz::TimeZone::UTC,
        day_first: false,
        day_reminder: jiff::civil::time(9, 0, 0, 0),
    }
}

fn find_user(_: &mut AnyConn, id: &str) -> Result<Option<User>> {
    Ok(["ann", "bob"].contains(&id).then(|| user(id)))
}

/// The person.
pub(crate) fn person(name: &str) -> Caller {
    Caller::person(user(name))
}

/// A token of theirs that wants to be asked before it destroys.
pub(crate) fn token(owner: &str, scopes: &[&str]) -> Caller {
    let grant = |scope: &&str| Grant {
        scope: (*scope).to_owned(),
        policy: Policy::Ask,
    };
    Caller {
        user: Arc::new(user(owner)),
        means: Arc::new(Means::Token {
            id: "token-1".to_owned(),
            name: "Claude Agent".to_owned(),
            grants: Grants(scopes.iter().map(grant).collect()),
        }),
    }
}

impl House {
    pub(crate) fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap())
    }

    /// The same on what is in the directory already.
    pub(crate) fn open_in(directory: TempDir) -> Self {
        let registry = Registry::new(vec![notifications::capability(), probe()]).unwrap();
        let location = Location::Sqlite(directory.path().join("odysseus.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let clock = Arc::new(ManualClock::new(NOON.parse().unwrap()));
        let sealer = Sealer::open(directory.path(), None).unwrap();
        let settings = Settings {
            sends_per_hour: 0,
            ..Settings::default()
        };
        let workspace = Workspace::new(
            registry,
            database,
            clock.clone(),
            sealer,
            find_user,
            &settings,
        );
        Self {
            events: workspace.listen(),
            workspace,
            clock,
            directory,
        }
    }

    /// Makes a call and gives its JSON.
    pub(crate) async fn call(
        &self,
        caller: Caller,
        operation: &str,
        input: Value,
    ) -> Result<Value> {
        let Value::Object(input) = input else {
            panic!("an input is an object")
        };
        let call = Call {
            operation: operation.to_owned(),
            input,
            interface: "rest",
            ..Call::default()
        };
        match self.workspace.dispatch(caller, call).await?.output {
            Output::Json(json) => Ok(serde_json::from_slice(&json)?),
            Output::Download(_) | Output::Stream(_) => panic!("{operation} gives JSON"),
        }
    }

    /// The same for ann, who may.
    pub(crate) async fn ann(&self, operation: &str, input: Value) -> Value {
        self.call(person("ann"), operation, input).await.unwrap()
    }

    /// The sentence with which it refuses ann.
    pub(crate) async fn refusal(&self, operation: &str, input: Value) -> operation::Error {
        match self.call(person("ann"), operation, input.clone()).await {
            Err(error) => error,
            Ok(output) => panic!("{operation} {input} gave {output}"),
        }
    }

    /// A reminder of ann's fires.
    pub(crate) async fn remind(&self, key: &str, title: &str) {
        let data = json!({
            "todo_id": "t1", "title": title, "body": "", "due_at": 0,
            "due_date": "2026-11-22T12:00:00+00:00", "late_seconds": 0, "dedupe_key": key,
        });
        self.emit("reminder.due", data).await;
    }

    pub(crate) async fn emit(&self, topic: &str, data: Value) {
        self.ann("probe.emit", json!({ "topic": topic, "data": data }))
            .await;
    }

    pub(crate) fn advance(&self, step: SignedDuration) {
        self.clock.advance(step);
    }

    pub(crate) fn now(&self) -> i64 {
        self.workspace.now().as_millisecond()
    }

    /// Runs what is due, and waits for one attempt to end; gives what was told about it.
    pub(crate) async fn attempt(&mut self) -> Value {
        self.workspace.run_due().await.unwrap();
        self.heard("notification.delivery").await
    }

    /// Waits for an event of the topic.
    pub(crate) async fn heard(&mut self, topic: &str) -> Value {
        let search = async {
            loop {
                let event = self.events.recv().await.unwrap();
                if event.topic == topic {
                    return (*event.data).clone();
                }
            }
        };
        tokio::time::timeout(PATIENCE, search).await.unwrap()
    }

    /// Runs what is due until no job is left, now or later.
    pub(crate) async fn run_out_of_jobs(&self) {
        let run = async {
            while self.workspace.run_due().await.unwrap().is_some() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, run).await.unwrap();
    }

    /// Ann's only delivery.
    pub(crate) async fn delivery(&self) -> Value {
        let list = self.ann("notifications.deliveries", json!({})).await;
        assert_eq!(list["total"], 1, "{list}");
        list["items"][0].clone()
    }
}

/// An instant in milliseconds.
pub(crate) fn ms(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

/// Milliseconds UTC as they are shown.
pub(crate) fn iso(ms: i64) -> String {
    operation::Instant(ms).to_string()
}
