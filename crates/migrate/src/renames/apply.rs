//! A catalog under new names.

use nicol_catalog::{Catalog, ColumnType, Default, Expression, Identity, IndexTarget, QualifiedName, Table};

use super::Renames;
use super::spelling::with_identifier;

/// `from` as it is called after the renames. Positions stay.
pub(super) fn renamed(from: &Catalog, to: &Catalog, renames: &Renames) -> Catalog {
    let mut catalog = from.clone();
    for values in &renames.values {
        let wanted = &to.enumeration(values.to.enumeration).values[values.to.position];
        rename_value(&mut catalog, values.from, wanted);
    }
    for enums in &renames.enums {
        let name = written(from, to, &to.enumeration(enums.to).name);
        catalog.enums[enums.from.0 as usize].name = name;
    }
    for columns in &renames.columns {
        let wanted = &to.table_at(columns.to.table).columns[columns.to.position].name;
        let table = from.table_at(columns.from.table);
        let found = &table.columns[columns.from.position].name;
        rename_column(&mut catalog, columns.from.table.0 as usize, found, wanted);
    }
    for tables in &renames.tables {
        let name = written(from, to, &to.table_at(tables.to).name);
        rename_table(&mut catalog, tables.from.0 as usize, &name);
    }
    catalog
}

/// A wanted name as a name of `from`: with its schema, where there are schemas.
pub(super) fn written(from: &Catalog, to: &Catalog, name: &QualifiedName) -> QualifiedName {
    let namespace = to.namespace_of(name);
    // A side that takes a schema for granted goes on doing so.
    let is_plain = from.default_namespace.is_some() && from.default_namespace.as_deref() == namespace;
    QualifiedName::new(namespace.filter(|_| !is_plain).map(str::to_owned), &name.name)
}

fn rename_value(catalog: &mut Catalog, value: crate::ids::ValueId, wanted: &str) {
    let found =
        std::mem::replace(&mut catalog.enums[value.enumeration.0 as usize].values[value.position], wanted.to_owned());
    let of_type = ColumnType::Enum(value.enumeration);
    for column in catalog.tables.iter_mut().flat_map(|t| &mut t.columns).filter(|c| c.ty == of_type) {
        if let Some(default) = &mut column.default {
            rename_in_default(default, &found, wanted);
        }
    }
}

fn rename_in_default(default: &mut Default, found: &str, wanted: &str) {
    match default {
        Default::EnumValue(value) | Default::Text(value) if value == found => wanted.clone_into(value),
        Default::List(values) => values.iter_mut().for_each(|value| rename_in_default(value, found, wanted)),
        _ => {}
    }
}

fn rename_column(catalog: &mut Catalog, at: usize, found: &str, wanted: &str) {
    let rename = |names: &mut Vec<String>| {
        names.iter_mut().filter(|name| *name == found).for_each(|name| wanted.clone_into(name));
    };
    let in_expression = |expression: &mut Expression| {
        expression.source = with_identifier(&expression.source, found, wanted);
        expression.normalised = with_identifier(&expression.normalised, found, wanted);
    };
    let table_name = catalog.tables[at].name.clone();
    let table = &mut catalog.tables[at];
    table.columns.iter_mut().filter(|c| c.name == found).for_each(|c| wanted.clone_into(&mut c.name));
    if let Some(key) = &mut table.primary_key {
        rename(&mut key.columns);
    }
    for index in &mut table.indexes {
        rename(&mut index.include);
        for column in &mut index.columns {
            match &mut column.target {
                IndexTarget::Column(name) if name == found => wanted.clone_into(name),
                IndexTarget::Column(_) => {}
                IndexTarget::Expression(expression) => in_expression(expression),
            }
        }
        if let Some(predicate) = &mut index.predicate {
            in_expression(predicate);
        }
    }
    table.foreign_keys.iter_mut().for_each(|key| rename(&mut key.columns));
    for key in catalog.tables.iter_mut().flat_map(|t| &mut t.foreign_keys) {
        if key.referenced_table == table_name {
            rename(&mut key.referenced_columns);
        }
    }
    for object in catalog.opaque.iter_mut().filter(|o| o.table.as_ref() == Some(&table_name)) {
        object.definition = object.definition.as_deref().map(|text| with_identifier(text, found, wanted));
    }
    for (table, column) in catalog.sequences.iter_mut().filter_map(|s| s.owner.as_mut()) {
        if *table == table_name && column == found {
            wanted.clone_into(column);
        }
    }
}

fn rename_table(catalog: &mut Catalog, at: usize, wanted: &QualifiedName) {
    let found = std::mem::replace(&mut catalog.tables[at].name, wanted.clone());
    for key in catalog.tables.iter_mut().flat_map(|t: &mut Table| &mut t.foreign_keys) {
        if key.referenced_table == found {
            key.referenced_table = wanted.clone();
        }
    }
    for object in &mut catalog.opaque {
        if object.table.as_ref() == Some(&found) {
            object.table = Some(wanted.clone());
        }
        // The database writes the new name into what it keeps as text.
        object.definition = object.definition.as_deref().map(|text| with_identifier(text, &found.name, &wanted.name));
    }
    for (table, _) in catalog.sequences.iter_mut().filter_map(|s| s.owner.as_mut()) {
        if *table == found {
            *table = wanted.clone();
        }
    }
}

/// The same for sequences.
pub(super) fn sequences(catalog: &mut Catalog, renamed: &[(QualifiedName, QualifiedName)]) {
    for (found, wanted) in renamed {
        for column in catalog.tables.iter_mut().flat_map(|t| &mut t.columns) {
            if let Some(Identity::Sequence(name)) = &mut column.identity
                && name == found
            {
                *name = wanted.clone();
            }
        }
        catalog.sequences.iter_mut().filter(|s| s.name == *found).for_each(|s| s.name = wanted.clone());
    }
}
