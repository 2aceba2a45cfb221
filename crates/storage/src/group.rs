//! SQLite's one writer: many writes share a transaction, and so one fsync.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_channel::Receiver;
use diesel::connection::{SimpleConnection, TransactionManager};

use crate::database::Metrics;
use crate::job::Job;
use crate::session::{Session, end};
use crate::{AnyConn, Fault};

/// Bounds of a group: the first write in it waits for the last.
const MAX_JOBS: usize = 256;
const MAX_TIME: Duration = Duration::from_millis(10);

/// Serves until the queue is closed and empty, then tidies the file.
pub(crate) fn serve(mut session: Session, jobs: &Receiver<Box<dyn Job>>, metrics: &Arc<Metrics>) {
    while let Ok(first) = jobs.recv_blocking() {
        group(&mut session, first, jobs, metrics);
        metrics
            .reopened
            .store(session.reopened(), Ordering::Release);
    }
    tidy(&mut session);
}

/// One group: the jobs that are waiting now, each in a savepoint, one commit, then the answers.
/// A job that arrives alone does not wait for company.
fn group(
    session: &mut Session,
    first: Box<dyn Job>,
    jobs: &Receiver<Box<dyn Job>>,
    metrics: &Metrics,
) {
    let mut waiting = Some(first);
    let mut done = Vec::new();
    let decided = session.transaction(|conn| {
        let started = Instant::now();
        while let Some(mut job) = waiting.take() {
            let result = savepoint(conn, job.as_mut());
            done.push(job);
            result?;
            if done.len() < MAX_JOBS && started.elapsed() < MAX_TIME {
                waiting = jobs.try_recv().ok();
            }
        }
        Ok(true)
    });
    if decided.is_ok() {
        metrics.commits.fetch_add(1, Ordering::Relaxed);
        metrics
            .writes
            .fetch_add(done.len() as u64, Ordering::Relaxed);
    }
    // `waiting` still holds the first job if the transaction could not begin.
    done.extend(waiting);
    if matches!(decided, Err(Fault::Busy)) {
        // Another process keeps the file locked. Those behind have waited as well: one after the
        // other they would wait far too long.
        done.extend(std::iter::from_fn(|| jobs.try_recv().ok()));
    }
    for job in done {
        job.finish(match &decided {
            Ok(()) => Ok(()),
            Err(fault) => Err(fault.again()),
        });
    }
}

/// # Errors
/// The whole group's transaction is lost.
fn savepoint(conn: &mut AnyConn, job: &mut dyn Job) -> Result<(), Fault> {
    AnyConn::begin_transaction(conn)?;
    let keep = job.run(conn);
    Ok(end(conn, 2, keep)?)
}

/// Moves the WAL into the file, so that a copy of the directory is small and whole. Another
/// process may be at work: then it is left to that one.
fn tidy(session: &mut Session) {
    let Some(conn) = session.connection() else {
        return;
    };
    for pragma in [
        "PRAGMA busy_timeout = 500",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ] {
        if let Err(error) = conn.batch_execute(pragma) {
            tracing::warn!(%error, pragma, "not tidied at closing");
        }
    }
}
