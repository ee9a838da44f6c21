//! A request as a tree: ids instead of names, numbered parameters instead of values.
//!
//! The tree says what is asked, in Prisma's terms (reference: Prisma Client's query API). It is checked against
//! the data model when it is planned; building it checks nothing. A value is [`Param`]; `null`, absence, an
//! empty list and the sign of `take` are part of the tree, because they change the SQL.

use nicol_model::{FieldId, ModelId};

/// A value of the request: its number, in the order in which values stand in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Param(pub u16);

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Action {
    FindUnique,
    FindUniqueOrThrow,
    FindFirst,
    FindFirstOrThrow,
    FindMany,
    Create,
    CreateMany,
    CreateManyAndReturn,
    Update,
    UpdateMany,
    UpdateManyAndReturn,
    Upsert,
    Delete,
    DeleteMany,
    /// Also `count`.
    Aggregate,
    GroupBy,
}

impl Action {
    /// As Prisma Client calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FindUnique => "findUnique",
            Self::FindUniqueOrThrow => "findUniqueOrThrow",
            Self::FindFirst => "findFirst",
            Self::FindFirstOrThrow => "findFirstOrThrow",
            Self::FindMany => "findMany",
            Self::Create => "create",
            Self::CreateMany => "createMany",
            Self::CreateManyAndReturn => "createManyAndReturn",
            Self::Update => "update",
            Self::UpdateMany => "updateMany",
            Self::UpdateManyAndReturn => "updateManyAndReturn",
            Self::Upsert => "upsert",
            Self::Delete => "delete",
            Self::DeleteMany => "deleteMany",
            Self::Aggregate => "aggregate",
            Self::GroupBy => "groupBy",
        }
    }

    /// In the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::FindUnique,
        Self::FindUniqueOrThrow,
        Self::FindFirst,
        Self::FindFirstOrThrow,
        Self::FindMany,
        Self::Create,
        Self::CreateMany,
        Self::CreateManyAndReturn,
        Self::Update,
        Self::UpdateMany,
        Self::UpdateManyAndReturn,
        Self::Upsert,
        Self::Delete,
        Self::DeleteMany,
        Self::Aggregate,
        Self::GroupBy,
    ];
}

/// How related records are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum LoadStrategy {
    /// All of them in one statement, where the database can do that.
    Join,
    /// A statement for each relation, by the keys that the rows above it brought.
    Query,
}

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub action: Action,
    pub model: ModelId,
    /// `where`, order and page.
    pub args: Args,
    /// `data` of create and update, `create` of upsert.
    pub data: Option<Data>,
    /// `data` of createMany and createManyAndReturn.
    pub rows: Vec<RowGroup>,
    /// `update` of upsert.
    pub update: Option<Data>,
    pub skip_duplicates: bool,
    /// `relationLoadStrategy`.
    pub load: Option<LoadStrategy>,
    /// Several findUnique that differ in their values: each value of the request is a list, with an element for each. The
    /// result is a list of records; their rows have one column more, the last: whose they are (BigInt, from 1).
    pub is_gathered: bool,
    /// `limit` of updateMany and deleteMany.
    pub limit: Option<Param>,
    /// Empty for actions that return a count.
    pub selection: Selection,
    /// Of aggregate and groupBy.
    pub aggregates: Vec<Aggregate>,
    /// `by` of groupBy.
    pub by: Vec<FieldId>,
    pub having: Option<Filter>,
}

impl Operation {
    /// An operation that asks for nothing yet.
    #[must_use]
    pub fn new(action: Action, model: ModelId) -> Self {
        Self {
            action,
            model,
            args: Args::default(),
            data: None,
            rows: Vec::new(),
            update: None,
            skip_duplicates: false,
            load: None,
            is_gathered: false,
            limit: None,
            selection: Selection::default(),
            aggregates: Vec::new(),
            by: Vec::new(),
            having: None,
        }
    }
}

/// Which records, in which order, how many: of an action or of a nested list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Args {
    pub filter: Option<Filter>,
    pub order_by: Vec<OrderBy>,
    /// A unique filter whose record the page starts at.
    pub cursor: Option<Filter>,
    pub take: Option<Take>,
    pub skip: Option<Param>,
    pub distinct: Vec<FieldId>,
}

/// `take`: the value is the count without its sign (a BigInt).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    pub count: Param,
    /// Negative: the last ones, in the order asked for.
    pub from_end: bool,
}

/// A condition on records of one model.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// True if empty.
    And(Vec<Filter>),
    /// False if empty.
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Scalar(ScalarFilter),
    /// A relation's record or records.
    Relation {
        field: FieldId,
        quantifier: Quantifier,
        filter: Box<Filter>,
    },
    /// The to-one relation is missing (`null`, `is: null`).
    RelationIsNull(FieldId),
    /// In `having`: a condition on an aggregate of a group.
    Having {
        function: AggregateFunction,
        filter: ScalarFilter,
    },
}

/// How many related records must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    Some,
    Every,
    None,
    Is,
    IsNot,
}

