//! What the stages have found out so far: resolved types, then the meaning of the attributes, then relations.

use crate::hash::HashMap;

use nicol_diagnostics::Span;
use nicol_model::{ReferentialAction, ScalarType};
use smallvec::SmallVec;

use crate::ast::{self, Attribute, Expr};
use crate::ir::{IndexAlgorithm, IndexKind, SortOrder};

/// What a name of the top level stands for: a position in one of the lists of [`Shape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Model(usize),
    Enum(usize),
    Composite(usize),
}

/// Names and types: what stages 2 and 3 find, and later stages only read.
#[derive(Default)]
pub(crate) struct Shape<'a> {
    pub(crate) models: Vec<ModelShape<'a>>,
    pub(crate) enums: Vec<EnumShape<'a>>,
    pub(crate) composites: Vec<CompositeShape<'a>>,
    pub(crate) names: HashMap<&'a str, Named>,
}

pub(crate) struct ModelShape<'a> {
    pub(crate) decl: &'a ast::Model<'a>,
    /// Of the fields in `decl`, one for one.
    pub(crate) types: Vec<FieldType>,
    pub(crate) fields: HashMap<&'a str, usize>,
}

pub(crate) struct EnumShape<'a> {
    pub(crate) decl: &'a ast::Enum<'a>,
    /// The names of its values.
    pub(crate) values: HashMap<&'a str, Span>,
}

pub(crate) struct CompositeShape<'a> {
    pub(crate) decl: &'a ast::Composite<'a>,
    pub(crate) types: Vec<FieldType>,
    pub(crate) fields: HashMap<&'a str, usize>,
}

/// A field's type, resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldType {
    Scalar(ScalarType),
    Enum(usize),
    Composite(usize),
    Model(usize),
    Unsupported,
    /// Reported already.
    Unknown,
}

impl FieldType {
    /// Whether it is a column: neither a relation nor unknown.
    pub(crate) const fn is_column(self) -> bool {
        !matches!(self, Self::Model(_) | Self::Unknown)
    }

    pub(crate) const fn scalar(self) -> Option<ScalarType> {
        match self {
            Self::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }
}

/// Everything known about a schema.
#[derive(Default)]
pub(crate) struct Draft<'a> {
    pub(crate) shape: Shape<'a>,
    /// One for each of `shape.models`.
    pub(crate) models: Vec<ModelFacts<'a>>,
    pub(crate) enums: Vec<EnumFacts<'a>>,
    /// For each composite type, its fields.
    pub(crate) composites: Vec<Vec<FieldFacts<'a>>>,
    pub(crate) relations: Vec<Relation<'a>>,
    /// The relation fields from a model to another one with a relation's name, in order.
    pub(crate) relation_fields: HashMap<Between<'a>, SmallVec<[usize; 2]>>,
}

/// A model, another one, and the name of relations between them.
pub(crate) type Between<'a> = (usize, usize, Option<&'a str>);

/// What a model's attributes say.
#[derive(Default)]
pub(crate) struct ModelFacts<'a> {
    pub(crate) map: Option<&'a str>,
    pub(crate) namespace: Option<(&'a str, Span)>,
    pub(crate) is_ignored: bool,
    pub(crate) fields: Vec<FieldFacts<'a>>,
    pub(crate) primary_key: Option<Key<'a>>,
    /// `@unique` fields, then `@@index`, `@@unique`, `@@fulltext`.
    pub(crate) indexes: Vec<Key<'a>>,
    pub(crate) shard_key: Option<ShardKey<'a>>,
}

/// What a field's attributes say.
#[derive(Default)]
pub(crate) struct FieldFacts<'a> {
    pub(crate) map: Option<&'a str>,
    pub(crate) is_ignored: bool,
    pub(crate) is_updated_at: bool,
    pub(crate) default: Option<Default<'a>>,
    pub(crate) native_type: Option<Box<NativeType<'a>>>,
    /// Set for relation fields.
    pub(crate) relation: Option<Box<RelationField<'a>>>,
}

