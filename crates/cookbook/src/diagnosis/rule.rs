//! What a row of the table is.

use std::sync::LazyLock;

use super::change::Change;
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
pub(super) struct Rule {
    pub(super) row: &'static Row,
    pub(super) patterns: Vec<Pattern>,
}

/// The table, taken apart once, in its order: of two rows that fit the same line, the first is meant.
pub(super) fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let rule = |row: &'static Row| Rule {
            row,
            patterns: row.patterns.iter().copied().map(Pattern::new).collect(),
        };
        TABLE.iter().map(rule).collect()
    });
    RULES.as_slice()
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
