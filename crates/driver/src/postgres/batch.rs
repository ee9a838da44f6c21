//! Several statements in one flush.
//!
//! Between BEGIN and COMMIT of its own, or in a transaction that is open, a batch has one Sync: after an error the server
//! skips the rest. All that stands before one Sync is one transaction to the server ("implicit transaction block" in
//! PostgreSQL's manual, "Pipelining"), so BEGIN and COMMIT are only sent if an isolation level is asked for.
//! Elsewhere each statement has a Sync of its own, and stands for itself.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::backend::{Backend, unprepared};
use super::failure::Failure;
use super::line::{Line, Mode};
use super::message::{self, Formats};
use super::rows::{Many, One, Rows, Unknown, unreadable};
use super::transaction::begin_sql;
use super::{Connection, guarded};
use crate::observe::tell_of_batch;
use crate::{Code, Error, Isolation, Judge, Judgment, Outcome, Query, comment};

/// A failure, and whose it was if it was that of a statement.
type At = (Option<usize>, Failure);

/// What holds the statements of a batch together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// Nothing: each stands for itself.
    None { only_reads: bool },
    /// The transaction that is open.
    Open,
    /// A transaction of its own.
    Own(Option<Isolation>),
    /// A savepoint of the transaction that is open: it can go on if another way is to be taken.
    Savepoint,
    /// The transaction that begins with them.
    First(Option<Isolation>),
    /// The transaction that is open, which ends with them.
    Last,
}

impl Bond {
    /// What stands before the statements.
    const fn before(self) -> Option<&'static str> {
        match self {
            Self::Own(isolation @ Some(_)) | Self::First(isolation) => Some(begin_sql(isolation)),
            Self::Savepoint => Some(SAVEPOINT),
            Self::None { .. } | Self::Open | Self::Own(None) | Self::Last => None,
        }
    }

    /// What stands after them.
    const fn after(self) -> Option<&'static str> {
        match self {
            Self::Own(Some(_)) | Self::Last => Some("COMMIT"),
            Self::Savepoint => Some(RELEASE),
            Self::None { .. } | Self::Open | Self::Own(None) | Self::First(_) => None,
        }
    }

    /// What is sent if they have failed. Of other transactions, whoever owns them undoes them, and they are seen to have
    /// failed until then.
    const fn undo(self) -> Option<&'static str> {
        match self {
            Self::Own(Some(_)) => Some("ROLLBACK"),
            _ => None,
        }
    }

    const fn is_none(self) -> bool {
        matches!(self, Self::None { .. })
    }

    /// Whether nothing stays of them if one fails.
    const fn is_undone(self) -> bool {
        matches!(self, Self::Own(_) | Self::Savepoint | Self::First(_))
    }

    /// Whether they can run again after they have failed since what is prepared was stale. Of those that stand for
    /// themselves others have run.
    const fn can_run_again(self) -> bool {
        self.is_undone() || matches!(self, Self::None { only_reads: true })
    }
}

const SAVEPOINT: &str = "SAVEPOINT nicol_attempt";
const RELEASE: &str = "RELEASE SAVEPOINT nicol_attempt";
const UNDO: &str = "ROLLBACK TO SAVEPOINT nicol_attempt; RELEASE SAVEPOINT nicol_attempt";

impl Connection {
    /// Runs the statements in order. With `transaction`, between BEGIN and COMMIT in the same flush. `only_reads`: they may
    /// run twice.
    pub(crate) async fn batch(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
        only_reads: bool,
    ) -> Result<Vec<Outcome>, Error> {
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        let started = self.started();
        // Which statement failed, besides the error itself.
        let mut at = None;
        let bond = transaction.map_or(Bond::None { only_reads }, Bond::Own);
        let result = self.batch_guarded(queries, bond, &mut at).await;
        self.report_batch(started, queries, None, at, result.as_ref().err());
        result.map_err(|e| match at {
            Some(at) => e.with_statement(at),
            None => e,
        })
    }

