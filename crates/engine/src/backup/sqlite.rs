use std::ffi::OsString;
use std::path::{Path, PathBuf};

use nicol_driver::admin::{self, Connection};
use nicol_driver::{DatabaseUrl, SqliteUrl};

use super::contents::{Counts, counts, differences};
use super::error::BackupError;
use super::{Backup, Verified};
use crate::error::Result;
use crate::ledger;
use crate::target::Target;

/// The file beside a database in which we keep our own history.
pub(super) fn beside(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".nicol");
    name.into()
}

pub(super) async fn backup(target: &Target, url: &SqliteUrl, to: &Path) -> Result<Backup> {
    let connection = Connection::connect(&target.url).await?;
    // Both look at the same moment: nobody writes between the two.
    if connection.execute_script("BEGIN IMMEDIATE").await.is_err() {
        // One that may only be read.
        connection.execute_script("BEGIN").await?;
    }
    let copied = async {
        admin::copy_sqlite(url, to).await?;
        counts(&connection).await
    }
    .await;
    let _ = connection.execute_script("ROLLBACK").await;
    let original = copied?;
    if let Some(ledger) = ledger::file(target).filter(|file| file.exists()) {
        admin::copy_sqlite(&SqliteUrl::file(ledger), &beside(to)).await?;
    }
    let copy = check(to).await.map_err(|what| BackupError::NotVerified { what })?;
    if let Some(what) = differences(&original, &copy) {
        return Err(BackupError::NotVerified { what }.into());
    }
    Ok(Backup {
        path: to.to_owned(),
        bytes: 0,
        tables: copy.len(),
        rows: Some(copy.values().sum()),
        verified: Verified::Checked,
        note: None,
    })
}

/// Reads all pages of a database, and counts its rows; what is wrong with it.
pub(super) async fn check(file: &Path) -> Result<Counts, String> {
    let url = DatabaseUrl::Sqlite(SqliteUrl::file(file));
    let connection = Connection::connect(&url).await.map_err(|e| e.message().to_owned())?;
    let answer = connection.query_text("PRAGMA integrity_check").await.map_err(|e| e.message().to_owned())?;
    let said: Vec<String> = answer.rows.into_iter().flatten().flatten().collect();
    if said != ["ok"] {
        return Err(said.join("; "));
    }
    let counted = counts(&connection).await.map_err(|e| e.to_string());
    connection.close().await;
    counted
}
