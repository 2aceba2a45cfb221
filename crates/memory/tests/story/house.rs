//! A workspace with memories in it, and a clock that stands still.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use operation::{
    Call, Caller, Capability, Error, Fields, Grant, Grants, Kind, ManualClock, Means, Method,
    Operation, Output, Policy, Progress, Registry, Result, Settings, Tx, User, Workspace,
};
use serde_json::{Value, json};
use storage::{Database, Location, seal::Sealer};

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) directory: tempfile::TempDir,
}

fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: id.to_owned(),
        admin: id == "admin",
        zone: TimeZone::UTC,
        day_first: false,
        day_reminder: jiff::civil::time(9, 0, 0, 0),
    }
}

/// Users are removed here as identity does it.
fn accounts() -> Capability {
    /// Removes a user.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Remove {
        id: String,
    }
    let remove =
        |tx: &mut Tx<'_>, input: Remove| tx.emit("user.deleted", None, json!({ "id": input.id }));
    Capability {
        name: "users",
        operations: vec![
            Operation::destroy("users.remove", remove).route(Method::Delete, "/users/{id}"),
        ],
        ..Capability::default()
    }
}

impl House {
    /// On Sunday 22 November 2026, 19:00 UTC.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let registry = Registry::new(vec![memory::capability(), accounts()]).unwrap();
        let location = Location::Sqlite(directory.path().join("test.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let now: Timestamp = "2026-11-22T19:00:00Z".parse().unwrap();
        let clock = Arc::new(ManualClock::new(now));
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
        Self {
            workspace,
            clock,
            directory,
        }
    }

    pub(crate) async fn dispatch(
        &self,
        caller: Caller,
        operation: &str,
        input: Value,
        progress: Progress,
        lenient: bool,
    ) -> Result<(Output, Vec<String>)> {
        let call = Call {
            operation: operation.to_owned(),
            input: fields(input),
            interface: "test",
            request_id: "r".to_owned(),
            lenient,
            progress,
            ..Call::default()
        };
        let answer = self.workspace.dispatch(caller, call).await?;
        Ok((answer.output, answer.warnings))
    }

    /// Calls an operation as the person `who`.
    pub(crate) async fn call(&self, who: &str, operation: &str, input: Value) -> Result<Value> {
        let caller = Caller::person(user(who));
        let quiet = Progress::default();
        let (output, _) = self
            .dispatch(caller, operation, input, quiet, false)
            .await?;
        Ok(json_of(&output))
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
        match self.call(who, operation, input.clone()).await {
            Ok(value) => panic!("{operation} {input}: {value}"),
            Err(error) => error,
        }
    }

    /// Stores a text and gives its id.
    pub(crate) async fn add(&self, who: &str, text: &str) -> String {
        let added = self.ok(who, "memory.add", json!({ "text": text })).await;
        added["id"].as_str().unwrap().to_owned()
    }

    /// The texts of a list.
    pub(crate) async fn texts(&self, who: &str, input: Value) -> Vec<String> {
        texts(&self.ok(who, "memory.list", input).await)
    }

    /// The texts that a search finds.
    pub(crate) async fn found(&self, who: &str, q: &str) -> Vec<String> {
        texts(&self.ok(who, "memory.search", json!({ "q": q })).await)
    }

    /// A call of the agent API, as `interfaces` makes it, with a token of `who`.
    pub(crate) async fn agent(&self, who: &str, method: Method, body: Value) -> Result<Value> {
        let tools = self.workspace.registry().tools();
        let tool = tools.iter().find(|tool| tool.name == "memory").unwrap();
        let mut routes = tool.routes.iter();
        let route = routes.find(|route| route.method == method).unwrap();
        let mut input = fields(body);
        let operation = route.choose(&mut input)?;
        let (output, warnings) = self
            .dispatch(
                token(who),
                operation,
                Value::Object(input),
                Progress::default(),
                true,
            )
            .await?;
        let mut answer = (route.answer)(operation, json_of(&output));
        if !warnings.is_empty() {
            answer["warnings"] = json!(warnings);
        }
        Ok(answer)
    }

    /// POST of the agent API, where it works.
    pub(crate) async fn post(&self, who: &str, body: Value) -> Value {
        match self.agent(who, Method::Post, body.clone()).await {
            Ok(value) => value,
            Err(error) => panic!("{body}: {error}"),
        }
    }

    /// POST of the agent API, where the input is refused.
    pub(crate) async fn refused(&self, who: &str, body: Value) -> Error {
        let error = self.agent(who, Method::Post, body.clone()).await;
        let error = error.expect_err(&body.to_string());
        assert_eq!(error.kind, Kind::BadInput, "{body}: {error}");
        error
    }
}

fn json_of(output: &Output) -> Value {
    match output {
        Output::Json(json) => serde_json::from_slice(json).unwrap(),
        Output::Download(_) | Output::Stream(_) => panic!("answers are JSON here"),
    }
}

pub(crate) fn texts(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    let text = |memory: &Value| memory["text"].as_str().unwrap().to_owned();
    items.iter().map(text).collect()
}

pub(crate) fn person(id: &str) -> Caller {
    Caller::person(user(id))
}

pub(crate) fn token(owner: &str) -> Caller {
    let grant = Grant {
        scope: "memory:write".to_owned(),
        policy: Policy::Allow,
    };
    Caller {
        user: Arc::new(user(owner)),
        means: Arc::new(Means::Token {
            id: format!("{owner}-token"),
            name: "Claude Agent".to_owned(),
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
