//! Reaching a database and reading its catalogue.

use nicol_catalog::Catalog;
use nicol_driver::Code;
use nicol_driver::admin::{self, Connection};
use nicol_migrate::introspect::{self, RecordedRows, Scope};

use crate::error::{Error, Result};
use crate::target::Target;

/// Connects, and makes the database first if it does not exist; says whether it did.
///
/// # Errors
/// The connection's; no right to make the database.
pub async fn connect_or_create(target: &Target) -> Result<(Connection, bool)> {
    match Connection::connect(&target.url).await.map_err(Error::from) {
        Ok(connection) => Ok((connection, false)),
        Err(e) if e.is_missing_database() => {
            let created = match admin::create_database(&target.url).await {
                Ok(()) => true,
                // Somebody else made it meanwhile; or a file is there that is no database, and connecting tells so.
                Err(e) if e.code() == Code::P1009 => false,
                Err(e) => return Err(e.into()),
            };
            Ok((Connection::connect(&target.url).await?, created))
        }
        Err(e) => Err(e),
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
