//! A launch, from what was asked for to a program that runs.

use operation::{Context, Error, Kind, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;
use uuid::Uuid;

use super::Program;
use crate::command::{HfToken, RepoId};
use crate::cookbook::{Cookbook, unavailable};
use crate::hardware::Look;
use crate::machine::{Machine, Machines};
use crate::presets::{self, Needs};
use crate::runner::{self, Preflight, Question};
use crate::servers::Target;
use crate::tasks::{self, New, Row, SERVE, State};
use crate::{command, endpoints, hugging_face};

/// Ready is a port that answers.
const NO_PORT: &str = "Where it will listen cannot be told from its command, so it will never be seen to be ready: say it with \
     `--port`, or with `PORT=` before the program.";

/// What is to be launched, and where.
pub(crate) struct Launch {
    pub(crate) target: Target,
    pub(crate) repo_id: RepoId,
    pub(crate) program: Program,
    /// In place of the stored one.
    pub(crate) hf_token: Option<HfToken>,
}

/// What was launched.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Launched {
    /// Always true: what could not be launched is an error.
    pub(crate) ok: bool,
    /// Its session, under which it is watched, read and stopped.
    pub(crate) session_id: String,
    /// Where: `user@machine`, or `local`.
    pub(crate) remote: String,
    /// The id that its OpenAI-compatible API will have once it answers; null for programs that are not known to have one.
    pub(crate) endpoint_id: Option<String>,
    /// The port that it will serve on.
    pub(crate) port: Option<u16>,
    /// How far it is.
    pub(crate) state: State,
    /// What may go wrong, and what was adapted.
    pub(crate) warnings: Vec<String>,
}

/// Looks at the machine, starts the program there, and has it watched.
pub(crate) async fn launch(cookbook: &Cookbook, cx: &Context, launch: Launch) -> Result<Launched> {
    let Launch {
        target,
        repo_id,
        program,
        hf_token,
    } = launch;
    let machine = target.machine()?;
    let token = match hf_token {
        Some(token) => Some(token),
        None => hugging_face::stored_token(cx).await?,
    };
    let new = New {
        id: session(program.kind),
        kind: program.kind,
        name: repo_id.name().to_owned(),
        repo_id: repo_id.to_string(),
        cmd: program.cmd.clone(),
        engine: Some(program.engine.name().to_owned()),
        port: program.port,
        state: State::Preflight,
        socket: cookbook.socket(cx.workspace()).await?,
        adopted: false,
        started_by: cx.caller().label(),
        at: cx.now().into(),
    };
    let _at_work = cookbook.work().begin(&new.id).await;
    let row = Row::new(new, &target)?;
    let row = promise(cx, row, program.own_port(), machine.clone()).await?;
    let machines = cookbook.machines(cx.workspace());
    let looked = match look(cookbook, cx, &target, &program, &repo_id).await {
        Ok(looked) => looked,
        Err(error) => {
            // Nothing was started, so there is nothing to keep.
            forget(cx, row).await?;
            return Err(error);
        }
    };
    let row = sent(cx, row).await?;
    let started = start(
        machines,
        &machine,
        &target,
        &program,
        token,
        &row,
        &looked.seen,
    )
    .await;
    let started = match started {
        Ok(started) => started,
        // Whether it was started is not known: the task stays, and what is seen next decides.
        Err(error) if error.kind == Kind::Unavailable => {
            cut_off(cx, row).await?;
            return Err(error.hint(
                "The program may have been started nevertheless; `cookbook tasks` tells as soon as the machine answers.",
            ));
        }
        Err(error) => {
            forget(cx, row).await?;
            return Err(error);
        }
    };
    let launched = Launched {
        ok: true,
        session_id: row.id.clone(),
        remote: target.remote().to_owned(),
        endpoint_id: (row.kind == SERVE && row.engine().speaks_openai())
            .then(|| endpoints::id(&row.id)),
        port: row.port(),
        state: State::Starting,
        warnings: looked.warnings,
    };
    begun(cx, row, started).await?;
    cookbook.watch().wake();
    Ok(launched)
}

/// The program is about to be sent there. Until this is stored nothing was started, whatever becomes of Odysseus.
async fn sent(cx: &Context, was: Row) -> Result<Row> {
    cx.write(move |tx| {
        let mut row = was.clone();
        row.enter(State::Starting, tx.now().into());
        if !tasks::row::change(tx.conn, &was, &row)? {
            return Err(Error::conflict(format!(
                "{} was stopped before it was started.",
                row.name
            )));
        }
        tasks::tell(tx, &row)?;
        Ok(row)
    })
    .await
}

/// Whether it was started is not known: it has from now on the time that a program takes to show up.
async fn cut_off(cx: &Context, was: Row) -> Result<()> {
    cx.write(move |tx| {
        let mut row = was.clone();
        row.state_since = tx.now().into();
        tasks::row::change(tx.conn, &was, &row)?;
        Ok(())
    })
    .await
}

/// Takes back the promise of a program that was not started.
async fn forget(cx: &Context, row: Row) -> Result<()> {
    cx.write(move |tx| {
        tasks::row::delete(tx.conn, &row.id)?;
        tasks::tell(tx, &row)
    })
    .await
}

