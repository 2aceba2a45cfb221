//! Which tasks this process is at work at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::cookbook::lock;

/// The launches and stops that are under way. One that was cut off in the middle, because Odysseus was killed or its caller
/// went away, is not among them: what is seen decides then.
#[derive(Default)]
pub(crate) struct Work(Mutex<HashMap<String, Weak<Turn<()>>>>);

impl Work {
    /// Waits until nobody else is at that session's task; its caller is at it until the answer is dropped.
    pub(crate) async fn begin(&self, session: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.0);
            turns.retain(|_, turn| turn.strong_count() > 0);
            turns
                .get(session)
                .and_then(Weak::upgrade)
                .unwrap_or_else(|| {
                    let turn = Arc::new(Turn::new(()));
                    turns.insert(session.to_owned(), Arc::downgrade(&turn));
                    turn
                })
        };
        turn.lock_owned().await
    }

    /// Whether somebody is at that session's task.
    pub(crate) fn is_under_way(&self, session: &str) -> bool {
        lock(&self.0)
            .get(session)
            .is_some_and(|turn| turn.strong_count() > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn one_is_at_a_task_at_a_time_and_nobody_once_it_is_dropped() {
        let work = Work::default();
        assert!(!work.is_under_way("a"));
        let first = work.begin("a").await;
        assert!(work.is_under_way("a") && !work.is_under_way("b"));
        let other = tokio::time::timeout(Duration::from_millis(20), work.begin("a"));
        assert!(other.await.is_err(), "it waits");
        let _elsewhere = work.begin("b").await;
        assert!(
            work.is_under_way("a"),
            "who gave up waiting changes nothing"
        );
        drop(first);
        assert!(!work.is_under_way("a") && work.is_under_way("b"));
        drop(work.begin("a").await);
    }
}
