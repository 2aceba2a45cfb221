//! Jobs: what is to be done at a time. Rows of a table, a timer that sleeps until the next of them, and
//! a claim that commits together with what the job does.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use diesel::{dsl::min, prelude::*, upsert::excluded};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::AnyConn;
use tokio::task::JoinSet;

use crate::tables::jobs;
use crate::{Context, Error, Result, Tx, Workspace, idempotency};

/// So many due jobs are taken up together; their transactions share a commit.
const BATCH: i64 = 256;
/// A job that runs outside is its runner's for so long; if that one dies, another takes over after it.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// The timer looks at the clock at least this often, since clocks are set and machines sleep.
const TICK: Duration = Duration::from_secs(1);
/// What is past its time is removed this often.
const HOUSEKEEPING: SignedDuration = SignedDuration::from_hours(1);
/// Deleted things can be restored for so long.
const TRASH_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A job whose time has come.
#[derive(Debug, Clone, Queryable)]
pub struct Job {
    /// Its kind's name.
    pub kind: String,
    /// The thing that it is about.
    pub key: String,
    /// Whose it is.
    pub owner: String,
    run_at: i64,
    payload: String,
    /// How often it was tried before.
    pub attempts: i64,
}

impl Job {
    /// When it was to run.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        Timestamp::from_millisecond(self.run_at).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// What was scheduled with it.
    ///
    /// # Errors
    /// A fault, when it was scheduled with something else.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(&self.payload)?)
    }
}

type Outside =
    Arc<dyn Fn(Context, Job) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

enum Run {
    Inside(fn(&mut Tx<'_>, &Job) -> Result<()>),
    Outside(Outside),
}

/// A kind of job, and what it does.
pub struct JobKind {
    pub(crate) name: &'static str,
    run: Run,
}

impl JobKind {
    /// A job that only changes rows: done exactly once, since the claim is in its transaction.
    #[must_use]
    pub fn inside(name: &'static str, run: fn(&mut Tx<'_>, &Job) -> Result<()>) -> Self {
        Self {
            name,
            run: Run::Inside(run),
        }
    }

    /// A job that reaches outside: done at least once. An error has it tried again, later each time; to
    /// give up, it returns `Ok`.
    pub fn outside<F>(
        name: &'static str,
        run: impl Fn(Context, Job) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        Self {
            name,
            run: Run::Outside(Arc::new(move |cx, job| Box::pin(run(cx, job)))),
        }
    }
}

pub(crate) fn put(
    conn: &mut AnyConn,
    kind: &str,
    key: &str,
    owner: &str,
    at: Timestamp,
    payload: &impl Serialize,
) -> Result<()> {
    let row = (
        jobs::kind.eq(kind),
        jobs::key.eq(key),
        jobs::owner.eq(owner),
        jobs::run_at.eq(at.as_millisecond()),
        jobs::payload.eq(serde_json::to_string(payload)?),
        jobs::attempts.eq(0),
    );
    storage::each_backend!(conn, |c| diesel::insert_into(jobs::table)
        .values(row)
        .on_conflict((jobs::kind, jobs::key))
        .do_update()
        .set((
            jobs::owner.eq(excluded(jobs::owner)),
            jobs::run_at.eq(excluded(jobs::run_at)),
            jobs::payload.eq(excluded(jobs::payload)),
            jobs::attempts.eq(0),
        ))
        .execute(c))?;
    Ok(())
}

pub(crate) fn remove(conn: &mut AnyConn, kind: &str, key: &str) -> Result<()> {
    diesel::delete(jobs::table.find((kind, key))).execute(conn)?;
    Ok(())
}

/// The row as it was found: a claim, a change of plan and another try all make it another.
#[diesel::dsl::auto_type]
fn unchanged<'a>(job: &'a Job) -> _ {
    let (kind, key): (&'a str, &'a str) = (&job.kind, &job.key);
    let run_at: i64 = job.run_at;
    let attempts: i64 = job.attempts;
    jobs::table
        .find((kind, key))
        .filter(jobs::run_at.eq(run_at))
        .filter(jobs::attempts.eq(attempts))
}

