//! Results that are read as they are asked for.

mod size;
mod source;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use nicol_driver::raw::RawRows;
use nicol_query::request::Request;

use self::source::{Chunk, Source, What};
use super::{Handle, RawValue};
use crate::error::{Error, Result};
use crate::executor::Parts;
use crate::typed::Select;

/// Rows that are read as they are asked for: of `find_many().stream()`, `stream_raw` and `stream_rows`.
///
/// It is a [`futures_core::Stream`], so the adapters of `futures` and the bodies of web frameworks take it;
/// [`next`](Self::next) and [`try_next`](Self::try_next) need no other crate. It owns what it needs: it can be returned
/// from a function and moved to another task. It starts when it is first asked for a row.
///
/// ```no_run
/// # async fn example(db: nicol_client::Handle) -> nicol_client::Result<()> {
/// let mut numbers = db.stream_raw::<i32>("SELECT n FROM generate_series(1, 1000000) n", ()).chunk_size(5_000);
/// let mut sum = 0i64;
/// while let Some(number) = numbers.try_next().await? {
///     sum += i64::from(number);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is asked for a row"]
pub struct RowStream<T> {
    state: State,
    chunk: Option<Chunk>,
    /// The next row of the chunk.
    row: usize,
    read: Read<T>,
}

/// How a row is read.
enum Read<T> {
    Record(fn(&Chunk, usize) -> Result<T>),
    Raw(fn(&Arc<RawRows>, usize) -> Result<T>),
}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Read<T> {}

/// Brings the next rows, and the source back.
type Reading = Pin<Box<dyn Future<Output = (Box<Source>, Result<Option<Chunk>>)> + Send>>;

enum State {
    Waiting(Box<Source>),
    Reading(Reading),
    Failed(Error),
    Done,
}

impl<T> RowStream<T> {
    pub(crate) fn failed(error: Error) -> Self {
        Self { state: State::Failed(error), chunk: None, row: 0, read: Read::Raw(|_, _| Err(Error::torn())) }
    }

    /// Of typed records.
    pub(crate) fn records<S: Select<Out = T>>(handle: Handle, request: Request) -> Self {
        let what = What::Records { request, plan: None, parts: Parts::default() };
        Self::new(handle, what, Read::Record(|chunk, row| chunk.record::<S>(row)))
    }

    /// Of raw rows.
    pub(super) fn raw(
        handle: Handle,
        sql: &str,
        params: Vec<RawValue>,
        read: fn(&Arc<RawRows>, usize) -> Result<T>,
    ) -> Self {
        Self::new(handle, What::Raw { sql: sql.to_owned(), params, cursor: None }, Read::Raw(read))
    }

    fn new(handle: Handle, what: What, read: Read<T>) -> Self {
        Self { state: State::Waiting(Box::new(Source::new(handle, what))), chunk: None, row: 0, read }
    }

    /// How many rows are read at once: each part is one round trip, and is held in memory. Without it, as many as fit
    /// into about a megabyte, and at most 2000. (0 counts as 1.)
    ///
    /// ```no_run
    /// # async fn example(db: nicol_client::Handle) {
    /// let rows = db.stream_rows("SELECT * FROM \"audit\"", ()).chunk_size(10);
    /// # drop(rows);
    /// # }
    /// ```
    pub fn chunk_size(mut self, rows: u32) -> Self {
        if let State::Waiting(source) = &mut self.state {
            source.size.fix(rows);
        }
        self
    }

    /// The next row; `None` at the end, and after an error.
    ///
    /// ```no_run
    /// # async fn example(db: nicol_client::Handle) -> nicol_client::Result<()> {
    /// let mut names = db.stream_raw::<String>("SELECT name FROM members", ());
    /// while let Some(name) = names.next().await {
    ///     println!("{}", name?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll_row(context)).await
    }

    /// The next row, or the error in place of it.
    ///
    /// # Errors
    /// What the database says, and P2023 if a row does not fit its type. The stream has ended then.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(chunk) = &self.chunk {
                if self.row < chunk.len() {
                    let row = self.row;
                    self.row += 1;
                    let row = match (self.read, chunk) {
                        (Read::Record(read), chunk) => read(chunk, row),
                        (Read::Raw(read), Chunk::Raw(rows)) => read(rows, row),
                        (Read::Raw(_), Chunk::Records(_)) => Err(Error::torn()),
                    };
                    if row.is_err() {
                        self.end();
                    }
                    return Poll::Ready(Some(row));
                }
                self.chunk = None;
            }
            match std::mem::replace(&mut self.state, State::Done) {
                State::Waiting(mut source) => {
                    self.state = State::Reading(Box::pin(async move {
                        let chunk = source.next().await;
                        (source, chunk)
                    }));
                }
                State::Reading(mut reading) => match reading.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready((source, Ok(Some(chunk)))) => {
                        self.row = 0;
                        self.chunk = Some(chunk);
                        self.state = State::Waiting(source);
                    }
                    Poll::Ready((_, Ok(None))) => {}
                    Poll::Ready((_, Err(error))) => self.state = State::Failed(error),
                },
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Done => return Poll::Ready(None),
            }
        }
    }

    fn end(&mut self) {
        self.state = State::Done;
        self.chunk = None;
    }
}

impl<T> Stream for RowStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Waiting(_) => "waiting",
            State::Reading(_) => "reading",
            State::Failed(_) => "failed",
            State::Done => "done",
        };
        f.debug_struct("RowStream").field("state", &state).finish_non_exhaustive()
    }
}
