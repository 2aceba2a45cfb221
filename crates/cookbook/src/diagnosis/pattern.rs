//! What a line must contain. No regular expressions: words in their order, with gaps.
//!
//! `a*b` is `a` and, later in the line, `b`; `x & y` is both, in any order; `x !y` is `x` and nowhere `y`; `{name}`
//! takes one word (a flag, a path, a number) and remembers it, `{name -}` the next one that begins with `-`; `=x` is the
//! whole line. Patterns are in lower case and
//! are looked for in lower-cased lines. A leading `?` says that such a line suggests the class, `??` that it is only a
//! hint. `@x` is looked for in the places in the source that a traceback names, where its exception says nothing known.

use std::collections::BTreeMap;

use super::Confidence;

/// What patterns took from a line, by name.
pub(super) type Taken = BTreeMap<&'static str, String>;

/// One pattern, taken apart.
#[derive(Debug)]
pub(super) struct Pattern {
    confidence: Confidence,
    /// It is about where an exception came from, not about what is said.
    place: bool,
    whole: bool,
    all: Vec<Vec<Piece>>,
    none: Vec<&'static str>,
}

#[derive(Debug)]
enum Piece {
    /// This text, somewhere after what came before.
    Text(&'static str),
    /// This text, right after what came before.
    Next(&'static str),
    /// One word, right after what came before.
    Word(&'static str),
    /// The first word after what came before that begins so.
    Beginning(&'static str, &'static str),
    /// The word that stands right before this text.
    Before(&'static str, &'static str),
}

impl Pattern {
    /// Takes a pattern of the table apart.
    pub(super) fn new(text: &'static str) -> Self {
        let (text, confidence) = match text.strip_prefix('?') {
            None => (text, Confidence::High),
            Some(rest) => match rest.strip_prefix('?') {
                None => (rest, Confidence::Medium),
                Some(rest) => (rest, Confidence::Low),
            },
        };
        let (text, place) = text
            .strip_prefix('@')
            .map_or((text, false), |rest| (rest, true));
        let (text, whole) = text
            .strip_prefix('=')
            .map_or((text, false), |rest| (rest, true));
        let mut parts = text.split(" !");
        let all = parts.next().unwrap_or_default();
        Self {
            confidence: if place {
                Confidence::Medium
            } else {
                confidence
            },
            place,
            whole,
            all: all.split(" & ").map(pieces).collect(),
            none: parts.collect(),
        }
    }

    /// How much a line that fits says.
    pub(super) fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Whether it is about where an exception came from.
    pub(super) fn is_place(&self) -> bool {
        self.place
    }

    /// The longest text that every line must have which fits.
    pub(super) fn literal(&self) -> &'static str {
        let texts = self.all.iter().flatten().filter_map(|piece| match piece {
            Piece::Text(text) | Piece::Next(text) | Piece::Before(_, text) => Some(*text),
            Piece::Word(_) | Piece::Beginning(..) => None,
        });
        texts.max_by_key(|text| text.len()).unwrap_or_default()
    }

    /// What was taken from the line, if it fits. `lower` is `line` in ASCII lower case.
    pub(super) fn fits(&self, line: &str, lower: &str) -> Option<Taken> {
        let mut taken = Taken::new();
        if self.whole {
            let [pieces] = self.all.as_slice() else {
                return None;
            };
            let end = find(pieces, line, lower, &mut taken)?;
            let start =
                matches!(pieces.first(), Some(Piece::Text(text)) if lower.starts_with(text));
            return (start && end == lower.trim_end().len()).then_some(taken);
        }
        for pieces in &self.all {
            find(pieces, line, lower, &mut taken)?;
        }
        (!self.none.iter().any(|text| lower.contains(text))).then_some(taken)
    }
}

fn pieces(text: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (gap, text) in text.split('*').enumerate() {
        let mut rest = text;
        // Whether something of this gap came before, so that the next piece follows right on it.
        let mut follows = false;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            if !text.is_empty() {
                pieces.push(if follows {
                    Piece::Next(text)
                } else {
                    Piece::Text(text)
                });
                follows = true;
            }
            rest = after;
            pieces.push(match name.split_once(' ') {
                Some((name, start)) => Piece::Beginning(name, start),
                None if follows || (gap > 0 && after.is_empty()) => Piece::Word(name),
                None => {
                    let (text, after) = after.split_once('{').map_or((after, ""), |(text, _)| {
                        (text, after.get(text.len()..).unwrap_or_default())
                    });
                    rest = after;
                    Piece::Before(name, text)
                }
            });
            follows = true;
        }
        if !rest.is_empty() {
            pieces.push(if follows {
                Piece::Next(rest)
            } else {
                Piece::Text(rest)
            });
        }
    }
    pieces
}

/// Where the pieces end, if all are there. Every place of the first text is tried, so that one which is not followed
/// by what it should be does not hide a later one.
fn find(pieces: &[Piece], line: &str, lower: &str, taken: &mut Taken) -> Option<usize> {
    let Some((Piece::Text(first), rest)) = pieces.split_first() else {
        return follow(pieces, line, lower, 0, taken);
    };
    lower
        .match_indices(first)
        .find_map(|(at, text)| follow(rest, line, lower, at + text.len(), taken))
}

fn follow(
    pieces: &[Piece],
    line: &str,
    lower: &str,
    from: usize,
    taken: &mut Taken,
) -> Option<usize> {
    let mut at = from;
    for piece in pieces {
        let rest = lower.get(at..)?;
        let (name, start, end) = match piece {
            Piece::Text(text) => {
                at += rest.find(text)? + text.len();
                continue;
            }
            Piece::Next(text) => {
                // What quotes a word is not said in patterns.
                let open = rest.trim_start_matches(|c: char| QUOTES.contains(c));
                let skipped = match rest.starts_with(text) {
                    true => 0,
                    false => rest.len() - open.len(),
                };
                at += skipped
                    + rest
                        .get(skipped..)?
                        .starts_with(text)
                        .then_some(text.len())?;
                continue;
            }
            Piece::Word(name) => {
                let (start, end) = word(rest)?;
                (name, start, end)
            }
            Piece::Beginning(name, beginning) => {
                let begins = |&(at, _): &(usize, &str)| {
                    !rest.get(..at).is_some_and(|before| {
                        before.ends_with(|c: char| c.is_alphanumeric() || c == '-')
                    })
                };
                let (place, _) = rest.match_indices(beginning).find(begins)?;
                let (start, end) = word(rest.get(place..)?)?;
                (name, place + start, place + end)
            }
            Piece::Before(name, text) => {
                let place = rest.find(text)?;
                let before = rest
                    .get(..place)?
                    .trim_end_matches(|c: char| QUOTES.contains(c));
                let start = before.rfind(|c: char| {
                    c.is_whitespace() || QUOTES.contains(c) || ENDS.contains(c) || c == ':'
                });
                let start = start.map_or(0, |at| {
                    at + before
                        .get(at..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(0, char::len_utf8)
                });
                if before
                    .get(start..)?
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
                {
                    return None;
                }
                taken.insert(name, line.get(at + start..at + before.len())?.to_owned());
                at += place + text.len();
                continue;
            }
        };
        taken.insert(name, line.get(at + start..at + end)?.to_owned());
        at += end;
    }
    Some(at)
}

/// Where the word at the beginning of the text is, without what quotes it.
fn word(text: &str) -> Option<(usize, usize)> {
    let start = text.find(|c: char| !(c.is_whitespace() || QUOTES.contains(c)))?;
    let rest = text.get(start..)?;
    let length = rest
        .find(|c: char| {
            c.is_whitespace()
                || c == ':'
                || ENDS.contains(c)
                || QUOTES.contains(c)
                || (c == '/' && rest.starts_with('-'))
        })
        .unwrap_or(rest.len());
    let word = rest.get(..length)?.trim_end_matches('.');
    (!word.is_empty()).then_some((start, start + word.len()))
}

const QUOTES: &str = "'\"`‘’“”";
const ENDS: &str = ",;()[]{}<>=|";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &'static str, line: &str, taken: Option<&[(&str, &str)]>) {
        let found = Pattern::new(pattern).fits(line, &line.to_ascii_lowercase());
        let found = found.map(|found| found.into_iter().collect::<Vec<_>>());
        let expected = taken.map(|taken| {
            taken
                .iter()
                .map(|&(name, word)| (name, word.to_owned()))
                .collect()
        });
        assert_eq!(found, expected, "{pattern} in {line}");
    }

