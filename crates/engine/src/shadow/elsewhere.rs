//! Where a history is replayed by a user who may not make databases: in a schema of its own inside of the main database, if
//! the scripts can't leave it, or on a private server of this machine.

use nicol_driver::DatabaseUrl;
use nicol_driver::admin::Connection;
use nicol_migrate::history;
use nicol_migrate::introspect::RecordedRows;
use uuid::Uuid;

use super::{NO_RIGHT, PATIENCE};
use crate::database;
use crate::error::{Error, Result};
use crate::folder::Migration;
use crate::target::Target;

/// Where a history is replayed, or a way back is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In a database that is made for it beside the main one, and dropped again.
    Database,
    /// In the one that the project names for it.
    Named,
    /// In memory (SQLite).
    Memory,
    /// In a schema of its own in the main database, which is dropped again.
    TemporarySchema,
    /// On a server that was made for it on this machine.
    PrivateServer,
}

impl Way {
    /// A stable word for scripts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Named => "named-database",
            Self::Memory => "memory",
            Self::TemporarySchema => "temporary-schema",
            Self::PrivateServer => "private-server",
        }
    }

    /// What a user has to know of it, if it is not what is meant to be: `what` happens elsewhere.
    #[must_use]
    pub fn note(self, what: &str) -> Option<String> {
        let place = match self {
            Self::Database | Self::Named | Self::Memory => return None,
            Self::TemporarySchema => "in a temporary schema of the main one: none of them names a schema",
            Self::PrivateServer => "on a private server of this machine",
        };
        Some(format!("the user may not make a shadow database, so {what} {place}"))
    }
}

/// In a schema of the main database, if the user may make no databases, but schemas, and every script stays in its own.
pub(super) async fn in_schema(
    target: &Target,
    main: &Connection,
    migrations: &[&Migration],
    tell: &mut dyn FnMut(Way),
) -> Result<Option<RecordedRows>> {
    let Some(url) = target.url.as_postgres() else { return Ok(None) };
    if target.shadow_url.is_some() || may_make_databases(main).await? {
        return Ok(None);
    }
    let home = target.url.schema();
    let found = main.query_text("SELECT nspname FROM pg_catalog.pg_namespace").await?;
    let schemas: Vec<String> = found.rows.into_iter().filter_map(|row| row.into_iter().next()?).collect();
    let stays = |script: &str| history::is_confined(&history::without_schema(script, home), &schemas);
    let mut is_confined = target.namespaces.is_empty() && target.init_shadow.as_deref().is_none_or(stays);
    for migration in migrations {
        is_confined &= stays(migration.script()?);
    }
    if !is_confined {
        return Ok(None);
    }
    let name = format!("_nicol_shadow_{}", Uuid::new_v4().simple());
    match main.execute_script(&format!("CREATE SCHEMA {name}")).await {
        Ok(()) => {}
        Err(e) if e.sqlstate() == Some(NO_RIGHT) => return Ok(None),
        Err(e) => return Err(Error::ShadowNotMade(Box::new(e.into()))),
    }
    tell(Way::TemporarySchema);
    let mut schema = TemporarySchema { url: target.url.clone(), name: name.clone(), is_there: true };
    let outcome = async {
        let connection = Connection::connect(&DatabaseUrl::Postgres(url.with_schema(&name))).await?;
        super::run_fitted(target, &connection, migrations, &|script| history::without_schema(script, home)).await
    }
    .await;
    let dropped = main.execute_script(&schema.drop_statement()).await;
    schema.is_there = dropped.is_err();
    let rows = outcome?;
    dropped?;
    Ok(Some(rows.with_schema_renamed(&name, home)))
}

/// A schema of ours in a database that somebody needs: it goes, whatever happens.
struct TemporarySchema {
    url: DatabaseUrl,
    name: String,
    is_there: bool,
}

impl TemporarySchema {
    fn drop_statement(&self) -> String {
        format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name)
    }
}

impl Drop for TemporarySchema {
    fn drop(&mut self) {
        if !self.is_there {
            return;
        }
        let (url, statement) = (self.url.clone(), self.drop_statement());
        super::clean_up(async move {
            let work = async { Connection::connect(&url).await?.execute_script(&statement).await };
            let _ = tokio::time::timeout(PATIENCE, work).await;
        });
    }
}

async fn may_make_databases(main: &Connection) -> Result<bool> {
    let sql = "SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user";
    let answer = main.query_text(sql).await?;
    Ok(answer.rows.first().and_then(|row| row.first()?.as_deref()) != Some("f"))
}

/// Works in an empty database on a server of this machine's own. `refused` is why there is none beside the main database.
pub(super) async fn on_server<T>(
    target: &Target,
    refused: nicol_driver::Error,
    tell: &mut dyn FnMut(Way),
    work: impl AsyncFnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let user = || target.url.as_postgres().map(|url| url.user.clone()).unwrap_or_default();
    let Some((url, server)) = start(target, tell).await? else {
        return Err(Error::NoShadow { user: user(), inner: Box::new(refused.into()) });
    };
    let (connection, _) = database::connect_or_create(&Target { url, shadow_url: None, ..target.clone() }).await?;
    let done = work(&connection).await;
    drop(server);
    done
}

#[cfg(not(unix))]
async fn start(_: &Target, _: &mut dyn FnMut(Way)) -> Result<Option<(DatabaseUrl, ())>> {
    Ok(None)
}

/// A server, if its programs are on this machine, and the URL of a database on it that is like the main one.
#[cfg(unix)]
async fn start(target: &Target, tell: &mut dyn FnMut(Way)) -> Result<Option<(DatabaseUrl, Running)>> {
    use crate::server::{PrivateServer, find};

    let Some(main) = target.url.as_postgres() else { return Ok(None) };
    if find::programs().is_none() {
        return Ok(None);
    }
    tell(Way::PrivateServer);
    let made = tokio::task::spawn_blocking(|| {
        let parent = std::path::Path::new("/var/tmp");
        let dir = tempfile::Builder::new().prefix("nicol-shadow-").tempdir_in(parent);
        // From here on the folder goes, whatever happens.
        let dir = dir.map_err(|e| Error::file("make a folder in", parent, e))?.keep();
        let mut running = Running { server: None, dir };
        let server = PrivateServer::create(&running.dir)?;
        let started = server.start();
        running.server = Some(server);
        started.map(|()| running)
    });
    let running =
        made.await.map_err(|e| Error::file("start", std::path::Path::new("a private server"), e.into()))??;
    let Some(server) = &running.server else { return Ok(None) };
    let url = DatabaseUrl::parse(&server.url(&main.database), None)?;
    let url = match (url.as_postgres(), &main.schema) {
        (Some(postgres), Some(schema)) => DatabaseUrl::Postgres(postgres.with_schema(schema)),
        _ => url,
    };
    Ok(Some((url, running)))
}

/// A server for one replay.
#[cfg(unix)]
struct Running {
    server: Option<crate::server::PrivateServer>,
    dir: std::path::PathBuf,
}

#[cfg(unix)]
impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            let _ = server.stop();
            let _ = std::fs::remove_dir_all(server.dir());
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}
