//! A worker's connection: opened when first needed, opened again when it broke.

use std::num::NonZeroU32;

use async_channel::Receiver;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error, QueryResult};

use crate::job::Job;
use crate::open::{Opener, Role, connect};
use crate::{AnyConn, Fault, each_backend, per_backend};

/// A connection that heals.
pub(crate) struct Session {
    opener: Opener,
    conn: Option<AnyConn>,
    opened: u32,
}

impl Session {
    pub(crate) fn new(opener: Opener, conn: Option<AnyConn>) -> Session {
        Session {
            opener,
            conn,
            opened: 0,
        }
    }

    /// How often the connection had to be opened anew.
    pub(crate) fn reopened(&self) -> u32 {
        self.opened
    }

    /// The connection, when it is open.
    pub(crate) fn connection(&mut self) -> Option<&mut AnyConn> {
        self.conn.as_mut()
    }

    /// Begins a transaction, `work` in it, and ends it as `work` says.
    ///
    /// # Errors
    /// The transaction was not kept; the connection is given up and opened again next time.
    pub(crate) fn transaction(
        &mut self,
        work: impl FnOnce(&mut AnyConn) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut conn = self.begin()?;
        let ended = work(&mut conn).and_then(|keep| Ok(end(&mut conn, 1, keep)?));
        if ended.is_ok() {
            self.conn = Some(conn);
        }
        ended
    }

    /// A connection with a transaction just begun; one retry on a new connection, since an idle
    /// one may have been cut.
    fn begin(&mut self) -> Result<AnyConn, Fault> {
        if let Some(mut conn) = self.conn.take() {
            match begin(&mut conn, self.opener.role) {
                Ok(()) => return Ok(conn),
                Err(error) if is_locked(&error) => {
                    self.conn = Some(conn);
                    return Err(Fault::Busy);
                }
                Err(error) => {
                    tracing::warn!(%error, "the database connection broke; opening a new one")
                }
            }
        }
        let mut conn = connect(&self.opener).map_err(|error| {
            Fault::database(DatabaseErrorKind::UnableToSendCommand, error.to_string())
        })?;
        self.opened = self.opened.wrapping_add(1);
        begin(&mut conn, self.opener.role)?;
        Ok(conn)
    }
}

/// One job a transaction: SQLite readers, PostgreSQL readers and writers.
pub(crate) fn serve(mut session: Session, jobs: &Receiver<Box<dyn Job>>) {
    while let Ok(mut job) = jobs.recv_blocking() {
        let reads = session.opener.role == Role::Read;
        if reads && job.is_abandoned() {
            continue;
        }
        // A read keeps nothing, whatever it did.
        let decided = session.transaction(|conn| Ok(job.run(conn) && !reads));
        job.finish(decided);
    }
}

fn begin(conn: &mut AnyConn, role: Role) -> QueryResult<()> {
    let sql = match role {
        Role::Read => per_backend! { &*conn,
            sqlite |_| "BEGIN DEFERRED",
            postgres |_| "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        },
        // IMMEDIATE: a deferred one that reads first could not wait for another process's lock.
        Role::Write => per_backend! { &*conn,
            sqlite |_| "BEGIN IMMEDIATE",
            postgres |_| "BEGIN"
        },
    };
    each_backend!(conn, |c| AnsiTransactionManager::begin_transaction_sql(
        c, sql
    ))
}

/// Ends the transaction or savepoint at `depth` (1 is the outermost), and first what a panic may
/// have left open inside it.
pub(crate) fn end(conn: &mut AnyConn, depth: u32, keep: bool) -> QueryResult<()> {
    while open_depth(conn)? > depth {
        AnyConn::rollback_transaction(conn)?;
    }
    if open_depth(conn)? < depth {
        // SQLite gave the transaction up by itself (disk full, I/O error).
        return Err(Error::NotInTransaction);
    }
    if keep {
        AnyConn::commit_transaction(conn)
    } else {
        AnyConn::rollback_transaction(conn)
    }
}

fn open_depth(conn: &mut AnyConn) -> QueryResult<u32> {
    let depth = AnyConn::transaction_manager_status_mut(conn).transaction_depth()?;
    Ok(depth.map_or(0, NonZeroU32::get))
}

/// SQLite's words for SQLITE_BUSY; Diesel has no kind for it.
pub(crate) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, info) if info.message() == "database is locked")
}
