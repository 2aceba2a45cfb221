//! The place in a text where a query's words are, cut out and marked, for showing what was found.
//!
//! Words are folded as the index folds them ([`crate::search`]), so that what it finds is what is marked.

use std::ops::Range;

use crate::words::{Query, fold, located_tokens};

/// A snippet has about so many characters.
const LENGTH: usize = 200;
/// Matches within so many characters can be shown together.
const TOGETHER: usize = 160;
/// So many characters stand before the first match at most.
const LEAD: usize = 60;
/// To end at a word, so many characters are given up.
const SNAP: usize = 20;
/// Texts are looked through in blocks of this size, each a little longer than the step to the next.
const BLOCK: usize = 16 << 10;
const OVERLAP: usize = 1 << 10;
/// Folding costs some 50 ns a character: where no word stands as it is written, so much is folded to look
/// for it, not counting what is ASCII.
const FOLDED: usize = 1 << 19;
/// Further words of a query do not decide what is shown.
const WORDS: usize = 8;

/// A part of a text on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The part; `…` stands for what was left out before and after it.
    pub text: String,
    /// Where the words are in it: the first character and the one after the last, counted in Unicode
    /// characters from 0. In order, and apart from one another.
    pub marks: Vec<(usize, usize)>,
}

/// Finds the words of one query in texts.
#[derive(Debug, Clone)]
pub struct Finder {
    words: Vec<Vec<String>>,
    /// Whether the last word may go on.
    beginning: bool,
}

/// A word of the query in a text.
struct Match {
    word: usize,
    at: Range<usize>,
}

impl Finder {
    /// For the words of `query`.
    #[must_use]
    pub fn new(query: &str) -> Finder {
        let Query {
            mut words,
            beginning,
        } = Query::of(query);
        let beginning = beginning && words.len() <= WORDS;
        words.truncate(WORDS);
        Finder { words, beginning }
    }

    /// The part of `text` with the most of the words, all of them marked; its beginning where there are
    /// none.
    #[must_use]
    pub fn snippet(&self, text: &str) -> Snippet {
        let plain = |block: &str| Some(block.to_ascii_lowercase());
        let mut left = FOLDED;
        let folded = |block: &str| {
            let worth = !block.is_ascii() && left > 0;
            left = left.saturating_sub(if worth { block.len() } else { 0 });
            worth.then(|| fold(block))
        };
        let matches = self.search(text, plain);
        let matches = matches.or_else(|| self.search(text, folded));
        let matches = matches.unwrap_or_default();
        let first = best(text, &matches).and_then(|first| matches.get(first));
        let start = first.map_or(0, |first| lead(text, first.at.start));
        cut(text, start, &matches)
    }

    /// The matches in the block of the text that has the most of the words. Blocks are looked at closely
    /// only where `prepare` makes of them something that the words are in, if only as parts of others.
    fn search(
        &self,
        text: &str,
        mut prepare: impl FnMut(&str) -> Option<String>,
    ) -> Option<Vec<Match>> {
        let mut best: Option<(usize, Vec<Match>)> = None;
        let mut from = 0;
        while from < text.len() {
            let known = best.as_ref().map_or(0, |(count, _)| *count);
            if known == self.words.len() {
                break;
            }
            let end = text.floor_char_boundary(from + BLOCK + OVERLAP);
            let block = text.get(from..end).unwrap_or_default();
            let prepared = prepare(block).unwrap_or_default();
            let here =
                |word: &&Vec<String>| word.iter().all(|token| prepared.contains(token.as_str()));
            if self.words.iter().filter(here).count() > known {
                let matches = self.matches(block, from);
                let found = |word: &usize| matches.iter().any(|found| found.word == *word);
                let count = (0..self.words.len()).filter(found).count();
                if count > known {
                    best = Some((count, matches));
                }
            }
            from = text.ceil_char_boundary(from + BLOCK);
        }
        best.map(|(_, matches)| matches)
    }

