//! One look at a machine, and what follows from it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use operation::{Context, Instant, Result};

use super::owner::Known;
use super::sweep::{Watched, sweep};
use super::{HostSweep, Listening, Observation, Probe, Socket, StatusFile, candidates};
use crate::cookbook::{Cookbook, lock};
use crate::machine::{Machine, Machines};
use crate::output::phase;
use crate::servers::Target;
use crate::tasks::decide::{Seen, decide, unseen};
use crate::tasks::row::{json, parsed};
use crate::tasks::{self, DEFAULT_SOCKET, DOWNLOAD, Row, SERVE, State};
use crate::transfers::{self, Paced, progress};
use crate::{adopt, explain, presets};

/// A machine that does not answer within this time is not reached.
const LIMIT: Duration = Duration::from_secs(10);
/// A server that answered is asked again after so many milliseconds: servers write each request into their log, and that
/// its process is there and listens is seen at every look.
const ASK_AGAIN_MS: i64 = 30_000;
/// So much of a log tells how far a program is.
const TAIL: u32 = 4096;

/// Servers that work tell of it every few seconds; what one said of its load so long ago, in seconds, is over.
const QUIET: i64 = 60;

/// A machine with what is to be watched there.
pub(super) struct Round {
    pub(super) machine: Machine,
    pub(super) target: Target,
    pub(super) live: Vec<Row>,
}

/// Looks at the machine once, and stores what changed.
pub(super) async fn look(
    cookbook: &Cookbook,
    cx: &Context,
    known: &Known,
    round: Round,
) -> Result<()> {
    let machines = cookbook.machines(cx.workspace());
    let instance = cookbook.instance(cx.workspace()).await?;
    let began: Instant = cx.workspace().now().into();
    let work = cookbook.work();
    // Who was at it when the machine was asked may have changed what was seen.
    let before: HashSet<String> = (round.live.iter())
        .filter(|row| work.is_under_way(&row.id))
        .map(|row| row.id.clone())
        .collect();
    let at_work = |row: &Row| before.contains(&row.id) || work.is_under_way(&row.id);
    let wanted: Vec<Watched> = {
        let answered = lock(&known.answered);
        let asks = |row: &Row| {
            row.state != State::Ready
                || (answered.get(&row.id))
                    .is_none_or(|last| !(0..ASK_AGAIN_MS).contains(&(began.0 - last.0)))
        };
        round
            .live
            .iter()
            .map(|row| wanted(row, asks(row)))
            .collect()
    };
    let seen = match sweep(machines, &round.machine, instance, &wanted, LIMIT).await {
        Ok(seen) => seen,
        Err(trouble) => {
            tracing::debug!(host = round.target.remote(), %trouble, "a machine was not seen");
            let at: Instant = cx.workspace().now().into();
            let why = trouble.to_string();
            let lost = |row: Row| (row.clone(), unseen(&row, &why, at_work(&row), at));
            return store(cx, round.live.into_iter().map(lost).collect()).await;
        }
    };
    let rebooted = {
        let mut boot = lock(&known.boot);
        let before = std::mem::replace(&mut *boot, seen.boot_id.clone());
        before.is_some() && before != seen.boot_id
    };
    note_answers(&mut lock(&known.answered), &seen.watched, began);
    let at: Instant = cx.workspace().now().into();
    let mut changes = Vec::new();
    let mut ready = Vec::new();
    for row in &round.live {
        let Some(observation) = seen.watched.iter().find(|one| one.session == row.id) else {
            continue;
        };
        let tail = observation
            .log
            .as_ref()
            .map(|log| String::from_utf8_lossy(log.of_program()));
        let mut next = decide(
            row,
            &Seen {
                observation,
                phase: tail.as_deref().and_then(phase::read).map(|phase| {
                    let quiet = observation
                        .log
                        .as_ref()
                        .is_some_and(|log| seen.at_host - log.modified > QUIET);
                    if quiet { phase.quiet() } else { phase }
                }),
                rebooted,
                at_host: seen.at_host,
                ahead: ahead(seen.at_host, began, at),
                unfinished: unfinished(machines, &round.machine, row, observation).await,
                at_work: at_work(row),
                at,
            },
        );
        if row.kind != SERVE
            && let Some(progress) = tail.as_deref().and_then(progress)
        {
            next.percent = next.percent.or(progress.percent.map(i64::from));
            let before: Option<Paced> =
                (row.progress.as_deref()).and_then(|text| parsed(text).ok());
            next.progress = Some(json(&Paced::after(before.as_ref(), progress, at))?);
        }
        if next.state == State::Failed && row.state != State::Failed {
            explain::explain(cookbook, cx, &mut next).await;
        }
        if became_ready(row, &next) {
            let own = observation.processes.iter().map(|one| one.pid).collect();
            ready.push((next.clone(), own));
        }
        changes.push((row.clone(), next));
    }
    store(cx, changes).await?;
    for (row, own) in ready {
        presets::note(cookbook, cx.workspace(), row, own);
    }
    take_up(cookbook, cx, &round, &seen, began).await
}

