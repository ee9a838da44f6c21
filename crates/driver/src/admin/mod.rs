//! One plain connection for migrations: scripts, catalogue rows as text, locks, databases. Nothing is cached or
//! prepared, so it works through every pooler that passes plain statements.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use nicol_catalog::Dialect;

use crate::{DatabaseUrl, Description, Error};

/// The key of Prisma's advisory lock for migrations.
pub const MIGRATION_LOCK: i64 = 72_707_369;

/// Rows whose cells are text, as the server writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

/// How far a script came.
#[derive(Debug)]
pub struct Ran {
    /// How many of its statements are done. The last one of a message of PostgreSQL's is done when its transaction has
    /// ended.
    pub completed: usize,
    /// How many rows the last of them touched, if it is one that touches rows.
    pub affected: Option<u64>,
    /// What stopped it.
    pub outcome: Result<(), Error>,
}

/// A connection for migrations.
#[derive(Debug)]
pub struct Connection(Inner);

#[derive(Debug)]
enum Inner {
    #[cfg(feature = "postgres")]
    Postgres(postgres::Admin),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Admin),
}

macro_rules! each {
    ($self:ident, $c:ident => $call:expr) => {
        match &$self.0 {
            #[cfg(feature = "postgres")]
            Inner::Postgres($c) => $call,
            #[cfg(feature = "sqlite")]
            Inner::Sqlite($c) => $call,
        }
    };
}

impl Connection {
    /// Opens a connection to a database that exists.
    ///
    /// # Errors
    /// P1003 if it does not exist (SQLite: the file), and those of [`crate::Connection::connect`].
    pub async fn connect(url: &DatabaseUrl) -> Result<Self, Error> {
        match url {
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => postgres::Admin::connect(url).await.map(|c| Self(Inner::Postgres(c))),
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(url) => sqlite::Admin::connect(url).await.map(|c| Self(Inner::Sqlite(c))),
            #[cfg(not(all(feature = "postgres", feature = "sqlite")))]
            other => crate::Connection::connect(other, &crate::Settings::default()).await.map(|_| unreachable!()),
        }
    }

    /// Which database it is.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match &self.0 {
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs a whole script. PostgreSQL gets it as one simple query, so a script without `BEGIN` and `COMMIT` of its own
    /// takes effect as a whole or not at all. SQLite runs statement by statement, and what ran before a failure stays.
    ///
    /// # Errors
    /// What the database says; [`crate::ServerError::position`] is in characters of the script, from 1.
    pub async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        each!(self, c => c.execute_script(sql).await)
    }

    /// The same, and tells how far it came.
    pub async fn run_script(&self, sql: &str) -> Ran {
        each!(self, c => c.run_script(sql).await)
    }

    /// Whether a transaction is open, a failed one too: asked of the server (the status of its last answer) and of SQLite
    /// itself, not remembered.
    ///
    /// # Errors
    /// The connection's.
    pub async fn is_in_transaction(&self) -> Result<bool, Error> {
        each!(self, c => c.is_in_transaction().await)
    }

    /// Takes back what scripts have set for the session: roles, the search path, time-outs, temporary tables; SQLite's
    /// pragmas. Locks stay. Not for use inside a transaction.
    ///
    /// # Errors
    /// The connection's.
    pub async fn reset_session(&self) -> Result<(), Error> {
        each!(self, c => c.reset_session().await)
    }

    /// Runs a query and returns its rows as text; of several statements those of the last one that returns rows.
    /// SQLite: numbers as SQLite prints them, blobs as hexadecimal digits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn query_text(&self, sql: &str) -> Result<TextRows, Error> {
        each!(self, c => c.query_text(sql).await)
    }

    /// What the database says of a statement's parameters and columns. It is prepared, not run.
    ///
    /// # Errors
    /// What the database says of it; one that is empty, or several.
    pub async fn describe(&self, sql: &str) -> Result<Description, Error> {
        each!(self, c => c.describe(sql).await)
    }

    /// Runs queries side by side and returns the rows of each: on PostgreSQL in one round trip. One that fails does not
    /// touch the others.
    pub async fn query_text_all(&self, queries: &[&str]) -> Vec<Result<TextRows, Error>> {
        each!(self, c => c.query_text_all(queries).await)
    }

    /// Ends the connection, and waits until its locks are gone.
    pub async fn close(self) {
        match self.0 {
            #[cfg(feature = "postgres")]
            Inner::Postgres(c) => c.close().await,
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(c) => c.close().await,
        }
    }

    /// Tries to take the advisory lock for migrations, without waiting for it: poll this. It is held until it is
    /// released or the connection ends. SQLite has no such lock: the database is locked for as long as this
    /// connection lives (`locking_mode=EXCLUSIVE`), and `false` says that somebody else has it.
    ///
    /// # Errors
    /// The connection's.
    pub async fn try_advisory_lock(&self, key: i64) -> Result<bool, Error> {
        each!(self, c => c.try_advisory_lock(key).await)
    }

    /// Releases the lock.
    ///
    /// # Errors
    /// The connection's.
    pub async fn release_advisory_lock(&self, key: i64) -> Result<(), Error> {
        each!(self, c => c.release_advisory_lock(key).await)
    }

    /// The version as the server says it: `15.14 (Debian …)`, `3.50.4`.
    ///
    /// # Errors
    /// The connection's.
    pub async fn server_version(&self) -> Result<String, Error> {
        each!(self, c => c.server_version().await)
    }

    /// The version as a number: PostgreSQL `150014`, SQLite `3050004`.
    ///
    /// # Errors
    /// The connection's.
    pub async fn server_version_number(&self) -> Result<u32, Error> {
        each!(self, c => c.server_version_number().await)
    }

    /// Which database this is, whatever way led to it: equal texts are the same database. PostgreSQL: when its server
    /// started, and the database's number; SQLite: the file's device and number. `None` for a database in memory, which
    /// nobody else can reach.
    ///
    /// # Errors
    /// The connection's.
    pub async fn identity(&self) -> Result<Option<String>, Error> {
        each!(self, c => c.identity().await)
    }

    /// The schema that unqualified names mean; `None` if none of the search path exists. SQLite: `main`.
    ///
    /// # Errors
    /// The connection's.
    pub async fn current_schema(&self) -> Result<Option<String>, Error> {
        each!(self, c => c.current_schema().await)
    }

    /// Cancels what the connection is doing, from another task. The statement ends with an error.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn cancel(&self) -> Result<(), Error> {
        each!(self, c => c.cancel().await)
    }
}

