//! The date inside a sentence.

use std::ops::Range;

use jiff::Zoned;

use crate::{Options, Reading, Recurrence};

/// What [`find`] took out of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sentence without the phrase.
    pub title: String,
    /// Where the phrase stood, in bytes of the sentence.
    pub span: Range<usize>,
    /// When it is due; for a repetition, its first occurrence.
    pub reading: Reading,
    /// The repetition, when the phrase names one.
    pub recurrence: Option<Recurrence>,
}

/// Finds a date, time or repetition in a sentence.
#[must_use]
pub fn find(_sentence: &str, _now: &Zoned, _options: &Options) -> Option<Found> {
    None
}
