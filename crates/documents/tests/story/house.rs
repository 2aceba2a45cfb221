//! A workspace with documents in it, and a clock that stands still.

use std::sync::{Arc, Mutex};

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use operation::{
    Body, Call, Caller, Capability, Error, Grant, Grants, ManualClock, Means, Method, Operation,
    Output, Policy, Registry, Result, Settings, Tx, User, Workspace,
};
use serde_json::{Value, json};
use storage::{Database, Location, seal::Sealer};
use tokio::sync::broadcast::Receiver;

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    characters: i64,
}

#[derive(Clone)]
pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    events: Arc<Mutex<Receiver<operation::Event>>>,
    directory: Arc<tempfile::TempDir>,
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
    /// On Sunday 22 November 2026, 18:56 UTC.
    pub(crate) fn new() -> Self {
        Self::at(Arc::new(tempfile::tempdir().unwrap()))
    }

    /// This house, as a binary left it that did not keep who made a version, opened by this one.
    pub(crate) async fn without_makers(self) -> Self {
        let database = self.workspace.database().clone();
        let undo = |conn: &mut storage::AnyConn| {
            sql_query("ALTER TABLE documents_versions DROP COLUMN made_by").execute(conn)?;
            let forget = "DELETE FROM schema_migrations WHERE version = 'documents/0002_makers'";
            Ok::<_, Error>(sql_query(forget).execute(conn)?)
        };
        assert_eq!(database.write(undo).await.unwrap(), 1);
        database.close().await;
        Self::at(self.directory)
    }

    fn at(directory: Arc<tempfile::TempDir>) -> Self {
        let registry = Registry::new(vec![documents::capability(), accounts()]).unwrap();
        let location = Location::Sqlite(directory.path().join("test.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let now: Timestamp = "2026-11-22T18:56:00Z".parse().unwrap();
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
        let events = Arc::new(Mutex::new(workspace.listen()));
        Self {
            workspace,
            clock,
            events,
            directory,
        }
    }

    /// Moves the clock on.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn dispatch(
        &self,
        caller: Caller,
        operation: &str,
        input: Value,
        lenient: bool,
    ) -> Result<(Output, Vec<String>)> {
        let Value::Object(input) = input else {
            panic!("inputs are objects")
        };
        let call = Call {
            operation: operation.to_owned(),
            input,
            interface: "test",
            request_id: "r".to_owned(),
            lenient,
            ..Call::default()
        };
        let answer = self.workspace.dispatch(caller, call).await?;
        Ok((answer.output, answer.warnings))
    }

    /// Calls an operation as the owner `who`; as their agent, if it is named `ann's agent`.
    pub(crate) async fn call(&self, who: &str, operation: &str, input: Value) -> Result<Value> {
        let (output, _) = self.dispatch(caller(who), operation, input, false).await?;
        Ok(json_of(output))
    }

    /// The same, where it works.
    pub(crate) async fn ok(&self, who: &str, operation: &str, input: Value) -> Value {
        match self.call(who, operation, input).await {
            Ok(value) => value,
            Err(error) => panic!("{operation}: {error}"),
        }
    }

    /// The same, where it does not.
    pub(crate) async fn err(&self, who: &str, operation: &str, input: Value) -> Error {
        self.call(who, operation, input).await.unwrap_err()
    }

    pub(crate) async fn create(&self, who: &str, title: &str, content: &str) -> String {
        let input = json!({ "title": title, "content": content });
        id(&self.ok(who, "documents.create", input).await)
    }

    /// Replaces the text, based on the current version.
    pub(crate) async fn write(&self, who: &str, id: &str, content: &str) -> Value {
        let now = self.get(who, id).await;
        let input = json!({ "id": id, "content": content, "base_version": now["version"] });
        self.ok(who, "documents.update", input).await
    }

    pub(crate) async fn get(&self, who: &str, id: &str) -> Value {
        self.ok(who, "documents.get", json!({ "id": id })).await
    }

    pub(crate) async fn text(&self, who: &str, id: &str) -> String {
        self.get(who, id).await["content"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) async fn list(&self, who: &str, input: Value) -> Value {
        self.ok(who, "documents.list", input).await
    }

    /// Name, content type and content of a download.
    pub(crate) async fn download(&self, who: &str, id: &str) -> (String, String, String) {
        let input = json!({ "id": id });
        let (output, _) = self
            .dispatch(caller(who), "documents.download", input, false)
            .await
            .unwrap();
        let Output::Download(file) = output else {
            panic!("a download is a file")
        };
        let Body::Bytes(body) = file.body else {
            panic!("texts are in memory")
        };
        let text = String::from_utf8(body.to_vec()).unwrap();
        (file.filename, file.content_type.into_owned(), text)
    }

    /// A call of the agent API, as `interfaces` makes it, by the agent of `who`. Warnings are in the answer.
    pub(crate) async fn agent(
        &self,
        who: &str,
        method: Method,
        path: &str,
        input: Value,
    ) -> Result<Value> {
        let tools = self.workspace.registry().tools();
        let tool = tools.iter().find(|tool| tool.name == "documents").unwrap();
        let route = tool
            .routes
            .iter()
            .find(|route| route.method == method && route.path == path)
            .unwrap();
        let Value::Object(mut input) = input else {
            panic!("inputs are objects")
        };
        let operation = route.choose(&mut input)?;
        let agent = caller(&format!("{who}'s agent"));
        let (output, warnings) = self
            .dispatch(agent, operation, Value::Object(input), true)
            .await?;
        let mut answer = (route.answer)(operation, json_of(output));
        if !warnings.is_empty() {
            answer["warnings"] = json!(warnings);
        }
        Ok(answer)
    }

    /// How many characters the older versions of all documents take.
    pub(crate) async fn stored_history(&self) -> i64 {
        let sql =
            "SELECT CAST(SUM(LENGTH(content)) AS BIGINT) AS characters FROM documents_versions";
        let read = self.workspace.database().read(move |conn| {
            let row: Stored = sql_query(sql).get_result(conn)?;
            Ok::<_, Error>(row.characters)
        });
        read.await.unwrap()
    }

    /// What listeners have heard since the last look.
    pub(crate) fn heard(&self) -> Vec<Value> {
        let mut events = self.events.lock().unwrap();
        let mut heard = Vec::new();
        while let Ok(event) = events.try_recv() {
            heard.push((*event.data).clone());
        }
        heard
    }
}

fn json_of(output: Output) -> Value {
    let Output::Json(json) = output else {
        panic!("answers are JSON here")
    };
    serde_json::from_slice(&json).unwrap()
}

pub(crate) fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

/// Titles of a list.
pub(crate) fn titles(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect()
}

fn caller(who: &str) -> Caller {
    let Some(owner) = who.strip_suffix("'s agent") else {
        return Caller::person(user(who));
    };
    let grant = Grant {
        scope: "documents:write".to_owned(),
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
