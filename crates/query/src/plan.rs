//! What to run for a request: statements over numbered slots, how rows join, what to return.
//!
//! A plan depends on the shape of a request only, never on its values. It is data: an executor with a connection
//! runs it (`client`), nothing in it is decided again there.

mod attempt;

use nicol_model::{DefaultFunction, EnumId, FieldId, ModelId};

pub use attempt::{Attempt, Demand, Meaning, Said, Verdicts};
pub(crate) use attempt::{Changed, REFUSED, UNMET};

use crate::ast::Param;
use crate::sql::{Outline, Table, Verb};
use crate::value::CellType;

/// Where the rows of a statement are kept while a plan runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u16);

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// All steps must happen in one transaction.
    pub needs_transaction: bool,
    pub steps: Vec<Step>,
    /// How many slots the steps use. A slot that no step filled holds no rows.
    pub slots: u16,
    pub result: ResultShape,
    /// What to run instead for some values.
    pub shortcut: Option<Box<Shortcut>>,
    /// What to try before the steps.
    pub attempt: Option<Box<Attempt>>,
    /// Nothing has to run if this value of the request is 0 (`take: 0`): there are no rows.
    pub nothing_if_zero: Option<Param>,
}

/// A shorter plan that means the same if some values of the request are equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortcut {
    /// Each pair has to be equal, byte for byte.
    pub equal: Vec<(Param, Param)>,
    /// Uses the slots of the whole plan; its rows stand where the plan's result looks for them.
    pub steps: Vec<Step>,
    pub needs_transaction: bool,
}

/// One statement's text and types.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Parameters are `$1`, `$2`, … on PostgreSQL, `?1`, `?2`, … on SQLite: the first of `params` is 1.
    pub sql: String,
    pub params: Vec<BoundParam>,
    /// Of the columns that come back; empty if none do.
    pub columns: Vec<CellType>,
    /// What it does: for the planner.
    pub(crate) outline: Box<Outline>,
}

impl Statement {
    /// Whether it does nothing but bring rows.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.outline.verb == Verb::Select
    }

    /// Whether all that it changes is new rows of this model.
    #[must_use]
    pub fn inserts(&self, model: ModelId) -> bool {
        self.outline.verb == Verb::Insert && self.outline.target() == Some(Table::Model(model))
    }
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundParam {
    pub source: ParamSource,
    /// The type of the value in its binary form. A driver writes lists as arrays on PostgreSQL; on SQLite as a JSON
    /// array of what it would bind for each element (numbers; text; blobs as upper-case hexadecimal text; NULL as null).
    pub cell: CellType,
}

/// Where a statement's parameter comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamSource {
    /// A value of the request.
    Request(Param),
    /// In [`Step::EachRow`] only: the element of a list of the request that belongs to the row.
    Element(Param),
    /// A list of lists of the request as a list of text, each the PostgreSQL literal of an array
    /// ([`crate::value::array_literals`]); `cell` is then a list of String.
    ArrayLiterals {
        param: Param,
        scalar: nicol_model::ScalarType,
    },
    /// The keys of a path into a JSON column, as SQLite's text ([`crate::value::sqlite_json_path`]).
    JsonPath(Param),
    /// A column of the first row of a slot; NULL if there is none.
    Column {
        slot: Slot,
        column: u16,
    },
    /// The distinct values of `columns` of all rows of a slot, without those that hold a NULL: of each the component
    /// with this index, as a list. Statements with several such parameters of one slot get lists that match.
    Keys {
        slot: Slot,
        columns: Vec<u16>,
        component: u16,
    },
    /// The time of the request: one value for all of it.
    Now,
    /// A value that the client makes: one, or a list as long as this list of the request. In [`Step::EachRow`] one
    /// for each row.
    Made {
        function: DefaultFunction,
        like: Option<Param>,
    },
    /// The sum of two values of the request (BigInt): `skip` and `take`.
    Sum(Param, Param),
    /// How many different ones there are among these (BigInt).
    CountDistinct(Vec<Tuple>),
    /// A constant in its binary form.
    Constant(Vec<u8>),
    Null,
}

