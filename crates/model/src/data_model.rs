use crate::{DefaultValue, ScalarType};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($repr:ty)),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $repr);

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
    /// A model or view: its position in [`DataModel::models`].
    ModelId(u16),
    /// A field: its position in [`Model::fields`] of its model.
    FieldId(u16),
    /// A relation: its position in [`DataModel::relations`].
    RelationId(u16),
    /// An enum: its position in [`DataModel::enums`].
    EnumId(u16),
    /// A composite type: its position in [`DataModel::composites`].
    CompositeId(u16),
}

/// Which Prisma judges a schema: one whose datasource has `url` is of flavour 6, any other of 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// As Prisma 6.19 judges it.
    Six,
    /// As Prisma 7.10 judges it.
    Seven,
}

/// The databases of the schema language. Queries and migrations run on [`Provider::Postgresql`] and [`Provider::Sqlite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as in schemas")]
pub enum Provider {
    Postgresql,
    Cockroachdb,
    Sqlite,
    Mysql,
    Sqlserver,
    Mongodb,
}

impl Provider {
    /// The canonical name, as in `migration_lock.toml` and DMMF's `activeProvider`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Cockroachdb => "cockroachdb",
            Self::Sqlite => "sqlite",
            Self::Mysql => "mysql",
            Self::Sqlserver => "sqlserver",
            Self::Mongodb => "mongodb",
        }
    }

    /// The provider of a name in a schema; `postgres` is an alias.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "postgresql" | "postgres" => Self::Postgresql,
            "cockroachdb" => Self::Cockroachdb,
            "sqlite" => Self::Sqlite,
            "mysql" => Self::Mysql,
            "sqlserver" => Self::Sqlserver,
            "mongodb" => Self::Mongodb,
            _ => return None,
        })
    }
}

/// Whether the database holds foreign keys or the client emulates their actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelationMode {
    /// `"foreignKeys"`: the database.
    ForeignKeys,
    /// `"prisma"`: the client.
    Prisma,
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arity {
    /// `T`: one.
    Required,
    /// `T?`: none or one.
    Optional,
    /// `T[]`: any number.
    List,
}

/// `onDelete` and `onUpdate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as in schemas")]
pub enum ReferentialAction {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}

impl ReferentialAction {
    /// The constant in schemas.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cascade => "Cascade",
            Self::Restrict => "Restrict",
            Self::NoAction => "NoAction",
            Self::SetNull => "SetNull",
            Self::SetDefault => "SetDefault",
        }
    }
}

/// All that a client can ask about, in the order of the schema files.
#[derive(Debug, Clone, PartialEq)]
pub struct DataModel {
    /// Which Prisma judges it.
    pub flavour: Flavour,
    /// The database.
    pub provider: Provider,
    /// Who enforces relations.
    pub relation_mode: RelationMode,
    /// Names of the client's preview features that are on, sorted.
    pub preview_features: Vec<String>,
    /// Models and views.
    pub models: Vec<Model>,
    /// The enums.
    pub enums: Vec<Enum>,
    /// The composite types (MongoDB).
    pub composites: Vec<Composite>,
    /// The relations.
    pub relations: Vec<Relation>,
}

/// A model or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The name in the schema.
    pub name: String,
    /// The table's name.
    pub database_name: String,
    /// The value of `@@schema`.
    pub namespace: Option<String>,
    /// Whether it is a view.
    pub is_view: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The primary key's fields; empty without one.
    pub primary_key: Vec<FieldId>,
    /// Every way to name one record, primary key first, then `@unique` fields, then `@@unique` in source order.
    pub uniques: Vec<UniqueCriterion>,
    /// The other ids and uniques, those over fields that no client sees.
    pub hidden_uniques: Vec<HiddenUnique>,
    /// Whether a client can make records: not if a required column of an unsupported type has no default.
    pub is_creatable: bool,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
}

/// An id or a unique: a way to name one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueCriterion {
    /// The key in `where`: the field's name, the joined names (`a_b`), or the given `name`.
    pub name: String,
    /// Its fields.
    pub fields: Vec<FieldId>,
    /// Whether it is `@id` or `@@id`.
    pub is_primary_key: bool,
    /// `name` of a block attribute over a single field: nothing is called by it, but DMMF lists it.
    pub unused_name: Option<String>,
    /// The constraint's or index's name in the database, where it has one.
    pub database_name: Option<String>,
}

/// An id or a unique over fields that are ignored, unsupported, or inside composite types. Prisma counts it among the
/// ways to name one record, and lets a client use it when its fields are several and none is unsupported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenUnique {
    /// Its place among all ids and uniques, [`Model::uniques`] included.
    pub place: u16,
    /// Whether it is `@id` or `@@id`.
    pub is_primary_key: bool,
    /// The key in `where`.
    pub name: String,
    /// Its fields; empty where a client can't use it.
    pub fields: Vec<HiddenKeyField>,
    /// Whether no field of it may be missing, so that it names one record for sure.
    pub is_strict: bool,
}

/// A field of a [`HiddenUnique`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenKeyField {
    /// The name in the schema.
    pub name: String,
    /// What it holds; never a relation.
    pub kind: FieldKind,
    /// Whether it is a list.
    pub is_list: bool,
}