/// A session's name: what older programs and people look for begins like this.
fn session(kind: &str) -> String {
    let digits: String = Uuid::new_v4()
        .simple()
        .to_string()
        .chars()
        .take(8)
        .collect();
    match kind {
        SERVE => format!("serve-{digits}"),
        _ => format!("cookbook-{digits}"),
    }
}

/// Stores the task, unless its own port is promised to another one on that machine.
async fn promise(cx: &Context, row: Row, port: Option<u16>, machine: Machine) -> Result<Row> {
    cx.write(move |tx| {
        unpromised(tx.conn, port, &machine)?;
        tasks::row::insert(tx.conn, &row)?;
        tasks::tell(tx, &row)?;
        Ok(row)
    })
    .await
}

/// Refuses a port that is promised to a task on that machine, whether or not it listens there yet.
pub(super) fn unpromised(conn: &mut AnyConn, port: Option<u16>, machine: &Machine) -> Result<()> {
    let Some(port) = port else {
        return Ok(());
    };
    for other in tasks::row::live(conn)? {
        if other.port() == Some(port) && other.target()?.machine()? == *machine {
            return Err(Error::conflict(format!(
                "Port {port} belongs to {} (`{}`, {}) there.",
                other.name,
                other.id,
                other.state.name()
            ))
            .hint("Stop that one first, or choose another port with `--port`.")
            .field("cmd"));
        }
    }
    Ok(())
}

/// A machine on which the program can be started.
pub(super) struct Looked {
    seen: Preflight,
    pub(super) warnings: Vec<String>,
}

/// Looks whether the program can be started there.
pub(super) async fn look(
    cookbook: &Cookbook,
    cx: &Context,
    target: &Target,
    program: &Program,
    repo_id: &RepoId,
) -> Result<Looked> {
    let machine = target.machine()?;
    let (cmd, server_id) = (program.cmd.clone(), target.server_id.clone());
    let needs = cx
        .read(move |view| presets::needs_of(view.conn, &cmd, &server_id))
        .await?
        .unwrap_or_default();
    let (environment, environment_path) = target.environment.stored();
    let fetched =
        program.kind == SERVE && program.model_path.is_none() && program.engine.fetches_models();
    let question = Question {
        environment,
        environment_path: &environment_path,
        program: program.words.first().map_or("", String::as_str),
        module: program.module.as_deref(),
        port: program.own_port(),
        model_path: program.model_path.as_deref(),
        repo_id: repo_id
            .repository()
            .filter(|_| fetched)
            .map(|_| repo_id.as_str()),
        needed_bytes: needs.model_bytes,
        variables: &program.variables,
    };
    let machines = cookbook.machines(cx.workspace());
    let (seen, lack) = tokio::join!(
        runner::preflight(machines, &machine, &question),
        gpu_lack(cookbook, cx, &machine, program.gpus(target), &needs),
    );
    let seen = seen.map_err(|trouble| unavailable(target.called(), &trouble))?;
    let mut warnings = seen.judge(&question, target.called())?;
    warnings.extend(lack);
    if program.kind == SERVE && program.port.is_none() {
        warnings.push(NO_PORT.to_owned());
    }
    Ok(Looked { seen, warnings })
}

/// What the machine's GPUs lack of what the command was seen to need. One that cannot be looked at is refused, or warned of,
/// for better reasons.
async fn gpu_lack(
    cookbook: &Cookbook,
    cx: &Context,
    machine: &Machine,
    chosen: Vec<u32>,
    needs: &Needs,
) -> Option<String> {
    needs.gpu_memory_mb?;
    let host = cookbook
        .host(cx.workspace(), machine, &Look::default())
        .await
        .ok()?;
    needs.lack(&host, &chosen)
}

/// Starts the program.
async fn start(
    machines: &Machines,
    machine: &Machine,
    target: &Target,
    program: &Program,
    token: Option<HfToken>,
    row: &Row,
    seen: &Preflight,
) -> Result<runner::Launched> {
    let variables: Vec<(String, String)> = seen
        .variables
        .iter()
        .chain(&program.variables)
        .cloned()
        .collect();
    let secrets: Vec<(String, String)> = token
        .map(|token| ("HF_TOKEN".to_owned(), token.secret().to_owned()))
        .into_iter()
        .collect();
    let mut words = program.words.clone();
    if let (Some(first), Some(found)) = (words.first_mut(), &seen.binary) {
        first.clone_from(found);
    }
    let (environment, _) = target.environment.stored();
    let launch = runner::Launch {
        socket: &row.socket,
        session: &row.id,
        path: &seen.path,
        environment,
        environment_prefix: seen.environment_prefix.as_deref(),
        gpus: &target.gpus,
        variables: &variables,
        secrets: &secrets,
        words: &words,
        shown: &command::redacted(&program.cmd),
    };
    runner::launch(machines, machine, &launch, target.called()).await
}

/// The program runs. Nobody else changes the task before this.
async fn begun(cx: &Context, was: Row, started: runner::Launched) -> Result<()> {
    cx.write(move |tx| {
        let mut row = was.clone();
        row.log_path = Some(started.log_path);
        row.pid = started.pid.map(i64::from);
        if tasks::row::change(tx.conn, &was, &row)? {
            tasks::tell(tx, &row)?;
        }
        Ok(())
    })
    .await
}
