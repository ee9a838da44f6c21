use nicol_catalog::TableId;

use crate::ids::Pair;

/// Columns and the primary key of a table change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterTable {
    /// The table.
    pub tables: Pair<TableId>,
    /// In the order in which they are written.
    pub changes: Vec<TableChange>,
}

/// A change of a table. Positions are those of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableChange {
    /// The primary key goes.
    DropPrimaryKey,
    /// The primary key's constraint gets another name.
    RenamePrimaryKey,
    /// A column of `from` goes.
    DropColumn(usize),
    /// A column of `to` comes.
    AddColumn(usize),
    /// A column changes.
    AlterColumn(ColumnPair),
    /// A column changes to a type that the database does not cast its values to: it goes and comes back empty.
    RecreateColumn(ColumnPair),
    /// The primary key comes.
    AddPrimaryKey,
}

/// A column on both sides, and how they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnPair {
    /// Positions in the two tables.
    pub columns: Pair<usize>,
    /// The differences.
    pub change: ColumnChange,
}

/// How two columns differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ColumnChange {
    /// The type differs, and so do values.
    pub ty: Option<TypeChange>,
    /// Required, optional or a list.
    pub arity: bool,
    /// The default.
    pub default: bool,
    /// Whether it counts by itself.
    pub identity: bool,
}

impl ColumnChange {
    /// Whether anything differs.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.ty.is_some() || self.arity || self.default || self.identity
    }
}

/// What a change of type means for the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeChange {
    /// Every value can be cast.
    Safe,
    /// Some values may not fit, or lose precision.
    Risky,
    /// There is no cast.
    NotCastable,
}

/// A table that is made anew, with its rows copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedefineTable {
    /// The table.
    pub tables: Pair<TableId>,
    /// Columns of `to` that come.
    pub added_columns: Vec<usize>,
    /// Columns of `from` that go.
    pub dropped_columns: Vec<usize>,
    /// Columns on both sides.
    pub columns: Vec<ColumnPair>,
    /// Whether the primary key goes or changes.
    pub drops_primary_key: bool,
    /// Indexes of `from` that the wanted schema has no words for: they stay. Positions in its indexes.
    pub unsaid_indexes: Vec<usize>,
    /// Foreign keys of `from` that no relation can stand for: the new table has them, too.
    pub unsaid_foreign_keys: Vec<usize>,
}
