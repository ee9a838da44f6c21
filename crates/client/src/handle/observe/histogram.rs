//! How durations are spread.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper ends of the buckets, in milliseconds. Prisma's (1 to 50,000) are among them, so that its dashboards work.
const ENDS: [f64; 17] =
    [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0, 50_000.0];

/// Counts durations while they happen.
#[derive(Debug, Default)]
pub(super) struct Counting {
    /// The last one is for what is longer than all.
    buckets: [AtomicU64; ENDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Counting {
    pub(super) fn add(&self, duration: Duration) {
        let ms = duration.as_secs_f64() * 1000.0;
        let bucket = ENDS.partition_point(|end| *end < ms);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Histogram {
        let counts: Vec<u64> = self.buckets.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        let sum = Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed));
        Histogram { counts, sum }
    }
}

/// How durations were spread, at one moment.
///
/// ```
/// # use library as db;
/// # use nicol::{Histogram, Metrics};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let durations: Histogram = db.metrics().operation_durations;
/// println!("{} in {:?}, p99 {:?}", durations.count(), durations.sum(), durations.quantile(0.99));
/// for bucket in durations.buckets() {
///     println!("{bucket:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
    sum: Duration,
}

impl Histogram {
    /// How many durations were measured.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// All of them together.
    #[must_use]
    pub const fn sum(&self) -> Duration {
        self.sum
    }

    /// The buckets: the upper end in milliseconds (of the last one: infinity), and how many durations are in it.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        ENDS.into_iter().chain([f64::INFINITY]).zip(self.counts.iter().copied())
    }

    /// The duration that this part of all durations is not longer than (0.99: the slowest hundredth begins there), as far
    /// as the buckets tell; `None` if there are none.
    ///
    /// ```no_run
    /// # fn example(client: &nicol_client::Handle) {
    /// let metrics = client.metrics();
    /// println!("p99 of statements: {:?}", metrics.statement_durations.quantile(0.99));
    /// # }
    /// ```
    #[must_use]
    pub fn quantile(&self, part: f64) -> Option<Duration> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let wanted = part.clamp(0.0, 1.0) * count as f64;
        let (mut before, mut start) = (0.0, 0.0);
        for (end, count) in self.buckets() {
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let count = count as f64;
            if count > 0.0 && before + count >= wanted {
                let end = if end.is_finite() { end } else { start };
                let ms = start + (end - start) * ((wanted - before) / count);
                return Some(Duration::from_secs_f64(ms / 1000.0));
            }
            before += count;
            start = if end.is_finite() { end } else { start };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_in_their_buckets() {
        let counting = Counting::default();
        for ms in [0, 1, 3, 3, 40, 60_000] {
            counting.add(Duration::from_millis(ms));
        }
        let histogram = counting.now();
        let filled: Vec<_> = histogram.buckets().filter(|(_, count)| *count > 0).collect();
        assert_eq!(filled, [(0.1, 1), (1.0, 1), (5.0, 2), (50.0, 1), (f64::INFINITY, 1)]);
        assert_eq!((histogram.count(), histogram.sum()), (6, Duration::from_millis(60_047)));
    }

    #[test]
    fn quantiles_are_between_the_ends_of_buckets() {
        let counting = Counting::default();
        assert_eq!(counting.now().quantile(0.5), None);
        for _ in 0..99 {
            counting.add(Duration::from_millis(2));
        }
        counting.add(Duration::from_millis(700));
        let histogram = counting.now();
        let ms = |part| histogram.quantile(part).map(|d| d.as_secs_f64() * 1000.0).expect("there are some");
        assert!((1.0..=2.5).contains(&ms(0.5)), "{}", ms(0.5));
        assert!((500.0..=1000.0).contains(&ms(1.0)), "{}", ms(1.0));
        assert!(ms(0.0) <= ms(0.5) && ms(0.5) <= ms(0.999));
    }
}
