//! Names for everything, before anything is written.

use std::collections::{HashMap, HashSet};

use nicol_catalog::{Catalog, ColumnArity, ColumnType, EnumId, EnumType, QualifiedName, Table, View};

use super::names::{self, Candidate};
use super::previous::{Previous, PreviousEnum, PreviousField, PreviousModel, Settings};
use super::{
    joins,
    warnings::{Warning, WarningKind},
};

/// A table and what the schema calls it.
#[derive(Debug)]
pub(super) struct ModelNames<'a> {
    pub table: &'a Table,
    pub previous: Option<&'a PreviousModel>,
    /// The name made of the table's, before it was compared with others: relation fields are called by it.
    pub base: String,
    /// The model's name.
    pub name: String,
    pub is_reserved: bool,
    /// A field name for each column.
    pub fields: Vec<String>,
    pub has_identifier: bool,
}

/// A view and what the schema calls it.
#[derive(Debug)]
pub(super) struct ViewNames<'a> {
    pub view: &'a View,
    pub previous: Option<&'a PreviousModel>,
    pub name: String,
    pub fields: Vec<String>,
}

/// An enum and what the schema calls it.
#[derive(Debug)]
pub(super) struct EnumNames<'a> {
    pub id: EnumId,
    pub found: &'a EnumType,
    pub previous: Option<&'a PreviousEnum>,
    pub name: String,
    /// A name for each label.
    pub values: Vec<String>,
}

