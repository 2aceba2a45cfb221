//! `cookbook.task_remove` and `cookbook.task_restore`.

use operation::{Error, Method, Operation, Result, Tx};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Task, row, tell};
use crate::LAUNCH;
use crate::command::SessionName;

/// Takes an ended task off the list. It stays off, also when its session is still there, and counts among the attempts.
#[derive(Deserialize, JsonSchema)]
struct Remove {
    /// Its session.
    session_id: SessionName,
}

/// Puts a task back on the list.
#[derive(Deserialize, JsonSchema)]
struct Restore {
    /// Its session.
    session_id: SessionName,
}

pub(crate) fn remove() -> Operation {
    Operation::destroy("cookbook.task_remove", removed)
        .scope(LAUNCH)
        .instance()
        .route(Method::Delete, "/cookbook/tasks/{session_id}")
}

pub(crate) fn restore() -> Operation {
    Operation::write("cookbook.task_restore", restored)
        .scope(LAUNCH)
        .instance()
        .route(Method::Post, "/cookbook/tasks/{session_id}/restore")
}

fn removed(tx: &mut Tx<'_>, input: Remove) -> Result<Task> {
    let was = row::find(tx.conn, input.session_id.as_str())?;
    // Of a machine that does not answer nothing can be stopped, perhaps never again.
    if was.state.is_live() && !was.adopted && was.unreachable_since.is_none() {
        return Err(Error::conflict(format!(
            "{} is {}; stop it first.",
            was.name,
            was.state.name()
        )));
    }
    let mut row = was.clone();
    row.removed_at = Some(tx.now().into());
    store(tx, was, row)
}

fn restored(tx: &mut Tx<'_>, input: Restore) -> Result<Task> {
    let was = row::find(tx.conn, input.session_id.as_str())?;
    let mut row = was.clone();
    row.removed_at = None;
    store(tx, was, row)
}

fn store(tx: &mut Tx<'_>, was: row::Row, row: row::Row) -> Result<Task> {
    if !row::change(tx.conn, &was, &row)? {
        return Err(Error::conflict("It changed at this moment; try again."));
    }
    tell(tx, &row)?;
    row.try_into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::State;
    use crate::tests::house::House;

    #[tokio::test]
    async fn what_runs_on_a_machine_that_is_gone_for_ever_can_be_taken_off_the_list() {
        let house = House::new();
        let was = house.put("serve-00000001", "user@gone", State::Ready).await;
        let cx = house.context();
        let remove = || {
            cx.write(|tx| {
                let session_id = SessionName::parse("serve-00000001")?;
                removed(tx, Remove { session_id })
            })
        };
        let refused = remove().await.err().unwrap();
        assert!(refused.message.contains("stop it first"), "{refused:?}");
        let mut lost = was.clone();
        lost.unreachable_since = Some(house.workspace.now().into());
        house.change(&was, lost).await;
        remove().await.unwrap();
        // Its machine is not on the list of servers either.
        assert_eq!(house.look().await, None);
    }
}
