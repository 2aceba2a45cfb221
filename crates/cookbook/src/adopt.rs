//! `cookbook.adopt`, and taking up what a sweep found.

use operation::{Context, Effect, Error, Instant, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use crate::LAUNCH;
use crate::command::{RepoId, SessionName};
use crate::cookbook::{Cookbook, unavailable};
use crate::servers::{Overrides, Target};
use crate::tasks::{self, DEFAULT_SOCKET, New, Row, SERVE, State};
use crate::watch::{self, Candidate, Socket};

/// Takes up a model server that was started elsewhere in a tmux session, so that it is watched, read and stopped like the
/// others.
#[derive(Deserialize, JsonSchema)]
struct Adopt {
    /// The tmux session's exact name.
    tmux_session: SessionName,
    /// The model.
    model: RepoId,
    /// Where: a server's name or host; left out, this machine.
    #[serde(default)]
    host: Option<Text<255>>,
    /// The port that it serves on; left out, what its command line says.
    port: Option<u16>,
}

#[derive(Serialize, JsonSchema)]
struct Adopted {
    ok: bool,
    session_id: String,
    /// `user@machine`, or `local`.
    host: String,
    /// Whether it was on the list already.
    already_tracked: bool,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.adopt", Effect::Write, move |cx, input| {
        adopt(cookbook.clone(), cx, input)
    })
    .scope(LAUNCH)
    .instance()
    .route(Method::Post, "/cookbook/adopt")
}

async fn adopt(cookbook: Cookbook, cx: Context, input: Adopt) -> Result<Adopted> {
    let host = input.host.map(|host| host.0).unwrap_or_default();
    let session = input.tmux_session.as_str().to_owned();
    let (target, known) = {
        let session = session.clone();
        cx.read(move |view| {
            let target = Target::resolve(view.conn, &host, "host", Overrides::default())?;
            Ok((target, known(view.conn, &session)?))
        })
        .await?
    };
    let machine = target.machine()?;
    let answer = |already_tracked| Adopted {
        ok: true,
        session_id: session.clone(),
        host: target.remote().to_owned(),
        already_tracked,
    };
    if let Some(known) = known {
        let there = known.target()?;
        if there.machine()? != machine {
            return Err(elsewhere(&session, &there));
        }
        if !may_begin_anew(&known) {
            let id = session.clone();
            cx.write(move |tx| put_back(tx, &id)).await?;
            return Ok(answer(true));
        }
    }
    let machines = cookbook.machines(cx.workspace());
    let instance = cookbook.instance(cx.workspace()).await?;
    let found = watch::find_session(machines, &machine, instance, &session)
        .await
        .map_err(|unseen| unavailable_session(&target, &unseen))?
        .ok_or_else(|| {
            Error::not_found(format!(
                "tmux session '{session}' not found on {}",
                target.remote()
            ))
            .hint("`tmux ls` there lists the sessions; only those of the same user are seen.")
            .field("tmux_session")
        })?;
    let port = input.port.filter(|port| *port != 0).or(found.port);
    let socket = cookbook.socket(cx.workspace()).await?;
    let new = New {
        id: session.clone(),
        kind: SERVE,
        name: input.model.name().to_owned(),
        repo_id: input.model.to_string(),
        cmd: found.command_line,
        engine: found.engine.map(|engine| engine.name().to_owned()),
        port,
        state: State::Loading,
        socket: socket_name(found.socket, socket),
        adopted: true,
        started_by: cx.caller().label(),
        at: cx.now().into(),
    };
    let row = Row::new(new, &target)?;
    let put = cx.write(move |tx| put(tx, &row)).await?;
    cookbook.watch().wake();
    Ok(answer(!put))
}

/// The task of that name, whatever became of it.
fn known(conn: &mut AnyConn, session: &str) -> Result<Option<Row>> {
    Ok(tasks::row::named(conn, vec![session.to_owned()])?.pop())
}

/// Whether its name may be that of another session by now: people and their scripts give the next one the same name. A
/// session of our own never gets a name a second time.
fn may_begin_anew(known: &Row) -> bool {
    known.adopted && !known.state.is_live()
}

/// Puts it on the list, in place of one of the same name that has ended; false where somebody else was faster.
fn put(tx: &mut Tx<'_>, row: &Row) -> Result<bool> {
    match known(tx.conn, &row.id)? {
        None => tasks::row::insert(tx.conn, row)?,
        Some(was) if may_begin_anew(&was) && tasks::row::change(tx.conn, &was, row)? => {}
        Some(_) => return Ok(false),
    }
    tasks::tell(tx, row)?;
    Ok(true)
}

/// A task is known by its session's name alone.
fn elsewhere(session: &str, there: &Target) -> Error {
    Error::conflict(format!(
        "A session named `{session}` is a task on {} already.",
        there.called()
    ))
    .hint("Give this one another name (`tmux rename-session`), and adopt it under that.")
    .field("tmux_session")
}

/// One that was taken off the list and is adopted again is back on it.
fn put_back(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    let was = tasks::row::find(tx.conn, id)?;
    if was.removed_at.is_some() {
        let mut row = was.clone();
        row.removed_at = None;
        tasks::row::change(tx.conn, &was, &row)?;
        tasks::tell(tx, &row)?;
    }
    Ok(())
}

fn unavailable_session(target: &Target, unseen: &watch::Unseen) -> Error {
    match unseen {
        watch::Unseen::Trouble(trouble) => unavailable(target.called(), trouble),
        watch::Unseen::Garbled(..) => Error::unavailable(unseen.to_string()),
    }
}

fn socket_name(socket: Socket, ours: String) -> String {
    match socket {
        Socket::Ours => ours,
        Socket::Default => DEFAULT_SOCKET.to_owned(),
    }
}

/// The age of a session is told in whole seconds, and is out of date once it is told.
const SLACK_MS: i64 = 3_000;

/// Whether a session of that name and `age` in seconds, which a sweep that `began` then saw on that machine, is another one
/// than the task of before.
pub(crate) fn is_another(known: &Row, target: &Target, age: i64, began: Instant) -> bool {
    // What was seen may be what has ended since then. Clocks of machines differ; ages do not.
    let made = began.0.saturating_sub(age.saturating_mul(1000));
    let later = known
        .ended_at
        .is_some_and(|ended| made.saturating_add(SLACK_MS) > ended.0);
    let machine = |target: &Target| target.machine().ok();
    let here = known.target().ok().as_ref().and_then(machine) == machine(target);
    may_begin_anew(known) && known.removed_at.is_none() && later && here
}

/// Puts what a sweep found on the list. `began`: when that sweep did.
pub(crate) fn take_up(
    tx: &mut Tx<'_>,
    target: &Target,
    ours: &str,
    found: Candidate,
    began: Instant,
) -> Result<()> {
    let known = known(tx.conn, &found.session)?;
    if known.is_some_and(|known| !is_another(&known, target, found.age, began)) {
        return Ok(());
    }
    let model = found
        .model
        .unwrap_or_else(|| format!("adopted:{}", found.session));
    let new = New {
        name: model.rsplit('/').next().unwrap_or(&model).to_owned(),
        id: found.session,
        kind: SERVE,
        repo_id: model,
        cmd: found.command_line,
        engine: found.engine.map(|engine| engine.name().to_owned()),
        port: found.port,
        state: State::Loading,
        socket: socket_name(found.socket, ours.to_owned()),
        adopted: true,
        started_by: tx.caller().label(),
        at: tx.now().into(),
    };
    put(tx, &Row::new(new, target)?)?;
    Ok(())
}

#[cfg(test)]
mod tests;
