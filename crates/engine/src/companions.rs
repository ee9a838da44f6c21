//! The files that Nicol keeps beside a SQLite database. They are made, saved and restored with it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use nicol_catalog::script::KEPT_FILE;
use nicol_driver::admin::Connection;

use crate::error::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Companion {
    /// What was done to the database ([`crate::ledger`]).
    History,
    /// What migrations have put aside ([`crate::kept`]).
    Kept,
}

impl Companion {
    pub(crate) const ALL: [Self; 2] = [Self::History, Self::Kept];

    const fn suffix(self) -> &'static str {
        match self {
            Self::History => ".nicol",
            Self::Kept => KEPT_FILE,
        }
    }

    /// Where it stands, or would.
    pub(crate) fn of(self, database: &Path) -> PathBuf {
        match self {
            Self::History => self.named(database),
            // Scripts ask SQLite for the database's name, and it follows links.
            Self::Kept => self.named(&fs::canonicalize(database).unwrap_or_else(|_| database.to_owned())),
        }
    }

    /// What it is called beside a file of this name.
    pub(crate) fn named(self, file: &Path) -> PathBuf {
        let mut name = OsString::from(file);
        name.push(self.suffix());
        name.into()
    }

    /// Beside the database of a connection; `None` for one in memory.
    pub(crate) async fn beside(self, connection: &Connection) -> Result<Option<PathBuf>> {
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main' AND file <> ''";
        let found = connection.query_text(sql).await?.rows.into_iter().flatten().flatten().next();
        Ok(found.map(|path| self.of(Path::new(&path))))
    }
}
