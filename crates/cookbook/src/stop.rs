//! `cookbook.stop`.

use std::time::Duration;

use operation::{Context, Effect, Error, Instant, Method, Operation, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LAUNCH;
use crate::command::{Command, SessionName};
use crate::cookbook::{Cookbook, unavailable};
use crate::machine::{Machine, Machines, Trouble};
use crate::runner::{self, Unload, Unloaded};
use crate::tasks::{self, DEFAULT_SOCKET, Row, State};

/// A program that is asked to end has this long before it is killed.
const PATIENCE: Duration = Duration::from_secs(6);
/// Who stops what another one is starting or stopping waits so long for them: with `LIMIT`, clients that give up after 20 s
/// still hear of it.
const TURN: Duration = Duration::from_secs(5);
/// All of it takes at most so long.
const LIMIT: Duration = Duration::from_millis(14_500);
/// Of this, Ollama has at least so long to unload a model.
const UNLOADING: Duration = Duration::from_secs(5);

/// Stops a task with every process that it started, and makes sure of it: the answer comes when nothing of it is left, its
/// port is free and the memory of its GPUs is released where that can be seen, or says what is. A model that `ollama run`
/// had a server load is unloaded, also when the task has ended already.
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
    /// What else there is to know, in words: whether Ollama has unloaded the model.
    note: Option<String>,
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
        return answer(&row, None, None);
    }
    let turn = cookbook.work().begin(&id);
    let Ok(_at_work) = tokio::time::timeout(TURN, turn).await else {
        return Err(Error::conflict(
            "It is being started or stopped just now; try again in a few seconds.",
        ));
    };
    let before = begun(&cx, id).await?;
    let target = before.target()?;
    let unload = Command::parse(&before.cmd)
        .ok()
        .and_then(|command| Unload::of(&command));
    let wanted = runner::Stop {
        socket: if before.socket == DEFAULT_SOCKET {
            ""
        } else {
            &before.socket
        },
        session: &before.id,
        // The port of an `ollama run` is that of the server that it asks, which stays.
        port: before
            .port()
            .filter(|_| before.state.is_live() && unload.is_none()),
        patience: PATIENCE,
        limit: match unload {
            Some(_) => LIMIT.saturating_sub(UNLOADING),
            None => LIMIT,
        },
        root: "",
    };
    let machines = cookbook.machines(cx.workspace());
    let machine = target.machine()?;
    let began = std::time::Instant::now();
    let outcome = runner::stop(machines, &machine, &wanted).await;
    let mut note = None;
    let mut ending = Ending::of(&before, outcome, target.called());
    if let (Some(unload), None) = (&unload, &ending.failure) {
        let limit = LIMIT.saturating_sub(began.elapsed());
        match free(machines, &machine, &before.id, unload, limit).await {
            Ok(words) => note = Some(words),
            Err(words) => ending.is_not_all(words),
        }
    }
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
        None => answer(&row, left, note),
    }
}

/// Has Ollama unload the model. Gives what became of it in words; as an error, that it is still loaded.
async fn free(
    machines: &Machines,
    machine: &Machine,
    session: &str,
    unload: &Unload,
    limit: Duration,
) -> Result<String, String> {
    match runner::unload(machines, machine, session, unload, limit).await {
        Ok(Unloaded::Loaded) => Err(unload.told(Unloaded::Loaded)),
        Ok(became) => Ok(unload.told(became)),
        Err(trouble) => {
            tracing::warn!(session, %trouble, "Ollama could not be asked to unload a model");
            Ok(unload.told(Unloaded::Silent))
        }
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

    /// This is left as well.
    fn is_not_all(&mut self, words: String) {
        self.state = State::StopFailed;
        self.left = Some(match self.left.take() {
            Some(left) => format!("{left}; {words}"),
            None => words,
        });
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

fn answer(row: &Row, left: Option<String>, note: Option<String>) -> Result<Stopped> {
    Ok(Stopped {
        session_id: row.id.clone(),
        host: row.target()?.remote().to_owned(),
        exit_code: i32::from(left.is_some()),
        state: row.state,
        left,
        note,
    })
}

fn store(tx: &mut operation::Tx<'_>, was: &Row, row: &Row) -> Result<()> {
    if !tasks::row::change(tx.conn, was, row)? {
        return Err(Error::conflict("It changed at this moment; try again."));
    }
    tasks::tell(tx, row)
}
