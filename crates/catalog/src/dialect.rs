/// How a database's language is written. Planners don't ask it, they ask [`crate::Capabilities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    Postgres,
    /// PostgreSQL's language with types and limits of its own; for schema-to-schema diffs only.
    Cockroach,
    Sqlite,
}

impl Dialect {
    /// The provider's canonical name in schemas and `migration_lock.toml`.
    #[must_use]
    pub const fn provider_name(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Cockroach => "cockroachdb",
            Self::Sqlite => "sqlite",
        }
    }
}
