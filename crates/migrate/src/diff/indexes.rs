use nicol_catalog::{
    Catalog, ColumnArity, ColumnType, Expression, Index, IndexAlgorithm, IndexColumn, PostgresType, SortOrder, TableId,
};

use super::pairs::TablePair;
use super::{Differ, expressions};
use crate::ids::{IndexId, Pair};
use crate::steps::{CreateIndex, Step};

/// What becomes of the indexes of a table that stays.
pub(super) struct IndexChanges {
    /// The same, perhaps under another name.
    pub(super) kept: Vec<Pair<usize>>,
    pub(super) created: Vec<usize>,
    pub(super) dropped: Vec<usize>,
}

/// Matches indexes by definition. Among several of one definition those of the same name are the same; only what is
/// left over is renamed, dropped or made.
pub(super) fn changes(differ: &Differ<'_>, tables: Pair<TableId>) -> IndexChanges {
    let (from, to) = (differ.from.table_at(tables.from), differ.to.table_at(tables.to));
    let mut free: Vec<usize> = (0..to.indexes.len()).collect();
    let mut partner: Vec<Option<usize>> = vec![None; from.indexes.len()];
    for by_name in [true, false] {
        for (i, index) in from.indexes.iter().enumerate() {
            if partner[i].is_some() {
                continue;
            }
            let found = free.iter().position(|j| {
                let wanted = &to.indexes[*j];
                (!by_name || wanted.name == index.name) && same(differ, (tables.from, index), (tables.to, wanted))
            });
            partner[i] = found.map(|place| free.remove(place));
        }
    }
    let is_left_alone =
        |index: &Index| is_unsayable(differ, index) && !free.iter().any(|j| to.indexes[*j].name == index.name);
    let dropped =
        (0..from.indexes.len()).filter(|i| partner[*i].is_none() && !is_left_alone(&from.indexes[*i])).collect();
    IndexChanges {
        dropped,
        kept: partner.iter().enumerate().filter_map(|(i, j)| Some(Pair::new(i, (*j)?))).collect(),
        created: free,
    }
}

/// The indexes of a table that stay although nothing wanted is like them.
pub(super) fn left_alone(differ: &Differ<'_>, tables: Pair<TableId>) -> Vec<usize> {
    let IndexChanges { kept, dropped, .. } = changes(differ, tables);
    let all = 0..differ.from.table_at(tables.from).indexes.len();
    all.filter(|i| !dropped.contains(i) && kept.iter().all(|pair| pair.from != *i)).collect()
}

/// An index that the wanted schema has no words for: that it isn't wanted says nothing.
fn is_unsayable(differ: &Differ<'_>, index: &Index) -> bool {
    index.columns.iter().any(|c| c.target.column().is_none())
        || (index.predicate.is_some() && !differ.options.partial_indexes)
        || is_foreign(&index.algorithm)
}

/// A method of an extension (`hnsw`, `bloom`).
const fn is_foreign(algorithm: &IndexAlgorithm) -> bool {
    matches!(algorithm, IndexAlgorithm::Other(_))
}

/// Schemas say an index with a foreign method as one without: there is nothing more to compare then.
fn same_as_far_as_said(from: &Index, to: &Index) -> bool {
    let is_said = |a: &Index, b: &Index| is_foreign(&a.algorithm) && b.algorithm == IndexAlgorithm::BTree;
    let targets = |index: &Index| index.columns.iter().map(|c| c.target.clone()).collect::<Vec<_>>();
    (is_said(from, to) || is_said(to, from)) && from.is_unique == to.is_unique && targets(from) == targets(to)
}

/// Whether a predicate is missing on one side only because the schema has no words for it: the name says that the index
/// is meant.
fn is_predicate_unsaid(differ: &Differ<'_>, from: &Index, to: &Index) -> bool {
    !differ.options.partial_indexes && from.name == to.name && from.predicate.is_some() != to.predicate.is_some()
}

/// Operator classes of B-trees are not written by `db pull`, so a schema that doesn't name the one that was found
/// wants no other.
fn is_unsaid(differ: &Differ<'_>, index: &Index, wanted: &IndexColumn) -> bool {
    let is_found = differ.from.default_namespace.is_none();
    is_found && index.algorithm == IndexAlgorithm::BTree && wanted.operator_class.is_none()
}

fn same(differ: &Differ<'_>, (from_table, from): (TableId, &Index), (to_table, to): (TableId, &Index)) -> bool {
    if same_as_far_as_said(from, to) {
        return true;
    }
    from.is_unique == to.is_unique
        && from.algorithm == to.algorithm
        && (same_predicate(from.predicate.as_ref(), to.predicate.as_ref()) || is_predicate_unsaid(differ, from, to))
        && from.columns.len() == to.columns.len()
        && from.columns.iter().zip(&to.columns).all(|(a, b)| {
            let class = |catalog, table, index: &Index, column| operator_class(catalog, table, index, column);
            a.target == b.target
                && a.order.unwrap_or(SortOrder::Asc) == b.order.unwrap_or(SortOrder::Asc)
                && (is_unsaid(differ, from, b)
                    || class(differ.from, from_table, from, a) == class(differ.to, to_table, to, b))
        })
}

