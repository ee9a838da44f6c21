//! Tables, views, indexes, keys and triggers.

use std::collections::HashMap;

use nicol_catalog::names::quoted;
use nicol_catalog::{
    Catalog, Column, ColumnArity, Expression, ForeignKey, ForeignKeyAction, Identity, Index, IndexAlgorithm,
    IndexColumn, IndexTarget, OpaqueKind, OpaqueObject, PrimaryKey, QualifiedName, SortOrder, Table, TableNote, View,
};

use super::super::HISTORY_TABLE;
use super::super::rows::{IntrospectError, RecordedRows, Row};
use super::{COLUMNS, FOREIGN_KEYS, INDEXES, OBJECTS, VIEW_COLUMNS, ddl, defaults, types};

type Places<'a> = HashMap<&'a str, usize>;

pub(super) fn read(rows: &RecordedRows, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    let mut places = Places::new();
    let mut views = Places::new();
    let mut index_texts: HashMap<&str, &str> = HashMap::new();
    for row in rows.answer(OBJECTS)? {
        let name = row.text(1)?;
        let sql = row.optional(3)?;
        match row.text(0)? {
            "table" if is_internal(name) => {}
            "table" => {
                places.insert(name, catalog.tables.len());
                read_table(name, sql.unwrap_or_default(), row.flag(4)?, catalog);
            }
            "view" => {
                views.insert(name, catalog.views.len());
                catalog.views.push(View {
                    name: QualifiedName::bare(name),
                    columns: Vec::new(),
                    definition: sql.unwrap_or_default().to_owned(),
                    is_materialised: false,
                });
            }
            "index" => {
                index_texts.extend(sql.map(|sql| (name, sql)));
            }
            "trigger" => catalog.opaque.push(opaque(OpaqueKind::Trigger, name, row.text(2)?, sql)),
            // Virtual tables, and the tables in which they keep their data.
            _ => catalog.opaque.push(opaque(OpaqueKind::Other, name, name, sql)),
        }
    }
    let triggers: Vec<_> = catalog
        .opaque
        .iter()
        .filter(|o| o.kind == OpaqueKind::Trigger)
        .map(|o| (o.table.clone(), o.name.name.clone()))
        .collect();
    for (table, trigger) in triggers {
        if let Some(table) = catalog.tables.iter_mut().find(|t| Some(&t.name) == table.as_ref()) {
            table.notes.push(TableNote::Trigger(trigger));
        }
    }
    read_columns(rows, &places, catalog)?;
    read_indexes(rows, &places, &index_texts, catalog)?;
    read_foreign_keys(rows, &places, catalog)?;
    for row in rows.answer(VIEW_COLUMNS)? {
        let view = views.get(row.text(0)?).and_then(|place| catalog.views.get_mut(*place));
        if let Some(view) = view {
            view.columns.push(column(row.text(1)?, row.optional(2)?.unwrap_or_default(), ColumnArity::Nullable, None));
        }
    }
    Ok(())
}

/// Tables of SQLite itself, of the migration history, and of services that keep their state in the database.
fn is_internal(name: &str) -> bool {
    name == HISTORY_TABLE
        || name == "libsql_wasm_func_table"
        || ["sqlite_", "_cf_", "_litestream_"].iter().any(|prefix| name.starts_with(prefix))
}

fn opaque(kind: OpaqueKind, name: &str, table: &str, sql: Option<&str>) -> OpaqueObject {
    OpaqueObject {
        kind,
        name: QualifiedName::bare(name),
        table: (name != table).then(|| QualifiedName::bare(table)),
        definition: sql.map(str::to_owned),
    }
}

fn read_table(name: &str, sql: &str, has_options: bool, catalog: &mut Catalog) {
    let mut notes = Vec::new();
    let text = ddl::table(sql);
    for (check, definition) in text.checks {
        let check = check.unwrap_or_else(|| definition.clone());
        catalog.opaque.push(opaque(OpaqueKind::Constraint, &check, name, Some(&definition)));
        notes.push(TableNote::CheckConstraint(check));
    }
    for clause in &text.clauses {
        catalog.opaque.push(opaque(OpaqueKind::Constraint, clause, name, None));
    }
    for (column, definition) in text.generated {
        catalog.opaque.push(opaque(OpaqueKind::Other, &column, name, Some(&definition)));
    }
    if has_options {
        // STRICT and WITHOUT ROWID stand behind the closing parenthesis.
        let options = sql.rfind(')').map_or("", |at| sql[at + 1..].trim());
        catalog.opaque.push(opaque(OpaqueKind::Other, options, name, Some(options)));
    }
    catalog.tables.push(Table {
        name: QualifiedName::bare(name),
        columns: Vec::new(),
        primary_key: None,
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        notes,
        comment: None,
    });
}

