//! A catalog as text, a line an object, for expectations.

use std::fmt::Write as _;

use nicol_catalog::{
    Catalog, Column, ColumnType, Default, Expression, Index, IndexTarget, QualifiedName, SortOrder, Table,
};

pub(crate) fn print(catalog: &Catalog) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "namespaces {:?}", catalog.namespaces);
    for e in catalog.extensions.iter().filter(|e| e.name != "plpgsql") {
        let _ = writeln!(out, "extension {} in {:?}, relocatable {}", e.name, e.schema, e.relocatable);
    }
    for e in &catalog.enums {
        let _ = writeln!(out, "enum {} {:?}", name(&e.name), e.values);
    }
    for table in &catalog.tables {
        print_table(&mut out, catalog, table);
    }
    for view in &catalog.views {
        let _ = writeln!(out, "view {}, materialised {}", name(&view.name), view.is_materialised);
        for c in &view.columns {
            let _ = writeln!(out, "  {}", column(catalog, c));
        }
        let _ = writeln!(out, "  as {:?}", view.definition);
    }
    for s in &catalog.sequences {
        let owner = s.owner.as_ref().map(|(table, column)| format!("{}.{column}", name(table)));
        let _ = writeln!(out, "sequence {} owned by {owner:?}", name(&s.name));
    }
    for o in &catalog.opaque {
        let table = o.table.as_ref().map(name);
        let _ = writeln!(out, "{:?} {} of {table:?}: {:?}", o.kind, name(&o.name), o.definition);
    }
    for d in &catalog.dependents {
        let goes = if d.kind.goes_with_column() { "goes with" } else { "keeps" };
        let _ = writeln!(out, "{} {} {goes} {}.{}", d.kind.word(), d.name, name(&d.table), d.column);
    }
    out
}

fn print_table(out: &mut String, catalog: &Catalog, table: &Table) {
    let _ = writeln!(out, "table {}", name(&table.name));
    for c in &table.columns {
        let _ = writeln!(out, "  {}", column(catalog, c));
    }
    if let Some(key) = &table.primary_key {
        let _ = writeln!(out, "  key {:?} {:?}", key.name, key.columns);
    }
    for i in &table.indexes {
        let _ = writeln!(out, "  {}", index(i));
    }
    for f in &table.foreign_keys {
        let _ = writeln!(
            out,
            "  foreign key {:?} {:?} -> {} {:?} on delete {:?} on update {:?}{}",
            f.name,
            f.columns,
            name(&f.referenced_table),
            f.referenced_columns,
            f.on_delete,
            f.on_update,
            if f.is_deferrable { " deferrable" } else { "" }
        );
    }
    for note in &table.notes {
        let _ = writeln!(out, "  note {note:?}");
    }
    if let Some(comment) = &table.comment {
        let _ = writeln!(out, "  comment {comment:?}");
    }
}

fn column(catalog: &Catalog, column: &Column) -> String {
    let ty = match &column.ty {
        ColumnType::Enum(id) => format!("enum {}", name(&catalog.enumeration(*id).name)),
        ColumnType::Postgres(ty) => format!("{ty:?}"),
        ColumnType::Sqlite(ty) => format!("{ty:?}"),
        ColumnType::Unsupported(text) => format!("unsupported {text:?}"),
    };
    let mut line = format!("{} {ty} {:?}", column.name, column.arity);
    if let Some(default) = &column.default {
        let _ = write!(line, " default {}", default_text(default));
    }
    if let Some(identity) = &column.identity {
        let _ = write!(line, " {identity:?}");
    }
    if let Some(comment) = &column.comment {
        let _ = write!(line, " comment {comment:?}");
    }
    line
}

fn default_text(default: &Default) -> String {
    match default {
        Default::Expression(e) => expression(e),
        other => format!("{other:?}"),
    }
}

fn expression(e: &Expression) -> String {
    format!("expression {:?}", e.source)
}

fn index(index: &Index) -> String {
    let kind = match (index.is_unique, index.is_constraint) {
        (true, true) => "unique constraint",
        (true, false) => "unique index",
        (false, _) => "index",
    };
    let columns: Vec<String> = index
        .columns
        .iter()
        .map(|c| {
            let mut part = match &c.target {
                IndexTarget::Column(name) => name.clone(),
                IndexTarget::Expression(e) => expression(e),
            };
            if c.order == Some(SortOrder::Desc) {
                part.push_str(" desc");
            }
            if let Some(nulls) = c.nulls {
                let _ = write!(part, " nulls {nulls:?}");
            }
            if let Some(class) = &c.operator_class {
                let _ = write!(part, " {class}");
            }
            part
        })
        .collect();
    let mut line = format!("{kind} {} {:?} ({})", index.name, index.algorithm, columns.join(", "));
    if !index.include.is_empty() {
        let _ = write!(line, " include {:?}", index.include);
    }
    if index.nulls_not_distinct {
        line.push_str(" nulls not distinct");
    }
    if let Some(predicate) = &index.predicate {
        let _ = write!(line, " where {:?}", predicate.source);
    }
    line
}

fn name(name: &QualifiedName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{namespace}.{}", name.name),
        None => name.name.clone(),
    }
}