    /// Runs the last statements of the transaction that is open, and commits.
    pub(crate) async fn commit_with(&self, queries: &[Query<'_>]) -> Result<Vec<Outcome>, Error> {
        let started = self.started();
        let mut at = None;
        let result =
            self.commit_with_guarded(queries, &mut at).await.map_err(|error| self.unknown_end(self.kept_unread(error)));
        self.report_batch(started, queries, Some("COMMIT"), at, result.as_ref().err());
        if result.is_ok() {
            self.is_owned.store(false, Ordering::Release);
        }
        result.map_err(|e| match at {
            Some(at) => e.with_statement(at),
            None => e,
        })
    }

    fn report_batch(
        &self,
        started: Option<Instant>,
        queries: &[Query<'_>],
        end: Option<&'static str>,
        failed_at: Option<usize>,
        error: Option<&Error>,
    ) {
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            tell_of_batch(observer.as_ref(), started.elapsed(), queries, end, failed_at, error);
        }
    }

    /// The error of what the last statements brought, which came after COMMIT.
    fn kept_unread(&self, error: Error) -> Error {
        let is_of_values = matches!(error.code(), Code::P2007 | Code::P2020 | Code::P2023) && error.server().is_none();
        if !is_of_values || self.in_transaction() {
            return error;
        }
        Error::new(
            error.code(),
            format!(
                "The transaction was committed, but what its last statement brought cannot be read: {}",
                error.message()
            ),
        )
    }

    async fn commit_with_guarded(&self, queries: &[Query<'_>], at: &mut Option<usize>) -> Result<Vec<Outcome>, Error> {
        let mut backend = self.backend().await;
        let bond = self.pending().map_or(Bond::Last, Bond::Own);
        let result = guarded!(self, backend.batch_again(queries, bond, at));
        if result.is_ok() {
            self.never_begin();
        }
        result
    }

    /// Runs a statement; if a transaction is open, that goes on after errors that are judged so.
    pub(crate) async fn attempt(&self, query: &Query<'_>, judge: Judge<'_>) -> Result<Outcome, Error> {
        let started = self.started();
        // In a transaction that has failed already, that is what there is to say.
        let can_try = self.in_transaction() && !self.status.is_failed();
        let result = if can_try { self.attempt_guarded(query, judge).await } else { self.run_guarded(query).await };
        let judgment = match &result {
            Ok(_) => Judgment::Answers,
            Err(error) => error.server().map_or(Judgment::Fails, judge),
        };
        match judgment {
            Judgment::Fails => {
                self.report(started, &comment::with(query.sql), query.params, result.as_ref().err());
            }
            Judgment::Answers => self.report(started, &comment::with(query.sql), query.params, None),
            // Nobody has to know of one that is made up for.
            Judgment::SaysNothing => {}
        }
        result
    }

    async fn attempt_guarded(&self, query: &Query<'_>, judge: Judge<'_>) -> Result<Outcome, Error> {
        let mut backend = self.backend().await;
        let Some(isolation) = self.pending() else { return guarded!(self, backend.attempt(query, judge)) };
        let begun = guarded!(self, backend.first(std::slice::from_ref(query), isolation, Some(judge), &mut None));
        self.has_begun();
        begun?.into_iter().next().ok_or_else(unreadable)
    }

    /// The first statement of a transaction takes its BEGIN along.
    pub(super) async fn first_guarded(
        &self,
        backend: &mut Backend,
        query: &Query<'_>,
        isolation: Option<Isolation>,
    ) -> Result<Outcome, Error> {
        let begun = guarded!(self, backend.first(std::slice::from_ref(query), isolation, None, &mut None));
        self.has_begun();
        begun?.into_iter().next().ok_or_else(unreadable)
    }
}

impl Connection {
    async fn batch_guarded(
        &self,
        queries: &[Query<'_>],
        bond: Bond,
        at: &mut Option<usize>,
    ) -> Result<Vec<Outcome>, Error> {
        let mut backend = self.backend().await;
        if let Some(isolation) = self.pending() {
            let begun = guarded!(self, backend.first(queries, isolation, None, at));
            self.has_begun();
            return begun;
        }
        let bond = if self.in_transaction() { Bond::Open } else { bond };
        guarded!(self, backend.batch_again(queries, bond, at))
    }
}

impl Backend {
    /// Runs a batch; if what is prepared is outdated, again, wherever nothing of it has stayed.
    async fn batch_again(
        &mut self,
        queries: &[Query<'_>],
        bond: Bond,
        at: &mut Option<usize>,
    ) -> Result<Vec<Outcome>, Failure> {
        let mut result = self.batch(queries, bond).await;
        // The second time nothing is prepared: behind a pooler it would be outdated again.
        for _ in 0..2 {
            let Err((number, failure)) = &result else { break };
            if !self.is_outdated_in(queries, *number, failure) {
                break;
            }
            self.forget_after(failure);
            if !bond.can_run_again() {
                break;
            }
            result = match bond {
                Bond::First(isolation) => self.begin_again("ROLLBACK", begin_sql(isolation), queries).await,
                Bond::Savepoint => self.begin_again(UNDO, SAVEPOINT, queries).await,
                bond => self.batch(queries, bond).await,
            };
            if bond == Bond::Savepoint && result.is_ok() {
                self.line.command(RELEASE).await?;
            }
        }
        result.map_err(|(number, failure)| {
            *at = number;
            failure
        })
    }

    /// Undoes what has failed, and runs the batch in what is begun anew: what can't be prepared is a failure in there.
    async fn begin_again(&mut self, undo: &str, begin: &str, queries: &[Query<'_>]) -> Result<Vec<Outcome>, At> {
        for command in [undo, begin] {
            self.line.command(command).await.map_err(|failure| (None, failure))?;
        }
        self.batch(queries, Bond::Open).await
    }

    fn is_outdated_in(&mut self, queries: &[Query<'_>], number: Option<usize>, failure: &Failure) -> bool {
        match number.and_then(|number| queries.get(number)) {
            Some(query) => self.is_outdated(failure, query.sql),
            None => failure.is_stale(),
        }
    }

    /// The first statements of a transaction. If they are an attempt, and it fails so that the transaction goes on, that has
    /// not begun.
    async fn first(
        &mut self,
        queries: &[Query<'_>],
        isolation: Option<Isolation>,
        judge: Option<Judge<'_>>,
        at: &mut Option<usize>,
    ) -> Result<Vec<Outcome>, Failure> {
        let is_unknown = queries.iter().any(|query| self.statements.find(query.sql).is_none());
        let result = if self.prepares() && is_unknown {
            // A statement that can't be prepared is a failure of the transaction as well.
            self.line.command(begin_sql(isolation)).await?;
            self.batch_again(queries, Bond::Open, at).await
        } else {
            self.batch_again(queries, Bond::First(isolation), at).await
        };
        if let Err(failure) = &result
            && judge.is_some_and(|judge| failure.goes_on(judge))
        {
            self.line.command("ROLLBACK").await?;
        }
        result
    }

    async fn attempt(&mut self, query: &Query<'_>, judge: Judge<'_>) -> Result<Outcome, Failure> {
        if self.prepares() && self.statements.find(query.sql).is_none() {
            // A statement that can't be prepared is a failure of the transaction as well.
            self.line.command(SAVEPOINT).await?;
            let prepared = self.prepare_one(query.sql).await;
            self.line.command(if prepared.is_ok() { RELEASE } else { UNDO }).await?;
            prepared?;
        }
        let result = self.batch_again(std::slice::from_ref(query), Bond::Savepoint, &mut None).await;
        if let Err(failure) = &result
            && failure.goes_on(judge)
        {
            // Where that fails too, the first failure tells more.
            let _ = self.line.command(UNDO).await;
        }
        result?.into_iter().next().ok_or_else(|| unreadable().into())
    }

    async fn batch(&mut self, queries: &[Query<'_>], bond: Bond) -> Result<Vec<Outcome>, At> {
        if !self.prepares() {
            return self.batch_unprepared(queries, bond).await;
        }
        self.prepare(queries.iter().map(|query| query.sql)).await?;
        let result = self.batch_prepared(queries, bond).await;
        self.statements.make_room(0);
        result
    }

    async fn batch_prepared(&mut self, queries: &[Query<'_>], bond: Bond) -> Result<Vec<Outcome>, At> {
        let Self { line, statements, .. } = self;
        let (mut places, mut refused) = (Vec::with_capacity(queries.len()), None);
        for (i, query) in queries.iter().enumerate() {
            let place = statements.find(query.sql).ok_or_else(|| Failure::from(unreadable()));
            match place.and_then(|number| Ok((number, statements.at(number).reader(query.columns)?))) {
                Ok(place) => places.push(place),
                Err(failure) => {
                    refused = Some((Some(i), failure));
                    break;
                }
            }
        }
        let mut flush = Flush::new(line, bond);
        let mut rows = Vec::with_capacity(queries.len());
        for (i, (query, (number, reader))) in queries.iter().zip(&places).enumerate() {
            let prepared = statements.get(*number);
            if let Err(failure) = flush.add(|out| prepared.bind(out, query.params)) {
                refused = Some((Some(i), failure));
                break;
            }
            rows.push(Rows::new(prepared.reader_at(*reader)));
        }
        let rows = flush.send(rows, refused).await?;
        rows.into_iter().map(|rows| rows.finish().map_err(|failure| (None, failure))).collect()
    }

    async fn batch_unprepared(&mut self, queries: &[Query<'_>], bond: Bond) -> Result<Vec<Outcome>, At> {
        let mut flush = Flush::new(&mut self.line, bond);
        let (mut answers, mut refused) = (Vec::with_capacity(queries.len()), None);
        for (i, query) in queries.iter().enumerate() {
            if let Err(failure) = flush.add(|out| unprepared(out, query.sql, query.params)) {
                refused = Some((Some(i), failure));
                break;
            }
            answers.push(Unknown::default());
        }
        let answers = flush.send(answers, refused).await?;
        let mut outcomes = Vec::with_capacity(answers.len());
        for (i, (answer, query)) in answers.into_iter().zip(queries).enumerate() {
            outcomes.push(self.read(answer, query.columns).await.map_err(|failure| (Some(i), failure))?);
        }
        Ok(outcomes)
    }
}

/// What is sent at once.
struct Flush<'l> {
    line: &'l mut Line,
    bond: Bond,
    /// Where it begins in what is to be sent.
    start: usize,
}

impl<'l> Flush<'l> {
    fn new(line: &'l mut Line, bond: Bond) -> Self {
        let out = line.out();
        let start = out.len();
        if let Some(before) = bond.before() {
            plain(out, before);
        }
        Self { line, bond, start }
    }

    fn add(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), Failure>) -> Result<(), Failure> {
        let out = self.line.out();
        write(out)?;
        if self.bond.is_none() {
            message::sync(out);
        }
        Ok(())
    }

    /// Sends it, and gives the answers' messages to `answers`. `refused` is a statement that could not be written, since
    /// a value does not fit its parameter. What stands before it runs all the same, unless it would be undone.
    async fn send<A: One + Send>(self, answers: Vec<A>, refused: Option<At>) -> Result<Vec<A>, At> {
        let Self { line, bond, start } = self;
        let out = line.out();
        let refused = match refused {
            // Half of a transaction must not be committed.
            Some(refused) if answers.is_empty() || bond.is_undone() || bond == Bond::Last => {
                out.truncate(start);
                return Err(refused);
            }
            other => other,
        };
        if let Some(after) = bond.after() {
            plain(out, after);
        }
        let count = if bond.is_none() {
            answers.len()
        } else {
            message::sync(out);
            1
        };
        let mut many = Many::new(answers, bond.before().is_some());
        line.exchange(count, Mode::Extended, &mut many).await.map_err(|lost| (None, lost.into()))?;
        match (many.finish(), refused) {
            (Ok(_), Some(refused)) => Err(refused),
            (Err(at), _) => {
                // What stands after them was skipped.
                if let Some(undo) = bond.undo() {
                    // Where that fails too, the first failure tells more.
                    let _ = line.command(undo).await;
                }
                Err(at)
            }
            (result, _) => result,
        }
    }
}

/// A statement without parameters and rows.
fn plain(out: &mut Vec<u8>, sql: &'static str) {
    // Neither can fail: the text is ours, and there are no values.
    let _ = message::parse(out, "", sql);
    let _ = message::bind(out, "", Formats::Binary, std::iter::empty::<()>(), |(), _| Ok(false));
    message::execute(out);
}
