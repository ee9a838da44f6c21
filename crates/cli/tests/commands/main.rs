//! Commands in situations that a transcript can't show: on a terminal, on a full disk, with a server of their own, with a
//! program built on what they made.

mod full_disk;
mod health;
mod interrupting;
#[cfg(unix)]
mod kills;
mod lock;
mod quickstart;
mod reports;
mod support;
mod terminal;