/// By how many milliseconds the machine's clock is ahead of ours at least, which said `at_host` between these two; below 0 it
/// is behind.
fn ahead(at_host: i64, began: Instant, at: Instant) -> i64 {
    let first = at_host.saturating_mul(1000);
    let last = first.saturating_add(999);
    if first > at.0 {
        first.saturating_sub(at.0)
    } else {
        last.saturating_sub(began.0).min(0)
    }
}

/// How many files a download left unfinished that says that it came to its end. Where it cannot be seen, its word counts.
async fn unfinished(
    machines: &Machines,
    machine: &Machine,
    row: &Row,
    seen: &Observation,
) -> usize {
    let ended =
        |status: &&StatusFile| status.end.is_some() && status.code == Some(0) && !status.stopped;
    let Some(status) = seen.status.as_ref().filter(ended) else {
        return 0;
    };
    if row.kind != DOWNLOAD {
        return 0;
    }
    let since = status.start.unwrap_or_default();
    match transfers::unfinished(machines, machine, &row.cmd, since).await {
        Ok(left) => left,
        Err(trouble) => {
            tracing::warn!(session = row.id, %trouble, "whether a download is whole was not seen");
            0
        }
    }
}

/// Remembers who answered, where it can be seen who listens, and forgets who is not watched any more or does not answer.
fn note_answers(answered: &mut HashMap<String, Instant>, seen: &[Observation], at: Instant) {
    answered.retain(|session, _| seen.iter().any(|one| one.session == *session));
    for one in seen {
        match (one.http, one.listening) {
            (Probe::Answered(200..=499), Listening::Process(_) | Listening::Somebody) => {
                answered.insert(one.session.clone(), at);
            }
            (Probe::Unknown, Listening::Process(_) | Listening::Somebody) => {}
            _ => {
                answered.remove(&one.session);
            }
        }
    }
}

/// What is to be looked at for that task, and whether it is asked over HTTP.
fn wanted(row: &Row, asks: bool) -> Watched {
    Watched {
        session: row.id.clone(),
        socket: if row.socket == DEFAULT_SOCKET {
            Socket::Default
        } else {
            Socket::Ours
        },
        port: row.port().filter(|_| row.kind == SERVE),
        health: if asks {
            row.engine().health_paths()
        } else {
            &[]
        },
        tail: TAIL,
    }
}

fn became_ready(was: &Row, next: &Row) -> bool {
    next.state == State::Ready && was.ready_at.is_none()
}

/// Stores what changed, and tells of it.
async fn store(cx: &Context, changes: Vec<(Row, Row)>) -> Result<()> {
    let changes: Vec<(Row, Row)> = changes
        .into_iter()
        .filter(|(was, next)| was != next)
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    cx.write(move |tx| {
        for (was, next) in changes {
            // Somebody else decided meanwhile; the next look sees more.
            if !tasks::row::change(tx.conn, &was, &next)? {
                continue;
            }
            tasks::tell(tx, &next)?;
            if became_ready(&was, &next) {
                presets::save::keep(tx, &next)?;
            }
        }
        Ok(())
    })
    .await
}

/// Takes up model servers that somebody started in a session named like ours.
async fn take_up(
    cookbook: &Cookbook,
    cx: &Context,
    round: &Round,
    seen: &HostSweep,
    began: Instant,
) -> Result<()> {
    if seen.sessions.is_empty() {
        return Ok(());
    }
    let target = round.target.clone();
    let names = seen.sessions.iter().map(|one| one.name.clone()).collect();
    let mut known: Vec<Row> = cx
        .read(move |view| tasks::row::named(view.conn, names))
        .await?;
    known.retain(|row| {
        let mut sessions = seen.sessions.iter().filter(|one| one.name == row.id);
        !sessions.any(|one| adopt::is_another(row, &target, seen.at_host - one.created, began))
    });
    let known = known.into_iter().map(|row| row.id).collect();
    let found = candidates(seen, &known);
    if found.is_empty() {
        return Ok(());
    }
    let ours = cookbook.socket(cx.workspace()).await?;
    cx.write(move |tx| {
        for candidate in found {
            adopt::take_up(tx, &target, &ours, candidate, began)?;
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_may_be_right_is_taken_for_right() {
        let ahead = |at_host, began, at| ahead(at_host, Instant(began), Instant(at));
        assert_eq!(ahead(100, 99_000, 101_000), 0);
        assert_eq!(ahead(100, 100_900, 101_000), 0, "it tells whole seconds");
        assert_eq!(ahead(160, 99_000, 101_000), 59_000);
        assert_eq!(ahead(40, 99_000, 101_000), -58_001);
    }
}
