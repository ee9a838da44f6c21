//! Statements whose columns nobody knows beforehand (`$queryRaw`): columns come back with their names and types.

use nicol_model::ScalarType;
use nicol_query::set::Set;
use nicol_query::value::CellType;

/// The rows of a raw statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRows {
    pub columns: Vec<RawColumn>,
    /// The cells in the form of [`RawColumn::cell`].
    pub rows: Set,
    /// See [`crate::Outcome::affected`].
    pub affected: u64,
}

/// A column of a raw statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawColumn {
    pub name: String,
    pub kind: RawType,
    pub is_list: bool,
}

impl RawColumn {
    /// The form of the column's cells.
    #[must_use]
    pub const fn cell(&self) -> CellType {
        CellType { scalar: self.kind.scalar(), is_list: self.is_list }
    }
}

/// The type of a SQLite column that was declared with this name of a type.
#[cfg(feature = "sqlite")]
#[must_use]
pub fn declared(name: &str) -> Option<RawType> {
    crate::sqlite::declared_type(name)
}

/// The type of a raw column. Finer than [`ScalarType`], because results of raw queries are tagged with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RawType {
    Int,
    BigInt,
    /// Four bytes on the server.
    Float,
    Double,
    Decimal,
    Bool,
    String,
    Enum,
    /// PostgreSQL's one-byte `"char"`.
    Char,
    Uuid,
    Xml,
    Json,
    Bytes,
    DateTime,
    Date,
    Time,
}

impl RawType {
    /// The tag of the type in Prisma's raw results (`prisma__type`).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::BigInt => "bigint",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal => "decimal",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Enum => "enum",
            Self::Char => "char",
            Self::Uuid => "uuid",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Bytes => "bytes",
            Self::DateTime => "datetime",
            Self::Date => "date",
            Self::Time => "time",
        }
    }

    /// The form of its values.
    #[must_use]
    pub const fn scalar(self) -> ScalarType {
        match self {
            Self::Int => ScalarType::Int,
            Self::BigInt => ScalarType::BigInt,
            Self::Float | Self::Double => ScalarType::Float,
            Self::Decimal => ScalarType::Decimal,
            Self::Bool => ScalarType::Boolean,
            Self::String | Self::Enum | Self::Char | Self::Uuid | Self::Xml => ScalarType::String,
            Self::Json => ScalarType::Json,
            Self::Bytes => ScalarType::Bytes,
            Self::DateTime | Self::Date | Self::Time => ScalarType::DateTime,
        }
    }
}
