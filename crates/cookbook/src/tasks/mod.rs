//! Tasks: programs on machines, and what is known of each.

pub(crate) mod attempts;
pub(crate) mod decide;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod row;
pub(crate) mod state;
mod task;
pub(crate) mod words;
pub(crate) mod work;

pub(crate) use row::{DOWNLOAD, INSTALL, New, Row, SERVE};
pub(crate) use state::State;
pub(crate) use task::Task;

use operation::{Result, Tx};

use crate::READ;
use crate::servers::Target;

/// The tmux socket of sessions that others started.
pub(crate) const DEFAULT_SOCKET: &str = "default";

/// Tells pages and followers that a task changed.
pub(crate) fn tell(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    tx.emit_to_house(
        "cookbook.task_changed",
        Some(READ),
        serde_json::json!({ "session_id": row.id, "state": row.state, "removed": row.removed_at.is_some() }),
    )
}

/// The address of its OpenAI-compatible API as this machine reaches it, once it answers; none where it has no such API.
pub(crate) fn base_url(row: &Row, target: &Target) -> Option<String> {
    let address = address(row, target).filter(|_| row.engine().speaks_openai())?;
    Some(format!("{address}/v1"))
}

/// Where it answers, as this machine reaches it, once it does.
fn address(row: &Row, target: &Target) -> Option<String> {
    let port = row
        .port
        .filter(|_| row.state == State::Ready && row.kind == SERVE)?;
    let host = match target.host.as_str() {
        "" => "127.0.0.1",
        host => host.rsplit_once('@').map_or(host, |(_, host)| host),
    };
    Some(format!("http://{host}:{port}"))
}

/// The command with which a person looks at its terminal, on their own machine.
fn attach(row: &Row, target: &Target) -> Option<String> {
    if !row.state.is_live() {
        return None;
    }
    let socket = match row.socket.as_str() {
        DEFAULT_SOCKET => String::new(),
        socket => format!(" -L {socket}"),
    };
    let tmux = format!("tmux{socket} attach -t ={}", row.id);
    Some(match (target.host.as_str(), target.port) {
        ("", _) => tmux,
        (host, None) => format!("ssh -t {host} {tmux}"),
        (host, Some(port)) => format!("ssh -t -p {port} {host} {tmux}"),
    })
}
