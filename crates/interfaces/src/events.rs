//! `events.follow`: what happens to the caller's data, as it happens.

use futures_util::StreamExt;
use futures_util::stream::{iter, unfold};
use operation::{
    Access, Caller, Context, Event, EventStream, Heard, Instant, Means, Method, Operation, Result,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Follows what happens to your data, as it happens. A token hears of what it may read; the person hears
/// of everything. The event `events.missed` tells that some were lost because they came faster than they
/// were taken: look at the data again.
#[derive(Deserialize, JsonSchema)]
struct Follow {
    /// Begins with what has happened since then, for who read the data before they could listen. It is kept for a
    /// minute; `events.missed` tells where that was not enough.
    since: Option<Instant>,
}

pub(crate) fn operation() -> Operation {
    Operation::stream("events.follow", follow)
        .access(Access::Anyone)
        .route(Method::Get, "/events")
}

async fn follow(cx: Context, input: Follow) -> Result<EventStream> {
    let (workspace, caller) = (cx.workspace(), cx.caller().clone());
    let heard = match input.since {
        None => Heard::from_now(workspace.listen()),
        Some(since) => workspace.listen_since(since),
    };
    let lost = heard.missed.then(|| missed(&caller, None));
    let mut before = heard.before;
    before.retain(|event| concerns(event, &caller));
    let before = iter(lost.into_iter().chain(before));
    Ok(Box::pin(before.chain(unfold((heard.events, caller), next))))
}

/// Tells that some were lost.
fn missed(caller: &Caller, at_most: Option<u64>) -> Event {
    Event {
        topic: "events.missed",
        owner: caller.user.id.clone(),
        scope: None,
        data: Arc::new(json!({ "at_most": at_most })),
    }
}

async fn next(
    (mut events, caller): (Receiver<Event>, Caller),
) -> Option<(Event, (Receiver<Event>, Caller))> {
    loop {
        let event = match events.recv().await {
            Ok(event) if concerns(&event, &caller) => event,
            Ok(_) => continue,
            Err(RecvError::Lagged(count)) => missed(&caller, Some(count)),
            Err(RecvError::Closed) => return None,
        };
        return Some((event, (events, caller)));
    }
}

fn concerns(event: &Event, caller: &Caller) -> bool {
    (event.owner == caller.user.id || event.is_of_the_house() && caller.user.admin)
        && match &*caller.means {
            Means::Person { .. } | Means::Job => true,
            Means::Token { grants, .. } => event
                .scope
                .is_some_and(|scope| grants.policy(scope).is_some()),
        }
}
