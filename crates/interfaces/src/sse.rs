//! Streams as server-sent events (HTML Standard §9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use futures_util::{StreamExt, stream};
use identity::Identity;
use operation::{Caller, Event, EventStream};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::auth::{Credential, same_rights};
use crate::network::Peer;
use crate::server::Server;

/// A browser that lost its stream asks again after so long.
const RETRY: Duration = Duration::from_secs(2);
/// A quiet stream says so this often, so that nobody between takes it for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A quiet stream looks this often whether its caller is still welcome; others look at each event.
const RECHECK: Duration = Duration::from_secs(5);

/// Tells proxies of the nginx family to pass events on as they come.
const NO_BUFFERING: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

struct Listener {
    events: EventStream,
    guest: Guest,
    closing: watch::Receiver<bool>,
    recheck: Interval,
}

/// Who listens, and what they showed at the start.
struct Guest {
    caller: Caller,
    credential: Credential,
    peer: Peer,
    identity: Identity,
}

/// Streams until the source ends, the server closes, or the caller's rights are taken back or change:
/// who may still listen then asks again.
pub(crate) fn stream(
    server: &Server,
    events: EventStream,
    caller: Caller,
    credential: Credential,
    peer: Peer,
) -> Response {
    let mut recheck = interval(RECHECK);
    recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let guest = Guest {
        caller,
        credential,
        peer,
        identity: server.app.identity.clone(),
    };
    let listener = Listener {
        events,
        guest,
        closing: server.closing.clone(),
        recheck,
    };
    let first = Frame::default().retry(RETRY).comment("listening");
    let frames = stream::iter([first])
        .chain(unfold(listener, next))
        .map(Ok::<_, Infallible>);
    let mut response = Sse::new(frames)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    response
        .headers_mut()
        .insert(NO_BUFFERING.0, NO_BUFFERING.1);
    response
}

async fn next(mut listener: Listener) -> Option<(Frame, Listener)> {
    loop {
        let event = {
            let Listener {
                events,
                closing,
                recheck,
                ..
            } = &mut listener;
            tokio::select! {
                // A router without a server has nobody to close it.
                true = async { closing.wait_for(|closing| *closing).await.is_ok() } => return None,
                event = events.next() => Some(event?),
                _ = recheck.tick() => None,
            }
        };
        if !listener.guest.is_welcome().await {
            return None;
        }
        if let Some(event) = event {
            return Some((frame(&event), listener));
        }
    }
}

impl Guest {
    async fn is_welcome(&self) -> bool {
        let now = self.credential.admit(&self.identity, self.peer).await;
        now.is_ok_and(|now| same_rights(&now, &self.caller))
    }
}

fn frame(event: &Event) -> Frame {
    // Serialised JSON has no line breaks, which a field of an event cannot hold.
    Frame::default()
        .event(event.topic)
        .data(event.data.to_string())
}
