use crate::Dialect;

/// What a database can do. Each flag is a fact about the database, not about how we use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// `CREATE TYPE … AS ENUM`.
    pub enum_types: bool,
    /// Columns of array types.
    pub lists: bool,
    /// Several schemas in one database.
    pub namespaces: bool,
    /// `ALTER TABLE` can change a column's type, default or nullability, and keys; otherwise the table is made anew.
    pub alter_columns: bool,
    /// Indexes, primary keys and foreign keys can be renamed.
    pub rename_indexes: bool,
    /// DDL takes part in transactions.
    pub transactional_ddl: bool,
    /// Primary and foreign keys have names.
    pub named_keys: bool,
    /// Bytes that an identifier may have, where there is a limit.
    pub max_identifier_bytes: Option<usize>,
    /// `ILIKE`.
    pub insensitive_like: bool,
    /// `= ANY($1)` with an array parameter.
    pub array_parameters: bool,
    /// `INSERT … ON CONFLICT DO NOTHING` through `createMany(skipDuplicates)` in Prisma.
    pub skip_duplicates: bool,
    /// `LATERAL` joins.
    pub lateral: bool,
    /// The database is a server: what is asked has a way to go, and so has the answer.
    pub round_trips: bool,
}

impl Capabilities {
    /// Of a dialect, in the oldest version we support (PostgreSQL 14, SQLite 3.45).
    #[must_use]
    pub const fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Postgres | Dialect::Cockroach => Self {
                enum_types: true,
                lists: true,
                namespaces: true,
                alter_columns: true,
                rename_indexes: true,
                transactional_ddl: matches!(dialect, Dialect::Postgres),
                named_keys: true,
                max_identifier_bytes: Some(63),
                insensitive_like: true,
                array_parameters: true,
                skip_duplicates: true,
                lateral: true,
                round_trips: true,
            },
            Dialect::Sqlite => Self {
                enum_types: false,
                lists: false,
                namespaces: false,
                alter_columns: false,
                rename_indexes: false,
                transactional_ddl: true,
                named_keys: false,
                max_identifier_bytes: Some(10_000),
                insensitive_like: false,
                array_parameters: false,
                skip_duplicates: false,
                lateral: false,
                round_trips: false,
            },
        }
    }
}
