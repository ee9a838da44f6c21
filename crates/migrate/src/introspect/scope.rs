/// Which schemas of a database are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// The connection's default schema, which names don't mention.
    #[default]
    DefaultSchema,
    /// These schemas; every name carries its own.
    Schemas(Vec<String>),
}

impl Scope {
    /// The scope of a datasource: its `schemas`, or the default schema where it lists none.
    #[must_use]
    pub fn of_schemas(schemas: &[String]) -> Self {
        if schemas.is_empty() { Self::DefaultSchema } else { Self::Schemas(schemas.to_vec()) }
    }

    /// The listed schemas; none for the default one.
    #[must_use]
    pub fn schemas(&self) -> &[String] {
        match self {
            Self::DefaultSchema => &[],
            Self::Schemas(list) => list,
        }
    }
}

/// A statement of an introspection. All its columns are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The key of its answer in [`super::RecordedRows`].
    pub name: &'static str,
    /// One statement, without a semicolon; it takes no parameters, so several may travel as one
    /// simple-protocol message.
    pub sql: String,
    /// Whether a failure counts as an empty answer: SQLite can't list the columns of views that it
    /// can no longer read, and such a view must not hide the tables.
    pub may_fail: bool,
}

impl Query {
    pub(super) fn new(name: &'static str, sql: impl Into<String>) -> Self {
        Self { name, sql: sql.into(), may_fail: false }
    }
}
