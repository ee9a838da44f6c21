//! A validated schema: every name resolved, every default filled in, with spans for messages.
//!
//! This is the last form that knows both the language and the database. `migrate` lowers it to a
//! catalog, [`crate::lower`] to the client's data model, and DMMF is printed from it.

use nicol_diagnostics::Span;
use nicol_model::{Arity, DefaultValue, Flavour, NativeType, Provider, ReferentialAction, RelationMode, ScalarType};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its list.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// Position in [`Schema::models`].
    ModelId,
    /// Position in [`Model::fields`].
    FieldId,
    /// Position in [`Schema::enums`].
    EnumId,
    /// Position in [`Schema::composites`].
    CompositeId,
    /// Position in [`Schema::relations`].
    RelationId,
}

/// A validated schema. Lists are in the order of the files and of the blocks in them.
#[derive(Debug, Clone)]
pub struct Schema {
    pub flavour: Flavour,
    /// Schemas without a datasource are legal for tools.
    pub datasource: Option<Datasource>,
    pub generators: Vec<Generator>,
    /// Models and views.
    pub models: Vec<Model>,
    pub enums: Vec<Enum>,
    pub composites: Vec<Composite>,
    pub relations: Vec<Relation>,
    /// Preview features of all generators, canonical names, sorted.
    pub preview_features: Vec<String>,
}

/// A value that may be read from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StringOrEnv {
    Literal(String),
    /// `env("NAME")`: the variable's name.
    Env(String),
}

/// The datasource block.
#[derive(Debug, Clone)]
pub struct Datasource {
    pub name: String,
    /// As written: `postgres` stays `postgres`.
    pub provider_text: String,
    pub provider: Provider,
    pub url: Option<StringOrEnv>,
    pub direct_url: Option<StringOrEnv>,
    pub shadow_database_url: Option<StringOrEnv>,
    pub relation_mode: RelationMode,
    /// `schemas`, sorted; empty when the property is absent.
    pub schemas: Vec<String>,
    pub extensions: Vec<Extension>,
    pub documentation: Option<String>,
    /// Index of the file that holds the block.
    pub file: usize,
    pub span: Span,
}

/// An element of `extensions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its name in the database (`map` or the name as written).
    pub name: String,
    pub schema: Option<String>,
    pub version: Option<String>,
    pub span: Span,
}

/// A generator block.
#[derive(Debug, Clone)]
pub struct Generator {
    pub name: String,
    pub provider: StringOrEnv,
    pub output: Option<StringOrEnv>,
    pub binary_targets: Vec<StringOrEnv>,
    /// Canonical names of the known ones (renamed and stabilised ones too), sorted, without duplicates.
    pub preview_features: Vec<String>,
    /// Every other key, in source order.
    pub config: Vec<(String, ConfigValue)>,
    pub documentation: Option<String>,
    /// Index of the file that holds the block.
    pub file: usize,
    pub span: Span,
}

/// A free value of a generator block, as `get_config` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigValue {
    Text(String),
    List(Vec<ConfigValue>),
}

/// A model or a view.
#[derive(Debug, Clone)]
pub struct Model {
    pub name: String,
    /// `@@map`, or the name.
    pub database_name: String,
    /// Whether `@@map` was written (DMMF shows only written names).
    pub is_mapped: bool,
    /// `@@schema`.
    pub namespace: Option<String>,
    pub is_view: bool,
    /// `@@ignore`.
    pub is_ignored: bool,
    pub fields: Vec<Field>,
    pub primary_key: Option<PrimaryKey>,
    /// `@unique` fields first, then `@@index`, `@@unique` and `@@fulltext` in source order.
    pub indexes: Vec<Index>,
    pub documentation: Option<String>,
    /// Index of the file that holds the block.
    pub file: usize,
    /// Of the name in the block's header.
    pub name_span: Span,
    pub span: Span,
}

/// A field of a model, view or composite type.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    /// `@map`, or the name.
    pub database_name: String,
    /// Whether `@map` was written (DMMF shows only written names).
    pub is_mapped: bool,
    pub kind: FieldKind,
    pub arity: Arity,
    pub default: Option<DefaultValue>,
    pub is_updated_at: bool,
    /// `@ignore`.
    pub is_ignored: bool,
    /// `@db.…`, as written.
    pub native_type: Option<NativeType>,
    pub documentation: Option<String>,
    pub name_span: Span,
    pub span: Span,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    Scalar(ScalarType),
    Enum(EnumId),
    Composite(CompositeId),
    /// A relation; which side is told by [`Relation`].
    Relation(RelationId),
    /// `Unsupported("text")`.
    Unsupported(String),
}

/// `@id` or `@@id`.
#[derive(Debug, Clone)]
pub struct PrimaryKey {
    pub fields: Vec<IndexField>,
    /// `name`: the key in `where`.
    pub name: Option<String>,
    /// `map`, or the default name; databases without named keys ignore it.
    pub database_name: String,
    /// Whether `map` was written.
    pub is_mapped: bool,
    pub clustered: Option<bool>,
    /// `@id` on the field, not `@@id`.
    pub is_on_field: bool,
    pub span: Span,
}

