//! Connections to other machines by ssh: one multiplexed master for each destination, host keys always checked.

mod connections;
mod destination;

pub use connections::{Connections, Output};
pub use destination::Destination;

/// Why a machine could not be asked over ssh.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Nothing answers there, or it stopped answering.
    #[error("{0}")]
    Unreachable(String),
    /// Its key is not known yet: the person has to look at it and accept it.
    #[error("{0}")]
    UnknownHostKey(String),
    /// Its key is another one than before.
    #[error("{0}")]
    ChangedHostKey(String),
    /// It refuses us.
    #[error("{0}")]
    Refused(String),
    /// ssh itself failed here.
    #[error("{0}")]
    Failed(String),
}
