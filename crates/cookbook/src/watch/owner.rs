//! Who looks at the machines: one at a time for each, more often while somebody is interested.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use operation::{Caller, Instant, Result, Workspace};
use tokio::sync::{Mutex as Turn, Notify};
use tokio::task::JoinSet;

use super::round::{self, Round};
use crate::cookbook::{Cookbook, lock};
use crate::machine::Machine;
use crate::servers::{self, Target};
use crate::tasks;
use crate::tasks::Row;

/// Somebody is interested for so long after they looked.
const INTEREST_MS: i64 = 60_000;
/// Who asks is told what was seen at most so long ago, if the machine answers in time.
const FRESH_LOCAL_MS: i64 = 1_500;
const FRESH_REMOTE_MS: i64 = 4_000;
/// Who reads a log here does not wait for a look: the service's own, every 3 s while something runs, are good enough.
const GOOD_LOCAL_MS: i64 = 5_000;
/// Who asks waits at most this long for machines; what was seen before is told then.
const PATIENCE: Duration = Duration::from_secs(4);
/// The service looks whose turn it is this often.
const PAUSE: Duration = Duration::from_secs(1);

/// What was seen of the machines.
#[derive(Default)]
pub(crate) struct Watch {
    machines: Mutex<HashMap<Machine, Arc<Known>>>,
    /// When somebody looked last, in milliseconds.
    interest: AtomicI64,
    /// Wakes the service: there is something new to watch.
    changed: Notify,
}

/// What is known of one machine.
#[derive(Default)]
pub(super) struct Known {
    /// Whoever looks holds this.
    turn: Turn<()>,
    /// When it was looked at last, in milliseconds; 0 is never.
    looked: AtomicI64,
    /// Its boot id then.
    pub(super) boot: Mutex<Option<String>>,
    /// The sessions that answered there, and when they did last.
    pub(super) answered: Mutex<HashMap<String, Instant>>,
}

impl Known {
    /// Whether it was looked at since then. A clock that is set back by hours leaves looks in its future behind: they are no
    /// reason to look at nothing until it gets there again.
    fn is_seen(&self, good_after: i64, workspace: &Workspace) -> bool {
        let looked = self.looked.load(Ordering::Acquire);
        looked > good_after && looked <= workspace.now().as_millisecond()
    }
}

impl Watch {
    /// Has the service look at once.
    pub(crate) fn wake(&self) {
        self.changed.notify_one();
    }

    fn machine(&self, machine: &Machine) -> Arc<Known> {
        Arc::clone(lock(&self.machines).entry(machine.clone()).or_default())
    }

    /// Somebody asks.
    fn asked(&self, now: Instant) {
        let first = !self.interested(now);
        self.interest.store(now.0, Ordering::Relaxed);
        if first {
            self.wake();
        }
    }

    fn interested(&self, now: Instant) -> bool {
        now.0 - self.interest.load(Ordering::Relaxed) < INTEREST_MS
    }
}

/// All machines that are set up or have programs.
async fn rounds(workspace: &Workspace) -> Result<Vec<Round>> {
    let (servers, live) = workspace
        .database()
        .read(|conn| {
            let names: Vec<String> = servers::all(conn)?.into_iter().map(|row| row.id).collect();
            let targets = names
                .iter()
                .filter_map(|id| {
                    Target::resolve(conn, id, "server", servers::Overrides::default()).ok()
                })
                .collect::<Vec<_>>();
            Ok::<_, operation::Error>((targets, tasks::row::live(conn)?))
        })
        .await?;
    let mut rounds: Vec<Round> = Vec::new();
    let mut put = |target: Target, row: Option<Row>| -> Result<()> {
        let machine = target.machine()?;
        let at = rounds.iter().position(|round| round.machine == machine);
        let round = match at.and_then(|at| rounds.get_mut(at)) {
            Some(round) => round,
            // Neither the machine is on a list any more nor what ran there.
            None if row.as_ref().is_some_and(|row| row.removed_at.is_some()) => return Ok(()),
            None => {
                rounds.push(Round {
                    machine,
                    target,
                    live: Vec::new(),
                });
                let Some(round) = rounds.last_mut() else {
                    return Ok(());
                };
                round
            }
        };
        round.live.extend(row);
        Ok(())
    };
    for target in servers {
        put(target, None)?;
    }
    for row in live {
        put(row.target()?, Some(row))?;
    }
    Ok(rounds)
}

