//! Tokens that were looked up within the last second.
//!
//! What this process changes about tokens, accounts and users empties the cache before the change is
//! answered. What another process changes (the command line) counts within a second.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use operation::{Caller, Event};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use crate::{account, tokens, users};

/// How long an answer is good for, in milliseconds.
const KEPT: i64 = 1_000;
/// So many tokens are kept: a bound on memory that busy instances do not reach within a second.
const MOST: usize = 1_024;
const TOPICS: [&str; 3] = [tokens::CHANGED, account::CHANGED, users::CHANGED];

/// A token that was found good.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) caller: Caller,
    /// Milliseconds UTC.
    pub(crate) expires_at: Option<i64>,
}

struct State {
    changes: Receiver<Event>,
    /// How often it was emptied.
    generation: u64,
    /// By digest, with the time of the look-up.
    known: HashMap<String, (i64, Known)>,
}

pub(crate) struct Cache(Mutex<State>);

impl Cache {
    pub(crate) fn new(changes: Receiver<Event>) -> Self {
        Self(Mutex::new(State {
            changes,
            generation: 0,
            known: HashMap::new(),
        }))
    }

    /// The token of that digest if it was looked up a moment ago; otherwise the number to hand to
    /// [`put`](Self::put) after looking it up.
    pub(crate) fn get(&self, digest: &str, now: i64) -> Result<Known, u64> {
        let state = self.current();
        match state.known.get(digest) {
            Some((at, known)) if (*at..*at + KEPT).contains(&now) => Ok(known.clone()),
            _ => Err(state.generation),
        }
    }

    /// Keeps what was looked up, unless something changed since `generation`.
    pub(crate) fn put(&self, digest: String, now: i64, known: Known, generation: u64) {
        let mut state = self.current();
        if state.generation != generation {
            return;
        }
        if state.known.len() >= MOST {
            state.known.clear();
        }
        state.known.insert(digest, (now, known));
    }

    /// The state, emptied if anything changed.
    fn current(&self) -> MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let outdated = match state.changes.try_recv() {
                Ok(event) => TOPICS.contains(&event.topic),
                Err(TryRecvError::Lagged(_)) => true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return state,
            };
            if outdated {
                state.generation += 1;
                state.known.clear();
            }
        }
    }
}
