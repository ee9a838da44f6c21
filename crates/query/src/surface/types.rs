//! The types of the graph, by ids, and what stands in their fields.

use nicol_model::{Arity, CompositeId, EnumId, FieldId, ModelId, RelationId, RelationSide, ScalarType};
use smallvec::SmallVec;

use crate::ast::AggregateFunction;

/// What has fields of its own: a model, a view, or a composite type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    Model(ModelId),
    Composite(CompositeId),
}

/// One end of a relation. In a name it is the field that is left out: `PostCreateWithoutAuthorInput` is the end `author`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    pub relation: RelationId,
    pub side: RelationSide,
}

impl End {
    /// The other end.
    #[must_use]
    pub const fn opposite(self) -> Self {
        Self { relation: self.relation, side: self.side.opposite() }
    }
}

/// Which of the two forms of data: with relations, or with the columns of foreign keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Relations are connected and created; their columns can't be given.
    Checked,
    /// Columns of foreign keys are given; only relations that are stored elsewhere can be.
    Unchecked,
}

/// What a filter or an update is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    Scalar(ScalarType),
    /// A `String` that is stored as a UUID: it can't be searched for a part.
    Uuid,
    Enum(EnumId),
}

/// `IntFilter`, `NestedStringNullableWithAggregatesFilter`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Filter {
    pub value: Value,
    pub is_nullable: bool,
    /// In `having`: also conditions on aggregates.
    pub has_aggregates: bool,
    /// Under `not`.
    pub is_nested: bool,
}

/// An object that a request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputType {
    /// `UserWhereInput`.
    Where(Container),
    /// `UserWhereUniqueInput`.
    WhereUnique(ModelId),
    /// `UserScalarWhereInput`.
    ScalarWhere(ModelId),
    /// `UserScalarWhereWithAggregatesInput`.
    Having(ModelId),
    /// `UserFirstLastCompoundUniqueInput`: the criterion with this place among all.
    CompoundUnique(ModelId, u16),
    /// `StringFilter` and the like: the conditions on a value.
    Filter(Filter),
    /// `StringNullableListFilter` and the like: the conditions on a list.
    ListFilter(Value),
    /// `PostListRelationFilter`: `some`, `every`, `none`.
    ListRelationFilter(ModelId),
    /// `UserScalarRelationFilter`: `is`, `isNot`.
    OneRelationFilter { model: ModelId, is_nullable: bool },
    /// `AddressCompositeFilter` and the like.
    CompositeFilter(CompositeId, Arity),
    /// `AddressObjectEqualityInput`.
    ObjectEquality(CompositeId),
    /// `UserOrderByWithRelationInput`, `AddressOrderByInput`.
    OrderBy(Container),
    /// `UserOrderByWithAggregationInput`.
    GroupOrderBy(ModelId),
    /// `SortOrderInput`.
    SortOrder,
    /// `PostOrderByRelationAggregateInput`, `AddressOrderByCompositeAggregateInput`.
    CountOrder(Container),
    /// `UserCountOrderByAggregateInput` and the like.
    AggregateOrder(ModelId, AggregateFunction),
    /// `UserOrderByRelevanceInput`.
    Relevance(ModelId),
    /// `UserCreateInput`, `UserUncheckedCreateWithoutPostsInput`.
    Create(ModelId, Form, Option<End>),
    /// `UserUpdateInput`, `UserUncheckedUpdateWithoutPostsInput`.
    Update(ModelId, Form, Option<End>),
    /// `UserCreateManyInput`, `PostCreateManyAuthorInput`.
    CreateMany(ModelId, Option<End>),
    /// `UserUpdateManyMutationInput`.
    UpdateMany(ModelId),
    /// `UserUncheckedUpdateManyInput`, `PostUncheckedUpdateManyWithoutAuthorInput`.
    UncheckedUpdateMany(ModelId, Option<End>),
    /// `UserCreatetagsInput`: `set` of a list in new data.
    ListCreate(Container, FieldId),
    /// `UserUpdatetagsInput`: `set` and `push` of a list.
    ListUpdate(Container, FieldId),
    /// `IntFieldUpdateOperationsInput` and the like.
    FieldUpdate { value: Value, is_nullable: bool },
    /// `PostCreateNestedManyWithoutAuthorInput`: what can be done with related records of a new record.
    CreateNested(End, Form),
    /// `PostUpdateManyWithoutAuthorNestedInput`: what can be done with related records.
    UpdateNested(End, Form),
    /// `PostCreateOrConnectWithoutAuthorInput`.
    ConnectOrCreate(End),
    /// `PostCreateManyAuthorInputEnvelope`.
    CreateManyEnvelope(End),
    /// `PostUpsertWithWhereUniqueWithoutAuthorInput`, `UserUpsertWithoutPostsInput`.
    NestedUpsert(End),
    /// `PostUpdateWithWhereUniqueWithoutAuthorInput`, `UserUpdateToOneWithWhereWithoutPostsInput`.
    NestedUpdate(End),
    /// `PostUpdateManyWithWhereWithoutAuthorInput`.
    NestedUpdateMany(End),
    /// `AddressCreateInput`.
    CompositeCreate(CompositeId),
    /// `AddressCreateEnvelopeInput` and the like.
    CompositeCreateEnvelope(CompositeId, Arity),
    /// `AddressUpdateInput`.
    CompositeUpdate(CompositeId),
    /// `AddressUpdateEnvelopeInput` and the like.
    CompositeUpdateEnvelope(CompositeId, Arity),
    /// `AddressUpsertInput`.
    CompositeUpsert(CompositeId),
    /// `AddressUpdateManyInput`.
    CompositeUpdateMany(CompositeId),
    /// `AddressDeleteManyInput`.
    CompositeDeleteMany(CompositeId),
}

