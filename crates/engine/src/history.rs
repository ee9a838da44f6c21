//! The table `_prisma_migrations`: reading and writing its rows.

use std::time::Duration;

use jiff::Timestamp;
use nicol_catalog::Dialect;
use nicol_driver::admin::{Connection, TextRows};
use nicol_driver::{Code, DatabaseUrl};
use nicol_migrate::history::{self, Row};
use uuid::Uuid;

use crate::error::{Error, FailedMigration, Result};
use crate::status::AppliedMigration;

/// The history, or `None` if the database has no table of it.
pub(crate) async fn read(connection: &Connection) -> Result<Option<Vec<Row>>> {
    Ok(Table::read(connection).await?.map(|(_, rows)| rows))
}

/// Makes the table if it is missing.
pub(crate) async fn ensure_table(connection: &Connection) -> Result<()> {
    Table::ensure(connection).await.map(drop)
}

/// The table of a history, by a name that means it whatever a script does to the search path.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    dialect: Dialect,
    name: String,
    /// The schema that unqualified names have to mean when a migration starts, if the URL names one.
    meant: Option<String>,
}

/// What a row begins with.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    pub(crate) id: String,
    pub(crate) name: &'a str,
    pub(crate) checksum: String,
}

impl<'a> Entry<'a> {
    /// What a migration's next start is recorded as, after these rows.
    pub(crate) fn next(name: &'a str, script: &str, rows: &[Row]) -> Self {
        let is_free = |id: &String| rows.iter().all(|row| row.id != *id);
        let id = (0..).map(|attempt| id(name, attempt)).find(is_free).unwrap_or_default();
        Self { id, name, checksum: history::checksum(script) }
    }
}

