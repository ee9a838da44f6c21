//! What to run for a request: statements over numbered slots, how rows join, what to return.
//!
//! A plan depends on the shape of a request only, never on its values. It is data: an executor with a connection
//! runs it (`client`), nothing in it is decided again there.

use nicol_model::{DefaultFunction, FieldId, ModelId};

use crate::ast::Param;
use crate::value::CellType;

/// Where the rows of a statement are kept while a plan runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slot(pub u16);

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// All steps must happen in one transaction.
    pub needs_transaction: bool,
    pub steps: Vec<Step>,
    /// How many slots the steps use.
    pub slots: u16,
    pub result: ResultShape,
}

/// One statement's text and types.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub sql: String,
    pub params: Vec<BoundParam>,
    /// Of the columns that come back; empty if none do.
    pub columns: Vec<CellType>,
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundParam {
    pub source: ParamSource,
    pub cell: CellType,
}

/// Where a statement's parameter comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamSource {
    /// A value of the request.
    Request(Param),
    /// The values of several parameters of the request as one list; `None` is NULL (rows of createMany).
    RequestList(Vec<Option<Param>>),
    /// A column of the only row of a slot.
    Column {
        slot: Slot,
        column: u16,
    },
    /// The distinct values of a column of a slot, NULLs left out, as a list.
    Keys {
        slot: Slot,
        column: u16,
    },
    /// The time of the request: one value for all of it.
    Now,
    /// A value that the client makes; `rows` of them as a list, or one if `None`.
    Made {
        function: DefaultFunction,
        rows: Option<u32>,
    },
    /// A constant in its binary form.
    Constant(Vec<u8>),
    Null,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Runs a statement and keeps its rows.
    Query { statement: Statement, into: Slot },
    /// Runs a statement and adds the count of rows it changed to the plan's count, if `counts`.
    Execute { statement: Statement, counts: bool },
    /// Children of the rows of `parent`: runs the statement (whose parameters hold the parents' keys) and groups
    /// the rows by parent. Skipped if no parent has a key.
    Children { statement: Statement, into: Slot, join: Join, page: Option<Page> },
    /// Fails if the slot does not hold the number of rows that is expected.
    Require { slot: Slot, expectation: Expectation, failure: Failure },
    /// Runs one of two lists of steps.
    Branch { slot: Slot, if_rows: Vec<Step>, if_none: Vec<Step> },
    /// Trims rows in memory, where the database can't.
    Trim { slot: Slot, page: Page },
}

/// How child rows find their parent: equal keys, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    pub parent: Slot,
    pub parent_columns: Vec<u16>,
    pub child_columns: Vec<u16>,
}

/// What is done to rows in memory, in this order: distinct, reverse, skip, take; for children per parent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub distinct: Vec<u16>,
    pub reverse: bool,
    pub skip: Option<Param>,
    pub take: Option<Param>,
}

/// How many rows must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    AtLeastOne,
    Exactly(u32),
    None,
}

/// The error that a step ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// P2025: a record that the operation needs is not there. The operation's word: "a query", "an update", ….
    RecordNotFound { model: ModelId, operation: &'static str, relation: Option<(ModelId, FieldId)> },
    /// P2018: records to connect are not there.
    RecordsNotConnected { model: ModelId, field: FieldId, expected: u32 },
    /// P2017: the records of a relation are not connected.
    NotConnected { model: ModelId, field: FieldId },
    /// P2014: the change would break a required relation.
    RelationViolation { model: ModelId, field: FieldId },
}

/// What a plan returns.
#[derive(Debug, Clone, PartialEq)]
pub enum ResultShape {
    /// A list of records.
    Many(Record),
    /// A record or null.
    Optional(Record),
    /// A record; the plan has made sure of it.
    One(Record),
    /// The number of rows changed.
    Count,
    /// `findUnique` with `take: 0` and the like: no statement, no rows.
    Empty,
}

/// Which slot and columns make a record, in the order of the selection.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub slot: Slot,
    pub items: Vec<RecordItem>,
}

/// A part of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordItem {
    /// A column of the slot, and what it is called in JSON.
    Column { column: u16, name: Name },
    /// A to-many relation: the children of this row in the record's slot.
    Many { name: Name, record: Record },
    /// A to-one relation.
    One { name: Name, record: Record },
    /// An object of columns: `_count`, `_sum`, ….
    Group { name: String, items: Vec<RecordItem> },
}

/// What a part of a record is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    Field(ModelId, FieldId),
    Text(String),
}