/// The words that may stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumType {
    /// An enum of the schema.
    Declared(EnumId),
    /// `UserScalarFieldEnum`.
    ScalarFields(ModelId),
    /// `UserOrderByRelevanceFieldEnum`.
    RelevanceFields(ModelId),
    TransactionIsolationLevel,
    RelationLoadStrategy,
    SortOrder,
    NullsOrder,
    QueryMode,
    JsonNullValueInput,
    NullableJsonNullValueInput,
    JsonNullValueFilter,
}

/// What a reference to a field of another column may point at: `IntFieldRefInput`, `ListIntFieldRefInput`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldRef {
    pub target: RefTarget,
    pub is_list: bool,
}

/// The type behind a [`FieldRef`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefTarget {
    Scalar(ScalarType),
    Enum(EnumType),
}

/// One of the types that a place takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeKind {
    Scalar(ScalarType),
    Null,
    Input(InputType),
    Enum(EnumType),
    FieldRef(FieldRef),
}

/// A type, or a list of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeRef {
    pub kind: TypeKind,
    pub is_list: bool,
}

impl TypeRef {
    pub(super) const fn one(kind: TypeKind) -> Self {
        Self { kind, is_list: false }
    }

    pub(super) const fn list(kind: TypeKind) -> Self {
        Self { kind, is_list: true }
    }
}

/// A field of an input type, or an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputField<'m> {
    pub name: &'m str,
    pub is_required: bool,
    /// Whether `null` may be given.
    pub is_nullable: bool,
    /// Whether a value in it can stand as a parameter of a prepared query (Prisma 7 says so in its DMMF).
    pub is_parameterizable: bool,
    /// What it takes, the first choice first. Nothing where the place is filled in by its parts.
    pub types: SmallVec<[TypeRef; 4]>,
}

impl<'m> InputField<'m> {
    pub(super) fn optional(name: &'m str, types: impl IntoIterator<Item = TypeRef>) -> Self {
        Self {
            name,
            is_required: false,
            is_nullable: false,
            is_parameterizable: false,
            types: types.into_iter().collect(),
        }
    }

    pub(super) fn required(name: &'m str, types: impl IntoIterator<Item = TypeRef>) -> Self {
        Self { is_required: true, ..Self::optional(name, types) }
    }

    /// Takes `null` too, if `is_nullable`.
    pub(super) fn nullable(mut self, is_nullable: bool) -> Self {
        if is_nullable {
            self.is_nullable = true;
            self.types.push(TypeRef::one(TypeKind::Null));
        }
        self
    }

    pub(super) fn parameter(self) -> Self {
        Self { is_parameterizable: true, ..self }
    }
}

/// How many fields of an input type have to and may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Constraints {
    pub at_most: Option<u8>,
    pub at_least: Option<u8>,
}

