//! What a database says of a statement before it runs: its parameters and columns.

use crate::raw::RawType;

/// A statement's parameters and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// PostgreSQL: the name that it was prepared by, good for as long as the connection lives.
    pub prepared: Option<String>,
    pub parameters: Vec<DescribedParameter>,
    pub columns: Vec<DescribedColumn>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedParameter {
    /// SQLite: as written, with its sign; none for `?`.
    pub name: Option<String>,
    /// SQLite's parameters have none.
    pub ty: Option<DescribedType>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedColumn {
    pub name: String,
    /// SQLite: as it was declared; expressions have none.
    pub ty: Option<DescribedType>,
    /// PostgreSQL: the number of the table that it is a column of, and its number there.
    pub origin: Option<(u32, i16)>,
}

/// A type of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedType {
    /// The server's name, without its schema; SQLite: as it was declared.
    pub name: String,
    /// What raw results are tagged with; none for types that can't be read.
    pub kind: Option<RawType>,
    pub is_list: bool,
}
