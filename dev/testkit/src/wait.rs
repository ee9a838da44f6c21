//! Waiting for what has to happen, instead of for a time in which it should have happened.
//!
//! Tests run on machines that do much else. A test waits for an event, and gives up only after [`FOREVER`]; how long
//! something took is never compared with less.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

/// The time after which nothing is expected to happen any more, on any machine.
pub const FOREVER: Duration = Duration::from_secs(180);

const STEP: Duration = Duration::from_millis(2);

/// Asks again and again, until it is so.
///
/// # Panics
/// If it never is.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + FOREVER;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(STEP);
    }
}

/// The same between other tasks of an async runtime, whichever it is.
///
/// # Panics
/// If it never is.
pub async fn until_async(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + FOREVER;
    while !is_so().await {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(STEP);
        let mut has_yielded = false;
        poll_fn(|context| {
            if has_yielded {
                return Poll::Ready(());
            }
            has_yielded = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use super::until;

    #[test]
    fn it_asks_until_it_is_so() {
        let mut asked = 0;
        until("it was asked three times", || {
            asked += 1;
            asked == 3
        });
        assert_eq!(asked, 3);
    }
}
