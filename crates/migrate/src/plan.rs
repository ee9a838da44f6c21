use nicol_catalog::Catalog;

use crate::steps::Step;

/// What turns one catalog into another: steps in the order in which they run, with both catalogs, to which the
/// steps point by position.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is there.
    pub from: Catalog,
    /// What is wanted.
    pub to: Catalog,
    /// What to do.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether a step throws data away.
    #[must_use]
    pub fn loses_data(&self) -> bool {
        self.steps.iter().any(Step::loses_data)
    }
}
