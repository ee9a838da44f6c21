use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::types::ValueRef;
use tokio::sync::{RwLock, RwLockReadGuard};

use super::{Ran, TextRows};
use crate::sqlite::thread::Worker;
use crate::sqlite::{copy, describe, map, script};
use crate::{Code, Description, Error, SqlitePath, SqliteUrl};

pub(super) struct Admin {
    url: SqliteUrl,
    /// None while the lock is waited for and the file is let go of.
    worker: RwLock<Option<Worker>>,
}

impl std::fmt::Debug for Admin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Admin")
    }
}

impl Admin {
    pub(super) async fn connect(url: &SqliteUrl) -> Result<Self, Error> {
        Ok(Self { url: url.clone(), worker: RwLock::new(Some(open(url).await?)) })
    }

    async fn worker(&self) -> Result<RwLockReadGuard<'_, Worker>, Error> {
        loop {
            if let Ok(worker) = RwLockReadGuard::try_map(self.worker.read().await, Option::as_ref) {
                return Ok(worker);
            }
            let mut place = self.worker.write().await;
            if place.is_none() {
                *place = Some(open(&self.url).await?);
            }
        }
    }

    async fn call<T: Send + 'static>(
        &self,
        job: impl FnOnce(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.worker().await?.call(job).await
    }

    pub(super) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        let sql = sql.to_owned();
        self.call(move |c| script::run(c, &sql)).await
    }

    pub(super) async fn run_script(&self, sql: &str) -> Ran {
        let sql = sql.to_owned();
        let ran = self.call(move |c| {
            let (completed, outcome) = script::run_counting(c, &sql);
            Ok(Ran { completed, affected: Some(c.changes()), outcome })
        });
        ran.await.unwrap_or_else(|lost| Ran { completed: 0, affected: None, outcome: Err(lost) })
    }

    pub(super) async fn is_in_transaction(&self) -> Result<bool, Error> {
        self.call(|c| Ok(!c.is_autocommit())).await
    }

    /// As a connection of ours begins. What is set in the file itself (`journal_mode`, `user_version`) stays.
    pub(super) async fn reset_session(&self) -> Result<(), Error> {
        const BEGINNING: &str = "PRAGMA foreign_keys = ON; PRAGMA defer_foreign_keys = OFF; \
            PRAGMA legacy_alter_table = OFF; PRAGMA ignore_check_constraints = OFF; PRAGMA recursive_triggers = OFF; \
            PRAGMA query_only = OFF; PRAGMA writable_schema = OFF; PRAGMA synchronous = FULL";
        self.execute_script(BEGINNING).await
    }

    pub(super) async fn query_text(&self, sql: &str) -> Result<TextRows, Error> {
        let sql = sql.to_owned();
        self.call(move |c| query_text(c, &sql).map_err(|e| map(&e))).await
    }

    pub(super) async fn describe(&self, sql: &str) -> Result<Description, Error> {
        let sql = sql.to_owned();
        self.call(move |c| describe::describe(c, &sql)).await
    }

    pub(super) async fn query_text_all(&self, queries: &[&str]) -> Vec<Result<TextRows, Error>> {
        let queries: Vec<String> = queries.iter().map(|sql| (*sql).to_owned()).collect();
        let count = queries.len();
        let all = self.call(move |c| Ok(queries.iter().map(|sql| query_text(c, sql).map_err(|e| map(&e))).collect()));
        all.await.unwrap_or_else(|e| vec![Err(e); count])
    }

    pub(super) async fn close(self) {
        if let Some(worker) = self.worker.into_inner() {
            worker.close().await;
        }
    }

    pub(super) async fn try_advisory_lock(&self, _: i64) -> Result<bool, Error> {
        // In this mode the first write takes the lock and keeps it until the connection ends or leaves the mode.
        let sql = "PRAGMA main.locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT";
        let taken = self.call(move |c| {
            let patience: u32 = c.pragma_query_value(None, "busy_timeout", |row| row.get(0)).map_err(|e| map(&e))?;
            // Whoever has the file for himself keeps it from being told.
            c.busy_timeout(Duration::ZERO).map_err(|e| map(&e))?;
            let is_wal = c.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
            let is_wal = is_wal.is_ok_and(|mode| mode == "wal");
            // Whoever asks waits between its tries.
            c.busy_timeout(if is_wal { Duration::ZERO } else { TRY }).map_err(|e| map(&e))?;
            let taken = c.execute_batch(sql).inspect_err(|_| {
                // A reader keeps the COMMIT from being done.
                if !c.is_autocommit() {
                    let _ = c.execute_batch("ROLLBACK");
                }
                let _ = c.execute_batch("PRAGMA main.locking_mode = NORMAL; SELECT count(*) FROM sqlite_master");
            });
            let restored = c.busy_timeout(Duration::from_millis(patience.into()));
            match taken.map_err(|e| map(&e)) {
                Ok(()) => restored.map(|()| Some(true)).map_err(|e| map(&e)),
                Err(e) if e.code() == Code::P1008 => Ok(if is_wal { None } else { Some(false) }),
                Err(e) => Err(e),
            }
        });
        match taken.await? {
            Some(is_taken) => Ok(is_taken),
            None => {
                // With a write-ahead log a connection has the file for itself only if no other is open, whatever that does:
                // two who wait would keep each other from it for ever.
                if let Some(worker) = self.worker.write().await.take() {
                    worker.close().await;
                }
                Ok(false)
            }
        }
    }

    pub(super) async fn release_advisory_lock(&self, _: i64) -> Result<(), Error> {
        // The lock goes with the next access after the mode has changed.
        self.execute_script("PRAGMA main.locking_mode = NORMAL; SELECT count(*) FROM sqlite_master").await
    }

    pub(super) async fn server_version(&self) -> Result<String, Error> {
        Ok(rusqlite::version().to_owned())
    }

    pub(super) async fn server_version_number(&self) -> Result<u32, Error> {
        Ok(u32::try_from(rusqlite::version_number()).unwrap_or(0))
    }

    pub(super) async fn identity(&self) -> Result<Option<String>, Error> {
        let path = self.call(|c| Ok(c.path().filter(|path| !path.is_empty()).map(str::to_owned))).await?;
        path.map(|path| file_identity(&path)).transpose()
    }

    pub(super) async fn current_schema(&self) -> Result<Option<String>, Error> {
        Ok(Some("main".to_owned()))
    }

    pub(super) async fn cancel(&self) -> Result<(), Error> {
        if let Some(worker) = &*self.worker.read().await {
            worker.interrupt();
        }
        Ok(())
    }
}

