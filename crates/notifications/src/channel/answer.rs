//! What the other side said, and what that means for the delivery.

use jiff::{SignedDuration, Timestamp};
use net::header::{LOCATION, RETRY_AFTER};
use net::{Response, StatusCode};

/// So many characters of an answer are kept: enough for any server's explanation.
const ANSWER_CHARS: usize = 500;

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The other side has it.
    Delivered,
    /// The other side asks never to be sent to again.
    Gone,
    /// The other side refused what was sent: as it is, it will hardly ever be taken.
    Refused,
    /// It may well work later.
    Failed,
}

/// How an attempt ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// The HTTP status, when there was an answer.
    pub(crate) status: Option<u16>,
    /// What is wrong, in a sentence for the person; absent when it was delivered.
    pub(crate) detail: Option<String>,
    /// The beginning of the answer, written by others.
    pub(crate) answer: String,
    /// How long the other side wants to be left alone.
    pub(crate) retry_after: Option<SignedDuration>,
}

impl Outcome {
    /// It could not even be sent.
    pub(crate) fn impossible(why: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Refused,
            status: None,
            detail: Some(why.into()),
            answer: String::new(),
            retry_after: None,
        }
    }

    /// There was no answer.
    pub(super) fn unanswered(error: &net::Error) -> Self {
        Self {
            verdict: if error.is_temporary() {
                Verdict::Failed
            } else {
                Verdict::Refused
            },
            ..Self::impossible(error.to_string())
        }
    }
}

/// Reads an answer by its status. 408, 425 and 429 tell to come again (RFC 9110 §15.5.9, RFC 8470 §5.2,
/// RFC 6585 §4); 410 ends a webhook (Standard Webhooks, "Delivery"); any other 4xx refuses.
pub(super) fn judge(response: &Response, secret: Option<&str>, now: Timestamp) -> Outcome {
    let status = response.status;
    let host = response.url.host_str().unwrap_or_default();
    let answer = beginning(&response.body, secret);
    let verdict = match status {
        _ if status.is_success() => Verdict::Delivered,
        StatusCode::GONE => Verdict::Gone,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Verdict::Failed
        }
        _ if status.is_client_error() || status.is_redirection() => Verdict::Refused,
        _ => Verdict::Failed,
    };
    let header = |name| {
        response
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let detail = match (verdict, header(LOCATION)) {
        (Verdict::Delivered, _) => None,
        (_, Some(place)) if status.is_redirection() => Some(format!(
            "{host} redirects to {}; if that is right, enter it as the address.",
            beginning(place.as_bytes(), secret)
        )),
        _ if answer.is_empty() => Some(format!("{host} answered {status}.")),
        _ => Some(format!("{host} answered {status}: {answer}")),
    };
    Outcome {
        verdict,
        status: Some(status.as_u16()),
        detail,
        answer,
        retry_after: header(RETRY_AFTER).and_then(|value| pause(value, now)),
    }
}

/// `Retry-After`: seconds or a date (RFC 9110 §10.2.3).
fn pause(value: &str, now: Timestamp) -> Option<SignedDuration> {
    if let Ok(seconds) = value.trim().parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let until = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    Some(until.timestamp().duration_since(now))
}

/// The beginning of an answer as one line of plain text, without the channel's secret where the other
/// side repeats it.
fn beginning(text: &[u8], secret: Option<&str>) -> String {
    let mut text = String::from_utf8_lossy(text).into_owned();
    if let Some(secret) = secret.filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "…");
    }
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(ANSWER_CHARS)
        .collect()
}