/// Takes the job away, if it is as it was found.
fn take(conn: &mut AnyConn, job: &Job) -> Result<bool> {
    Ok(diesel::delete(unchanged(job)).execute(conn)? == 1)
}

/// Plans the job for another time, if it is as it was found; `attempts` were made by then.
fn replan(
    conn: &mut AnyConn,
    job: &Job,
    at: Timestamp,
    attempts: i64,
    error: Option<&str>,
) -> Result<bool> {
    let plan = (
        jobs::run_at.eq(at.as_millisecond()),
        jobs::attempts.eq(attempts),
        jobs::last_error.eq(error),
    );
    Ok(diesel::update(unchanged(job)).set(plan).execute(conn)? == 1)
}

impl Workspace {
    /// Runs jobs as their time comes, until the future is dropped.
    pub async fn run_jobs(&self) {
        if let Err(error) = self.take_over().await {
            tracing::error!(error = ?error, "jobs of an earlier run stay with it until their lease ends");
        }
        let mut cleaned = Timestamp::MIN;
        let mut next = Some(Timestamp::MIN);
        let mut seen = None;
        loop {
            let now = self.now();
            if now.duration_since(cleaned) > HOUSEKEEPING {
                cleaned = now;
                if let Err(error) = self.clean(now).await {
                    tracing::error!(error = ?error, "housekeeping failed");
                }
            }
            if next.is_some_and(|next| next <= now) {
                next = match self.run_due().await {
                    Ok(next) => next,
                    Err(error) => {
                        tracing::error!(error = ?error, "looking for due jobs failed");
                        now.checked_add(SignedDuration::from_secs(1)).ok()
                    }
                };
            }
            let wait = next.map_or(TICK, |next| {
                Duration::try_from(next.duration_since(self.now()))
                    .unwrap_or(Duration::ZERO)
                    .min(TICK)
            });
            tokio::select! {
                earliest = self.earlier_job() => next = Some(next.map_or(earliest, |next| next.min(earliest))),
                () = tokio::time::sleep(wait) => {
                    if wait == TICK {
                        let changes = self.database().changes_elsewhere().await.ok();
                        if std::mem::replace(&mut seen, changes) != changes {
                            next = Some(Timestamp::MIN);
                        }
                    }
                }
            }
        }
    }

    /// Makes due what an earlier run of this program had taken up and did not end. Only the embedded
    /// database has no other runner that may be at it still.
    async fn take_over(&self) -> Result<()> {
        let now = self.now().as_millisecond();
        self.database()
            .write(move |conn| {
                if !matches!(conn, AnyConn::Sqlite(_)) {
                    return Ok(());
                }
                // A lease is a try without an error; a plan for another try has one.
                let leased = jobs::table
                    .filter(jobs::attempts.gt(0))
                    .filter(jobs::last_error.is_null())
                    .filter(jobs::run_at.gt(now));
                diesel::update(leased)
                    .set(jobs::run_at.eq(now))
                    .execute(conn)?;
                Ok(())
            })
            .await
    }

