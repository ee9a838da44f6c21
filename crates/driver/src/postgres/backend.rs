//! The server's side of a connection: what is prepared there, and how statements are run.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use nicol_catalog::{Dialect, script};
use nicol_query::value::CellType;

use super::encode::encode;
use super::failure::Failure;
use super::line::{Answer, Line, Mode};
use super::message::{self, Formats};
use super::rows::{Rows, Unknown, cells, raw_columns, unreadable};
use super::statement::{Cache, Column, Prepared, Reader};
use super::types::Types;
use super::wire::Wire;
use crate::raw::RawRows;
use crate::{Outcome, Param, Query, comment};

pub(super) struct Backend {
    pub(super) line: Line,
    pub(super) statements: Cache,
    types: Types,
    /// How often the server did not know what it had prepared.
    losses: u32,
}

/// Names are used once, and no other process has them either: behind a pooler that changes the server's connections, a
/// statement of somebody else must never be taken for one's own.
static NEXT_NAME: AtomicU64 = AtomicU64::new(0);
static OF_PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(std::process::id()) & 0xffff_ffff);

/// A name for a statement or a portal.
pub(super) fn next_name(kind: char) -> String {
    format!("{kind}{:08x}_{:x}", *OF_PROCESS, NEXT_NAME.fetch_add(1, Ordering::Relaxed))
}

// What is rare and large is boxed in what follows: a client's query moves its future once, with all that it holds.

impl Backend {
    pub(super) fn new(line: Line, statement_cache_size: usize) -> Self {
        Self { line, statements: Cache::new(statement_cache_size), types: Types::default(), losses: 0 }
    }

