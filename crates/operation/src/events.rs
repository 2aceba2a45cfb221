//! Events: what happened, told to other capabilities inside the transaction and to open pages after it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::broadcast;

use crate::context::HOUSE;
use crate::{Result, Scope, Tx};

/// Something that happened to one owner's data.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened, `capability.what` (`todos.changed`, `reminder.due`).
    pub topic: &'static str,
    /// Whose data.
    pub owner: String,
    /// The scope that a token needs to hear of it; `None` is for the person alone.
    pub scope: Option<Scope>,
    /// The facts, as a JSON object.
    pub data: Arc<Value>,
}

impl Event {
    /// Whether it is about the whole instance, and so concerns those who run it.
    #[must_use]
    pub fn is_of_the_house(&self) -> bool {
        self.owner == HOUSE
    }
}

/// A capability's interest in a topic. It runs inside the transaction in which the event happened, so
/// that what it writes stands or falls with the event.
#[derive(Clone, Copy)]
pub struct Subscriber {
    /// The topic it hears of.
    pub topic: &'static str,
    /// What it does.
    pub run: Reaction,
}

/// What a subscriber does when something happened.
pub type Reaction = fn(&mut Tx<'_>, &Event) -> Result<()>;

/// So many events wait for a slow listener before it misses some; so many of the latest are kept for late ones.
const KEPT: usize = 1024;
/// For how long they are kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Those who listen, and what they were told lately.
pub(crate) struct Events {
    listeners: broadcast::Sender<Event>,
    recent: Mutex<Recent>,
}

#[derive(Default)]
struct Recent {
    told: VecDeque<(Timestamp, Event)>,
    /// When the last of those was told that are not kept any more.
    forgotten: Option<Timestamp>,
}

/// A listener, with what happened shortly before it came.
pub struct Heard {
    /// What happened before, the oldest first.
    pub before: Vec<Event>,
    /// Whether more than that happened in the time asked for.
    pub missed: bool,
    /// What happens from then on.
    pub events: broadcast::Receiver<Event>,
}

impl Heard {
    /// Nothing of what happened before.
    #[must_use]
    pub fn from_now(events: broadcast::Receiver<Event>) -> Self {
        Self {
            before: Vec::new(),
            missed: false,
            events,
        }
    }
}

impl Default for Events {
    fn default() -> Self {
        Self {
            listeners: broadcast::channel(KEPT).0,
            recent: Mutex::default(),
        }
    }
}

impl Events {
    /// Tells all who listen.
    pub(crate) fn tell(&self, now: Timestamp, events: Vec<Event>) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            recent.told.push_back((now, event.clone()));
            // Nobody listening is no error.
            let _ = self.listeners.send(event);
        }
        let old = now - KEPT_FOR;
        while recent.told.len() > KEPT || recent.told.front().is_some_and(|(at, _)| *at < old) {
            recent.forgotten = recent.told.pop_front().map(|(at, _)| at);
        }
    }

    /// Listens from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        self.listeners.subscribe()
    }

    /// Listens from that time on, without a gap.
    pub(crate) fn listen_since(&self, since: Timestamp, now: Timestamp) -> Heard {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let before = recent.told.iter().filter(|(at, _)| *at >= since);
        Heard {
            before: before.map(|(_, event)| event.clone()).collect(),
            missed: since < now - KEPT_FOR || recent.forgotten.is_some_and(|at| at >= since),
            events: self.listeners.subscribe(),
        }
    }
}
