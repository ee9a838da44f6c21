//! Names of keys, indexes, foreign keys and defaults: given or by default, and unique in their scopes.

use crate::hash::HashMap;

use nicol_catalog::names;
use nicol_diagnostics::Span;

use super::Subject;
use crate::ir::IndexKind;
use crate::validate::connector::{Connector, NameScope};
use crate::validate::context::Context;
use crate::validate::decl::Attribute;
use crate::validate::draft::{Draft, FieldRef, Key, Relation};

/// `map`, or `T_pkey`.
pub(in crate::validate) fn primary_key_name(
    draft: &Draft<'_>,
    connector: &Connector,
    model: usize,
    key: &Key<'_>,
) -> String {
    match key.map {
        Some(name) => name.to_owned(),
        None => names::primary_key(draft.table(model), connector.max_identifier_length),
    }
}

/// `map`, or `T_a_b_key` of a unique, `T_a_b_idx` of another index.
pub(in crate::validate) fn index_name(draft: &Draft<'_>, connector: &Connector, model: usize, key: &Key<'_>) -> String {
    if let Some(name) = key.map {
        return name.to_owned();
    }
    let columns: Vec<&str> = key
        .fields
        .iter()
        .flat_map(|field| {
            let inner = field.path.iter().map(|(composite, at)| {
                let facts = &draft.composites[*composite][*at];
                facts.map.unwrap_or(draft.shape.composites[*composite].decl.fields[*at].name.text)
            });
            std::iter::once(draft.column(FieldRef { model, field: field.field })).chain(inner)
        })
        .collect();
    match key.kind {
        IndexKind::Unique => names::unique(draft.table(model), &columns, connector.max_identifier_length),
        IndexKind::Normal | IndexKind::Fulltext => {
            names::index(draft.table(model), &columns, connector.max_identifier_length)
        }
    }
}

/// `map`, or `T_a_fkey`.
pub(in crate::validate) fn foreign_key_name(
    draft: &Draft<'_>,
    connector: &Connector,
    relation: &Relation<'_>,
) -> String {
    let model = relation.forward_model;
    let side = relation.forward.and_then(|field| draft.relation_field(FieldRef { model, field }));
    if let Some(name) = side.and_then(|side| side.map) {
        return name.to_owned();
    }
    let fields = side.and_then(|side| side.fields.as_deref()).unwrap_or_default();
    let columns: Vec<&str> = fields.iter().map(|field| draft.column(FieldRef { model, field: *field })).collect();
    names::foreign_key(draft.table(model), &columns, connector.max_identifier_length)
}

/// `_AToB`, cut to what the database allows.
pub(in crate::validate) fn join_table_name(
    draft: &Draft<'_>,
    connector: &Connector,
    relation: &Relation<'_>,
) -> String {
    let mut name = format!("_{}", draft.relation_name(relation));
    if let Some(limit) = connector.max_identifier_length {
        names::cut(&mut name, limit);
    }
    name
}

/// `T_a_df`.
fn default_name(draft: &Draft<'_>, connector: &Connector, at: FieldRef) -> Option<String> {
    let default = draft.facts(at).default.as_ref()?;
    Some(match default.map {
        Some(name) => name.to_owned(),
        None => {
            let base = format!("{}_{}", draft.table(at.model), draft.column(at));
            names::with_suffix(base, "_df", connector.max_identifier_length)
        }
    })
}

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    PrimaryKey,
    Index,
    ForeignKey,
    Default,
}

impl NameScope {
    const fn is_of_table(self) -> bool {
        matches!(self, Self::TableIndexes | Self::TableKeysAndIndexes | Self::TableAll)
    }

    /// Whether names of the kind take up room in the scope.
    const fn holds(self, kind: Kind) -> bool {
        match kind {
            Kind::PrimaryKey => {
                matches!(
                    self,
                    Self::SchemaKeysAndIndexes | Self::SchemaConstraints | Self::TableKeysAndIndexes | Self::TableAll
                )
            }
            Kind::Index => !matches!(self, Self::SchemaForeignKeys | Self::SchemaConstraints),
            Kind::ForeignKey => matches!(self, Self::SchemaForeignKeys | Self::SchemaConstraints | Self::TableAll),
            Kind::Default => matches!(self, Self::SchemaConstraints),
        }
    }

    /// Whether a clash in the scope is reported at names of the kind. Prisma does not report clashes at
    /// indexes in the scope of all names of a table.
    const fn reports(self, kind: Kind) -> bool {
        match (self, kind) {
            (Self::TableAll, Kind::Index) => false,
            _ => self.holds(kind),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::SchemaIndexes => "the uniques and indexes of the database schema",
            Self::SchemaForeignKeys => "the foreign keys of the database schema",
            Self::SchemaKeysAndIndexes => "the primary keys, uniques and indexes of the database schema",
            Self::SchemaConstraints => "the primary keys, foreign keys and defaults of the database schema",
            Self::TableIndexes => "the uniques and indexes of the table",
            Self::TableKeysAndIndexes => "the primary key, uniques and indexes of the table",
            Self::TableAll => "the keys, indexes and foreign keys of the table",
        }
    }
}

/// Where a name stands: its scope and, for scopes of a schema, that schema, else the model.
type Place<'a> = (NameScope, Option<&'a str>, Option<usize>);

