//! Which patterns a line may fit: those of which it has four bytes that stand in no line without them.
//!
//! Most lines fit nothing. To try hundreds of patterns on each of them would take longer than all else.

use std::collections::HashMap;

use super::pattern::Pattern;

/// So many bytes are looked up at once.
const LENGTH: usize = 4;
/// How many bits tell quickly that nothing begins here.
const BITS: usize = 1 << 16;

type Gram = [u8; LENGTH];

/// A pattern: its row's place and its own in the row.
pub(super) type Place = (usize, usize);

/// The patterns by four bytes that each of them needs.
#[derive(Debug)]
pub(super) struct Index {
    seen: Vec<bool>,
    by_gram: HashMap<Gram, Vec<Place>>,
    /// Those that need no four bytes.
    always: Vec<Place>,
}

impl Index {
    pub(super) fn new<'a>(patterns: impl Iterator<Item = (Place, &'a Pattern)> + Clone) -> Self {
        let mut common: HashMap<Gram, usize> = HashMap::new();
        for (_, pattern) in patterns.clone() {
            for gram in grams(pattern.literal()) {
                *common.entry(gram).or_default() += 1;
            }
        }
        let mut index = Self {
            seen: vec![false; BITS],
            by_gram: HashMap::new(),
            always: Vec::new(),
        };
        for (place, pattern) in patterns {
            // What few patterns have, few lines have.
            let rare = grams(pattern.literal()).min_by_key(|gram| common.get(gram).copied());
            match rare {
                Some(gram) => {
                    if let Some(seen) = index.seen.get_mut(bit(gram)) {
                        *seen = true;
                    }
                    index.by_gram.entry(gram).or_default().push(place);
                }
                None => index.always.push(place),
            }
        }
        index
    }

    /// The patterns that this line may fit, in their order.
    pub(super) fn candidates(&self, lower: &str) -> Vec<Place> {
        let mut places = self.always.clone();
        for gram in grams(lower) {
            if self.seen.get(bit(gram)) == Some(&true)
                && let Some(more) = self.by_gram.get(&gram)
            {
                places.extend(more);
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn grams(text: &str) -> impl Iterator<Item = Gram> {
    text.as_bytes()
        .windows(LENGTH)
        .filter_map(|window| window.try_into().ok())
}

/// The bit of these bytes: a multiplicative hash (Knuth 6.4), of which the high bits are good.
fn bit(gram: Gram) -> usize {
    usize::try_from(u32::from_le_bytes(gram).wrapping_mul(2_654_435_769) >> 16).unwrap_or_default()
}
