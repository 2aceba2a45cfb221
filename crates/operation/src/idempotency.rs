//! Idempotency keys: a repeated call gets the first one's answer instead of being done twice.

use bytes::Bytes;
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use storage::AnyConn;

use crate::tables::idempotency as table;
use crate::{Context, Error, Fields, Result, Tx};

/// How long an answer can be replayed.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A call under an `Idempotency-Key`.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) key: String,
    pub(crate) operation: &'static str,
    pub(crate) input_hash: String,
}

/// The SHA-256 of the input as canonical JSON (names sorted), in hexadecimal.
pub(crate) fn hash(input: &Fields) -> String {
    // serde_json's map is sorted, or keeps insertion order when any crate asks it to: sort for sure.
    fn sorted(value: &serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::Object(fields) => {
                let mut pairs: Vec<_> = fields.iter().collect();
                pairs.sort_by_key(|(name, _)| *name);
                Value::Object(
                    pairs
                        .into_iter()
                        .map(|(name, value)| (name.clone(), sorted(value)))
                        .collect(),
                )
            }
            Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    let canonical = sorted(&serde_json::Value::Object(input.clone())).to_string();
    Sha256::digest(canonical.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The answer stored under the key, if the call was made before.
pub(crate) fn replay(conn: &mut AnyConn, cx: &Context, key: &Key) -> Result<Option<Bytes>> {
    let (now, caller) = (cx.now(), cx.caller().key());
    let oldest = now
        .saturating_sub(KEPT)
        .unwrap_or(Timestamp::MIN)
        .as_millisecond();
    let found: Option<(String, String, Option<String>)> = table::table
        .filter(table::caller.eq(caller))
        .filter(table::key.eq(&key.key))
        .filter(table::at.gt(oldest))
        .select((table::operation, table::input_hash, table::answer))
        .first(conn)
        .optional()?;
    match found {
        None => Ok(None),
        Some((operation, input, _)) if operation != key.operation || input != key.input_hash => {
            Err(Error::conflict("This Idempotency-Key was used for another call.")
                .hint("Use a new key for each new call, and the same one only to repeat a call unchanged."))
        }
        Some((_, _, Some(answer))) => Ok(Some(Bytes::from(answer))),
        Some((_, _, None)) => Err(Error::conflict(
            "A call with this Idempotency-Key has started and its outcome is not recorded.",
        )
        .hint("Look whether it happened before you send another.")),
    }
}

/// Stores the answer, or with `None` that the call has started.
pub(crate) fn store(tx: &mut Tx<'_>, key: &Key, answer: Option<&Bytes>) -> Result<()> {
    forget(tx, key)?;
    let stored = diesel::insert_into(table::table)
        .values((
            table::caller.eq(tx.caller().key()),
            table::key.eq(&key.key),
            table::operation.eq(key.operation),
            table::input_hash.eq(&key.input_hash),
            table::answer.eq(answer.map(|bytes| String::from_utf8_lossy(bytes).into_owned())),
            table::at.eq(tx.now().as_millisecond()),
        ))
        .execute(tx.conn);
    match stored {
        // Two at once, where writes run side by side: the other one is first.
        Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(
            Error::conflict("The same call is being made at this moment."),
        ),
        other => Ok(other.map(drop)?),
    }
}

/// Frees the key: the call failed and changed nothing, so it may be made again.
pub(crate) fn forget(tx: &mut Tx<'_>, key: &Key) -> Result<()> {
    let caller = tx.caller().key();
    diesel::delete(table::table.find((caller, &key.key))).execute(tx.conn)?;
    Ok(())
}

/// Removes what can no longer be replayed.
pub(crate) fn purge(conn: &mut AnyConn, now: Timestamp) -> Result<()> {
    let oldest = now
        .saturating_sub(KEPT)
        .unwrap_or(Timestamp::MIN)
        .as_millisecond();
    diesel::delete(table::table.filter(table::at.le(oldest))).execute(conn)?;
    Ok(())
}
