//! The versions of a document: the current one's text is in `documents_texts`, an older one is a splice
//! of the next newer one, or whole where that is no larger.
//!
//! Numbers only rise, also where an autosave takes the place of the version before it: a caller's
//! `base_version` names one text for ever, and never one that was overwritten since.

use diesel::prelude::*;
use jiff::SignedDuration;
use operation::{Error, Instant, Means, Result, Tx};
use storage::AnyConn;

use crate::delta::Splice;
use crate::row::{Row, length};
use crate::tables::documents_versions as versions;
use crate::texts;

/// Made by the person.
pub(crate) const USER: &str = "user";
/// Made by an agent.
pub(crate) const AI: &str = "ai";

/// After so many splices in a row a version is kept whole: an old one is never further away than this.
const MAX_RUN: i64 = 50;

/// What the person changes within this time of their own last version takes its place: an editor saves
/// every few seconds.
const AUTOSAVE: SignedDuration = SignedDuration::from_secs(60);

/// A version without its text.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = versions)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) source: String,
    pub(crate) made_by: String,
    pub(crate) summary: Option<String>,
    pub(crate) bytes: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A new text for a document.
pub(crate) struct Revision<'a> {
    /// What it says now.
    pub(crate) old: &'a str,
    /// What it is to say.
    pub(crate) new: &'a str,
    /// What the change is, in the caller's words; it then is a version of its own.
    pub(crate) summary: Option<String>,
}

/// Stores the first version.
pub(crate) fn begin(tx: &mut Tx<'_>, row: &Row, text: &str) -> Result<()> {
    texts::insert(tx.conn, row.seq, text)?;
    insert(tx, row, length(text), Some("Initial version"))
}

/// Stores a new text as the current version: a new one, or in place of the last one.
pub(crate) fn advance(tx: &mut Tx<'_>, row: &mut Row, revision: Revision<'_>) -> Result<()> {
    let last: Version = versions::table
        .find((row.seq, row.version))
        .select(Version::as_select())
        .first(tx.conn)?;
    row.version += 1;
    row.describe(revision.new);
    if revision.summary.is_none() && continues(tx, &last) {
        if let Some(before) = number_before(tx.conn, row.seq, last.number)? {
            let older = beside(tx.conn, row.seq, before, revision.old)?;
            keep(tx.conn, row.seq, before, &older, revision.new)?;
        }
        let moved = (
            versions::number.eq(row.version),
            versions::bytes.eq(row.bytes),
            versions::updated_at.eq(Instant::from(tx.now())),
        );
        diesel::update(versions::table.find((row.seq, last.number)))
            .set(moved)
            .execute(tx.conn)?;
    } else {
        keep(tx.conn, row.seq, last.number, revision.old, revision.new)?;
        row.versions += 1;
        insert(tx, row, row.bytes, revision.summary.as_deref())?;
    }
    texts::replace(tx.conn, row.seq, revision.new)
}

/// The text of a version; `None` when there is no such version.
pub(crate) fn text(conn: &mut AnyConn, row: &Row, number: i64) -> Result<Option<String>> {
    let of_document = versions::table.filter(versions::document.eq(row.seq));
    let whole: Option<i64> = of_document
        .filter(versions::head.is_null())
        .filter(versions::number.ge(number))
        .order(versions::number)
        .select(versions::number)
        .first(conn)
        .optional()?;
    let Some(whole) = whole else { return Ok(None) };
    let chain: Vec<Stored> = of_document
        .filter(versions::number.between(number, whole))
        .order(versions::number.desc())
        .select(Stored::as_select())
        .load(conn)?;
    // The oldest link is the version itself, unless its place was taken.
    if chain.last().is_none_or(|oldest| oldest.number != number) {
        return Ok(None);
    }
    let mut text = String::new();
    for link in chain {
        text = match link.splice()? {
            Some(splice) => splice.apply(&text).ok_or_else(broken)?,
            None => match link.content {
                Some(whole) => whole,
                None => texts::get(conn, row.seq)?,
            },
        };
    }
    Ok(Some(text))
}

