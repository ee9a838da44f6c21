//! Taking migrations back: the statements of `down.sql`, the mark in Prisma's history and the row in ours, in one transaction
//! where the database can.

use nicol_catalog::Dialect;
use nicol_catalog::script::{KEPT, around_transaction};
use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;
use serde_json::json;

use super::finding::{self, find};
use super::steps::{self, Step};
use super::{DownError, Finding};
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::history::{literal, now};
use crate::ledger::{self, Entry, Opened};
use crate::target::Target;
use crate::{history, lock, script};

/// How far back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// So many migrations, counted from the last applied one.
    Last(usize),
    /// To the state after this migration.
    To(String),
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: it is looked at what the data say. The statements run, and are undone, where a later step needs them.
    Look,
    /// It is done, unless data would be lost.
    Careful,
    /// It is done.
    AcceptDataLoss,
}

/// A wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub goal: Goal,
    pub mode: Mode,
    pub reason: Option<String>,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Done {
    /// The migrations that were taken back, in that order.
    pub taken_back: Vec<String>,
    /// What it has cost, or would.
    pub findings: Vec<Finding>,
    /// Why our history does not tell of it.
    pub untold: Option<String>,
    /// All of it was one transaction.
    pub in_one_transaction: bool,
}

/// The steps that a wish would take, for showing them.
///
/// # Errors
/// Those of [`down`] before anything runs.
pub async fn scripts(target: &Target, folder: &Folder, goal: &Goal) -> Result<Vec<Step>> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?.unwrap_or_default();
    Ok(steps::of(target.dialect(), folder, &rows, goal)?)
}

/// Takes migrations back, the last one first.
///
/// # Errors
/// [`DownError`], P1002 if the lock is held, the connection's.
pub async fn down(target: &Target, folder: &Folder, request: &Request) -> Result<Done> {
    folder.check_provider(target.dialect())?;
    let connection = Connection::connect(&target.url).await?;
    lock::acquire(&connection).await?;
    let outcome = locked(target, &connection, folder, request).await;
    // A transaction that an error has left open holds what must not wait.
    if connection.is_in_transaction().await.unwrap_or(false) {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    let _ = connection.reset_session().await;
    lock::release(&connection).await;
    outcome
}

async fn locked(target: &Target, connection: &Connection, folder: &Folder, request: &Request) -> Result<Done> {
    let rows = history::read(connection).await?.unwrap_or_default();
    let steps = steps::of(target.dialect(), folder, &rows, &request.goal)?;
    let ledger = match request.mode {
        Mode::Look => Opened::Unavailable(String::new()),
        _ => ledger::open(target, connection).await,
    };
    let work = Work { connection, dialect: target.dialect(), request, ledger: &ledger };
    let together = steps.iter().all(|step| step.is_transactional(target.dialect()));
    let outcome = match (together, target.dialect()) {
        (true, Dialect::Sqlite) => work.sqlite_together(&steps).await,
        (true, _) => work.postgres_together(&steps).await,
        (false, _) => work.one_by_one(&steps).await,
    };
    let untold = ledger.trouble().map(str::to_owned);
    if let Opened::Ready(ledger) = ledger {
        if connection.is_in_transaction().await.unwrap_or(false) {
            let _ = connection.execute_script("ROLLBACK").await;
        }
        ledger.close(connection).await;
    }
    let (taken_back, findings) = outcome?;
    Ok(Done { taken_back, findings, untold, in_one_transaction: together })
}

struct Work<'w> {
    connection: &'w Connection,
    dialect: Dialect,
    request: &'w Request,
    ledger: &'w Opened,
}

type Outcome = Result<(Vec<String>, Vec<Finding>)>;

