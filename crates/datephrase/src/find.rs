//! The date inside a sentence.

use std::ops::Range;

use jiff::Zoned;

use crate::evidence::{begins_with_a_noun, convinces, holds_open_hour, repeats};
use crate::lexer::{self, Token};
use crate::piece::{self, Scene};
use crate::place::Place;
use crate::words::Text;
use crate::{Options, Reading, Recurrence, Refusal, Said, parse, parse_recurrence};
use crate::{recurrence, repeat, resolve};

/// The longest sentence that is searched, in bytes.
const MAX_SENTENCE: usize = 500;
/// The most tokens of one phrase.
const MAX_TOKENS: usize = 24;

/// What [`find`] took out of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sentence without the phrase.
    pub title: String,
    /// Where the phrase stood, in bytes of the sentence.
    pub span: Range<usize>,
    /// Where its second part stood, when day and time were apart, as in
    /// "Tomorrow call the dentist at 5pm".
    pub also: Option<Range<usize>>,
    /// When it is due; for a repetition, its first occurrence.
    pub reading: Reading,
    /// The repetition, when the phrase names one.
    pub recurrence: Option<Recurrence>,
}

/// Finds the date, time or repetition in a sentence of at most 500 bytes.
///
/// `None` when there is none, when it is not clear that one is meant ("I may
/// call the sun king"), when several contradict each other, or when nothing but
/// the date would be left for a title.
///
/// ```
/// # use datephrase::{find, Options};
/// let now = "2026-11-18T10:30[UTC]".parse().unwrap();
/// let found = find("Call dentist tomorrow at 5pm", &now, &Options::default()).unwrap();
/// assert_eq!(found.title, "Call dentist");
/// assert_eq!(found.reading.text(), "Thu 19 Nov 2026 17:00");
/// assert!(find("Buy a second monitor", &now, &Options::default()).is_none());
/// ```
#[must_use]
pub fn find(sentence: &str, now: &Zoned, options: &Options) -> Option<Found> {
    if sentence.len() > MAX_SENTENCE {
        return None;
    }
    let tokens = lexer::split(sentence);
    let text = Text {
        source: sentence,
        tokens: &tokens,
    };
    let search = Search {
        scene: Scene { text, options },
        now,
    };
    let (candidates, wrong) = search.all();
    let clear: Vec<&Candidate> = candidates
        .iter()
        .filter(|found| !wrong.iter().any(|wrong| spoils(wrong, found)))
        .collect();
    let (first, second) = match clear.as_slice() {
        [one] if clear.len() == candidates.len() => (*one, None),
        [one, two] if clear.len() == candidates.len() => (*one, Some(*two)),
        _ => return None,
    };
    let bytes = |found: &Candidate| text.bytes(found.tokens.start, found.tokens.end);
    let (meaning, also) = match second {
        None => (first.meaning.clone(), None),
        Some(second) => (
            joined(text, first, second, now, options)?,
            Some(bytes(second)),
        ),
    };
    if matches!(&meaning, Meaning::Once(reading) if reading.said == Said::Time)
        && says_a_rhythm(text)
    {
        return None;
    }
    let span = bytes(first);
    let title = title(sentence, &span, also.as_ref());
    let (reading, recurrence) = match meaning {
        Meaning::Once(reading) => (reading, None),
        Meaning::Repeats(recurrence) => (recurrence.first.clone(), Some(recurrence)),
    };
    (!title.is_empty()).then_some(Found {
        title,
        span,
        also,
        reading,
        recurrence,
    })
}

#[derive(Clone, Debug)]
enum Meaning {
    Once(Reading),
    Repeats(Recurrence),
}

#[derive(Clone, Debug)]
struct Candidate {
    tokens: Range<usize>,
    meaning: Meaning,
}

#[derive(Clone, Copy)]
struct Search<'a> {
    scene: Scene<'a>,
    now: &'a Zoned,
}

/// A reading of a run of tokens.
enum Try {
    /// No reading, or none that convinces.
    Nothing,
    /// Known words that make no date: "tomorrow at 25:00".
    Wrong,
    Found(Meaning),
}

