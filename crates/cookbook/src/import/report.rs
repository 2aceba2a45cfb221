//! What became of each entry.

use std::fmt;

use operation::Error;
use serde::Serialize;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it was.
    Taken,
    /// With changes, which the notes tell.
    Changed,
    /// It, or one in its place, is here already and was left as it is.
    AlreadyHere,
    /// Not at all; the notes tell why.
    LeftOut,
}

impl Outcome {
    fn words(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Changed => "changed",
            Self::AlreadyHere => "already here",
            Self::LeftOut => "left out",
        }
    }
}

/// One entry of the file, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// `server`, `default`, `token`, `preset`, `task` or `other`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was changed, or why it was left out.
    pub notes: Vec<String>,
    /// What to do instead; empty where there is nothing to do.
    pub instead: String,
}

/// How many entries came to what.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// As they were.
    pub taken: usize,
    /// With changes.
    pub changed: usize,
    /// Here before.
    pub already_here: usize,
    /// Not taken.
    pub left_out: usize,
}

/// What became of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Whether it was a rehearsal, and nothing was stored.
    pub dry_run: bool,
    /// How many entries came to what.
    pub counts: Counts,
    /// Each entry: servers first, then the rest in the file's order.
    pub entries: Vec<Entry>,
}

impl Report {
    pub(super) fn new(entries: Vec<Line>, dry_run: bool) -> Self {
        let mut counts = Counts::default();
        for Entry { outcome, .. } in &entries {
            *match outcome {
                Outcome::Taken => &mut counts.taken,
                Outcome::Changed => &mut counts.changed,
                Outcome::AlreadyHere => &mut counts.already_here,
                Outcome::LeftOut => &mut counts.left_out,
            } += 1;
        }
        Self {
            dry_run,
            counts,
            entries,
        }
    }
}

/// An entry whose fate is being decided.
pub(super) type Line = Entry;

impl Entry {
    /// One that is taken as it is, so far.
    pub(super) fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            outcome: Outcome::Taken,
            notes: Vec::new(),
            instead: String::new(),
        }
    }

    /// Something of it was changed.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
        self.outcome = Outcome::Changed;
    }

    /// A part of it could not be used.
    pub(super) fn without(&mut self, part: &str, error: &Error) {
        self.note(format!("{part} was left out: {}", in_words(error)));
    }

    /// It is here already.
    pub(super) fn here(mut self, how: impl Into<String>) -> Self {
        self.notes.insert(0, how.into());
        self.outcome = Outcome::AlreadyHere;
        self
    }

    /// It cannot be taken.
    pub(super) fn left_out(mut self, why: impl Into<String>, instead: impl Into<String>) -> Self {
        self.notes = vec![why.into()];
        self.instead = instead.into();
        self.outcome = Outcome::LeftOut;
        self
    }
}

/// An error with its hint, without what may be a secret in what it cites.
pub(super) fn in_words(error: &Error) -> String {
    let text = match &error.hint {
        Some(hint) => format!("{} {hint}", error.message),
        None => error.message.clone(),
    };
    let words = text.split(' ').map(|word| {
        let credentials = word.contains("://") && word.contains('@');
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let token = bare.starts_with("hf_") && bare.len() > "hf_token".len();
        if credentials || token { "***" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A table, and what it comes to.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            let (outcome, kind) = (entry.outcome.words(), entry.kind);
            writeln!(f, "{outcome:<12}  {kind:<7}  {}", entry.name)?;
            for note in &entry.notes {
                writeln!(f, "{:23}{note}", "")?;
            }
            if !entry.instead.is_empty() {
                writeln!(f, "{:23}→ {}", "", entry.instead)?;
            }
        }
        let Counts {
            taken,
            changed,
            already_here,
            left_out,
        } = self.counts;
        write!(
            f,
            "Taken as they were: {taken}; with changes: {changed}; here already: {already_here}; left out: {left_out}."
        )?;
        match (taken + changed, self.dry_run) {
            (0, _) => write!(f, " Nothing was changed."),
            (_, true) => write!(f, " It was a rehearsal: nothing was changed."),
            (_, false) => Ok(()),
        }
    }
}
