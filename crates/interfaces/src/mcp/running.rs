//! The requests under way, by session and id, so that a notification can cancel them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::message::Id;

type Key = (String, Id);
type Places = Mutex<HashMap<Key, Arc<Notify>>>;

/// All of them. As many as there are requests being answered.
#[derive(Default)]
pub(crate) struct Running(Arc<Places>);

/// One of them, for as long as it is answered.
pub(crate) struct Place {
    all: Arc<Places>,
    key: Key,
    cancel: Arc<Notify>,
}

impl Running {
    /// Enters a request. A later one of the same id takes its name over.
    pub(crate) fn enter(&self, session: &str, id: &Id) -> Place {
        let place = Place {
            all: Arc::clone(&self.0),
            key: (session.to_owned(), id.clone()),
            cancel: Arc::default(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(place.key.clone(), Arc::clone(&place.cancel));
        place
    }

    /// Cancels a request; one that has ended, or never was, is left alone.
    pub(crate) fn cancel(&self, session: &str, id: &Id) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cancel) = all.get(&(session.to_owned(), id.clone())) {
            cancel.notify_one();
        }
    }
}

impl Place {
    /// Waits until it is cancelled.
    pub(crate) async fn cancelled(&self) {
        self.cancel.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all
            .get(&self.key)
            .is_some_and(|cancel| Arc::ptr_eq(cancel, &self.cancel))
        {
            all.remove(&self.key);
        }
    }
}