    /// The words in a block that begins at the byte `offset` of its text.
    fn matches(&self, block: &str, offset: usize) -> Vec<Match> {
        let tokens = located_tokens(block);
        let mut matches = Vec::new();
        for at in 0..tokens.len() {
            let rest = tokens.get(at..).unwrap_or_default();
            let longest = self
                .words
                .iter()
                .enumerate()
                .filter(|(index, word)| self.begins(rest, *index, word))
                .max_by_key(|(_, word)| word.len());
            if let Some((word, tokens)) = longest
                && let (Some((_, first)), Some((_, last))) =
                    (rest.first(), rest.get(tokens.len() - 1))
            {
                let at = offset + first.start..offset + last.end;
                matches.push(Match { word, at });
            }
        }
        matches
    }

    fn begins(&self, rest: &[(String, Range<usize>)], index: usize, word: &[String]) -> bool {
        let goes_on = self.beginning && index + 1 == self.words.len();
        rest.len() >= word.len()
            && word
                .iter()
                .zip(rest)
                .enumerate()
                .all(|(at, (wanted, (token, _)))| {
                    token == wanted
                        || goes_on && at + 1 == word.len() && token.starts_with(wanted.as_str())
                })
    }
}

/// The first of the matches that are best shown together.
fn best(text: &str, matches: &[Match]) -> Option<usize> {
    let mut best: Option<((usize, usize), usize)> = None;
    for (first, found) in matches.iter().enumerate() {
        let end = after(text, found.at.start, TOGETHER);
        let mut words = Vec::new();
        let mut count = 0;
        for other in matches
            .iter()
            .skip(first)
            .take_while(|other| other.at.end <= end)
        {
            count += 1;
            if !words.contains(&other.word) {
                words.push(other.word);
            }
        }
        let worth = (words.len(), count);
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, first));
        }
    }
    best.map(|(_, first)| first)
}

/// The byte `characters` after the byte `from`.
fn after(text: &str, from: usize, characters: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .nth(characters)
        .map_or(text.len(), |(at, _)| from + at)
}

/// Where a snippet begins whose first match is at `start`: some characters before it, at a word.
fn lead(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let Some((from, _)) = before.char_indices().rev().nth(LEAD - 1) else {
        return 0;
    };
    let shown = before.get(from..).unwrap_or_default();
    let word = shown
        .char_indices()
        .take(SNAP)
        .find(|(_, c)| c.is_whitespace());
    word.map_or(from, |(at, c)| from + at + c.len_utf8())
}

/// The part of the text from the byte `start` on, with the matches in it.
fn cut(text: &str, start: usize, matches: &[Match]) -> Snippet {
    let mut end = after(text, start, LENGTH);
    if end < text.len() {
        let shown = text.get(start..end).unwrap_or_default();
        let space = shown
            .char_indices()
            .rev()
            .take(SNAP)
            .find(|(_, c)| c.is_whitespace());
        end = space.map_or(end, |(at, _)| start + at);
    }
    let mut line = Line::default();
    if start > 0 {
        line.push('…');
    }
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut waiting = matches
        .iter()
        .filter(|found| found.at.start >= start && found.at.end <= end)
        .peekable();
    let mut marked_to = 0;
    for (at, c) in text.get(start..end).unwrap_or_default().char_indices() {
        let at = start + at;
        while let Some(found) = waiting.next_if(|found| found.at.start <= at) {
            marked_to = marked_to.max(found.at.end);
        }
        let place = line.push(if c.is_control() { ' ' } else { c });
        if at < marked_to
            && let Some(place) = place
        {
            match marks.last_mut() {
                Some((_, to)) if *to == place => *to = place + 1,
                _ => marks.push((place, place + 1)),
            }
        }
    }
    line.text.truncate(line.text.trim_end().len());
    if end < text.trim_end().len() {
        line.text.push('…');
    }
    Snippet {
        text: line.text,
        marks,
    }
}

/// Text on one line: white space is one space, and none at the beginning.
#[derive(Default)]
struct Line {
    text: String,
    length: usize,
}

impl Line {
    /// Adds a character; gives its place, if it is shown.
    fn push(&mut self, c: char) -> Option<usize> {
        let space = c.is_whitespace();
        if space && (self.text.is_empty() || self.text.ends_with(' ')) {
            return None;
        }
        self.text.push(if space { ' ' } else { c });
        self.length += 1;
        Some(self.length - 1)
    }
}
