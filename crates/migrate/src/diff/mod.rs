//! What has to be done to turn one catalog into another.
//!
//! The rules of what counts as a difference are Prisma's (no renames are guessed for tables and columns; an index,
//! key or foreign key of the same definition under another name is renamed), so that plans are the same. Where its
//! plan fails on the database, COMPAT.md tells what this one does.

mod columns;
mod defaults;
mod enums;
mod expressions;
mod extensions;
mod foreign_keys;
mod indexes;
mod inherited;
mod names;
mod namespaces;
mod pairs;
mod primary_keys;
mod readers;
mod redefine;
mod tables;
mod types;

use nicol_catalog::{Capabilities, Catalog, Column, EnumId, TableId};

use crate::Plan;
use crate::ids::Pair;
use crate::renames::Renames;
use crate::steps::{Step, TypeChange};
pub(crate) use pairs::Matched;
use pairs::TablePair;

/// What a diff leaves alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// Tables that others manage: `name` or `schema.name`. They are neither made, changed nor dropped.
    pub external_tables: Vec<String>,
    /// Enum types that others manage.
    pub external_enums: Vec<String>,
    /// The wanted schema can say partial indexes (preview feature `partialIndexes`). If it can't, those that are
    /// there are left alone.
    pub partial_indexes: bool,
    /// A schema manages extensions (preview feature `postgresqlExtensions`). If none does, they are left alone.
    pub extensions: bool,
}

impl DiffOptions {
    /// What a wanted schema can say.
    #[must_use]
    pub fn of(schema: &nicol_schema::ir::Schema) -> Self {
        let has = |wanted: &str| schema.preview_features.iter().any(|feature| feature == wanted);
        Self { partial_indexes: has("partialIndexes"), extensions: has("postgresqlExtensions"), ..Self::default() }
    }
}

/// The plan that turns `from` into `to`.
#[must_use]
pub fn diff(from: &Catalog, to: &Catalog, options: &DiffOptions) -> Plan {
    let mut plan = diff_of_renamed(from, to, options, &[]);
    readers::settle(&mut plan);
    plan
}

/// The plan for what is there after renames; `renamed` are the tables that got another name.
pub(crate) fn diff_of_renamed(from: &Catalog, to: &Catalog, options: &DiffOptions, renamed: &[Pair<TableId>]) -> Plan {
    let mut differ = Differ::new(from, to, options);
    differ.renamed = renamed;
    let mut steps = Vec::new();
    namespaces::steps(&differ, &mut steps);
    if options.extensions {
        extensions::steps(&differ, &mut steps);
    }
    enums::steps(&differ, &mut steps);
    tables::steps(&differ, &mut steps);
    let mut plan = Plan { from: from.clone(), to: to.clone(), steps, renames: Renames::default(), renamed: None };
    plan.sort();
    plan
}

/// The plan that drops all that we know of, views first.
#[must_use]
pub fn drop_all(from: &Catalog) -> Plan {
    let mut plan = diff(from, &Catalog::empty(from.dialect), &DiffOptions::default());
    plan.steps.extend((0..from.views.len()).map(Step::DropView));
    plan.sort();
    plan
}

/// The tables and enum types of both sides, matched by name.
pub(crate) fn matches(from: &Catalog, to: &Catalog, options: &DiffOptions) -> (Matched<TableId>, Matched<EnumId>) {
    (pairs::tables(from, to, options), pairs::enums(from, to, options))
}

/// What a change from one column to another means for its values.
pub(crate) fn type_change(from: &Catalog, ours: &Column, to: &Catalog, theirs: &Column) -> Option<TypeChange> {
    types::change(from, ours, to, theirs)
}

/// Both sides, and which objects of one are which of the other.
struct Differ<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    options: &'a DiffOptions,
    capabilities: Capabilities,
    enums: pairs::Matched<nicol_catalog::EnumId>,
    tables: pairs::Matched<nicol_catalog::TableId>,
    /// Of the matched tables, in the order of `from`.
    table_pairs: Vec<TablePair>,
    /// Tables that got another name before.
    renamed: &'a [Pair<TableId>],
}

impl<'a> Differ<'a> {
    fn new(from: &'a Catalog, to: &'a Catalog, options: &'a DiffOptions) -> Self {
        let mut differ = Self {
            from,
            to,
            options,
            capabilities: Capabilities::of(to.dialect),
            enums: pairs::enums(from, to, options),
            tables: pairs::tables(from, to, options),
            table_pairs: Vec::new(),
            renamed: &[],
        };
        // What no schema can say is not dropped because none says it, but with all else.
        if !(to.tables.is_empty() && to.enums.is_empty()) {
            differ.tables.dropped.retain(|id| !from.table_at(*id).columns.is_empty());
            differ.enums.dropped.retain(|id| !from.enumeration(*id).values.is_empty());
        }
        differ.table_pairs = differ.tables.pairs.iter().map(|tables| columns::table_pair(&differ, *tables)).collect();
        inherited::follow_parents(&mut differ);
        if !differ.capabilities.alter_columns {
            for i in 0..differ.table_pairs.len() {
                differ.table_pairs[i].is_redefined = redefine::is_needed(&differ, &differ.table_pairs[i]);
            }
        }
        differ
    }
}
