//! `cookbook.task`.

use operation::{Context, Effect, Method, Operation, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Task, row};
use crate::READ;
use crate::command::SessionName;
use crate::cookbook::Cookbook;

/// Shows one task as it is now, with the diagnosis and the excerpt of its log where it failed.
#[derive(Deserialize, JsonSchema)]
struct Get {
    /// Its session.
    session_id: SessionName,
}

pub(crate) fn operation(cookbook: Cookbook) -> Operation {
    Operation::work("cookbook.task", Effect::Read, move |cx, input| {
        get(cookbook.clone(), cx, input)
    })
    .scope(READ)
    .instance()
    .route(Method::Get, "/cookbook/tasks/{session_id}")
}

async fn get(cookbook: Cookbook, cx: Context, input: Get) -> Result<Task> {
    cookbook.look(&cx).await?;
    cx.read(move |view| row::find(view.conn, input.session_id.as_str())?.try_into())
        .await
}
