//! `approval.asked`: a token waits for the person's word.

use operation::{Event, Result, Tx};
use serde::Deserialize;
use serde_json::json;

use crate::notification::{Raise, raise};

/// The event's data.
#[derive(Deserialize)]
struct Asked {
    id: String,
    /// The token's name.
    token: String,
    operation: String,
    /// What that does, in a sentence.
    summary: String,
}

/// For the person alone: no token learns what another one asks for.
pub(super) fn heard(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    let asked = Asked::deserialize(&*event.data)?;
    raise(
        tx,
        Raise {
            kind: event.topic.to_owned(),
            source: "approvals".to_owned(),
            title: format!("{} wants to run {}", asked.token, asked.operation),
            body: format!(
                "{} Nothing has happened yet. Approve or deny it in Odysseus under Approvals.",
                asked.summary
            ),
            url: Some(format!("/settings/approvals?ask={}", asked.id)),
            dedupe_key: format!("approval:{}", asked.id),
            data: Some(json!({ "approval_id": asked.id })),
            personal: true,
        },
    )
}
