//! Names of keys, indexes, foreign keys and defaults: given or by default, and unique in their scopes.

use std::borrow::Cow;

use nicol_catalog::names;
use nicol_diagnostics::Span;

use super::Subject;
use crate::ast::Attribute;
use crate::hash::{HashMap, HashSet};
use crate::ir::IndexKind;
use crate::validate::connector::{Connector, NameScope};
use crate::validate::context::Context;
use crate::validate::draft::{Draft, FieldRef, Key, Relation};

/// `map`, or `T_pkey`.
pub(in crate::validate) fn primary_key_name<'a>(
    draft: &Draft<'a>,
    connector: &Connector,
    model: usize,
    key: &Key<'a>,
) -> Cow<'a, str> {
    match key.map {
        Some(name) => name.into(),
        None => names::primary_key(draft.table(model), connector.max_identifier_length).into(),
    }
}

/// `map`, or `T_a_b_key` of a unique, `T_a_b_idx` of another index.
pub(in crate::validate) fn index_name<'a>(
    draft: &Draft<'a>,
    connector: &Connector,
    model: usize,
    key: &Key<'a>,
) -> Cow<'a, str> {
    if let Some(name) = key.map {
        return name.into();
    }
    let columns = key.fields.iter().flat_map(|field| {
        let inner = field.path.iter().map(|(composite, at)| {
            let facts = &draft.composites[*composite][*at];
            facts.map.unwrap_or(draft.shape.composites[*composite].decl.fields[*at].name.text)
        });
        std::iter::once(draft.column(FieldRef { model, field: field.field })).chain(inner)
    });
    let name = match key.kind {
        IndexKind::Unique => names::unique,
        IndexKind::Normal | IndexKind::Fulltext => names::index,
    };
    name(draft.table(model), columns, connector.max_identifier_length).into()
}

