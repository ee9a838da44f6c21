//! What goes wrong on a connection, with Prisma's code and `meta`.

mod code;
mod meta;

use std::fmt;

use serde_json::{Map, Value};

pub use code::Code;

/// An error of this crate. Its text says what happened, to what, and what to do; it never holds a password.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: Code,
    /// What it is, where the code is that of all errors of raw statements.
    what: Option<Code>,
    /// The SQLSTATE that the database has for what was found before it was asked.
    foreseen: Option<&'static str>,
    message: String,
    server: Option<ServerError>,
    constraint: Option<Constraint>,
    table: Option<String>,
    column: Option<String>,
    /// Further keys of `meta`.
    extra: Map<String, Value>,
    /// The statement of a batch that failed.
    statement: Option<usize>,
}

/// What the database itself said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerError {
    /// SQLSTATE, or SQLite's extended result code as a number.
    pub code: String,
    pub severity: String,
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// In the statement's text, in characters from 1.
    pub position: Option<u32>,
    pub context: Option<String>,
    pub schema: Option<String>,
    pub table: Option<String>,
    pub column: Option<String>,
    pub data_type: Option<String>,
    pub constraint: Option<String>,
}

impl ServerError {
    /// In its own words.
    pub(crate) fn told(&self) -> String {
        let Self { code, message, detail, .. } = self;
        // SQLSTATEs have five characters.
        if code.len() != 5 {
            return format!("SQLite reports an error: {message}.");
        }
        let detail = detail.as_ref().map_or_else(|| ".".to_owned(), |detail| format!(". {detail}"));
        format!("The database reports error {code}: {message}{detail}")
    }
}

/// What is said of a connection that was lost, as long as nobody has looked.
pub(crate) const NOT_KNOWN: &str =
    " The next operation opens a new one; whether the last one took effect is not known.";

/// The constraint that failed: as much as the database tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// Its columns.
    Fields(Vec<String>),
    /// The name of the constraint or of its index.
    Index(String),
    /// Both.
    Named { index: String, fields: Vec<String> },
    /// Some foreign key: SQLite does not say which.
    ForeignKey,
}

impl Constraint {
    /// The constraint's columns, if they are known.
    #[must_use]
    pub fn fields(&self) -> Option<&[String]> {
        match self {
            Self::Fields(fields) | Self::Named { fields, .. } => Some(fields),
            Self::Index(_) | Self::ForeignKey => None,
        }
    }

    /// The constraint's name, if it is known.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        match self {
            Self::Index(index) | Self::Named { index, .. } => Some(index),
            Self::Fields(_) | Self::ForeignKey => None,
        }
    }
}

