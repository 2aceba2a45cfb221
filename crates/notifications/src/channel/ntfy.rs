//! ntfy (<https://docs.ntfy.sh/publish/>): push messages to phones and browsers through a server that
//! anybody can run.

use jiff::Timestamp;
use net::{Purpose, Request, Response, Url, header};
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Draft, Outcome, Parcel, Secret, Verdict, address, answer, refuse_others};

const DEFAULT_SERVER: &str = "https://ntfy.sh/";
/// Longer messages arrive as an attached file, or not at all (<https://docs.ntfy.sh/publish/#limitations>).
const MESSAGE_BYTES: usize = 4_000;
/// More of a title than any phone shows.
const TITLE_BYTES: usize = 250;

/// How urgent a message is to the phone (<https://docs.ntfy.sh/publish/#message-priority>).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Priority {
    /// No vibration or sound, and folded away.
    Min,
    /// No vibration or sound.
    Low,
    /// A short vibration and sound.
    Default,
    /// A long vibration and a sound that pops over.
    #[default]
    High,
    /// Really long vibration bursts.
    Max,
}

impl Priority {
    fn number(self) -> u8 {
        match self {
            Self::Min => 1,
            Self::Low => 2,
            Self::Default => 3,
            Self::High => 4,
            Self::Max => 5,
        }
    }
}

/// The settings of an ntfy channel. Its secret is the access token, where the server wants one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ntfy {
    /// The server's root.
    pub(crate) server: Url,
    pub(crate) topic: String,
    pub(crate) priority: Priority,
}

impl Ntfy {
    pub(super) fn entered(old: Option<&Self>, draft: &Draft) -> Result<(Self, Secret)> {
        refuse_others("ntfy", &[("secret", draft.secret.is_some())])?;
        let url = draft.url.as_deref().filter(|url| !url.trim().is_empty());
        let (server, topic_in_url) = match (url, old) {
            (Some(url), _) => split(address(url)?)?,
            (None, Some(old)) => (old.server.clone(), None),
            (None, None) => (address(DEFAULT_SERVER)?, None),
        };
        let topic = match (draft.topic.clone(), topic_in_url) {
            (Some(said), Some(in_url)) if said != in_url => {
                return Err(Error::bad_input(format!(
                    "The address ends in the topic `{in_url}` and `topic` says `{said}`; give the topic once."
                ))
                .field("topic"));
            }
            (Some(topic), _) | (None, Some(topic)) => topic,
            (None, None) => old.map(|old| old.topic.clone()).ok_or_else(|| {
                Error::bad_input(
                    "An ntfy channel needs a `topic`: a name that is hard to guess, to which your phone subscribes.",
                )
                .field("topic")
            })?,
        };
        check_topic(&topic)?;
        let secret = match draft.token.as_deref().map(str::trim) {
            None => Secret::Keep,
            Some("") => Secret::Remove,
            Some(token) if token.chars().all(|c| c.is_ascii_graphic()) => {
                Secret::Set(token.to_owned())
            }
            Some(_) => {
                return Err(Error::bad_input(
                    "An ntfy access token is one word of ASCII characters, like tk_…",
                )
                .field("token"));
            }
        };
        let priority = draft
            .priority
            .or(old.map(|old| old.priority))
            .unwrap_or_default();
        let ntfy = Self {
            server,
            topic,
            priority,
        };
        Ok((ntfy, secret))
    }

    pub(super) fn name(&self) -> String {
        let host = self.server.host_str().unwrap_or_default();
        format!("{host}/{}", self.topic)
    }

    /// Publishes as JSON to the server's root, because header values hold ASCII alone and titles are in
    /// any language (<https://docs.ntfy.sh/publish/#publish-as-json>).
    pub(super) fn request(
        &self,
        token: Option<&str>,
        parcel: &Parcel,
    ) -> Result<Request, net::Error> {
        let told = &parcel.notification;
        let message = if told.body.is_empty() {
            &told.title
        } else {
            &told.body
        };
        let mut body = json!({
            "topic": self.topic,
            "title": cut(&told.title, TITLE_BYTES),
            "message": cut(message, MESSAGE_BYTES),
            "priority": self.priority.number(),
            "tags": ["bell"],
        });
        // Phones open absolute addresses alone.
        if let Some(url) = told.url.as_deref().filter(|url| url.contains("://")) {
            body["click"] = Value::from(url);
        }
        let request = Request::post(self.server.clone(), Purpose::Household, body.to_string())
            .header(header::CONTENT_TYPE, "application/json")?;
        match token {
            Some(token) => request.header(header::AUTHORIZATION, &format!("Bearer {token}")),
            None => Ok(request),
        }
    }

    /// A server that took the message answers with it; a 200 of anything else (a router's log-in page,
    /// say) is no delivery.
    pub(super) fn judge(
        &self,
        response: &Response,
        token: Option<&str>,
        now: Timestamp,
    ) -> Outcome {
        let outcome = answer::judge(response, token, now);
        let said: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let taken = said["event"] == "message" && said["topic"] == self.topic.as_str();
        if taken || outcome.verdict != Verdict::Delivered {
            return outcome;
        }
        Outcome {
            verdict: Verdict::Refused,
            detail: Some(format!(
                "{} answered, but not as an ntfy server does; check the address.",
                self.server.host_str().unwrap_or_default()
            )),
            ..outcome
        }
    }
}

/// Takes the topic off an address as it is shown to people (`https://ntfy.sh/mytopic`). An ntfy server
/// has no other paths of its own: it does not run below one.
fn split(mut url: Url) -> Result<(Url, Option<String>)> {
    let path = url.path().trim_matches('/').to_owned();
    if path.contains('/') || url.query().is_some() || url.fragment().is_some() {
        return Err(Error::bad_input(
            "The address of an ntfy server is like https://ntfy.sh, or https://ntfy.sh/TOPIC with nothing after it.",
        )
        .field("url"));
    }
    url.set_path("/");
    Ok((url, (!path.is_empty()).then_some(path)))
}

/// Topics as the server takes them: up to 64 letters, digits, `_` and `-`.
fn check_topic(topic: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if (1..=64).contains(&topic.len()) && topic.chars().all(fits) {
        Ok(())
    } else {
        Err(Error::bad_input(
            "An ntfy topic is 1 to 64 letters (a–z), digits, `_` and `-`, such as `my-reminders-x7k2`.",
        )
        .field("topic"))
    }
}

/// The beginning of a text, with an ellipsis where the rest is cut off.
fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(bytes.saturating_sub('…'.len_utf8()));
    format!("{}…", text.get(..end).unwrap_or_default())
}
