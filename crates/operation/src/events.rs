//! Events: what happened, told to other capabilities inside the transaction and to open pages after it.

use std::sync::Arc;

use serde_json::Value;

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
