//! The logs that a machine keeps, also those of programs that no task knows any more.
//!
//! Logs of what runs are never touched; those of what ended go by age and total size when the next program is launched
//! (`runner/launch.sh`).

mod kept;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod show;
#[cfg(test)]
mod tests;

use operation::{Context, Error, Result, Text};

use crate::servers::{Overrides, Target};

/// The machine that an input names: a server's name or host, or this one.
async fn target(cx: &Context, host: Option<Text<255>>) -> Result<Target> {
    let name = host.map(|host| host.0).unwrap_or_default();
    cx.read(move |view| Target::resolve(view.conn, &name, "host", Overrides::default()))
        .await
}

/// There is no such log.
fn missing(session: &impl std::fmt::Display, called: &str) -> Error {
    Error::not_found(format!("{called} keeps no log of {session}."))
        .hint("`cookbook.logs` lists those that a machine keeps.")
        .field("session_id")
}
