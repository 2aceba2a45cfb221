//! `notification.raise`: the door for every capability that has something to say.

use operation::{Event, Result, Tx};
use serde::Deserialize;
use serde_json::Value;

use crate::notification::{Raise, raise};

/// The event's data.
#[derive(Deserialize)]
struct Said {
    /// What it is about, in one line.
    title: String,
    /// The rest, as plain text.
    #[serde(default)]
    body: String,
    /// Of several with the same key, the owner hears of the first.
    dedupe_key: String,
    /// The capability that says it.
    source: String,
    /// Where it leads.
    url: Option<String>,
    /// What happened, as `capability.what`; the name of the topic by default.
    kind: Option<String>,
    /// The facts behind it, for programs.
    data: Option<Value>,
}

pub(super) fn heard(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    let said = Said::deserialize(&*event.data)?;
    raise(
        tx,
        Raise {
            kind: said.kind.unwrap_or_else(|| event.topic.to_owned()),
            source: said.source,
            title: said.title,
            body: said.body,
            url: said.url,
            dedupe_key: said.dedupe_key,
            data: said.data,
            personal: false,
        },
    )
}