/// A connection whose first look into the file waits for nobody: who has the file for himself is waited for where that is known.
async fn open(url: &SqliteUrl) -> Result<Worker, Error> {
    let patience = url.busy_timeout.unwrap_or(Duration::ZERO);
    let worker = Worker::start(SqliteUrl { busy_timeout: None, ..url.clone() }).await?;
    worker.call(move |c| c.busy_timeout(patience).map_err(|e| map(&e))).await?;
    Ok(worker)
}

/// How long a try for the lock may take, where nobody is in its way who only waits, too.
const TRY: Duration = Duration::from_millis(100);

/// Two names of one file (links) have the same device and number.
fn file_identity(path: &str) -> Result<String, Error> {
    let failed =
        |e: std::io::Error| Error::new(Code::P1003, format!("The SQLite database {path} can't be looked at: {e}."));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path).map_err(failed)?;
        Ok(format!("{} {}", found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    std::fs::canonicalize(path).map(|path| path.display().to_string()).map_err(failed)
}

fn query_text(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<TextRows> {
    let mut result = TextRows::default();
    for piece in script::split(sql) {
        let mut statement = connection.prepare(piece.text)?;
        let columns = (0..statement.column_count())
            .map(|i| statement.column_name(i).map(str::to_owned))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let cells = (0..columns.len()).map(|i| row.get_ref(i).map(shown));
            found.push(cells.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        if !columns.is_empty() {
            result = TextRows { columns, rows: found };
        }
    }
    Ok(result)
}

fn shown(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(i) => Some(i.to_string()),
        // With a point, as SQLite prints them.
        ValueRef::Real(r) => Some(format!("{r:?}")),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Some(bytes.iter().map(|b| format!("{b:02x}")).collect()),
    }
}

pub(super) async fn create_database(url: &SqliteUrl) -> Result<(), Error> {
    let SqlitePath::File(path) = &url.path else { return Ok(()) };
    let failed = |what: &str, e: &std::io::Error| {
        Error::new(
            Code::P1010,
            format!(
                "{what} {} cannot be created: {e}. Check the path in the connection URL, and the rights.",
                path.display()
            ),
        )
    };
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| failed("The folder of the SQLite database", &e))?;
    }
    // An empty file is an empty database.
    match std::fs::File::create_new(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::new(
            Code::P1009,
            format!("The SQLite database {} exists already. Use another name.", path.display()),
        )
        .with_meta("database_name", path.display().to_string())),
        Err(e) => Err(failed("The SQLite database", &e)),
    }
}

pub(super) async fn drop_database(url: &SqliteUrl) -> Result<(), Error> {
    let SqlitePath::File(path) = &url.path else { return Ok(()) };
    // Journals of a database that is gone would be taken for those of the next one.
    for suffix in ["-journal", "-wal", "-shm", ""] {
        let mut name = path.clone().into_os_string();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::new(
                    Code::P1010,
                    format!(
                        "The SQLite database {} cannot be removed: {e}. Check the rights of its folder.",
                        path.display()
                    ),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// On a thread of its own, which ends soon after this is given up.
pub(super) async fn copy(from: &SqliteUrl, to: &Path) -> Result<(), Error> {
    struct GiveUp(Arc<AtomicBool>);
    impl Drop for GiveUp {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_given_up = Arc::new(AtomicBool::new(false));
    let (from, to, flag) = (from.clone(), to.to_owned(), Arc::clone(&is_given_up));
    let _guard = GiveUp(is_given_up);
    let copied = tokio::task::spawn_blocking(move || copy::copy(&from, &to, &flag)).await;
    copied.unwrap_or_else(|e| Err(Error::new(Code::P2039, format!("The copy of the SQLite database ended: {e}."))))
}