/// How long a look at that machine is good for.
fn every(round: &Round, interested: bool) -> i64 {
    let local = round.machine == Machine::Local;
    match (round.live.is_empty(), interested) {
        (false, _) if local => 3_000,
        (false, true) => 10_000,
        (false, false) => 20_000,
        (true, true) => 20_000,
        (true, false) => 600_000,
    }
}

/// Looks at every machine whose last look is older than `old` milliseconds, where that is a number; gives when the oldest
/// look was.
async fn look_where(
    cookbook: &Cookbook,
    workspace: &Workspace,
    old: impl Fn(&Round) -> Option<i64>,
    patience: Duration,
) -> Result<Option<Instant>> {
    let mut looking = JoinSet::new();
    let mut watched = Vec::new();
    for round in rounds(workspace).await? {
        let Some(old) = old(&round) else {
            continue;
        };
        let entry = cookbook.watch().machine(&round.machine);
        let good_after = workspace.now().as_millisecond() - old;
        watched.push((Arc::clone(&entry), !round.live.is_empty()));
        if entry.is_seen(good_after, workspace) {
            continue;
        }
        let (cookbook, workspace) = (cookbook.clone(), workspace.clone());
        looking.spawn(async move {
            let _turn = entry.turn.lock().await;
            // Another one has looked while this one waited.
            if entry.is_seen(good_after, &workspace) {
                return;
            }
            let cx = workspace.context(Caller::house(), "watch");
            let called = round.target.remote().to_owned();
            if let Err(error) = round::look(&cookbook, &cx, &entry, round).await {
                tracing::error!(host = called, error = ?error, "a machine could not be looked at");
            }
            entry
                .looked
                .store(workspace.now().as_millisecond(), Ordering::Release);
        });
    }
    let all = async { while looking.join_next().await.is_some() {} };
    if tokio::time::timeout(patience, all).await.is_err() {
        // Who is still at it goes on; only nobody waits any more.
        looking.detach_all();
    }
    Ok(watched
        .iter()
        .filter(|(_, live)| *live)
        .map(|(entry, _)| entry.looked.load(Ordering::Acquire))
        .min()
        .map(Instant))
}

/// Looks at the machines for somebody who asks.
pub(crate) async fn look(cookbook: &Cookbook, workspace: &Workspace) -> Result<Option<Instant>> {
    cookbook.watch().asked(workspace.now().into());
    let old = |round: &Round| {
        Some(match (&round.machine, round.live.is_empty()) {
            (Machine::Local, false) => FRESH_LOCAL_MS,
            (Machine::Remote(_), false) => FRESH_REMOTE_MS,
            (_, true) => 20_000,
        })
    };
    look_where(cookbook, workspace, old, PATIENCE).await
}

/// Looks at that machine alone, for somebody who asks for more than the state of its tasks.
pub(crate) async fn look_at(
    cookbook: &Cookbook,
    workspace: &Workspace,
    machine: &Machine,
) -> Result<()> {
    cookbook.watch().asked(workspace.now().into());
    let good = match machine {
        Machine::Local => GOOD_LOCAL_MS,
        Machine::Remote(_) => FRESH_REMOTE_MS,
    };
    let old = |round: &Round| (round.machine == *machine).then_some(good);
    look_where(cookbook, workspace, old, PATIENCE).await?;
    Ok(())
}

/// Looks at the machines for as long as the server runs.
pub(crate) async fn service(cookbook: Cookbook, workspace: Workspace) -> Result<()> {
    loop {
        let interested = cookbook.watch().interested(workspace.now().into());
        let round = look_where(
            &cookbook,
            &workspace,
            |round| Some(every(round, interested)),
            // A machine that takes long does not keep us from looking at the others.
            PAUSE,
        )
        .await;
        if let Err(error) = round {
            tracing::error!(error = ?error, "the machines could not be looked at");
        }
        tokio::select! {
            () = cookbook.watch().changed.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use jiff::SignedDuration;

    use super::*;
    use crate::tasks::State;
    use crate::tests::house::House;

    #[tokio::test]
    async fn a_clock_that_is_set_back_does_not_keep_anybody_from_looking() {
        let house = House::new();
        // Something that stays as it is.
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let was = house.put("serve-00000001", "", State::StopFailed).await;
        let mut row = was.clone();
        row.port = Some(taken.local_addr().unwrap().port().into());
        house.change(&was, row).await;
        let looked = || look(&house.cookbook, &house.workspace);
        let right = house.workspace.now();
        house.clock.advance(SignedDuration::from_hours(2));
        assert!(looked().await.unwrap() > Some(right.into()));
        house.clock.set(right);
        assert_eq!(looked().await.unwrap(), Some(right.into()));
    }
}
