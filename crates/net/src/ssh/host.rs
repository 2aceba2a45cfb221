//! One destination: its connection, opened when it is needed, shared, and opened again after a time when it could not be.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::master::Master;
use super::program::Program;
use super::{Destination, Error};

/// A machine that was away is seen again soon after it is back.
const LONGEST_AWAY: Duration = Duration::from_secs(15);
/// A machine that refuses us does so until a person changes something, and counts how often we try.
const LONGEST_REFUSED: Duration = Duration::from_secs(60);

/// A destination.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) to: Destination,
    program: Arc<Program>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Closed,
    /// An attempt is under way; the sender is gone when it has ended.
    Opening {
        done: watch::Receiver<()>,
        failures: u32,
        /// Something has changed since it began: that it fails says nothing.
        outdated: bool,
    },
    Open(Arc<Master>),
    Failed {
        error: Error,
        failures: u32,
        until: Instant,
    },
}

impl Host {
    pub(super) fn new(to: Destination, program: Arc<Program>) -> Self {
        Self {
            to,
            program,
            state: Mutex::new(State::Closed),
        }
    }

    /// The connection. Whoever comes while it is being opened waits for the same attempt; whoever comes soon after it failed gets
    /// the same error at once.
    pub(super) async fn master(self: &Arc<Self>) -> Result<Arc<Master>, Error> {
        loop {
            let mut done = {
                let mut state = self.state();
                let failures = match &*state {
                    State::Open(master) if master.is_alive() => return Ok(Arc::clone(master)),
                    State::Failed { error, until, .. } if Instant::now() < *until => {
                        return Err(error.with_wait(*until - Instant::now()));
                    }
                    State::Failed { failures, .. } => *failures,
                    State::Opening { failures, .. } => *failures,
                    State::Closed | State::Open(_) => 0,
                };
                match &*state {
                    State::Opening { done, .. } if done.has_changed().is_ok() => done.clone(),
                    _ => {
                        let done = self.open(failures);
                        *state = State::Opening {
                            done: done.clone(),
                            failures,
                            outdated: false,
                        };
                        done
                    }
                }
            };
            let _ = done.changed().await;
        }
    }

    /// Opens in a task of its own: a caller that gives up does not end what others wait for.
    fn open(self: &Arc<Self>, failures: u32) -> watch::Receiver<()> {
        let (under_way, done) = watch::channel(());
        let host = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = Master::open(&host.program, &host.to).await;
            let mut state = host.state();
            let outdated = matches!(&*state, State::Opening { outdated: true, .. });
            *state = match outcome {
                Ok(master) => State::Open(Arc::new(master)),
                Err(_) if outdated => State::Closed,
                Err(error) => {
                    tracing::debug!(to = %host.to, %error, "ssh");
                    State::Failed {
                        until: Instant::now() + back_off(&error, failures),
                        failures: failures.saturating_add(1),
                        error,
                    }
                }
            };
            drop(state);
            drop(under_way);
        });
        done
    }

    /// Lets the connection go: the next caller gets a new one. Those that use it keep it for as long as they do.
    pub(super) fn retire(&self, master: &Arc<Master>) {
        let mut state = self.state();
        if matches!(&*state, State::Open(current) if Arc::ptr_eq(current, master)) {
            *state = State::Closed;
        }
    }

    /// Forgets that attempts failed, one that is under way and is about to fail among them.
    pub(super) fn retry_now(&self) {
        let mut state = self.state();
        match &mut *state {
            State::Failed { .. } => *state = State::Closed,
            State::Opening { outdated, .. } => *outdated = true,
            State::Closed | State::Open(_) => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long nobody tries after so many failures before this one: 1 s, 2 s, 4 s and so on.
fn back_off(error: &Error, failures: u32) -> Duration {
    let longest = match error {
        Error::Unreachable { .. } => LONGEST_AWAY,
        _ => LONGEST_REFUSED,
    };
    Duration::from_secs(1 << failures.min(6)).min(longest)
}