/// Whether the database (SQLite: the file) exists.
///
/// # Errors
/// The server cannot be reached, or refuses.
pub async fn database_exists(url: &DatabaseUrl) -> Result<bool, Error> {
    match Connection::connect(url).await {
        Ok(_) => Ok(true),
        Err(e) if e.code() == crate::Code::P1003 => Ok(false),
        Err(e) => Err(e),
    }
}

/// Makes the database: on PostgreSQL through `postgres`, else `template1`; the schema of the URL as well. On SQLite an
/// empty file, and the folders above it.
///
/// # Errors
/// P1009 if it exists, P1010 if the user may not.
pub async fn create_database(url: &DatabaseUrl) -> Result<(), Error> {
    match url {
        #[cfg(feature = "postgres")]
        DatabaseUrl::Postgres(url) => postgres::create_database(url).await,
        #[cfg(feature = "sqlite")]
        DatabaseUrl::Sqlite(url) => sqlite::create_database(url).await,
        #[cfg(not(all(feature = "postgres", feature = "sqlite")))]
        other => Connection::connect(other).await.map(drop),
    }
}

/// Drops the database, and ends other connections to it. It is no error if it does not exist.
///
/// # Errors
/// P1010 if the user may not.
pub async fn drop_database(url: &DatabaseUrl) -> Result<(), Error> {
    match url {
        #[cfg(feature = "postgres")]
        DatabaseUrl::Postgres(url) => postgres::drop_database(url).await,
        #[cfg(feature = "sqlite")]
        DatabaseUrl::Sqlite(url) => sqlite::drop_database(url).await,
        #[cfg(not(all(feature = "postgres", feature = "sqlite")))]
        other => Connection::connect(other).await.map(drop),
    }
}

/// Copies a SQLite database into a file, page by page, as it is at one moment and while others use it. The file is made
/// if it is missing; what it held is replaced as a whole or not at all.
///
/// # Errors
/// P1003 if there is no such database, P1008 if another program does not let go of the file that is written; the disk's.
#[cfg(feature = "sqlite")]
pub async fn copy_sqlite(from: &crate::SqliteUrl, to: &std::path::Path) -> Result<(), Error> {
    sqlite::copy(from, to).await
}
