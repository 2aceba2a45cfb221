//! Browser sessions: random cookies, stored as digests, each for one sign-in.

mod list;
mod revoke;
mod revoke_others;

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use operation::{Capability, Result};
use storage::AnyConn;
use storage::diesel::{self, prelude::*};
use uuid::Uuid;

use crate::secret;
use crate::tables::sessions;

/// Told to the person whose sessions changed.
const CHANGED: &str = "sessions.changed";
/// How long a session lives after sign-in, however it is used: "stay signed in", and otherwise.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);
const NOT_REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// The oldest sessions beyond this many end, so that lists stay short.
const MOST: i64 = 100;
/// Browsers' names are cut at this many characters.
const USER_AGENT_KEPT: usize = 200;

pub(crate) fn capability() -> Capability {
    Capability {
        name: "sessions",
        operations: vec![
            list::operation(),
            revoke::operation(),
            revoke_others::operation(),
        ],
        ..Capability::default()
    }
}

/// The browser that signs in.
pub(crate) struct Browser {
    pub(crate) remember: bool,
    pub(crate) user_agent: Option<String>,
    pub(crate) address: IpAddr,
}

/// A session that was begun.
pub(crate) struct Begun {
    pub(crate) cookie: String,
    pub(crate) expires: Timestamp,
}

/// Begins a session of that user.
pub(crate) fn begin(
    conn: &mut AnyConn,
    owner: &str,
    browser: &Browser,
    now: Timestamp,
) -> Result<Begun> {
    let cookie = secret::opaque()?;
    let lifetime = if browser.remember {
        REMEMBERED
    } else {
        NOT_REMEMBERED
    };
    let expires = now.saturating_add(lifetime).unwrap_or(Timestamp::MAX);
    let user_agent: Option<String> = browser
        .user_agent
        .as_ref()
        .map(|text| text.chars().take(USER_AGENT_KEPT).collect());
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(Uuid::new_v4().to_string()),
            sessions::owner.eq(owner),
            sessions::hash.eq(secret::digest(&cookie)),
            sessions::user_agent.eq(user_agent),
            sessions::address.eq(browser.address.to_canonical().to_string()),
            sessions::created_at.eq(now.as_millisecond()),
            sessions::last_used_at.eq(now.as_millisecond()),
            sessions::expires_at.eq(expires.as_millisecond()),
        ))
        .execute(conn)?;
    let surplus: Vec<String> = sessions::table
        .filter(sessions::owner.eq(owner))
        .order((sessions::created_at.desc(), sessions::id))
        .offset(MOST)
        .limit(MOST)
        .select(sessions::id)
        .load(conn)?;
    if !surplus.is_empty() {
        diesel::delete(sessions::table.filter(sessions::id.eq_any(surplus))).execute(conn)?;
    }
    Ok(Begun { cookie, expires })
}

/// Id and owner of the session of that digest, unless it has expired.
pub(crate) fn find(conn: &mut AnyConn, digest: &str, now: i64) -> Result<Option<(String, String)>> {
    Ok(sessions::table
        .filter(sessions::hash.eq(digest))
        .filter(sessions::expires_at.gt(now))
        .select((sessions::id, sessions::owner))
        .first(conn)
        .optional()?)
}

/// Ends the session of that digest.
pub(crate) fn end(conn: &mut AnyConn, digest: &str) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::hash.eq(digest))).execute(conn)?;
    Ok(())
}
