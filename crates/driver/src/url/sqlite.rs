use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::parameters::Parameters;
use super::{UrlWarning, invalid};
use crate::Error;

/// Where a SQLite database is, and how to speak with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteUrl {
    pub path: SqlitePath,
    /// `connection_limit`.
    pub connection_limit: Option<usize>,
    /// `pool_timeout`; `None` is no limit. Default 10 s.
    pub pool_timeout: Option<Duration>,
    /// `socket_timeout`: how long to wait for another's lock. Default 5 s; `None` is not at all.
    pub busy_timeout: Option<Duration>,
    /// `dates=mixed`: columns of times hold several forms, and are compared by what they mean. None of Prisma's.
    pub mixed_dates: bool,
    /// `mode=ro`, as in SQLite's own URIs: nothing is written.
    pub is_read_only: bool,
    pub(crate) warnings: Vec<UrlWarning>,
}

/// A database file, or a database that lives as long as its connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlitePath {
    Memory,
    File(PathBuf),
}

impl SqliteUrl {
    /// A database in memory.
    #[must_use]
    pub fn memory() -> Self {
        Self::at(SqlitePath::Memory)
    }

    /// A database file, with the default settings.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::at(SqlitePath::File(path.into()))
    }

    fn at(path: SqlitePath) -> Self {
        Self {
            path,
            connection_limit: None,
            pool_timeout: Some(Duration::from_secs(10)),
            busy_timeout: Some(Duration::from_secs(5)),
            mixed_dates: false,
            is_read_only: false,
            warnings: Vec::new(),
        }
    }

    /// The file; `None` in memory.
    #[must_use]
    pub fn file_path(&self) -> Option<&Path> {
        match &self.path {
            SqlitePath::Memory => None,
            SqlitePath::File(path) => Some(path),
        }
    }
}

impl fmt::Display for SqliteUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            SqlitePath::Memory => f.write_str(":memory:"),
            SqlitePath::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

/// The path is taken as it stands: Prisma does not decode `%xx` in it.
pub(super) fn parse(url: &str, base: Option<&Path>) -> Result<SqliteUrl, Error> {
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parameters = Parameters::parse(query)?;
    let mode = parameters.take("mode");
    let in_memory = mode.as_deref() == Some("memory");
    // `file:///folder/x.db` has an empty host; `sqlite://x.db` is often seen for a relative path.
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = match path {
        _ if in_memory => SqlitePath::Memory,
        ":memory:" => SqlitePath::Memory,
        "" => return Err(invalid("it names no file; write `file:./dev.db`")),
        path => SqlitePath::File(resolve(Path::new(path), base)),
    };
    let defaults = SqliteUrl::memory();
    Ok(SqliteUrl {
        path,
        connection_limit: parameters.take_number("connection_limit")?.map(|n| n.max(1)),
        pool_timeout: parameters.take_seconds("pool_timeout")?.unwrap_or(defaults.pool_timeout),
        busy_timeout: parameters.take_seconds("socket_timeout")?.unwrap_or(defaults.busy_timeout),
        mixed_dates: match parameters.take("dates").as_deref() {
            None | Some("stored") => false,
            Some("mixed") => true,
            Some(other) => return Err(invalid(&format!("`dates` must be `mixed` or `stored`, but is `{other}`"))),
        },
        is_read_only: mode.as_deref() == Some("ro"),
        warnings: {
            // Prisma 6 reads these and they mean nothing here.
            for name in ["db_name", "connect_timeout", "max_connection_lifetime", "max_idle_connection_lifetime"] {
                parameters.take(name);
            }
            parameters.finish()
        },
    })
}

/// `base` and the path, without `.` parts (they would make two spellings of one file differ).
fn resolve(path: &Path, base: Option<&Path>) -> PathBuf {
    let joined = base.map_or_else(|| path.to_owned(), |base| base.join(path));
    let mut components = joined.components().filter(|c| *c != Component::CurDir).peekable();
    if components.peek().is_none() { joined } else { components.collect() }
}