/// The id of a migration's row. Of runs that know the same rows, only one can insert it: whatever becomes of advisory locks
/// (they may be switched off, a pooler may give them to somebody else), nothing is applied twice.
fn id(name: &str, attempt: u64) -> String {
    let hash = history::checksum(&format!("{attempt} {name}"));
    let bits = hash.get(..32).and_then(|hex| u128::from_str_radix(hex, 16).ok()).unwrap_or_default();
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

/// Whether we have written a row, and not Prisma, which runs SQLite's scripts statement by statement.
pub(crate) fn is_ours(row: &Row) -> bool {
    const ATTEMPTS: u64 = 100;
    (0..ATTEMPTS).any(|attempt| id(&row.migration_name, attempt) == row.id)
}

impl Table {
    /// The table and its rows, oldest first, in one round trip; `None` if there is no table.
    pub(crate) async fn read(connection: &Connection) -> Result<Option<(Self, Vec<Row>)>> {
        let dialect = connection.dialect();
        let asked = [history::table_exists_sql(dialect), history::SELECT_ROWS_SQL];
        let mut answers = connection.query_text_all(&asked).await.into_iter();
        let (Some(found), Some(rows)) = (answers.next(), answers.next()) else { return Ok(None) };
        let Some(table) = Self::of(dialect, found?) else { return Ok(None) };
        Ok(Some((table, rows?.rows.into_iter().filter_map(history::row_from_text).collect())))
    }

    /// The table, made if it is missing.
    pub(crate) async fn ensure(connection: &Connection) -> Result<Self> {
        let dialect = connection.dialect();
        let find = async || connection.query_text(history::table_exists_sql(dialect)).await;
        if let Some(table) = Self::of(dialect, find().await?) {
            return Ok(table);
        }
        let made = connection.execute_script(history::create_table_sql(dialect)).await;
        match (Self::of(dialect, find().await?), made) {
            // Or another run has made it meanwhile.
            (Some(table), _) => Ok(table),
            (None, Err(error)) => Err(error.into()),
            // Without a schema of that name the server has refused.
            (None, Ok(())) => Ok(Self { dialect, name: "_prisma_migrations".to_owned(), meant: None }),
        }
    }

    fn of(dialect: Dialect, found: TextRows) -> Option<Self> {
        let schema = found.rows.into_iter().next()?.into_iter().next()??;
        let name = format!("{}{SUFFIX}", nicol_catalog::names::quoted(&schema));
        Some(Self { dialect, name, meant: None })
    }

    /// The table, if it is where the URL says, with what makes sure that scripts run there too: behind a pooler each
    /// transaction may be on a connection that somebody else has set to another schema.
    ///
    /// # Errors
    /// [`Error::OtherSchema`].
    pub(crate) fn where_meant(self, url: &DatabaseUrl) -> Result<Self> {
        let Some(meant) = url.as_postgres().and_then(|url| url.schema.clone()) else { return Ok(self) };
        match self.name.strip_suffix(SUFFIX) {
            Some(schema) if schema != nicol_catalog::names::quoted(&meant) => {
                Err(Error::OtherSchema { schema: schema.trim_matches('"').to_owned() })
            }
            _ => Ok(Self { meant: Some(meant), ..self }),
        }
    }

    /// Whether statements that name the table can follow any script: an open quote or comment can't end in them.
    pub(crate) fn is_plain(&self) -> bool {
        let schema = self.name.trim_matches('"').split('"').next().unwrap_or_default();
        self.name.matches('"').count() == 4 && !schema.contains(['\'', '\\', '$', '*', '/', '\n', '\r'])
    }

    /// Records that a migration starts. Its errors are told by [`not_started`].
    pub(crate) fn start_sql(&self, entry: &Entry<'_>) -> String {
        let [id, checksum, name] = self.literals(entry);
        let (table, now) = (&self.name, now(self.dialect));
        let steps = match &self.meant {
            // What is no number ends it, and says where it is.
            Some(schema) => format!(
                "CASE WHEN pg_catalog.current_schema() = {} THEN 0 \
                 ELSE CAST('{ELSEWHERE}' || coalesce(pg_catalog.current_schema(), 'none') || ';' AS integer) END",
                literal(self.dialect, schema)
            ),
            None => "0".to_owned(),
        };
        format!(
            "INSERT INTO {table} (id, checksum, started_at, migration_name, applied_steps_count) \
             VALUES ({id}, {checksum}, {now}, {name}, {steps})"
        )
    }

    /// Records that a migration starts, by itself.
    ///
    /// # Errors
    /// [`Error::RecordedMeanwhile`], [`Error::OtherSchema`].
    pub(crate) async fn start(&self, connection: &Connection, entry: &Entry<'_>) -> Result<()> {
        connection.execute_script(&self.start_sql(entry)).await.map_err(not_started)
    }

    /// Records that a migration is done. It touches one row, unless the row is gone.
    pub(crate) fn finish_sql(&self, entry: &Entry<'_>) -> String {
        let (table, now) = (&self.name, now(self.dialect));
        let plus = if self.dialect == Dialect::Sqlite { "+" } else { "OPERATOR(pg_catalog.+)" };
        let equals = if self.dialect == Dialect::Sqlite { "=" } else { "OPERATOR(pg_catalog.=)" };
        format!(
            "UPDATE {table} SET applied_steps_count = applied_steps_count {plus} 1, finished_at = {now} \
             WHERE id {equals} {}",
            literal(self.dialect, &entry.id)
        )
    }

    /// Records what was done, whose row has gone.
    pub(crate) fn done_sql(&self, entry: &Entry<'_>) -> String {
        let [id, checksum, name] = self.literals(entry);
        let (table, now) = (&self.name, now(self.dialect));
        format!(
            "INSERT INTO {table} (id, checksum, started_at, finished_at, migration_name, applied_steps_count) \
             VALUES ({id}, {checksum}, {now}, {now}, {name}, 1)"
        )
    }

    /// Records what the database said to a migration that failed and has left no row.
    pub(crate) async fn record_failed(
        &self,
        connection: &Connection,
        entry: &Entry<'_>,
        took: Duration,
        logs: &str,
    ) -> Result<()> {
        let [id, checksum, name] = self.literals(entry);
        let (table, started, logs) = (&self.name, ago(self.dialect, took), literal(self.dialect, logs));
        let sql = format!(
            "INSERT INTO {table} (id, checksum, started_at, migration_name, logs) \
             VALUES ({id}, {checksum}, {started}, {name}, {logs})"
        );
        Ok(connection.execute_script(&sql).await?)
    }

    /// Records what the database said to a migration that has its row.
    pub(crate) async fn fail(&self, connection: &Connection, entry: &Entry<'_>, logs: &str) -> Result<()> {
        let (table, logs, id) = (&self.name, literal(self.dialect, logs), literal(self.dialect, &entry.id));
        Ok(connection.execute_script(&format!("UPDATE {table} SET logs = {logs} WHERE id = {id}")).await?)
    }

    /// Whether the row says that the migration is done; `None` without a row.
    pub(crate) async fn is_done(&self, connection: &Connection, entry: &Entry<'_>) -> Result<Option<bool>> {
        let (table, id) = (&self.name, literal(self.dialect, &entry.id));
        let sql = format!("SELECT CASE WHEN finished_at IS NULL THEN 'no' ELSE 'yes' END FROM {table} WHERE id = {id}");
        let answer = connection.query_text(&sql).await?;
        Ok(answer.rows.into_iter().flatten().flatten().next().map(|word| word == "yes"))
    }

    fn literals(&self, entry: &Entry<'_>) -> [String; 3] {
        [&entry.id, &entry.checksum, entry.name].map(|text| literal(self.dialect, text))
    }
}

/// The table's name behind its schema.
const SUFFIX: &str = ".\"_prisma_migrations\"";

const ELSEWHERE: &str = "nicol: in schema ";

/// Why [`Table::start_sql`] has failed.
pub(crate) fn not_started(error: nicol_driver::Error) -> Error {
    let elsewhere = error.server().and_then(|said| said.message.split_once(ELSEWHERE)?.1.rsplit_once(';'));
    match elsewhere {
        Some((schema, _)) => Error::OtherSchema { schema: schema.to_owned() },
        None if error.code() == Code::P2002 => Error::RecordedMeanwhile,
        None => error.into(),
    }
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

/// Records migrations as applied without running them, in this order: all or none.
pub(crate) async fn mark_all_applied(connection: &Connection, entries: &[Entry<'_>]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let dialect = connection.dialect();
    let row = |(at, entry): (usize, &Entry<'_>)| {
        let [id, checksum, name] = [&entry.id, &entry.checksum, entry.name].map(|text| literal(dialect, text));
        // The order is told by the times.
        let at = match dialect {
            Dialect::Sqlite => format!("{} + {at}", now(dialect)),
            _ => format!("{} + interval '{at} milliseconds'", now(dialect)),
        };
        format!("({id}, {checksum}, {at}, {at}, {name}, '', 0)")
    };
    let rows: Vec<String> = entries.iter().enumerate().map(row).collect();
    let sql = format!(
        "INSERT INTO _prisma_migrations (id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count) \
         VALUES {}",
        rows.join(", ")
    );
    connection.execute_script(&sql).await.map_err(not_started)
}

/// A failed row, for people.
pub(crate) fn failed(row: &Row) -> FailedMigration {
    FailedMigration {
        name: row.migration_name.clone(),
        started_at: readable(&row.started_at),
        logs: row.logs.clone(),
        advice: None,
    }
}

/// An applied row, for people.
pub(crate) fn applied(row: &Row) -> AppliedMigration {
    let finished_at = row.finished_at.as_deref().unwrap_or_default();
    let span = instant(&row.started_at).zip(instant(finished_at)).map(|(start, end)| end.duration_since(start));
    let took = span.and_then(|span| Duration::try_from(span).ok());
    AppliedMigration {
        name: row.migration_name.clone(),
        started_at: readable(&row.started_at),
        finished_at: readable(finished_at),
        // What was only recorded has no steps.
        took: took.filter(|_| row.applied_steps_count > 0),
    }
}

/// A time as databases write it: `2026-01-01 12:00:00.123+00`, or milliseconds since 1970.
fn instant(time: &str) -> Option<Timestamp> {
    match time.parse().map(Timestamp::from_millisecond) {
        Ok(time) => time.ok(),
        Err(_) => time.parse().ok(),
    }
}

/// SQLite has times as milliseconds since 1970, which nobody reads.
pub(crate) fn readable(time: &str) -> String {
    match time.parse().map(Timestamp::from_millisecond) {
        Ok(Ok(time)) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        _ => time.to_owned(),
    }
}

/// The time, in the form in which Prisma stores it: SQLite columns hold milliseconds.
pub(crate) fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => "pg_catalog.clock_timestamp()",
        Dialect::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    }
}

/// The time a while ago.
fn ago(dialect: Dialect, while_: Duration) -> String {
    let (now, ms) = (now(dialect), while_.as_millis());
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => format!("{now} - interval '{ms} milliseconds'"),
        Dialect::Sqlite => format!("{now} - {ms}"),
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

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn times_of_both_databases_are_read() {
        let at = instant("1700000000123").expect("milliseconds");
        for text in ["2023-11-14 22:13:20.123+00", "2023-11-15 03:43:20.123+05:30", "2023-11-14T22:13:20.123Z"] {
            assert_eq!(instant(text), Some(at), "{text}");
        }
        assert_eq!(instant("Tue Nov 14 22:13:20 2023"), None);
    }
}
