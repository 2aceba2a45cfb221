//! A small capability on counters, and the workspace to try it in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use operation::{
    Answer, Call, Caller, Capability, Effect, Error, Fields, Grant, Grants, JobKind, ManualClock,
    Means, Method, Operation, Output, Policy, Registry, Result, Scope, Settings, Subscriber, Text,
    Tx, User, View, Workspace,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::{Database, Location, counters, seal::Sealer};
use tokio::sync::Semaphore;

pub(crate) const READ: Scope = Scope::new("things:read", "See things");
pub(crate) const WRITE: Scope = Scope::new("things:write", "Change things");
pub(crate) const SEND: Scope = Scope::new("things:send", "Send things");

/// Counts things.
#[derive(Deserialize, JsonSchema)]
struct Count {}

/// Makes things. Each has a name.
#[derive(Deserialize, Serialize, JsonSchema)]
struct Make {
    /// Its name.
    name: Text<10>,
    /// How many.
    #[serde(default)]
    count: Option<i64>,
    /// Fail after the change, to see that it is undone.
    #[serde(default)]
    fail: bool,
}

/// Makes one at a time given in seconds from now.
#[derive(Deserialize, JsonSchema)]
struct Later {
    seconds: i64,
    key: Text<20>,
    /// How often the job fails before it works.
    #[serde(default)]
    failures: i64,
    /// Whether it runs outside a transaction.
    #[serde(default)]
    outside: bool,
}

fn count(view: &mut View<'_>, _: Count) -> Result<i64> {
    let owner = view.owner().to_owned();
    Ok(counters::get(view.conn, &owner, "things")?)
}

fn bump(tx: &mut Tx<'_>, by: i64) -> Result<i64> {
    let owner = tx.owner().to_owned();
    counters::add(tx.conn, &owner, "things", by)?;
    Ok(counters::get(tx.conn, &owner, "things")?)
}

fn make(tx: &mut Tx<'_>, input: Make) -> Result<i64> {
    let made = bump(tx, input.count.unwrap_or(1))?;
    tx.emit("things.made", Some(READ), json!({ "name": input.name }))?;
    if input.fail {
        Err(Error::conflict("told to fail"))
    } else {
        Ok(made)
    }
}

fn clear(tx: &mut Tx<'_>, _: Count) -> Result<i64> {
    let owner = tx.owner().to_owned();
    let had = counters::get(tx.conn, &owner, "things")?;
    bump(tx, -had)
}

fn later(tx: &mut Tx<'_>, input: Later) -> Result<i64> {
    let at = tx.now() + SignedDuration::from_secs(input.seconds);
    tx.schedule(
        if input.outside {
            "things.out"
        } else {
            "things.in"
        },
        &input.key,
        at,
        &input.failures,
    )?;
    Ok(at.as_millisecond())
}

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) sent: Arc<AtomicU32>,
    /// Jobs that run outside wait here for a permit.
    pub(crate) gate: Arc<Semaphore>,
    _directory: tempfile::TempDir,
}