    /// Runs a statement; prepares it anew if the server's picture of it has changed. Not in a transaction: the failure has
    /// spoilt that.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    pub(super) fn run(&mut self, query: &Query<'_>) -> impl Future<Output = Result<Outcome, Failure>> + Send {
        async move {
            let failure = match self.run_once(query).await {
                Err(failure) => failure,
                done => return done,
            };
            // Rare: it has no room in each query's future.
            Box::pin(self.after(failure, query)).await
        }
    }

    /// Runs a statement again that has failed, if that helps.
    async fn after(&mut self, failure: Failure, query: &Query<'_>) -> Result<Outcome, Failure> {
        if !self.is_outdated(&failure, query.sql) {
            return Err(failure);
        }
        self.forget_after(&failure);
        if self.line.is_in_transaction() {
            return Err(failure);
        }
        match self.run_once(query).await {
            Err(failure) if failure.is_stale() => {
                self.forget_after(&failure);
                self.run_unprepared(query).await
            }
            other => other,
        }
    }

    pub(super) async fn query_raw(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        may_retry: bool,
    ) -> Result<RawRows, Failure> {
        match self.raw_once(sql, params).await {
            Err(failure) if self.is_outdated(&failure, sql) => {
                self.forget_after(&failure);
                if may_retry { Box::pin(self.raw_again(sql, params)).await } else { Err(failure) }
            }
            other => other,
        }
    }

    async fn raw_again(&mut self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Failure> {
        match self.raw_once(sql, params).await {
            Err(failure) if failure.is_stale() => {
                self.forget_after(&failure);
                self.raw_unprepared(sql, params).await
            }
            other => other,
        }
    }

    /// Whether a statement may have failed because it was prepared for tables that have changed since. What the server
    /// has once analysed does not fail in that way otherwise.
    pub(super) fn is_outdated(&mut self, failure: &Failure, sql: &str) -> bool {
        failure.is_stale() || (failure.is_analysis() && self.statements.find(sql).is_some())
    }

    /// Everything is to be prepared anew. If the server has lost what it had prepared more than once, it is a pooler that
    /// changes the server's connections: then nothing is prepared any more.
    pub(super) fn forget_after(&mut self, failure: &Failure) {
        self.forget();
        self.losses += u32::from(failure.is_lost_statement());
        if self.losses == 2 {
            self.statements.turn_off();
            tracing::warn!(
                target: "nicol",
                "the server forgets prepared statements: is there a pooler such as PgBouncer between? Nothing is prepared \
                 on this connection from now on. Add `pgbouncer=true` to the connection URL, so that nothing has to fail \
                 first"
            );
        }
    }

    /// Runs a statement for its effect; several, if there are no parameters.
    pub(super) async fn execute_raw(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        may_retry: bool,
    ) -> Result<u64, Failure> {
        if params.is_empty() && is_several(sql) {
            // They can't be prepared, and to try it would spoil a transaction.
            self.line.command(&comment::with(sql)).await?;
            return Ok(0);
        }
        match self.run(&Query { sql, params, columns: &[] }).await {
            // The server sees more statements than we do. In a transaction it is too late: it tells why.
            Err(failure) if params.is_empty() && may_retry && failure.is_several_statements() => {
                self.line.command(&comment::with(sql)).await?;
                Ok(0)
            }
            other => other.map(|outcome| outcome.affected),
        }
    }

    /// Whether statements are prepared and kept.
    #[inline]
    pub(super) fn prepares(&self) -> bool {
        self.statements.is_on() && !comment::is_any()
    }

    fn forget(&mut self) {
        self.statements.clear();
        self.types.clear();
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    fn run_once(&mut self, query: &Query<'_>) -> impl Future<Output = Result<Outcome, Failure>> + Send {
        async move {
            if !self.prepares() {
                return Box::pin(self.run_unprepared(query)).await;
            }
            let mut number = match self.statements.find(query.sql) {
                Some(number) => number,
                None => Box::pin(self.prepare_one(query.sql)).await?,
            };
            if self.statements.at(number).columns.len() < query.columns.len() {
                // `SELECT *` of a table that has got new columns since.
                self.forget();
                number = Box::pin(self.prepare_one(query.sql)).await?;
            }
            let out = self.line.out();
            self.statements.close_retired(out);
            let prepared = self.statements.at(number);
            let reader = prepared.reader(query.columns)?;
            prepared.bind(out, query.params)?;
            message::sync(out);
            let mut rows = Rows::new(prepared.reader_at(reader));
            self.line.exchange(1, Mode::Extended, &mut rows).await?;
            rows.finish()
        }
    }

    async fn raw_once(&mut self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Failure> {
        if !self.prepares() {
            return self.raw_unprepared(sql, params).await;
        }
        let number = match self.statements.find(sql) {
            Some(number) => number,
            None => self.prepare_one(sql).await?,
        };
        let columns = raw_columns(&self.statements.at(number).columns)?;
        let cells = cells(&columns);
        let Outcome { rows, affected } = self.run_once(&Query { sql, params, columns: &cells }).await?;
        Ok(RawRows { columns, rows, affected })
    }

    async fn raw_unprepared(&mut self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Failure> {
        let mut answer = self.send_unprepared(sql, params).await?;
        let columns = self.columns(answer.columns()?).await?;
        let raw = raw_columns(&columns)?;
        let Outcome { rows, affected } = answer.read(&Reader::new(&columns, &cells(&raw))?)?;
        Ok(RawRows { columns: raw, rows, affected })
    }

    async fn run_unprepared(&mut self, query: &Query<'_>) -> Result<Outcome, Failure> {
        let answer = self.send_unprepared(query.sql, query.params).await?;
        self.read(answer, query.columns).await
    }

    async fn send_unprepared(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Unknown, Failure> {
        let out = self.line.out();
        unprepared(out, sql, params)?;
        message::sync(out);
        let mut answer = Unknown::default();
        self.line.exchange(1, Mode::Extended, &mut answer).await?;
        Ok(answer)
    }

    /// The rows of a statement that was not prepared.
    pub(super) async fn read(&mut self, mut answer: Unknown, cells: &[CellType]) -> Result<Outcome, Failure> {
        let columns = self.columns(answer.columns()?).await?;
        Ok(answer.read(&Reader::new(&columns, cells)?)?)
    }

    pub(super) async fn columns(&mut self, columns: Vec<(String, u32)>) -> Result<Vec<Column>, Failure> {
        self.types.learn(&mut self.line, columns.iter().map(|(_, oid)| *oid)).await?;
        Ok(columns.into_iter().map(|(name, oid)| Column { name, ty: self.types.get(oid) }).collect())
    }

    pub(super) async fn prepare_one(&mut self, sql: &str) -> Result<usize, Failure> {
        self.statements.make_room(1);
        match self.prepare(std::iter::once(sql)).await {
            Ok(()) => Ok(self.statements.find(sql).ok_or_else(unreadable)?),
            Err((_, failure)) => Err(failure),
        }
    }

    /// Prepares those that are not prepared yet, in one flush. A failure comes with the number of its statement.
    pub(super) async fn prepare(&mut self, all: impl Iterator<Item = &str>) -> Result<(), (Option<usize>, Failure)> {
        let mut seen = HashSet::new();
        let missing: Vec<(usize, &str)> =
            all.enumerate().filter(|(_, sql)| self.statements.find(sql).is_none() && seen.insert(*sql)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let out = self.line.out();
        self.statements.close_retired(out);
        let start = out.len();
        let mut described = Described { all: Vec::with_capacity(missing.len()), done: 0, failed: None };
        for (number, sql) in &missing {
            let name = next_name('n');
            if let Err(error) = message::parse(out, &name, sql) {
                out.truncate(start);
                return Err((Some(*number), error.into()));
            }
            message::describe_statement(out, &name);
            described.all.push(Description { name, params: Vec::new(), columns: Vec::new() });
        }
        message::sync(out);
        let exchanged = self.line.exchange(1, Mode::Extended, &mut described).await;
        exchanged.map_err(|lost| (None, lost.into()))?;
        if let Some(failure) = described.failed {
            let failed = missing.get(described.done).map(|(number, _)| *number);
            described.all.truncate(described.done);
            described.all.into_iter().for_each(|known| self.statements.retire(known.name));
            return Err((failed, failure));
        }
        for (description, (number, sql)) in described.all.into_iter().zip(missing) {
            let prepared = self.prepared(description).await.map_err(|failure| (Some(number), failure))?;
            self.statements.insert(sql, prepared);
        }
        Ok(())
    }

    async fn prepared(&mut self, description: Description) -> Result<Prepared, Failure> {
        let Description { name, params, columns } = description;
        self.types.learn(&mut self.line, params.iter().copied()).await?;
        let columns = self.columns(columns).await?;
        let params: Vec<_> = params.into_iter().map(|oid| self.types.get(oid)).collect();
        Ok(Prepared::new(name, &params, columns))
    }
}

fn is_several(sql: &str) -> bool {
    sql.contains(';') && script::statements(Dialect::Postgres, sql).len() > 1
}

/// Appends what runs a statement that shall not stay prepared: its values travel as text.
pub(super) fn unprepared(out: &mut Vec<u8>, sql: &str, params: &[Param<'_>]) -> Result<(), Failure> {
    let start = out.len();
    message::parse(out, "", &comment::with(sql))?;
    let bound = message::bind(out, "", Formats::Text, params.iter(), |param, out| encode(param, &Wire::Unknown, out));
    if let Err(misfit) = bound {
        out.truncate(start);
        return Err(misfit.into());
    }
    message::describe_portal(out);
    message::execute(out);
    Ok(())
}

/// What the server says of statements that it has prepared.
struct Described {
    all: Vec<Description>,
    done: usize,
    failed: Option<Failure>,
}

struct Description {
    name: String,
    params: Vec<u32>,
    columns: Vec<(String, u32)>,
}

impl Answer for Described {
    fn message(&mut self, tag: u8, body: &[u8]) {
        let Some(current) = self.all.get_mut(self.done) else { return };
        match tag {
            message::PARAMETER_DESCRIPTION => match message::parameters(body) {
                Some(params) => current.params = params,
                None => self.failed = Some(unreadable().into()),
            },
            message::ROW_DESCRIPTION => {
                match message::columns(body) {
                    Some(columns) => current.columns = columns,
                    None => self.failed = Some(unreadable().into()),
                }
                self.done += usize::from(self.failed.is_none());
            }
            message::NO_DATA => self.done += 1,
            message::ERROR => self.failed = Some(message::complaint(body).into()),
            _ => {}
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}