/// All that the writing needs to know.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub catalog: &'a Catalog,
    pub previous: &'a Previous,
    pub settings: &'a Settings,
    /// Schemas are named in the schema file, by `@@schema`.
    pub has_schemas: bool,
    /// By schema and name.
    pub models: Vec<ModelNames<'a>>,
    pub joins: Vec<joins::JoinTable<'a>>,
    pub views: Vec<ViewNames<'a>>,
    pub enums: Vec<EnumNames<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        previous: &'a Previous,
        settings: &'a Settings,
        has_schemas: bool,
        warnings: &mut Vec<Warning>,
    ) -> Self {
        let mut tables: Vec<&Table> = catalog.tables.iter().filter(|t| !is_of_prisma_1(t)).collect();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        let mut joins = joins::find(catalog, previous, settings, &tables);
        // Names decide which model comes first in an implicit relation, so a table whose columns stand the other
        // way round must be a model of its own; and that model needs a name too.
        loop {
            let models: Vec<&Table> =
                tables.iter().copied().filter(|t| !joins.iter().any(|j| std::ptr::eq(j.table, *t))).collect();
            let named = Self::named(catalog, previous, settings, has_schemas, &models);
            let is_wrong = |j: &joins::JoinTable<'_>| !named.is_in_order(j);
            match joins.iter().position(is_wrong) {
                Some(wrong) => {
                    joins.remove(wrong);
                }
                None => {
                    let context = Self { joins, ..named };
                    context.warn(warnings);
                    return context;
                }
            }
        }
    }

    fn named(
        catalog: &'a Catalog,
        previous: &'a Previous,
        settings: &'a Settings,
        has_schemas: bool,
        tables: &[&'a Table],
    ) -> Self {
        let mut views: Vec<&View> = match settings.has_preview("views") {
            true => catalog.views.iter().filter(|v| !v.is_materialised && !v.columns.is_empty()).collect(),
            false => Vec::new(),
        };
        views.sort_by(|a, b| a.name.cmp(&b.name));
        let mut enums: Vec<(EnumId, &EnumType)> = (0..).map(EnumId).zip(&catalog.enums).collect();
        enums.sort_by(|a, b| a.1.name.cmp(&b.1.name));

        let old_model = |name: &QualifiedName, is_view: bool| {
            let is_it = |m: &&PreviousModel| {
                m.is_view == is_view && m.table == name.name && is_same_schema(m.namespace.as_deref(), name)
            };
            previous.models.iter().find(is_it)
        };
        let old_enum = |name: &QualifiedName| {
            let is_it = |e: &&PreviousEnum| e.ty == name.name && is_same_schema(e.namespace.as_deref(), name);
            previous.enums.iter().find(is_it)
        };
        let all: Vec<(&QualifiedName, Option<&str>)> = tables
            .iter()
            .map(|t| (&t.name, old_model(&t.name, false).map(|m| m.name.as_str())))
            .chain(views.iter().map(|v| (&v.name, old_model(&v.name, true).map(|m| m.name.as_str()))))
            .chain(enums.iter().map(|(_, e)| (&e.name, old_enum(&e.name).map(|m| m.name.as_str()))))
            .collect();
        let bases: Vec<String> = all.iter().map(|(name, _)| names::type_name(&name.name)).collect();
        let plain: Vec<String> = all.iter().map(|(name, _)| names::sanitise_or(&name.name, "table_")).collect();
        let candidates: Vec<Candidate<'_>> = all
            .iter()
            .zip(bases.iter().zip(&plain))
            .map(|((name, previous), (base, plain))| Candidate {
                namespace: name.namespace.as_deref(),
                base,
                plain,
                previous: *previous,
            })
            .collect();
        let mut found = names::distinct(&candidates).into_iter().map(|(name, _)| name).zip(bases.clone());
        let mut next = || found.next().unwrap_or_default();
        let models = tables
            .iter()
            .map(|table| {
                let (name, base) = next();
                let old = old_model(&table.name, false);
                let is_reserved = nicol_schema::reserved::is_reserved(&names::sanitise(&table.name.name));
                let columns = table.columns.iter().map(|c| c.name.as_str());
                let fields = field_names(columns, old);
                ModelNames {
                    table,
                    previous: old,
                    base,
                    name,
                    is_reserved,
                    fields,
                    has_identifier: has_identifier(settings, table),
                }
            })
            .collect();
        let views = views
            .into_iter()
            .map(|view| {
                let (name, _) = next();
                let old = old_model(&view.name, true);
                let fields = field_names(view.columns.iter().map(|c| c.name.as_str()), old);
                ViewNames { view, previous: old, name, fields }
            })
            .collect();
        let enums = enums
            .into_iter()
            .map(|(id, e)| {
                let (name, _) = next();
                let old = old_enum(&e.name);
                EnumNames { id, found: e, previous: old, name, values: value_names(e, old) }
            })
            .collect();
        Self { catalog, previous, settings, has_schemas, models, joins: Vec::new(), views, enums }
    }

    /// Whether the model in column `A` sorts before the one in `B`.
    fn is_in_order(&self, join: &joins::JoinTable<'_>) -> bool {
        match (self.model_of(join.a), self.model_of(join.b)) {
            (Some(a), Some(b)) => self.models[a].name <= self.models[b].name,
            _ => false,
        }
    }

    /// The position of a table among the models.
    pub(super) fn model_of(&self, name: &QualifiedName) -> Option<usize> {
        self.models.iter().position(|m| m.table.name == *name)
    }

    pub(super) fn enum_of(&self, id: EnumId) -> Option<&EnumNames<'a>> {
        self.enums.iter().find(|e| e.id == id)
    }

    /// Whether predicates of indexes can be written.
    pub(super) fn has_partial_indexes(&self) -> bool {
        has_partial_indexes(self.settings)
    }

    /// The columns of the unique indexes that are written.
    pub(super) fn uniques<'t>(&self, table: &'t Table) -> impl Iterator<Item = Vec<&'t str>> {
        written_uniques(self.settings, table)
    }

    fn warn(&self, warnings: &mut Vec<Warning>) {
        let mut add = |kind, object: String| warnings.push(Warning { kind, object });
        for m in &self.models {
            let is_renamed = m.previous.is_none() && m.is_reserved;
            if is_renamed {
                add(WarningKind::ReservedName, m.name.clone());
            } else if m.previous.is_none() && m.name != m.base {
                add(WarningKind::DuplicateName, m.name.clone());
            }
            if m.previous.is_some_and(|p| p.is_mapped) {
                add(WarningKind::RemappedModel, m.name.clone());
            }
            for (column, field) in m.table.columns.iter().zip(&m.fields) {
                let old = m.previous.and_then(|p| old_field(p, &column.name));
                if old.is_some_and(|f| f.is_mapped) {
                    add(WarningKind::RemappedField, format!("{}.{field}", m.name));
                } else if names::sanitise(&column.name).is_empty() {
                    add(WarningKind::MadeUpName, format!("{}.{field}", m.name));
                }
            }
        }
        for e in &self.enums {
            if e.previous.is_some_and(|p| p.is_mapped) {
                add(WarningKind::RemappedEnum, e.name.clone());
            } else if e.previous.is_none() && e.name != names::type_name(&e.found.name.name) {
                add(WarningKind::DuplicateName, e.name.clone());
            }
            for (label, value) in e.found.values.iter().zip(&e.values) {
                let old = e.previous.and_then(|p| p.values.iter().find(|v| v.label == *label));
                if old.is_some_and(|v| v.is_mapped) {
                    add(WarningKind::RemappedValue, format!("{}.{value}", e.name));
                } else if !label.is_empty() && names::sanitise(label).is_empty() {
                    add(WarningKind::MadeUpName, format!("{}.{value}", e.name));
                }
            }
        }
    }
}

