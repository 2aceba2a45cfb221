//! A running Odysseus: the registry, its database, its clock and those who listen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use storage::seal::Sealer;
use storage::{AnyConn, Database};
use tokio::sync::{Notify, Semaphore, broadcast};
use uuid::Uuid;

use crate::context::HOUSE;
use crate::events::{Events, Heard};
use crate::limits::Limits;
use crate::{Caller, Clock, Context, Event, Instant, Means, Progress, Registry, Result, User};

/// So many jobs reach outside at once.
const OUTSIDE_AT_ONCE: usize = 16;

/// How a user is looked up by id; identity has the table.
pub type FindUser = fn(&mut AnyConn, &str) -> Result<Option<User>>;

/// What the owner may set about calls.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Calls that send, per caller and hour; 0 is without limit.
    pub sends_per_hour: u32,
    /// Calls that launch, per caller and minute; 0 is without limit.
    pub launches_per_minute: u32,
    /// Where everything is kept; empty where nothing but the database is.
    pub data_dir: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sends_per_hour: 20,
            launches_per_minute: 60,
            data_dir: PathBuf::new(),
        }
    }
}

struct House {
    registry: Registry,
    database: Database,
    clock: Arc<dyn Clock>,
    sealer: Sealer,
    find_user: FindUser,
    limits: Limits,
    data_dir: PathBuf,
    events: Events,
    earlier: Notify,
    earliest: AtomicI64,
    outside: Semaphore,
}

/// A running Odysseus. Cheap to clone.
#[derive(Clone)]
pub struct Workspace(Arc<House>);

impl Workspace {
    /// Puts the parts together; the database has the registry's tables already.
    #[must_use]
    pub fn new(
        registry: Registry,
        database: Database,
        clock: Arc<dyn Clock>,
        sealer: Sealer,
        find_user: FindUser,
        settings: &Settings,
    ) -> Self {
        Self(Arc::new(House {
            registry,
            database,
            clock,
            sealer,
            find_user,
            limits: Limits::new(settings),
            data_dir: settings.data_dir.clone(),
            events: Events::default(),
            earlier: Notify::new(),
            earliest: AtomicI64::new(i64::MAX),
            outside: Semaphore::new(OUTSIDE_AT_ONCE),
        }))
    }

    /// All operations.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The database: for identity, which looks up callers before there is a context.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// What seals secrets in the database.
    #[must_use]
    pub fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    /// The data directory.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Listens to events from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.events.listen()
    }

    /// Listens to events from that time on: for who looked at something before they could listen.
    #[must_use]
    pub fn listen_since(&self, since: Instant) -> Heard {
        let since = Timestamp::from_millisecond(since.0).unwrap_or(Timestamp::MIN);
        self.0.events.listen_since(since, self.now())
    }

    /// A context outside any call: for jobs, sign-in and the command line.
    #[must_use]
    pub fn context(&self, caller: Caller, interface: &'static str) -> Context {
        Context::new(
            self.clone(),
            caller,
            Uuid::new_v4().to_string(),
            interface,
            Progress::default(),
        )
    }

    /// Who a job of that owner runs as; `None` when there is no such user any more.
    pub(crate) async fn job_caller(&self, owner: &str) -> Result<Option<Caller>> {
        if owner == HOUSE {
            return Ok(Some(Caller::house()));
        }
        let (find_user, owner) = (self.0.find_user, owner.to_owned());
        let user = self
            .database()
            .read(move |conn| find_user(conn, &owner))
            .await?;
        Ok(user.map(|user| Caller {
            user: Arc::new(user),
            means: Arc::new(Means::Job),
        }))
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn outside_places(&self) -> &Semaphore {
        &self.0.outside
    }

    /// Tells listeners what was committed, and the timer when something is due earlier.
    pub(crate) fn after_commit(&self, events: Vec<Event>, earliest: Option<Timestamp>) {
        if !events.is_empty() {
            self.0.events.tell(self.now(), events);
        }
        if let Some(earliest) = earliest {
            self.0
                .earliest
                .fetch_min(earliest.as_millisecond(), Ordering::AcqRel);
            self.0.earlier.notify_one();
        }
    }

    /// Waits for a job to be scheduled, and gives its time (of several, the earliest).
    pub(crate) async fn earlier_job(&self) -> Timestamp {
        self.0.earlier.notified().await;
        let earliest = self.0.earliest.swap(i64::MAX, Ordering::AcqRel);
        Timestamp::from_millisecond(earliest).unwrap_or(Timestamp::MAX)
    }
}
