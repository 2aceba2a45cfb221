//! A workspace with two admins and a user, real users of a real database, and a clock that stands still.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use operation::{
    Call, Caller, Capability, Error, ManualClock, Method, Operation, Output, Registry, Result,
    Settings, Tx, User, Workspace,
};
use serde_json::{Value, json};
use storage::canary;
use storage::seal::Sealer;
use storage::{Database, Location};
use tokio::sync::broadcast::Receiver;

pub(crate) struct House {
    pub(crate) workspace: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) data_dir: PathBuf,
    pub(crate) directory: tempfile::TempDir,
    events: Mutex<Receiver<operation::Event>>,
}

/// Something that belongs to somebody, to be done later or recorded now.
fn errands() -> Capability {
    /// Does something.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Run {}
    let run = |tx: &mut Tx<'_>, _: Run| tx.schedule("errands.done", "one", tx.now(), &());
    Capability {
        name: "errands",
        operations: vec![Operation::write("errands.run", run).route(Method::Post, "/errands")],
        jobs: vec![operation::JobKind::inside("errands.done", |_, _| Ok(()))],
        ..Capability::default()
    }
}

pub(crate) fn registry() -> Registry {
    let mut capabilities = identity::capabilities();
    capabilities.extend(maintenance::capabilities());
    capabilities.push(errands());
    Registry::new(capabilities).unwrap()
}

impl House {
    /// On Sunday 22 November 2026, 18:00 UTC: 3 in the morning of Monday in Tokyo, where ann is.
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data_dir = directory.path().join("data");
        let registry = registry();
        let location = Location::parse(None, &data_dir).unwrap();
        let database = Database::open(&location, &registry.schemas()).unwrap();
        let clock = Arc::new(ManualClock::new("2026-11-22T18:00:00Z".parse().unwrap()));
        let sealer = Sealer::open(&data_dir, None).unwrap();
        canary::settle(&database, &sealer).await.unwrap();
        let workspace = Workspace::new(
            registry,
            database,
            Arc::clone(&clock) as _,
            sealer,
            identity::find_user,
            &Settings {
                data_dir: data_dir.clone(),
                ..Settings::default()
            },
        );
        for (name, admin, zone) in [
            ("ann", true, "Asia/Tokyo"),
            ("eve", true, "UTC"),
            ("bob", false, "UTC"),
        ] {
            let user = identity::NewUser {
                name: name.to_owned(),
                password: "correct horse battery".to_owned(),
                admin,
                zone: Some(zone.to_owned()),
            };
            identity::create_user(&workspace, user).await.unwrap();
        }
        let events = Mutex::new(workspace.listen());
        Self {
            workspace,
            clock,
            data_dir,
            directory,
            events,
        }
    }

    /// The same, with the server started.
    pub(crate) async fn started() -> Self {
        let house = Self::new().await;
        maintenance::start(&house.workspace).await.unwrap();
        house
    }

    pub(crate) fn now(&self) -> Timestamp {
        operation::Clock::now(&*self.clock)
    }

    pub(crate) async fn user(&self, name: &str) -> User {
        let name = name.to_owned();
        let found = self
            .workspace
            .database()
            .read(move |conn| identity::find_user_by_name(conn, &name))
            .await;
        found.unwrap().unwrap()
    }

    /// Calls an operation as that person.
    pub(crate) async fn call(&self, who: &str, operation: &str, input: Value) -> Result<Output> {
        let Value::Object(input) = input else {
            panic!("an input is an object")
        };
        let call = Call {
            operation: operation.to_owned(),
            input,
            interface: "test",
            ..Call::default()
        };
        let caller = Caller::person(self.user(who).await);
        Ok(self.workspace.dispatch(caller, call).await?.output)
    }

    /// The same for ann, an admin, where it works and gives JSON.
    pub(crate) async fn ann(&self, operation: &str, input: Value) -> Value {
        match self.call("ann", operation, input.clone()).await {
            Ok(Output::Json(json)) => serde_json::from_slice(&json).unwrap(),
            Ok(_) => panic!("{operation} gives no JSON"),
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// The same where it does not work.
    pub(crate) async fn refused(&self, operation: &str, input: Value) -> Error {
        match self.call("ann", operation, input.clone()).await {
            Ok(_) => panic!("{operation} {input} works"),
            Err(error) => error,
        }
    }

    /// Runs what is due to its end, and gives the time of the next job.
    pub(crate) async fn run_due(&self) -> Option<Timestamp> {
        for _ in 0..6_000 {
            let next = self.workspace.run_due().await.unwrap();
            // While a job runs, its lease is next: ten minutes from now.
            let lease = self.now() + SignedDuration::from_mins(10);
            if next != Some(lease) {
                return next;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("a job does not end")
    }

    /// Goes to that time and runs what is due then.
    pub(crate) async fn at(&self, time: &str) -> Option<Timestamp> {
        self.clock.set(time.parse().unwrap());
        self.run_due().await
    }

    /// The names of the backups in the list.
    pub(crate) async fn backups(&self) -> Vec<String> {
        let list = self.ann("backups.list", json!({})).await;
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Whom was told what since the last time.
    pub(crate) async fn told(&self) -> Vec<(String, Value)> {
        let mut told = Vec::new();
        let users: Vec<User> = [
            self.user("ann").await,
            self.user("eve").await,
            self.user("bob").await,
        ]
        .into();
        while let Ok(event) = self.events.lock().unwrap().try_recv() {
            if event.topic == "notification.raise" {
                let owner = users.iter().find(|user| user.id == event.owner).unwrap();
                told.push((owner.name.clone(), (*event.data).clone()));
            }
        }
        told
    }

    /// A check of the health.
    pub(crate) async fn check(&self, name: &str) -> (String, String) {
        let health = self.ann("health.details", json!({})).await;
        let checks = health["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["name"] == name).unwrap();
        let text = |field: &str| check[field].as_str().unwrap().to_owned();
        assert!(
            check["state"] == "ok" || !text("do").is_empty(),
            "what to do: {check}"
        );
        (text("state"), text("says"))
    }
}