/// The field that stood for a column.
pub(super) fn old_field<'a>(model: &'a PreviousModel, column: &str) -> Option<&'a PreviousField> {
    model.fields.iter().find(|f| f.column == column && !f.is_relation)
}

/// A block without `@@schema` may stand for a table of any schema: then there is only one.
fn is_same_schema(written: Option<&str>, name: &QualifiedName) -> bool {
    written.is_none() || written == name.namespace.as_deref()
}

fn field_names<'a>(columns: impl Iterator<Item = &'a str>, old: Option<&PreviousModel>) -> Vec<String> {
    let columns: Vec<&str> = columns.collect();
    let kept = |column: &str| old.and_then(|m| old_field(m, column)).map(|f| f.name.clone());
    let mut taken: HashSet<String> = columns.iter().filter_map(|c| kept(c)).collect();
    // A column whose name needs no change keeps it, wherever it stands.
    taken.extend(columns.iter().filter(|c| kept(c).is_none() && names::sanitise(c) == **c).map(|c| (*c).to_owned()));
    columns
        .into_iter()
        .map(|column| match kept(column) {
            Some(name) => name,
            None if names::sanitise(column) == column => column.to_owned(),
            None => names::free(names::sanitise_or(column, "field_"), &mut taken),
        })
        .collect()
}

fn value_names(found: &EnumType, old: Option<&PreviousEnum>) -> Vec<String> {
    let old: HashMap<&str, &str> =
        old.map(|e| e.values.iter().map(|v| (v.label.as_str(), v.name.as_str())).collect()).unwrap_or_default();
    let mut taken: HashSet<String> = old.values().map(|v| (*v).to_owned()).collect();
    taken.extend(found.values.iter().filter(|l| names::sanitise(l) == **l && !l.is_empty()).cloned());
    found
        .values
        .iter()
        .map(|label| match old.get(label.as_str()) {
            Some(name) => (*name).to_owned(),
            None if label.is_empty() => names::free("EMPTY_ENUM_VALUE".to_owned(), &mut taken),
            None if names::sanitise(label) == *label => label.clone(),
            None => names::free(names::sanitise_or(label, "value_"), &mut taken),
        })
        .collect()
}

fn has_partial_indexes(settings: &Settings) -> bool {
    settings.has_preview("partialIndexes") && !settings.has_url
}

/// A partial one counts where it can be written: the language takes it for a key, as Prisma does.
fn written_uniques<'t>(settings: &Settings, table: &'t Table) -> impl Iterator<Item = Vec<&'t str>> {
    let has_partial = has_partial_indexes(settings);
    table
        .indexes
        .iter()
        .filter(move |i| i.is_unique && (has_partial || i.predicate.is_none()))
        .filter_map(|index| index.columns.iter().map(|c| c.target.column()).collect())
}

/// Whether a client can name one row: a primary key or a unique index over required columns of known types.
fn has_identifier(settings: &Settings, table: &Table) -> bool {
    let is_strict = |name: &str| {
        table
            .column(name)
            .is_some_and(|c| c.arity == ColumnArity::Required && !matches!(c.ty, ColumnType::Unsupported(_)))
    };
    let by_key = table.primary_key.as_ref().is_some_and(|key| key.columns.iter().all(|c| is_strict(c)));
    by_key || written_uniques(settings, table).any(|columns| columns.into_iter().all(is_strict))
}

/// Tables that the first Prisma kept for itself.
fn is_of_prisma_1(table: &Table) -> bool {
    let has = |columns: &[&str]| columns.iter().all(|c| table.column(c).is_some());
    match table.name.name.as_str() {
        "_RelayId" => has(&["id", "stableModelIdentifier"]),
        "_Migration" => has(&["revision", "name", "datamodel", "status", "applied", "rolled_back", "steps", "errors"]),
        _ => false,
    }
}