/// `@unique`, `@@unique`, `@@index` or `@@fulltext`.
#[derive(Debug, Clone)]
pub struct Index {
    pub kind: IndexKind,
    pub fields: Vec<IndexField>,
    /// `name` of a unique: the key in `where`.
    pub name: Option<String>,
    /// `map` (or the legacy `name` of `@@index`), or the default name.
    pub database_name: String,
    pub is_mapped: bool,
    /// `type`, only if written.
    pub algorithm: Option<IndexAlgorithm>,
    pub clustered: Option<bool>,
    /// `where`: the predicate, as SQL.
    pub predicate: Option<Predicate>,
    /// `@unique` on the field.
    pub is_on_field: bool,
    pub span: Span,
}

/// The kinds of index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexKind {
    Unique,
    Normal,
    Fulltext,
}

/// `type:` of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexAlgorithm {
    BTree,
    Hash,
    Gist,
    Gin,
    SpGist,
    Brin,
}

/// A field of a key or index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexField {
    /// Of the model; the start of `path`, if there is one.
    pub field: FieldId,
    /// Inside composite types: the type and its field, one for each step.
    pub path: Vec<(CompositeId, FieldId)>,
    pub sort: Option<SortOrder>,
    pub length: Option<u32>,
    pub operator_class: Option<OperatorClass>,
}

/// `sort:` of an index field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortOrder {
    Asc,
    Desc,
}

/// `ops:` of an index field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorClass {
    /// A constant such as `JsonbPathOps`.
    Constant(String),
    /// `raw("jsonb_path_ops")`.
    Raw(String),
}

/// `where:` of a partial index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// `raw("…")`.
    Raw(String),
    /// `{ a: 1, b: { not: null } }`, in the order written.
    Object(Vec<(FieldId, PredicateTest)>),
}

/// One test of an object predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredicateTest {
    pub is_negated: bool,
    /// `None` is `null`.
    pub value: Option<nicol_model::Literal>,
}

/// A relation, both ends known. `forward` holds the foreign key; in an implicit many-to-many
/// relation it is the side in column `A`.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The explicit or generated name.
    pub name: String,
    /// Whether the name was written.
    pub is_named: bool,
    pub forward: RelationEnd,
    pub back: RelationEnd,
    pub kind: RelationKind,
}

/// One end of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelationEnd {
    pub model: ModelId,
    pub field: FieldId,
}

/// How a relation is stored.
#[derive(Debug, Clone)]
pub enum RelationKind {
    /// 1-1 or 1-n with a foreign key in the forward model.
    ForeignKey(ForeignKey),
    /// Implicit many-to-many, with a join table.
    ManyToMany { table_name: String, namespace: Option<String> },
    /// MongoDB's many-to-many: each side holds a list of the other's ids.
    EmbeddedManyToMany { forward: EmbeddedKey, back: EmbeddedKey },
}

/// One side of an embedded many-to-many relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedKey {
    /// Of the side's own model: the list.
    pub fields: Vec<FieldId>,
    /// Of the other model.
    pub references: Vec<FieldId>,
}

/// The foreign key of a relation.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// Of the forward model.
    pub fields: Vec<FieldId>,
    /// Of the back model, in the order of `fields`.
    pub references: Vec<FieldId>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    /// Whether the action was written (DMMF shows only written ones).
    pub on_delete_written: bool,
    pub on_update_written: bool,
    /// `map`, or the default name.
    pub database_name: String,
    pub is_mapped: bool,
    pub is_one_to_one: bool,
    pub span: Span,
}

/// An enum.
#[derive(Debug, Clone)]
pub struct Enum {
    pub name: String,
    pub database_name: String,
    /// Whether the name in the database was written.
    pub is_mapped: bool,
    pub namespace: Option<String>,
    pub values: Vec<EnumValue>,
    pub documentation: Option<String>,
    pub file: usize,
    pub name_span: Span,
    pub span: Span,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    pub name: String,
    pub database_name: String,
    /// Whether the name in the database was written.
    pub is_mapped: bool,
    pub documentation: Option<String>,
    pub span: Span,
}

/// A composite type (MongoDB).
#[derive(Debug, Clone)]
pub struct Composite {
    pub name: String,
    pub fields: Vec<Field>,
    pub documentation: Option<String>,
    pub file: usize,
    pub span: Span,
}

impl Schema {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.index()]
    }

    /// The composite type with this id.
    #[must_use]
    pub fn composite(&self, id: CompositeId) -> &Composite {
        &self.composites[id.index()]
    }

    /// The enum with this id.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.index()]
    }

    /// The relation with this id.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.index()]
    }
}

impl Model {
    /// The field with this id.
    #[must_use]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }
}
