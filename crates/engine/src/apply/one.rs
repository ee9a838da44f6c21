//! One migration: its script and its record.

use std::time::Instant;

use nicol_catalog::Dialect;
use nicol_catalog::script::postgres::may_change_session;

use super::concurrent::Concurrent;
use super::watch::Watcher;
use super::{Event, Line, Options, Run};
use crate::error::{Error, Result};
use crate::excerpt::excerpt;
use crate::folder::Migration;
use crate::history::{Entry, Table};
use crate::script::{self, Frame, Undone};
use crate::{database, lock, unsettled};

impl Run<'_> {
    pub(super) async fn one(
        &mut self,
        table: &Table,
        migration: &Migration,
        on: &mut dyn FnMut(Event<'_>),
    ) -> Result<()> {
        let dialect = self.target.dialect();
        let script = &*script::prepared(dialect, migration.script()?)
            .map_err(|error| failed(migration, migration.script().unwrap_or_default(), error, false, None))?;
        if table.is_plain() && script::goes_together(dialect, script) {
            let mut attempt = 0;
            loop {
                match self.together(table, migration, script, on).await? {
                    Outcome::Done => return Ok(()),
                    Outcome::Apart => break,
                    Outcome::Undone(error, _) if is_retryable(&error) && attempt < self.options.retries => {
                        attempt += 1;
                        let pause = self.options.pause(attempt);
                        on(Event::Retrying { migration: &migration.name, attempt, pause, error: &error });
                        tokio::time::sleep(pause).await;
                    }
                    Outcome::Committed(error, left) => return Err(failed(migration, script, error, true, left)),
                    Outcome::Undone(error, is_recorded) => {
                        return Err(failed(migration, script, error, is_recorded, None));
                    }
                }
            }
        }
        self.alone(table, migration, script, on).await
    }

    /// Script and record in one transaction.
    async fn together(
        &mut self,
        table: &Table,
        migration: &Migration,
        script: &str,
        on: &mut dyn FnMut(Event<'_>),
    ) -> Result<Outcome> {
        let entry = Entry::next(&migration.name, migration.script()?, &self.rows);
        let frame = Frame {
            before: table.start_sql(&entry),
            after: table.finish_sql(&entry),
            instead: table.done_sql(&entry),
            is_marked: self.options.marks,
            is_late: self.rows.iter().any(|row| row.is_applied() && row.migration_name > migration.name),
        };
        let start = Instant::now();
        let work = script::run_framed(self.line.connection(), script, &frame);
        let error = match watched(self.watcher.as_mut(), self.options, migration, work, on).await {
            Ok(()) => {
                if self.target.dialect() == Dialect::Sqlite || may_change_session(script) {
                    self.reset().await?;
                }
                return Ok(Outcome::Done);
            }
            Err(Undone::Apart) => {
                self.reset().await?;
                return Ok(Outcome::Apart);
            }
            Err(Undone::Lost(error)) => {
                let error = error.found_out();
                if self.find_out(table, &entry).await.map_err(|_| lost(migration, &error))? {
                    return Ok(Outcome::Done);
                }
                return Ok(Outcome::Undone(error, false));
            }
            Err(Undone::NotStarted(error)) => {
                let _ = self.reset().await;
                return Err(error);
            }
            Err(Undone::Failed(error)) => error,
        };
        let _ = self.reset().await;
        let is_sqlite = self.target.dialect() == Dialect::Sqlite;
        let row = if is_sqlite { Ok(None) } else { table.is_done(self.connection(), &entry).await };
        let undone = match row {
            Ok(Some(false)) => return self.committed(table, &entry, script, error).await,
            Ok(None) => unsettled::UNDONE,
            Ok(Some(true)) | Err(_) => "",
        };
        // What passes leaves no record: there is nothing to settle, and the next run tries again.
        let is_recorded = !is_passing(&error)
            && table
                .record_failed(self.connection(), &entry, start.elapsed(), &format!("{undone}{error}"))
                .await
                .is_ok();
        Ok(Outcome::Undone(error, is_recorded))
    }

    /// The start is on record, which was to be undone with a script that has failed: the script has committed it where nothing in
    /// it seemed to (the server reads it otherwise: `standard_conforming_strings`).
    async fn committed(&self, table: &Table, entry: &Entry<'_>, script: &str, error: Error) -> Result<Outcome> {
        let logs = format!("{}{error}", unsettled::COMMITTED);
        table.fail(self.connection(), entry, &logs).await?;
        let left = unsettled::left_behind(self.connection(), script, &logs, entry.name).await;
        Ok(Outcome::Committed(error, left))
    }

    /// After a connection was lost: whether the migration is in the database. The connection is a new one then.
    async fn find_out(&mut self, table: &Table, entry: &Entry<'_>) -> Result<bool> {
        if self.target.dialect() != Dialect::Sqlite {
            // Its server process may still be at work. It holds the lock as long.
            let _ = tokio::time::timeout(lock::PATIENCE, self.connection().cancel()).await;
            let fresh = database::reconnect(&self.target.url, lock::PATIENCE).await?;
            lock::acquire(&fresh).await?;
            self.is_aside = false;
            self.line = Line::Fresh(Box::new(fresh));
            self.watch().await?;
            self.set_limits().await?;
        } else {
            self.reset().await?;
        }
        Ok(table.is_done(self.connection(), entry).await?.is_some())
    }

    /// The record first, then the script, which has its own transactions or none.
    async fn alone(
        &mut self,
        table: &Table,
        migration: &Migration,
        script: &str,
        on: &mut dyn FnMut(Event<'_>),
    ) -> Result<()> {
        let entry = Entry::next(&migration.name, migration.script()?, &self.rows);
        let concurrent = Concurrent::of(self.target.dialect(), script);
        let mut index = None;
        if let Some(concurrent) = &concurrent {
            self.connection().execute_script(NO_LIMITS).await?;
            index = concurrent.before(self.connection()).await?;
        }
        table.start(self.connection(), &entry).await?;
        if concurrent.is_some() {
            lock::step_aside(self.connection()).await?;
            self.is_aside = true;
        }
        let mut attempt = 0;
        let outcome = loop {
            let work = script::run(self.line.connection(), script);
            let outcome = watched(self.watcher.as_mut(), self.options, migration, work, on).await;
            let (Err(error), Some(concurrent)) = (&outcome, &concurrent) else { break outcome };
            if !is_retryable(error) || attempt == self.options.retries {
                break outcome;
            }
            self.connection().execute_script(NO_LIMITS).await?;
            match concurrent.make_way(self.connection(), index.as_ref()).await {
                Ok(true) => attempt += 1,
                // The record says what has happened first.
                Ok(false) | Err(_) => break outcome,
            }
            let pause = self.options.pause(attempt);
            on(Event::Retrying { migration: &migration.name, attempt, pause, error });
            tokio::time::sleep(pause).await;
        };
        let outcome = match (outcome, &concurrent) {
            (Ok(()), Some(concurrent)) => concurrent.check(self.connection()).await,
            (outcome, _) => outcome,
        };
        let (error, has_run) = match outcome {
            Ok(()) => match self.finish(table, &entry).await {
                Ok(()) => return self.set_limits().await,
                Err(error) => (error, true),
            },
            Err(error) => (error, false),
        };
        let is_unsure = has_run || matches!(&error, Error::Database(e) if e.is_connection_lost());
        let logs = format!("{}{error}", if is_unsure { unsettled::UNSURE } else { "" });
        if table.fail(self.connection(), &entry, &logs).await.is_err() {
            // The connection may have died with the script. The row says "failed" in any case; this adds why.
            if let Ok(fresh) = database::reconnect(&self.target.url, lock::PATIENCE).await {
                let _ = table.fail(&fresh, &entry, &logs).await;
            }
        }
        let left = unsettled::left_behind(self.connection(), script, &logs, &migration.name).await;
        Err(failed(migration, script, error, true, left))
    }

    async fn finish(&self, table: &Table, entry: &Entry<'_>) -> Result<()> {
        let ran = self.connection().run_script(&table.finish_sql(entry)).await;
        ran.outcome?;
        match ran.affected {
            Some(0) => Ok(self.connection().execute_script(&table.done_sql(entry)).await?),
            _ => Ok(()),
        }
    }
}

/// Does the work, and tells what is seen of it.
async fn watched<T>(
    watcher: Option<&mut Watcher<'_>>,
    options: &Options,
    migration: &Migration,
    work: impl Future<Output = T>,
    on: &mut dyn FnMut(Event<'_>),
) -> T {
    let (Some(watcher), Some(interval)) = (watcher, options.watch) else { return work.await };
    watcher.beside(interval, work, &mut |sight| on(Event::Seen { migration, sight: &sight })).await
}

/// What became of a script and its record in one transaction.
enum Outcome {
    Done,
    /// They can't be in one.
    Apart,
    /// A part of it is left, and it is recorded as failed; what to do about it.
    Committed(Error, Option<String>),
    /// Nothing of it is left, and whether that is recorded.
    Undone(Error, bool),
}

/// A limit would leave half an index behind, whoever has set it.
const NO_LIMITS: &str = "SET lock_timeout = 0; SET statement_timeout = 0";

/// Whether the same may succeed if it is tried again: a lock time-out, a deadlock, a failed serialization.
pub(crate) fn is_retryable(error: &Error) -> bool {
    matches!(error, Error::Database(e) if matches!(e.sqlstate(), Some("55P03" | "40P01" | "40001")))
}

/// Whether the cause passes, or can be removed without a change of the script: those, a time limit or somebody who has
/// cancelled it, and what the server has run out of (class 53).
fn is_passing(error: &Error) -> bool {
    let Error::Database(e) = error else { return matches!(error, Error::Forgotten { .. }) };
    is_retryable(error)
        || e.is_disk()
        || e.is_connection_lost()
        || e.code() == nicol_driver::Code::P1008
        || e.sqlstate().is_some_and(|code| code == "57014" || code.len() == 5 && code.starts_with("53"))
}

fn failed(migration: &Migration, script: &str, inner: Error, is_recorded: bool, left: Option<String>) -> Error {
    let excerpt = excerpt(&inner, script);
    Error::ApplyFailed { migration: migration.name.clone(), inner: Box::new(inner), excerpt, is_recorded, left }
}

/// Nobody could be asked.
fn lost(migration: &Migration, error: &Error) -> Error {
    Error::ApplyUnknown { migration: migration.name.clone(), said: error.to_string() }
}
