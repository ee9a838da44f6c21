//! `migrate reset`, and the emptying of a shadow database: everything in the schemas that are looked at goes.

mod beside;
mod outside;

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_migrate::introspect::HISTORY_TABLE;

use crate::apply::{self, Event, Options, Sight, blocked};
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::Table;
use crate::split;
use crate::target::Target;
use crate::{database, history, kept, lock, owned};

/// What a reset did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// The database did not exist.
    pub created_database: bool,
    /// Names of the migrations that were applied afterwards.
    pub applied: Vec<String>,
}

/// Empties the database and applies all migrations of the folder. All data is lost: asking is the caller's business.
///
/// # Errors
/// There is no folder, and the database has migrations; [`Error::NotEmptied`]. P3016 if the database can't be emptied; those of [`apply::apply`].
pub async fn reset(target: &Target, folder: &Folder, on: &mut dyn FnMut(Event<'_>)) -> Result<Reset> {
    reset_with(target, folder, &Options::default(), on).await
}

/// The same with limits on what it may wait for.
///
/// # Errors
/// Those of [`reset`].
pub async fn reset_with(
    target: &Target,
    folder: &Folder,
    options: &Options,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Reset> {
    folder.check_provider(target.dialect())?;
    // What deploy would refuse at a look is refused while the data are there.
    folder.check_squashes()?;
    for migration in &folder.migrations {
        split::check(target.dialect(), &migration.name, migration.script()?)?;
    }
    let (connection, created_database) = database::connect_or_create(target).await?;
    lock::acquire_within(&connection, options.lock_wait, &mut |waited| on(Event::LockWaiting(waited))).await?;
    let checked = async {
        check_folder(&connection, folder).await?;
        outside::check(target, &connection, folder).await
    };
    if let Err(error) = checked.await {
        lock::release(&connection).await;
        return Err(error);
    }
    let mut seen = |sight: &Sight| on(Event::Emptying { sight });
    let emptied = empty_within(target, &connection, Forgets::Of(folder), options, &mut seen).await;
    lock::release(&connection).await;
    emptied?;
    if !target.external_tables.is_empty() {
        // What stays for the tables of others makes it no database that has to be baselined.
        Table::ensure(&connection).await?;
    }
    let applied = apply::apply_with(target, &connection, folder, options, on).await?;
    Ok(Reset { created_database, applied })
}

/// A database that has migrations is not emptied for a folder that is not there, from which nothing would come back.
async fn check_folder(connection: &Connection, folder: &Folder) -> Result<()> {
    if folder.is_there() || !folder.migrations.is_empty() {
        return Ok(());
    }
    let rows = history::read(connection).await?.unwrap_or_default();
    match rows.iter().filter(|row| row.is_applied()).count() {
        0 => Ok(()),
        applied => Err(Error::NoFolder { folder: folder.path.clone(), applied }),
    }
}

/// What goes along of that which migrations have put aside.
enum Forgets<'f> {
    Nothing,
    /// What this folder's migrations have.
    Of(&'f Folder),
    /// A shadow database has nothing to keep.
    All,
}

/// Empties a shadow database of the user's own. What other schemas of it hold, and have kept, is not touched.
pub(crate) async fn empty_shadow(connection: &Connection, namespaces: &[String]) -> Result<()> {
    empty_and_forget(connection, namespaces, &[], Forgets::All).await
}

/// Drops all that is in the target's schemas, but for the tables that others manage and what these need; what that waits for is
/// limited and told.
///
/// # Errors
/// P3016; [`Error::LockTimeout`].
pub(crate) async fn empty(
    target: &Target,
    connection: &Connection,
    options: &Options,
    on: &mut dyn FnMut(&Sight),
) -> Result<()> {
    empty_within(target, connection, Forgets::Nothing, options, on).await
}

async fn empty_within(
    target: &Target,
    connection: &Connection,
    forgets: Forgets<'_>,
    options: &Options,
    on: &mut dyn FnMut(&Sight),
) -> Result<()> {
    if let Some(sql) = options.limits_sql(target.dialect()) {
        connection.execute_script(&sql).await?;
    }
    let work = empty_and_forget(connection, &target.namespaces, &target.external_tables, forgets);
    let emptied = blocked(target, connection, options, "emptying the database", work, on).await;
    let _ = connection.reset_session().await;
    emptied
}

async fn empty_and_forget(
    connection: &Connection,
    namespaces: &[String],
    external: &[String],
    forgets: Forgets<'_>,
) -> Result<()> {
    let emptied = match connection.dialect() {
        Dialect::Postgres | Dialect::Cockroach => empty_postgres(connection, namespaces, external, &forgets).await,
        Dialect::Sqlite => empty_sqlite(connection, external).await,
    };
    emptied.map_err(|e| Error::ResetFailed(Box::new(e)))?;
    match (connection.dialect(), forgets) {
        (Dialect::Sqlite, Forgets::Of(_)) => kept::put_aside(connection).await,
        (Dialect::Sqlite, Forgets::All) => kept::forget_file(connection).await,
        _ => Ok(()),
    }
}

async fn empty_postgres(
    connection: &Connection,
    namespaces: &[String],
    external: &[String],
    forgets: &Forgets<'_>,
) -> Result<()> {
    let default = connection.current_schema().await?.unwrap_or_else(|| "public".to_owned());
    let schemas = if namespaces.is_empty() { std::slice::from_ref(&default) } else { namespaces };
    let first = match forgets {
        Forgets::Nothing => String::new(),
        Forgets::Of(folder) => kept::drops(connection, schemas, &default, Some(folder)).await?,
        Forgets::All => kept::drops(connection, schemas, &default, None).await?,
    };
    if external.is_empty() {
        let mut script = first.clone();
        for schema in schemas {
            let schema = quoted(schema);
            script.push_str(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE;\nCREATE SCHEMA {schema};\n"));
        }
        // With several schemas the history may live in one that is not listed.
        script.push_str(&format!("DROP TABLE IF EXISTS \"{HISTORY_TABLE}\";\n"));
        match connection.execute_script(&script).await {
            // Somebody else's schema: what is in it may be ours all the same.
            Err(error) if error.sqlstate() == Some("42501") => {}
            other => return Ok(other?),
        }
    }
    let mut script = first;
    match external {
        [] => {
            let drops = connection.query_text(&objects(schemas)).await?.rows.into_iter().flatten().flatten();
            script.extend(drops.map(|drop| format!("{drop};\n")));
        }
        external => script.push_str(&beside::script(schemas, external)),
    }
    script.push_str(&format!("DROP TABLE IF EXISTS \"{HISTORY_TABLE}\";\n"));
    Ok(connection.execute_script(&script).await?)
}

/// Asks for the statements that drop one by one what stands in these schemas.
fn objects(schemas: &[String]) -> String {
    format!(
        "SELECT {} || ' CASCADE' FROM ({}) AS o, pg_catalog.pg_identify_object(o.class, o.oid, 0) AS i \
         WHERE i.identity IS NOT NULL ORDER BY o.oid",
        owned::DROP,
        owned::standing(&owned::named(schemas))
    )
}

async fn empty_sqlite(connection: &Connection, external: &[String]) -> Result<()> {
    // Dropping a table drops its triggers.
    let objects = connection.query_text(owned::SQLITE).await?;
    let mut script = String::from("PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n");
    for row in objects.rows {
        if let [Some(kind), Some(name)] = row.as_slice()
            && !external.contains(name)
        {
            script.push_str(&format!("DROP {kind} IF EXISTS {};\n", quoted(name)));
        }
    }
    script.push_str("COMMIT;\n");
    let outcome = connection.execute_script(&script).await;
    if outcome.is_err() {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    connection.execute_script("PRAGMA foreign_keys=ON").await?;
    Ok(outcome?)
}
