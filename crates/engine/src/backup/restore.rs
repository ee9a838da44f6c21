//! Restoring a backup: as a whole, or not at all.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nicol_driver::admin::{self, Connection};
use nicol_driver::{DatabaseUrl, PostgresUrl, SqliteUrl};

use super::contents::counts;
use super::error::BackupError;
use super::programs::{self, Programs};
use super::{Options, postgres, process, replace, scratch, sqlite};
use crate::companions::Companion;
use crate::error::{Error, Result};
use crate::target::Target;
use crate::{kept, lock};

/// A backup that could be restored, and what stands in its way. Nothing was changed yet.
#[derive(Debug)]
pub struct Restore<'t> {
    target: &'t Target,
    file: PathBuf,
    /// The database does not exist: it will be made.
    pub is_new: bool,
    /// What the database has, and would lose: tables and the like. Asking is the caller's business.
    pub contents: Vec<String>,
    /// Owners and rights are left out: everything belongs to the user who restores.
    pub leaves_owners_out: bool,
    /// How long a run of migrations is waited for (PostgreSQL).
    pub lock_wait: Duration,
    made: Made,
    how: How,
}

/// Whether a restore has made a database that is not finished: whoever interrupts it finds that here, and can drop it.
#[derive(Debug, Clone, Default)]
pub struct Made(Arc<AtomicBool>);

impl Made {
    /// Drops the database that is not finished; whether there was one.
    ///
    /// # Errors
    /// The server's.
    pub async fn drop_unfinished(&self, target: &Target) -> Result<bool> {
        let is_made = self.0.load(Ordering::SeqCst);
        if is_made {
            admin::drop_database(&target.url).await?;
            self.is(false);
        }
        Ok(is_made)
    }

    fn is(&self, made: bool) {
        self.0.store(made, Ordering::SeqCst);
    }
}

#[derive(Debug)]
enum How {
    Sqlite(SqliteUrl),
    Postgres {
        url: Box<PostgresUrl>,
        programs: Programs,
        /// Empty schemas are in the way of those of the backup, too.
        is_bare: bool,
    },
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub created_database: bool,
    /// What the database had is gone.
    pub replaced: bool,
    pub tables: usize,
    pub rows: u64,
}

impl<'t> Restore<'t> {
    /// Looks at the file and at the database.
    ///
    /// # Errors
    /// [`BackupError`] for a file that is no backup of such a database, or programs that are missing; the connection's.
    pub async fn prepare(target: &'t Target, file: &Path, options: &Options) -> Result<Self> {
        check_kind(target, file)?;
        match &target.url {
            DatabaseUrl::Sqlite(url) => Self::prepare_sqlite(target, url, file).await,
            DatabaseUrl::Postgres(url) => Self::prepare_postgres(target, url, file, options).await,
        }
    }

    async fn prepare_sqlite(target: &'t Target, url: &SqliteUrl, file: &Path) -> Result<Self> {
        let Some(path) = url.file_path() else { return Err(BackupError::InMemory.into()) };
        sqlite::check(file).await.map_err(|what| BackupError::NotABackup {
            path: file.to_owned(),
            what: format!("a damaged database: {what}"),
        })?;
        let is_new = !path.exists();
        let mut contents = Vec::new();
        if !is_new {
            contents = sqlite::names(&target.url).await?;
            let kept = Companion::Kept.of(path);
            if kept.exists() {
                let names = sqlite::names(&DatabaseUrl::Sqlite(SqliteUrl::file(kept))).await?;
                contents.extend(names.into_iter().map(|name| format!("{name} (kept)")));
            }
        }
        let how = How::Sqlite(url.clone());
        Ok(Self {
            target,
            file: file.to_owned(),
            is_new,
            contents,
            leaves_owners_out: false,
            lock_wait: lock::PATIENCE,
            made: Made::default(),
            how,
        })
    }

    async fn prepare_postgres(target: &'t Target, url: &PostgresUrl, file: &Path, options: &Options) -> Result<Self> {
        let found = Connection::connect(&target.url).await.map_err(Error::from);
        let (connection, is_new) = match found {
            Ok(connection) => (connection, false),
            Err(e) if e.is_missing_database() => (maintenance(url).await?, true),
            Err(e) => return Err(e),
        };
        let server = connection.server_version_number().await? / 10_000;
        let mut trouble = None;
        let mut fitting = None;
        // An archive of a newer program is read by one as new.
        for programs in programs::find(options.programs.as_deref(), server).await? {
            match postgres::list(url, &programs, file).await {
                Ok(_) => {
                    fitting = Some(programs);
                    break;
                }
                Err(e) => trouble = Some(e),
            }
        }
        let Some(programs) = fitting else {
            let what = match trouble {
                Some(BackupError::Program { said, .. }) => format!("no archive that can be read here: {said}"),
                _ => "no archive that can be read here".to_owned(),
            };
            return Err(BackupError::NotABackup { path: file.to_owned(), what }.into());
        };
        let (contents, is_bare) = match is_new {
            true => (Vec::new(), true),
            false => replace::contents(&connection).await?,
        };
        if !is_bare && !programs.path("psql").is_file() {
            return Err(BackupError::NoProgram { program: "psql", server }.into());
        }
        let how = How::Postgres { url: Box::new(url.clone()), programs, is_bare };
        Ok(Self {
            target,
            file: file.to_owned(),
            is_new,
            contents,
            leaves_owners_out: false,
            lock_wait: lock::PATIENCE,
            made: Made::default(),
            how,
        })
    }

    /// What is to be asked after an interruption.
    #[must_use]
    pub fn made(&self) -> Made {
        self.made.clone()
    }

