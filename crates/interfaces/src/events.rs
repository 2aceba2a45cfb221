//! `events.follow`: what happens to the caller's data, as it happens.

use futures_util::stream::unfold;
use operation::{Access, Caller, Context, Event, EventStream, Means, Method, Operation, Result};
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
struct Follow {}

pub(crate) fn operation() -> Operation {
    Operation::stream("events.follow", follow)
        .access(Access::Anyone)
        .route(Method::Get, "/events")
}

async fn follow(cx: Context, _: Follow) -> Result<EventStream> {
    let (events, caller) = (cx.workspace().listen(), cx.caller().clone());
    Ok(Box::pin(unfold((events, caller), next)))
}

async fn next(
    (mut events, caller): (Receiver<Event>, Caller),
) -> Option<(Event, (Receiver<Event>, Caller))> {
    loop {
        let event = match events.recv().await {
            Ok(event) if concerns(&event, &caller) => event,
            Ok(_) => continue,
            Err(RecvError::Lagged(count)) => Event {
                topic: "events.missed",
                owner: caller.user.id.clone(),
                scope: None,
                data: Arc::new(json!({ "at_most": count })),
            },
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
