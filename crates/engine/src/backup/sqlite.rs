use std::ffi::OsString;
use std::path::{Path, PathBuf};

use nicol_driver::admin::{self, Connection};
use nicol_driver::{DatabaseUrl, SqliteUrl};

use super::contents::{Counts, counts, differences};
use super::error::BackupError;
use super::{Backup, Verified};
use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::owned;
use crate::target::Target;

/// The files beside a database, in the place of which those of a backup stand.
pub(super) struct AllReplaced(Vec<Replaced>);

impl AllReplaced {
    /// Puts those of a backup in their place. If that fails, all is as it was.
    pub(super) async fn replace(database: &Path, backup: &Path) -> Result<Self> {
        let mut all = Self(Vec::new());
        for companion in Companion::ALL {
            match Replaced::replace(companion.of(database), &companion.named(backup)).await {
                Ok(one) => all.0.push(one),
                Err(error) => {
                    all.put_back().await;
                    return Err(error);
                }
            }
        }
        Ok(all)
    }

    /// As it was.
    pub(super) async fn put_back(self) {
        for one in self.0 {
            one.put_back().await;
        }
    }

    pub(super) fn keep(self) {
        self.0.into_iter().for_each(Replaced::keep);
    }
}

/// A file beside a database.
struct Replaced {
    ours: PathBuf,
    /// What was there, if something was.
    before: Option<PathBuf>,
}

impl Replaced {
    /// Puts the file of a backup in its place; without one there is none afterwards. If that fails, it is as it was.
    async fn replace(ours: PathBuf, of_backup: &Path) -> Result<Self> {
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
    async fn put_back(self) {
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

    fn keep(self) {
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
    // What scripts write beside it is of the same transaction.
    let copied = async {
        admin::copy_sqlite(url, to).await?;
        let mut beside = Vec::new();
        for companion in Companion::ALL {
            if let Some(file) = companion.beside(&connection).await?.filter(|file| file.exists()) {
                beside.push(Beside::copy(&file, companion.named(to)).await?);
            }
        }
        Ok::<_, Error>((counts(&connection).await?, beside))
    }
    .await;
    let _ = connection.execute_script("ROLLBACK").await;
    let (original, beside) = copied?;
    let copy = compared(to, &original).await?;
    for file in &beside {
        compared(&file.copy, &file.counts).await?;
    }
    Ok(Backup {
        path: to.to_owned(),
        beside: Vec::new(),
        bytes: 0,
        tables: copy.len(),
        rows: Some(copy.values().sum()),
        verified: Verified::Checked,
        note: None,
    })
}

/// A file beside the database, copied.
struct Beside {
    copy: PathBuf,
    counts: Counts,
}

impl Beside {
    async fn copy(file: &Path, copy: PathBuf) -> Result<Self> {
        let url = SqliteUrl::file(file);
        admin::copy_sqlite(&url, &copy).await?;
        let connection = Connection::connect(&DatabaseUrl::Sqlite(url)).await?;
        let counts = counts(&connection).await?;
        connection.close().await;
        Ok(Self { copy, counts })
    }
}

/// A copy that was read, and has as many rows as what it was made of.
async fn compared(copy: &Path, original: &Counts) -> Result<Counts> {
    let counts = check(copy).await.map_err(|what| BackupError::NotVerified { what })?;
    match differences(original, &counts) {
        Some(what) => Err(BackupError::NotVerified { what }.into()),
        None => Ok(counts),
    }
}

/// What a database has.
pub(super) async fn names(url: &DatabaseUrl) -> Result<Vec<String>> {
    let connection = Connection::connect(url).await?;
    let rows = connection.query_text(owned::SQLITE).await?.rows;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(1)?).collect())
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