impl Search<'_> {
    /// All readings that do not overlap, and the runs that only look like one.
    fn all(self) -> (Vec<Candidate>, Vec<Range<usize>>) {
        let mut found: Vec<Candidate> = Vec::new();
        let mut wrong: Vec<Range<usize>> = Vec::new();
        for start in 0..self.scene.text.len() {
            if !self.may_start(start) {
                continue;
            }
            let longest = self.scene.text.len().min(start + MAX_TOKENS);
            let mut first_wrong = None;
            let mut best = None;
            for end in (start + 1..=longest).filter(|end| self.may_end(*end)) {
                match self.attempt(start, end) {
                    Try::Nothing => {}
                    Try::Wrong => first_wrong = first_wrong.or(Some(end)),
                    Try::Found(meaning) => {
                        best = Some(Candidate {
                            tokens: start..end,
                            meaning,
                        })
                    }
                }
            }
            let outdone = |end: usize| best.as_ref().is_some_and(|best| best.tokens.end >= end);
            if let Some(end) = first_wrong.filter(|end| !outdone(*end)) {
                wrong.push(start..end);
            }
            found.extend(best);
        }
        (longest_apart(found), wrong)
    }

    /// A phrase begins with a word of its own that can begin one.
    fn may_start(self, at: usize) -> bool {
        let text = self.scene.text;
        let opened = at > 0 && ["(", "[", "@"].iter().any(|sign| text.symbol(at - 1, sign));
        if text.glued(at) && !opened {
            return false;
        }
        let (link, next) = piece::link(text, at, None);
        let before = piece::Before { link, pieces: &[] };
        !matches!(piece::one(self.scene, next, before), Ok(None))
            || !matches!(repeat::read(self.scene, next), Ok(None))
    }

    /// A phrase ends where the next word is apart, or at punctuation.
    fn may_end(self, end: usize) -> bool {
        let text = self.scene.text;
        let closing = [".", ",", ";", ":", "!", "?", ")", "]", "\"", "…"];
        let ends_in_symbol = [",", ";", ":", "-", ".", "!", "?"].iter().any(|sign| {
            text.symbol(end - 1, sign) && !text.symbol(end, ".") && !is_abbreviation(text, end - 1)
        });
        let apart = !text.glued(end)
            || (closing.iter().any(|sign| text.symbol(end, sign)) && !text.glued(end + 1));
        apart && !ends_in_symbol
    }

    fn attempt(self, start: usize, end: usize) -> Try {
        let text = self.scene.text;
        let Some(tokens) = text.tokens.get(start..end) else {
            return Try::Nothing;
        };
        let part = Scene {
            text: Text { tokens, ..text },
            ..self.scene
        };
        let place = Place { text, start, end };
        match piece::known(part) {
            Err(_) => return Try::Wrong,
            Ok(Ok(_)) if place.runs_into_another() => return Try::Wrong,
            Ok(Ok(pieces)) if begins_with_a_noun(place, &pieces) => {
                return if holds_open_hour(&pieces) {
                    Try::Wrong
                } else {
                    Try::Nothing
                };
            }
            Ok(Ok(pieces)) => {
                return match resolve::reading(&pieces, self.now) {
                    Err(_) => Try::Wrong,
                    Ok(reading) if convinces(place, &pieces) => Try::Found(Meaning::Once(reading)),
                    // "we sat at 5": its parts are no better.
                    Ok(_) if pieces.len() > 1 => Try::Wrong,
                    Ok(_) => Try::Nothing,
                };
            }
            Ok(Err(_)) => {}
        }
        match recurrence::read(part, self.now) {
            Ok(_) if place.runs_into_another() => Try::Wrong,
            Ok(found) if repeats(place) => Try::Found(Meaning::Repeats(found)),
            Ok(_) => Try::Nothing,
            Err(refusal) => {
                let unclear = refusal.kind() != crate::RefusalKind::Unknown && says_every(part);
                if unclear { Try::Wrong } else { Try::Nothing }
            }
        }
    }
}

/// "Daily standup at 9" may well repeat: one reading would be a guess.
fn says_a_rhythm(text: Text<'_>) -> bool {
    (0..text.len()).any(|at| text.is(at, &["daily", "weekly", "monthly", "yearly", "everyday"]))
}

fn says_every(scene: Scene<'_>) -> bool {
    (0..scene.text.len()).any(|at| scene.text.is(at, &["every", "each"]))
}