/// How often each name is used in each of its places.
pub(super) struct ConstraintNames<'a> {
    used: HashMap<String, Vec<(Place<'a>, usize)>>,
    /// Names that `name` gives to keys and indexes, by model.
    client: HashMap<(usize, &'a str), ClientName>,
}

/// A name in the client.
#[derive(Default)]
struct ClientName {
    uses: usize,
    /// Whether an id or unique has it, which stands beside the fields.
    is_of_unique: bool,
}

impl<'a> ConstraintNames<'a> {
    pub(super) fn new(subject: &Subject<'_, 'a>) -> Self {
        let mut names = Self { used: HashMap::default(), client: HashMap::default() };
        let (draft, connector) = (subject.draft, subject.connector);
        for (model, facts) in draft.models.iter().enumerate() {
            if let Some(key) = facts.primary_key.as_ref().filter(|_| connector.can.named_primary_keys) {
                names.add(subject, model, Kind::PrimaryKey, &primary_key_name(draft, connector, model, key));
            }
            for index in &facts.indexes {
                names.add(subject, model, Kind::Index, &index_name(draft, connector, model, index));
            }
            for at in subject.columns(model) {
                if connector.can.named_defaults
                    && let Some(name) = default_name(draft, connector, at)
                {
                    names.add(subject, model, Kind::Default, &name);
                }
            }
            for key in facts.primary_key.iter().chain(&facts.indexes) {
                if let Some(name) = key.name {
                    let client = names.client.entry((model, name)).or_default();
                    client.uses += 1;
                    client.is_of_unique |= key.kind == IndexKind::Unique;
                }
            }
        }
        for relation in &draft.relations {
            if relation.shape.has_foreign_key() {
                let name = foreign_key_name(draft, connector, relation);
                // A lone back field stands in for the foreign key that is missing: Prisma counts it at its model.
                let model = if relation.forward.is_some() { relation.forward_model } else { relation.back_model };
                names.add(subject, model, Kind::ForeignKey, &name);
            }
        }
        names
    }

    fn places<'s>(subject: &'s Subject<'_, 'a>, model: usize) -> impl Iterator<Item = Place<'a>> + use<'s, 'a> {
        let namespace = subject.draft.models[model].namespace.map(|(name, _)| name);
        // A view has no table that names could stand in.
        let is_view = subject.draft.decl(model).is_view;
        subject
            .connector
            .name_scopes
            .iter()
            .filter(move |scope| !(is_view && scope.is_of_table()))
            .map(move |scope| if scope.is_of_table() { (*scope, None, Some(model)) } else { (*scope, namespace, None) })
    }

    fn add(&mut self, subject: &Subject<'_, 'a>, model: usize, kind: Kind, name: &str) {
        for place in Self::places(subject, model).filter(|(scope, ..)| scope.holds(kind)) {
            if !self.used.contains_key(name) {
                self.used.insert(name.to_owned(), Vec::new());
            }
            let Some(uses) = self.used.get_mut(name) else { continue };
            match uses.iter_mut().find(|(at, _)| *at == place) {
                Some((_, count)) => *count += 1,
                None => uses.push((place, 1)),
            }
        }
    }

    fn check(&self, cx: &mut Context, subject: &Subject<'_, 'a>, model: usize, kind: Kind, name: &str, span: Span) {
        for place in Self::places(subject, model).filter(|(scope, ..)| scope.reports(kind)) {
            let uses = self.used.get(name).map_or(&[][..], Vec::as_slice);
            if uses.iter().any(|(at, count)| *at == place && *count > 1) {
                let message = format!("the name `{name}` is used twice among {}", place.0.words());
                cx.error("duplicate-constraint-name", span, message, "give another name with `map`");
            }
        }
    }

    pub(super) fn check_primary_key(&self, cx: &mut Context, subject: &Subject<'_, 'a>, model: usize, key: &Key<'_>) {
        if subject.connector.can.named_primary_keys {
            let name = primary_key_name(subject.draft, subject.connector, model, key);
            self.check(cx, subject, model, Kind::PrimaryKey, &name, key.attribute.argument_span("map"));
        }
    }

    pub(super) fn check_index(&self, cx: &mut Context, subject: &Subject<'_, 'a>, model: usize, index: &Key<'_>) {
        let name = index_name(subject.draft, subject.connector, model, index);
        let span = map_or_name_span(index.attribute);
        self.check(cx, subject, model, Kind::Index, &name, span);
    }

    pub(super) fn check_foreign_key(&self, cx: &mut Context, subject: &Subject<'_, 'a>, relation: &Relation<'_>) {
        let model = relation.forward_model;
        let name = foreign_key_name(subject.draft, subject.connector, relation);
        let span = match relation.forward {
            Some(field) => subject.draft.field(FieldRef { model, field }).argument_span("relation", "map"),
            None => subject.draft.decl(relation.back_model).span,
        };
        self.check(cx, subject, model, Kind::ForeignKey, &name, span);
    }

    pub(super) fn check_default(&self, cx: &mut Context, subject: &Subject<'_, 'a>, at: FieldRef) {
        if !subject.connector.can.named_defaults {
            return;
        }
        if let Some(name) = default_name(subject.draft, subject.connector, at) {
            let span = subject.draft.field(at).argument_span("default", "map");
            self.check(cx, subject, at.model, Kind::Default, &name, span);
        }
    }

    /// Whether an id or unique of the model has the name in the client.
    pub(super) fn is_client_name(&self, model: usize, name: &'a str) -> bool {
        self.client.get(&(model, name)).is_some_and(|name| name.is_of_unique)
    }

    /// Two ids or uniques with one name in the client.
    pub(super) fn check_client_name(&self, cx: &mut Context, model: usize, key: &Key<'_>) {
        let Some(name) = key.name else { return };
        if self.client.get(&(model, name)).is_some_and(|name| name.uses > 1) {
            let message = format!("two keys of the model have the name `{name}`");
            cx.error("duplicate-client-name", key.attribute.argument_span("name"), message, "change one `name`");
        }
    }
}

fn map_or_name_span(attribute: &Attribute<'_>) -> Span {
    attribute.args.named("map").or_else(|| attribute.args.named("name")).map_or(attribute.span, |arg| arg.span)
}
