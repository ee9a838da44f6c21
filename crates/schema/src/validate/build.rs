//! Draft → [`Schema`]: every name resolved, every default filled in.

use crate::hash::HashMap;

use nicol_model::{DefaultFunction, DefaultValue, Literal, NativeType, RelationMode, ScalarType};

use super::checks::{self, Subject};
use super::config::Configuration;
use super::context::Context;
use super::draft::{FieldFacts, FieldRef, FieldType, Key, KeyField, Ops, Predicate, Relation, RelationShape};
use crate::ast::{self, Args, Expr, ExprKind, TypeRef};
use crate::ir;

/// The schema of a draft without errors.
pub(super) fn schema(cx: &Context, subject: &Subject<'_, '_>) -> ir::Schema {
    let builder = Builder { subject, relation_of: relation_of(subject) };
    let draft = subject.draft;
    ir::Schema {
        models: (0..draft.models.len()).map(|at| builder.model(at)).collect(),
        enums: (0..draft.enums.len()).map(|at| builder.enumeration(at)).collect(),
        composites: (0..draft.composites.len()).map(|at| builder.composite(at)).collect(),
        relations: draft.relations.iter().filter_map(|relation| builder.relation(relation)).collect(),
        ..configuration(cx, subject.config)
    }
}

/// A schema of configuration blocks only.
pub(super) fn configuration(cx: &Context, config: &Configuration<'_>) -> ir::Schema {
    ir::Schema {
        flavour: cx.flavour,
        datasource: config.datasource.as_ref().map(|d| d.ir.clone()),
        generators: config.generators.clone(),
        models: Vec::new(),
        enums: Vec::new(),
        composites: Vec::new(),
        relations: Vec::new(),
        preview_features: config.features.names(),
    }
}

/// A position as an id. Files are smaller than 4 GiB, so there are fewer things in them.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn field_id(at: usize) -> ir::FieldId {
    ir::FieldId(number(at))
}

/// Which relation a relation field belongs to. Relations that lack an end are errors, so that none is left out.
fn relation_of(subject: &Subject<'_, '_>) -> HashMap<FieldRef, u32> {
    let mut found = HashMap::default();
    for (at, relation) in subject.draft.relations.iter().enumerate() {
        let forward = relation.forward.map(|field| FieldRef { model: relation.forward_model, field });
        let back = relation.back.map(|field| FieldRef { model: relation.back_model, field });
        found.extend(forward.into_iter().chain(back).map(|end| (end, number(at))));
    }
    found
}

struct Builder<'s, 'c, 'a> {
    subject: &'s Subject<'c, 'a>,
    relation_of: HashMap<FieldRef, u32>,
}