/// `map`, or `T_a_fkey`.
pub(in crate::validate) fn foreign_key_name<'a>(
    draft: &Draft<'a>,
    connector: &Connector,
    relation: &Relation<'a>,
) -> Cow<'a, str> {
    let model = relation.forward_model;
    let side = relation.forward.and_then(|field| draft.relation_field(FieldRef { model, field }));
    if let Some(name) = side.and_then(|side| side.map) {
        return name.into();
    }
    let fields = side.and_then(|side| side.fields.as_deref()).unwrap_or_default();
    let columns = fields.iter().map(|field| draft.column(FieldRef { model, field: *field }));
    names::foreign_key(draft.table(model), columns, connector.max_identifier_length).into()
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
fn default_name<'a>(draft: &Draft<'a>, connector: &Connector, at: FieldRef) -> Option<Cow<'a, str>> {
    let default = draft.facts(at).default.as_ref()?;
    Some(match default.map {
        Some(name) => name.into(),
        None => {
            let base = format!("{}_{}", draft.table(at.model), draft.column(at));
            names::with_suffix(base, "_df", connector.max_identifier_length).into()
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

/// A name of the database with its model.
struct Name<'a> {
    kind: Kind,
    model: usize,
    text: Cow<'a, str>,
}

/// Which names are used more than once.
pub(super) struct ConstraintNames<'a> {
    repeated: HashSet<(Place<'a>, Cow<'a, str>)>,
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
        let all = all(subject);
        let mut repeated = HashSet::default();
        for scope in subject.connector.name_scopes {
            let mut seen: HashSet<(Place<'_>, &str)> = HashSet::default();
            seen.reserve(all.len());
            for name in all.iter().filter(|name| scope.holds(name.kind)) {
                if let Some(place) = place(subject, *scope, name.model)
                    && !seen.insert((place, &name.text))
                {
                    repeated.insert((place, name.text.clone()));
                }
            }
        }
        let mut client: HashMap<_, ClientName> = HashMap::default();
        for (model, facts) in subject.draft.models.iter().enumerate() {
            for key in facts.primary_key.iter().chain(&facts.indexes) {
                if let Some(name) = key.name {
                    let client = client.entry((model, name)).or_default();
                    client.uses += 1;
                    client.is_of_unique |= key.kind == IndexKind::Unique;
                }
            }
        }
        Self { repeated, client }
    }

    fn check(
        &self,
        cx: &mut Context,
        subject: &Subject<'_, 'a>,
        kind: Kind,
        model: usize,
        name: impl FnOnce() -> Cow<'a, str>,
        span: impl FnOnce() -> Span,
    ) {
        // Most schemas repeat none, and then no name has to be made to see that.
        if self.repeated.is_empty() {
            return;
        }
        let (name, span) = (name(), span());
        for scope in subject.connector.name_scopes.iter().filter(|scope| scope.reports(kind)) {
            let Some(place) = place(subject, *scope, model) else { continue };
            if self.repeated.contains(&(place, name.clone())) {
                let message = format!("the name `{name}` is used twice among {}", scope.words());
                cx.error("duplicate-constraint-name", span, message, "give another name with `map`");
            }
        }
    }

    pub(super) fn check_primary_key(&self, cx: &mut Context, subject: &Subject<'_, 'a>, model: usize, key: &Key<'a>) {
        if subject.connector.can.named_primary_keys {
            let name = || primary_key_name(subject.draft, subject.connector, model, key);
            self.check(cx, subject, Kind::PrimaryKey, model, name, || key.attribute.argument_span("map"));
        }
    }

    pub(super) fn check_index(&self, cx: &mut Context, subject: &Subject<'_, 'a>, model: usize, index: &Key<'a>) {
        let name = || index_name(subject.draft, subject.connector, model, index);
        self.check(cx, subject, Kind::Index, model, name, || map_or_name_span(index.attribute));
    }

    pub(super) fn check_foreign_key(&self, cx: &mut Context, subject: &Subject<'_, 'a>, relation: &Relation<'a>) {
        let model = relation.forward_model;
        let name = || foreign_key_name(subject.draft, subject.connector, relation);
        let span = || match relation.forward {
            Some(field) => subject.draft.field(FieldRef { model, field }).argument_span("relation", "map"),
            None => subject.draft.decl(relation.back_model).span,
        };
        self.check(cx, subject, Kind::ForeignKey, model, name, span);
    }

    pub(super) fn check_default(&self, cx: &mut Context, subject: &Subject<'_, 'a>, at: FieldRef) {
        if self.repeated.is_empty() || !subject.connector.can.named_defaults {
            return;
        }
        if let Some(name) = default_name(subject.draft, subject.connector, at) {
            let span = || subject.draft.field(at).argument_span("default", "map");
            self.check(cx, subject, Kind::Default, at.model, || name, span);
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

/// All names, those of a model together.
fn all<'a>(subject: &Subject<'_, 'a>) -> Vec<Name<'a>> {
    let (draft, connector) = (subject.draft, subject.connector);
    let mut all = Vec::with_capacity(draft.models.iter().map(|facts| facts.indexes.len() + 2).sum());
    for (model, facts) in draft.models.iter().enumerate() {
        if let Some(key) = facts.primary_key.as_ref().filter(|_| connector.can.named_primary_keys) {
            all.push(Name { kind: Kind::PrimaryKey, model, text: primary_key_name(draft, connector, model, key) });
        }
        for index in &facts.indexes {
            all.push(Name { kind: Kind::Index, model, text: index_name(draft, connector, model, index) });
        }
        if connector.can.named_defaults {
            let names = subject.columns(model).filter_map(|at| default_name(draft, connector, at));
            all.extend(names.map(|text| Name { kind: Kind::Default, model, text }));
        }
    }
    for relation in draft.relations.iter().filter(|relation| relation.shape.has_foreign_key()) {
        // A lone back field stands in for the foreign key that is missing: Prisma counts it at its model.
        let model = if relation.forward.is_some() { relation.forward_model } else { relation.back_model };
        all.push(Name { kind: Kind::ForeignKey, model, text: foreign_key_name(draft, connector, relation) });
    }
    all
}

/// Where the names of a model stand in a scope. A view has no table that names could stand in.
fn place<'a>(subject: &Subject<'_, 'a>, scope: NameScope, model: usize) -> Option<Place<'a>> {
    if !scope.is_of_table() {
        let namespace = subject.draft.models[model].namespace.map(|(name, _)| name);
        return Some((scope, namespace, None));
    }
    (!subject.draft.decl(model).is_view).then_some((scope, None, Some(model)))
}
