//! A workspace with todos in it, and a clock that stands still.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{Timestamp, Zoned, tz::TimeZone};
use operation::{
    Call, Caller, Capability, Error, Fields, Grant, Grants, ManualClock, Means, Method, Output,
    Policy, Registry, Result, Settings, User, Workspace,
};
use serde_json::{Value, json};
use storage::{Database, Location, seal::Sealer};
use tokio::sync::broadcast::Receiver;

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    events: Mutex<Receiver<operation::Event>>,
    _directory: tempfile::TempDir,
}

/// Whether `nomad` has gone from Berlin to Tokyo.
static MOVED: AtomicBool = AtomicBool::new(false);

/// Users by their names, each in a zone of their own.
fn user(id: &str) -> User {
    let zone = match id {
        "ann" => "Europe/Berlin",
        "nomad" if !MOVED.load(Ordering::SeqCst) => "Europe/Berlin",
        "yoko" | "lark" | "nomad" => "Asia/Tokyo",
        "joe" => "America/New_York",
        _ => "UTC",
    };
    User {
        id: id.to_owned(),
        name: id.to_owned(),
        admin: id == "admin",
        zone: TimeZone::get(zone).unwrap(),
        day_first: false,

        day_reminder: jiff::civil::time(if id == "lark" { 7 } else { 9 }, 0, 0, 0),
    }
}

/// Users are changed and removed here as identity does it.
fn accounts() -> Capability {
    /// Moves a user to Tokyo.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Move {}
    let go = |tx: &mut operation::Tx<'_>, _: Move| {
        MOVED.store(true, Ordering::SeqCst);
        tx.emit("account.changed", None, json!({}))
    };
    /// Removes a user.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Remove {
        id: String,
    }
    let remove = |tx: &mut operation::Tx<'_>, input: Remove| {
        tx.emit("user.deleted", None, json!({ "id": input.id }))
    };
    Capability {
        name: "users",
        operations: vec![
            operation::Operation::write("users.move", go).route(Method::Post, "/users/move"),
            operation::Operation::destroy("users.remove", remove)
                .route(Method::Delete, "/users/{id}"),
        ],
        ..Capability::default()
    }
}

impl House {
    /// On Sunday 22 November 2026, 18:56 UTC.
    pub(crate) fn new() -> Self {
        Self::at("2026-11-22T18:56:00Z[UTC]")
    }

    pub(crate) fn at(now: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let registry = Registry::new(vec![todos::capability(), accounts()]).unwrap();
        let location = Location::Sqlite(directory.path().join("test.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let clock = Arc::new(ManualClock::new(instant(now)));
        let sealer = Sealer::open(directory.path(), None).unwrap();
        let find = |_: &mut storage::AnyConn, id: &str| Ok(Some(user(id)));
        let workspace = Workspace::new(
            registry,
            database,
            Arc::clone(&clock) as _,
            sealer,
            find,
            &Settings::default(),
        );
        let events = Mutex::new(workspace.listen());
        Self {
            workspace,
            clock,
            events,
            _directory: directory,
        }
    }

    pub(crate) fn set(&self, now: &str) {
        self.clock.set(instant(now));
    }

    async fn dispatch(
        &self,
        caller: &Caller,
        operation: &str,
        input: Fields,
        key: Option<&str>,
        lenient: bool,
    ) -> Result<(Value, Vec<String>)> {
        let call = Call {
            operation: operation.to_owned(),
            input,
            interface: "test",
            request_id: "r".to_owned(),
            idempotency_key: key.map(ToOwned::to_owned),
            lenient,
            ..Call::default()
        };
        let answer = self.workspace.dispatch(caller.clone(), call).await?;
        let Output::Json(json) = answer.output else {
            panic!("answers are JSON here")
        };
        Ok((serde_json::from_slice(&json).unwrap(), answer.warnings))
    }

    /// Calls an operation as the owner `who`.
    pub(crate) async fn call(&self, who: &str, operation: &str, input: Value) -> Result<Value> {
        Ok(self
            .dispatch(&person(who), operation, fields(input), None, false)
            .await?
            .0)
    }

    /// The same, where it works.
    pub(crate) async fn ok(&self, who: &str, operation: &str, input: Value) -> Value {
        match self.call(who, operation, input.clone()).await {
            Ok(value) => value,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// The same, where it does not.
    pub(crate) async fn err(&self, who: &str, operation: &str, input: Value) -> Error {
        self.call(who, operation, input).await.unwrap_err()
    }

    pub(crate) async fn call_once(
        &self,
        who: &str,
        operation: &str,
        input: Value,
        key: &str,
    ) -> Value {
        self.dispatch(&person(who), operation, fields(input), Some(key), false)
            .await
            .unwrap()
            .0
    }

    pub(crate) async fn add(&self, who: &str, input: Value) -> Value {
        self.ok(who, "todos.add", input).await
    }

    /// POST of the agent API, as `interfaces` does it, with a token of `who`.
    pub(crate) async fn agent(&self, who: &str, body: Value) -> Result<Value> {
        self.agent_route(who, Method::Post, body).await
    }

    /// The same where it works; warnings are in the answer.
    pub(crate) async fn agent_ok(&self, who: &str, body: Value) -> Value {
        match self.agent(who, body.clone()).await {
            Ok(value) => value,
            Err(error) => panic!("{body}: {error}"),
        }
    }

    pub(crate) async fn agent_route(
        &self,
        who: &str,
        method: Method,
        body: Value,
    ) -> Result<Value> {
        let tool = self
            .workspace
            .registry()
            .tools()
            .iter()
            .find(|tool| tool.name == "todos")
            .unwrap();
        let route = tool
            .routes
            .iter()
            .find(|route| route.method == method)
            .unwrap();
        let mut input = fields(body);
        let operation = route.choose(&mut input)?;
        let (output, warnings) = self
            .dispatch(&token(who), operation, input, None, true)
            .await?;
        let mut answer = (route.answer)(operation, output);
        if !warnings.is_empty() {
            answer["warnings"] = json!(warnings);
        }
        Ok(answer)
    }

    /// Titles of a list.
    pub(crate) async fn titles(&self, who: &str, input: Value) -> Vec<String> {
        titles(&self.ok(who, "todos.list", input).await)
    }

    /// Sets the clock, runs what is due, and gives the reminders that came since the last look.
    pub(crate) async fn reminders_at(&self, now: &str) -> Vec<Value> {
        self.set(now);
        self.workspace.run_due().await.unwrap();
        self.reminders()
    }

    pub(crate) fn reminders(&self) -> Vec<Value> {
        let mut events = self.events.lock().unwrap();
        let mut reminders = Vec::new();
        while let Ok(event) = events.try_recv() {
            if event.topic == "reminder.due" {
                reminders.push((*event.data).clone());
            }
        }
        reminders
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse::<Zoned>().unwrap().timestamp()
}

pub(crate) fn titles(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|todo| todo["title"].as_str().unwrap().to_owned())
        .collect()
}

fn person(id: &str) -> Caller {
    Caller::person(user(id))
}

fn token(owner: &str) -> Caller {
    let grant = Grant {
        scope: "todos:write".to_owned(),
        policy: Policy::Allow,
    };
    Caller {
        user: Arc::new(user(owner)),
        means: Arc::new(Means::Token {
            id: format!("{owner}-token"),
            name: "Agent".to_owned(),
            grants: Grants(vec![grant]),
        }),
    }
}

fn fields(value: Value) -> Fields {
    let Value::Object(fields) = value else {
        panic!("inputs are objects")
    };
    fields
}
