//! `cookbook.stop`.

use std::time::Duration;

use operation::{Context, Effect, Error, Instant, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LAUNCH;
use crate::command::SessionName;
use crate::cookbook::{Cookbook, unavailable};
use crate::machine::Trouble;
use crate::runner;
use crate::tasks::{self, DEFAULT_SOCKET, Row, State};

/// A program that is asked to end has this long before it is killed.
const PATIENCE: Duration = Duration::from_secs(6);
/// Who stops what another one is starting or stopping waits so long for them.
const TURN: Duration = Duration::from_secs(8);

/// Stops a task with every process that it started, and makes sure of it: the answer comes when nothing of it is left and
/// its port is free, or says what is.
#[derive(Deserialize, JsonSchema)]
struct Stop {
    /// Its session.
    session_id: SessionName,
}

#[derive(Serialize, JsonSchema)]
struct Stopped {
    session_id: String,
    /// `user@machine`, or `local`.
    host: String,
    /// `stopped`; `stop_failed` when something of it is left; `stopping` when the machine did not answer in time.
    state: State,
    /// 0 when it is stopped, 1 when something of it is left.
    exit_code: i32,
    /// What is left of it, in words.
    left: Option<String>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.stop", Effect::Destroy, move |cx, input| {
        stop(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .route(Method::Post, "/cookbook/tasks/{session_id}/stop")
    .everyday()
}

async fn stop(cookbook: Cookbook, cx: Context, input: Stop) -> Result<Stopped> {
    let id = input.session_id.as_str().to_owned();
    if let Some(row) = called_off(&cx, id.clone()).await? {
        return answer(&row, None);
    }
    let turn = cookbook.work().begin(&id);
    let Ok(_at_work) = tokio::time::timeout(TURN, turn).await else {
        return Err(Error::conflict(
            "It is being started or stopped just now; try again in a few seconds.",
        ));
    };
    let before = begun(&cx, id).await?;
    let target = before.target()?;
    let wanted = runner::Stop {
        socket: if before.socket == DEFAULT_SOCKET {
            ""
        } else {
            &before.socket
        },
        session: &before.id,
        port: before.port().filter(|_| before.state.is_live()),
        patience: PATIENCE,
    };
    let machines = cookbook.machines(cx.workspace());
    let outcome = runner::stop(machines, &target.machine()?, &wanted).await;
    let mut ending = Ending::of(&before, outcome, target.called());
    let left = ending.left.clone();
    let failure = ending.failure.take();
    let row = cx
        .write(move |tx| {
            let was = tasks::row::find(tx.conn, &before.id)?;
            let row = ending.noted(&before, &was, tx.now().into());
            store(tx, &was, &row)?;
            Ok(row)
        })
        .await?;
    cookbook.watch().wake();
    match failure {
        Some(failure) => Err(failure),
        None => answer(&row, left),
    }
}

/// A program that was not sent to its machine yet is not sent any more.
async fn called_off(cx: &Context, id: String) -> Result<Option<Row>> {
    cx.write(move |tx| {
        let was = tasks::row::find(tx.conn, &id)?;
        if !matches!(was.state, State::Queued | State::Preflight) {
            return Ok(None);
        }
        let mut row = was.clone();
        row.enter(State::Stopped, tx.now().into());
        store(tx, &was, &row)?;
        Ok(Some(row))
    })
    .await
}

/// Notes that it is being stopped; gives the task as it was before. What has ended stays as it is, and may have left a tmux
/// session or children behind: they go as well.
async fn begun(cx: &Context, id: String) -> Result<Row> {
    cx.write(move |tx| {
        let was = tasks::row::find(tx.conn, &id)?;
        if was.state.is_live() {
            let mut row = was.clone();
            row.enter(State::Stopping, tx.now().into());
            row.error = None;
            store(tx, &was, &row)?;
        }
        Ok(was)
    })
    .await
}

/// What came of it.
struct Ending {
    state: State,
    /// What is left of it, or may be, in words.
    left: Option<String>,
    /// How its program ended, where that was noted.
    code: Option<i64>,
    signal: Option<String>,
    /// Whether its machine was not reached at all.
    unreached: bool,
    /// What the caller is told in place of an answer.
    failure: Option<Error>,
}

impl Ending {
    fn of(
        before: &Row,
        outcome: std::result::Result<runner::Stopped, Trouble>,
        called: &str,
    ) -> Self {
        let ended = (!before.state.is_live()).then_some(before.state);
        let nothing = Self {
            state: before.state,
            left: None,
            code: None,
            signal: None,
            unreached: false,
            failure: None,
        };
        match outcome {
            Ok(stopped) => match stopped.left().or_else(|| slipped_away(before, &stopped)) {
                None => Self {
                    state: ended.unwrap_or(State::Stopped),
                    // The code of who was ended by a signal is the shell's way to say that.
                    code: stopped.code.filter(|_| stopped.signal.is_none()),
                    signal: stopped.signal,
                    ..nothing
                },
                Some(left) => Self {
                    state: State::StopFailed,
                    left: Some(left),
                    ..nothing
                },
            },
            Err(trouble) => {
                let failure = unavailable(called, &trouble);
                if trouble.is_before_it_began() {
                    return Self {
                        left: Some(trouble.to_string()),
                        unreached: true,
                        failure: Some(failure.hint("Nothing was stopped: it is as it was.")),
                        ..nothing
                    };
                }
                let words = format!("Whether it has ended is not certain. {}", failure.message);
                Self {
                    // What is seen next decides.
                    state: ended.unwrap_or(State::Stopping),
                    left: Some(words),
                    failure: match trouble {
                        Trouble::Slow(_) => None,
                        _ => Some(failure.hint(
                            "It may have been stopped nevertheless; `cookbook tasks` tells as soon as the machine answers.",
                        )),
                    },
                    ..nothing
                }
            }
        }
    }

    /// The task with that, which was `before` and is `was` now.
    fn noted(self, before: &Row, was: &Row, at: Instant) -> Row {
        let mut row = was.clone();
        let live = before.state.is_live();
        if live && self.unreached {
            (row.state, row.state_since) = (before.state, before.state_since);
            row.unreachable_since.get_or_insert(at);
            row.error = self.left;
        } else if live || self.state != before.state {
            row.enter(self.state, at);
            row.error = self.left;
            if live {
                (row.exit_code, row.signal) = (self.code, self.signal);
            }
        }
        row
    }
}

/// That its port is still taken, where that was its own by the last look: by something that is not known as one of its
/// processes any more. Ollama's may have been another one's all along.
fn slipped_away(before: &Row, stopped: &runner::Stopped) -> Option<String> {
    let its_own = before.state == State::Ready && before.engine.as_deref() != Some("ollama");
    if !its_own || !stopped.port_taken {
        return None;
    }
    let by = match &stopped.port_holder {
        Some(holder) => holder.to_string(),
        None => "a process of another user".to_owned(),
    };
    Some(format!(
        "the port is still taken by {by}, which slipped away from it"
    ))
}

fn answer(row: &Row, left: Option<String>) -> Result<Stopped> {
    Ok(Stopped {
        session_id: row.id.clone(),
        host: row.target()?.remote().to_owned(),
        exit_code: i32::from(left.is_some()),
        state: row.state,
        left,
    })
}

fn store(tx: &mut operation::Tx<'_>, was: &Row, row: &Row) -> Result<()> {
    if !tasks::row::change(tx.conn, was, row)? {
        return Err(Error::conflict("It changed at this moment; try again."));
    }
    tasks::tell(tx, row)
}
