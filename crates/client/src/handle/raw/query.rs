//! Raw SQL that runs when it is awaited.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use nicol_driver::raw::RawRows;
use nicol_driver::{Connection, Param};

use super::{Params, RawRow, RawValue};
use crate::error::{Error, Result};
use crate::handle::Handle;

/// Raw SQL that runs when it is awaited, or as a part of a [batch](Handle::batch).
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let reset: RawQuery<'_, u64> = db.execute_raw(r#"UPDATE "members" SET "points" = 0"#, ());
/// let names = db.query_raw::<String>(r#"SELECT "name" FROM "members" WHERE "id" < $1"#, (10,));
/// let (changed, names, members): (u64, Vec<String>, i64) = db.batch((reset, names, db.member().count())).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct RawQuery<'c, T> {
    handle: &'c Handle,
    sql: &'c str,
    params: Vec<RawValue>,
    way: Way,
    read: fn(RawDone) -> Result<T>,
    state: State<'c>,
}

type Running<'c> = Pin<Box<dyn Future<Output = Result<RawDone>> + Send + 'c>>;

enum State<'c> {
    Built,
    Running(Running<'c>),
    Done,
}

/// Whether rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Query,
    Execute,
}

impl Way {
    pub(super) async fn run(self, connection: &Connection, sql: &str, params: &[Param<'_>]) -> Result<RawDone> {
        Ok(match self {
            Self::Query => RawDone::Rows(connection.query_raw(sql, params).await?),
            Self::Execute => RawDone::Changed(connection.execute_raw(sql, params).await?),
        })
    }
}

/// What raw SQL brought.
#[derive(Debug)]
pub(crate) enum RawDone {
    Rows(RawRows),
    Changed(u64),
}

impl RawDone {
    pub(crate) fn rows(self) -> Vec<RawRow> {
        let Self::Rows(rows) = self else { return Vec::new() };
        let count = rows.rows.rows();
        let rows = Arc::new(rows);
        (0..count).map(|row| RawRow::new(Arc::clone(&rows), row)).collect()
    }

    pub(crate) const fn changed(&self) -> u64 {
        match self {
            Self::Rows(_) => 0,
            Self::Changed(count) => *count,
        }
    }
}

impl<'c, T> RawQuery<'c, T> {
    pub(crate) fn new(
        handle: &'c Handle,
        sql: &'c str,
        params: impl Params,
        way: Way,
        read: fn(RawDone) -> Result<T>,
    ) -> Self {
        Self { handle, sql, params: params.into_values(), way, read, state: State::Built }
    }

    /// Takes it apart, for a batch.
    pub(crate) fn take_statement(&mut self) -> Result<(&'c Handle, String, Vec<RawValue>, Way)> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Built => Ok((self.handle, self.sql.to_owned(), std::mem::take(&mut self.params), self.way)),
            State::Running(_) | State::Done => Err(Error::awaited()),
        }
    }

    pub(crate) fn read(&self, done: RawDone) -> Result<T> {
        (self.read)(done)
    }
}

impl<T> Future for RawQuery<'_, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let State::Built = this.state {
            let (handle, sql, way) = (this.handle, this.sql, this.way);
            let params = std::mem::take(&mut this.params);
            this.state = State::Running(Box::pin(async move { handle.run_raw(sql, &params, way).await }));
        }
        let State::Running(running) = &mut this.state else { return Poll::Pending };
        match running.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(done) => {
                // A further poll must not run it again.
                this.state = State::Done;
                Poll::Ready(done.and_then(this.read))
            }
        }
    }
}

impl<T> fmt::Debug for RawQuery<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawQuery").field("sql", &self.sql).finish_non_exhaustive()
    }
}
