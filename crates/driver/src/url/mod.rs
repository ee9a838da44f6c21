//! Connection strings with Prisma's parameters, for PostgreSQL and SQLite.

mod libpq;
mod parameters;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use nicol_catalog::Dialect;

pub use self::libpq::LibpqVariables;
pub use self::postgres::{Binding, Host, PostgresUrl, SslAccept, SslMode};
pub use self::sqlite::{SqlitePath, SqliteUrl};
use crate::{Code, Error};

/// A connection string, read. Its texts (`Display`, `Debug`) never show the password.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "few are made")]
pub enum DatabaseUrl {
    Postgres(PostgresUrl),
    Sqlite(SqliteUrl),
}

/// Something odd in a connection string that was understood all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlWarning {
    /// A second `?` stands where `&` was meant.
    SecondQuestionMark,
    /// A parameter that nobody reads.
    UnknownParameter {
        name: String,
        /// The one that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A parameter stands twice; the last one counts.
    RepeatedParameter(String),
}

impl fmt::Display for UrlWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecondQuestionMark => {
                f.write_str("The connection URL has a second `?`: it is read as `&`. Write `&` there.")
            }
            Self::UnknownParameter { name, nearest } => {
                write!(f, "The connection URL has the parameter `{name}`, which has no meaning here: it is ignored.")?;
                nearest.map_or(Ok(()), |near| write!(f, " Did you mean `{near}`?"))
            }
            Self::RepeatedParameter(name) => {
                write!(f, "The connection URL has the parameter `{name}` more than once: the last one counts.")
            }
        }
    }
}

impl DatabaseUrl {
    /// Reads a connection string. Relative SQLite paths are resolved against `base` (design.md section 7), and against
    /// the working directory without one; so are the paths of certificates.
    ///
    /// # Errors
    /// P1013 with what is wrong; the text never holds the password.
    pub fn parse(url: &str, base: Option<&Path>) -> Result<Self, Error> {
        let url = url.trim();
        if url.is_empty() {
            return Err(invalid("it is empty"));
        }
        if url == ":memory:" {
            return Ok(Self::Sqlite(SqliteUrl::memory()));
        }
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        match scheme {
            "postgresql" | "postgres" => postgres::parse(url, base).map(Self::Postgres),
            "file" | "sqlite" => sqlite::parse(url, base).map(Self::Sqlite),
            "prisma" | "prisma+postgres" => Err(invalid(
                "`prisma:` URLs are for Prisma's own proxy, which Nicol does not speak to; use the URL of the database itself",
            )),
            "mysql" | "sqlserver" | "jdbc" | "mongodb" | "mongodb+srv" | "mariadb" => Err(invalid(&format!(
                "the database of `{scheme}:` URLs is not supported; Nicol speaks PostgreSQL and SQLite"
            ))),
            _ if url.starts_with(['"', '\'']) => {
                Err(invalid("it begins with a quote, which is no part of it: remove the quotes"))
            }
            _ => Err(invalid("it must start with `postgresql://`, `postgres://` or `file:`")),
        }
    }

    /// Which database it is for.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// The same server and settings with another database; on SQLite another file.
    #[must_use]
    pub fn with_database(&self, database: &str) -> Self {
        match self {
            Self::Postgres(url) => Self::Postgres(url.with_database(database)),
            Self::Sqlite(url) => Self::Sqlite(SqliteUrl { path: SqlitePath::File(database.into()), ..url.clone() }),
        }
    }

    /// What was odd in it.
    #[must_use]
    pub fn warnings(&self) -> &[UrlWarning] {
        match self {
            Self::Postgres(url) => &url.warnings,
            Self::Sqlite(url) => &url.warnings,
        }
    }

    /// The PostgreSQL half.
    #[must_use]
    pub const fn as_postgres(&self) -> Option<&PostgresUrl> {
        match self {
            Self::Postgres(url) => Some(url),
            Self::Sqlite(_) => None,
        }
    }

    /// The SQLite half.
    #[must_use]
    pub const fn as_sqlite(&self) -> Option<&SqliteUrl> {
        match self {
            Self::Sqlite(url) => Some(url),
            Self::Postgres(_) => None,
        }
    }

    /// The schema that unqualified names mean: PostgreSQL's `schema` parameter, `public` without one; SQLite: `main`.
    #[must_use]
    pub fn schema(&self) -> &str {
        match self {
            Self::Postgres(url) => url.schema.as_deref().unwrap_or("public"),
            Self::Sqlite(_) => "main",
        }
    }

    /// How many connections a pool may open: the URL's, else Prisma's default, twice the processors and one.
    /// A database in memory has one.
    #[must_use]
    pub fn connection_limit(&self) -> usize {
        let given = match self {
            Self::Postgres(url) => url.connection_limit,
            Self::Sqlite(url) if url.path == SqlitePath::Memory => return 1,
            Self::Sqlite(url) => url.connection_limit,
        };
        given.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get) * 2 + 1)
    }

    /// How long to wait for a connection of the pool; `None` is for ever.
    #[must_use]
    pub const fn pool_timeout(&self) -> Option<Duration> {
        match self {
            Self::Postgres(url) => url.pool_timeout,
            Self::Sqlite(url) => url.pool_timeout,
        }
    }

    /// Whether both plainly name the same database: same server and database name, or same file. Schemas are not compared.
    /// That they don't proves nothing: a database has many names ([`crate::admin::Connection::identity`] is what it is).
    #[must_use]
    pub fn same_database(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Postgres(a), Self::Postgres(b)) => {
                a.host.is_same(&b.host) && a.port == b.port && a.database == b.database
            }
            (Self::Sqlite(a), Self::Sqlite(b)) => match (&a.path, &b.path) {
                (SqlitePath::File(a), SqlitePath::File(b)) => {
                    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl From<PostgresUrl> for DatabaseUrl {
    fn from(url: PostgresUrl) -> Self {
        Self::Postgres(url)
    }
}

impl From<SqliteUrl> for DatabaseUrl {
    fn from(url: SqliteUrl) -> Self {
        Self::Sqlite(url)
    }
}

/// The URL with `***` for the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(url) => url.fmt(f),
            Self::Sqlite(url) => url.fmt(f),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

fn invalid(what: &str) -> Error {
    Error::new(Code::P1013, format!("The connection URL is not valid: {what}.")).with_meta("details", what)
}
