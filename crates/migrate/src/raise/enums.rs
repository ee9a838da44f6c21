//! Enums of a database that has none: what only the schema can say stays as it was.
//!
//! On SQLite an enum's column is a text. A pull takes the enums of the schema for the database's, and gives them the
//! columns that they had, where these are still texts that the enum can stand for.

use std::borrow::Cow;

use nicol_catalog::{Catalog, Column, ColumnType, Default, Dialect, EnumId, EnumType, QualifiedName, SqliteType};

use super::previous::{Previous, PreviousModel};
use super::warnings::{Warning, WarningKind};
use crate::sayable;

/// The catalog with the enums that the schema has, if its database knows no enums.
pub(super) fn as_written<'a>(
    catalog: &'a Catalog,
    previous: &Previous,
    warnings: &mut Vec<Warning>,
) -> Cow<'a, Catalog> {
    if catalog.dialect != Dialect::Sqlite || previous.enums.is_empty() {
        return Cow::Borrowed(catalog);
    }
    let mut written = catalog.clone();
    written.enums = previous
        .enums
        .iter()
        .map(|e| EnumType {
            name: QualifiedName::new(None, &e.ty),
            values: e.values.iter().map(|v| v.label.clone()).collect(),
        })
        .collect();
    let enums = written.enums.clone();
    let mut lost = Vec::new();
    for (at, table) in written.tables.iter_mut().enumerate() {
        let Some(model) = old(previous, &table.name, false) else { continue };
        for (place, column) in table.columns.iter_mut().enumerate() {
            if !take(column, model, previous, &enums) {
                lost.push((at, place));
            }
        }
    }
    for view in &mut written.views {
        let Some(model) = old(previous, &view.name, true) else { continue };
        for column in &mut view.columns {
            // What a view says of its columns is less than what stands in the tables; it is told of those.
            take(column, model, previous, &enums);
        }
    }
    while let Some(ends) = unequal_ends(&written) {
        for (table, column) in ends {
            written.tables[table].columns[column] = catalog.tables[table].columns[column].clone();
            lost.push((table, column));
        }
    }
    for (table, column) in lost {
        let table = &catalog.tables[table];
        let column = &table.columns[column];
        let Some(model) = old(previous, &table.name, false) else { continue };
        let Some(field) = super::context::old_field(model, &column.name) else { continue };
        let object = format!("{}.{} ({})", model.name, field.name, field.type_name);
        warnings.push(Warning { kind: WarningKind::EnumGone, object });
    }
    Cow::Owned(written)
}

fn old<'p>(previous: &'p Previous, name: &QualifiedName, is_view: bool) -> Option<&'p PreviousModel> {
    previous.models.iter().find(|m| m.is_view == is_view && m.table == name.name)
}

/// Gives a column the enum that its field has. False if it had one, which the column no longer fits.
fn take(column: &mut Column, model: &PreviousModel, previous: &Previous, enums: &[EnumType]) -> bool {
    let Some(field) = super::context::old_field(model, &column.name) else { return true };
    let Some(place) = previous.enums.iter().position(|e| e.name == field.type_name) else { return true };
    let (Ok(id), Some(found)) = (u32::try_from(place), enums.get(place)) else { return true };
    if column.ty != ColumnType::Sqlite(SqliteType::Text) || found.values.is_empty() {
        return false;
    }
    match &column.default {
        None | Some(Default::Expression(_)) => {}
        Some(Default::Text(label)) if found.values.contains(label) => {
            column.default = Some(Default::EnumValue(label.clone()));
        }
        Some(_) => return false,
    }
    column.ty = ColumnType::Enum(EnumId(id));
    true
}

/// The columns of a foreign key that only the enum of one of its ends keeps from being a relation: a relation between
/// different types can't be written, and without it the next migration would drop the key.
fn unequal_ends(written: &Catalog) -> Option<Vec<(usize, usize)>> {
    let is_enum =
        |(table, column): &(usize, usize)| matches!(written.tables[*table].columns[*column].ty, ColumnType::Enum(_));
    let place = |table: usize, name: &String| {
        let found = written.tables[table].columns.iter().position(|c| c.name == *name);
        found.map(|column| (table, column))
    };
    for (at, table) in written.tables.iter().enumerate() {
        for key in &table.foreign_keys {
            let target = written.tables.iter().position(|t| t.name == key.referenced_table);
            let Some(target) = target.filter(|_| !sayable::is_relation(written, table, key)) else { continue };
            let here = key.columns.iter().filter_map(|c| place(at, c));
            let there = key.referenced_columns.iter().filter_map(|c| place(target, c));
            let unequal = here
                .zip(there)
                .filter(|(a, b)| written.tables[a.0].columns[a.1].ty != written.tables[b.0].columns[b.1].ty);
            let ends: Vec<_> = unequal.flat_map(|(a, b)| [a, b]).filter(is_enum).collect();
            if !ends.is_empty() {
                return Some(ends);
            }
        }
    }
    None
}
