//! The difference of two texts as one splice: what the older one has in the middle, and how much of the
//! newer one stands before and after it.
//!
//! People and agents change a document in one place at a time, so that this is nearly as small as a real
//! diff; and it takes one pass over the bytes to make and one copy to apply, whatever the texts are.

/// How to make an older text of the next newer one. Lengths are bytes, at character boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    /// So much of the newer text's beginning is kept.
    pub(crate) head: usize,
    /// So much of its end is kept.
    pub(crate) tail: usize,
    /// What stands between.
    pub(crate) middle: String,
}

impl Splice {
    /// The smallest splice that makes `older` of `newer`.
    pub(crate) fn between(older: &str, newer: &str) -> Self {
        let mut head = equal(older.bytes(), newer.bytes());
        // What two texts share up to here is the same bytes, so that a boundary of one is one of both.
        while !older.is_char_boundary(head) {
            head -= 1;
        }
        let (old_rest, new_rest) = (
            older.get(head..).unwrap_or_default(),
            newer.get(head..).unwrap_or_default(),
        );
        let mut tail = equal(old_rest.bytes().rev(), new_rest.bytes().rev());
        while !old_rest.is_char_boundary(old_rest.len() - tail) {
            tail -= 1;
        }
        let middle = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
        Self {
            head,
            tail,
            middle: middle.to_owned(),
        }
    }

    /// The older text; `None` when `newer` is not the text that this was made for.
    pub(crate) fn apply(&self, newer: &str) -> Option<String> {
        let head = newer.get(..self.head)?;
        let tail = newer.get(newer.len().checked_sub(self.tail)?..)?;
        Some([head, &self.middle, tail].concat())
    }
}

/// How many items two sequences have in common from their beginning.
fn equal(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::Splice;

    #[test]
    fn a_splice_holds_only_what_differs() {
        for (older, newer, head, tail, middle) in [
            ("", "", 0, 0, ""),
            ("abc", "abc", 3, 0, ""),
            ("", "abc", 0, 0, ""),
            ("abc", "", 0, 0, "abc"),
            ("one two three", "one 2 three", 4, 6, "two"),
            // What is shared is counted once, at the beginning first.
            ("aa", "aaa", 2, 0, ""),
            ("aaa", "aa", 2, 0, "a"),
            // Characters that begin, or end, with the same bytes are not cut in two.
            ("xéy", "xèy", 1, 1, "é"),
            ("東", "杳", 0, 0, "東"),
            ("a\u{e9}", "a\u{1e9}", 1, 0, "\u{e9}"),
        ] {
            let splice = Splice::between(older, newer);
            let expected = Splice {
                head,
                tail,
                middle: middle.to_owned(),
            };
            assert_eq!(splice, expected, "{older:?} from {newer:?}");
            assert_eq!(splice.apply(newer).as_deref(), Some(older));
        }
        let other = Splice {
            head: 5,
            tail: 0,
            middle: String::new(),
        };
        assert_eq!(other.apply("abc"), None);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_any_other(older in "[aé東\u{1f600}\n]{0,12}", newer in "[aé東\u{1f600}\n]{0,12}") {
            let splice = Splice::between(&older, &newer);
            prop_assert_eq!(splice.apply(&newer), Some(older.clone()));
            prop_assert!(splice.middle.len() <= older.len());
        }
    }
}