/// `@default(…)` that passed its own checks.
pub(crate) struct Default<'a> {
    pub(crate) value: &'a Expr<'a>,
    pub(crate) map: Option<&'a str>,
    pub(crate) attribute: &'a Attribute<'a>,
}

/// `@db.Name(args)`.
pub(crate) struct NativeType<'a> {
    pub(crate) scope: &'a str,
    pub(crate) name: &'a str,
    pub(crate) args: Vec<String>,
    /// Of the name with its scope.
    pub(crate) path: Span,
    pub(crate) span: Span,
}

/// What `@relation(…)` says, as far as it is valid by itself.
#[derive(Default)]
pub(crate) struct RelationField<'a> {
    /// The model it points at.
    pub(crate) target: usize,
    pub(crate) name: Option<&'a str>,
    pub(crate) fields: Option<Vec<usize>>,
    pub(crate) references: Option<Vec<usize>>,
    pub(crate) on_delete: Option<(ReferentialAction, Span)>,
    pub(crate) on_update: Option<(ReferentialAction, Span)>,
    pub(crate) map: Option<&'a str>,
    pub(crate) attribute: Option<&'a Attribute<'a>>,
}

/// An id, a unique or an index.
pub(crate) struct Key<'a> {
    pub(crate) attribute: &'a Attribute<'a>,
    /// For primary keys: [`IndexKind::Unique`].
    pub(crate) kind: IndexKind,
    pub(crate) fields: Vec<KeyField<'a>>,
    /// The attribute stands on this field.
    pub(crate) on_field: Option<usize>,
    pub(crate) name: Option<&'a str>,
    pub(crate) map: Option<&'a str>,
    pub(crate) algorithm: Option<IndexAlgorithm>,
    pub(crate) clustered: Option<bool>,
    pub(crate) predicate: Option<Predicate<'a>>,
}

impl<'a> Key<'a> {
    pub(crate) const fn new(attribute: &'a Attribute<'a>, kind: IndexKind) -> Self {
        Self {
            attribute,
            kind,
            fields: Vec::new(),
            on_field: None,
            name: None,
            map: None,
            algorithm: None,
            clustered: None,
            predicate: None,
        }
    }

    /// `@unique`, `@@index`…, as messages call it.
    pub(crate) fn title(&self) -> String {
        let ats = if self.on_field.is_some() { "@" } else { "@@" };
        format!("{ats}{}", self.attribute.path.text)
    }

    /// The fields of the model, in order, where no field lies inside a composite type.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> + Clone {
        self.fields.iter().map(|f| f.field)
    }
}

/// A field of a key.
#[derive(Clone)]
pub(crate) struct KeyField<'a> {
    /// Of the model; the start of `path`, if there is one.
    pub(crate) field: usize,
    /// Inside composite types: the type and its field, one for each step.
    pub(crate) path: Vec<(usize, usize)>,
    pub(crate) sort: Option<SortOrder>,
    pub(crate) length: Option<u32>,
    pub(crate) ops: Option<Ops<'a>>,
}

/// `ops:` of an index field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ops<'a> {
    Constant(&'a str),
    Raw(&'a str),
}

/// `where:` of an index.
pub(crate) enum Predicate<'a> {
    Raw(&'a str),
    /// Field, whether under `not`, the value.
    Object(Vec<(usize, bool, &'a Expr<'a>)>),
}

pub(crate) struct ShardKey<'a> {
    pub(crate) attribute: &'a Attribute<'a>,
    pub(crate) fields: Vec<usize>,
    pub(crate) on_field: Option<usize>,
}

#[derive(Default)]
pub(crate) struct EnumFacts<'a> {
    pub(crate) map: Option<&'a str>,
    pub(crate) namespace: Option<(&'a str, Span)>,
    /// `@map` of each value.
    pub(crate) values: Vec<Option<&'a str>>,
}

