//! The refusal for a part that no reader knew: what it might have meant.

use crate::Refusal;
use crate::date::year_or_time;
use crate::piece::Scene;

/// Words of the past.
const PAST: [&str; 5] = ["yesterday", "ago", "last", "previous", "earlier"];

/// Words that name no moment.
const VAGUE: [&str; 30] = [
    "asap",
    "sometime",
    "someday",
    "soon",
    "later",
    "eventually",
    "now",
    "whenever",
    "anytime",
    "immediately",
    "shortly",
    "while",
    "bit",
    "few",
    "several",
    "some",
    "early",
    "late",
    "mid",
    "middle",
    "once",
    "any",
    "never",
    "always",
    "moment",
    "right",
    "when",
    "after",
    "since",
    "maybe",
];

/// Words that join two moments.
const EITHER: [&str; 4] = ["or", "and", "either", "then"];
const RANGE: [&str; 7] = ["to", "until", "till", "til", "through", "between", "from"];

/// Why the tokens from `at` on are no piece.
pub(crate) fn explain(scene: Scene<'_>, at: usize) -> Refusal {
    let text = scene.text;
    let rest = text.quote(at, text.len());
    let this = text.quote(at, at + 1);
    if crate::piece::link(text, at, None).1 == text.len() {
        return Refusal::conflict(format!(
            "Something is missing after \"{rest}\". Write for example \"tomorrow at 5pm\"."
        ));
    }
    if text.is(at, &["past"]) || (at..text.len()).any(|index| text.is(index, &PAST)) {
        return Refusal::past(&format!(
            "\"{}\" is in the past. Say a time to come, such as \"tomorrow at 5pm\"; an overdue \
             date is given exactly, as YYYY-MM-DD.",
            rest.chars().take(40).collect::<String>()
        ));
    }
    if text.is(at, &EITHER) || text.symbol(at, "&") {
        return Refusal::conflict(format!(
            "\"{this}\" joins two moments. Give one date and time."
        ));
    }
    if text.is(at, &RANGE) || text.symbol(at, "-") || (text.symbol(at + 1, "-") && at > 0) {
        return range();
    }
    let noun = text.skip(at, &["in", "next", "this"]);
    if text.is(text.skip(noun, &["a"]), &VAGUE) {
        return Refusal::vague(if text.is(at, &VAGUE) { this } else { rest });
    }
    if text.month(noun).is_some() {
        return Refusal::ambiguous(format!(
            "Say which day of {}: for example \"5 {0}\" or \"end of {0}\".",
            text.quote(noun, noun + 1)
        ));
    }
    match text.digits(at).len() {
        0 => Refusal::unknown(rest),
        1 | 2 if text.symbol(at + 1, "-") && text.glued(at + 1) => range(),
        _ if text.is(at + 1, &["to", "till", "until"]) => range(),
        4 if text.symbol(at + 1, "-") => Refusal::unknown(rest),
        4 => year_or_time(text.digits(at)),
        1 | 2 if at + 1 == text.len() => bare_number(this),
        _ => Refusal::unknown(rest),
    }
}

/// A number with nothing that says what it counts.
fn bare_number(digits: &str) -> Refusal {
    let hour = format!("\"at {digits}:00\"");
    let day = format!("\"{digits} Dec\"");
    match digits.parse::<u8>() {
        Ok(0..=23) => Refusal::ambiguous(format!(
            "\"{digits}\" could be an hour or a day. Write {hour} or {day}."
        )),
        Ok(24..=31) => Refusal::ambiguous(format!(
            "\"{digits}\" could be a day or an amount. Write {day} or \"in {digits} minutes\"."
        )),
        _ => Refusal::unknown(digits),
    }
}

fn range() -> Refusal {
    Refusal::conflict(
        "A range is not accepted. Give the one date and time at which it is due, such as \
         \"friday at 5pm\".",
    )
}
