//! The shadow database: an empty database in which a history is replayed, to see what it makes.
//!
//! Whoever may not make databases gets it elsewhere: [`Way`] says where.

mod abandoned;
mod elsewhere;

use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use nicol_catalog::names::quoted;
use nicol_catalog::{Catalog, Dialect};
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::{self, Connection};
use nicol_migrate::history;
use nicol_migrate::introspect::{self, FORMAT, RecordedRows};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::database;
use crate::error::{Error, Result};
use crate::excerpt::excerpt;
use crate::folder::Migration;
use crate::owned;
use crate::target::Target;

pub use elsewhere::Way;

/// What the migrations make of an empty database. The answer is kept in the target's cache; a missing or damaged entry
/// means a replay.
///
/// # Errors
/// P3006 for a migration that fails, P3014 if the shadow database can't be made, P3015 for a missing script.
pub async fn replay(target: &Target, main: &Connection, migrations: &[&Migration]) -> Result<Catalog> {
    replay_telling(target, main, migrations, &mut |_| {}).await
}

/// The same; tells where the history is replayed, if it is.
///
/// # Errors
/// As [`replay`].
pub async fn replay_telling(
    target: &Target,
    main: &Connection,
    migrations: &[&Migration],
    tell: &mut dyn FnMut(Way),
) -> Result<Catalog> {
    check_names(target)?;
    if migrations.is_empty() && target.init_shadow.is_none() {
        return Ok(Catalog::empty(target.dialect()));
    }
    let version = main.server_version().await?;
    let entry = cache_entry(target, &version, migrations)?;
    if let Some(path) = entry.clone() {
        // Not on this thread: it may have a database to hear of in the meantime.
        let cached = tokio::task::spawn_blocking(move || read_cached(&path)).await;
        if let Ok(Some(catalog)) = cached {
            return Ok(catalog);
        }
    }
    let rows = replay_now(target, main, migrations, tell).await?;
    let catalog = introspect::catalog(&rows)?;
    if let Some(path) = entry {
        // The cache is a convenience: a disk that refuses it costs time, not the command.
        let _ = write_cached(&path, &rows);
    }
    Ok(catalog)
}

async fn replay_now(
    target: &Target,
    main: &Connection,
    migrations: &[&Migration],
    tell: &mut dyn FnMut(Way),
) -> Result<RecordedRows> {
    let failed = match elsewhere::in_schema(target, main, migrations, tell).await {
        Ok(Some(rows)) => return Ok(rows),
        Ok(None) => None,
        // What the schemas around it have (functions of extensions) is out of reach there.
        Err(error @ Error::ShadowFailed { .. }) => Some(error),
        Err(error) => return Err(error),
    };
    let done = session_telling(target, main, tell, async |connection| run(target, connection, migrations).await).await;
    match (done, failed) {
        (Err(Error::NoShadow { .. }), Some(error)) => Err(error),
        (done, _) => done,
    }
}

/// Works in an empty shadow database, which has gone afterwards (one of the user's own is emptied before).
///
/// # Errors
/// P3014 if it can't be made, and those of the work.
pub(crate) async fn session<T>(
    target: &Target,
    main: &Connection,
    work: impl AsyncFnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    session_telling(target, main, &mut |_| {}, work).await
}

