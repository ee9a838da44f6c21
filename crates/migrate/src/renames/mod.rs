//! Renames: a table, column, enum type or value that goes while a like one comes may be the same under another name.
//!
//! Prisma drops the one and makes the other. So do plans here, unless somebody says which are the same: whoever types the
//! command is asked about [`candidates`], a script gives them by `--rename` ([`resolve`]). [`diff()`] plans with what was
//! said: the renames first, what else differs on top, and keys, indexes and sequences follow the names that they are made
//! of.

mod apply;
mod candidates;
mod follow;
mod resolve;
mod similar;
mod spelling;
mod unmatched;

use nicol_catalog::{Catalog, EnumId, TableId};

pub use candidates::{Candidate, Hints, candidates, choices, hints};
pub use resolve::{RenameError, resolve};
pub use spelling::Aliases;

use crate::Plan;
use crate::diff::{self, DiffOptions};
use crate::ids::{ColumnId, Pair, ValueId};

/// What is the same under another name, by positions in two catalogs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// Tables.
    pub tables: Vec<Pair<TableId>>,
    /// Columns of tables that stay or are renamed.
    pub columns: Vec<Pair<ColumnId>>,
    /// Enum types.
    pub enums: Vec<Pair<EnumId>>,
    /// Values of enum types that stay or are renamed.
    pub values: Vec<Pair<ValueId>>,
}

impl Renames {
    /// Whether nothing is renamed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty() && self.enums.is_empty() && self.values.is_empty()
    }

    /// The way back: for a diff whose sides change places.
    #[must_use]
    pub fn inverted(&self) -> Self {
        fn swapped<T: Copy>(pairs: &[Pair<T>]) -> Vec<Pair<T>> {
            pairs.iter().map(|pair| pair.swapped()).collect()
        }
        Self {
            tables: swapped(&self.tables),
            columns: swapped(&self.columns),
            enums: swapped(&self.enums),
            values: swapped(&self.values),
        }
    }

    /// With one more.
    #[must_use]
    pub fn with(mut self, candidate: Candidate) -> Self {
        match candidate {
            Candidate::Table(pair) => self.tables.push(pair),
            Candidate::Column(pair) => self.columns.push(pair),
            Candidate::Enum(pair) => self.enums.push(pair),
            Candidate::Value(pair) => self.values.push(pair),
        }
        self
    }
}

/// The plan that turns `from` into `to`, where `renames` says what is the same under another name.
#[must_use]
pub fn diff(from: &Catalog, to: &Catalog, options: &DiffOptions, renames: &Renames) -> Plan {
    if renames.is_empty() {
        return diff::diff(from, to, options);
    }
    let followed = follow::join_tables(from, to, options, renames);
    let mut renamed = apply::renamed(from, to, &followed.renames);
    follow::swap_columns(&mut renamed, &followed);
    let sequences = follow::sequences(from, to, &followed.renames);
    apply::sequences(&mut renamed, &sequences);

    let mut plan = diff::diff_of_renamed(&renamed, to, options, &followed.renames.tables);
    plan.steps.extend(follow::steps(&followed, sequences));
    plan.from = from.clone();
    plan.renames = followed.renames;
    plan.renamed = Some(renamed);
    plan.sort();
    plan
}