impl Builder<'_, '_, '_> {
    fn model(&self, at: usize) -> ir::Model {
        let draft = self.subject.draft;
        let (decl, facts) = (draft.decl(at), &draft.models[at]);
        let field = |(field, decl): (usize, &ast::Field<'_>)| {
            let end = FieldRef { model: at, field };
            self.field(decl, draft.ty(end), draft.facts(end), self.relation_of.get(&end).copied())
        };
        ir::Model {
            name: decl.name.text.to_owned(),
            database_name: draft.table(at).to_owned(),
            is_mapped: facts.map.is_some(),
            namespace: facts.namespace.map(|(name, _)| name.to_owned()),
            is_view: decl.is_view,
            is_ignored: facts.is_ignored,
            fields: decl.fields.iter().enumerate().map(field).collect(),
            primary_key: facts.primary_key.as_ref().map(|key| self.primary_key(at, key)),
            indexes: self.indexes(at),
            documentation: decl.documentation.clone(),
            file: decl.span.file.0 as usize,
            name_span: decl.name.span,
            span: decl.span,
        }
    }

    fn field(&self, decl: &ast::Field<'_>, ty: FieldType, facts: &FieldFacts<'_>, relation: Option<u32>) -> ir::Field {
        let kind = match (ty, relation) {
            (_, Some(relation)) => ir::FieldKind::Relation(ir::RelationId(relation)),
            (FieldType::Scalar(scalar), None) => ir::FieldKind::Scalar(scalar),
            (FieldType::Enum(at), None) => ir::FieldKind::Enum(ir::EnumId(number(at))),
            (FieldType::Composite(at), None) => ir::FieldKind::Composite(ir::CompositeId(number(at))),
            (FieldType::Unsupported | FieldType::Model(_) | FieldType::Unknown, None) => {
                ir::FieldKind::Unsupported(match &decl.ty {
                    TypeRef::Unsupported(text) => text.clone().into_owned(),
                    TypeRef::Named(name) => name.text.to_owned(),
                })
            }
        };
        ir::Field {
            name: decl.name.text.to_owned(),
            database_name: facts.map.unwrap_or(decl.name.text).to_owned(),
            is_mapped: facts.map.is_some(),
            kind,
            arity: decl.arity,
            default: facts.default.as_ref().map(|default| default_value(ty, default.value)),
            is_updated_at: facts.is_updated_at,
            is_ignored: facts.is_ignored,
            native_type: facts
                .native_type
                .as_ref()
                .map(|native| NativeType { name: native.name.to_owned(), args: native.args.clone() }),
            documentation: decl.documentation.clone(),
            name_span: decl.name.span,
            span: decl.span,
        }
    }

    fn primary_key(&self, model: usize, key: &Key<'_>) -> ir::PrimaryKey {
        ir::PrimaryKey {
            fields: key.fields.iter().map(index_field).collect(),
            name: key.name.map(str::to_owned),
            database_name: checks::primary_key_name(self.subject.draft, self.subject.connector, model, key)
                .into_owned(),
            is_mapped: key.map.is_some(),
            clustered: key.clustered,
            is_on_field: key.on_field.is_some(),
            span: key.attribute.span,
        }
    }

    /// `@unique` fields in the order of fields, then block attributes in source order.
    fn indexes(&self, model: usize) -> Vec<ir::Index> {
        let mut keys: Vec<&Key<'_>> = self.subject.draft.models[model].indexes.iter().collect();
        keys.sort_by_key(|key| match key.on_field {
            Some(field) => (false, field),
            None => (true, key.attribute.span.start as usize),
        });
        keys.into_iter().map(|key| self.index(model, key)).collect()
    }

    fn index(&self, model: usize, key: &Key<'_>) -> ir::Index {
        ir::Index {
            kind: key.kind,
            fields: key.fields.iter().map(index_field).collect(),
            name: key.name.map(str::to_owned),
            database_name: checks::index_name(self.subject.draft, self.subject.connector, model, key).into_owned(),
            is_mapped: key.map.is_some(),
            algorithm: key.algorithm,
            clustered: key.clustered,
            predicate: key.predicate.as_ref().map(predicate),
            is_on_field: key.on_field.is_some(),
            span: key.attribute.span,
        }
    }

    fn relation(&self, relation: &Relation<'_>) -> Option<ir::Relation> {
        let draft = self.subject.draft;
        let (forward, back) = (relation.forward?, relation.back?);
        let end =
            |model: usize, field: usize| ir::RelationEnd { model: ir::ModelId(number(model)), field: field_id(field) };
        Some(ir::Relation {
            name: draft.relation_name(relation),
            is_named: relation.name.is_some(),
            forward: end(relation.forward_model, forward),
            back: end(relation.back_model, back),
            kind: match relation.shape {
                RelationShape::OneToOne | RelationShape::OneToMany => {
                    ir::RelationKind::ForeignKey(self.foreign_key(relation, forward)?)
                }
                RelationShape::ImplicitManyToMany => ir::RelationKind::ManyToMany {
                    table_name: checks::join_table_name(draft, self.subject.connector, relation),
                    namespace: draft.models[relation.forward_model].namespace.map(|(name, _)| name.to_owned()),
                },
                RelationShape::EmbeddedManyToMany => ir::RelationKind::EmbeddedManyToMany {
                    forward: self.embedded_key(FieldRef { model: relation.forward_model, field: forward }),
                    back: self.embedded_key(FieldRef { model: relation.back_model, field: back }),
                },
            },
        })
    }

    fn embedded_key(&self, end: FieldRef) -> ir::EmbeddedKey {
        let side = self.subject.draft.relation_field(end);
        let ids = |fields: Option<&Vec<usize>>| fields.into_iter().flatten().map(|field| field_id(*field)).collect();
        ir::EmbeddedKey {
            fields: ids(side.and_then(|side| side.fields.as_ref())),
            references: ids(side.and_then(|side| side.references.as_ref())),
        }
    }

    fn foreign_key(&self, relation: &Relation<'_>, forward: usize) -> Option<ir::ForeignKey> {
        let Subject { draft, connector, mode, .. } = self.subject;
        let side = draft.relation_field(FieldRef { model: relation.forward_model, field: forward })?;
        let ids = |fields: &Option<Vec<usize>>| fields.iter().flatten().map(|field| field_id(*field)).collect();
        let mode: RelationMode = *mode;
        Some(ir::ForeignKey {
            fields: ids(&side.fields),
            references: ids(&side.references),
            on_delete: checks::on_delete(draft, connector, mode, relation),
            on_update: checks::on_update(draft, relation),
            on_delete_written: side.on_delete.is_some(),
            on_update_written: side.on_update.is_some(),
            database_name: checks::foreign_key_name(draft, connector, relation).into_owned(),
            is_mapped: side.map.is_some(),
            is_one_to_one: relation.shape == RelationShape::OneToOne,
            span: side.attribute?.span,
        })
    }

    fn enumeration(&self, at: usize) -> ir::Enum {
        let (decl, facts) = (self.subject.draft.shape.enums[at].decl, &self.subject.draft.enums[at]);
        ir::Enum {
            name: decl.name.text.to_owned(),
            database_name: facts.map.unwrap_or(decl.name.text).to_owned(),
            is_mapped: facts.map.is_some(),
            namespace: facts.namespace.map(|(name, _)| name.to_owned()),
            values: decl
                .values
                .iter()
                .zip(&facts.values)
                .map(|(value, map)| ir::EnumValue {
                    name: value.name.text.to_owned(),
                    database_name: map.unwrap_or(value.name.text).to_owned(),
                    is_mapped: map.is_some(),
                    documentation: value.documentation.clone(),
                    span: value.span,
                })
                .collect(),
            documentation: decl.documentation.clone(),
            file: decl.span.file.0 as usize,
            name_span: decl.name.span,
            span: decl.span,
        }
    }

    fn composite(&self, at: usize) -> ir::Composite {
        let shape = &self.subject.draft.shape.composites[at];
        let fields = shape.decl.fields.iter().zip(&shape.types).zip(&self.subject.draft.composites[at]);
        ir::Composite {
            name: shape.decl.name.text.to_owned(),
            fields: fields.map(|((decl, ty), facts)| self.field(decl, *ty, facts, None)).collect(),
            documentation: shape.decl.documentation.clone(),
            file: shape.decl.span.file.0 as usize,
            span: shape.decl.span,
        }
    }
}

