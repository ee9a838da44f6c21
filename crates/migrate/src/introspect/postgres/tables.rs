//! Tables, views, their columns and constraints.

use std::collections::HashMap;

use nicol_catalog::{
    Catalog, Column, ColumnArity, Default, Expression, ForeignKey, ForeignKeyAction, Identity, OpaqueKind,
    OpaqueObject, PrimaryKey, Table, TableNote, View,
};

use super::super::HISTORY_TABLE;
use super::super::rows::{IntrospectError, RecordedRows, Row};
use super::types::{EnumIds, FoundType, column_type};
use super::{Places, defaults, qualified, queries};

/// Reads tables and views with their columns.
pub(super) fn read<'a>(
    rows: &'a RecordedRows,
    enums: &EnumIds<'_>,
    catalog: &mut Catalog,
) -> Result<Places<'a>, IntrospectError> {
    let mut places = Places::new();
    let mut views: HashMap<(&str, &str), usize> = HashMap::new();
    for row in rows.answer(queries::RELATIONS)? {
        let key = (row.text(0)?, row.text(1)?);
        let name = qualified(key.0, key.1);
        match row.text(2)? {
            "r" | "p" if key.1 == HISTORY_TABLE => {}
            "r" | "p" => {
                places.insert(key, catalog.tables.len());
                catalog.tables.push(Table {
                    name,
                    columns: Vec::new(),
                    primary_key: None,
                    indexes: Vec::new(),
                    foreign_keys: Vec::new(),
                    notes: notes(&row)?,
                    comment: row.optional(6)?.map(str::to_owned),
                });
            }
            kind @ ("v" | "m") => {
                views.insert(key, catalog.views.len());
                catalog.views.push(View {
                    name,
                    columns: Vec::new(),
                    definition: row.optional(7)?.unwrap_or_default().to_owned(),
                    is_materialised: kind == "m",
                });
            }
            _ => catalog.opaque.push(OpaqueObject { kind: OpaqueKind::Other, name, table: None, definition: None }),
        }
    }
    for row in rows.answer(queries::COLUMNS)? {
        let key = (row.text(0)?, row.text(1)?);
        let column = read_column(&row, enums, catalog)?;
        if let Some(table) = places.get(&key).and_then(|place| catalog.tables.get_mut(*place)) {
            if row.optional(12)?.is_some_and(|generated| !generated.is_empty()) {
                table.notes.push(TableNote::GeneratedColumn(column.name.clone()));
            }
            table.columns.push(column);
        } else if let Some(view) = views.get(&key).and_then(|place| catalog.views.get_mut(*place)) {
            view.columns.push(column);
        }
    }
    Ok(places)
}

fn notes(row: &Row<'_>) -> Result<Vec<TableNote>, IntrospectError> {
    let mut notes = Vec::new();
    if row.text(2)? == "p" {
        notes.push(TableNote::Partitioned);
    }
    if row.flag(4)? {
        notes.push(TableNote::Inherits);
    }
    if row.flag(5)? {
        notes.push(TableNote::IsInherited);
    }
    if row.flag(3)? {
        notes.push(TableNote::RowLevelSecurity);
    }
    Ok(notes)
}

fn read_column(row: &Row<'_>, enums: &EnumIds<'_>, catalog: &Catalog) -> Result<Column, IntrospectError> {
    let is_list = row.flag(8)?;
    let found = FoundType {
        schema: row.text(4)?,
        name: row.text(5)?,
        kind: row.text(6)?,
        modifier: row.integer(7)?,
        is_list,
        printed: row.text(9)?,
    };
    let ty = column_type(found, enums);
    let arity = match (is_list, row.flag(3)?) {
        (true, _) => ColumnArity::List,
        (false, true) => ColumnArity::Required,
        (false, false) => ColumnArity::Nullable,
    };
    let expression = row.optional(10)?;
    let is_integer = matches!(found.name, "int2" | "int4" | "int8") && !is_list;
    let sequence = match (row.optional(14)?, row.optional(15)?) {
        (Some(schema), Some(name)) if is_integer && expression.is_some_and(is_nextval) => {
            Some(Identity::Sequence(qualified(schema, name)))
        }
        _ => None,
    };
    let identity = match row.optional(11)? {
        Some("a") => Some(Identity::AlwaysIdentity),
        Some("d") => Some(Identity::ByDefaultIdentity),
        _ => sequence,
    };
    let is_generated = row.optional(12)?.is_some_and(|generated| !generated.is_empty());
    let default = match expression {
        Some(_) if identity.is_some() => None,
        // Not a default, but what stands in its place.
        Some(text) if is_generated => {
            Some(Default::Expression(Expression { source: text.to_owned(), normalised: text.to_lowercase() }))
        }
        Some(text) => defaults::parse(text, &ty, arity, &catalog.enums),
        None => None,
    };
    Ok(Column {
        name: row.text(2)?.to_owned(),
        ty,
        arity,
        default,
        identity,
        comment: row.optional(13)?.map(str::to_owned),
    })
}

/// `nextval('…'::regclass)` and nothing around it.
fn is_nextval(expression: &str) -> bool {
    expression.starts_with("nextval('") && expression.ends_with("'::regclass)") && !expression.contains(") ")
}

/// Reads keys, checks and exclusions. Unique constraints are read as indexes.
pub(super) fn read_constraints(
    rows: &RecordedRows,
    places: &Places<'_>,
    catalog: &mut Catalog,
) -> Result<(), IntrospectError> {
    for row in rows.answer(queries::CONSTRAINTS)? {
        let key = (row.text(0)?, row.text(1)?);
        let Some(table) = places.get(&key).and_then(|place| catalog.tables.get_mut(*place)) else { continue };
        let name = row.text(2)?;
        let kind = row.text(3)?;
        let is_deferrable = row.flag(10)?;
        if is_deferrable {
            table.notes.push(TableNote::DeferrableConstraint(name.to_owned()));
        }
        match kind {
            "p" => table.primary_key = Some(PrimaryKey { name: Some(name.to_owned()), columns: row.list(4)? }),
            "f" => table.foreign_keys.push(ForeignKey {
                name: Some(name.to_owned()),
                columns: row.list(4)?,
                referenced_table: qualified(row.text(5)?, row.text(6)?),
                referenced_columns: row.list(7)?,
                on_delete: action(row.text(8)?),
                on_update: action(row.text(9)?),
                is_deferrable,
            }),
            "c" | "x" => {
                table.notes.push(match kind {
                    "c" => TableNote::CheckConstraint(name.to_owned()),
                    _ => TableNote::ExclusionConstraint(name.to_owned()),
                });
                catalog.opaque.push(OpaqueObject {
                    kind: OpaqueKind::Constraint,
                    name: qualified(key.0, name),
                    table: Some(qualified(key.0, key.1)),
                    definition: row.optional(11)?.map(str::to_owned),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// `pg_constraint.confdeltype` and `confupdtype`.
fn action(letter: &str) -> ForeignKeyAction {
    match letter {
        "r" => ForeignKeyAction::Restrict,
        "c" => ForeignKeyAction::Cascade,
        "n" => ForeignKeyAction::SetNull,
        "d" => ForeignKeyAction::SetDefault,
        _ => ForeignKeyAction::NoAction,
    }
}
