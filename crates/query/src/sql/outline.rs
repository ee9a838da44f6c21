//! What a statement does, beside its text: what a planner must know who wants to make one statement of several.

use std::ops::Range;

use nicol_model::{FieldId, ModelId, RelationId};

/// A table of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Model(ModelId),
    /// The join table of an implicit many-to-many relation.
    Join(RelationId),
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Verb {
    /// Nobody has said it.
    #[default]
    Unknown,
    Select,
    Insert,
    Update,
    Delete,
}

/// Where a further condition can be written into a statement's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seam {
    /// The conditions, which may be none: ` WHERE …`.
    Conditions(Range<usize>),
    /// The only row of an INSERT: ` VALUES (…)`.
    Values(Range<usize>),
}

/// What a statement does, to which tables.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Outline {
    pub(crate) verb: Verb,
    /// All tables that it names, that which it writes first.
    pub(crate) tables: Vec<Table>,
    /// It names a table that the data model doesn't have.
    pub(crate) is_open: bool,
    /// The columns that it writes.
    pub(crate) written: Vec<FieldId>,
    /// Those of them whose values are the request's own, and not those of other rows.
    pub(crate) given: Vec<FieldId>,
    pub(crate) seam: Option<Seam>,
    /// Of each parameter the cast that gives another expression in its place the same type: empty where one is written
    /// already, none where it isn't known.
    pub(crate) casts: Vec<Option<String>>,
}

impl Outline {
    pub(super) fn names(&mut self, table: Option<Table>) {
        match table {
            Some(table) => self.tables.push(table),
            None => self.is_open = true,
        }
    }

    /// The table that it writes.
    pub(crate) fn target(&self) -> Option<Table> {
        if matches!(self.verb, Verb::Unknown | Verb::Select) { None } else { self.tables.first().copied() }
    }

    /// The tables whose rows it looks at.
    pub(crate) fn reads(&self) -> &[Table] {
        if self.verb == Verb::Insert { self.tables.get(1..).unwrap_or_default() } else { &self.tables }
    }
}
