//! Running a call while somebody waits: dispatch, progress, and when to stop waiting.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use operation::{Answer, Call, Error, Progress, Result, Step, Steps, Workspace};
use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::RequestContext;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use super::asked::Asked;
use crate::auth;

/// Who hears nothing meanwhile is answered after so long: before the door loses its patience.
const PATIENCE: Duration = Duration::from_secs(55);
/// Who hears how it goes can wait longer.
const PATIENCE_OF_LISTENERS: Duration = Duration::from_secs(600);
/// How often those who asked hear how far it is.
const TICK: Duration = Duration::from_secs(1);
/// What is under way when the server closes gets so long.
const GRACE: Duration = Duration::from_secs(5);

/// Runs what answers a request. The SDK does so in a task of its own, where a panic would leave the request
/// without an answer: here it is a fault.
pub(crate) async fn guard<T>(asked: &Asked, work: impl Future<Output = T>) -> Result<T> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| {
        let fault = Error::fault("panicked");
        auth::log_fault(&fault, &asked.request_id);
        fault
    })
}

/// Dispatches a call for a request; gives nothing when nobody waits for the answer any more.
pub(crate) async fn run(
    workspace: &Workspace,
    mut closing: watch::Receiver<bool>,
    asked: &Asked,
    mut call: Call,
    context: &RequestContext<RoleServer>,
) -> Option<Result<Answer>> {
    let token = context.meta.get_progress_token();
    let patience = match &token {
        Some(_) => PATIENCE_OF_LISTENERS,
        None => PATIENCE,
    };
    let (progress, steps) = Progress::heard();
    call.progress = progress;
    tokio::select! {
        answer = workspace.dispatch(asked.caller.clone(), call) => Some(answer),
        () = context.ct.cancelled() => None,
        () = sleep(patience) => Some(Err(late(patience))),
        () = async {
            // A router without a server has nobody to close it.
            if closing.wait_for(|closing| *closing).await.is_err() {
                std::future::pending::<()>().await;
            }
            sleep(GRACE).await;
        } => Some(Err(closed())),
        () = tell(token, steps, context) => None,
    }
}

fn late(patience: Duration) -> Error {
    let seconds = patience.as_secs();
    Error::unavailable(format!(
        "This took longer than {seconds} seconds and may still finish."
    ))
    .hint("Look whether it happened before you repeat it.")
}

fn closed() -> Error {
    Error::unavailable("Odysseus is being stopped; this may still finish.")
        .hint("Look whether it happened before you repeat it.")
}

/// Tells the client once a second how far the call is, where it asked to be told. It never ends.
async fn tell(token: Option<ProgressToken>, steps: Steps, context: &RequestContext<RoleServer>) {
    let Some(token) = token else {
        return std::future::pending().await;
    };
    let begun = Instant::now();
    let mut ticks = interval_at(begun + TICK, TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = 0.0;
    loop {
        ticks.tick().await;
        let step = steps.borrow().clone();
        let Some(said) = say(&token, &step, begun.elapsed(), told) else {
            continue;
        };
        told = said.progress;
        if context.peer.notify_progress(said).await.is_err() {
            // The connection is gone; that cancels the call.
            return std::future::pending().await;
        }
    }
}

/// What to tell: the call's own steps, or the seconds where it tells none. The number must grow each time
/// (MCP, Progress), so that one that stands still is not told.
fn say(
    token: &ProgressToken,
    step: &Step,
    elapsed: Duration,
    told: f64,
) -> Option<ProgressNotificationParam> {
    if *step == Step::default() {
        let seconds = elapsed.as_secs();
        let said = ProgressNotificationParam::new(token.clone(), number(seconds));
        return (said.progress > told).then(|| said.with_message(format!("{seconds} s so far")));
    }
    let mut said = ProgressNotificationParam::new(token.clone(), number(step.done));
    if let Some(total) = step.total {
        said = said.with_total(number(total));
    }
    (said.progress > told).then(|| said.with_message(step.says.clone()))
}

/// As JSON has numbers. No count of ours comes near the 2^32 above which this gives the greatest.
fn number(count: u64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
