use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::{Ran, TextRows};
use crate::cancel::{Cancellation, GivenUp};
use crate::postgres::connect::{Canceller, Opened, Target, connect, quote, search_path};
use crate::postgres::{Failure, Line};
use crate::{Code, Description, Error, PostgresUrl, Settings};

pub(super) struct Admin {
    line: Arc<Mutex<Line>>,
    canceller: Canceller,
    version: String,
    target: Target,
    /// Sets the search path of the URL's schema.
    search_path: Option<String>,
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin").field("target", &self.target).finish_non_exhaustive()
    }
}

/// How long a cancelled statement may take to end.
const LAST_WORD: Duration = Duration::from_secs(30);

/// Work that is under way. Dropped before its end (Ctrl-C), it is cancelled: the server would go on to the end, and
/// commit, before it saw that nobody is there.
struct Flight<'a> {
    admin: &'a Admin,
    landed: bool,
    /// It changes nothing: how it ended is of no account.
    is_look: bool,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let (false, Ok(runtime)) = (self.landed, tokio::runtime::Handle::try_current()) {
            let (canceller, line) = (self.admin.canceller.clone(), Arc::clone(&self.admin.line));
            let (cancellation, is_look) = (Cancellation::begins(), self.is_look);
            runtime.spawn(async move {
                if canceller.cancel().await.is_err() {
                    if is_look {
                        cancellation.ends(GivenUp::Cancelled);
                    }
                    return;
                }
                // The line is kept for its answer: only that tells whether the cancellation came in time.
                let word = async { line.lock().await.last_word().await };
                cancellation.ends(match tokio::time::timeout(LAST_WORD, word).await {
                    _ if is_look => GivenUp::Cancelled,
                    Ok(Some(true)) => GivenUp::Cancelled,
                    Ok(Some(false)) => GivenUp::Done,
                    Ok(None) | Err(_) => GivenUp::Unknown,
                });
            });
        }
    }
}

impl Admin {
    pub(super) async fn connect(url: &PostgresUrl) -> Result<Self, Error> {
        let Opened { line, canceller, version } = connect(url, &Settings::default()).await?;
        let search_path = search_path(url);
        Ok(Self { line: Arc::new(Mutex::new(line)), canceller, version, target: Target::of(url), search_path })
    }

    pub(super) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        let mut line = self.line.lock().await;
        self.guarded(line.command(sql)).await.map_err(|failure| failure.into_error(&self.target))
    }

    pub(super) async fn run_script(&self, sql: &str) -> Ran {
        let mut line = self.line.lock().await;
        let (completed, affected, outcome) = self.guarded(line.script(sql)).await;
        Ran { completed, affected, outcome: outcome.map_err(|failure| failure.into_error(&self.target)) }
    }

    pub(super) async fn is_in_transaction(&self) -> Result<bool, Error> {
        Ok(self.line.lock().await.is_in_transaction())
    }

    /// Most of `DISCARD ALL`. Advisory locks are not given up: the migration lock is one.
    pub(super) async fn reset_session(&self) -> Result<(), Error> {
        // `RESET ALL` does not touch the role.
        let mut script = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; DISCARD TEMP".to_owned();
        if let Some(search_path) = &self.search_path {
            script.push_str("; ");
            script.push_str(search_path);
        }
        self.execute_script(&script).await
    }

    async fn guarded<T>(&self, work: impl Future<Output = T>) -> T {
        self.flying(work, false).await
    }

    /// The same for what changes nothing.
    async fn looking<T>(&self, work: impl Future<Output = T>) -> T {
        self.flying(work, true).await
    }

    async fn flying<T>(&self, work: impl Future<Output = T>, is_look: bool) -> T {
        let mut flight = Flight { admin: self, landed: false, is_look };
        let result = work.await;
        flight.landed = true;
        result
    }

    pub(super) async fn query_text(&self, sql: &str) -> Result<TextRows, Error> {
        let mut line = self.line.lock().await;
        self.looking(line.query_text(sql)).await.map_err(|failure| failure.into_error(&self.target))
    }

    pub(super) async fn describe(&self, sql: &str) -> Result<Description, Error> {
        let mut line = self.line.lock().await;
        self.looking(line.describe(sql)).await.map_err(|failure| failure.into_error(&self.target))
    }

    /// All queries in one flush.
    pub(super) async fn query_text_all(&self, queries: &[&str]) -> Vec<Result<TextRows, Error>> {
        let mut line = self.line.lock().await;
        let results = self.looking(line.query_text_all(queries)).await;
        let explain = |failure: Failure| failure.into_error(&self.target);
        results.into_iter().map(|result| result.map_err(explain)).collect()
    }

    pub(super) async fn close(self) {
        // The server notices the end of a connection a moment later; its locks must not wait for that.
        let _ = self.value("SELECT pg_catalog.pg_advisory_unlock_all()").await;
    }

    pub(super) async fn try_advisory_lock(&self, key: i64) -> Result<bool, Error> {
        let answer = self.value(&format!("SELECT pg_catalog.pg_try_advisory_lock({key})")).await?;
        Ok(answer.as_deref() == Some("t"))
    }

    pub(super) async fn release_advisory_lock(&self, key: i64) -> Result<(), Error> {
        self.value(&format!("SELECT pg_catalog.pg_advisory_unlock({key})")).await.map(drop)
    }

    pub(super) async fn server_version(&self) -> Result<String, Error> {
        if self.version.is_empty() {
            // A pooler may keep it to itself.
            return Ok(self.value("SHOW server_version").await?.unwrap_or_default());
        }
        Ok(self.version.clone())
    }

    pub(super) async fn server_version_number(&self) -> Result<u32, Error> {
        let number = self.value("SHOW server_version_num").await?.unwrap_or_default();
        number.parse().map_err(|_| Error::new(Code::P2039, format!("The server's version `{number}` is no number.")))
    }

    /// Not the system identifier: that of a server that was copied as files is the same.
    pub(super) async fn identity(&self) -> Result<Option<String>, Error> {
        self.value(
            "SELECT pg_catalog.concat(extract(epoch FROM pg_catalog.pg_postmaster_start_time()), ' ', oid) \
             FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()",
        )
        .await
    }

    pub(super) async fn current_schema(&self) -> Result<Option<String>, Error> {
        self.value("SELECT pg_catalog.current_schema()").await
    }

    pub(super) async fn cancel(&self) -> Result<(), Error> {
        self.canceller.cancel().await
    }

    /// The only value of a query.
    async fn value(&self, sql: &str) -> Result<Option<String>, Error> {
        Ok(self.query_text(sql).await?.rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten())
    }
}

