//! Who calls, when, and what a handler may touch.

use std::ops::Deref;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use serde_json::Value;
use storage::AnyConn;

use crate::{Error, Event, Grants, Progress, Result, Scope, Workspace, jobs};

/// The owner of what belongs to nobody: no user has it as their id.
pub(crate) const HOUSE: &str = "";

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id: the owner of their rows.
    pub id: String,
    /// Their name, lower-case.
    pub name: String,
    /// Whether they run this Odysseus.
    pub admin: bool,
    /// Their IANA time zone.
    pub zone: TimeZone,
    /// Whether 5/6 is the 5th of June to them.
    pub day_first: bool,
    /// When they want to be reminded of what is due on a day, without a time.
    pub day_reminder: jiff::civil::Time,
}

/// How a call is made on a user's behalf.
#[derive(Debug, Clone)]
pub enum Means {
    /// The person themselves, signed in.
    Person {
        /// The session that they are signed in with; none on the command line.
        session: Option<String>,
    },
    /// An agent or script with an API token.
    Token {
        /// The token's id.
        id: String,
        /// The name that the person gave it.
        name: String,
        /// What it may do.
        grants: Grants,
    },
    /// Odysseus itself, running a job of theirs.
    Job,
}

/// Who makes a call. Identity makes these; dispatch judges them.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Whose data it is about.
    pub user: Arc<User>,
    /// How they call.
    pub means: Arc<Means>,
}

impl Caller {
    /// The person, signed in.
    #[must_use]
    pub fn person(user: User) -> Self {
        Self {
            user: Arc::new(user),
            means: Arc::new(Means::Person { session: None }),
        }
    }

    /// The person, in the browser session with that id.
    #[must_use]
    pub fn in_session(user: User, session: String) -> Self {
        Self {
            user: Arc::new(user),
            means: Arc::new(Means::Person {
                session: Some(session),
            }),
        }
    }

    /// Odysseus itself, on nobody's behalf: for jobs of the whole instance.
    #[must_use]
    pub fn house() -> Self {
        Self {
            user: Arc::new(User {
                id: HOUSE.to_owned(),
                name: "odysseus".to_owned(),
                admin: false,
                zone: TimeZone::UTC,
                day_first: false,
                day_reminder: jiff::civil::Time::midnight(),
            }),
            means: Arc::new(Means::Job),
        }
    }

    /// The id of the session that the person is signed in with.
    #[must_use]
    pub fn session_id(&self) -> Option<&str> {
        match &*self.means {
            Means::Person { session } => session.as_deref(),
            Means::Token { .. } | Means::Job => None,
        }
    }

    /// The token's id, when one is used.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        match &*self.means {
            Means::Token { id, .. } => Some(id),
            Means::Person { .. } | Means::Job => None,
        }
    }

    /// Who it was, as it is recorded: `person`, `token:Claude Agent`, `job`.
    #[must_use]
    pub fn label(&self) -> String {
        match &*self.means {
            Means::Person { .. } => "person".to_owned(),
            Means::Token { name, .. } => format!("token:{name}"),
            Means::Job => "job".to_owned(),
        }
    }

    /// One name for this caller, under which limits and idempotency keys are kept.
    pub(crate) fn key(&self) -> String {
        match self.token_id() {
            Some(token) => format!("token:{token}"),
            None => format!("user:{}", self.user.id),
        }
    }
}

struct Inner {
    workspace: Workspace,
    caller: Caller,
    now: Timestamp,
    request_id: String,
    interface: &'static str,
    progress: Progress,
}

/// One call: who, when, through which interface. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

impl Context {
    pub(crate) fn new(
        workspace: Workspace,
        caller: Caller,
        request_id: String,
        interface: &'static str,
        progress: Progress,
    ) -> Self {
        let now = workspace.now();
        Self(Arc::new(Inner {
            workspace,
            caller,
            now,
            request_id,
            interface,
            progress,
        }))
    }