fn column(name: &str, declared: &str, arity: ColumnArity, default: Option<&str>) -> Column {
    let ty = types::column_type(declared);
    let default = default.and_then(|text| defaults::parse(text, &ty));
    Column { name: name.to_owned(), ty, arity, default, identity: None, comment: None }
}

fn read_columns(rows: &RecordedRows, places: &Places<'_>, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    let mut keys: HashMap<usize, Vec<(i64, String, bool)>> = HashMap::new();
    for row in rows.answer(COLUMNS)? {
        let Some(&place) = places.get(row.text(0)?) else { continue };
        let Some(table) = catalog.tables.get_mut(place) else { continue };
        let (name, declared) = (row.text(1)?, row.optional(2)?.unwrap_or_default());
        match row.text(6)? {
            "0" => {}
            // Generated, virtual and stored. Prisma does not see them at all; a schema can't hold them.
            "2" | "3" => {
                table.notes.push(TableNote::GeneratedColumn(name.to_owned()));
                continue;
            }
            _ => continue,
        }
        let arity = if row.flag(3)? { ColumnArity::Required } else { ColumnArity::Nullable };
        table.columns.push(column(name, declared, arity, row.optional(4)?));
        let key_place = row.integer(5)?;
        if key_place > 0 {
            keys.entry(place).or_default().push((key_place, name.to_owned(), types::is_row_number(declared)));
        }
    }
    for (place, mut key) in keys {
        let Some(table) = catalog.tables.get_mut(place) else { continue };
        key.sort();
        // SQLite lets a key be NULL where nothing forbids it. No schema can, and none wants that.
        for column in table.columns.iter_mut().filter(|c| key.iter().any(|(_, name, _)| *name == c.name)) {
            column.arity = ColumnArity::Required;
        }
        if let [(_, name, true)] = key.as_slice()
            && let Some(column) = table.columns.iter_mut().find(|c| c.name == *name)
        {
            // The row's number: it counts by itself and is never NULL, whatever the declaration says.
            column.identity = Some(Identity::Auto);
            column.default = None;
        }
        table.primary_key =
            Some(PrimaryKey { name: None, columns: key.into_iter().map(|(_, name, _)| name).collect() });
    }
    Ok(())
}

fn read_indexes(
    rows: &RecordedRows,
    places: &Places<'_>,
    texts: &HashMap<&str, &str>,
    catalog: &mut Catalog,
) -> Result<(), IntrospectError> {
    for row in rows.answer(INDEXES)? {
        let (table_name, name, origin) = (row.text(0)?, row.text(1)?, row.text(3)?);
        if origin == "pk" {
            continue;
        }
        let Some(table) = places.get(table_name).and_then(|place| catalog.tables.get_mut(*place)) else { continue };
        let text = texts.get(name).map(|sql| (*sql, ddl::index(sql)));
        let is_new = table.indexes.last().is_none_or(|index| index.name != name);
        if is_new {
            table.indexes.push(Index {
                name: name.to_owned(),
                is_unique: row.flag(2)?,
                is_constraint: origin == "u",
                algorithm: IndexAlgorithm::BTree,
                columns: Vec::new(),
                predicate: text.as_ref().and_then(|(_, text)| text.predicate.clone()).map(expression),
                nulls_not_distinct: false,
                include: Vec::new(),
            });
        }
        if is_new
            && let Some((sql, _)) = text.as_ref().filter(|(_, text)| text.predicate.is_some() || text.has_collation)
        {
            catalog.opaque.push(opaque(OpaqueKind::Index, name, table_name, Some(sql)));
        }
        let Some(index) = table.indexes.last_mut() else { continue };
        let target = match row.optional(4)? {
            Some(column) if table.columns.iter().any(|c| c.name == column) => IndexTarget::Column(column.to_owned()),
            // A generated column, which no schema can name.
            Some(column) => IndexTarget::Expression(expression(quoted(column))),
            None => {
                let part = text.as_ref().and_then(|(_, text)| text.parts.get(index.columns.len()));
                IndexTarget::Expression(expression(part.cloned().unwrap_or_default()))
            }
        };
        if matches!(target, IndexTarget::Expression(_)) {
            let note = TableNote::ExpressionIndex(name.to_owned());
            if !table.notes.contains(&note) {
                table.notes.push(note);
                let sql = text.as_ref().filter(|(_, text)| text.predicate.is_none() && !text.has_collation);
                catalog.opaque.extend(sql.map(|(sql, _)| opaque(OpaqueKind::Index, name, table_name, Some(sql))));
            }
        }
        let order = Some(if row.flag(5)? { SortOrder::Desc } else { SortOrder::Asc });
        index.columns.push(IndexColumn { target, order, nulls: None, operator_class: None });
    }
    Ok(())
}

