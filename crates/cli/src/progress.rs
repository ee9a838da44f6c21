//! A line that says what takes so long: on a terminal only, and gone as soon as anything else is written.

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::environment::Environment;
use crate::{interaction, output};

/// Quick work says nothing.
const FIRST: Duration = Duration::from_millis(700);
const EVERY: Duration = Duration::from_millis(500);

/// Whether the line stands on the terminal.
static STANDS: AtomicBool = AtomicBool::new(false);
/// How many questions are open, or programs that write to the terminal themselves.
static PAUSES: AtomicU32 = AtomicU32::new(0);
/// What is being done.
static LABEL: Mutex<String> = Mutex::new(String::new());

/// Does the work, and shows what it is if it takes long.
pub(crate) async fn shown<T>(label: &str, work: impl Future<Output = T>) -> T {
    if !is_wanted() {
        return work.await;
    }
    now(label);
    // Also when the work is given up.
    let _gone = Gone;
    let mut work = pin!(work);
    let start = Instant::now();
    let mut ticks = tokio::time::interval_at(start + FIRST, EVERY);
    loop {
        tokio::select! {
            biased;
            outcome = &mut work => return outcome,
            _ = ticks.tick() => draw(start.elapsed()),
        }
    }
}

/// Says what is done from now on.
pub(crate) fn now(label: &str) {
    if let Ok(mut text) = LABEL.lock() {
        label.clone_into(&mut text);
    }
}

/// Takes the line away, before something else is written.
pub(crate) fn clear() {
    if STANDS.swap(false, Ordering::Relaxed) {
        let _ = write!(std::io::stderr(), "\r\x1b[2K");
    }
}

/// No line while this lives: somebody is asked, or another program writes.
pub(crate) fn pause() -> Pause {
    PAUSES.fetch_add(1, Ordering::Relaxed);
    clear();
    Pause
}

pub(crate) struct Pause;

impl Drop for Pause {
    fn drop(&mut self) {
        PAUSES.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Gone;

impl Drop for Gone {
    fn drop(&mut self) {
        clear();
    }
}

/// Whether somebody sees it.
pub(crate) fn is_wanted() -> bool {
    let environment = Environment::of_process();
    std::io::stderr().is_terminal() && environment.get("TERM") != Some("dumb") && !interaction::is_ci(&environment)
}

fn draw(time: Duration) {
    if PAUSES.load(Ordering::Relaxed) > 0 {
        return;
    }
    let Ok(label) = LABEL.lock() else { return };
    let line = format!("{} … {} s", *label, time.as_secs());
    // A line that wraps could not be taken away.
    let line: String = line.chars().take(output::width().saturating_sub(1)).collect();
    let _ = write!(std::io::stderr(), "\r\x1b[2K{line}");
    STANDS.store(true, Ordering::Relaxed);
}