impl Work<'_> {
    fn looks_only(&self) -> bool {
        self.request.mode == Mode::Look
    }

    /// Refuses what must not be, or not without being asked for.
    fn judge(&self, findings: &[Finding]) -> Result<()> {
        let of = |kind| findings.iter().filter(|f| f.kind == kind).cloned().collect::<Vec<_>>();
        let refused = of(NoteKind::Refuses);
        if !refused.is_empty() && !self.looks_only() {
            return Err(DownError::Refused { findings: refused }.into());
        }
        let lost = of(NoteKind::Loses);
        if !lost.is_empty() && self.request.mode == Mode::Careful {
            return Err(DownError::LosesData { findings: lost }.into());
        }
        Ok(())
    }

    /// The mark in Prisma's history and the row in ours.
    fn record(&self, step: &Step, findings: &[Finding], started_at: jiff::Timestamp) -> String {
        let mut sql = format!(
            ";\nUPDATE _prisma_migrations SET rolled_back_at = {} WHERE id = {};\n",
            now(self.dialect),
            literal(self.dialect, &step.row)
        );
        if let Some(ledger) = self.ledger.ready() {
            let lost = |f: &Finding| json!({ "text": f.text, "count": f.count });
            let entry = Entry {
                migration_name: Some(step.migration.clone()),
                checksum: Some(step.checksum.clone()),
                down_checksum: step.down_checksum.clone(),
                reason: self.request.reason.clone(),
                details: json!({
                    "markedOnly": step.is_failed,
                    "lost": findings.iter().filter(|f| f.migration == step.migration && f.kind != NoteKind::Empty).map(lost).collect::<Vec<_>>(),
                }),
                started_at,
                ..Entry::new("down")
            };
            sql.push_str(&ledger.insert_sql(&entry));
        }
        sql
    }

    fn failed(step: &Step, inner: Error, taken_back: &[String]) -> Error {
        let taken_back = taken_back.to_vec();
        DownError::Failed { migration: step.migration.clone(), inner: Box::new(inner), taken_back }.into()
    }

    /// Everything in one transaction: what a step finds is asked when those before it have run.
    async fn postgres_together(&self, steps: &[Step]) -> Outcome {
        let schema = self.connection.query_text("SHOW search_path").await?;
        let path = schema.rows.first().and_then(|r| r.first()?.clone()).unwrap_or_default();
        self.connection.execute_script("BEGIN").await?;
        let (mut taken_back, mut findings) = (Vec::new(), Vec::new());
        for (at, step) in steps.iter().enumerate() {
            let started_at = jiff::Timestamp::now();
            findings.extend(find(self.connection, step).await);
            self.judge(&findings)?;
            if !(self.looks_only() && at + 1 == steps.len()) {
                let failed = |e: nicol_driver::Error| Self::failed(step, e.into(), &[]);
                self.connection.execute_script(&step.document.body).await.map_err(failed)?;
                // A script may have set another path; the history is where it was.
                let back = format!("SET LOCAL search_path = {path};\n");
                let sql = format!("{back}{}", self.record(step, &findings, started_at).trim_start_matches(";\n"));
                self.connection.execute_script(&sql).await.map_err(failed)?;
            }
            taken_back.push(step.migration.clone());
        }
        self.connection.execute_script(if self.looks_only() { "ROLLBACK" } else { "COMMIT" }).await?;
        Ok((taken_back, findings))
    }

    /// SQLite: nobody else can come between, so that it is looked first, and done then as one script.
    async fn sqlite_together(&self, steps: &[Step]) -> Outcome {
        let findings = self.sqlite_look(steps).await?;
        self.judge(&findings)?;
        let names: Vec<_> = steps.iter().map(|step| step.migration.clone()).collect();
        if self.looks_only() {
            return Ok((names, findings));
        }
        let started_at = jiff::Timestamp::now();
        let parts = steps.iter().map(|s| format!("{}{};\n", s.document.body, self.record(s, &findings, started_at)));
        let whole: String = parts.collect();
        let failed = |e| match steps {
            [step] => Self::failed(step, e, &[]),
            _ => DownError::Failed { migration: names.join("`, `"), inner: Box::new(e), taken_back: Vec::new() }.into(),
        };
        script::run(self.connection, &whole).await.map_err(failed)?;
        Ok((names, findings))
    }

    async fn sqlite_look(&self, steps: &[Step]) -> Result<Vec<Finding>> {
        if let [step] = steps {
            return Ok(find(self.connection, step).await);
        }
        let mut findings = Vec::new();
        let bodies: String = steps.iter().map(|s| format!("{};\n", s.document.body)).collect();
        let around = around_transaction(&bodies);
        for statement in around.before.iter().filter(|s| s.contains(KEPT)) {
            script::make_kept(self.connection, statement).await?;
            self.connection.execute_script(statement).await?;
        }
        self.connection.execute_script("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE").await?;
        for (at, step) in steps.iter().enumerate() {
            findings.extend(finding::find(self.connection, step).await);
            if at + 1 < steps.len() {
                let inside = around_transaction(&step.document.body).inside;
                let ran = self.connection.execute_script(&inside).await;
                ran.map_err(|e| Self::failed(step, e.into(), &[]))?;
            }
        }
        self.connection.execute_script("ROLLBACK; PRAGMA foreign_keys=ON").await?;
        for statement in around.after.iter().filter(|s| s.contains(KEPT)) {
            self.connection.execute_script(statement).await?;
        }
        Ok(findings)
    }

    /// Scripts that no transaction takes: each is done for itself.
    async fn one_by_one(&self, steps: &[Step]) -> Outcome {
        let (mut taken_back, mut findings) = (Vec::new(), Vec::new());
        for step in steps {
            let started_at = jiff::Timestamp::now();
            findings.extend(find(self.connection, step).await);
            self.judge(&findings).map_err(|e| match taken_back.is_empty() {
                true => e,
                false => Self::failed(step, e, &taken_back),
            })?;
            if self.looks_only() {
                // What the others find depends on this one.
                taken_back.extend(steps.iter().map(|s| s.migration.clone()));
                return Ok((taken_back, findings));
            }
            let failed = |e: Error| Self::failed(step, e, &taken_back);
            script::run(self.connection, &step.document.body).await.map_err(failed)?;
            let sql = self.record(step, &findings, started_at);
            script::run(self.connection, sql.trim_start_matches(";\n")).await.map_err(failed)?;
            taken_back.push(step.migration.clone());
        }
        Ok((taken_back, findings))
    }
}
