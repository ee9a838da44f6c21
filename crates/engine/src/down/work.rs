//! The steps, one after the other.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::slice;

use nicol_catalog::Dialect;
use nicol_catalog::script::{KEPT, around_transaction};
use nicol_driver::admin::Connection;
use nicol_migrate::inverse::NoteKind;
use serde_json::json;

use super::finding::{find, is_cut_short};
use super::request::{Mode, Request};
use super::run::Heard;
use super::steps::{Step, goes_on};
use super::{DownError, Finding, locks};
use crate::apply::Options;
use crate::apply::concurrent::{self, Concurrent, Standing};
use crate::error::{Error, Result};
use crate::history::Table;
use crate::kept::keep_first;
use crate::ledger::{Entry, Opened};
use crate::standing::Guard;
use crate::{lock, script};

pub(super) struct Work<'w> {
    pub(super) connection: &'w Connection,
    pub(super) dialect: Dialect,
    pub(super) table: &'w Table,
    pub(super) request: &'w Request,
    pub(super) ledger: &'w Opened,
    pub(super) options: &'w Options,
    /// The step that runs.
    pub(super) at: Cell<usize>,
    pub(super) on: &'w dyn Fn(Heard<'_>),
    /// What was found so far, for who loses the connection at the end.
    pub(super) found: RefCell<Vec<Finding>>,
}

/// PostgreSQL: who looks runs a script that a later step needs. While that waits for a table nobody else comes to it, and nobody
/// does as long as the look has it.
const OF_A_LOOK: &str = "SET LOCAL lock_timeout = '100ms'; SET LOCAL statement_timeout = '1s'";

type Findings = Result<Vec<Finding>>;

