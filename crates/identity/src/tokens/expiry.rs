//! Until when a token is good.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, Zoned};
use operation::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;

const FORMS: &str = "a length such as 90d (h, d or w), a date such as 2027-01-31 (good through that day), an instant such as 2027-01-31T12:00:00Z, or never";

/// Until when, as callers say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Expiry {
    Never,
    After(SignedDuration),
    Through(Date),
    At(Timestamp),
}

impl TryFrom<String> for Expiry {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("never") {
            return Ok(Self::Never);
        }
        length(text)
            .map(Self::After)
            .or_else(|| date(text).map(Self::Through))
            .or_else(|| text.parse().ok().map(Self::At))
            .ok_or_else(|| FORMS.to_owned())
    }
}

/// `12h`, `90d`, `8w`: days of 24 hours.
fn length(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().next_back()?;
    let hours = match unit.to_ascii_lowercase() {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return None,
    };
    let count: u32 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
    i64::from(count)
        .checked_mul(hours)
        .map(SignedDuration::from_hours)
}

fn date(text: &str) -> Option<Date> {
    // The parser also takes a date with a time behind it, and would drop the time.
    (text.len() == "2027-01-31".len())
        .then(|| text.parse().ok())
        .flatten()
}

impl Expiry {
    /// The instant, in milliseconds UTC; `None` is never. A date ends in the zone of `now`.
    ///
    /// # Errors
    /// When it is past already, or beyond the calendar.
    pub(super) fn resolve(self, now: &Zoned) -> Result<Option<i64>> {
        let at = match self {
            Self::Never => return Ok(None),
            Self::After(length) => now.timestamp().checked_add(length).ok(),
            Self::Through(date) => date
                .tomorrow()
                .and_then(|next| next.to_zoned(now.time_zone().clone()))
                .map(|end| end.timestamp())
                .ok(),
            Self::At(at) => Some(at),
        };
        match at {
            Some(at) if at > now.timestamp() => Ok(Some(at.as_millisecond())),
            Some(at) => Err(Error::bad_input(format!(
                "`expires`: {at} is past already; give {FORMS}."
            ))
            .field("expires")),
            None => Err(Error::bad_input(format!(
                "`expires`: that is beyond the calendar; give {FORMS}."
            ))
            .field("expires")),
        }
    }
}

impl JsonSchema for Expiry {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Expiry".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["90d", "2027-01-31", "never"] })
    }
}
