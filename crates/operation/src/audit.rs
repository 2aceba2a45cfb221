//! The audit log: every call that is not a mere look, who made it and how it ended.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use crate::tables::audit;
use crate::{Effect, Instant, Limit, Page, Result, Tx};

/// Inputs are kept up to this many characters: enough to see what was done, without storing bodies twice.
const INPUT_KEPT: usize = 2_000;

/// How a recorded call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Started,
    Done,
    Asked,
    Refused,
    Failed,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// What is recorded about a call.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) operation: &'static str,
    pub(crate) effect: Effect,
    /// The input as JSON; `None` where it holds a secret.
    pub(crate) input: Option<String>,
}

pub(crate) fn record(
    tx: &mut Tx<'_>,
    call: &Record,
    outcome: Outcome,
    detail: Option<&str>,
) -> Result<i64> {
    let cx = tx.context();
    let input = call
        .input
        .as_ref()
        .map(|text| text.chars().take(INPUT_KEPT).collect::<String>());
    Ok(diesel::insert_into(audit::table)
        .values((
            audit::at.eq(cx.now().as_millisecond()),
            audit::owner.eq(cx.owner()),
            audit::caller.eq(cx.caller().label()),
            audit::token_id.eq(cx.caller().token_id()),
            audit::interface.eq(cx.interface()),
            audit::operation.eq(call.operation),
            audit::effect.eq(call.effect.name()),
            audit::input.eq(input),
            audit::outcome.eq(outcome.name()),
            audit::detail.eq(detail),
            audit::request_id.eq(cx.request_id()),
        ))
        .returning(audit::seq)
        .get_result(tx.conn)?)
}

/// Writes how a call that was recorded as started has ended.
pub(crate) fn finish(
    conn: &mut AnyConn,
    seq: i64,
    outcome: Outcome,
    detail: Option<&str>,
) -> Result<()> {
    diesel::update(audit::table.filter(audit::seq.eq(seq)))
        .set((audit::outcome.eq(outcome.name()), audit::detail.eq(detail)))
        .execute(conn)?;
    Ok(())
}

/// One recorded call.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Queryable)]
pub struct Entry {
    /// Its number; newer ones are larger.
    pub seq: i64,
    /// When it came in.
    pub at: Instant,
    /// Who called: `person`, `token:NAME` or `job`.
    pub caller: String,
    /// The token's id, when one was used.
    pub token_id: Option<String>,
    /// The interface that it came through.
    pub interface: String,
    /// What was called.
    pub operation: String,
    /// What that does to the world.
    pub effect: String,
    /// Its input as JSON, cut at 2,000 characters; null where it held a secret.
    pub input: Option<String>,
    /// `started`, `done`, `asked`, `refused` or `failed`.
    pub outcome: String,
    /// What the caller was told when it was not done.
    pub detail: Option<String>,
}

/// The owner's calls, newest first, before the entry `before`, of one token if given.
///
/// # Errors
/// Faults alone.
pub fn list(
    conn: &mut AnyConn,
    owner: &str,
    token: Option<&str>,
    before: Option<i64>,
    limit: Limit,
) -> Result<Page<Entry>> {
    use diesel::dsl::count_star;
    let mut rows = audit::table
        .filter(audit::owner.eq(owner.to_owned()))
        .into_boxed::<storage::MultiBackend>();
    let mut all = audit::table
        .filter(audit::owner.eq(owner.to_owned()))
        .into_boxed::<storage::MultiBackend>();
    if let Some(token) = token {
        rows = rows.filter(audit::token_id.eq(token.to_owned()));
        all = all.filter(audit::token_id.eq(token.to_owned()));
    }
    if let Some(before) = before {
        rows = rows.filter(audit::seq.lt(before));
    }
    let mut items: Vec<Entry> = rows
        .select((
            audit::seq,
            audit::at,
            audit::caller,
            audit::token_id,
            audit::interface,
            audit::operation,
            audit::effect,
            audit::input,
            audit::outcome,
            audit::detail,
        ))
        .order(audit::seq.desc())
        .limit(limit.and_one())
        .load(conn)?;
    let total = all.select(count_star()).first(conn)?;
    let next_cursor = limit.cut(&mut items, |entry| entry.seq)?;
    Ok(Page {
        items,
        total,
        next_cursor,
    })
}
