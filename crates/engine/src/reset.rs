//! `migrate reset`, and the emptying of a shadow database: everything in the schemas that are looked at goes.

use nicol_catalog::Dialect;
use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_migrate::introspect::HISTORY_TABLE;

use crate::apply::{self, Event};
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::target::Target;
use crate::{database, lock};

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
/// P3016 if the database can't be emptied; those of [`apply::apply`].
pub async fn reset(target: &Target, folder: &Folder, on: &mut dyn FnMut(Event<'_>)) -> Result<Reset> {
    folder.check_provider(target.dialect())?;
    let (connection, created_database) = database::connect_or_create(target).await?;
    lock::acquire(&connection).await?;
    let emptied = empty(&connection, &target.namespaces).await;
    lock::release(&connection).await;
    emptied?;
    let applied = apply::apply(target, &connection, folder, on).await?;
    Ok(Reset { created_database, applied })
}

/// Drops all that is in these schemas, or in the connection's default one.
///
/// # Errors
/// P3016.
pub async fn empty(connection: &Connection, namespaces: &[String]) -> Result<()> {
    let outcome = match connection.dialect() {
        Dialect::Postgres | Dialect::Cockroach => empty_postgres(connection, namespaces).await,
        Dialect::Sqlite => empty_sqlite(connection).await,
    };
    outcome.map_err(|e| Error::ResetFailed(Box::new(e)))
}

async fn empty_postgres(connection: &Connection, namespaces: &[String]) -> Result<()> {
    let default = connection.current_schema().await?.unwrap_or_else(|| "public".to_owned());
    let mut schemas = namespaces.to_vec();
    if schemas.is_empty() {
        schemas.push(default);
    }
    let mut script = String::new();
    for schema in schemas {
        let schema = quoted(&schema);
        script.push_str(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE;\nCREATE SCHEMA {schema};\n"));
    }
    // With several schemas the history may live in one that is not listed.
    script.push_str(&format!("DROP TABLE IF EXISTS \"{HISTORY_TABLE}\";\n"));
    Ok(connection.execute_script(&script).await?)
}

async fn empty_sqlite(connection: &Connection) -> Result<()> {
    // Views first: one over a table that is gone can't be dropped with it. Dropping a table drops its triggers.
    let objects = connection
        .query_text(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY type DESC",
        )
        .await?;
    let mut script = String::from("PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n");
    for row in objects.rows {
        if let [Some(kind), Some(name)] = row.as_slice() {
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
