//! Positions in a catalog. Their order is that of the schema file, or that in which a database was read; steps of one
//! kind run in it.

use nicol_catalog::{Catalog, Column, EnumId, ForeignKey, Index, Table, TableId};

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId {
    /// The table.
    pub table: TableId,
    /// Position in its columns.
    pub position: usize,
}

/// An index or unique of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexId {
    /// The table.
    pub table: TableId,
    /// Position in its indexes.
    pub position: usize,
}

/// A foreign key of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ForeignKeyId {
    /// The table.
    pub table: TableId,
    /// Position in its foreign keys.
    pub position: usize,
}

/// A value of an enum type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId {
    /// The type.
    pub enumeration: EnumId,
    /// Position in its values.
    pub position: usize,
}

/// The same object on both sides of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair<T> {
    /// What is there.
    pub from: T,
    /// What is wanted.
    pub to: T,
}

impl<T> Pair<T> {
    /// A pair of these two.
    pub const fn new(from: T, to: T) -> Self {
        Self { from, to }
    }

    /// The same pair, seen from the other side.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { from: self.to, to: self.from }
    }
}

/// The ids of a catalog's tables, in their order.
pub(crate) fn tables(catalog: &Catalog) -> impl Iterator<Item = (TableId, &Table)> {
    (0u32..).map(TableId).zip(&catalog.tables)
}

/// The column with this id.
#[must_use]
pub fn column(catalog: &Catalog, id: ColumnId) -> &Column {
    &catalog.table_at(id.table).columns[id.position]
}

/// The index with this id.
#[must_use]
pub fn index(catalog: &Catalog, id: IndexId) -> &Index {
    &catalog.table_at(id.table).indexes[id.position]
}

/// The foreign key with this id.
#[must_use]
pub fn foreign_key(catalog: &Catalog, id: ForeignKeyId) -> &ForeignKey {
    &catalog.table_at(id.table).foreign_keys[id.position]
}
