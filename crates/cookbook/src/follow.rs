//! `cookbook.follow`: what a task writes, as it writes it.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use operation::{Context, Event, EventStream, Method, Operation, Result, Workspace};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::READ;
use crate::command::SessionName;
use crate::cookbook::Cookbook;
use crate::output::{self, Chunk, Followed, Part};
use crate::tasks::{Row, row};

/// Follows what a task writes: first the last lines, then what comes, until it has ended.
///
/// `output.text` brings `text` with the offsets `from` and `to`; with `restarted` it is another log, and what came before is to
/// be forgotten. `output.interrupted` tells in `says` why nothing can be read at the moment: the machine does not answer, or the log
/// was deleted; `output.resumed` tells that it can again.
/// `output.ended` is the last.
#[derive(Deserialize, JsonSchema)]
struct Follow {
    /// Its session.
    session_id: SessionName,
    /// With how many lines it begins, 20 to 4000; by default 400.
    tail: Option<i64>,
    /// From this byte on, in place of the last lines: the `to` of what was read before.
    offset: Option<u64>,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::stream("cookbook.follow", move |cx, input| {
        follow(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/tasks/{session_id}/follow")
}

async fn follow(cookbook: Cookbook, cx: Context, input: Follow) -> Result<EventStream> {
    let id = input.session_id.as_str().to_owned();
    // From before it is looked at: its end in between is heard.
    let heard = cx.workspace().listen();
    let row = cx.read(move |view| row::find(view.conn, &id)).await?;
    let part = match input.offset {
        Some(offset) => Part::Since { offset },
        None => Part::End {
            lines: output::lines(input.tail),
        },
    };
    let session = SessionName::parse(&row.id)?;
    let logs = cookbook.logs(cx.workspace()).await?;
    let ended = ended(cx.workspace().clone(), heard, &row);
    let owner = cx.owner().to_owned();
    let said = logs
        .follow(row.target()?.machine()?, session, part, ended)
        .map(told);
    Ok(Box::pin(events(said, owner)))
}

/// What is told, as events; the last says that there is no more.
fn events(
    said: impl Stream<Item = (&'static str, Value)> + Send,
    owner: String,
) -> impl Stream<Item = Event> + Send {
    let last = futures_util::stream::once(async { ("output.ended", json!({})) });
    said.chain(last).map(move |(topic, data)| Event {
        topic,
        owner: owner.clone(),
        scope: Some(READ),
        data: Arc::new(data),
    })
}

fn told(followed: Followed) -> (&'static str, Value) {
    match followed {
        Followed::Text(Chunk {
            text,
            from,
            to,
            restarted,
            left_out,
        }) => (
            "output.text",
            json!({ "text": text, "from": from, "to": to, "restarted": restarted, "left_out": left_out }),
        ),
        Followed::Interrupted(says) => ("output.interrupted", json!({ "says": says })),
        Followed::Resumed => ("output.resumed", json!({})),
    }
}

/// Becomes true when the task has ended.
fn ended(workspace: Workspace, mut events: Receiver<Event>, row: &Row) -> watch::Receiver<bool> {
    let (tell, ended) = watch::channel(!row.state.is_live());
    if row.state.is_live() {
        let id = row.id.clone();
        tokio::spawn(async move {
            loop {
                let event = tokio::select! {
                    event = events.recv() => event,
                    () = tell.closed() => return,
                };
                match event {
                    Ok(event)
                        if event.topic != "cookbook.task_changed"
                            || event.data["session_id"] != *id => {}
                    Err(RecvError::Closed) => return,
                    // Missed events are made up for by looking.
                    Ok(_) | Err(RecvError::Lagged(_)) => {
                        let id = id.clone();
                        let found = workspace
                            .database()
                            .read(move |conn| row::find(conn, &id))
                            .await;
                        if found.is_ok_and(|row| !row.state.is_live()) {
                            let _ = tell.send(true);
                            return;
                        }
                    }
                }
            }
        });
    }
    ended
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tasks::State;
    use crate::tests::house::House;

    #[tokio::test]
    async fn an_end_while_it_is_looked_up_is_heard() {
        let house = House::new();
        let heard = house.workspace.listen();
        let was = house.put("serve-00000001", "", State::Loading).await;
        let mut row = was.clone();
        row.enter(State::Failed, house.workspace.now().into());
        house.change(&was, row).await;
        let mut ended = ended(house.workspace.clone(), heard, &was);
        let limit = Duration::from_secs(60);
        let told = tokio::time::timeout(limit, ended.wait_for(|ended| *ended)).await;
        assert!(told.is_ok_and(|told| told.is_ok()));
    }
}