/// An object that an answer may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputType {
    Query,
    Mutation,
    /// `User`, `Address`.
    Record(Container),
    /// `AggregateUser`.
    Aggregate(ModelId),
    /// `UserGroupByOutputType`.
    GroupBy(ModelId),
    /// `UserCountAggregateOutputType` and the like.
    AggregateOf(ModelId, AggregateFunction),
    /// `AffectedRowsOutput`.
    AffectedRows,
    /// `UserCountOutputType`.
    Count(ModelId),
    /// `CreateManyUserAndReturnOutputType`.
    CreateManyAndReturn(ModelId),
    /// `UpdateManyUserAndReturnOutputType`.
    UpdateManyAndReturn(ModelId),
}

/// What a field of an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputKind {
    Scalar(ScalarType),
    Enum(EnumType),
    Object(OutputType),
}

/// A field of an output type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputField<'m> {
    pub name: OutputName<'m>,
    pub arguments: Arguments,
    pub is_nullable: bool,
    pub kind: OutputKind,
    pub is_list: bool,
}

/// The name of a field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputName<'m> {
    Plain(&'m str),
    /// `findManyUser`.
    Operation(RootOperation, ModelId),
}

/// What may be given with a field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arguments {
    None,
    /// Of an operation on a model.
    Operation(RootOperation, ModelId),
    /// Of a list of related records.
    Related(ModelId),
    /// Of a related record that may be missing, and of a count: `where`.
    Where(ModelId),
    /// Of `executeRaw` and `queryRaw`.
    RawSql,
    /// Of `runCommandRaw`.
    RawCommand,
}

/// A field of `Query` or `Mutation` that is about a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as in the protocol")]
pub enum RootOperation {
    FindFirst,
    FindFirstOrThrow,
    FindMany,
    Aggregate,
    GroupBy,
    FindUnique,
    FindUniqueOrThrow,
    FindRaw,
    AggregateRaw,
    CreateOne,
    UpsertOne,
    CreateMany,
    CreateManyAndReturn,
    DeleteOne,
    UpdateOne,
    UpdateMany,
    UpdateManyAndReturn,
    DeleteMany,
}

impl RootOperation {
    /// Reads, in the order of `Query`.
    pub const QUERIES: [Self; 9] = [
        Self::FindFirst,
        Self::FindFirstOrThrow,
        Self::FindMany,
        Self::Aggregate,
        Self::GroupBy,
        Self::FindUnique,
        Self::FindUniqueOrThrow,
        Self::FindRaw,
        Self::AggregateRaw,
    ];
    /// Writes, in the order of `Mutation`.
    pub const MUTATIONS: [Self; 9] = [
        Self::CreateOne,
        Self::UpsertOne,
        Self::CreateMany,
        Self::CreateManyAndReturn,
        Self::DeleteOne,
        Self::UpdateOne,
        Self::UpdateMany,
        Self::UpdateManyAndReturn,
        Self::DeleteMany,
    ];

    /// The word for the operation, as in the mappings of DMMF.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FindFirst => "findFirst",
            Self::FindFirstOrThrow => "findFirstOrThrow",
            Self::FindMany => "findMany",
            Self::Aggregate => "aggregate",
            Self::GroupBy => "groupBy",
            Self::FindUnique => "findUnique",
            Self::FindUniqueOrThrow => "findUniqueOrThrow",
            Self::FindRaw => "findRaw",
            Self::AggregateRaw => "aggregateRaw",
            Self::CreateOne => "createOne",
            Self::UpsertOne => "upsertOne",
            Self::CreateMany => "createMany",
            Self::CreateManyAndReturn => "createManyAndReturn",
            Self::DeleteOne => "deleteOne",
            Self::UpdateOne => "updateOne",
            Self::UpdateMany => "updateMany",
            Self::UpdateManyAndReturn => "updateManyAndReturn",
            Self::DeleteMany => "deleteMany",
        }
    }

    /// What stands before and behind the model's name: `findFirst` … `OrThrow`.
    #[must_use]
    pub const fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::FindFirstOrThrow => ("findFirst", "OrThrow"),
            Self::FindUniqueOrThrow => ("findUnique", "OrThrow"),
            Self::FindRaw => ("find", "Raw"),
            Self::AggregateRaw => ("aggregate", "Raw"),
            Self::CreateManyAndReturn => ("createMany", "AndReturn"),
            Self::UpdateManyAndReturn => ("updateMany", "AndReturn"),
            whole => (whole.name(), ""),
        }
    }
}