/// A field of a model, by positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FieldRef {
    pub(crate) model: usize,
    pub(crate) field: usize,
}

/// How the two ends of a relation belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationShape {
    OneToOne,
    OneToMany,
    ImplicitManyToMany,
    EmbeddedManyToMany,
}

impl RelationShape {
    pub(crate) const fn has_foreign_key(self) -> bool {
        matches!(self, Self::OneToOne | Self::OneToMany)
    }
}

/// A relation that was inferred from relation fields.
pub(crate) struct Relation<'a> {
    /// The explicit name.
    pub(crate) name: Option<&'a str>,
    pub(crate) shape: RelationShape,
    /// The model with the foreign key or of column `A`.
    pub(crate) forward_model: usize,
    pub(crate) forward: Option<usize>,
    pub(crate) back_model: usize,
    pub(crate) back: Option<usize>,
}

impl<'a> Draft<'a> {
    pub(crate) fn decl(&self, model: usize) -> &'a ast::Model<'a> {
        self.shape.models[model].decl
    }

    pub(crate) fn field(&self, at: FieldRef) -> &'a ast::Field<'a> {
        &self.shape.models[at.model].decl.fields[at.field]
    }

    pub(crate) fn ty(&self, at: FieldRef) -> FieldType {
        self.shape.models[at.model].types[at.field]
    }

    pub(crate) fn facts(&self, at: FieldRef) -> &FieldFacts<'a> {
        &self.models[at.model].fields[at.field]
    }

    /// What `@relation` of a relation field says.
    pub(crate) fn relation_field(&self, at: FieldRef) -> Option<&RelationField<'a>> {
        self.facts(at).relation.as_deref()
    }

    /// The fields of a model that may belong to the same relation.
    pub(crate) fn alike(&self, model: usize, target: usize, name: Option<&'a str>) -> &[usize] {
        self.relation_fields.get(&(model, target, name)).map_or(&[], SmallVec::as_slice)
    }

    /// The table's name.
    pub(crate) fn table(&self, model: usize) -> &'a str {
        self.models[model].map.unwrap_or(self.decl(model).name.text)
    }

    /// The column's name.
    pub(crate) fn column(&self, at: FieldRef) -> &'a str {
        self.facts(at).map.unwrap_or(self.field(at).name.text)
    }

    /// The field that an index holds: in the model, or inside a composite type.
    pub(crate) fn key_field(
        &self,
        model: usize,
        field: &KeyField<'a>,
    ) -> (&'a ast::Field<'a>, FieldType, &FieldFacts<'a>) {
        match field.path.last() {
            None => {
                let at = FieldRef { model, field: field.field };
                (self.field(at), self.ty(at), self.facts(at))
            }
            Some((composite, inner)) => {
                let shape = &self.shape.composites[*composite];
                (&shape.decl.fields[*inner], shape.types[*inner], &self.composites[*composite][*inner])
            }
        }
    }

    /// The relation's explicit or generated name.
    pub(crate) fn relation_name(&self, relation: &Relation<'a>) -> String {
        relation.name.map_or_else(|| self.generated_name(relation.forward_model, relation.back_model), str::to_owned)
    }

    /// `AToB`, the model whose name sorts first in front.
    pub(crate) fn generated_name(&self, one: usize, other: usize) -> String {
        let (a, b) = (self.decl(one).name.text, self.decl(other).name.text);
        if a < b { format!("{a}To{b}") } else { format!("{b}To{a}") }
    }

    /// The id and the uniques of a model.
    pub(crate) fn unique_criteria(&self, model: usize) -> impl Iterator<Item = &Key<'a>> {
        let facts = &self.models[model];
        facts.primary_key.iter().chain(facts.indexes.iter().filter(|i| i.kind == IndexKind::Unique))
    }
}
