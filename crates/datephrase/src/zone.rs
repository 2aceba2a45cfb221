//! Zones beside a time: UTC, +09:00, Europe/Berlin.

use jiff::tz::{Offset, TimeZone};

use crate::Refusal;
use crate::lexer::Kind;
use crate::piece::{Before, Day, Form, Match, Piece, Scene};
use crate::words::Text;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Zone {
    /// An IANA zone under its own name.
    Named(TimeZone, String),
    Fixed(Offset),
}

/// Abbreviations that several zones share or that change with the season, and
/// what to write instead.
const ABBREVIATIONS: [(&[&str], &str); 16] = [
    (&["est", "edt", "et", "eastern"], "America/New_York"),
    (&["cst", "cdt", "ct", "central"], "America/Chicago"),
    (&["mst", "mdt", "mt", "mountain"], "America/Denver"),
    (&["pst", "pdt", "pt", "pacific"], "America/Los_Angeles"),
    (&["akst", "akdt"], "America/Anchorage"),
    (&["hst", "hdt"], "Pacific/Honolulu"),
    (&["bst", "ist"], "Europe/London or Asia/Kolkata"),
    (&["cet", "cest", "met", "mez", "mesz"], "Europe/Berlin"),
    (&["eet", "eest", "msk", "trt"], "Europe/Athens"),
    (&["wet", "west"], "Europe/Lisbon"),
    (&["jst"], "Asia/Tokyo"),
    (&["kst"], "Asia/Seoul"),
    (&["sgt", "hkt", "pht", "wib"], "Asia/Singapore"),
    (
        &["aest", "aedt", "acst", "acdt", "awst", "aet"],
        "Australia/Sydney",
    ),
    (&["nzst", "nzdt"], "Pacific/Auckland"),
    (
        &["brt", "art", "clt", "sast", "gst", "pkt", "ast", "nst"],
        "America/Sao_Paulo",
    ),
];

/// A zone, once a time was read.
pub(crate) fn read(scene: Scene<'_>, at: usize, before: Before<'_>) -> Match {
    let text = scene.text;
    let timed = before.any(|piece| {
        matches!(
            piece,
            Piece::Clock(_) | Piece::Midnight | Piece::Part { .. }
        )
    });
    if !timed {
        return Ok(None);
    }
    let after_clock = matches!(before.last(), Some(Piece::Clock(_)));
    let open = ["(", "["].iter().any(|sign| text.symbol(at, sign));
    let start = if open { at + 1 } else { text.skip(at, &["in"]) };
    let Some((zone, end)) = bare(text, start, after_clock && west_allowed(text, before))? else {
        return Ok(None);
    };
    let closed = [")", "]"].iter().any(|sign| text.symbol(end, sign));
    match (open, closed) {
        (true, true) => Ok(Some((Piece::Zone(zone), end + 1))),
        (true, false) => Ok(None),
        (false, _) => Ok(Some((Piece::Zone(zone), text.skip(end, &["time"])))),
    }
}

/// `09:00-05:00` is an offset in an ISO date-time with its `T` or with seconds;
/// anywhere else it may be a range.
fn west_allowed(text: Text<'_>, before: Before<'_>) -> bool {
    let iso = |piece: &Piece| {
        matches!(
            piece,
            Piece::Day(Day::Dated {
                form: Form::Iso,
                ..
            })
        )
    };
    match before.pieces {
        [date, clock] if iso(&date.piece) => {
            // Hours, minutes and seconds are five tokens with their colons.
            let with_seconds = clock.end - clock.start >= 5;
            text.word(date.end - 1) == "t" || with_seconds
        }
        _ => false,
    }
}

fn bare(text: Text<'_>, at: usize, west_allowed: bool) -> Result<Option<(Zone, usize)>, Refusal> {
    if text.is(at, &["utc", "gmt", "z", "zulu"]) {
        let word = text.is(at, &["utc", "gmt"]);
        return match offset(text, at + 1)? {
            Some((offset, end)) if word => Ok(Some((Zone::Fixed(offset), end))),
            _ => Ok(Some((Zone::Fixed(Offset::UTC), at + 1))),
        };
    }
    if text.symbol(at, "+") || (text.glued_symbol(at, "-") && west_allowed) {
        return Ok(offset(text, at)?.map(|(offset, end)| (Zone::Fixed(offset), end)));
    }
    if let Some(found) = named(text, at) {
        return Ok(Some(found));
    }
    let word = text.word(at);
    match ABBREVIATIONS
        .iter()
        .find(|(names, _)| names.contains(&word))
    {
        Some((_, instead)) => Err(ambiguous(text.quote(at, at + 1), instead)),
        None if text.word(at + 1) == "time" && !word.is_empty() => {
            Err(ambiguous(text.quote(at, at + 2), "Europe/Berlin"))
        }
        None => Ok(None),
    }
}

fn ambiguous(said: &str, instead: &str) -> Refusal {
    Refusal::ambiguous(format!(
        "\"{said}\" does not name one time zone. Write an IANA name such as {instead}, UTC, or \
         an offset such as +09:00."
    ))
}

/// `+9`, `+09:00`, `-0530`.
fn offset(text: Text<'_>, at: usize) -> Result<Option<(Offset, usize)>, Refusal> {
    /// Kiribati is farthest ahead, at +14:00.
    const MOST: i64 = 14 * 60;
    let west = text.symbol(at, "-");
    if !west && !text.symbol(at, "+") {
        return Ok(None);
    }
    let (minutes, end) = if let Some(hours) = text.glued_number(at + 1, 1, 2) {
        let minutes = text
            .glued_number(at + 3, 2, 2)
            .filter(|_| text.glued_symbol(at + 2, ":"));
        (
            hours * 60 + minutes.unwrap_or(0),
            if minutes.is_some() { at + 4 } else { at + 2 },
        )
    } else if let Some(both) = text.glued_number(at + 1, 4, 4) {
        (both / 100 * 60 + both % 100, at + 2)
    } else {
        return Ok(None);
    };
    let signed = if west { -minutes } else { minutes };
    let offset = i32::try_from(signed * 60)
        .ok()
        .and_then(|s| Offset::from_seconds(s).ok());
    match offset {
        Some(offset) if minutes <= MOST => Ok(Some((offset, end))),
        _ => Err(Refusal::impossible(format!(
            "\"{}\" is no offset from UTC: they go from -12:00 to +14:00.",
            text.quote(at, end)
        ))),
    }
}

/// `Europe/Berlin`, `America/Argentina/Buenos_Aires`, in any case.
fn named(text: Text<'_>, at: usize) -> Option<(Zone, usize)> {
    if text.word(at).is_empty() || !text.glued_symbol(at + 1, "/") {
        return None;
    }
    let joins = |index: usize| {
        let token = text.tokens.get(index)?;
        let part =
            token.kind != Kind::Symbol || ["/", "_", "-", "+"].contains(&token.text.as_str());
        (token.glued && part).then_some(())
    };
    let mut end = at + 1;
    while joins(end).is_some() {
        end += 1;
    }
    let zone = TimeZone::get(text.quote(at, end)).ok()?;
    let name = zone.iana_name()?.to_owned();
    Some((Zone::Named(zone, name), end))
}
