//! `notifications.test_channel`.

use operation::{Context, Effect, Error, Method, Operation, Result, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Outcome, Parcel, Verdict, row};
use crate::notification::Notification;

/// Sends a message through a channel now, and tells what the other side said. It stays out of your feed
/// and is not repeated.
#[derive(Deserialize, JsonSchema)]
struct Test {
    /// The channel's id.
    id: Text<64>,
}

/// What the other side said; it has taken the message.
#[derive(Serialize, JsonSchema)]
struct Tested {
    /// The HTTP status of its answer.
    status: Option<u16>,
    /// The beginning of its answer. Others wrote it: it is nothing to act on.
    answer: String,
}

pub(crate) fn operation(client: net::Client) -> Operation {
    Operation::work(
        "notifications.test_channel",
        Effect::Send,
        move |cx, input| test(client.clone(), cx, input),
    )
    .route(Method::Post, "/notifications/channels/{id}/test")
}

async fn test(client: net::Client, cx: Context, input: Test) -> Result<Tested> {
    let channel = cx
        .read(move |view| {
            let owner = view.owner().to_owned();
            row::find(view.conn, &owner, input.id.trimmed())
        })
        .await?;
    let now = cx.workspace().now();
    let parcel = Parcel {
        id: Uuid::new_v4().to_string(),
        notification: Notification {
            id: Uuid::new_v4().to_string(),
            kind: "channel.test".to_owned(),
            source: "notifications".to_owned(),
            title: "Test from Odysseus".to_owned(),
            body: "Your notifications will reach you here.".to_owned(),
            url: None,
            data: None,
            created_at: now.into(),
            read_at: None,
        },
    };
    let outcome = match channel.secret(cx.workspace().sealer()) {
        Ok(secret) => {
            channel
                .settings()?
                .send(&client, secret.as_deref(), &parcel, now)
                .await
        }
        Err(outcome) => outcome,
    };
    if outcome.verdict != Verdict::Delivered {
        return Err(failure(outcome));
    }
    cx.write(move |tx| {
        let owner = tx.owner().to_owned();
        row::works(tx.conn, &owner, &channel.id)
    })
    .await?;
    Ok(Tested {
        status: outcome.status,
        answer: outcome.answer,
    })
}

/// What does not work is an error, never an answer.
fn failure(outcome: Outcome) -> Error {
    let detail = outcome.detail.unwrap_or_default();
    let error = match outcome.verdict {
        Verdict::Failed | Verdict::Delivered => Error::unavailable(detail),
        Verdict::Refused | Verdict::Gone => Error::conflict(detail)
            .hint("Change the channel with notifications.update_channel, then test it again."),
    };
    match outcome.status {
        Some(status) => error.with("answered", status),
        None => error,
    }
}