/// A composite type.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// The name in the schema.
    pub name: String,
    /// Its fields, none of them a relation.
    pub fields: Vec<Field>,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
}

/// A field of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name in the schema.
    pub name: String,
    /// The column's name; the field's own name for relations.
    pub database_name: String,
    /// What it holds or is.
    pub kind: FieldKind,
    /// How many values it holds.
    pub arity: Arity,
    /// Never on relations.
    pub default: Option<DefaultValue>,
    /// `@updatedAt`.
    pub is_updated_at: bool,
    /// Whether a relation is stored in it, one that no client sees included.
    pub is_foreign_key: bool,
    /// The `@db.` attribute, as written.
    pub native_type: Option<NativeType>,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A built-in scalar.
    Scalar(ScalarType),
    /// A value of an enum.
    Enum(EnumId),
    /// A composite type (MongoDB).
    Composite(CompositeId),
    /// The field is this side of this relation.
    Relation(RelationId, RelationSide),
}

/// A `@db.` attribute: `VarChar` with `["255"]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NativeType {
    /// The name in the schema.
    pub name: String,
    /// The arguments, as written.
    pub args: Vec<String>,
}

/// Which of a relation's two ends. In a relation with a foreign key, [`RelationSide::Forward`] holds it;
/// in an implicit many-to-many relation, it is the side in column `A`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelationSide {
    /// The end with the foreign key or with column `A`.
    Forward,
    /// The end that is referenced, or with column `B`.
    Back,
}

impl RelationSide {
    /// The other end.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Forward => Self::Back,
            Self::Back => Self::Forward,
        }
    }
}

/// A relation between two models. A side has no field when it was ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The explicit or generated name (`PostToUser`).
    pub name: String,
    /// The model with the foreign key or of column `A`.
    pub forward_model: ModelId,
    /// Its relation field.
    pub forward_field: Option<FieldId>,
    /// The other model.
    pub back_model: ModelId,
    /// Its relation field.
    pub back_field: Option<FieldId>,
    /// `fields`: the foreign key's fields in the forward model; empty for many-to-many.
    pub fields: Vec<FieldId>,
    /// `references`: fields of the back model, in the order of `fields`.
    pub references: Vec<FieldId>,
    /// As written or by default; meaningless for many-to-many.
    pub on_delete: ReferentialAction,
    /// As written or by default.
    pub on_update: ReferentialAction,
    /// The foreign key's name in the database; none with [`RelationMode::Prisma`] and for many-to-many.
    pub foreign_key_name: Option<String>,
    /// Set for implicit many-to-many relations.
    pub join_table: Option<JoinTable>,
}

/// The table of an implicit many-to-many relation: column `A` references the forward model's id, `B` the back model's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinTable {
    /// The name in the database.
    pub database_name: String,
    /// The value of `@@schema`.
    pub namespace: Option<String>,
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// The name in the schema.
    pub name: String,
    /// The name in the database.
    pub database_name: String,
    /// The value of `@@schema`.
    pub namespace: Option<String>,
    /// Its values.
    pub values: Vec<EnumValue>,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The name in the schema.
    pub name: String,
    /// The name in the database.
    pub database_name: String,
    /// The text of its `///` comments.
    pub documentation: Option<String>,
}

impl DataModel {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.index()]
    }

    /// The relation with this id.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.index()]
    }

    /// The enum with this id.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.index()]
    }

    /// The composite type with this id.
    #[must_use]
    pub fn composite(&self, id: CompositeId) -> &Composite {
        &self.composites[id.index()]
    }

    /// The model with this name.
    #[must_use]
    pub fn find_model(&self, name: &str) -> Option<ModelId> {
        position(&self.models, |m| m.name == name).map(ModelId)
    }
}

impl Model {
    /// The field with this id.
    #[must_use]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// The field with this name.
    #[must_use]
    pub fn find_field(&self, name: &str) -> Option<FieldId> {
        position(&self.fields, |f| f.name == name).map(FieldId)
    }
}

impl Field {
    /// Whether the field is a column (not a relation, not a composite type).
    #[must_use]
    pub const fn is_column(&self) -> bool {
        matches!(self.kind, FieldKind::Scalar(_) | FieldKind::Enum(_))
    }

    /// Whether the field is a relation.
    #[must_use]
    pub const fn is_relation(&self) -> bool {
        matches!(self.kind, FieldKind::Relation(..))
    }
}

impl Relation {
    /// The model at one end.
    #[must_use]
    pub const fn model(&self, side: RelationSide) -> ModelId {
        match side {
            RelationSide::Forward => self.forward_model,
            RelationSide::Back => self.back_model,
        }
    }

    /// The relation field at one end.
    #[must_use]
    pub const fn field(&self, side: RelationSide) -> Option<FieldId> {
        match side {
            RelationSide::Forward => self.forward_field,
            RelationSide::Back => self.back_field,
        }
    }
}

fn position<T>(list: &[T], wanted: impl Fn(&T) -> bool) -> Option<u16> {
    list.iter().position(wanted).and_then(|i| u16::try_from(i).ok())
}
