//! Where in its sentence a phrase stands, and what the words beside it make of it.

use crate::lexer::{Kind, Token};
use crate::words::Text;

/// A run of tokens in its sentence.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Words before a date that make it part of something else: last friday, Black
/// Friday, the 5pm flight.
const NOT_AFTER: [&str; 48] = [
    "after", "before", "by", "not", "except", "without", "last", "previous", "past", "every",
    "each", "black", "good", "cyber", "ash", "palm", "easter", "fat", "super", "bloody", "casual",
    "giving", "since", "between", "than", "from", "or", "to", "through", "until", "till", "a",
    "an", "my", "our", "your", "his", "her", "their", "usa", "no", "ruby", "manic", "taco",
    "happy", "and", "merry", "about",
];

/// Words after a date that begin something new.
const SOFT_AFTER: [&str; 15] = [
    "about",
    "with",
    "for",
    "to",
    "and",
    "re",
    "regarding",
    "because",
    "if",
    "so",
    "as",
    "via",
    "then",
    "please",
    "when",
];

/// Words that lead to a second date or time.
const JOINS: [&str; 7] = ["or", "and", "to", "until", "till", "through", "thru"];

impl Place<'_> {
    pub(crate) fn before(self) -> Option<usize> {
        self.start.checked_sub(1)
    }

    pub(crate) fn at_start(self) -> bool {
        self.start == 0
    }

    pub(crate) fn at_end(self) -> bool {
        (self.end..self.text.len()).all(|at| {
            [".", "!", "?", ")", "]", "\"", "…", ";"]
                .iter()
                .any(|sign| self.text.symbol(at, sign))
        })
    }

    pub(crate) fn delimited_after(self) -> bool {
        [",", ";", ":", ")", "]", "-", "|"]
            .iter()
            .any(|sign| self.text.symbol(self.end, sign))
    }

    fn delimited_before(self) -> bool {
        self.before().is_some_and(|at| {
            [",", ";", ":", "(", "[", "-", "|", ".", "!"]
                .iter()
                .any(|sign| self.text.symbol(at, sign))
        })
    }

    fn soft_after(self) -> bool {
        self.text.is(self.end, &SOFT_AFTER)
    }

    /// At an edge of the sentence or of a clause.
    pub(crate) fn stands_apart(self) -> bool {
        self.at_start() || self.at_end() || self.delimited_after() || self.delimited_before()
    }

    /// Nothing that follows could be named by it.
    pub(crate) fn ends_clause(self) -> bool {
        self.at_end() || self.delimited_after() || self.soft_after()
    }

    /// Whether the words beside it make it part of something else.
    pub(crate) fn is_taken(self) -> bool {
        let after_taking = self.before().is_some_and(|at| self.text.is(at, &NOT_AFTER));
        let the_before = self.before().is_some_and(|at| self.text.is(at, &["the"]));
        after_taking || self.ends_a_range() || (the_before && !self.at_end()) || self.is_title()
    }

    /// "10 to 11 tomorrow", "10:00-11:00 tomorrow".
    fn ends_a_range(self) -> bool {
        let text = self.text;
        let short = |at: usize| text.number(at, 1, 2).is_some();
        let Some(last) = self.before().filter(|at| short(*at)) else {
            return false;
        };
        let hour = if last >= 2 && text.glued_symbol(last - 1, ":") {
            last - 2
        } else {
            last
        };
        let leads = |at: usize| text.symbol(at, "-") || text.is(at, &["to", "and", "until"]);
        hour >= 2 && leads(hour - 1) && short(hour - 2)
    }

    /// Whether a preposition follows that can begin no part of a date here.
    pub(crate) fn before_preposition(self) -> bool {
        let text = self.text;
        text.is(self.end, &["with", "in", "for", "near"])
            || (text.is(self.end, &["at"]) && text.digits(self.end + 1).is_empty())
    }

    /// "friday or monday", "3pm to 5pm", "tomorrow - friday".
    pub(crate) fn runs_into_another(self) -> bool {
        let text = self.text;
        let sign = ["-", "/", "&"]
            .iter()
            .any(|sign| text.symbol(self.end, sign));
        let next = self.end + 1;
        // "tomorrow 10-11am"
        let range = !text.digits(self.end).is_empty() && text.glued_symbol(next, "-");
        let dated = !text.digits(next).is_empty()
            || text.weekday(next).is_some()
            || text.month(next).is_some()
            || text.is(
                next,
                &[
                    "today",
                    "tomorrow",
                    "tonight",
                    "noon",
                    "midnight",
                    "next",
                    "the",
                    "morning",
                    "afternoon",
                    "evening",
                    "night",
                ],
            );
        let denied = text.is(self.end, &["not"]) || text.is(next, &["not"]);
        range
            || denied
            || text.is(self.end, &["or"])
            || ((sign || text.is(self.end, &JOINS)) && dated)
    }

    /// "The Day After Tomorrow", "Tomorrow Never Dies": capitals where a sentence
    /// has none.
    fn is_title(self) -> bool {
        let tokens = self.text.tokens;
        let all_capitals = tokens.iter().all(|token| !self.lower(token));
        if all_capitals {
            return false;
        }
        let small = |index: usize| {
            self.text.is(
                index,
                &["the", "after", "of", "at", "in", "on", "before", "day"],
            ) && self.capital(index)
                && index > 0
        };
        let in_title = (self.start..self.end).any(small);
        let is_day = self
            .text
            .is(self.end - 1, &["today", "tomorrow", "tonight"]);
        let runs_on = is_day && self.capital(self.end - 1) && self.capital(self.end);
        in_title || runs_on
    }

    pub(crate) fn capital(self, at: usize) -> bool {
        self.text
            .quote(at, at + 1)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
            && at < self.text.len()
    }

    fn lower(self, token: &Token) -> bool {
        let shown = self.text.source.get(token.span.clone()).unwrap_or("");
        token.kind == Kind::Word && shown.chars().any(char::is_lowercase)
    }
}
