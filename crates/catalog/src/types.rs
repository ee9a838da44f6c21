use crate::EnumId;

/// The type of a column, without its arity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ColumnType {
    Postgres(PostgresType),
    Sqlite(SqliteType),
    /// An enum of the same catalog.
    Enum(EnumId),
    /// A type that schemas can't name, as the database spells it.
    Unsupported(String),
}

/// An argument of a type in schemas: a number.
pub type TypeArgument = u32;

/// PostgreSQL types that schemas can name. Lengths and precisions are `None` where they were not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostgresType {
    SmallInt,
    Integer,
    BigInt,
    /// Precision and scale.
    Decimal(Option<(TypeArgument, TypeArgument)>),
    Money,
    Inet,
    Oid,
    Citext,
    Real,
    DoublePrecision,
    VarChar(Option<TypeArgument>),
    Char(Option<TypeArgument>),
    Text,
    ByteA,
    Timestamp(Option<TypeArgument>),
    Timestamptz(Option<TypeArgument>),
    Date,
    Time(Option<TypeArgument>),
    Timetz(Option<TypeArgument>),
    Boolean,
    Bit(Option<TypeArgument>),
    VarBit(Option<TypeArgument>),
    Uuid,
    Xml,
    Json,
    JsonB,
}

/// SQLite's column types as schemas make them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SqliteType {
    Integer,
    BigInt,
    Real,
    Decimal,
    Text,
    Blob,
    DateTime,
    Boolean,
    JsonB,
}
