//! A workspace with the entrance and one small capability, a diary.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use identity::{Identity, NewUser, SignIn, SignedIn, USER_DELETED};
use jiff::{SignedDuration, Timestamp};
use operation::{
    AgentTool, Call, Caller, Capability, Error, ManualClock, Method, Operation, Output, Registry,
    Result, Scope, Settings, Subscriber, Tx, View, Workspace,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use storage::seal::Sealer;
use storage::{Database, Location, counters};

pub(crate) const PASSWORD: &str = "correct horse";

/// Erases the diary.
#[derive(Deserialize, JsonSchema)]
struct Erase {}

fn erase(tx: &mut Tx<'_>, _: Erase) -> Result<bool> {
    let owner = tx.owner().to_owned();
    counters::add(tx.conn, &owner, "erased", 1)?;
    Ok(true)
}

/// Looks at what is printed.
#[derive(Deserialize, JsonSchema)]
struct Proofs {}

fn proofs(_: &mut View<'_>, _: Proofs) -> Result<bool> {
    Ok(true)
}

fn diary() -> Capability {
    Capability {
        name: "diary",
        operations: vec![
            Operation::destroy("diary.erase", erase)
                .scope(Scope::new("diary:write", "Write the diary"))
                .route(Method::Delete, "/diary"),
            Operation::read("diary.proofs", proofs)
                .scope(Scope::new("press:read", "See what is printed"))
                .instance()
                .route(Method::Get, "/diary/proofs"),
            Operation::write("diary.publish", erase)
                .scope(Scope::new("press:launch", "Run the press"))
                .instance()
                .route(Method::Post, "/diary/publish"),
        ],
        subscribers: vec![Subscriber {
            topic: USER_DELETED,
            run: |tx, event| {
                let gone = event.data["id"].as_str().unwrap().to_owned();
                Ok(counters::set(tx.conn, &gone, "gone", 1)?)
            },
        }],
        ..Capability::default()
    }
}

/// Two surfaces of the agent API, so that their scopes can be granted.
fn surface(name: &'static str, read: &'static str, write: &'static str) -> Capability {
    Capability {
        name,
        agent: Some(AgentTool {
            name,
            verbs: vec![
                ("read", Scope::new(read, "Read")),
                ("write", Scope::new(write, "Write")),
            ],
            actions: Vec::new(),
            available: true,
            routes: Vec::new(),
            guide: "",
        }),
        ..Capability::default()
    }
}

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) identity: Identity,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) directory: Arc<tempfile::TempDir>,
    addresses: AtomicU32,
}

impl House {
    pub(crate) fn new() -> Self {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        Self::on(
            Arc::new(tempfile::tempdir().unwrap()),
            Arc::new(ManualClock::new(now)),
        )
    }

    /// Another process on the same data.
    pub(crate) fn another_process(&self) -> Self {
        Self::on(Arc::clone(&self.directory), Arc::clone(&self.clock))
    }

    fn on(directory: Arc<tempfile::TempDir>, clock: Arc<ManualClock>) -> Self {
        let mut capabilities = identity::capabilities();
        capabilities.extend([
            diary(),
            surface("memory", "memory:read", "memory:write"),
            surface("documents", "documents:read", "documents:write"),
        ]);
        let registry = Registry::new(capabilities).unwrap();
        let location = Location::Sqlite(directory.path().join("test.db"));
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let workspace = Workspace::new(
            registry,
            database,
            Arc::clone(&clock) as _,
            Sealer::open(directory.path(), None).unwrap(),
            identity::find_user,
            &Settings::default(),
        );
        Self {
            identity: Identity::new(workspace.clone()),
            workspace,
            clock,
            directory,
            addresses: AtomicU32::new(0),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.workspace.now()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// An address that nobody called from yet, so that limits do not get in the way.
    pub(crate) fn peer(&self) -> IpAddr {
        let number = self.addresses.fetch_add(1, Ordering::Relaxed);
        Ipv4Addr::from(0x0a00_0000 + number).into()
    }

    /// A new user with [`PASSWORD`], in Rome.
    pub(crate) async fn user(&self, name: &str, admin: bool) -> Caller {
        let user = NewUser {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            admin,
            zone: Some("Europe/Rome".to_owned()),
        };
        Caller::person(identity::create_user(&self.workspace, user).await.unwrap())
    }

    pub(crate) async fn call(
        &self,
        caller: &Caller,
        operation: &str,
        input: Value,
    ) -> Result<Value> {
        let call = Call {
            operation: operation.to_owned(),
            input: serde_json::from_value(input).unwrap(),
            interface: "test",
            request_id: "r".to_owned(),
            // So that answers are stored for replay, but those that hold a secret.
            idempotency_key: Some(uuid::Uuid::new_v4().to_string()),
            ..Call::default()
        };
        match self.workspace.dispatch(caller.clone(), call).await?.output {
            Output::Json(json) => Ok(serde_json::from_slice(&json).unwrap()),
            _ => panic!("answers are JSON here"),
        }
    }

    /// Makes a token: its secret and its id.
    pub(crate) async fn token(&self, caller: &Caller, scopes: &str) -> (String, String) {
        let input = json!({ "name": "Agent", "scopes": scopes });
        let made = self.call(caller, "tokens.create", input).await.unwrap();
        (text(&made["token"]), text(&made["id"]))
    }

    pub(crate) async fn try_sign_in(
        &self,
        name: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<SignedIn> {
        let attempt = SignIn {
            name: name.to_owned(),
            password: password.to_owned(),
            totp_code: code.map(ToOwned::to_owned),
            remember: false,
            user_agent: Some("Lynx".to_owned()),
            peer: self.peer(),
        };
        self.identity.sign_in(attempt).await
    }

    /// Signs in with [`PASSWORD`]: the cookie.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        match self.try_sign_in(name, PASSWORD, None).await.unwrap() {
            SignedIn::In { cookie, .. } => cookie,
            SignedIn::NeedsCode { .. } => panic!("no code expected"),
        }
    }

    /// Everything that the database has on the disk.
    pub(crate) fn files(&self) -> Vec<u8> {
        let read = |path: &Path| std::fs::read(path).unwrap();
        let files = std::fs::read_dir(self.directory.path()).unwrap();
        files.flat_map(|file| read(&file.unwrap().path())).collect()
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A failure as `Kind: message`.
pub(crate) fn refusal<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => panic!("refused, it was thought"),
        Err(error) => told(&error),
    }
}

pub(crate) fn told(error: &Error) -> String {
    format!("{:?}: {}", error.kind, error.message)
}

pub(crate) fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}