fn user(name: &str) -> User {
    User {
        id: name.to_owned(),
        name: name.to_owned(),
        admin: name == "admin",
        zone: TimeZone::UTC,
        day_first: false,
        day_reminder: jiff::civil::time(9, 0, 0, 0),
    }
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(&Settings::default())
    }

    pub(crate) fn with(settings: &Settings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let sent = Arc::new(AtomicU32::new(0));
        let gate = Arc::new(Semaphore::new(0));
        let gatekeeper = Arc::clone(&gate);
        let (sender, runner) = (Arc::clone(&sent), Arc::clone(&sent));
        let things = Capability {
            name: "things",
            operations: vec![
                Operation::read("things.count", count)
                    .scope(READ)
                    .route(Method::Get, "/things"),
                Operation::write("things.make", make)
                    .scope(WRITE)
                    .route(Method::Post, "/things"),
                Operation::write("things.later", later)
                    .scope(WRITE)
                    .route(Method::Post, "/things/later"),
                Operation::destroy("things.clear", clear)
                    .scope(WRITE)
                    .route(Method::Delete, "/things"),
                Operation::destroy("things.reset", clear)
                    .scope(WRITE)
                    .instance()
                    .route(Method::Post, "/things/reset"),
                Operation::write("things.own", make).route(Method::Put, "/things"),
                Operation::work("things.send", Effect::Send, move |_cx, input: Make| {
                    let sender = Arc::clone(&sender);
                    async move {
                        if input.fail {
                            return Err(Error::unavailable("the other side is away"));
                        }
                        Ok(sender.fetch_add(1, Ordering::SeqCst) + 1)
                    }
                })
                .scope(SEND)
                .route(Method::Post, "/things/send"),
            ],
            jobs: vec![
                JobKind::inside("things.in", |tx, job| {
                    bump(tx, 1)?;
                    if job.attempts < job.payload::<i64>()? {
                        Err(Error::unavailable("not yet"))
                    } else {
                        Ok(())
                    }
                }),
                JobKind::outside("things.out", move |_cx, job| {
                    let (runner, gate) = (Arc::clone(&runner), Arc::clone(&gatekeeper));
                    async move {
                        gate.acquire().await.unwrap().forget();
                        runner.fetch_add(1, Ordering::SeqCst);
                        if job.attempts < job.payload::<i64>()? {
                            Err(Error::unavailable("not yet"))
                        } else {
                            Ok(())
                        }
                    }
                }),
            ],
            subscribers: vec![Subscriber {
                topic: "things.made",
                run: |tx, _| {
                    let owner = tx.owner().to_owned();
                    Ok(counters::add(tx.conn, &owner, "heard", 1)?)
                },
            }],
            ..Capability::default()
        };
        let registry = Registry::new(vec![things]).unwrap();
        let database = Database::open(
            &Location::Sqlite(directory.path().join("test.db")),
            &registry.schemas(),
        )
        .unwrap();
        let clock = Arc::new(ManualClock::new("2026-11-22T10:00:00Z".parse().unwrap()));
        let sealer = Sealer::open(directory.path(), None).unwrap();
        let find = |_: &mut storage::AnyConn, id: &str| Ok((id != "nobody").then(|| user(id)));
        let workspace = Workspace::new(
            registry,
            database,
            Arc::clone(&clock) as _,
            sealer,
            find,
            settings,
        );
        Self {
            workspace,
            clock,
            sent,
            gate,
            _directory: directory,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.workspace.now()
    }

    /// Calls and gives the JSON of the answer.
    pub(crate) async fn call(
        &self,
        caller: &Caller,
        operation: &str,
        input: Value,
    ) -> Result<Value> {
        self.call_with(caller, operation, input, None)
            .await
            .map(|(value, _)| value)
    }

    /// The same under an idempotency key; also tells whether it was replayed.
    pub(crate) async fn call_with(
        &self,
        caller: &Caller,
        operation: &str,
        input: Value,
        key: Option<&str>,
    ) -> Result<(Value, bool)> {
        let Value::Object(input) = input else {
            panic!("inputs are objects")
        };
        let call = Call {
            operation: operation.to_owned(),
            input,
            interface: "test",
            request_id: "r".to_owned(),
            idempotency_key: key.map(ToOwned::to_owned),
            lenient: false,
            ..Call::default()
        };
        let Answer {
            output: Output::Json(json),
            replayed,
            ..
        } = self.workspace.dispatch(caller.clone(), call).await?
        else {
            panic!("answers are JSON here")
        };
        Ok((serde_json::from_slice(&json).unwrap(), replayed))
    }

    pub(crate) async fn things(&self, owner: &str) -> i64 {
        self.call(&person(owner), "things.count", json!({}))
            .await
            .unwrap()
            .as_i64()
            .unwrap()
    }

    /// What is on record about the owner's calls, newest first: operation and outcome.
    pub(crate) async fn record(&self, owner: &str) -> Vec<String> {
        let owner = owner.to_owned();
        let page = self
            .workspace
            .database()
            .read(move |conn| {
                operation::audit::list(conn, &owner, None, None, operation::Limit::default())
            })
            .await
            .unwrap();
        page.items
            .into_iter()
            .map(|entry| format!("{} {} {}", entry.caller, entry.operation, entry.outcome))
            .collect()
    }
}

pub(crate) fn person(name: &str) -> Caller {
    Caller::person(user(name))
}

pub(crate) fn token(owner: &str, grants: &[(&str, Policy)]) -> Caller {
    let grants = grants
        .iter()
        .map(|(scope, policy)| Grant {
            scope: (*scope).to_owned(),
            policy: *policy,
        })
        .collect();
    Caller {
        user: Arc::new(user(owner)),
        means: Arc::new(Means::Token {
            id: format!("{owner}-token"),
            name: "Agent".to_owned(),
            grants: Grants(grants),
        }),
    }
}

pub(crate) fn fields(value: Value) -> Fields {
    let Value::Object(fields) = value else {
        panic!("inputs are objects")
    };
    fields
}
