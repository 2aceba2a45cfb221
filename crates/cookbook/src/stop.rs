//! `cookbook.stop`.

use std::time::Duration;

use operation::{Context, Effect, Error, Method, Operation, Result};
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
    /// `stopped`, or `stop_failed`.
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
    let row = cx
        .write(move |tx| {
            let was = tasks::row::find(tx.conn, input.session_id.as_str())?;
            let mut row = was.clone();
            if matches!(was.state, State::Done | State::Failed | State::Stopped) {
                return Ok(row);
            }
            row.enter(State::Stopping, tx.now().into());
            row.error = None;
            store(tx, &was, &row)?;
            Ok(row)
        })
        .await?;
    // What has ended may have left a tmux session or children behind: they go as well.
    let ended = (!row.state.is_live()).then_some(row.state);
    let target = row.target()?;
    let machines = cookbook.machines(cx.workspace());
    let wanted = runner::Stop {
        socket: if row.socket == DEFAULT_SOCKET {
            ""
        } else {
            &row.socket
        },
        session: &row.id,
        port: row.port().filter(|_| ended.is_none()),
        patience: PATIENCE,
    };
    let outcome = runner::stop(machines, &target.machine()?, &wanted).await;
    let (state, left) = match &outcome {
        Ok(stopped) => match stopped.left() {
            None => (ended.unwrap_or(State::Stopped), None),
            Some(left) => (State::StopFailed, Some(left)),
        },
        Err(trouble) => (
            State::StopFailed,
            Some(format!(
                "Whether it has ended is not certain. {}",
                unavailable(target.called(), trouble).message
            )),
        ),
    };
    let (id, words) = (row.id.clone(), left.clone());
    let noted = outcome.as_ref().ok();
    let signal = noted.and_then(|stopped| stopped.signal.clone());
    // The code of who was ended by a signal is the shell's way to say that.
    let code = noted
        .and_then(|stopped| stopped.code)
        .filter(|_| signal.is_none());
    cx.write(move |tx| {
        let was = tasks::row::find(tx.conn, &id)?;
        let mut row = was.clone();
        row.enter(state, tx.now().into());
        if ended.is_none() {
            (row.exit_code, row.signal) = (code, signal);
        }
        row.error = words.or(row.error.filter(|_| ended.is_some()));
        store(tx, &was, &row)
    })
    .await?;
    cookbook.watch().wake();
    match outcome {
        // What it did is not known, that it was asked is: the state says what to do.
        Ok(_) | Err(Trouble::Slow(_)) => {}
        Err(trouble) => return Err(unavailable(target.called(), &trouble)),
    }
    Ok(Stopped {
        session_id: row.id,
        host: target.remote().to_owned(),
        exit_code: i32::from(left.is_some()),
        state,
        left,
    })
}

fn store(tx: &mut operation::Tx<'_>, was: &Row, row: &Row) -> Result<()> {
    if !tasks::row::change(tx.conn, was, row)? {
        return Err(Error::conflict("It changed at this moment; try again."));
    }
    tasks::tell(tx, row)
}