/// A condition on a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarFilter {
    pub field: FieldId,
    pub operator: Operator,
    pub operand: Operand,
    /// `mode: insensitive`.
    pub insensitive: bool,
    /// Negated operator by operator, as `not: { … }` does: NULL rows match neither form.
    pub negated: bool,
    /// `path` of a JSON filter: a list of strings (PostgreSQL) or a string (SQLite).
    pub json_path: Option<Param>,
}

/// What a condition compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    Param(Param),
    Null,
    /// An empty list: `in: []`, `hasEvery: []`.
    EmptyList,
    /// A column of the same record.
    Field(FieldId),
    /// `Prisma.JsonNull`.
    JsonNull,
    /// `Prisma.AnyNull`.
    AnyNull,
    /// `isEmpty: true` and `false`.
    Boolean(bool),
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Operator {
    Equals,
    /// The operand of `In` and `NotIn` is a list, or a list column.
    In,
    NotIn,
    Lt,
    Lte,
    Gt,
    Gte,
    Contains,
    StartsWith,
    EndsWith,
    Search,
    // Lists.
    Has,
    HasEvery,
    HasSome,
    IsEmpty,
    // JSON.
    StringContains,
    StringStartsWith,
    StringEndsWith,
    ArrayContains,
    ArrayStartsWith,
    ArrayEndsWith,
}

impl Operator {
    /// In the order of their numbers.
    pub const ALL: [Self; 21] = [
        Self::Equals,
        Self::In,
        Self::NotIn,
        Self::Lt,
        Self::Lte,
        Self::Gt,
        Self::Gte,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::Search,
        Self::Has,
        Self::HasEvery,
        Self::HasSome,
        Self::IsEmpty,
        Self::StringContains,
        Self::StringStartsWith,
        Self::StringEndsWith,
        Self::ArrayContains,
        Self::ArrayStartsWith,
        Self::ArrayEndsWith,
    ];
}

/// An element of `orderBy`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// To-one relations on the way to the record that is ordered by.
    pub path: Vec<FieldId>,
    pub key: OrderKey,
    pub descending: bool,
    pub nulls: Option<Nulls>,
}

/// What is ordered by.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderKey {
    Field(FieldId),
    /// How many records a to-many relation has.
    Count(FieldId),
    /// `_relevance`: the fields and the search text.
    Relevance(Vec<FieldId>, Param),
    /// In groupBy: an aggregate of a field.
    Aggregate(AggregateFunction, FieldId),
}

/// Where NULLs go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nulls {
    First,
    Last,
}

/// What is returned of each record, in this order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    pub items: Vec<Selected>,
}

/// One thing that is returned of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Selected {
    /// All columns, in the model's order, without those left out.
    Columns {
        omit: Vec<FieldId>,
    },
    Column(FieldId),
    Relation(NestedRead),
    /// `_count` of a to-many relation.
    Count {
        field: FieldId,
        filter: Option<Filter>,
    },
}

/// Related records in a selection.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedRead {
    pub field: FieldId,
    pub args: Args,
    pub selection: Selection,
}

/// What a row is given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// In the order of the request: nested writes run in it.
    pub writes: Vec<Write>,
}

/// Rows of createMany that set the same columns: one list of values a column, so that the shape of a request does
/// not depend on how many rows there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// The places of the rows among all rows of the request, ascending, from 0: a list of Int.
    pub positions: Param,
    /// A list of the column's type each, as long as `positions`; NULL is SQL NULL.
    pub columns: Vec<(FieldId, Param)>,
}

/// One part of `data`.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    Column { field: FieldId, value: ColumnWrite },
    Relation { field: FieldId, write: RelationWrite },
}

/// What happens to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnWrite {
    Set(Param),
    /// SQL NULL (`null`, `Prisma.DbNull`).
    SetNull,
    /// `Prisma.JsonNull`.
    SetJsonNull,
    Increment(Param),
    Decrement(Param),
    Multiply(Param),
    Divide(Param),
    /// Appends a list.
    Push(Param),
}

/// A nested write.
#[derive(Debug, Clone, PartialEq)]
pub enum RelationWrite {
    Create(Vec<Data>),
    CreateMany {
        rows: Vec<RowGroup>,
        skip_duplicates: bool,
    },
    Connect(Vec<Filter>),
    ConnectOrCreate(Vec<(Filter, Data)>),
    Set(Vec<Filter>),
    /// To-one without a condition: one `And` of nothing.
    Disconnect(Vec<Filter>),
    Delete(Vec<Filter>),
    /// To-one: the condition may be absent.
    Update(Vec<(Option<Filter>, Data)>),
    Upsert(Vec<NestedUpsert>),
    UpdateMany(Vec<(Filter, Data)>),
    DeleteMany(Vec<Filter>),
}

/// `upsert` inside another write.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedUpsert {
    pub filter: Option<Filter>,
    pub create: Data,
    pub update: Data,
}

/// An aggregate that is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `_count: true`, `_count: { _all: true }`.
    CountAll,
    Of(AggregateFunction, FieldId),
}

/// Aggregate functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum AggregateFunction {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

impl AggregateFunction {
    /// In the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Count, Self::Sum, Self::Avg, Self::Min, Self::Max];
}
