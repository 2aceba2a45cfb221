//! Several rankings made one: reciprocal rank fusion, which needs no common scale
//! (Cormack, Clarke and Büttcher, SIGIR 2009, <https://doi.org/10.1145/1571941.1572114>).

use std::collections::HashMap;

/// The constant of the paper: how little the first places are ahead of the next ones.
const K: f64 = 60.0;

/// The keys of all rankings, the best first, each with its score; the best one's is 1.
pub(super) fn fuse(rankings: &[Vec<i64>]) -> Vec<(i64, f64)> {
    let mut scores: HashMap<i64, f64> = HashMap::new();
    for ranking in rankings {
        let mut place = K;
        for seq in ranking {
            place += 1.0;
            *scores.entry(*seq).or_default() += 1.0 / place;
        }
    }
    let mut fused: Vec<(i64, f64)> = scores.into_iter().collect();
    // The newer one first where they are equal.
    fused.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(b.cmp(a)));
    let best = fused.first().map_or(1.0, |(_, score)| *score);
    for (_, score) in &mut fused {
        *score = (*score / best * 1000.0).round() / 1000.0;
    }
    fused
}
