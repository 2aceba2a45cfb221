//! Connections to other machines, made by the machine's own `ssh`, so that all that works in a terminal works here: aliases, jump
//! hosts, agents, keys on a stick.
//!
//! [`Connections`] keeps one connection for each [`Destination`] and runs programs over it. Host keys are always checked; one that is
//! not known, or is another one than before, is shown to a person ([`Connections::host_key`]) and stored when they accept it.

mod connections;
mod destination;
mod error;
mod files;
mod host;
mod host_keys;
mod master;
mod own_key;
mod program;
mod session;
mod stream;

pub use connections::Connections;
pub use destination::Destination;
pub use error::Error;
pub use host_keys::{HostKey, KnownKey};
pub use own_key::PublicKey;
pub use session::Output;
pub use stream::Stream;