/// The databases to connect to for making and dropping another one, as Prisma tries them.
const MAINTENANCE: [&str; 2] = ["postgres", "template1"];

async fn maintenance(url: &PostgresUrl) -> Result<Admin, Error> {
    let mut first = None;
    for database in MAINTENANCE {
        let url = PostgresUrl { schema: None, ..url.with_database(database) };
        match Admin::connect(&url).await {
            Ok(admin) => return Ok(admin),
            // Missing, or closed to this user: the next may do.
            Err(e) if matches!(e.code(), Code::P1003 | Code::P1010) => first = first.or(Some(e)),
            Err(e) => return Err(e),
        }
    }
    Err(first.unwrap_or_else(|| Error::new(Code::P1003, "No database to connect to was found on the server.")))
}

pub(super) async fn create_database(url: &PostgresUrl) -> Result<(), Error> {
    let admin = maintenance(url).await?;
    let made = admin.execute_script(&format!("CREATE DATABASE {}", quote(&url.database))).await;
    let made = made.map_err(|e| about(e, url));
    let is_there = match &made {
        Ok(()) => true,
        // Whoever made it in this moment may not have got to the schema yet.
        Err(e) => e.code() == Code::P1009,
    };
    if let Some(schema) = url.schema.as_deref().filter(|_| is_there) {
        let admin = Admin::connect(url).await?;
        match admin.execute_script(&format!("CREATE SCHEMA IF NOT EXISTS {}", quote(schema))).await {
            // The check and the making are two things: somebody else was in between.
            Err(e) if matches!(e.sqlstate(), Some(DUPLICATE_KEY | "42P06")) => {}
            other => other?,
        }
    }
    made
}

/// What PostgreSQL says of two that make the same database or schema at once: the later one meets the unique index of the
/// catalogue.
const DUPLICATE_KEY: &str = "23505";

pub(super) async fn drop_database(url: &PostgresUrl) -> Result<(), Error> {
    let admin = maintenance(url).await?;
    let name = quote(&url.database);
    let dropped = match admin.execute_script(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await {
        // Servers before 13 do not know FORCE.
        Err(e) if e.sqlstate() == Some("42601") => {
            admin.execute_script(&format!("DROP DATABASE IF EXISTS {name}")).await
        }
        other => other,
    };
    dropped.map_err(|e| about(e, url))
}

/// The error was met on the maintenance database, but is about this one.
fn about(error: Error, url: &PostgresUrl) -> Error {
    match error.sqlstate() {
        Some("42501") => Error::new(
            Code::P1010,
            format!(
                "The user `{}` may not create or drop the database `{}`. Give it the right CREATEDB, or let somebody \
                 who has it do so.",
                url.user, url.database
            ),
        )
        .with_meta("database_user", url.user.clone())
        .with_meta("database_name", url.database.clone()),
        Some("42P04" | DUPLICATE_KEY) => Error::new(
            Code::P1009,
            format!(
                "The database `{}` exists already on the server at `{}`:`{}`. Use another name.",
                url.database, url.host, url.port
            ),
        )
        .with_meta("database_name", url.database.clone())
        .with_meta("database_host", url.host.to_string())
        .with_meta("database_port", url.port),
        _ => error,
    }
}