    #[test]
    fn patterns_fit() {
        check("in use", "Address already IN USE", Some(&[]));
        check("bind*in use", "in use: bind", None);
        check("in use & bind", "in use: bind", Some(&[]));
        check("killed !by", "killed by init", None);
        check("=killed", "Killed", Some(&[]));
        check("=killed", "Killed it", None);
        check(
            "no module named {module}",
            "No module named 'torch.cuda'",
            Some(&[("module", "torch.cuda")]),
        );
        check(
            "length is {length}",
            "length is 3824. Try",
            Some(&[("length", "3824")]),
        );
        check(
            "arguments: {flag}",
            "unrecognized arguments: --Foo=3 x",
            Some(&[("flag", "--Foo")]),
        );
        check("length is {length}", "length is", None);
        check(
            "arguments:*{flag -}",
            "arguments: 3 --tp-size/-tp: invalid",
            Some(&[("flag", "--tp-size")]),
        );
        check(
            "{library}: cannot open & libcu",
            "ImportError: libcudart.so.12: cannot open",
            Some(&[("library", "libcudart.so.12")]),
        );
        check(
            "sh: & {program}: not found",
            "sh: 1: vllm: not found",
            Some(&[("program", "vllm")]),
        );
        check("a {library}: cannot", "a : cannot", None);
    }
}
