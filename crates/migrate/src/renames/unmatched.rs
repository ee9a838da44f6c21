//! What goes and what comes.

use nicol_catalog::{Catalog, EnumId, TableId};

use super::{Renames, apply};
use crate::diff::{self, DiffOptions};
use crate::ids::{ColumnId, Pair, ValueId, tables};

/// Objects of one side that the other lacks, in the order of their side.
pub(super) struct Unmatched {
    pub(super) tables: Sides<TableId>,
    pub(super) enums: Sides<EnumId>,
    /// Of tables that stay, perhaps under another name.
    pub(super) columns: Vec<(Pair<TableId>, Sides<ColumnId>)>,
    /// Of enum types that stay, perhaps under another name.
    pub(super) values: Vec<(Pair<EnumId>, Sides<ValueId>)>,
}

/// Those that go, those that come.
pub(super) struct Sides<Id> {
    pub(super) gone: Vec<Id>,
    pub(super) new: Vec<Id>,
}

/// What is left over after some renames.
pub(super) fn unmatched(from: &Catalog, to: &Catalog, options: &DiffOptions, renames: &Renames) -> Unmatched {
    let from = &apply::renamed(from, to, renames);
    let (table_matches, enum_matches) = diff::matches(from, to, options);
    let columns = table_matches.pairs.iter().map(|pair| {
        let (ours, theirs) = (from.table_at(pair.from), to.table_at(pair.to));
        let of = |table: TableId, mine: &nicol_catalog::Table, other: &nicol_catalog::Table| {
            let all = mine.columns.iter().enumerate().filter(|(_, c)| other.column(&c.name).is_none());
            all.map(|(position, _)| ColumnId { table, position }).collect()
        };
        (*pair, Sides { gone: of(pair.from, ours, theirs), new: of(pair.to, theirs, ours) })
    });
    let values = enum_matches.pairs.iter().map(|pair| {
        let (ours, theirs) = (&from.enumeration(pair.from).values, &to.enumeration(pair.to).values);
        let of = |enumeration: EnumId, mine: &[String], other: &[String]| {
            let all = mine.iter().enumerate().filter(|(_, value)| !other.contains(value));
            all.map(|(position, _)| ValueId { enumeration, position }).collect()
        };
        (*pair, Sides { gone: of(pair.from, ours, theirs), new: of(pair.to, theirs, ours) })
    });
    Unmatched {
        columns: columns.collect(),
        values: values.collect(),
        tables: Sides { gone: table_matches.dropped, new: table_matches.created },
        enums: Sides { gone: enum_matches.dropped, new: enum_matches.created },
    }
}

/// Whether a table has the form of one for an implicit many-to-many relation.
pub(super) fn is_join(catalog: &Catalog, id: TableId) -> bool {
    let table = catalog.table_at(id);
    table.name.name.starts_with('_')
        && table.columns.len() == 2
        && table.column("A").is_some()
        && table.column("B").is_some()
}

/// The tables that the columns `A` and `B` of a join table point at, where foreign keys tell.
pub(super) fn ends(catalog: &Catalog, id: TableId) -> Option<[TableId; 2]> {
    let end = |column: &str| {
        let key = catalog.table_at(id).foreign_keys.iter().find(|key| key.columns == [column])?;
        let name = &key.referenced_table;
        let same = |other: &nicol_catalog::QualifiedName| {
            other.name == name.name && catalog.namespace_of(other) == catalog.namespace_of(name)
        };
        tables(catalog).find(|(_, table)| same(&table.name)).map(|(id, _)| id)
    };
    Some([end("A")?, end("B")?])
}
