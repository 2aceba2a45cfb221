//! The vocabulary, and a view of tokens that matches it.

use jiff::civil::Weekday;

use crate::lexer::{Kind, Token};

pub(crate) struct WeekdayNames {
    pub(crate) name: &'static str,
    pub(crate) weekday: Weekday,
    /// All in lower case, the full name first.
    pub(crate) spelled: &'static [&'static str],
}

pub(crate) struct MonthNames {
    pub(crate) name: &'static str,
    pub(crate) spelled: &'static [&'static str],
}

const fn day(
    name: &'static str,
    weekday: Weekday,
    spelled: &'static [&'static str],
) -> WeekdayNames {
    WeekdayNames {
        name,
        weekday,
        spelled,
    }
}

pub(crate) const WEEKDAYS: [WeekdayNames; 7] = [
    day("Monday", Weekday::Monday, &["monday", "mon"]),
    day("Tuesday", Weekday::Tuesday, &["tuesday", "tues", "tue"]),
    day(
        "Wednesday",
        Weekday::Wednesday,
        &["wednesday", "weds", "wed"],
    ),
    day(
        "Thursday",
        Weekday::Thursday,
        &["thursday", "thurs", "thur", "thu"],
    ),
    day("Friday", Weekday::Friday, &["friday", "fri"]),
    day("Saturday", Weekday::Saturday, &["saturday", "sat"]),
    day("Sunday", Weekday::Sunday, &["sunday", "sun"]),
];

