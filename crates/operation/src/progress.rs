//! How far a long call has come, for callers who asked to be told.

use tokio::sync::watch;

/// How far a call has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// How much is done; it only grows.
    pub done: u64,
    /// Of how much, where that is known.
    pub total: Option<u64>,
    /// What is being done, in a few words.
    pub says: String,
}

/// Hears of the steps of a call; slow listeners miss some, never the latest.
pub type Steps = watch::Receiver<Step>;

/// Where a call tells how far it has come. Without a listener it goes nowhere.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<watch::Sender<Step>>);

impl Progress {
    /// One that is listened to.
    #[must_use]
    pub fn heard() -> (Self, Steps) {
        let (sender, steps) = watch::channel(Step::default());
        (Self(Some(sender)), steps)
    }

    /// Tells how far it is.
    pub fn tell(&self, done: u64, total: Option<u64>, says: impl Into<String>) {
        if let Some(sender) = &self.0 {
            sender.send_replace(Step {
                done,
                total,
                says: says.into(),
            });
        }
    }
}
