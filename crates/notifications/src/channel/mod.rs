//! Channels: the ways by which notifications leave the house. Each kind is a file ([`ntfy`],
//! [`webhook`]) that reads its settings from what the person enters and makes a request of a
//! notification; another one is a variant of [`Kind`] and [`Settings`] here.

pub(crate) mod add;
mod answer;
pub(crate) mod list;
mod ntfy;
pub(crate) mod remove;
pub(crate) mod row;
pub(crate) mod test;
pub(crate) mod update;
mod webhook;

use jiff::Timestamp;
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use answer::{Outcome, Verdict};
use ntfy::{Ntfy, Priority};
use webhook::Webhook;

use crate::notification::Notification;

/// The kinds of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A topic of an ntfy server, to which phones and browsers subscribe.
    Ntfy,
    /// A web address of yours that takes signed JSON.
    Webhook,
}

/// What a channel needs to know, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Settings {
    Ntfy(Ntfy),
    Webhook(Webhook),
}

/// What the person enters for a channel; what is absent stays as it is, or takes its default.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) url: Option<String>,
    pub(crate) topic: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) priority: Option<Priority>,
    pub(crate) secret: Option<String>,
}

/// What becomes of a channel's secret.
pub(crate) enum Secret {
    Keep,
    Remove,
    Set(String),
    /// Made by us, so that it has to be shown once.
    Made(String),
}

/// A notification on its way through a channel. The id stays the same over retries, so that the other
/// side can tell a repetition.
pub(crate) struct Parcel {
    pub(crate) id: String,
    pub(crate) notification: Notification,
}

impl Settings {
    /// Reads what was entered for a new channel.
    pub(crate) fn new(kind: Kind, draft: &Draft) -> Result<(Self, Secret)> {
        Ok(match kind {
            Kind::Ntfy => {
                let (ntfy, secret) = Ntfy::entered(None, draft)?;
                (Self::Ntfy(ntfy), secret)
            }
            Kind::Webhook => {
                let (webhook, secret) = Webhook::entered(None, draft)?;
                (Self::Webhook(webhook), secret)
            }
        })
    }

    /// Reads what was entered to change one.
    pub(crate) fn changed(&self, draft: &Draft) -> Result<(Self, Secret)> {
        Ok(match self {
            Self::Ntfy(old) => {
                let (ntfy, secret) = Ntfy::entered(Some(old), draft)?;
                (Self::Ntfy(ntfy), secret)
            }
            Self::Webhook(old) => {
                let (webhook, secret) = Webhook::entered(Some(old), draft)?;
                (Self::Webhook(webhook), secret)
            }
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Ntfy(_) => Kind::Ntfy,
            Self::Webhook(_) => Kind::Webhook,
        }
    }

    /// What the channel is called unless the person says otherwise.
    pub(crate) fn default_name(&self) -> String {
        match self {
            Self::Ntfy(ntfy) => ntfy.name(),
            Self::Webhook(webhook) => webhook.name(),
        }
    }

    /// Sends a parcel. Whatever happens is an outcome, in words for the person.
    pub(crate) async fn send(
        &self,
        client: &net::Client,
        secret: Option<&str>,
        parcel: &Parcel,
        now: Timestamp,
    ) -> Outcome {
        let request = match self {
            Self::Ntfy(ntfy) => ntfy.request(secret, parcel),
            Self::Webhook(webhook) => webhook.request(secret, parcel, now),
        };
        let response = match request {
            // A redirect is not followed: it would turn the message into a GET, whose 200 says nothing.
            Ok(request) => {
                client
                    .send(net::Request {
                        redirects: 0,
                        ..request
                    })
                    .await
            }
            Err(error) => return Outcome::impossible(error.to_string()),
        };
        match response {
            Ok(response) => match self {
                Self::Ntfy(ntfy) => ntfy.judge(&response, secret, now),
                Self::Webhook(_) => answer::judge(&response, secret, now),
            },
            Err(error) => Outcome::unanswered(&error),
        }
    }
}

/// The fields that another kind of channel has.
fn refuse_others(kind: &str, fields: &[(&str, bool)]) -> Result<()> {
    match fields.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(Error::bad_input(format!(
            "A channel of kind {kind} has no `{name}`; leave it out."
        ))
        .field(*name)),
        None => Ok(()),
    }
}

/// An address of the person's own: the local network and this machine are allowed.
fn address(text: &str) -> Result<net::Url> {
    net::check_url(text, net::Purpose::Household)
        .map_err(|error| Error::bad_input(error.to_string()).field("url"))
}
