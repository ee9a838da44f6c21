//! Checks and indexes whose expressions read a column that changes its type: the server makes them again by their text, and
//! refuses the change where that does not fit the new type.

use nicol_catalog::{
    Column, ColumnArity, ColumnType, Dependent, DependentKind, EnumId, IndexTarget, OpaqueObject, PostgresType as Pg,
    Table,
};

use crate::Plan;
use crate::sql::identifier;
use crate::steps::Step;

/// Those that compare a column of an enum that is made anew with values of it, or with another such column; with the text of
/// what they compute.
pub(crate) fn of_enum<'p>(
    plan: &'p Plan,
    table: &'p Table,
    column: &'p str,
    id: EnumId,
) -> impl Iterator<Item = (&'p Dependent, String)> {
    let name = &plan.from.enumeration(id).name.name;
    let casts_to_it = move |text: &str| {
        [name.clone(), identifier(name)].iter().any(|name| {
            text.match_indices(name.as_str()).any(|(at, _)| {
                let (before, after) = (&text[..at], &text[at + name.len()..]);
                let before = before.trim_end_matches(|c: char| !matches!(c, ':' | ' ' | '(' | ','));
                before.ends_with("::") && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        })
    };
    let is_of_it = move |name: &str| table.column(name).is_some_and(|column| column.ty == ColumnType::Enum(id));
    let compares = move |found: &Dependent| {
        let reads = columns_of(plan, found);
        found.kind == DependentKind::Constraint && reads.filter(|name| is_of_it(name)).count() > 1
    };
    reading(plan, table, column).filter(move |(found, text)| casts_to_it(text) || compares(found))
}

/// The columns that an object reads.
pub(crate) fn columns_of<'p>(plan: &'p Plan, found: &Dependent) -> impl Iterator<Item = &'p str> {
    let (table, kind, name) = (found.table.clone(), found.kind, found.name.clone());
    let is_of_it = move |d: &&Dependent| d.table == table && d.kind == kind && d.name == name;
    plan.from.dependents.iter().filter(is_of_it).map(|d| d.column.as_str())
}

/// Those that say more of a column than whether it has a value, if it becomes one of another kind of types.
pub(crate) fn of_type<'p>(plan: &'p Plan, table: &'p Table, ours: &'p Column, theirs: &Column) -> Vec<&'p Dependent> {
    if is_alike(ours, theirs) {
        return Vec::new();
    }
    let (bare, quoted) = (&ours.name, format!("\"{}\"", ours.name.replace('"', "\"\"")));
    let says_more = |text: &str| {
        let rest = [bare, &quoted].iter().fold(text.to_owned(), |text, name| {
            text.replace(&format!("({name} IS NOT NULL)"), "").replace(&format!("({name} IS NULL)"), "")
        });
        rest.contains(bare.as_str())
    };
    reading(plan, table, &ours.name)
        .filter(|(found, text)| says_more(text) && !is_dropped(plan, table, &found.name))
        .map(|(found, _)| found)
        .collect()
}

/// Checks and indexes on a column, with the text of what they compute.
fn reading<'p>(plan: &'p Plan, table: &'p Table, column: &'p str) -> impl Iterator<Item = (&'p Dependent, String)> {
    let is_here = move |d: &&Dependent| d.table == table.name && d.column == column;
    plan.from.dependents.iter().filter(is_here).filter_map(|d| Some((d, computed(plan, table, d)?)))
}

/// Whether a step drops the index of this name.
pub(crate) fn is_dropped(plan: &Plan, table: &Table, name: &str) -> bool {
    plan.steps.iter().any(|step| match step {
        Step::DropIndex(id) => {
            let of = plan.from.table_at(id.table);
            of.name == table.name && of.indexes[id.position].name == name
        }
        _ => false,
    })
}

/// What makes a constraint or index, where the database has told it.
pub(crate) fn definition<'p>(plan: &'p Plan, table: &Table, name: &str) -> Option<&'p str> {
    let is_it = |o: &&OpaqueObject| o.name.name == name && o.table.as_ref() == Some(&table.name);
    plan.from.opaque.iter().find(is_it)?.definition.as_deref()
}

fn computed(plan: &Plan, table: &Table, found: &Dependent) -> Option<String> {
    if !matches!(found.kind, DependentKind::Constraint | DependentKind::Index) {
        return None;
    }
    if let Some(index) = table.indexes.iter().find(|index| index.name == found.name) {
        let parts = index.columns.iter().filter_map(|part| match &part.target {
            IndexTarget::Expression(expression) => Some(expression.source.clone()),
            IndexTarget::Column(_) => None,
        });
        let parts: Vec<String> = parts.chain(index.predicate.iter().map(|p| format!("({})", p.source))).collect();
        return (!parts.is_empty()).then(|| parts.join(" "));
    }
    let definition = definition(plan, table, &found.name)?;
    if found.kind == DependentKind::Constraint {
        return Some(definition.to_owned());
    }
    let (head, predicate) = definition.split_once(" WHERE ").unwrap_or((definition, ""));
    let parts = head.split_once(" USING ").and_then(|(_, rest)| rest.split_once('('));
    let parts = parts.map_or("", |(_, parts)| parts);
    let parts = if parts.contains('(') { parts } else { "" };
    Some(format!("{parts} {predicate}"))
}

/// Whether what compares the one with something compares the other with it, too.
fn is_alike(ours: &Column, theirs: &Column) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Number,
        Text,
        Time,
    }
    let kind = |ty: &ColumnType| match ty {
        ColumnType::Postgres(
            Pg::SmallInt | Pg::Integer | Pg::BigInt | Pg::Decimal(_) | Pg::Real | Pg::DoublePrecision,
        ) => Some(Kind::Number),
        ColumnType::Postgres(Pg::VarChar(_) | Pg::Char(_) | Pg::Text | Pg::Citext) => Some(Kind::Text),
        ColumnType::Postgres(Pg::Timestamp(_) | Pg::Timestamptz(_) | Pg::Date) => Some(Kind::Time),
        _ => None,
    };
    let is_same = match (&ours.ty, &theirs.ty) {
        (ColumnType::Postgres(a), ColumnType::Postgres(b)) => std::mem::discriminant(a) == std::mem::discriminant(b),
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b) && !matches!(a, ColumnType::Enum(_)),
    };
    let is_list = |column: &Column| column.arity == ColumnArity::List;
    is_list(ours) == is_list(theirs)
        && (is_same || kind(&ours.ty).is_some_and(|kind_of| kind(&theirs.ty) == Some(kind_of)))
}
