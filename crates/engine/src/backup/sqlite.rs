use std::ffi::OsString;
use std::path::{Path, PathBuf};

use nicol_driver::admin::{self, Connection};
use nicol_driver::{DatabaseUrl, SqliteUrl};

use super::contents::{Counts, counts, differences};
use super::error::BackupError;
use super::{Backup, Verified};
use crate::error::{Error, Result};
use crate::ledger;
use crate::target::Target;

/// The file beside a database in which we keep our own history.
pub(super) fn beside(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".nicol");
    name.into()
}

/// Our own history beside a database, in the place of which that of a backup stands.
pub(super) struct Replaced {
    ours: PathBuf,
    /// What was there, if something was.
    before: Option<PathBuf>,
}

impl Replaced {
    /// Puts the file of a backup in its place; without one there is none afterwards. If that fails, it is as it was.
    pub(super) async fn replace(ours: PathBuf, of_backup: &Path) -> Result<Self> {
        let before = match ours.exists() {
            true => {
                let mut before = OsString::from(&ours);
                before.push(".before-restore");
                let before = PathBuf::from(before);
                admin::copy_sqlite(&SqliteUrl::file(&ours), &before).await?;
                Some(before)
            }
            false => None,
        };
        let replaced = Self { ours, before };
        let done = match of_backup.exists() {
            true => admin::copy_sqlite(&SqliteUrl::file(of_backup), &replaced.ours).await.map_err(Error::from),
            false if replaced.before.is_some() => {
                std::fs::remove_file(&replaced.ours).map_err(|e| Error::file("remove", &replaced.ours, e))
            }
            false => Ok(()),
        };
        match done {
            Ok(()) => Ok(replaced),
            Err(error) => {
                replaced.put_back().await;
                Err(error)
            }
        }
    }

    /// As it was. What was there stays under its other name if that fails.
    pub(super) async fn put_back(self) {
        match &self.before {
            Some(before) => {
                if admin::copy_sqlite(&SqliteUrl::file(before), &self.ours).await.is_ok() {
                    let _ = std::fs::remove_file(before);
                }
            }
            None => {
                let _ = std::fs::remove_file(&self.ours);
            }
        }
    }

    pub(super) fn keep(self) {
        if let Some(before) = self.before {
            let _ = std::fs::remove_file(before);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn make(path: &Path, sql: &str) {
        std::fs::write(path, "").expect("the folder can be written");
        let connection = Connection::connect(&DatabaseUrl::Sqlite(SqliteUrl::file(path))).await.expect("it connects");
        connection.execute_script(sql).await.expect("it runs");
        connection.close().await;
    }

    async fn tables(path: &Path) -> Vec<String> {
        let connection = Connection::connect(&DatabaseUrl::Sqlite(SqliteUrl::file(path))).await.expect("it connects");
        let answer = connection.query_text("SELECT name FROM sqlite_schema ORDER BY name").await.expect("it runs");
        answer.rows.into_iter().flatten().flatten().collect()
    }

    #[tokio::test]
    async fn history_goes_with_its_database_or_comes_back() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (ours, theirs) = (dir.path().join("ours"), dir.path().join("theirs"));
        make(&ours, "CREATE TABLE ours (a INT)").await;
        for is_there in [false, true] {
            if is_there {
                make(&theirs, "CREATE TABLE theirs (a INT)").await;
            }
            Replaced::replace(ours.clone(), &theirs).await.expect("it is replaced").put_back().await;
            assert_eq!(tables(&ours).await, ["ours"]);
        }
        Replaced::replace(ours.clone(), &theirs).await.expect("it is replaced").keep();
        assert_eq!(tables(&ours).await, ["theirs"]);
        Replaced::replace(ours.clone(), &dir.path().join("none")).await.expect("it is replaced").keep();
        assert!(!ours.exists());
        Replaced::replace(ours.clone(), &theirs).await.expect("it is replaced").put_back().await;
        assert!(!ours.exists());
        let names = std::fs::read_dir(dir.path()).expect("a folder").flatten().map(|entry| entry.file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["theirs"]);
    }
}
