//! Reaching a database and reading its catalogue.

use std::time::{Duration, Instant};

use nicol_catalog::Catalog;
use nicol_driver::admin::{self, Connection};
use nicol_driver::{Code, DatabaseUrl};
use nicol_migrate::introspect::{self, RecordedRows, Scope};

use crate::error::{Error, Result};
use crate::target::Target;

/// Connects, and makes the database, or its schema, first if it does not exist; says whether it made the database.
///
/// # Errors
/// The connection's; no right to make the database.
pub async fn connect_or_create(target: &Target) -> Result<(Connection, bool)> {
    let (connection, created) = match Connection::connect(&target.url).await.map_err(Error::from) {
        Ok(connection) => (connection, false),
        Err(e) if e.is_missing_database() => {
            let created = match admin::create_database(&target.url).await {
                Ok(()) => true,
                // Somebody else made it meanwhile; or a file is there that is no database, and connecting tells so.
                Err(e) if e.code() == Code::P1009 => false,
                Err(e) => return Err(e.into()),
            };
            (Connection::connect(&target.url).await?, created)
        }
        Err(e) => return Err(e),
    };
    ensure_schema(target, &connection).await?;
    if created && target.dialect() == nicol_catalog::Dialect::Sqlite {
        crate::kept::put_aside(&connection).await?;
    }
    Ok((connection, created))
}

/// A connection in place of one that was lost. The server may be about to start again: it is tried for a while.
pub(crate) async fn reconnect(url: &DatabaseUrl, patience: Duration) -> Result<Connection> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        match Connection::connect(url).await {
            Err(e) if e.is_connection_lost() && start.elapsed() < patience => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(500));
            }
            other => return Ok(other?),
        }
    }
}

/// Makes the schema that the URL names, if the database lacks it, as Prisma does when it connects for migrations.
async fn ensure_schema(target: &Target, connection: &Connection) -> Result<()> {
    let Some(schema) = target.url.as_postgres().and_then(|url| url.schema.as_ref()) else { return Ok(()) };
    if connection.current_schema().await?.is_some() {
        return Ok(());
    }
    let schema = nicol_catalog::names::quoted(schema);
    match connection.execute_script(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await {
        // Somebody else has made it between the check and the making.
        Err(e) if matches!(e.sqlstate(), Some("23505" | "42P06")) => Ok(()),
        other => Ok(other?),
    }
}

/// The catalogue's rows, as they are.
///
/// # Errors
/// The connection's.
pub async fn record(connection: &Connection, scope: &Scope) -> Result<RecordedRows> {
    let dialect = connection.dialect();
    let mut rows = RecordedRows::new(dialect, scope);
    let queries = introspect::queries(dialect, scope).unwrap_or_default();
    let texts: Vec<_> = queries.iter().map(|q| q.sql.as_str()).collect();
    for (query, answer) in queries.iter().zip(connection.query_text_all(&texts).await) {
        match answer {
            Ok(answer) => rows.record(query.name, answer.rows),
            Err(_) if query.may_fail => rows.record(query.name, Vec::new()),
            Err(e) => return Err(e.into()),
        }
    }
    Ok(rows)
}

/// The database's catalog.
///
/// # Errors
/// The connection's.
pub async fn describe(connection: &Connection, scope: &Scope) -> Result<Catalog> {
    Ok(introspect::catalog(&record(connection, scope).await?)?)
}