const fn month(name: &'static str, spelled: &'static [&'static str]) -> MonthNames {
    MonthNames { name, spelled }
}

pub(crate) const MONTHS: [MonthNames; 12] = [
    month("January", &["january", "jan"]),
    month("February", &["february", "feb"]),
    month("March", &["march", "mar"]),
    month("April", &["april", "apr"]),
    month("May", &["may"]),
    month("June", &["june", "jun"]),
    month("July", &["july", "jul"]),
    month("August", &["august", "aug"]),
    month("September", &["september", "sept", "sep"]),
    month("October", &["october", "oct"]),
    month("November", &["november", "nov"]),
    month("December", &["december", "dec"]),
];

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [(&str, i64); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
/// "first" is number 1, and so on.
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The tokens of a phrase with the questions the grammar asks of them. An index
/// past the end is never an error: nothing matches there.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) source: &'a str,
    pub(crate) tokens: &'a [Token],
}

impl<'a> Text<'a> {
    pub(crate) fn len(self) -> usize {
        self.tokens.len()
    }

    fn get(self, at: usize, kind: Kind) -> Option<&'a Token> {
        self.tokens.get(at).filter(|token| token.kind == kind)
    }

    /// The word at `at`, or "".
    pub(crate) fn word(self, at: usize) -> &'a str {
        self.get(at, Kind::Word)
            .map_or("", |token| token.text.as_str())
    }

    pub(crate) fn is(self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at)) && !self.word(at).is_empty()
    }

    pub(crate) fn symbol(self, at: usize, symbol: &str) -> bool {
        self.get(at, Kind::Symbol)
            .is_some_and(|token| token.text == symbol)
    }

    /// Whether the token touches the one before it.
    pub(crate) fn glued(self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    pub(crate) fn glued_symbol(self, at: usize, symbol: &str) -> bool {
        self.glued(at) && self.symbol(at, symbol)
    }

    /// The digits at `at`, or "".
    pub(crate) fn digits(self, at: usize) -> &'a str {
        self.get(at, Kind::Number)
            .map_or("", |token| token.text.as_str())
    }

    /// A number of `least..=most` digits.
    pub(crate) fn number(self, at: usize, least: usize, most: usize) -> Option<i64> {
        let digits = self.digits(at);
        if digits.is_empty() || !(least..=most).contains(&digits.len()) {
            return None;
        }
        digits.parse().ok()
    }

    /// As [`Self::number`], touching the token before it.
    pub(crate) fn glued_number(self, at: usize, least: usize, most: usize) -> Option<i64> {
        if self.glued(at) {
            self.number(at, least, most)
        } else {
            None
        }
    }

    /// The end of the words `phrase` when they stand at `at`; a hyphen may join
    /// them.
    pub(crate) fn phrase(self, at: usize, phrase: &str) -> Option<usize> {
        let first = self.word(at);
        if first.is_empty() || !phrase.starts_with(first) {
            return None;
        }
        let mut next = at;
        for (index, word) in phrase.split(' ').enumerate() {
            if index > 0 && self.glued_symbol(next, "-") && self.glued(next + 1) {
                next += 1;
            }
            if self.word(next) != word {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// The end of the longest of `phrases` at `at`, with its value.
    pub(crate) fn longest<T: Copy>(self, at: usize, phrases: &[(&str, T)]) -> Option<(T, usize)> {
        phrases
            .iter()
            .filter_map(|(phrase, value)| Some((*value, self.phrase(at, phrase)?)))
            .max_by_key(|(_, end)| *end)
    }

    /// Past an optional word.
    pub(crate) fn skip(self, at: usize, words: &[&str]) -> usize {
        if self.is(at, words) { at + 1 } else { at }
    }

    /// Past the dot of an abbreviation.
    fn skip_dot(self, at: usize) -> usize {
        if self.glued_symbol(at, ".") {
            at + 1
        } else {
            at
        }
    }

    pub(crate) fn weekday(self, at: usize) -> Option<(Weekday, usize)> {
        let word = self.word(at);
        let found = WEEKDAYS
            .iter()
            .find(|entry| entry.spelled.contains(&word))?;
        Some((found.weekday, self.skip_dot(at + 1)))
    }

    /// "mondays".
    pub(crate) fn weekday_plural(self, at: usize) -> Option<(Weekday, usize)> {
        let possessive = self.quote(at, at + 1).ends_with(['s', 'S'])
            && self.quote(at, at + 1).len() > self.word(at).len();
        let word = self.word(at).strip_suffix('s').filter(|_| !possessive)?;
        let found = WEEKDAYS
            .iter()
            .find(|entry| entry.spelled.first() == Some(&word))?;
        Some((found.weekday, at + 1))
    }

    pub(crate) fn month(self, at: usize) -> Option<(i8, usize)> {
        let word = self.word(at);
        let found = MONTHS
            .iter()
            .position(|entry| entry.spelled.contains(&word))?;
        Some((i8::try_from(found).ok()? + 1, self.skip_dot(at + 1)))
    }

    /// A whole number in words: "three", "twenty-five".
    pub(crate) fn cardinal(self, at: usize) -> Option<(i64, usize)> {
        let word = self.word(at);
        if let Some(number) = UNITS.iter().position(|unit| *unit == word) {
            return Some((i64::try_from(number).ok()?, at + 1));
        }
        let (_, tens) = TENS.iter().find(|(name, _)| *name == word)?;
        let unit_at = if self.glued_symbol(at + 1, "-") {
            at + 2
        } else {
            at + 1
        };
        let unit = self.word(unit_at);
        match UNITS.iter().position(|name| *name == unit) {
            Some(number @ 1..=9) => Some((tens + i64::try_from(number).ok()?, unit_at + 1)),
            _ => Some((*tens, at + 1)),
        }
    }

    /// "3rd", "third", "twenty-first".
    pub(crate) fn ordinal(self, at: usize) -> Option<(i64, usize)> {
        if let Some(number) = self.number(at, 1, 2) {
            let suffix = self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"]);
            return suffix.then_some((number, at + 2));
        }
        let ordinal = |at: usize| ORDINALS.iter().position(|name| *name == self.word(at));
        if let Some(number) = ordinal(at) {
            return Some((i64::try_from(number).ok()? + 1, at + 1));
        }
        let tens = match self.word(at) {
            "thirtieth" => return Some((30, at + 1)),
            "twenty" => 20,
            "thirty" => 30,
            _ => return None,
        };
        let unit_at = if self.glued_symbol(at + 1, "-") {
            at + 2
        } else {
            at + 1
        };
        match ordinal(unit_at) {
            Some(number @ 0..=8) => Some((tens + i64::try_from(number).ok()? + 1, unit_at + 1)),
            _ => None,
        }
    }

    /// What was written between two tokens.
    pub(crate) fn quote(self, from: usize, to: usize) -> &'a str {
        let start = self
            .tokens
            .get(from)
            .map_or(self.source.len(), |token| token.span.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last));
        let end = end.map_or(self.source.len(), |token| token.span.end);
        self.source.get(start..end.max(start)).unwrap_or("")
    }
}