/// The same; tells where that is.
pub(crate) async fn session_telling<T>(
    target: &Target,
    main: &Connection,
    tell: &mut dyn FnMut(Way),
    work: impl AsyncFnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    if let Some(shadow) = &target.shadow_url {
        tell(Way::Named);
        let (connection, _) = database::connect_or_create(&Target { url: shadow.clone(), ..target.clone() }).await?;
        check_identity(target, shadow, &connection).await?;
        crate::reset::empty_shadow(&connection, &target.namespaces).await?;
        let others = other_schemas(&connection, &target.namespaces).await?;
        return work(&connection).await.map_err(|error| match error {
            Error::ShadowFailed { migration, inner, .. } if !others.is_empty() && inner.is_of_duplicates() => {
                Error::ShadowFilled { migration, inner, others }
            }
            error => error,
        });
    }
    if target.dialect() == Dialect::Sqlite {
        tell(Way::Memory);
        let memory = DatabaseUrl::parse(":memory:", None)?;
        return work(&Connection::connect(&memory).await?).await;
    }
    let Some(main_url) = target.url.as_postgres() else {
        return Err(Error::UnsupportedProvider { provider: target.dialect().provider_name().to_owned() });
    };
    // A name without hyphens, for scripts that put `current_database()` into a statement without quotes.
    let name = format!("{}{}", abandoned::NAME, Uuid::new_v4().simple());
    abandoned::drop_all(main).await;
    match main.execute_script(&format!("CREATE DATABASE \"{name}\"")).await {
        Ok(()) => tell(Way::Database),
        Err(e) if e.sqlstate() == Some(NO_RIGHT) => return elsewhere::on_server(target, e, tell, work).await,
        Err(e) => return Err(Error::ShadowNotMade(Box::new(e.into()))),
    }
    let mut shadow = Shadow { url: DatabaseUrl::Postgres(main_url.with_database(&name)), is_there: true };
    let outcome = async {
        // Nobody needs it after a crash: a commit need not wait for the disk. Not among the connection's options, which
        // poolers refuse; a server that does not take it is slower.
        let alter = format!("ALTER DATABASE \"{name}\" SET synchronous_commit = off");
        let _ = main.execute_script(&format!("{}; {alter}", abandoned::signed(&name))).await;
        let connection = Connection::connect(&shadow.url).await?;
        let schema = quoted(shadow.url.schema());
        connection.execute_script(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
        work(&connection).await
    }
    .await;
    // Whatever happened, the database goes again.
    let dropped = main.execute_script(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await;
    shadow.is_there = dropped.is_err();
    let done = outcome?;
    dropped?;
    Ok(done)
}

/// `insufficient_privilege`.
const NO_RIGHT: &str = "42501";

/// Keeps what a replay has shown for the next run. The cache is a convenience: a disk that refuses it costs time.
pub(crate) async fn keep(
    target: &Target,
    main: &Connection,
    migrations: &[&Migration],
    rows: &RecordedRows,
) -> Result<()> {
    let version = main.server_version().await?;
    if let Some(path) = cache_entry(target, &version, migrations)? {
        let _ = write_cached(&path, rows);
    }
    Ok(())
}

/// Refuses a shadow database that is by its name one of those that must not be emptied. It needs no connection, so that a
/// mistake is told at once; [`check_identity`] is what decides.
pub(crate) fn check_names(target: &Target) -> Result<()> {
    let Some(shadow) = &target.shadow_url else { return Ok(()) };
    match target.needed().find(|main| shadow.same_database(main)) {
        Some(main) => Err(Error::ShadowIsMain { shadow: shadow.to_string(), main: main.to_string() }),
        None => Ok(()),
    }
}

/// Refuses to empty a database that is, by whatever name, one of those that must not be emptied, or that has a history of
/// migrations: a shadow database has none, neither ours nor Prisma's.
async fn check_identity(target: &Target, shadow: &DatabaseUrl, connection: &Connection) -> Result<()> {
    let identity = connection.identity().await?;
    for main in target.needed() {
        // One that can't be reached is told apart by its name only. It has been: `check_names`.
        let Ok(other) = Connection::connect(main).await else { continue };
        if identity.is_some() && other.identity().await? == identity {
            return Err(Error::ShadowIsMain { shadow: shadow.to_string(), main: main.to_string() });
        }
    }
    let mut schemas = target.namespaces.clone();
    schemas.extend(connection.current_schema().await?);
    for table in tables_of_history(connection, &schemas).await? {
        let answer = connection.query_text(&format!("SELECT COUNT(*) FROM {table}")).await?;
        let count = answer.rows.first().and_then(|row| row.first()?.clone()).unwrap_or_default();
        if count != "0" {
            return Err(Error::ShadowInUse { shadow: shadow.to_string(), table });
        }
    }
    Ok(())
}

/// The schemas of a named shadow database that are not emptied before each use, and may hold something.
async fn other_schemas(connection: &Connection, namespaces: &[String]) -> Result<Vec<String>> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(Vec::new());
    }
    let mut emptied = namespaces.to_vec();
    if emptied.is_empty() {
        emptied.extend(connection.current_schema().await?);
    }
    let sql = format!(
        "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE {} AND n.nspname <> '{}' AND NOT {} AND (NOT {} OR EXISTS \
         (SELECT 1 FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid)) ORDER BY 1",
        owned::OF_USERS,
        nicol_catalog::script::KEPT,
        owned::named(&emptied),
        owned::STAYING
    );
    Ok(connection.query_text(&sql).await?.rows.into_iter().flatten().flatten().collect())
}

/// The tables of histories in the schemas that are to be emptied, as SQL names them.
async fn tables_of_history(connection: &Connection, schemas: &[String]) -> Result<Vec<String>> {
    let sql = match connection.dialect() {
        Dialect::Postgres | Dialect::Cockroach => {
            "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relname = '_prisma_migrations' AND c.relkind IN ('r', 'p')"
        }
        Dialect::Sqlite => {
            "SELECT 'main', name FROM sqlite_schema WHERE type = 'table' AND name = '_prisma_migrations'"
        }
    };
    let rows = connection.query_text(sql).await?.rows;
    let names = rows.iter().filter_map(|row| match row.as_slice() {
        [Some(schema), Some(table)] if schemas.contains(schema) => {
            Some(format!("{}.{}", quoted(schema), quoted(table)))
        }
        _ => None,
    });
    Ok(names.collect())
}

/// A shadow database of ours. One that is still there when the work is given up (Ctrl-C, a time-out) is dropped then.
struct Shadow {
    url: DatabaseUrl,
    is_there: bool,
}

