use std::borrow::Cow;

use nicol_catalog::Catalog;

use crate::renames::Renames;
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
    /// What is renamed, not dropped and made. The way back is the plan with [`Renames::inverted`].
    pub renames: Renames,
    /// `from` under its new names, if anything is renamed: what the steps after the renames find. Positions are those of
    /// `from`.
    pub renamed: Option<Catalog>,
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

    /// What the steps after the renames find.
    #[must_use]
    pub fn found(&self) -> &Catalog {
        self.renamed.as_ref().unwrap_or(&self.from)
    }

    /// The same plan with what the steps after the renames find in place of what is there: statements are written from it.
    pub(crate) fn after_renames(&self) -> Cow<'_, Self> {
        match &self.renamed {
            None => Cow::Borrowed(self),
            Some(renamed) => Cow::Owned(Self {
                from: renamed.clone(),
                to: self.to.clone(),
                steps: self.steps.clone(),
                renames: self.renames.clone(),
                renamed: None,
            }),
        }
    }
}