impl Error {
    /// An error with a text: what happened, to what, what to do.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            what: None,
            foreseen: None,
            message: message.into(),
            server: None,
            constraint: None,
            table: None,
            column: None,
            extra: Map::new(),
            statement: None,
        }))
    }

    /// Prisma's code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The text without the code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the database said, if it was the database that failed.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        self.0.server.as_ref()
    }

    /// SQLSTATE (PostgreSQL).
    #[must_use]
    pub fn sqlstate(&self) -> Option<&str> {
        self.0.server.as_ref().map(|s| s.code.as_str())
    }

    /// The constraint that failed.
    #[must_use]
    pub fn constraint(&self) -> Option<&Constraint> {
        self.0.constraint.as_ref()
    }

    /// The table it happened to, as far as known; qualified as the database did.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// The column it happened to, as far as known.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.0.column.as_deref()
    }

    /// Which statement of a batch failed, from 0.
    #[must_use]
    pub fn statement(&self) -> Option<usize> {
        self.0.statement
    }

    /// Whether the same transaction may succeed if it is tried again as a whole.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        // Of a raw statement too.
        matches!(self.0.what.unwrap_or(self.0.code), Code::P2034)
    }

    /// Whether it failed only because it was prepared before a table or type changed: run again as a whole, it is prepared
    /// anew.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.is_retryable() && !matches!(self.sqlstate(), Some("40001" | "40P01"))
    }

    /// Whether the connection is of no use any more.
    #[must_use]
    pub fn is_connection_lost(&self) -> bool {
        matches!(self.0.code, Code::P1001 | Code::P1017)
    }

    /// The same as the error of a raw statement: what the database says about it is P2010, whatever it is, and so is what it
    /// would say of a value that was found to be no value of its parameter.
    pub(crate) fn into_raw(mut self) -> Self {
        let is_said = self.0.server.is_some() || self.0.foreseen.is_some();
        if is_said && self.0.code.as_str().starts_with("P20") {
            self.0.what = Some(self.0.code);
            self.0.code = Code::P2010;
        }
        self
    }

    /// The same of a statement of a script, which nobody corrects by other values of a record: in the database's own words
    /// where ours are for queries.
    #[must_use]
    pub fn in_script(mut self) -> Self {
        let is_of_queries = matches!(
            self.0.code,
            Code::P2000
                | Code::P2002
                | Code::P2003
                | Code::P2007
                | Code::P2011
                | Code::P2020
                | Code::P2021
                | Code::P2022
        );
        if let Some(server) = self.0.server.as_ref().filter(|_| is_of_queries) {
            self.0.message = server.told();
        }
        self
    }

    /// The same where it was found out what became of the statement after the connection was lost.
    #[must_use]
    pub fn found_out(mut self) -> Self {
        if let Some(rest) = self.0.message.strip_suffix(NOT_KNOWN) {
            self.0.message = rest.to_owned();
        }
        self
    }

    pub(crate) fn with_foreseen(mut self, sqlstate: &'static str) -> Self {
        self.0.foreseen = Some(sqlstate);
        self
    }

    pub(crate) fn with_server(mut self, server: ServerError) -> Self {
        self.0.server = Some(server);
        self
    }

    /// Whether it was the disk, which had no room or could not be read or written: PostgreSQL's class 53100, SQLite's
    /// `SQLITE_FULL` and `SQLITE_IOERR`.
    #[must_use]
    pub fn is_disk(&self) -> bool {
        const SQLITE_IOERR: i32 = 10;
        const SQLITE_FULL: i32 = 13;
        let Some(server) = self.server() else { return false };
        match server.code.parse::<i32>() {
            // SQLite's codes have few digits; the lowest byte is the family.
            Ok(code) if server.code.len() < 5 => matches!(code & 0xff, SQLITE_IOERR | SQLITE_FULL),
            _ => server.code == "53100",
        }
    }

    /// The same, not placed in any text: of a statement that the caller did not write.
    #[must_use]
    pub fn without_position(mut self) -> Self {
        if let Some(server) = &mut self.0.server {
            server.position = None;
        }
        self
    }

    /// Moves the position into a part of the text that was run: the part begins `before` characters later. An error that
    /// stands before it has no position then.
    #[must_use]
    pub fn placed_after(mut self, before: usize) -> Self {
        if let Some(server) = &mut self.0.server {
            let inside = |at: u32| u32::try_from((at as usize).checked_sub(before)?).ok().filter(|at| *at > 0);
            server.position = server.position.and_then(inside);
        }
        self
    }

    /// Moves the position to the whole script, where a statement begins `before` characters later; errors without a
    /// position get that of the statement.
    #[must_use]
    pub fn placed_at(mut self, before: usize) -> Self {
        if let Some(server) = &mut self.0.server {
            let inside = server.position.map_or(1, |at| at as usize);
            server.position = u32::try_from(before + inside).ok();
        }
        self
    }

    pub(crate) fn with_constraint(mut self, constraint: Constraint) -> Self {
        self.0.constraint = Some(constraint);
        self
    }

    pub(crate) fn with_table(mut self, table: Option<String>) -> Self {
        self.0.table = table;
        self
    }

    pub(crate) fn with_column(mut self, column: Option<String>) -> Self {
        self.0.column = column;
        self
    }

    pub(crate) fn with_meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.extra.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn with_statement(mut self, statement: usize) -> Self {
        self.0.statement = Some(statement);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {}
