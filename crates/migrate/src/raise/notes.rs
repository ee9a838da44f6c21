//! Lines above new models, for what the schema can't say of their tables.

use nicol_catalog::{Table, TableNote};

use super::context::ModelNames;
use super::warnings::{Warning, WarningKind};

/// The documentation lines of a new model.
pub(super) fn lines(model: &ModelNames<'_>) -> Vec<String> {
    let table = model.table;
    let mut lines = Vec::new();
    let mut add = |line: &str| lines.push(format!("/// {line}"));
    if model.is_reserved {
        add(&format!("Called `{}` in the database; that is a reserved word here.", table.name.name));
    }
    if table.columns.is_empty() {
        add("The table has no columns that you may see.");
        return lines;
    }
    if !model.has_identifier {
        add("Clients leave this model out: the table has no key over required columns.");
    }
    let has = |wanted: fn(&TableNote) -> bool| table.notes.iter().any(wanted);
    if has(|n| *n == TableNote::Partitioned) {
        add("The table is partitioned; the schema does not say how, so migrations need that by hand.");
    }
    if has(|n| *n == TableNote::IsInherited) {
        add("Other tables inherit from this one; the schema does not say so, so migrations need that by hand.");
    }
    if has(|n| matches!(n, TableNote::CheckConstraint(_))) {
        add("The table has check constraints, which the schema does not hold; keep them in migrations.");
    }
    if has(|n| matches!(n, TableNote::ExclusionConstraint(_))) {
        add("The table has exclusion constraints, which the schema does not hold; keep them in migrations.");
    }
    if has(|n| matches!(n, TableNote::DeferrableConstraint(_))) {
        add("The table has deferrable constraints; the schema does not say so, keep that in migrations.");
    }
    if table.indexes.iter().any(|i| i.columns.iter().any(|c| c.nulls.is_some())) {
        add("An index of the table places NULLs in an order of its own; the schema does not say so.");
    }
    if has(|n| *n == TableNote::RowLevelSecurity) {
        add("The table has row level security; its policies are not in the schema, keep them in migrations.");
    }
    if table.comment.is_some() || table.columns.iter().any(|c| c.comment.is_some()) {
        add("The table or its columns have comments in the database, which the schema does not hold.");
    }
    if has(|n| matches!(n, TableNote::ExpressionIndex(_))) {
        add("The table has indexes over expressions, which the schema does not hold; keep them in migrations.");
    }
    lines
}

/// The warnings of a table.
pub(super) fn warn(model: &ModelNames<'_>, table: &Table, warnings: &mut Vec<Warning>) {
    let name = &model.name;
    let mut add = |kind, object: String| warnings.push(Warning { kind, object });
    for note in &table.notes {
        match note {
            TableNote::Partitioned => add(WarningKind::Partitioned, name.clone()),
            TableNote::IsInherited => add(WarningKind::Inherited, name.clone()),
            TableNote::RowLevelSecurity => add(WarningKind::RowLevelSecurity, name.clone()),
            TableNote::CheckConstraint(c) => add(WarningKind::CheckConstraint, format!("{name}: {c}")),
            TableNote::ExclusionConstraint(c) => add(WarningKind::ExclusionConstraint, format!("{name}: {c}")),
            TableNote::DeferrableConstraint(c) => add(WarningKind::DeferrableConstraint, format!("{name}: {c}")),
            TableNote::GeneratedColumn(c) => add(WarningKind::GeneratedColumn, format!("{name}.{c}")),
            // Expression indexes are warned of where indexes are written; children and triggers say nothing new.
            TableNote::ExpressionIndex(_) | TableNote::Inherits | TableNote::Trigger(_) => {}
        }
    }
    if table.comment.is_some() {
        add(WarningKind::Comment, name.clone());
    }
    for (column, field) in table.columns.iter().zip(&model.fields) {
        if column.comment.is_some() {
            add(WarningKind::Comment, format!("{name}.{field}"));
        }
    }
    if !model.has_identifier && !table.columns.is_empty() {
        add(WarningKind::NoIdentifier, name.clone());
    }
    if table.columns.is_empty() {
        add(WarningKind::NoColumns, name.clone());
    }
}
