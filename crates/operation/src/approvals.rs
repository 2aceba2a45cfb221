//! Approvals: calls that wait for the person's word.
//!
//! An approval is sealed to token, operation and input: the identical call, and no other, may be done
//! once after the person said yes.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;
use uuid::Uuid;

use crate::tables::approvals;
use crate::{Error, Instant, Kind, Result, Tx};

/// How long a question waits, and how long a yes or no is good for after it was given.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// What the person says to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The identical call may be done once.
    Approve,
    /// It may not.
    Deny,
}

/// A question to the person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Queryable, Selectable)]
#[diesel(table_name = approvals)]
pub struct Approval {
    /// Its id.
    pub id: String,
    /// The token that wants it.
    pub token_id: String,
    /// That token's name.
    pub token_name: String,
    /// What would be done.
    pub operation: String,
    /// With exactly this input, as JSON.
    pub input: String,
    /// `pending`, `approved`, `denied`, `used` or `expired`.
    pub status: String,
    /// When it was asked.
    pub created_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// What the person is asked.
pub(crate) struct Question {
    pub(crate) operation: &'static str,
    /// What the operation does, in a sentence.
    pub(crate) summary: String,
    pub(crate) input_hash: String,
    /// The input as JSON.
    pub(crate) input: String,
}

/// Looks for the person's word on this call, or puts the question. `Ok(Ok(id))` is a yes, to be
/// [`consume`]d in the transaction that does it; `Ok(Err(_))` is to be told to the caller *after* the
/// question is committed.
pub(crate) fn ask(tx: &mut Tx<'_>, question: &Question) -> Result<Result<String>> {
    let crate::Means::Token {
        id: token, name, ..
    } = &*tx.caller().means
    else {
        return Err(Error::fault("only tokens are asked for approval"));
    };
    let (token, name) = (token.clone(), name.clone());
    let Question {
        operation,
        summary,
        input_hash,
        input,
    } = question;
    let now = tx.now();
    let found: Option<(String, String)> = approvals::table
        .filter(approvals::token_id.eq(&token))
        .filter(approvals::operation.eq(*operation))
        .filter(approvals::input_hash.eq(input_hash))
        .filter(approvals::status.ne("used"))
        .filter(approvals::expires_at.gt(now.as_millisecond()))
        .order(approvals::created_at.desc())
        .select((approvals::id, approvals::status))
        .first(tx.conn)
        .optional()?;
    let id = match found {
        Some((id, status)) if status == "approved" => return Ok(Ok(id)),
        Some((_, status)) if status == "denied" => {
            return Ok(Err(Error::forbidden(
                "The person was asked and said no to this call.",
            )
            .hint(
                "Do not try it another way; ask them what they would like instead.",
            )));
        }
        Some((id, _)) => id,
        None => {
            let id = Uuid::new_v4().to_string();
            diesel::insert_into(approvals::table)
                .values((
                    approvals::id.eq(&id),
                    approvals::owner.eq(tx.owner().to_owned()),
                    approvals::token_id.eq(&token),
                    approvals::token_name.eq(&name),
                    approvals::operation.eq(operation),
                    approvals::input_hash.eq(input_hash),
                    approvals::input.eq(input),
                    approvals::status.eq("pending"),
                    approvals::created_at.eq(now.as_millisecond()),
                    approvals::expires_at.eq(later(now)),
                ))
                .execute(tx.conn)?;
            let question = serde_json::json!({
                "id": id, "token": name, "operation": operation, "summary": summary,
            });
            tx.emit("approval.asked", None, question)?;
            id
        }
    };
    Ok(Err(Error::approval_required(
        format!("The person wants to be asked before `{operation}`. Nothing has happened yet."),
        id,
    )
    .hint(
        "Tell the person that their approval is waiting in Odysseus under Approvals, then repeat the \
         identical call; it is done once they approve.",
    )))
}

fn later(now: Timestamp) -> i64 {
    now.saturating_add(LIFETIME).unwrap_or(now).as_millisecond()
}

/// Uses up a yes. Of two calls that found the same one, one gets it.
pub(crate) fn consume(conn: &mut AnyConn, id: &str) -> Result<()> {
    let used = diesel::update(
        approvals::table
            .filter(approvals::id.eq(id))
            .filter(approvals::status.eq("approved")),
    )
    .set(approvals::status.eq("used"))
    .execute(conn)?;
    if used == 1 {
        Ok(())
    } else {
        Err(Error::conflict(
            "This approval was used by another call just now.",
        ))
    }
}

/// The owner's questions, newest first: those that wait, or all.
///
/// # Errors
/// Faults alone.
pub fn list(
    conn: &mut AnyConn,
    owner: &str,
    now: Timestamp,
    pending_only: bool,
    limit: i64,
) -> Result<Vec<Approval>> {
    let now = now.as_millisecond();
    let mut query = approvals::table
        .filter(approvals::owner.eq(owner.to_owned()))
        .into_boxed::<storage::MultiBackend>();
    if pending_only {
        query = query
            .filter(approvals::status.eq("pending"))
            .filter(approvals::expires_at.gt(now));
    }
    let mut found: Vec<Approval> = query
        .select(Approval::as_select())
        .order(approvals::created_at.desc())
        .limit(limit)
        .load(conn)?;
    for approval in &mut found {
        let waits = matches!(approval.status.as_str(), "pending" | "approved");
        if waits && approval.expires_at <= Instant(now) {
            "expired".clone_into(&mut approval.status);
        }
    }
    Ok(found)
}

/// The person decides a question of theirs.
///
/// # Errors
/// [`Kind::NotFound`] when there is none, [`Kind::Conflict`] when it is decided or expired.
pub fn decide(tx: &mut Tx<'_>, id: &str, decision: Decision) -> Result<Approval> {
    let (owner, now) = (tx.owner().to_owned(), tx.now());
    let mine = || {
        approvals::table
            .filter(approvals::id.eq(id.to_owned()))
            .filter(approvals::owner.eq(owner.clone()))
    };
    let mut approval: Approval = mine()
        .select(Approval::as_select())
        .first(tx.conn)
        .optional()?
        .ok_or_else(|| Error::not_found("There is no such approval."))?;
    if approval.status != "pending" {
        return Err(Error::conflict(format!(
            "This approval is {} already.",
            approval.status
        )));
    }
    if approval.expires_at <= now.into() {
        return Err(Error::conflict(
            "This approval has expired; the agent has to ask again.",
        ));
    }
    approval.status = match decision {
        Decision::Approve => "approved",
        Decision::Deny => "denied",
    }
    .to_owned();
    approval.decided_at = Some(now.into());
    approval.expires_at = later(now).into();
    diesel::update(mine())
        .set((
            approvals::status.eq(&approval.status),
            approvals::decided_at.eq(approval.decided_at),
            approvals::expires_at.eq(approval.expires_at),
        ))
        .execute(tx.conn)?;
    tx.emit(
        "approval.decided",
        None,
        serde_json::json!({ "id": id, "status": approval.status }),
    )?;
    Ok(approval)
}

impl Error {
    /// Whether the call waits for the person.
    #[must_use]
    pub fn is_approval(&self) -> bool {
        self.kind == Kind::ApprovalRequired
    }
}