    /// The workspace: for operations that call others, and for what lives longer than a call.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.0.workspace
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.0.caller
    }

    /// The user on whose behalf it is.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.0.caller.user
    }

    /// The id under which their rows are kept. Every query of an owned table goes by it.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.user().id
    }

    /// When the call came in; the same instant throughout the call.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// The same in the user's zone.
    #[must_use]
    pub fn now_zoned(&self) -> Zoned {
        self.0.now.to_zoned(self.user().zone.clone())
    }

    /// The id under which faults of this call are logged.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The interface through which it came (`rest`, `codex`, …).
    #[must_use]
    pub fn interface(&self) -> &'static str {
        self.0.interface
    }

    /// Where to tell how far the call has come; cheap when nobody listens.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.0.progress
    }

    /// Reads from the database.
    ///
    /// # Errors
    /// What `f` gives, or a fault of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut View<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let cx = self.clone();
        self.workspace()
            .database()
            .read(move |conn| f(&mut View { conn, cx: &cx }))
            .await
    }

    /// Runs one transaction. Its rows, the jobs it schedules and what subscribers write commit
    /// together; events go out after that.
    ///
    /// # Errors
    /// What `f` gives, after which nothing of it is stored, or a fault of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let cx = self.clone();
        let (value, events, earliest) = self
            .workspace()
            .database()
            .write(move |conn| {
                let mut tx = Tx {
                    conn,
                    cx: &cx,
                    events: Vec::new(),
                    earliest: None,
                };
                let value = f(&mut tx)?;
                Ok::<_, Error>((value, tx.events, tx.earliest))
            })
            .await?;
        self.workspace().after_commit(events, earliest);
        Ok(value)
    }
}

/// What a reading handler gets: the database and the context.
pub struct View<'a> {
    /// The database.
    pub conn: &'a mut AnyConn,
    cx: &'a Context,
}

impl<'a> View<'a> {
    /// The call's context, which may be held while the database is used.
    #[must_use]
    pub fn context(&self) -> &'a Context {
        self.cx
    }
}

impl Deref for View<'_> {
    type Target = Context;
    fn deref(&self) -> &Context {
        self.cx
    }
}

/// What a writing handler gets: the database inside one transaction, the context, and the means to
/// schedule jobs and tell others, which commit with it.
pub struct Tx<'a> {
    /// The database, inside the transaction.
    pub conn: &'a mut AnyConn,
    cx: &'a Context,
    events: Vec<Event>,
    earliest: Option<Timestamp>,
}

impl<'a> Tx<'a> {
    /// The call's context, which may be held while the database is used.
    #[must_use]
    pub fn context(&self) -> &'a Context {
        self.cx
    }
}

impl Deref for Tx<'_> {
    type Target = Context;
    fn deref(&self) -> &Context {
        self.cx
    }
}

impl Tx<'_> {
    /// Schedules the job `kind` for the thing `key` at `at`, in place of one scheduled before.
    ///
    /// # Errors
    /// Faults alone.
    pub fn schedule(
        &mut self,
        kind: &'static str,
        key: &str,
        at: Timestamp,
        payload: &impl Serialize,
    ) -> Result<()> {
        jobs::put(self.conn, kind, key, &self.cx.user().id, at, payload)?;
        self.earliest = Some(self.earliest.map_or(at, |earliest| earliest.min(at)));
        Ok(())
    }

    /// Takes back the job `kind` for the thing `key`, if there is one.
    ///
    /// # Errors
    /// Faults alone.
    pub fn cancel(&mut self, kind: &'static str, key: &str) -> Result<()> {
        jobs::remove(self.conn, kind, key)
    }

    /// Tells that something happened: to subscribers at once, inside this transaction, and to whoever
    /// listens (with `scope`, or the person) once it is committed.
    ///
    /// # Errors
    /// What a subscriber gives; the transaction then fails as a whole.
    pub fn emit(&mut self, topic: &'static str, scope: Option<Scope>, data: Value) -> Result<()> {
        let owner = self.cx.owner().to_owned();
        self.tell(topic, owner, scope, data)
    }

    /// The same about what belongs to the whole instance: to all who run it.
    ///
    /// # Errors
    /// What a subscriber gives; the transaction then fails as a whole.
    pub fn emit_to_house(
        &mut self,
        topic: &'static str,
        scope: Option<Scope>,
        data: Value,
    ) -> Result<()> {
        self.tell(topic, HOUSE.to_owned(), scope, data)
    }

    fn tell(
        &mut self,
        topic: &'static str,
        owner: String,
        scope: Option<Scope>,
        data: Value,
    ) -> Result<()> {
        let event = Event {
            topic,
            owner,
            scope,
            data: Arc::new(data),
        };
        let workspace = self.cx.workspace().clone();
        for run in workspace.registry().subscribers(topic) {
            run(self, &event)?;
        }
        self.events.push(event);
        Ok(())
    }
}