/// "p.m." and "Dec." end in a dot of their own.
fn is_abbreviation(text: Text<'_>, dot: usize) -> bool {
    text.symbol(dot, ".")
        && dot > 0
        && (text.is(dot - 1, &["m", "am", "pm", "min", "hr", "hrs", "mins"])
            || !text.digits(dot - 1).is_empty())
}

/// The longest first, and what does not overlap them, in order.
fn longest_apart(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by_key(|found| (std::cmp::Reverse(found.tokens.len()), found.tokens.start));
    let mut apart: Vec<Candidate> = Vec::new();
    for candidate in found {
        let overlaps = |other: &Candidate| {
            candidate.tokens.start < other.tokens.end && other.tokens.start < candidate.tokens.end
        };
        if !apart.iter().any(overlaps) {
            apart.push(candidate);
        }
    }
    apart.sort_by_key(|found| found.tokens.start);
    apart
}

/// Whether something unreadable touches the reading, so that it is not all of
/// what was meant.
fn spoils(wrong: &Range<usize>, found: &Candidate) -> bool {
    let inside = found.tokens.start <= wrong.start && wrong.end <= found.tokens.end;
    !inside && wrong.start <= found.tokens.end && found.tokens.start <= wrong.end
}

/// A day and a time, or a repetition and a time, that stand apart.
fn joined(
    text: Text<'_>,
    first: &Candidate,
    second: &Candidate,
    now: &Zoned,
    options: &Options,
) -> Option<Meaning> {
    let words = |found: &Candidate| text.quote(found.tokens.start, found.tokens.end);
    let both = format!("{} {}", words(first), words(second));
    let is_time = |found: &Candidate| matches!(&found.meaning, Meaning::Once(reading) if reading.said == Said::Time);
    if is_time(first) == is_time(second) {
        return None;
    }
    let other = if is_time(first) { second } else { first };
    let read: Result<Meaning, Refusal> = match &other.meaning {
        Meaning::Once(reading) if reading.said == Said::Date => {
            parse(&both, now, options).map(Meaning::Once)
        }
        Meaning::Repeats(recurrence) if recurrence.time.is_none() => {
            parse_recurrence(&both, now, options).map(Meaning::Repeats)
        }
        Meaning::Once(_) | Meaning::Repeats(_) => return None,
    };
    read.ok()
}

/// The sentence without the spans and the punctuation they leave behind.
fn title(sentence: &str, span: &Range<usize>, also: Option<&Range<usize>>) -> String {
    let (head, tail) = (sentence.get(..span.start), sentence.get(span.end..));
    let (head, tail) = (head.unwrap_or(""), tail.unwrap_or(""));
    match also {
        None => merged(head, tail),
        Some(also) => {
            let between = sentence.get(span.end..also.start).unwrap_or("");
            merged(
                &merged(head, between),
                sentence.get(also.end..).unwrap_or(""),
            )
        }
    }
}

fn merged(head: &str, tail: &str) -> String {
    let opened = head.trim_end().ends_with(['(', '[']) && tail.trim_start().starts_with([')', ']']);
    let (head, tail) = if opened {
        (
            head.trim_end().trim_end_matches(['(', '[']),
            tail.trim_start().get(1..).unwrap_or(""),
        )
    } else {
        (head, tail)
    };
    let joint =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '|' | '@');
    let head = head.trim_start().trim_end_matches(joint);
    let tail = tail.trim_end().trim_start_matches(joint);
    match (
        head.is_empty(),
        tail.chars().next().is_some_and(char::is_alphanumeric),
    ) {
        (true, true) => tail.to_owned(),
        (true, false) => tail.trim_start_matches(['.', '!', '?']).trim().to_owned(),
        (false, true) => format!("{head} {tail}"),
        (false, false) if tail.chars().all(|c| matches!(c, '.' | '!' | '?' | ' ')) => {
            head.to_owned()
        }
        (false, false) if tail.starts_with([')', ']']) => format!("{head}{tail}"),
        (false, false) => format!("{head} {tail}"),
    }
}

impl Text<'_> {
    fn bytes(self, from: usize, to: usize) -> Range<usize> {
        let of = |at: usize, end: bool| {
            self.tokens.get(at).map_or(0, |token: &Token| {
                if end {
                    token.span.end
                } else {
                    token.span.start
                }
            })
        };
        of(from, false)..of(to.saturating_sub(1), true)
    }
}
