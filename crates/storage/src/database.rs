//! The open database.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use async_channel::Receiver;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use crate::job::{Job, Queue};
use crate::open::{Opener, Role, connect, prepare};
use crate::session::Session;
use crate::{AnyConn, Fault, Location, OpenError, Schema, group, migrate, per_backend, session};

/// The open database; clones are the same one.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Queue,
    writers: Queue,
    threads: Mutex<Vec<JoinHandle<()>>>,
    versions: Vec<String>,
    location: Location,
    metrics: Arc<Metrics>,
}

/// Counted by the SQLite writer.
#[derive(Default)]
pub(crate) struct Metrics {
    pub(crate) writes: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) reopened: AtomicU32,
}

/// How much [`Database::open_with`] takes on at once.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Threads, each with a connection of its own, for reads.
    pub readers: usize,
    /// The same for writes; PostgreSQL only, SQLite has one.
    pub writers: usize,
    /// Places in each of the two queues.
    pub queue: usize,
    /// How long a caller waits for a place, and SQLite for another process's lock, before
    /// [`Fault::Busy`].
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            readers: 4,
            writers: 4,
            queue: 1024,
            patience: Duration::from_secs(5),
        }
    }
}

/// How many writes shared how many commits so far; always 0 on PostgreSQL, which groups by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Closures run by [`Database::write`], those that failed included.
    pub writes: u64,
    /// Commits made for them.
    pub commits: u64,
}

impl Database {
    /// Opens or makes the database, and brings its tables up to date: storage's own first, then
    /// `schemas` in the given order. Blocks; several processes may do it at once.
    ///
    /// # Errors
    /// [`OpenError`], with a sentence for the person who starts the program.
    pub fn open(location: &Location, schemas: &[&Schema]) -> Result<Database, OpenError> {
        Database::open_with(location, schemas, &Limits::default())
    }

    /// [`Database::open`] with other limits.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub fn open_with(
        location: &Location,
        schemas: &[&Schema],
        limits: &Limits,
    ) -> Result<Database, OpenError> {
        prepare(location)?;
        let opener = |role| Opener {
            location: location.clone(),
            role,
            patience: limits.patience,
        };
        let (first, versions) = first(&opener(Role::Write), schemas)?;

        let metrics = Arc::new(Metrics::default());
        let (readers, reads) = Queue::new(limits.queue, limits.patience);
        let (writers, writes) = Queue::new(limits.queue, limits.patience);
        let mut threads = Vec::new();
        for _ in 0..limits.readers.max(1) {
            let session = Session::new(opener(Role::Read), None);
            threads.push(start("db-read", session, &reads)?);
        }
        if matches!(location, Location::Sqlite(_)) {
            let session = Session::new(opener(Role::Write), Some(first));
            let metrics = Arc::clone(&metrics);
            threads.push(spawn("db-write", move || {
                group::serve(session, &writes, &metrics)
            })?);
        } else {
            let mut first = Some(first);
            for _ in 0..limits.writers.max(1) {
                let session = Session::new(opener(Role::Write), first.take());
                threads.push(start("db-write", session, &writes)?);
            }
        }
        Ok(Database {
            inner: Arc::new(Inner {
                readers,
                writers,
                threads: Mutex::new(threads),
                versions,
                location: location.clone(),
                metrics,
            }),
        })
    }

    /// Runs `f` on a read-only connection, in a transaction: it sees one moment of the database,
    /// with every write that was acknowledged before. What it might write is refused (SQLite,
    /// PostgreSQL) and rolled back.
    ///
    /// A read whose caller has gone away before its turn is skipped.
    ///
    /// # Errors
    /// The closure's own, or a [`Fault`].
    pub async fn read<T, E>(
        &self,
        f: impl FnOnce(&mut AnyConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.inner.readers.run(f).await
    }

    /// Runs `f` in one transaction. `Ok` commits, and is returned only when it is on the disk; an
    /// `Err` or a panic rolls back all that `f` wrote and nothing else.
    ///
    /// On SQLite the writes that wait at the same time share one commit. Once it waits in the
    /// queue a write is done, even if its caller goes away.
    ///
    /// # Errors
    /// The closure's own, or a [`Fault`]: nothing of it was stored.
    pub async fn write<T, E>(
        &self,
        f: impl FnOnce(&mut AnyConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.inner.writers.run(f).await
    }

    /// A number that differs from an earlier answer if another process has committed in between
    /// (the `user` and `token` commands work beside a running server).
    ///
    /// SQLite: `PRAGMA data_version` of the writer's connection, which this process's own writes
    /// leave as it is. PostgreSQL: a hash of the current snapshot, which every writing transaction
    /// of the server changes, ours included. Some tens of microseconds.
    ///
    /// # Errors
    /// A [`Fault`].
    pub async fn changes_elsewhere(&self) -> Result<i64, Fault> {
        let metrics = Arc::clone(&self.inner.metrics);
        self.write(move |conn| {
            let version = change_number(conn)?;
            // A new connection counts from anew: the upper half tells them apart.
            let reopened = i64::from(metrics.reopened.load(Ordering::Acquire));
            Ok(version.wrapping_add(reopened << 32))
        })
        .await
    }

    /// The applied migrations, `namespace/0001_name`, in the order this binary applies them.
    pub fn versions(&self) -> &[String] {
        &self.inner.versions
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// How well writes were grouped.
    pub fn written(&self) -> Written {
        Written {
            writes: self.inner.metrics.writes.load(Ordering::Relaxed),
            commits: self.inner.metrics.commits.load(Ordering::Relaxed),
        }
    }

    /// Takes no more work on any clone, finishes what waits, and moves the WAL into the file.
    pub async fn close(self) {
        self.inner.readers.close();
        self.inner.writers.close();
        let threads = std::mem::take(
            &mut *self
                .inner
                .threads
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let joined = tokio::task::spawn_blocking(move || {
            for thread in threads {
                if thread.join().is_err() {
                    tracing::error!("a database thread panicked");
                }
            }
        });
        if joined.await.is_err() {
            tracing::error!("the database threads were not awaited");
        }
    }
}

/// The first connection, and the migrations that are applied through it.
///
/// While several processes make the same new file, SQLite tells some of them that it is locked at
/// once, whatever timeout was set: they try again.
fn first(opener: &Opener, schemas: &[&Schema]) -> Result<(AnyConn, Vec<String>), OpenError> {
    let started = Instant::now();
    loop {
        let opened = connect(opener).and_then(|mut conn| {
            let versions = migrate::migrate(&mut conn, schemas)?;
            Ok((conn, versions))
        });
        match opened {
            Err(OpenError::Query(error))
                if session::is_locked(&error) && started.elapsed() < opener.patience =>
            {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

fn start(
    name: &str,
    session: Session,
    jobs: &Receiver<Box<dyn Job>>,
) -> Result<JoinHandle<()>, OpenError> {
    let jobs = jobs.clone();
    spawn(name, move || session::serve(session, &jobs))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|source| OpenError::Io {
            path: name.into(),
            source,
        })
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn change_number(conn: &mut AnyConn) -> QueryResult<i64> {
    let sql = per_backend! { &*conn,
        sqlite |_| "SELECT data_version AS number FROM pragma_data_version",
        postgres |_| "SELECT hashtextextended(pg_current_snapshot()::text, 0) AS number"
    };
    let row: Number = sql_query(sql).get_result(conn)?;
    Ok(row.number)
}