impl ParamSource {
    /// Whether it has to be taken from the rows of another statement.
    #[must_use]
    pub const fn is_of_rows(&self) -> bool {
        matches!(self, Self::Column { .. } | Self::Keys { .. })
    }
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Runs a statement and keeps its rows, instead of those that the slot held.
    Query { statement: Statement, into: Slot },
    /// Runs a statement and adds the count of rows it changed to the plan's count, if `counts`.
    Execute { statement: Statement, counts: bool },
    /// Children of the rows of `join.parent`: runs the statement (whose parameters hold the parents' keys) and groups
    /// the rows by parent, in the order in which they come. Not run if no parent has a key; then there are no children.
    Children { statement: Statement, into: Slot, join: Join, page: Option<Page> },
    /// Runs a statement that brings the rows of several slots. Its first column (Int) tells whose a row is: the number of
    /// one of the parts, whose columns hold it. Parts come after those that their joins name.
    Tree { statement: Statement, parts: Vec<TreePart> },
    /// Runs one of the statements for each row of a createMany, in the order of their positions; rows that come back
    /// are appended to the slot.
    EachRow { groups: Vec<EachRow>, into: Option<Slot>, counts: bool },
    /// Fails if the slot does not hold the number of rows that is expected.
    Require { slot: Slot, expectation: Expectation, failure: Failure },
    /// Runs one of two lists of steps.
    Branch { slot: Slot, if_rows: Vec<Step>, if_none: Vec<Step> },
    /// Trims rows in memory, where the database can't.
    Trim { slot: Slot, page: Page },
    /// Adds the number of rows of a slot to the plan's count.
    CountRows { slot: Slot },
    /// Makes `into` hold the rows of `from`.
    Copy { from: Slot, into: Slot },
}

/// The rows of a slot in a statement that brings those of several.
#[derive(Debug, Clone, PartialEq)]
pub struct TreePart {
    pub into: Slot,
    /// The first of its columns, and how many there are.
    pub first: u16,
    pub width: u16,
    /// For related records: how they find their parents.
    pub join: Option<Join>,
    pub page: Option<Page>,
}

/// Rows that set the same columns, one at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct EachRow {
    /// A list of Int: the places of the rows among all rows of the request, ascending.
    pub positions: Param,
    pub statement: Statement,
}

/// How child rows find their parent: equal keys, column by column. NULL equals nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    pub parent: Slot,
    pub parent_columns: Vec<u16>,
    pub child_columns: Vec<u16>,
}

/// What is done to rows in memory, in this order: distinct, skip, take, reverse; for children per parent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Of rows that are equal in these columns (NULL equals NULL) the first stays.
    pub distinct: Vec<u16>,
    pub skip: Option<Param>,
    pub take: Option<Param>,
    /// Keeps at most one row.
    pub first_only: bool,
    /// Turns the order round, at the end.
    pub reverse: bool,
}

impl Page {
    /// Whether rows may be left out.
    pub(crate) const fn drops_rows(&self) -> bool {
        !self.distinct.is_empty() || self.skip.is_some() || self.take.is_some() || self.first_only
    }
}

/// How many rows must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    AtLeastOne,
    None,
    /// As many as there are different ones among these.
    Distinct(Vec<Tuple>),
}

/// What a unique filter asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tuple {
    /// Filters of the same form have the same number: of others the values say nothing about each other.
    pub form: u16,
    pub values: Vec<Param>,
}

/// The error that a step ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub code: FailureCode,
    /// Prisma's `meta`, without `modelName`.
    pub meta: Vec<(&'static str, MetaValue)>,
    /// In our words: what happened, to what.
    pub message: String,
}

/// Prisma's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureCode {
    /// The change would break a required relation.
    P2014,
    /// The records of a relation are not connected.
    P2017,
    /// Records to connect are not there.
    P2018,
    /// A record that the operation needs is not there.
    P2025,
}

/// A value of `meta`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetaValue {
    Text(String),
    /// The number that the expectation asked for.
    Expected,
    Null,
}

/// What a plan returns.
#[derive(Debug, Clone, PartialEq)]
pub enum ResultShape {
    /// A list of records.
    Many(Record),
    /// A record or null: the slot's first row.
    Optional(Record),
    /// A record; the plan has made sure of it.
    One(Record),
    /// The plan's count.
    Count,
}

/// Which slot and columns make a record, in the order of the selection.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub slot: Slot,
    pub items: Vec<RecordItem>,
}

/// A part of a record. Columns stand in the order of the selection from column 0 on (those of groups too), relations
/// among themselves as well: a typed client takes the next cell or the next child.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordItem {
    /// A column of the slot, and what it is called in JSON.
    Column { column: u16, name: Name, kind: ColumnKind },
    /// A to-many relation: the children of this row in the record's slot.
    Many { name: Name, record: Record },
    /// A to-one relation.
    One { name: Name, record: Record },
    /// An object of columns: `_count`, `_sum`, ….
    Group { name: &'static str, items: Vec<RecordItem> },
}

/// What a column holds, as far as it differs from its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Value,
    /// Database names of this enum's values.
    Enum(EnumId),
    /// BigInt cells that are a plain number in JSON: counts, sums of Int.
    Number,
}

/// What a part of a record is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Field(ModelId, FieldId),
    /// `_all`, `_count`.
    Text(&'static str),
}
