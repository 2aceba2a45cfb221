//! When tokens and sessions were last used: noted in memory, written once a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use operation::{Result, Workspace};
use storage::diesel::{self, prelude::*};

use crate::tables::{sessions, tokens};

/// Ids with the last use, in milliseconds UTC.
type Uses = HashMap<String, i64>;

#[derive(Clone, Default)]
struct Noted {
    tokens: Uses,
    sessions: Uses,
}

#[derive(Default)]
pub(crate) struct LastUses(Mutex<Noted>);

impl LastUses {
    pub(crate) fn note_token(&self, id: &str, now: i64) {
        self.with(|noted| note(&mut noted.tokens, id, now));
    }

    pub(crate) fn note_session(&self, id: &str, now: i64) {
        self.with(|noted| note(&mut noted.sessions, id, now));
    }

    /// Writes what was noted; what cannot be written is kept for the next time.
    pub(crate) async fn flush(&self, workspace: &Workspace) -> Result<()> {
        let noted = self.with(std::mem::take);
        if noted.tokens.is_empty() && noted.sessions.is_empty() {
            return Ok(());
        }
        let again = noted.clone();
        let written = workspace
            .database()
            .write(move |conn| {
                for (id, at) in noted.tokens {
                    diesel::update(tokens::table.find(id))
                        .set(tokens::last_used_at.eq(at))
                        .execute(conn)?;
                }
                for (id, at) in noted.sessions {
                    diesel::update(sessions::table.find(id))
                        .set(sessions::last_used_at.eq(at))
                        .execute(conn)?;
                }
                Ok(())
            })
            .await;
        if written.is_err() {
            self.with(|newer| {
                for (id, at) in again.tokens {
                    newer.tokens.entry(id).or_insert(at);
                }
                for (id, at) in again.sessions {
                    newer.sessions.entry(id).or_insert(at);
                }
            });
        }
        written
    }

    fn with<T>(&self, f: impl FnOnce(&mut Noted) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn note(uses: &mut Uses, id: &str, now: i64) {
    // Nearly always it is there already: no new text then.
    match uses.get_mut(id) {
        Some(at) => *at = now,
        None => {
            uses.insert(id.to_owned(), now);
        }
    }
}
