//! Our own history, beside Prisma's: who did what to the database, when and why. Rows are added, never changed.
//!
//! On PostgreSQL it is the table `history` of the schema `_nicol`; on SQLite a second file beside the database,
//! `NAME.nicol`, which is attached while it is written. Prisma looks into neither: both stay out of introspection, diffs,
//! drift and `db push`. A row is written in the transaction of what it tells of ([`Ledger::insert_sql`]), so that both are
//! there or neither is.

mod rows;
mod who;

use std::path::PathBuf;

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;

pub use rows::{Entry, Recorded};
pub use who::Who;

use crate::companions::Companion;
use crate::error::Result;
use crate::target::Target;

/// The schema of a PostgreSQL database in which we keep what is ours.
pub const SCHEMA: &str = "_nicol";

/// Our history, ready to be written by the connection that opened it.
#[derive(Debug)]
pub struct Ledger {
    dialect: Dialect,
    who: Who,
}

/// What came of opening the history for writing.
#[derive(Debug)]
pub enum Opened {
    Ready(Ledger),
    /// It can't be kept, and what goes on goes on without it: no right to make the schema, a database in memory.
    Unavailable(String),
}

impl Opened {
    /// The history, if it can be written.
    #[must_use]
    pub const fn ready(&self) -> Option<&Ledger> {
        match self {
            Self::Ready(ledger) => Some(ledger),
            Self::Unavailable(_) => None,
        }
    }

    /// Why it can't.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        match self {
            Self::Ready(_) => None,
            Self::Unavailable(why) => Some(why),
        }
    }
}

/// The file of a SQLite database's history; `None` for one in memory, and for other databases.
#[must_use]
pub fn file(target: &Target) -> Option<PathBuf> {
    Some(Companion::History.of(target.url.as_sqlite()?.file_path()?))
}

/// Makes the history if it is missing, outside any transaction. No failure is an error: work that can't be recorded is
/// told, not refused.
pub async fn open(target: &Target, connection: &Connection) -> Opened {
    let dialect = connection.dialect();
    let made = match dialect {
        Dialect::Sqlite => match file(target) {
            Some(path) => match make_file(&path) {
                Ok(()) => attach(connection, &path, true).await,
                Err(e) => return Opened::Unavailable(format!("{} can't be made: {e}", path.display())),
            },
            None => return Opened::Unavailable("a database in memory has no file beside it".to_owned()),
        },
        _ => match make(connection).await {
            Ok(()) => match may_write(connection).await {
                Ok(true) => Ok(()),
                Ok(false) => {
                    return Opened::Unavailable(
                        "the user may not add rows to _nicol.history: let its owner say GRANT INSERT ON _nicol.history TO …"
                            .to_owned(),
                    );
                }
                Err(e) => Err(e),
            },
            Err(e) => Err(e),
        },
    };
    match made {
        Ok(()) => Opened::Ready(Ledger { dialect, who: Who::here() }),
        Err(e) => Opened::Unavailable(e.message().to_owned()),
    }
}

/// The rows, oldest first; none where there is no history.
///
/// # Errors
/// The connection's.
pub async fn read(target: &Target, connection: &Connection) -> Result<Vec<Recorded>> {
    let dialect = connection.dialect();
    if dialect == Dialect::Sqlite {
        let Some(path) = file(target).filter(|path| path.exists()) else { return Ok(Vec::new()) };
        attach(connection, &path, false).await?;
        // A run that was killed may have left the file without the table.
        let has_table = connection.query_text("SELECT 1 FROM _nicol.sqlite_schema WHERE name = '_nicol_history'").await;
        let found = match has_table {
            Ok(found) if found.rows.is_empty() => Ok(found),
            Ok(_) => connection.query_text(&rows::select_sql(dialect)).await,
            Err(error) => Err(error),
        };
        detach(connection).await;
        return Ok(found?.rows.into_iter().filter_map(rows::read).collect());
    }
    // Without the right to look into the schema there is nothing to see.
    let exists = connection
        .query_text(
            "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = '_nicol' AND c.relname = 'history' AND has_schema_privilege(n.oid, 'USAGE') \
             AND has_table_privilege(c.oid, 'SELECT')",
        )
        .await?;
    if exists.rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(connection.query_text(&rows::select_sql(dialect)).await?.rows.into_iter().filter_map(rows::read).collect())
}

impl Ledger {
    /// The statement that adds a row, for the transaction of what it tells of.
    #[must_use]
    pub fn insert_sql(&self, entry: &Entry) -> String {
        rows::insert_sql(self.dialect, &self.who, entry)
    }

    /// Adds a row in a transaction of its own.
    ///
    /// # Errors
    /// The connection's.
    pub async fn write(&self, connection: &Connection, entry: &Entry) -> Result<()> {
        Ok(connection.execute_script(&self.insert_sql(entry)).await?)
    }

    /// Lets go of SQLite's second file.
    pub async fn close(self, connection: &Connection) {
        if self.dialect == Dialect::Sqlite {
            detach(connection).await;
        }
    }
}

async fn make(connection: &Connection) -> std::result::Result<(), nicol_driver::Error> {
    let exists = connection.query_text("SELECT to_regclass('_nicol.history') IS NOT NULL").await?;
    if exists.rows.first().and_then(|r| r.first()?.as_deref()) == Some("t") {
        return Ok(());
    }
    match connection.execute_script(rows::CREATE_POSTGRES).await {
        // Somebody else has made it in between.
        Err(e) if matches!(e.sqlstate(), Some("23505" | "42P06" | "42P07" | "42710" | "42723")) => Ok(()),
        other => other,
    }
}

/// Others may only read what its owner lets them read. Its numbers come from a sequence that needs no right (an identity).
async fn may_write(connection: &Connection) -> std::result::Result<bool, nicol_driver::Error> {
    let answer = connection
        .query_text(
            "SELECT has_schema_privilege('_nicol', 'USAGE') AND has_table_privilege('_nicol.history', 'INSERT')",
        )
        .await?;
    Ok(answer.rows.first().and_then(|r| r.first()?.as_deref()) == Some("t"))
}

/// SQLite attaches only what is there; an empty file is an empty database.
fn make_file(path: &std::path::Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).open(path).map(drop)
}

async fn attach(
    connection: &Connection,
    path: &std::path::Path,
    makes: bool,
) -> std::result::Result<(), nicol_driver::Error> {
    let path = path.display().to_string().replace('\'', "''");
    connection.execute_script(&format!("ATTACH '{path}' AS _nicol")).await?;
    if !makes {
        return Ok(());
    }
    let made = connection.execute_script(rows::CREATE_SQLITE).await;
    if made.is_err() {
        detach(connection).await;
    }
    made
}

async fn detach(connection: &Connection) {
    // It fails only inside a transaction; then the file goes with the connection.
    let _ = connection.execute_script("DETACH _nicol").await;
}
