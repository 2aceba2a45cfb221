//! Whether the program has ended, and whether its log is quiet.

use std::time::Duration;

use tokio::sync::watch;

/// After the end, what is still on its way into the log gets that much time.
const FLUSHED: Duration = Duration::from_millis(300);

pub(super) struct Ended {
    told: watch::Receiver<bool>,
    /// How often nothing new was found since it has ended.
    quiet: u8,
}

impl Ended {
    pub(super) fn new(told: watch::Receiver<bool>) -> Self {
        Self { told, quiet: 0 }
    }

    fn has(&self) -> bool {
        *self.told.borrow() || self.told.has_changed().is_err()
    }

    /// Whether it is over: it has ended, and twice in a row nothing new was found.
    pub(super) fn is_over(&mut self, quiet: bool) -> bool {
        self.quiet = if quiet && self.has() {
            self.quiet.saturating_add(1)
        } else {
            0
        };
        self.quiet >= 2
    }

    /// Waits, but not past the program's end.
    pub(super) async fn pause(&mut self, time: Duration) {
        if self.has() {
            tokio::time::sleep(time.min(FLUSHED)).await;
        } else {
            tokio::select! {
                () = tokio::time::sleep(time) => {}
                _ = self.told.changed() => {}
            }
        }
    }
}
