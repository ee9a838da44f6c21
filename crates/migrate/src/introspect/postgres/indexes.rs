//! Indexes and unique constraints: one row a column.

use nicol_catalog::{
    Catalog, ColumnType, Expression, Index, IndexAlgorithm, IndexColumn, IndexTarget, NullsOrder, OpaqueKind,
    OpaqueObject, PostgresType, SortOrder, TableNote,
};

use super::super::rows::{IntrospectError, RecordedRows, Row};
use super::{Places, qualified, queries};

/// Bits of `pg_index.indoption`.
const DESCENDING: i64 = 1;
const NULLS_FIRST: i64 = 2;

pub(super) fn read(rows: &RecordedRows, places: &Places<'_>, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    for row in rows.answer(queries::INDEXES)? {
        let key = (row.text(0)?, row.text(1)?);
        let is_first = row.integer(6)? == 1;
        let opaque = OpaqueObject {
            kind: OpaqueKind::Index,
            name: qualified(key.0, row.text(2)?),
            table: Some(qualified(key.0, key.1)),
            definition: row.optional(15)?.map(str::to_owned),
        };
        let Some(table) = places.get(&key).and_then(|place| catalog.tables.get_mut(*place)) else {
            // Of a materialised view.
            if is_first {
                catalog.opaque.push(opaque);
            }
            continue;
        };
        if is_first {
            table.indexes.push(index(&row)?);
        }
        let Some(index) = table.indexes.last_mut() else { continue };
        if row.flag(7)? {
            let mut column = column(&row)?;
            // Schemas need no class for a column whose type they can't name.
            let found = column.target.column().and_then(|name| table.columns.iter().find(|c| c.name == name));
            let is_default = row.flag(11)?;
            if is_default && found.is_some_and(|c| matches!(c.ty, ColumnType::Unsupported(_))) {
                column.operator_class = None;
            }
            // What citext borrows of text is another matter for the language.
            let is_special = !matches!(index.algorithm, IndexAlgorithm::BTree | IndexAlgorithm::Hash);
            if is_special && found.is_some_and(|c| c.ty == ColumnType::Postgres(PostgresType::Citext)) {
                column.operator_class = row.optional(10)?.map(str::to_owned);
            }
            if matches!(column.target, IndexTarget::Expression(_)) {
                let note = TableNote::ExpressionIndex(index.name.clone());
                if !table.notes.contains(&note) {
                    table.notes.push(note);
                    catalog.opaque.push(opaque);
                }
            }
            index.columns.push(column);
        } else if let Some(name) = row.optional(8)? {
            index.include.push(name.to_owned());
        }
    }
    Ok(())
}

fn index(row: &Row<'_>) -> Result<Index, IntrospectError> {
    Ok(Index {
        name: row.text(2)?.to_owned(),
        is_unique: row.flag(3)?,
        is_constraint: row.optional(4)? == Some("u"),
        algorithm: match row.text(5)? {
            "btree" => IndexAlgorithm::BTree,
            "hash" => IndexAlgorithm::Hash,
            "gist" => IndexAlgorithm::Gist,
            "gin" => IndexAlgorithm::Gin,
            "spgist" => IndexAlgorithm::SpGist,
            "brin" => IndexAlgorithm::Brin,
            other => IndexAlgorithm::Other(other.to_owned()),
        },
        columns: Vec::new(),
        predicate: row.optional(13)?.map(expression),
        nulls_not_distinct: row.flag(14)?,
        include: Vec::new(),
    })
}

fn column(row: &Row<'_>) -> Result<IndexColumn, IntrospectError> {
    let target = match (row.optional(8)?, row.optional(9)?) {
        (Some(name), _) => IndexTarget::Column(name.to_owned()),
        (None, printed) => IndexTarget::Expression(expression(printed.unwrap_or_default())),
    };
    // Only B-trees have a direction.
    let is_ordered = row.text(5)? == "btree";
    let options = row.integer(12)?;
    let is_descending = options & DESCENDING != 0;
    let nulls = match (is_descending, options & NULLS_FIRST != 0) {
        (false, true) => Some(NullsOrder::First),
        (true, false) => Some(NullsOrder::Last),
        _ => None,
    };
    // A class that an extension made the default (btree_gin's for numbers) is still one that a schema has to name,
    // because the language does not know that the method takes the type.
    let is_understood = row.flag(11)? && (is_ordered || row.text(5)? == "hash" || row.optional(16)? != Some("t"));
    let class = row.optional(10)?.filter(|_| !is_understood);
    Ok(IndexColumn {
        target,
        order: is_ordered.then_some(if is_descending { SortOrder::Desc } else { SortOrder::Asc }),
        nulls,
        operator_class: class.map(str::to_owned),
    })
}

fn expression(printed: &str) -> Expression {
    Expression { source: printed.to_owned(), normalised: printed.to_lowercase() }
}