    /// Replaces all that the database has by the backup. If that fails, the database is as it was; one that was made for
    /// it is gone again.
    ///
    /// # Errors
    /// [`BackupError`]; the connection's.
    pub async fn execute(self) -> Result<Restored> {
        match &self.how {
            How::Sqlite(url) => self.copy(url).await?,
            How::Postgres { url, programs, is_bare } => self.load(url, programs, *is_bare).await?,
        }
        let connection = Connection::connect(&self.target.url).await?;
        let counts = counts(&connection).await?;
        Ok(Restored {
            created_database: self.is_new,
            replaced: !self.contents.is_empty(),
            tables: counts.len(),
            rows: counts.values().sum(),
        })
    }

    async fn copy(&self, url: &SqliteUrl) -> Result<()> {
        let Some(path) = url.file_path() else { return Err(BackupError::InMemory.into()) };
        // Who applies migrations has the database for himself, and what is beside it.
        let alone = if self.is_new { None } else { Some(Connection::connect(&self.target.url).await?) };
        if let Some(alone) = &alone {
            alone.execute_script("BEGIN IMMEDIATE").await?;
        }
        let kept = Companion::Kept.of(path);
        // It belonged to another database of this name; or the backup may have been moved here without its own.
        let is_put_aside = self.is_new || !Companion::Kept.named(&self.file).exists();
        let aside = if is_put_aside { kept::put_file_aside(&kept)? } else { None };
        // Our own history, and what was kept, are those of the backup, or none.
        let beside = sqlite::AllReplaced::replace(path, &self.file).await?;
        let copied = async {
            match alone {
                // The copy takes the lock itself.
                Some(alone) => alone.close().await,
                None => {
                    admin::create_database(&self.target.url).await?;
                    self.made.is(true);
                }
            }
            admin::copy_sqlite(&SqliteUrl::file(&self.file), path).await
        }
        .await;
        if copied.is_err() && self.is_new {
            let _ = admin::drop_database(&self.target.url).await;
        }
        self.made.is(false);
        match copied {
            Err(_) => {
                beside.put_back().await;
                if let Some(aside) = aside {
                    let _ = std::fs::rename(aside, kept);
                }
            }
            Ok(()) => beside.keep(),
        }
        Ok(copied?)
    }

    async fn load(&self, url: &PostgresUrl, programs: &Programs, is_bare: bool) -> Result<()> {
        if self.is_new {
            let connection = maintenance(url).await?;
            let sql = match postgres::create_sql(&connection, url, programs, &self.file).await? {
                Some(sql) => sql,
                None => scratch::create_sql(&connection, &url.database).await?,
            };
            connection.execute_script(&sql).await?;
            self.made.is(true);
        }
        let loaded = self.load_alone(url, programs, is_bare).await;
        if loaded.is_err() && self.is_new {
            let _ = admin::drop_database(&self.target.url).await;
        }
        self.made.is(false);
        loaded
    }

    /// No migrations are applied meanwhile.
    async fn load_alone(&self, url: &PostgresUrl, programs: &Programs, is_bare: bool) -> Result<()> {
        let connection = Connection::connect(&self.target.url).await?;
        lock::acquire_within(&connection, self.lock_wait, &mut |_| {}).await?;
        let loaded = match is_bare {
            true => self.load_into_empty(url, programs).await,
            false => replace::replace(&connection, url, programs, &self.file, self.leaves_owners_out).await,
        };
        lock::release(&connection).await;
        connection.close().await;
        loaded
    }

    async fn load_into_empty(&self, url: &PostgresUrl, programs: &Programs) -> Result<()> {
        let mut command = process::command(&programs.path("pg_restore"), url);
        command.arg(format!("--dbname={}", process::connection_string(&url.database)));
        command.args(["--no-password", "--exit-on-error", "--single-transaction"]);
        if self.leaves_owners_out {
            command.args(["--no-owner", "--no-privileges"]);
        }
        command.arg(&self.file);
        process::run(command).await?;
        Ok(())
    }
}

/// A connection to some database of a server of which the right one is missing.
async fn maintenance(url: &PostgresUrl) -> Result<Connection> {
    let other = |name: &str| {
        let mut other = url.with_database(name);
        other.schema = None;
        DatabaseUrl::Postgres(other)
    };
    match Connection::connect(&other("postgres")).await {
        Ok(connection) => Ok(connection),
        Err(_) => Ok(Connection::connect(&other("template1")).await?),
    }
}

/// A file of another kind is told before anything else is looked at.
fn check_kind(target: &Target, file: &Path) -> Result<()> {
    let mut start = Vec::new();
    std::fs::File::open(file)
        .and_then(|f| f.take(16).read_to_end(&mut start))
        .map_err(|e| Error::file("read", file, e))?;
    let is_sqlite = start.starts_with(b"SQLite format 3");
    let is_archive = start.starts_with(b"PGDMP");
    let what = match (&target.url, is_sqlite, is_archive) {
        (DatabaseUrl::Postgres(_), true, _) => "a SQLite database, and the database here is PostgreSQL",
        (DatabaseUrl::Sqlite(_), _, true) => "a backup of PostgreSQL, and the database here is SQLite",
        (DatabaseUrl::Sqlite(_), false, _) => "no SQLite database",
        (DatabaseUrl::Postgres(_), _, false) => {
            "no archive of pg_dump in its custom format, as `nicol db backup` writes it; a script of SQL is run by `psql`"
        }
        _ => return Ok(()),
    };
    Err(BackupError::NotABackup { path: file.to_owned(), what: what.to_owned() }.into())
}
