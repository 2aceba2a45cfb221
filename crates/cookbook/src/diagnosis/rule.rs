//! What a row of the table is.

use std::sync::LazyLock;

use super::change::Change;
use super::index::Index;
use super::pattern::Pattern;
use super::table::{Class, TABLE};

/// How near to the cause a class is. The nearest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Says what is wrong.
    Root,
    /// Says it roughly: other classes know better.
    General,
    /// Follows from what was said before.
    Consequence,
    /// Is told by how the program ended, not by its log.
    End,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) class: Class,
    pub(super) rank: Rank,
    /// One sentence for the person. `{name|otherwise}` is a word from the line, or from what is known of the task.
    pub(super) message: &'static str,
    pub(super) patterns: &'static [&'static str],
    /// What may help, the likeliest first.
    pub(super) changes: &'static [Change],
}

/// A row with its patterns taken apart.
#[derive(Debug)]
struct Rule {
    row: &'static Row,
    patterns: Vec<Pattern>,
}

/// The table, taken apart, and what finds its patterns quickly.
#[derive(Debug)]
pub(super) struct Rules {
    all: Vec<Rule>,
    index: Index,
}

impl Rules {
    /// The rows with the patterns of theirs that this line may fit, in the order of the table.
    pub(super) fn candidates(&self, lower: &str) -> Vec<(usize, &'static Row, Vec<&Pattern>)> {
        let places = self.index.candidates(lower);
        let rows = places.chunk_by(|one, next| one.0 == next.0);
        rows.filter_map(|row| {
            let place = row.first()?.0;
            let rule = self.all.get(place)?;
            let patterns = row.iter().filter_map(|(_, at)| rule.patterns.get(*at));
            Some((place, rule.row, patterns.collect()))
        })
        .collect()
    }
}

/// The table, taken apart once.
pub(super) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| {
        let rule = |row: &'static Row| Rule {
            row,
            patterns: row.patterns.iter().copied().map(Pattern::new).collect(),
        };
        let all: Vec<Rule> = TABLE.iter().map(rule).collect();
        let patterns = all.iter().enumerate().flat_map(|(place, rule)| {
            let patterns = rule.patterns.iter().enumerate();
            patterns.map(move |(at, pattern)| ((place, at), pattern))
        });
        let index = Index::new(patterns);
        Rules { all, index }
    });
    &RULES
}

/// The row of a class.
pub(super) fn row(class: Class) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.class == class)
}

/// Writes the table: `Class Rank "message" [patterns] [changes];`.
macro_rules! table {
    ($($class:ident $rank:ident $message:literal [$($pattern:literal),* $(,)?] [$($change:expr),* $(,)?];)*) => {
        /// What can be wrong.
        // Without comments on the variants, so that schemas list them as plain words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum Class {
            $($class,)*
        }

        /// All that is known, the special before the general.
        pub(super) static TABLE: &[Row] = &[$(Row {
            class: Class::$class,
            rank: Rank::$rank,
            message: $message,
            patterns: &[$($pattern),*],
            changes: &[$($change),*],
        },)*];
    };
}
pub(super) use table;
