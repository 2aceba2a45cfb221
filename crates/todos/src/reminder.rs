//! Reminders: a job at each due time, planned by every change in the transaction of that change.

use jiff::{SignedDuration, Timestamp};
use operation::{Job, JobKind, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::row::{ACTIVE, Row};
use crate::{READ, Todo, due, repeat, store};

const KIND: &str = "todos.due";

/// A due time that is over when it is set does not ring, the todo is just overdue; but the call that
/// set it may have taken a while.
const SLACK: SignedDuration = SignedDuration::from_mins(15);

/// How much of the content a reminder shows, in characters.
const BODY: usize = 400;
/// How many open items it shows.
const ITEMS: usize = 8;

/// What a job is planned with: the due time that it is for.
#[derive(Serialize, Deserialize)]
struct Plan {
    due_at: i64,
}

/// The due time that the owner is to be reminded of, if any.
fn pending(row: &Row) -> Option<i64> {
    row.due_at
        .filter(|_| row.state == ACTIVE && row.due_at != row.fired_for)
}

/// Whether a due time that is set now will be reminded of.
pub(crate) fn rings(due_at: i64, now: Timestamp) -> bool {
    due_at
        >= now
            .saturating_sub(SLACK)
            .unwrap_or(Timestamp::MIN)
            .as_millisecond()
}

/// Plans, moves or takes back the reminder after a change.
pub(crate) fn plan(tx: &mut Tx<'_>, before: Option<&Row>, row: &Row) -> Result<()> {
    let (was, is) = (before.and_then(pending), pending(row));
    if was == is {
        return Ok(());
    }
    if is.is_some_and(|at| rings(at, tx.now())) {
        replan(tx, row)
    } else {
        tx.cancel(KIND, &row.id)
    }
}

/// Plans the reminder at the due time, also when that is over.
pub(crate) fn replan(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    match pending(row) {
        Some(due_at) => {
            let at = Timestamp::from_millisecond(due_at).unwrap_or(Timestamp::MAX);
            tx.schedule(KIND, &row.id, at, &Plan { due_at })
        }
        None => Ok(()),
    }
}

/// Takes back the reminder of a todo that goes away.
pub(crate) fn forget(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.cancel(KIND, id)
}

/// The job.
pub(crate) fn job() -> JobKind {
    JobKind::inside(KIND, fire)
}

/// Reminds, unless the todo was moved, done or taken away since; a repeating one goes on to its next
/// occurrence.
fn fire(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    let Plan { due_at } = job.payload()?;
    let Some(before) = store::lock(tx, &job.key)?.filter(|row| pending(row) == Some(due_at)) else {
        return Ok(());
    };
    let todo = Todo::of(&before, tx)?;
    let late = tx.now().as_millisecond().saturating_sub(due_at) / 1_000;
    let reminder = json!({
        "todo_id": todo.id,
        "title": title(&todo),
        "body": body(&todo),
        "url": format!("/todos?open={}", todo.id),
        "due_at": todo.due_at,
        "due_date": todo.due_date,
        "late_seconds": late,
        "dedupe_key": format!("{}:{due_at}", todo.id),
    });
    tx.emit("reminder.due", Some(READ), reminder)?;

    let mut row = before.clone();
    if row.repeat_rule.is_some() {
        match repeat::next(&row, tx.user(), tx.now()) {
            Some(next) => due::set(&mut row, &next, tx.user())?,
            None => repeat::clear(&mut row),
        }
    }
    row.fired_for = Some(due_at);
    store::write(tx, &before, row, "reminded")?;
    Ok(())
}

fn title(todo: &Todo) -> String {
    if todo.title.is_empty() {
        "Reminder".to_owned()
    } else {
        todo.title.clone()
    }
}

fn body(todo: &Todo) -> String {
    let content: String = todo
        .content
        .as_deref()
        .unwrap_or_default()
        .chars()
        .take(BODY)
        .collect();
    let open: Vec<String> = todo
        .items
        .iter()
        .filter(|item| !item.done)
        .take(ITEMS)
        .map(|item| format!("- {}", item.text))
        .collect();
    let mut parts = Vec::new();
    if !content.trim().is_empty() {
        parts.push(content);
    }
    if !open.is_empty() {
        parts.push(format!("Pending:\n{}", open.join("\n")));
    }
    if parts.is_empty() {
        title(todo)
    } else {
        parts.join("\n\n")
    }
}
