//! Durations in order, and how they are written.

use std::time::Duration;

/// Measured durations, the shortest first.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Orders them.
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Times(times)
    }

    /// How many there are.
    pub(crate) fn len_f64(&self) -> f64 {
        u32::try_from(self.0.len()).map_or(f64::INFINITY, f64::from)
    }

    /// The shortest.
    pub(crate) fn min(&self) -> Duration {
        self.0.first().copied().unwrap_or_default()
    }

    /// The longest.
    pub(crate) fn max(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }

    /// The median.
    pub(crate) fn p50(&self) -> Duration {
        self.rank(50)
    }

    /// What 99 of 100 stay at or below.
    pub(crate) fn p99(&self) -> Duration {
        self.rank(99)
    }

    /// The smallest value that so many in a hundred are at or below (nearest rank).
    fn rank(&self, hundredths: usize) -> Duration {
        let rank = (self.0.len() * hundredths).div_ceil(100);
        self.0
            .get(rank.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

/// A duration in milliseconds, with as many digits as it deserves.
pub(crate) fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    match ms {
        0.0..10.0 => format!("{ms:.2} ms"),
        10.0..100.0 => format!("{ms:.1} ms"),
        _ => format!("{ms:.0} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Times, ms};

    #[test]
    fn ranks_are_those_of_the_ordered_values() {
        let times = Times::new((1..=200).rev().map(Duration::from_millis).collect());
        let seen = [times.min(), times.p50(), times.p99(), times.max()].map(ms);
        assert_eq!(seen, ["1.00 ms", "100 ms", "198 ms", "200 ms"]);
        assert_eq!(Times::new(Vec::new()).p99(), Duration::ZERO);
    }
}
