//! Cancellations that are under way, in the whole process: whoever ends it waits for them, or a server goes on with what
//! was given up, and commits it.

use std::sync::LazyLock;
use std::time::Duration;

use tokio::sync::watch;

/// What has become of statements that were given up. In the order of how much must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum GivenUp {
    /// They have failed: the server says so. Or there were none.
    #[default]
    Cancelled,
    /// One was done before the server heard of its cancellation.
    Done,
    /// The server could not be asked, or did not answer in time.
    Unknown,
}

#[derive(Debug, Default)]
struct Watched {
    under_way: usize,
    worst: GivenUp,
}

static WATCHED: LazyLock<watch::Sender<Watched>> = LazyLock::new(|| watch::Sender::new(Watched::default()));

/// One that is under way. Dropped without [`Cancellation::ends`], nothing is known.
pub(crate) struct Cancellation(GivenUp);

impl Cancellation {
    pub(crate) fn begins() -> Self {
        WATCHED.send_modify(|watched| watched.under_way += 1);
        Self(GivenUp::Unknown)
    }

    pub(crate) fn ends(mut self, how: GivenUp) {
        self.0 = how;
    }
}

impl Drop for Cancellation {
    fn drop(&mut self) {
        WATCHED.send_modify(|watched| {
            watched.under_way -= 1;
            watched.worst = watched.worst.max(self.0);
        });
    }
}

/// Waits until no cancellation is under way, but not longer than `limit`. For the end of a process: tells of all that
/// were given up since it started.
pub async fn given_up(limit: Duration) -> GivenUp {
    let mut watcher = WATCHED.subscribe();
    match tokio::time::timeout(limit, watcher.wait_for(|watched| watched.under_way == 0)).await {
        Ok(Ok(watched)) => watched.worst,
        _ => GivenUp::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_worst_is_told_when_none_is_under_way() {
        let forever = Duration::from_secs(3600);
        assert_eq!(given_up(forever).await, GivenUp::Cancelled);
        let (one, other) = (Cancellation::begins(), Cancellation::begins());
        assert_eq!(given_up(Duration::ZERO).await, GivenUp::Unknown, "they are under way");
        one.ends(GivenUp::Done);
        other.ends(GivenUp::Cancelled);
        assert_eq!(given_up(forever).await, GivenUp::Done, "one was done before the server heard of it");
        Cancellation::begins().ends(GivenUp::Cancelled);
        assert_eq!(given_up(forever).await, GivenUp::Done);
        drop(Cancellation::begins());
        assert_eq!(given_up(forever).await, GivenUp::Unknown);
    }
}
