use nicol_query::set::Set;
use nicol_query::value::CellType;

/// A parameter: the type of its binary form, and its bytes; `None` is NULL.
///
/// The driver turns it into what the database expects at that place: an `Int` where the server wants a `bigint` or a
/// `text` is fine; what does not fit is P2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param<'a> {
    pub cell: CellType,
    pub value: Option<&'a [u8]>,
}

/// A statement to run.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The database's SQL: `$1` for PostgreSQL, `?1` or `?` for SQLite.
    pub sql: &'a str,
    pub params: &'a [Param<'a>],
    /// What the columns that come back shall be turned into; empty if the rows are not wanted.
    pub columns: &'a [CellType],
}

/// What a statement brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The rows; empty if no columns were asked for.
    pub rows: Set,
    /// How many rows the statement changed; of a statement that only reads, how many it returned (SQLite: 0).
    pub affected: u64,
}

/// What an error of a statement that was attempted says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgment {
    /// It is an error like any other: a transaction that is open has failed.
    Fails,
    /// It answers what was asked; a transaction that is open goes on as if the statement had not been.
    Answers,
    /// The same, and nobody is told: something else is done instead.
    SaysNothing,
}

/// Says what an error of an attempt says.
pub type Judge<'j> = &'j (dyn Fn(&crate::ServerError) -> Judgment + Sync);
