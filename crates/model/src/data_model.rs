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
}

/// Which Prisma judges a schema: one whose datasource has `url` is of flavour 6, any other of 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavour {
    Six,
    Seven,
}

/// The databases of the schema language. Queries and migrations run on [`Provider::Postgresql`] and [`Provider::Sqlite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    ForeignKeys,
    Prisma,
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arity {
    Required,
    Optional,
    List,
}

/// `onDelete` and `onUpdate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    pub flavour: Flavour,
    pub provider: Provider,
    pub relation_mode: RelationMode,
    /// Names of the client's preview features that are on, sorted.
    pub preview_features: Vec<String>,
    pub models: Vec<Model>,
    pub enums: Vec<Enum>,
    pub relations: Vec<Relation>,
}

/// A model or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub name: String,
    /// The table's name.
    pub database_name: String,
    /// The value of `@@schema`.
    pub namespace: Option<String>,
    pub is_view: bool,
    pub fields: Vec<Field>,
    /// The primary key's fields; empty without one.
    pub primary_key: Vec<FieldId>,
    /// Every way to name one record, primary key first, then `@unique` fields, then `@@unique` in source order.
    pub uniques: Vec<UniqueCriterion>,
    pub documentation: Option<String>,
}

/// An id or a unique: a way to name one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueCriterion {
    /// The key in `where`: the field's name, the joined names (`a_b`), or the given `name`.
    pub name: String,
    pub fields: Vec<FieldId>,
    pub is_primary_key: bool,
    /// The constraint's or index's name in the database, where it has one.
    pub database_name: Option<String>,
}

/// A field of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    /// The column's name; the field's own name for relations.
    pub database_name: String,
    pub kind: FieldKind,
    pub arity: Arity,
    /// Never on relations.
    pub default: Option<DefaultValue>,
    pub is_updated_at: bool,
    /// The `@db.` attribute, as written.
    pub native_type: Option<NativeType>,
    pub documentation: Option<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    Scalar(ScalarType),
    Enum(EnumId),
    /// The field is this side of this relation.
    Relation(RelationId, RelationSide),
}

/// A `@db.` attribute: `VarChar` with `["255"]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NativeType {
    pub name: String,
    pub args: Vec<String>,
}

/// Which of a relation's two ends. In a relation with a foreign key, [`RelationSide::Forward`] holds it;
/// in an implicit many-to-many relation, it is the side in column `A`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelationSide {
    Forward,
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
    pub forward_model: ModelId,
    pub forward_field: Option<FieldId>,
    pub back_model: ModelId,
    pub back_field: Option<FieldId>,
    /// `fields`: the foreign key's fields in the forward model; empty for many-to-many.
    pub fields: Vec<FieldId>,
    /// `references`: fields of the back model, in the order of `fields`.
    pub references: Vec<FieldId>,
    /// As written or by default; meaningless for many-to-many.
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    /// The foreign key's name in the database; none with [`RelationMode::Prisma`] and for many-to-many.
    pub foreign_key_name: Option<String>,
    /// Set for implicit many-to-many relations.
    pub join_table: Option<JoinTable>,
}

/// The table of an implicit many-to-many relation: column `A` references the forward model's id, `B` the back model's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinTable {
    pub database_name: String,
    pub namespace: Option<String>,
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    pub name: String,
    pub database_name: String,
    pub namespace: Option<String>,
    pub values: Vec<EnumValue>,
    pub documentation: Option<String>,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    pub name: String,
    pub database_name: String,
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
    /// Whether the field is a column (not a relation).
    #[must_use]
    pub const fn is_column(&self) -> bool {
        !matches!(self.kind, FieldKind::Relation(..))
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
