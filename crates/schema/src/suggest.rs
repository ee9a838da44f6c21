//! "Did you mean", but not without end.

pub(crate) use nicol_model::names::{Near, near};

/// How many names are looked at for one schema. Each unknown name is held against all that are known: where there are
/// thousands of either, only the first ones get a suggestion, and nobody reads the others.
const NAMES: usize = 100_000;

/// Suggests names, as long as there is time for it.
pub(crate) struct Suggestions {
    left: usize,
}

impl Default for Suggestions {
    fn default() -> Self {
        Self { left: NAMES }
    }
}

impl Suggestions {
    /// As [`near`].
    pub(crate) fn near<'a, C: IntoIterator<Item = &'a str>>(
        &mut self,
        wanted: &str,
        candidates: impl FnOnce() -> C,
    ) -> Option<Near<'a>> {
        if self.left == 0 {
            return None;
        }
        let mut count = 0;
        let near = near(wanted, candidates().into_iter().inspect(|_| count += 1));
        self.left = self.left.saturating_sub(count);
        near
    }
}
