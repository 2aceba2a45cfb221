//! The JSON of an export, which is also that of an older program's `memory.json`.

use jiff::Timestamp;
use operation::{Error, Instant, Result};
use serde::Serialize;
use serde_json::Value;

use super::{Entries, Entry, Refused};
use crate::Memory;
use crate::category::Category;
use crate::words::Words;

/// One memory of an export.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    text: &'a str,
    /// Unix seconds: all that the older program knows of time.
    timestamp: i64,
    source: &'a str,
    category: &'a str,
    uses: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    origin: &'a str,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Serialize)]
struct File<'a> {
    memory: Vec<Record<'a>>,
}

pub(super) fn write(memories: &[Memory]) -> Result<Vec<u8>> {
    let memory = memories
        .iter()
        .map(|memory| Record {
            id: &memory.id,
            text: &memory.text,
            timestamp: memory.updated_at.0.div_euclid(1_000),
            source: &memory.source,
            category: &memory.category,
            uses: memory.uses,
            session_id: memory.session_id.as_deref(),
            pinned: memory.pinned,
            origin: &memory.origin,
            created_at: memory.created_at,
            updated_at: memory.updated_at,
        })
        .collect();
    Ok(serde_json::to_vec_pretty(&File { memory })?)
}

/// Reads a list of records, or an object that has it as `memory`. Those of other owners are refused:
/// `mine` is whose records are read, beside those that are nobody's.
pub(super) fn read(content: &str, mine: &str) -> Result<Entries> {
    let wrong = |why: String| Error::bad_input(why).field("content");
    let file: Value = serde_json::from_str(content)
        .map_err(|error| wrong(format!("`content` is no JSON: {error}.")))?;
    let records = match file {
        Value::Array(records) => records,
        Value::Object(mut fields) => match fields.remove("memory") {
            Some(Value::Array(records)) => records,
            _ => {
                let why = "`content` is an object without a list `memory`; that is where the records are.";
                return Err(wrong(why.to_owned()));
            }
        },
        _ => {
            let why = "`content` is neither a list of records nor an object with a list `memory`.";
            return Err(wrong(why.to_owned()));
        }
    };
    Ok(records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let text = record.get("text").and_then(Value::as_str);
            entry(record, mine).map_err(|why| {
                let shown = text.map_or_else(|| record.to_string(), ToOwned::to_owned);
                Refused::new(index + 1, &shown, why)
            })
        })
        .collect())
}

fn entry(record: &Value, mine: &str) -> Result<Entry, String> {
    if let Some(owner) = text(record, "owner", 200)?
        && owner.to_lowercase() != mine.to_lowercase()
    {
        return Err(format!(
            "it is about `{owner}`; give that name as `owner` if it is you"
        ));
    }
    let words = match record.get("text") {
        Some(Value::String(text)) => Words::parse(text)?,
        Some(Value::Number(number)) => Words::parse(&number.to_string())?,
        _ => return Err("it has no `text`".to_owned()),
    };
    let seconds = seconds(record)?;
    let created_at = moment(record, "created_at")?.or(seconds);
    let category = record.get("category").and_then(Value::as_str);
    Ok(Entry {
        category: category.and_then(Category::named).unwrap_or_default(),
        pinned: record.get("pinned") == Some(&Value::Bool(true)),
        source: text(record, "source", 100)?,
        origin: text(record, "origin", 200)?,
        session_id: text(record, "session_id", 200)?,
        uses: record
            .get("uses")
            .and_then(Value::as_i64)
            .unwrap_or_default()
            .max(0),
        created_at,
        updated_at: moment(record, "updated_at")?.or(seconds).or(created_at),
        ..Entry::new(words)
    })
}

/// Text that says something.
fn text(record: &Value, name: &str, most: usize) -> Result<Option<String>, String> {
    let given = match record.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err(format!("its `{name}` is no text")),
    };
    if given.contains('\0') {
        return Err(format!("its `{name}` contains a NUL character"));
    }
    if given.chars().count() > most {
        return Err(format!("its `{name}` has more than {most} characters"));
    }
    Ok((!given.is_empty()).then(|| given.to_owned()))
}

fn moment(record: &Value, name: &str) -> Result<Option<Instant>, String> {
    let Some(given) = text(record, name, 100)? else {
        return Ok(None);
    };
    let at: Timestamp = given
        .parse()
        .map_err(|_| format!("its `{name}` is no moment such as 2026-11-23T08:00:00Z"))?;
    Ok(Some(at.into()))
}

/// `timestamp`, in Unix seconds.
fn seconds(record: &Value) -> Result<Option<Instant>, String> {
    let wrong = || "its `timestamp` is no time in Unix seconds".to_owned();
    let at = match record.get("timestamp") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(seconds) => Timestamp::from_second(seconds).map_err(|_| wrong())?,
            None => {
                let seconds = number.as_f64().ok_or_else(wrong)?;
                let since =
                    jiff::SignedDuration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
                Timestamp::UNIX_EPOCH
                    .checked_add(since)
                    .map_err(|_| wrong())?
            }
        },
        Some(_) => return Err(wrong()),
    };
    Ok(Some(at.into()))
}
