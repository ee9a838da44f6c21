//! What is said while migrations are taken back and something is in the way.

use nicol_engine::down::Heard;

use crate::{output, progress};

/// Who was in the way when it was last said.
#[derive(Debug, Default)]
pub(super) struct Waits(Vec<u32>);

impl Waits {
    pub(super) fn tell(&mut self, heard: Heard<'_>) {
        match heard {
            Heard::LockWaiting => progress::now("waiting for another run on this database"),
            Heard::Seen { migration, sight } => {
                let pids: Vec<u32> = sight.blockers.iter().map(|b| b.pid).collect();
                match sight.blockers.first() {
                    Some(first) => progress::now(&format!("taking back {migration}, waiting for {first}")),
                    None => progress::now(&format!("taking back {migration}")),
                }
                if !pids.is_empty() && pids != self.0 {
                    let lock = sight.lock.as_deref().unwrap_or("a lock");
                    output::note(format_args!("The way back from {migration} waits for {lock}, which others hold:"));
                    sight.blockers.iter().for_each(|blocker| output::note(format_args!("  {blocker}")));
                }
                self.0 = pids;
            }
            Heard::Retrying { pause, error, .. } => {
                output::note(format_args!("It was undone ({error}); trying again in {} s", pause.as_secs()));
            }
            _ => {}
        }
    }
}
