//! Servers: this machine and those that were set up, by name.

pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod remove;
mod row;
pub(crate) mod save;
mod server;
mod target;

pub(crate) use row::{HOUSE, LOCAL, Row, all, find, insert, key, update};
pub(crate) use save::directory;
pub(crate) use server::{EnvironmentKind, Server};
pub(crate) use target::{HERE, Overrides, Place, Target, server};
