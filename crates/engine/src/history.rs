//! The table `_prisma_migrations`: reading and writing its rows.

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;
use nicol_migrate::history::{self, Row};
use uuid::Uuid;

use crate::error::{Error, FailedMigration, Result};

/// The history, or `None` if the database has no table of it.
pub(crate) async fn read(connection: &Connection) -> Result<Option<Vec<Row>>> {
    let exists = connection.query_text(history::table_exists_sql(connection.dialect())).await?;
    if exists.rows.is_empty() {
        return Ok(None);
    }
    let answer = connection.query_text(history::SELECT_ROWS_SQL).await?;
    Ok(Some(answer.rows.into_iter().filter_map(history::row_from_text).collect()))
}

/// Makes the table if it is missing.
pub(crate) async fn ensure_table(connection: &Connection) -> Result<()> {
    let exists = connection.query_text(history::table_exists_sql(connection.dialect())).await?;
    if exists.rows.is_empty() {
        connection.execute_script(history::create_table_sql(connection.dialect())).await?;
    }
    Ok(())
}

/// Records that a migration starts; gives the row's id.
pub(crate) async fn start(connection: &Connection, name: &str, checksum: &str) -> Result<String> {
    let id = Uuid::new_v4().to_string();
    let now = now(connection.dialect());
    let sql = format!(
        "INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES ({}, {}, {now}, {})",
        literal(connection.dialect(), &id),
        literal(connection.dialect(), checksum),
        literal(connection.dialect(), name)
    );
    connection.execute_script(&sql).await?;
    Ok(id)
}

/// Records that a migration is done.
pub(crate) async fn finish(connection: &Connection, id: &str) -> Result<()> {
    let sql = format!(
        "UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1, finished_at = {} WHERE id = {}",
        now(connection.dialect()),
        literal(connection.dialect(), id)
    );
    Ok(connection.execute_script(&sql).await?)
}

/// Records what the database said to a migration that failed.
pub(crate) async fn fail(connection: &Connection, id: &str, logs: &str) -> Result<()> {
    let sql = format!(
        "UPDATE _prisma_migrations SET logs = {} WHERE id = {}",
        literal(connection.dialect(), logs),
        literal(connection.dialect(), id)
    );
    Ok(connection.execute_script(&sql).await?)
}

/// Marks the failed rows of a migration as rolled back.
pub(crate) async fn roll_back(connection: &Connection, name: &str) -> Result<()> {
    let sql = format!(
        "UPDATE _prisma_migrations SET rolled_back_at = {} \
         WHERE migration_name = {} AND finished_at IS NULL AND rolled_back_at IS NULL",
        now(connection.dialect()),
        literal(connection.dialect(), name)
    );
    Ok(connection.execute_script(&sql).await?)
}

/// Records a migration as applied without running it.
pub(crate) async fn mark_applied(connection: &Connection, name: &str, checksum: &str) -> Result<()> {
    let now = now(connection.dialect());
    let sql = format!(
        "INSERT INTO _prisma_migrations \
         (id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count) \
         VALUES ({}, {}, {now}, {now}, {}, '', 0)",
        literal(connection.dialect(), &Uuid::new_v4().to_string()),
        literal(connection.dialect(), checksum),
        literal(connection.dialect(), name)
    );
    Ok(connection.execute_script(&sql).await?)
}

/// Refuses to go on while a failed migration is not settled.
///
/// # Errors
/// P3009.
pub(crate) fn refuse_failed(rows: &[Row]) -> Result<()> {
    let failed: Vec<_> = rows.iter().filter(|r| r.is_failed()).map(failed).collect();
    if failed.is_empty() { Ok(()) } else { Err(Error::FailedMigrations { failed }) }
}

pub(crate) fn failed(row: &Row) -> FailedMigration {
    FailedMigration { name: row.migration_name.clone(), started_at: readable(&row.started_at), logs: row.logs.clone() }
}

/// SQLite has times as milliseconds since 1970, which nobody reads.
fn readable(time: &str) -> String {
    match time.parse().map(jiff::Timestamp::from_millisecond) {
        Ok(Ok(time)) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        _ => time.to_owned(),
    }
}

/// The time, in the form in which Prisma stores it: SQLite columns hold milliseconds.
pub(crate) fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => "clock_timestamp()",
        Dialect::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    }
}

/// A string literal. On PostgreSQL it means the text whatever `standard_conforming_strings` says.
pub(crate) fn literal(dialect: Dialect, text: &str) -> String {
    // NUL can't be stored in text columns.
    let text = text.replace('\0', "").replace('\'', "''");
    if text.contains('\\') && dialect != Dialect::Sqlite {
        return format!("E'{}'", text.replace('\\', "\\\\"));
    }
    format!("'{text}'")
}