fn index_field(field: &KeyField<'_>) -> ir::IndexField {
    ir::IndexField {
        field: field_id(field.field),
        path: field.path.iter().map(|(ty, at)| (ir::CompositeId(number(*ty)), field_id(*at))).collect(),
        sort: field.sort,
        length: field.length,
        operator_class: field.ops.map(|ops| match ops {
            Ops::Constant(name) => ir::OperatorClass::Constant(name.to_owned()),
            Ops::Raw(name) => ir::OperatorClass::Raw(name.to_owned()),
        }),
    }
}

fn predicate(predicate: &Predicate<'_>) -> ir::Predicate {
    match predicate {
        Predicate::Raw(sql) => ir::Predicate::Raw((*sql).to_owned()),
        Predicate::Object(tests) => ir::Predicate::Object(
            tests
                .iter()
                .map(|(field, is_negated, value)| {
                    let value = match &value.kind {
                        ExprKind::Constant("null") => None,
                        // A predicate writes values of enums as strings.
                        _ => Some(literal(FieldType::Unknown, value)),
                    };
                    (field_id(*field), ir::PredicateTest { is_negated: *is_negated, value })
                })
                .collect(),
        ),
    }
}

fn default_value(ty: FieldType, value: &Expr<'_>) -> DefaultValue {
    match &value.kind {
        ExprKind::Array(items) => DefaultValue::List(items.iter().map(|item| literal(ty, item)).collect()),
        ExprKind::Call(name, args) => DefaultValue::Function(function(name, args)),
        _ => DefaultValue::Literal(literal(ty, value)),
    }
}

fn literal(ty: FieldType, value: &Expr<'_>) -> Literal {
    match &value.kind {
        ExprKind::Number(digits) => Literal::Number((*digits).to_owned()),
        ExprKind::String(text) if ty == FieldType::Scalar(ScalarType::Decimal) => {
            Literal::Number(text.clone().into_owned())
        }
        ExprKind::String(text) => Literal::String(text.clone().into_owned()),
        ExprKind::Constant("true") if !matches!(ty, FieldType::Enum(_)) => Literal::Boolean(true),
        ExprKind::Constant("false") if !matches!(ty, FieldType::Enum(_)) => Literal::Boolean(false),
        ExprKind::Constant(name) => Literal::Enum((*name).to_owned()),
        ExprKind::Call(..) | ExprKind::Array(_) | ExprKind::Object(_) => Literal::String(value.to_text()),
    }
}

/// The function of a default that passed the checks.
fn function(name: &str, args: &Args<'_>) -> DefaultFunction {
    let first = args.items.first().map(|arg| &arg.value.kind);
    let number = |default: u8| match first {
        Some(ExprKind::Number(digits)) => digits.parse().unwrap_or(default),
        _ => default,
    };
    match name {
        "autoincrement" => DefaultFunction::Autoincrement,
        "now" => DefaultFunction::Now,
        "cuid" => DefaultFunction::Cuid(number(1)),
        "uuid" => DefaultFunction::Uuid(number(4)),
        "nanoid" => DefaultFunction::Nanoid(first.is_some().then(|| number(DefaultFunction::NANOID_LENGTH))),
        "ulid" => DefaultFunction::Ulid,
        "auto" => DefaultFunction::Auto,
        "sequence" => DefaultFunction::Sequence,
        _ => DefaultFunction::Dbgenerated(match first {
            Some(ExprKind::String(text)) => Some(text.clone().into_owned()),
            _ => None,
        }),
    }
}
