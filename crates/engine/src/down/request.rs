//! What is wished for, and what was done.

use super::{Finding, Step};

/// How far back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// So many migrations, counted from the last applied one.
    Last(usize),
    /// To the state after this migration: what stands behind it in the folder goes.
    To(String),
    /// Those of these that are applied, wherever they stand.
    Only(Vec<String>),
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: it is looked at what the data say. The statements run, and are undone, where a later step needs them.
    Look,
    /// It is done, unless data would be lost.
    Careful,
    /// It is done.
    AcceptDataLoss,
}

/// A wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub goal: Goal,
    pub mode: Mode,
    pub reason: Option<String>,
    /// What somebody was told, and has agreed to. Without it whatever the goal means when the lock is held is taken back.
    pub told: Option<Told>,
    /// Nothing runs: the migrations are only marked as taken back.
    pub mark_only: bool,
}

impl Request {
    #[must_use]
    pub const fn new(goal: Goal, mode: Mode) -> Self {
        Self { goal, mode, reason: None, told: None, mark_only: false }
    }
}

/// What somebody was told, and has agreed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What would be taken back.
    pub steps: Vec<Known>,
    /// What it would cost; without it, only the steps are known.
    pub findings: Option<Vec<Finding>>,
}

/// A migration as it stood when it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub migration: String,
    /// Of its row in the history.
    pub row: String,
    /// That of its down.sql, if somebody has read it.
    pub down_checksum: Option<String>,
}

impl Known {
    pub(super) fn of(step: &Step) -> Self {
        Self { migration: step.migration.clone(), row: step.row.clone(), down_checksum: step.down_checksum.clone() }
    }

    fn is(&self, step: &Step) -> bool {
        let same_file = self.down_checksum.is_none() || self.down_checksum == step.down_checksum;
        self.row == step.row && self.migration == step.migration && same_file
    }
}

impl Told {
    /// Whether these are the steps that were told.
    pub(super) fn are_steps(&self, steps: &[Step]) -> bool {
        self.steps.len() == steps.len() && self.steps.iter().zip(steps).all(|(known, step)| known.is(step))
    }

    /// Whether it was told that this would be lost, and no less of it.
    pub(super) fn covers(&self, found: &Finding) -> bool {
        let Some(told) = &self.findings else { return true };
        let same = |f: &&Finding| f.migration == found.migration && f.kind == found.kind && f.text == found.text;
        if told.iter().any(|f| f.migration == found.migration && f.is_not_looked_at()) {
            return true;
        }
        told.iter().filter(same).any(|f| match (f.count, found.count) {
            // Any number, as was said.
            (None, _) => true,
            (Some(told), Some(now)) => now <= told,
            (Some(_), None) => false,
        })
    }
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Done {
    /// The migrations that were taken back, in that order.
    pub taken_back: Vec<String>,
    /// The same as they stood.
    pub steps: Vec<Known>,
    /// What it has cost, or would.
    pub findings: Vec<Finding>,
    /// Why our history does not tell of it.
    pub untold: Option<String>,
    /// All of it was one transaction.
    pub in_one_transaction: bool,
}

impl Done {
    /// Where nothing was to be done.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { taken_back: Vec::new(), steps: Vec::new(), findings: Vec::new(), untold: None, in_one_transaction: true }
    }

    /// For the wish that follows a look.
    #[must_use]
    pub fn told(&self) -> Told {
        Told { steps: self.steps.clone(), findings: Some(self.findings.clone()) }
    }
}