impl Work<'_> {
    fn looks_only(&self) -> bool {
        self.request.mode == Mode::Look
    }

    pub(super) async fn set_limits(&self) -> Result<()> {
        match self.options.limits_sql(self.dialect) {
            Some(sql) => Ok(self.connection.execute_script(&sql).await?),
            None => Ok(()),
        }
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
        if let Some(told) = &self.request.told {
            let more: Vec<_> = lost.into_iter().filter(|finding| !told.covers(finding)).collect();
            if !more.is_empty() {
                return Err(DownError::MoreIsLost { findings: more }.into());
            }
        }
        Ok(())
    }

    /// The mark in Prisma's history and the row in ours: in the transaction that is open.
    async fn record(
        &self,
        step: &Step,
        findings: &[Finding],
        started_at: jiff::Timestamp,
        is_begun: bool,
    ) -> Result<()> {
        let gone = |inner: Option<Error>| DownError::NotMarked {
            migration: step.migration.clone(),
            inner: inner.map(Box::new),
        };
        let mut marks = vec![self.table.take_back_sql(&step.row, step.before.as_ref().filter(|_| is_begun))];
        marks.extend(step.further.iter().map(|id| self.table.take_back_sql(id, None)));
        for mark in &marks {
            let ran = self.connection.run_script(mark).await;
            ran.outcome.map_err(|e| gone(Some(e.into())))?;
            if ran.affected != Some(1) {
                return Err(gone(None).into());
            }
        }
        let Some(ledger) = self.ledger.ready() else { return Ok(()) };
        let of_it = findings.iter().filter(|f| f.migration == step.migration && f.kind != NoteKind::Empty);
        let lost = |f: &Finding| json!({ "text": f.text, "count": f.count });
        let entry = Entry {
            migration_name: Some(step.migration.clone()),
            checksum: Some(step.checksum.clone()),
            down_checksum: step.down_checksum.clone(),
            reason: self.request.reason.clone(),
            details: json!({ "markedOnly": step.is_marked_only, "lost": of_it.map(lost).collect::<Vec<_>>() }),
            started_at,
            ..Entry::new("down")
        };
        Ok(self.connection.execute_script(&ledger.insert_sql(&entry)).await?)
    }

    fn failed(step: &Step, inner: Error) -> Error {
        // Without its COMMIT nothing of it is done.
        let inner = Box::new(inner.of_script().found_out());
        let excerpt = step.excerpt(&inner);
        DownError::Failed { migration: step.migration.clone(), inner, taken_back: Vec::new(), excerpt }.into()
    }

    /// Everything in one transaction: what a step finds is asked when those before it have run.
    pub(super) async fn together(&self, steps: &[Step]) -> Findings {
        let findings = match self.dialect {
            Dialect::Sqlite => self.sqlite_together(steps).await?,
            _ => self.postgres_together(steps).await?,
        };
        if !self.looks_only() {
            steps.iter().for_each(|step| (self.on)(Heard::TakenBack { migration: &step.migration }));
        }
        Ok(findings)
    }

    async fn postgres_together(&self, steps: &[Step]) -> Findings {
        // What is counted behind a lock has to be what was committed before it.
        self.connection.execute_script("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        // Behind a pooler, not before: each transaction may be on another connection.
        let path = self.table.search_path(self.connection).await?;
        let mut findings = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            self.begin(steps, at);
            let started_at = jiff::Timestamp::now();
            if !self.looks_only() {
                locks::take(self.connection, step).await.map_err(|e| Self::failed(step, e))?;
            }
            let found = find(self.connection, step, self.looks_only() && at > 0).await;
            let is_known = !found.iter().any(Finding::is_not_looked_at);
            findings.extend(found);
            self.judge(&findings)?;
            if self.looks_only() && (at + 1 == steps.len() || !is_known) {
                findings.extend(steps[at + 1..].iter().map(Finding::not_looked_at));
                break;
            }
            if self.looks_only() {
                self.connection.execute_script(OF_A_LOOK).await?;
            }
            let body = script::prepared(self.dialect, &step.document.body)?;
            let ran = self.connection.run_script(&body).await;
            match ran.outcome.map_err(|e| script::placed(e, &body, ran.completed, true)) {
                Err(e) if self.looks_only() && is_cut_short(&e) => {
                    findings.extend(steps[at + 1..].iter().map(Finding::not_looked_at));
                    break;
                }
                outcome => outcome.map_err(|e| Self::failed(step, e.into()))?,
            }
            // A script may have set another path; our own history and the next script are where it was.
            self.connection.execute_script(&format!("SET LOCAL search_path = {path}")).await?;
            self.record(step, &findings, started_at, step.is_begun).await?;
        }
        self.found.borrow_mut().extend_from_slice(&findings);
        self.connection.execute_script(if self.looks_only() { "ROLLBACK" } else { "COMMIT" }).await?;
        Ok(findings)
    }

    fn begin(&self, steps: &[Step], at: usize) {
        // One of several that go one by one is told by who calls.
        if steps.len() > 1 {
            self.at.set(at);
        }
        if !self.looks_only() {
            (self.on)(Heard::TakingBack { migration: &steps[at].migration });
        }
    }

    /// SQLite: each script and each record is a call of its own, since a script may end in a comment.
    async fn sqlite_together(&self, steps: &[Step]) -> Findings {
        if let ([step], true) = (steps, self.looks_only()) {
            let found = find(self.connection, step, false).await;
            self.foresee_forgotten(step).await?;
            return Ok(found);
        }
        let prepared = |step: &Step| script::prepared(self.dialect, &step.document.body).map(Cow::into_owned);
        let scripts: Vec<_> = steps.iter().map(prepared).collect::<Result<_>>()?;
        let parts: Vec<_> = scripts.iter().map(|script| around_transaction(script)).collect();
        let (mut before, mut after): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for part in &parts {
            // The file of what was kept is attached once for all.
            for (list, statements) in [(&mut before, &part.before), (&mut after, &part.after)] {
                for &statement in statements {
                    let is_kept = statement.contains(KEPT);
                    let is_there = is_kept && list.iter().any(|other| other.contains(KEPT));
                    if !is_there && (is_kept || !self.looks_only()) {
                        list.push(statement);
                    }
                }
            }
        }
        for statement in before {
            script::make_kept(self.connection, statement).await?;
            self.connection.execute_script(statement).await?;
        }
        let inside: Vec<&str> = parts.iter().map(|part| part.inside.as_str()).collect();
        let is_kept = !self.looks_only() && after.iter().any(|s| s.contains(KEPT));
        let anew = if is_kept { keep_first(self.connection, &inside).await? } else { Vec::new() };
        if self.looks_only() || parts.iter().any(|part| part.lifts_foreign_keys) {
            self.connection.execute_script("PRAGMA foreign_keys=OFF").await?;
        }
        self.connection.execute_script("BEGIN IMMEDIATE").await?;
        for statement in anew {
            self.connection.execute_script(&statement).await?;
        }
        let outcome = self.sqlite_inside(steps, &parts).await;
        let end = if outcome.is_ok() && !self.looks_only() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.connection.execute_script(end).await;
        if ended.is_err() && self.connection.is_in_transaction().await.unwrap_or(false) {
            let _ = self.connection.execute_script("ROLLBACK").await;
        }
        // What runs behind a transaction, and may be there, lets go of that file, which goes with the connection otherwise.
        for statement in after {
            let _ = self.connection.execute_script(statement).await;
        }
        let findings = outcome?;
        ended?;
        self.connection.execute_script("PRAGMA foreign_keys=ON").await?;
        Ok(findings)
    }

    async fn sqlite_inside(&self, steps: &[Step], parts: &[nicol_catalog::script::Arranged<'_>]) -> Findings {
        let mut findings = Vec::new();
        // Keys that are off for one part are off for all.
        let lifts = parts.iter().any(|part| part.lifts_foreign_keys);
        for (at, (step, part)) in steps.iter().zip(parts).enumerate() {
            self.begin(steps, at);
            let started_at = jiff::Timestamp::now();
            findings.extend(find(self.connection, step, false).await);
            self.judge(&findings)?;
            if self.looks_only() && at + 1 == steps.len() {
                self.foresee_forgotten(step).await?;
                break;
            }
            let ran = script::run_inside(self.connection, &part.inside, lifts, Guard::Everything(&step.texts())).await;
            ran.map_err(|e| Self::broken(step, e))?;
            if !self.looks_only() {
                self.record(step, &findings, started_at, step.is_begun).await?;
            }
        }
        Ok(findings)
    }

    /// What the last step would be refused for is known before it runs.
    async fn foresee_forgotten(&self, step: &Step) -> Result<()> {
        let found = script::foresee_forgotten(self.connection, &step.document.body, &step.texts()).await;
        found.map_err(|e| Self::broken(step, e))
    }

    fn broken(step: &Step, error: Error) -> Error {
        let migration = step.migration.clone();
        match error {
            Error::RowsOrphaned { rows } => DownError::Orphans { migration, rows }.into(),
            Error::Forgotten { lost } => DownError::Forgets { migration, lost }.into(),
            error => Self::failed(step, error),
        }
    }

    /// Some of the scripts are such that no transaction takes them: each step is done for itself.
    pub(super) async fn one_by_one(&self, steps: &[Step]) -> Findings {
        if self.looks_only() {
            return Ok(self.foresee(steps).await);
        }
        let mut findings = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            self.at.set(at);
            let outcome = match step.is_transactional(self.dialect) {
                true => self.together(slice::from_ref(step)).await,
                false => self.apart(step).await,
            };
            let taken_back = || steps[..at].iter().map(|step| step.migration.clone()).collect::<Vec<_>>();
            findings.extend(outcome.map_err(|error| behind(step, error, taken_back()))?);
            // A script may have changed them.
            self.set_limits().await?;
        }
        Ok(findings)
    }

    /// What is found of all steps before any of them has run; what the later ones find may be another thing then, and is
    /// judged again.
    async fn foresee(&self, steps: &[Step]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let found = find(self.connection, step, false).await.into_iter();
            findings.extend(found.filter(|f| at == 0 || f.kind == NoteKind::Loses));
        }
        findings
    }

    /// A script that no transaction takes. That it begins is recorded first: whatever ends it in the middle, nobody takes the
    /// migration for an applied one.
    async fn apart(&self, step: &Step) -> Findings {
        (self.on)(Heard::TakingBack { migration: &step.migration });
        let started_at = jiff::Timestamp::now();
        let findings = find(self.connection, step, false).await;
        self.judge(&findings)?;
        self.begin_back(step).await?;
        let concurrent = Concurrent::of(self.dialect, &step.document.body);
        let failed = |inner: Error| DownError::FailedApart {
            migration: step.migration.clone(),
            excerpt: step.excerpt(&inner),
            inner: Box::new(inner),
            taken_back: Vec::new(),
            goes_on: goes_on(self.dialect, &step.document.body),
        };
        if concurrent.is_some() {
            // A limit would leave half of it behind; and whoever waits for Prisma's lock would be waited for.
            self.connection.execute_script("SET lock_timeout = 0; SET statement_timeout = 0").await?;
            lock::step_aside(self.connection).await?;
        }
        let ran = self.run_apart(step, concurrent.as_ref()).await;
        if concurrent.is_some() {
            lock::step_back(self.connection, self.options.lock_wait).await.map_err(failed)?;
        }
        ran.map_err(failed)?;
        self.found.borrow_mut().extend_from_slice(&findings);
        let recorded = async {
            self.connection.execute_script("BEGIN").await?;
            self.record(step, &findings, started_at, true).await?;
            Ok(self.connection.execute_script("COMMIT").await?)
        };
        recorded.await.map_err(failed)?;
        (self.on)(Heard::TakenBack { migration: &step.migration });
        Ok(findings)
    }

    async fn begin_back(&self, step: &Step) -> Result<()> {
        let Some(before) = step.before.as_ref().filter(|_| !step.is_begun) else { return Ok(()) };
        let ran = self.connection.run_script(&self.table.begin_back_sql(&step.row, before)).await;
        let not = |inner: Option<Error>| DownError::NotMarked {
            migration: step.migration.clone(),
            inner: inner.map(Box::new),
        };
        ran.outcome.map_err(|e| not(Some(e.into())))?;
        if ran.affected == Some(1) { Ok(()) } else { Err(not(None).into()) }
    }

    /// What an interrupted run has done already is not done again.
    async fn run_apart(&self, step: &Step, concurrent: Option<&Concurrent>) -> Result<()> {
        let script = &step.document.body;
        match concurrent.filter(|_| step.is_begun) {
            Some(Concurrent::Makes(index)) => {
                match concurrent::standing(self.connection, index).await? {
                    Standing::Valid => return Ok(()),
                    Standing::Invalid(name) => {
                        self.connection.execute_script(&format!("DROP INDEX CONCURRENTLY {name}")).await?;
                    }
                    Standing::Missing => {}
                }
                script::run(self.connection, script).await
            }
            Some(Concurrent::Drops) => match script::run(self.connection, script).await {
                // There is no such index any more.
                Err(Error::Database(error)) if error.sqlstate() == Some("42704") => Ok(()),
                outcome => outcome,
            },
            Some(Concurrent::Other) | None => script::run(self.connection, script).await,
        }
    }
}

/// An error with what was taken back before it.
fn behind(step: &Step, error: Error, before: Vec<String>) -> Error {
    match error {
        Error::Down(DownError::Failed { migration, inner, excerpt, .. }) => {
            DownError::Failed { migration, inner, taken_back: before, excerpt }.into()
        }
        Error::Down(DownError::FailedApart { migration, inner, goes_on, excerpt, .. }) => {
            DownError::FailedApart { migration, inner, taken_back: before, goes_on, excerpt }.into()
        }
        error if before.is_empty() => error,
        error => {
            let (migration, inner) = (step.migration.clone(), Box::new(error));
            DownError::Failed { migration, inner, taken_back: before, excerpt: None }.into()
        }
    }
}
