//! `cookbook.adopt`, and taking up what a sweep found.

use operation::{Context, Effect, Error, Method, Operation, Result, Text, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
            Ok((target, tasks::row::named(view.conn, vec![session])?.pop()))
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
    if let Some(known) = &known {
        let there = known.target()?;
        if there.machine()? != machine {
            return Err(elsewhere(&session, &there));
        }
        // Only of what was started elsewhere can another program be behind the same name.
        if known.state.is_live() || !known.adopted {
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
    cx.write(move |tx| {
        match known {
            None => tasks::row::insert(tx.conn, &row)?,
            // The one of before has ended: the name is this one's now.
            Some(was) if tasks::row::change(tx.conn, &was, &row)? => {}
            Some(_) => return Err(Error::conflict("It changed at this moment; try again.")),
        }
        tasks::tell(tx, &row)
    })
    .await?;
    cookbook.watch().wake();
    Ok(answer(false))
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

/// Puts what a sweep found on the list.
pub(crate) fn take_up(
    tx: &mut Tx<'_>,
    target: &Target,
    ours: &str,
    found: Candidate,
) -> Result<()> {
    if tasks::row::exists(tx.conn, &found.session)? {
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
    let row = Row::new(new, target)?;
    tasks::row::insert(tx.conn, &row)?;
    tasks::tell(tx, &row)
}