fn same_predicate(from: Option<&Expression>, to: Option<&Expression>) -> bool {
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => expressions::same(&from.source, &to.source),
        _ => false,
    }
}

/// A constraint that is part of `CREATE TABLE` has an index that can be neither dropped nor renamed, where tables can't
/// be altered. Its name is the server's own, and as good as any other.
pub(super) fn is_fixed(differ: &Differ<'_>, index: &Index) -> bool {
    index.is_constraint && !differ.capabilities.alter_columns
}

/// The operator class, if it isn't the one that the type has by default.
fn operator_class<'a>(catalog: &Catalog, table: TableId, index: &Index, column: &'a IndexColumn) -> Option<&'a str> {
    let class = column.operator_class.as_deref()?;
    let column = catalog.table_at(table).column(column.target.column()?)?;
    (!is_default_class(class, &index.algorithm, &column.ty, column.arity == ColumnArity::List)).then_some(class)
}

/// Source: `pg_opclass.opcdefault` of PostgreSQL 15, for the classes that schemas can name.
fn is_default_class(class: &str, algorithm: &IndexAlgorithm, ty: &ColumnType, is_list: bool) -> bool {
    let ColumnType::Postgres(ty) = ty else { return false };
    match algorithm {
        IndexAlgorithm::Gin => {
            (class == "array_ops" && is_list) || (class == "jsonb_ops" && *ty == PostgresType::JsonB)
        }
        IndexAlgorithm::SpGist => class == "text_ops" || class == "inet_ops",
        IndexAlgorithm::Brin => {
            class == "inet_inclusion_ops" || (class.ends_with("_minmax_ops") && *ty != PostgresType::Inet)
        }
        IndexAlgorithm::BTree | IndexAlgorithm::Hash => false,
        IndexAlgorithm::Gist | IndexAlgorithm::Other(_) => false,
    }
}

/// Pushes the steps of a table that is altered in place.
pub(super) fn steps(differ: &Differ<'_>, pair: &TablePair, steps: &mut Vec<Step>) {
    let (from, to) = (differ.from.table_at(pair.tables.from), differ.to.table_at(pair.tables.to));
    let IndexChanges { kept, created, dropped } = changes(differ, pair.tables);
    let wanted = |position| IndexId { table: pair.tables.to, position };
    let create = |position, is_recreated| {
        Step::CreateIndex(CreateIndex { index: wanted(position), table_from: Some(pair.tables.from), is_recreated })
    };
    let drop = |position| Step::DropIndex(IndexId { table: pair.tables.from, position });
    // An index can't be renamed to what another one is called until then, nor before another one takes its name.
    let comes = created.iter().copied().chain(kept.iter().map(|indexes| indexes.to)).collect::<Vec<_>>();
    let meets_another = |indexes: Pair<usize>| {
        let (old, new) = (&from.indexes[indexes.from].name, &to.indexes[indexes.to].name);
        let is_taken = |i: usize| i != indexes.from && from.indexes[i].name == *new && !dropped.contains(&i);
        (0..from.indexes.len()).any(is_taken) || comes.iter().any(|i| *i != indexes.to && to.indexes[*i].name == *old)
    };
    let renamed_by_force: Vec<_> = kept
        .iter()
        .filter(|i| from.indexes[i.from].name != to.indexes[i.to].name && meets_another(**i))
        .copied()
        .collect();
    steps.extend(created.into_iter().map(|i| create(i, false)));
    steps.extend(dropped.iter().map(|position| drop(*position)));
    for indexes in kept {
        let (ours, theirs) = (&from.indexes[indexes.from], &to.indexes[indexes.to]);
        // It goes with the column, and comes back under its wanted name.
        let loses_column = ours.include.iter().any(|name| goes(pair, from, name));
        if loses_column || theirs.columns.iter().any(|c| is_recreated(pair, to, c)) {
            steps.push(create(indexes.to, true));
        } else if renamed_by_force.contains(&indexes) && !is_fixed(differ, ours) && !is_fixed(differ, theirs) {
            steps.extend([drop(indexes.from), create(indexes.to, true)]);
        } else if ours.name != theirs.name && !is_fixed(differ, ours) && !is_fixed(differ, theirs) {
            let ids = Pair::new(IndexId { table: pair.tables.from, position: indexes.from }, wanted(indexes.to));
            steps.push(if differ.capabilities.rename_indexes {
                Step::RenameIndex(ids)
            } else {
                Step::RedefineIndex(ids)
            });
        }
    }
}

/// Whether a column goes, perhaps for a while: an index that includes it goes with it.
fn goes(pair: &TablePair, from: &nicol_catalog::Table, name: &str) -> bool {
    let Some(position) = from.columns.iter().position(|c| c.name == name) else { return false };
    pair.column_from(position).is_none_or(|kept| pair.is_recreated(kept.columns.to))
}

fn is_recreated(pair: &TablePair, to: &nicol_catalog::Table, column: &IndexColumn) -> bool {
    let position = column.target.column().and_then(|name| to.columns.iter().position(|c| c.name == name));
    position.is_some_and(|position| pair.is_recreated(position))
}