/// The latest versions, those before the number `before` if given.
pub(crate) fn list(
    conn: &mut AnyConn,
    document: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Version>> {
    Ok(versions::table
        .filter(versions::document.eq(document))
        .filter(versions::number.lt(before.unwrap_or(i64::MAX)))
        .order(versions::number.desc())
        .limit(limit)
        .select(Version::as_select())
        .load(conn)?)
}

/// One version.
pub(crate) fn get(conn: &mut AnyConn, document: i64, number: i64) -> Result<Option<Version>> {
    Ok(versions::table
        .find((document, number))
        .select(Version::as_select())
        .first(conn)
        .optional()?)
}

/// Drops the text and all versions of a document.
pub(crate) fn forget(conn: &mut AnyConn, document: i64) -> Result<()> {
    diesel::delete(versions::table.filter(versions::document.eq(document))).execute(conn)?;
    texts::remove(conn, document)
}

/// How an older version is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = versions)]
struct Stored {
    number: i64,
    head: Option<i64>,
    tail: Option<i64>,
    content: Option<String>,
}

impl Stored {
    fn splice(&self) -> Result<Option<Splice>> {
        let (Some(head), Some(tail), Some(middle)) = (self.head, self.tail, &self.content) else {
            return Ok(None);
        };
        Ok(Some(Splice {
            head: usize::try_from(head).map_err(Error::fault)?,
            tail: usize::try_from(tail).map_err(Error::fault)?,
            middle: middle.clone(),
        }))
    }
}

fn broken() -> Error {
    Error::fault("a stored version does not fit the one after it")
}

/// Whether what the person changes now belongs to their last version.
fn continues(tx: &Tx<'_>, last: &Version) -> bool {
    let since =
        SignedDuration::from_millis(tx.now().as_millisecond().saturating_sub(last.created_at.0));
    matches!(*tx.caller().means, Means::Person { .. })
        && last.made_by == tx.caller().label()
        && (SignedDuration::ZERO..=AUTOSAVE).contains(&since)
}

fn insert(tx: &mut Tx<'_>, row: &Row, bytes: i64, summary: Option<&str>) -> Result<()> {
    let source = match *tx.caller().means {
        Means::Token { .. } => AI,
        Means::Person { .. } | Means::Job => USER,
    };
    let now = Instant::from(tx.now());
    diesel::insert_into(versions::table)
        .values((
            versions::document.eq(row.seq),
            versions::number.eq(row.version),
            versions::source.eq(source),
            versions::made_by.eq(tx.caller().label()),
            versions::summary.eq(summary),
            versions::bytes.eq(bytes),
            versions::created_at.eq(now),
            versions::updated_at.eq(now),
            versions::run.eq(0),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn number_before(conn: &mut AnyConn, document: i64, number: i64) -> Result<Option<i64>> {
    Ok(versions::table
        .filter(versions::document.eq(document))
        .filter(versions::number.lt(number))
        .order(versions::number.desc())
        .select(versions::number)
        .first(conn)
        .optional()?)
}

/// The text of the version `number`, the last before the one that says `newer`.
fn beside(conn: &mut AnyConn, document: i64, number: i64, newer: &str) -> Result<String> {
    let stored: Stored = versions::table
        .find((document, number))
        .select(Stored::as_select())
        .first(conn)?;
    match stored.splice()? {
        Some(splice) => splice.apply(newer).ok_or_else(broken),
        None => stored.content.ok_or_else(broken),
    }
}

/// Stores the text of a version that is not the current one any more, beside the next `newer` one.
fn keep(conn: &mut AnyConn, document: i64, number: i64, text: &str, newer: &str) -> Result<()> {
    let run: Option<i64> = versions::table
        .filter(versions::document.eq(document))
        .filter(versions::number.lt(number))
        .order(versions::number.desc())
        .select(versions::run)
        .first(conn)
        .optional()?;
    let run = run.unwrap_or(0) + 1;
    let splice = Some(Splice::between(text, newer))
        .filter(|splice| run <= MAX_RUN && splice.middle.len() < text.len());
    let bytes = |n: usize| i64::try_from(n).map_err(Error::fault);
    let stored = match &splice {
        Some(splice) => (
            versions::run.eq(run),
            versions::head.eq(Some(bytes(splice.head)?)),
            versions::tail.eq(Some(bytes(splice.tail)?)),
            versions::content.eq(Some(splice.middle.as_str())),
        ),
        None => (
            versions::run.eq(0),
            versions::head.eq(None),
            versions::tail.eq(None),
            versions::content.eq(Some(text)),
        ),
    };
    diesel::update(versions::table.find((document, number)))
        .set(stored)
        .execute(conn)?;
    Ok(())
}