fn expression(text: String) -> Expression {
    Expression { normalised: text.to_lowercase(), source: text }
}

fn read_foreign_keys(rows: &RecordedRows, places: &Places<'_>, catalog: &mut Catalog) -> Result<(), IntrospectError> {
    let mut last: Option<(&str, i64)> = None;
    for row in rows.answer(FOREIGN_KEYS)? {
        let key = (row.text(0)?, row.integer(1)?);
        let is_new = last != Some(key);
        last = Some(key);
        let target = row.text(3)?;
        let Some(&place) = places.get(key.0) else { continue };
        // SQLite compares names without case; the catalog has each as the table itself spells it.
        let referenced = catalog.tables.iter().position(|t| t.name.name.eq_ignore_ascii_case(target));
        let found = referenced.map(|r| &catalog.tables[r]);
        let spelled = found.map_or(target, |t| t.name.name.as_str()).to_owned();
        let column = found.zip(row.optional(4)?).and_then(|(t, to)| column_of(t, to)).map(str::to_owned);
        let implied = referenced.and_then(|r| catalog.tables[r].primary_key.as_ref()).map(|pk| pk.columns.clone());
        let Some(table) = catalog.tables.get_mut(place) else { continue };
        if referenced.is_none() {
            // SQLite takes a key to a table that is not there. No schema can say it, and Prisma does not see it.
            if is_new {
                let (column, action) = (row.text(2)?, row.text(5)?);
                let definition = format!("FOREIGN KEY ({column}) REFERENCES {target} ON DELETE {action}");
                let key = opaque(OpaqueKind::Constraint, &definition, key.0, None);
                catalog.opaque.push(key);
            }
            continue;
        }
        if is_new {
            table.foreign_keys.push(foreign_key(&row, spelled)?);
        }
        let from = row.text(2)?;
        let from = column_of(table, from).unwrap_or(from).to_owned();
        let Some(found) = table.foreign_keys.last_mut() else { continue };
        let to = match row.optional(4)? {
            Some(to) => Some(column.unwrap_or_else(|| to.to_owned())),
            None => implied.and_then(|columns| columns.get(found.columns.len()).cloned()),
        };
        found.columns.push(from);
        found.referenced_columns.extend(to);
    }
    Ok(())
}

/// A column, as the table itself spells it.
fn column_of<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)).map(|c| c.name.as_str())
}

fn foreign_key(row: &Row<'_>, referenced: String) -> Result<ForeignKey, IntrospectError> {
    Ok(ForeignKey {
        name: None,
        columns: Vec::new(),
        referenced_table: QualifiedName::bare(referenced),
        referenced_columns: Vec::new(),
        on_delete: action(row.text(5)?),
        on_update: action(row.text(6)?),
        is_deferrable: false,
    })
}

fn action(name: &str) -> ForeignKeyAction {
    match name {
        "RESTRICT" => ForeignKeyAction::Restrict,
        "CASCADE" => ForeignKeyAction::Cascade,
        "SET NULL" => ForeignKeyAction::SetNull,
        "SET DEFAULT" => ForeignKeyAction::SetDefault,
        _ => ForeignKeyAction::NoAction,
    }
}
