use nicol_catalog::TableNote;

use super::Differ;
use super::pairs::TablePair;

/// Takes from tables that inherit what is done to their parents' columns of the same name: PostgreSQL does it to both, and
/// refuses to do it to the child alone.
pub(super) fn follow_parents(differ: &mut Differ<'_>) {
    let has = |pair: &TablePair, note: TableNote| differ.from.table_at(pair.tables.from).notes.contains(&note);
    let from_name = |pair: &TablePair, i: usize| differ.from.table_at(pair.tables.from).columns[i].name.clone();
    let to_name = |pair: &TablePair, i: usize| differ.to.table_at(pair.tables.to).columns[i].name.clone();
    let parents = || differ.table_pairs.iter().filter(|pair| has(pair, TableNote::IsInherited));
    let dropped: Vec<String> = parents().flat_map(|p| p.dropped_columns.iter().map(|i| from_name(p, *i))).collect();
    let created: Vec<String> = parents().flat_map(|p| p.created_columns.iter().map(|i| to_name(p, *i))).collect();
    let retyped: Vec<_> = parents()
        .flat_map(|p| p.columns.iter().map(|c| (from_name(p, c.columns.from), c.change.ty)))
        .filter(|(_, change)| change.is_some())
        .collect();
    let children: Vec<bool> = differ.table_pairs.iter().map(|pair| has(pair, TableNote::Inherits)).collect();
    let (from, to) = (differ.from, differ.to);
    for (pair, _) in differ.table_pairs.iter_mut().zip(children).filter(|(_, is_child)| *is_child) {
        let (from, to) = (from.table_at(pair.tables.from), to.table_at(pair.tables.to));
        pair.dropped_columns.retain(|i| !dropped.contains(&from.columns[*i].name));
        pair.created_columns.retain(|i| !created.contains(&to.columns[*i].name));
        for column in &mut pair.columns {
            let name = &from.columns[column.columns.from].name;
            if retyped.iter().any(|(parents, change)| parents == name && *change == column.change.ty) {
                column.change.ty = None;
            }
        }
    }
}
