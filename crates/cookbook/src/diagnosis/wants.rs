//! What to find out about the machine, so that the suggestions are right for it.

use super::change::{Change, Knob};
use super::rule::row;
use super::{Diagnosis, Facts};
use crate::command::Command;

/// What would make the suggestions of a diagnosis better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// A free port, from this one on.
    pub(crate) port_from: Option<u16>,
    /// The number of GPUs.
    pub(crate) gpus: bool,
}

impl Wants {
    /// Whether it is anything.
    pub(crate) fn is_some(self) -> bool {
        self != Self::default()
    }
}

impl Diagnosis {
    /// What to find out, and then to diagnose again.
    pub(crate) fn wants(&self, facts: &Facts<'_>) -> Wants {
        /// Where to begin in place of a port that only root may have.
        const UNPRIVILEGED: u16 = 8000;
        let changes = row(self.class).map_or(&[][..], |row| row.changes);
        let port = facts.command.and_then(Command::port);
        Wants {
            port_from: changes.iter().find_map(|change| match change {
                Change::NextPort => port?.checked_add(1).map(|next| next.max(1024)),
                Change::HighPort => Some(port?.checked_add(1)?.max(UNPRIVILEGED)),
                _ => None,
            }),
            gpus: !Knob::Parallel.flags(facts.engine()).is_empty()
                && changes
                    .iter()
                    .any(|change| matches!(change, Change::AllGpus | Change::More(Knob::Parallel))),
        }
    }
}