impl Drop for Shadow {
    fn drop(&mut self) {
        if !self.is_there {
            return;
        }
        let url = self.url.clone();
        clean_up(async move {
            // Nothing is left to do if it fails: the database's name says what it is.
            let _ = tokio::time::timeout(PATIENCE, admin::drop_database(&url)).await;
        });
    }
}

/// Waits for work that must be done although the runtime that we are in may be about to end: it gets one of its own.
fn clean_up(work: impl Future<Output = ()> + Send + 'static) {
    let cleaner = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| runtime.block_on(work))
    });
    let _ = cleaner.join();
}

/// How long the clean-up after Ctrl-C may take.
const PATIENCE: Duration = Duration::from_secs(5);

async fn run(target: &Target, connection: &Connection, migrations: &[&Migration]) -> Result<RecordedRows> {
    run_fitted(target, connection, migrations, &|script| Cow::Borrowed(script)).await
}

/// How a script is written where it runs.
type Fit<'f> = dyn for<'s> Fn(&'s str) -> Cow<'s, str> + 'f;

async fn run_fitted(
    target: &Target,
    connection: &Connection,
    migrations: &[&Migration],
    fit: &Fit<'_>,
) -> Result<RecordedRows> {
    prepare_fitted(target, connection, fit).await?;
    for migration in migrations {
        run_one_fitted(target, connection, migration, fit).await?;
    }
    database::record(connection, &target.scope()).await
}

/// What comes before the first migration.
pub(crate) async fn prepare(target: &Target, connection: &Connection) -> Result<()> {
    prepare_fitted(target, connection, &|script| Cow::Borrowed(script)).await
}

async fn prepare_fitted(target: &Target, connection: &Connection, fit: &Fit<'_>) -> Result<()> {
    if let Some(script) = &target.init_shadow {
        crate::script::run(connection, &fit(script)).await.map_err(|e| Error::ShadowInitFailed(Box::new(e)))?;
    }
    Ok(())
}

/// A migration, in the shadow database.
pub(crate) async fn run_one(target: &Target, connection: &Connection, migration: &Migration) -> Result<()> {
    run_one_fitted(target, connection, migration, &|script| Cow::Borrowed(script)).await
}

async fn run_one_fitted(target: &Target, connection: &Connection, migration: &Migration, fit: &Fit<'_>) -> Result<()> {
    let failed = |inner: Error, script: &str| {
        let excerpt = excerpt(&inner, script);
        Error::ShadowFailed { migration: migration.name.clone(), inner: Box::new(inner), excerpt }
    };
    let script = migration.script().map_err(|e| failed(e, ""))?;
    if history::expects_table(target.dialect(), script) {
        crate::history::Table::ensure(connection).await?;
    }
    let script = fit(script);
    crate::script::run(connection, &script).await.map_err(|e| failed(e, &script))
}

fn cache_entry(target: &Target, version: &str, migrations: &[&Migration]) -> Result<Option<PathBuf>> {
    let Some(dir) = &target.cache else { return Ok(None) };
    let mut key = Sha256::new();
    // Each part ends with a NUL, so that no two lists of parts are the same text.
    let mut add = |part: &str| {
        key.update(part);
        key.update([0]);
    };
    add(&FORMAT.to_string());
    // Rows that were asked for in another way are other rows.
    for query in introspect::queries(target.dialect(), &target.scope()).unwrap_or_default() {
        add(&query.sql);
    }
    add(version);
    add(target.dialect().provider_name());
    add(target.url.schema());
    for namespace in &target.namespaces {
        add(namespace);
    }
    add("init");
    add(target.init_shadow.as_deref().unwrap_or_default());
    for migration in migrations {
        add(&migration.name);
        add(&history::checksum(migration.script()?));
    }
    let name: String = key.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    Ok(Some(dir.join("shadow").join(format!("{name}.json"))))
}

fn read_cached(path: &std::path::Path) -> Option<Catalog> {
    let rows = RecordedRows::from_json(&fs::read_to_string(path).ok()?).ok()?;
    introspect::catalog(&rows).ok()
}

fn write_cached(path: &std::path::Path, rows: &RecordedRows) -> std::io::Result<()> {
    let dir = path.parent().unwrap_or(path);
    fs::create_dir_all(dir)?;
    // Only the newest histories are worth their space.
    prune(dir)?;
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    std::io::Write::write_all(&mut file, rows.to_json().as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// Keeps the newest entries of the cache.
fn prune(dir: &std::path::Path) -> std::io::Result<()> {
    const KEPT: usize = 16;
    let mut entries: Vec<_> =
        fs::read_dir(dir)?.flatten().filter_map(|e| Some((e.metadata().ok()?.modified().ok()?, e.path()))).collect();
    entries.sort();
    let surplus = entries.len().saturating_sub(KEPT);
    entries.iter().take(surplus).try_for_each(|(_, path)| fs::remove_file(path))
}
