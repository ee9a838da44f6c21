//! What is written into the history: nowhere else.

use std::time::Duration;

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;
use nicol_driver::{Code, Constraint};

use super::{Before, Entry, Table, literal, now};
use crate::error::{Error, Result};

impl Table {
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
        let logs = match entry.replaces.as_str() {
            "" => String::new(),
            replaces => format!(", logs = {}", literal(self.dialect, replaces)),
        };
        format!(
            "UPDATE {table} SET applied_steps_count = applied_steps_count {plus} 1, finished_at = {now}{logs} \
             WHERE id {equals} {}",
            literal(self.dialect, &entry.id)
        )
    }

    /// Records what was done, whose row has gone.
    pub(crate) fn done_sql(&self, entry: &Entry<'_>) -> String {
        let [id, checksum, name] = self.literals(entry);
        let (table, now, logs) = (&self.name, now(self.dialect), literal(self.dialect, &entry.replaces));
        format!("INSERT INTO {table} ({ALL_BUT_MARKS}) VALUES ({id}, {checksum}, {now}, {now}, {name}, {logs}, 1)")
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

    /// Marks a row as rolled back, whatever it says, unless it is already: it touches one row then. One whose way back was
    /// recorded before it gets what it said before that.
    pub(crate) fn take_back_sql(&self, id: &str, before: Option<&Before>) -> String {
        let (table, now, id) = (&self.name, now(self.dialect), literal(self.dialect, id));
        let restored = before.map_or_else(String::new, |before| {
            let finished_at = match before.finished_at.parse::<i64>() {
                // SQLite's milliseconds.
                Ok(number) => number.to_string(),
                Err(_) => literal(self.dialect, &before.finished_at),
            };
            let logs = before.logs.as_ref().map_or_else(|| "NULL".to_owned(), |logs| literal(self.dialect, logs));
            format!(", finished_at = {finished_at}, logs = {logs}")
        });
        format!("UPDATE {table} SET rolled_back_at = {now}{restored} WHERE id = {id} AND rolled_back_at IS NULL")
    }

    /// Records that an applied migration's way back begins, which can't be in one transaction with its record. It touches one
    /// row, and that is a failed one then.
    pub(crate) fn begin_back_sql(&self, id: &str, before: &Before) -> String {
        let (table, id, logs) = (&self.name, literal(self.dialect, id), literal(self.dialect, &before.told()));
        format!(
            "UPDATE {table} SET finished_at = NULL, logs = {logs} \
             WHERE id = {id} AND finished_at IS NOT NULL AND rolled_back_at IS NULL"
        )
    }

    /// Marks the failed rows of a migration as rolled back.
    pub(crate) fn roll_back_failed_sql(&self, name: &str) -> String {
        let (table, now, name) = (&self.name, now(self.dialect), literal(self.dialect, name));
        format!(
            "UPDATE {table} SET rolled_back_at = {now} \
             WHERE migration_name = {name} AND finished_at IS NULL AND rolled_back_at IS NULL"
        )
    }

    /// Records migrations as applied that were not run, in this order. Its errors are told by [`not_started`].
    pub(crate) fn applied_sql(&self, entries: &[Entry<'_>]) -> String {
        let row = |(at, entry): (usize, &Entry<'_>)| {
            let [id, checksum, name] = self.literals(entry);
            // The order is told by the times; none is later than that of what comes next.
            let before = u64::try_from(entries.len() - 1 - at).unwrap_or_default();
            let at = ago(self.dialect, Duration::from_millis(before));
            let logs = literal(self.dialect, &entry.replaces);
            format!("({id}, {checksum}, {at}, {at}, {name}, {logs}, 0)")
        };
        let rows: Vec<String> = entries.iter().enumerate().map(row).collect();
        format!("INSERT INTO {} ({ALL_BUT_MARKS}) VALUES {}", self.name, rows.join(", "))
    }

    /// Records migrations in the place of others, which have been applied: they stand where the last of those stood, before what
    /// was applied behind that. Two statements; the errors of the first are told by [`not_started`].
    pub(crate) fn replace_sql(&self, entries: &[&Entry<'_>], replaced: &[&str], logs: &str) -> String {
        let (table, logs) = (&self.name, literal(self.dialect, logs));
        let replaced = replaced.iter().map(|name| literal(self.dialect, name)).collect::<Vec<_>>().join(", ");
        let of_last = |column: &str| {
            format!(
                "(SELECT max({column}) FROM {table} WHERE migration_name IN ({replaced}) \
                 AND finished_at IS NOT NULL AND rolled_back_at IS NULL)"
            )
        };
        let (started, finished) = (of_last("started_at"), of_last("finished_at"));
        let row = |entry: &&Entry<'_>| {
            let [id, checksum, name] = self.literals(entry);
            format!("({id}, {checksum}, {started}, {finished}, {name}, {logs}, 0)")
        };
        let rows = entries.iter().map(row).collect::<Vec<_>>().join(", ");
        format!(
            "INSERT INTO {table} ({ALL_BUT_MARKS}) VALUES {rows};\nDELETE FROM {table} WHERE migration_name IN ({replaced})"
        )
    }

    /// Gives the rows of a migration another name.
    pub(crate) fn rename_sql(&self, old: &str, new: &str) -> String {
        let [old, new] = [old, new].map(|name| literal(self.dialect, name));
        format!("UPDATE {} SET migration_name = {new} WHERE migration_name = {old}", self.name)
    }

    fn literals(&self, entry: &Entry<'_>) -> [String; 3] {
        [&entry.id, &entry.checksum, entry.name].map(|text| literal(self.dialect, text))
    }
}

/// The columns of a row that stands.
const ALL_BUT_MARKS: &str = "id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count";

const ELSEWHERE: &str = "nicol: in schema ";

/// Why a row could not be put into the table.
pub(crate) fn not_started(error: nicol_driver::Error) -> Error {
    let elsewhere = error.server().and_then(|said| said.message.split_once(ELSEWHERE)?.1.rsplit_once(';'));
    match elsewhere {
        Some((schema, _)) => Error::OtherSchema { schema: schema.to_owned() },
        None if error.code() == Code::P2002 => key(&error),
        None => error.into(),
    }
}

/// Two records of one id are those of two runs; that two have one name is nothing that a history minds.
fn key(error: &nicol_driver::Error) -> Error {
    let constraint = error.constraint();
    let fields = constraint.and_then(Constraint::fields).unwrap_or_default();
    match fields.iter().any(|field| field == "migration_name") && !fields.iter().any(|field| field == "id") {
        true => Error::HistoryKey {
            index: match constraint.and_then(Constraint::index) {
                Some(index) => format!("The unique index `{index}`"),
                None => format!("A unique index on `_prisma_migrations` ({})", fields.join(", ")),
            },
        },
        false => Error::RecordedMeanwhile,
    }
}

/// Runs statements that write into the history, all or none. They end in no semicolon.
///
/// # Errors
/// [`Error::RecordedMeanwhile`]; the connection's.
pub(crate) async fn all_or_none(connection: &Connection, statements: &[String]) -> Result<()> {
    // SQLite's lock is taken before what was read can become old.
    let begin = if connection.dialect() == Dialect::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
    let sql = format!("{begin};\n{};\nCOMMIT;\n", statements.join(";\n"));
    let done = connection.execute_script(&sql).await;
    if done.is_err() {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    done.map_err(not_started)
}

/// The time a while ago.
fn ago(dialect: Dialect, while_: Duration) -> String {
    let (now, ms) = (now(dialect), while_.as_millis());
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => format!("{now} - interval '{ms} milliseconds'"),
        Dialect::Sqlite => format!("{now} - {ms}"),
    }
}