    /// Runs everything that is due now, and gives the time of the next job.
    ///
    /// # Errors
    /// Faults of the database. A job that fails is tried again later and is no error here.
    pub async fn run_due(&self) -> Result<Option<Timestamp>> {
        loop {
            let now = self.now().as_millisecond();
            let due: Vec<Job> = self
                .database()
                .read(move |conn| {
                    Ok::<_, Error>(
                        jobs::table
                            .filter(jobs::run_at.le(now))
                            .order(jobs::run_at)
                            .limit(BATCH)
                            .select((
                                jobs::kind,
                                jobs::key,
                                jobs::owner,
                                jobs::run_at,
                                jobs::payload,
                                jobs::attempts,
                            ))
                            .load(conn)?,
                    )
                })
                .await?;
            if due.is_empty() {
                break;
            }
            let mut running = JoinSet::new();
            for job in due {
                let workspace = self.clone();
                running.spawn(async move { workspace.run_job(job).await });
            }
            while let Some(ended) = running.join_next().await {
                ended.map_err(Error::fault)??;
            }
        }
        let next: Option<i64> = self
            .database()
            .read(|conn| Ok::<_, Error>(jobs::table.select(min(jobs::run_at)).first(conn)?))
            .await?;
        Ok(next.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    async fn run_job(&self, job: Job) -> Result<()> {
        let caller = self.job_caller(&job.owner).await?;
        let (Some(caller), Some(kind)) = (caller, self.registry().job(&job.kind)) else {
            tracing::warn!(
                kind = job.kind,
                key = job.key,
                "a job of nobody, or of no known kind, is dropped"
            );
            return self
                .database()
                .write(move |conn| remove(conn, &job.kind, &job.key))
                .await;
        };
        let cx = self.context(caller, "job");
        match &kind.run {
            Run::Inside(run) => self.run_inside(cx, job, *run).await,
            Run::Outside(run) => self.run_outside(cx, job, Arc::clone(run)).await,
        }
    }

    async fn run_inside(
        &self,
        cx: Context,
        job: Job,
        run: fn(&mut Tx<'_>, &Job) -> Result<()>,
    ) -> Result<()> {
        let claimed = job.clone();
        let done = cx
            .write(move |tx| {
                if take(tx.conn, &claimed)? {
                    run(tx, &claimed)
                } else {
                    Ok(())
                }
            })
            .await;
        match done {
            Ok(()) => Ok(()),
            Err(error) => {
                let attempts = job.attempts + 1;
                self.retry(job, attempts, &error).await
            }
        }
    }

    async fn run_outside(&self, cx: Context, job: Job, run: Outside) -> Result<()> {
        let until = cx.now().saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        let claim = Job {
            run_at: until.as_millisecond(),
            attempts: job.attempts + 1,
            ..job.clone()
        };
        let (found, attempts) = (job.clone(), claim.attempts);
        let claimed = self
            .database()
            .write(move |conn| replan(conn, &found, until, attempts, None))
            .await?;
        if !claimed {
            return Ok(());
        }
        let workspace = self.clone();
        tokio::spawn(async move {
            let Ok(_place) = workspace.outside_places().acquire().await else {
                return;
            };
            let settled = match run(cx, job).await {
                Ok(()) => workspace
                    .database()
                    .write(move |conn| take(conn, &claim))
                    .await
                    .map(drop),
                Err(error) => workspace.retry(claim, attempts, &error).await,
            };
            if let Err(error) = settled {
                tracing::error!(error = ?error, "the outcome of a job could not be recorded");
            }
        });
        Ok(())
    }

    /// Plans a job anew that has failed `attempts` times: after 2, 4, 8, … seconds, at most an hour.
    async fn retry(&self, job: Job, attempts: i64, error: &Error) -> Result<()> {
        tracing::warn!(kind = job.kind, key = job.key, attempts, error = ?error, "a job failed");
        let wait = SignedDuration::from_secs(1_i64 << attempts.clamp(1, 12))
            .min(SignedDuration::from_hours(1));
        let at = self.now().saturating_add(wait).unwrap_or(Timestamp::MAX);
        let message = error.to_string();
        self.database()
            .write(move |conn| replan(conn, &job, at, attempts, Some(&message)))
            .await?;
        self.after_commit(Vec::new(), Some(at));
        Ok(())
    }

    async fn clean(&self, now: Timestamp) -> Result<()> {
        let oldest = now
            .saturating_sub(TRASH_KEPT)
            .unwrap_or(Timestamp::MIN)
            .as_millisecond();
        self.database()
            .write(move |conn| {
                storage::trash::purge(conn, oldest)?;
                idempotency::purge(conn, now)
            })
            .await
    }
}
