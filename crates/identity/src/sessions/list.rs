use operation::{Instant, Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::prelude::*;

use crate::tables::sessions;

/// Lists the browsers in which you are signed in, the latest sign-in first.
#[derive(Deserialize, JsonSchema)]
struct List {}

/// A browser in which the person is signed in.
#[derive(Serialize, JsonSchema)]
struct SessionInfo {
    /// Its id.
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// What the browser calls itself.
    user_agent: Option<String>,
    /// The address from which it signed in.
    address: String,
    /// When it signed in.
    created_at: Instant,
    /// When it was last used, to the minute.
    last_used_at: Instant,
    /// When it has to sign in again.
    expires_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    id: String,
    user_agent: Option<String>,
    address: String,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
}

pub(super) fn operation() -> Operation {
    Operation::read("sessions.list", list).route(Method::Get, "/sessions")
}

fn list(view: &mut View<'_>, _: List) -> Result<Vec<SessionInfo>> {
    let (owner, now) = (view.owner().to_owned(), view.now().as_millisecond());
    let rows: Vec<Row> = sessions::table
        .filter(sessions::owner.eq(owner))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id))
        .select(Row::as_select())
        .load(view.conn)?;
    let current = view.caller().session_id();
    let info = |row: Row| SessionInfo {
        current: current == Some(row.id.as_str()),
        id: row.id,
        user_agent: row.user_agent,
        address: row.address,
        created_at: row.created_at.into(),
        last_used_at: row.last_used_at.into(),
        expires_at: row.expires_at.into(),
    };
    Ok(rows.into_iter().map(info).collect())
}
