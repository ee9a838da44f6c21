//! Where the rows of a stream come from: a statement that is under way on a connection of its own, or in a transaction.

use std::sync::Arc;

use nicol_driver::raw::RawRows;
use nicol_driver::{Connection, Cursor, Transaction};
use nicol_query::request::Request;

use super::size::Size;
use crate::error::{Error, Result};
use crate::executor::{Parts, Prepared};
use crate::handle::observe::Watch;
use crate::handle::{Handle, RawValue};
use crate::typed::{Rows, Select};

/// Rows that were read at once.
pub(super) enum Chunk {
    Records(Rows),
    Raw(Arc<RawRows>),
}

impl Chunk {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Records(rows) => rows.len(),
            Self::Raw(rows) => rows.rows.rows(),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Records(rows) => rows.size(),
            Self::Raw(rows) => rows.rows.bytes.len(),
        }
    }

    pub(super) fn record<S: Select>(&self, row: usize) -> Result<S::Out> {
        match self {
            Self::Records(rows) => rows.at::<S>(row),
            Self::Raw(_) => Err(Error::torn()),
        }
    }
}

pub(super) struct Source {
    handle: Handle,
    what: What,
    pub(super) size: Size,
    /// Outside of `transact`: the transaction of the stream itself.
    own: Option<Transaction>,
    is_done: bool,
    /// While somebody watches.
    watch: Option<Watch>,
}

/// What is read.
pub(super) enum What {
    Records { request: Request, plan: Option<Arc<Prepared>>, parts: Parts },
    Raw { sql: String, params: Vec<RawValue>, cursor: Option<Cursor> },
}

impl Source {
    pub(super) fn new(handle: Handle, what: What) -> Self {
        Self { handle, what, size: Size::default(), own: None, is_done: false, watch: None }
    }

    /// The next rows; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>> {
        if self.is_done || !(self.watch.is_some() || self.handle.is_watched()) {
            return self.next_now().await;
        }
        let watch = self.watch.take().unwrap_or_else(|| Watch::begin(&self.handle, self.what.request()));
        let chunk = watch.part(self.next_now()).await;
        if !self.is_done {
            self.watch = Some(watch);
        }
        chunk
    }

    async fn next_now(&mut self) -> Result<Option<Chunk>> {
        while !self.is_done {
            // Whatever happens: after an error there is nothing more.
            self.is_done = true;
            let chunk = match self.read().await {
                Ok(chunk) => chunk,
                Err(error) => {
                    self.own = None;
                    return Err(self.what.failed(error, &self.handle));
                }
            };
            self.is_done = self.what.is_done();
            if self.is_done {
                self.finish().await?;
            }
            self.size.learn(chunk.len(), chunk.size());
            if chunk.len() > 0 {
                return Ok(Some(chunk));
            }
        }
        Ok(None)
    }

    async fn read(&mut self) -> Result<Chunk> {
        let rows = self.size.next();
        self.what.prepare(&self.handle)?;
        let what = &mut self.what;
        if let Some(session) = &self.handle.session {
            return session.run(async |connection| what.next(connection, rows).await).await;
        }
        let own = match &mut self.own {
            Some(own) => own,
            none => {
                let connection = self.handle.core.pool.get().await?;
                none.insert(connection.stream(what.may_write()).await?)
            }
        };
        what.next(own, rows).await
    }

    /// The connection goes back before the last rows are given out.
    async fn finish(&mut self) -> Result<()> {
        match self.own.take() {
            Some(own) => Ok(own.commit().await?),
            None => {
                self.close();
                Ok(())
            }
        }
    }

    /// Ends the statement in a transaction that goes on.
    fn close(&self) {
        if let (Some(session), Some(cursor)) = (&self.handle.session, self.what.cursor()) {
            session.at_once(|connection| connection.close_cursor(cursor));
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        // Outside of a transaction, dropping that of the stream rolls it back.
        if self.what.cursor().is_some_and(|cursor| !cursor.is_done()) {
            self.close();
        }
    }
}

impl What {
    fn prepare(&mut self, handle: &Handle) -> Result<()> {
        if let Self::Records { request, plan: plan @ None, .. } = self {
            *plan = Some(handle.plan(&request.shape)?);
        }
        Ok(())
    }

    /// A raw statement may be anything.
    const fn may_write(&self) -> bool {
        matches!(self, Self::Raw { .. })
    }

    async fn next(&mut self, connection: &Connection, rows: u32) -> Result<Chunk> {
        match self {
            Self::Records { request, plan, parts } => {
                let plan = plan.as_ref().ok_or_else(Error::torn)?;
                parts.next(plan, request, connection, rows).await.map(Chunk::Records)
            }
            Self::Raw { sql, params, cursor } => {
                let fetched = match cursor {
                    Some(cursor) => connection.fetch(cursor, rows).await?,
                    None => {
                        let bound: Vec<_> = params.iter().map(RawValue::bound).collect();
                        let (opened, fetched) = connection.open_cursor(sql, &bound, None, rows).await?;
                        *cursor = Some(opened);
                        fetched
                    }
                };
                Ok(Chunk::Raw(Arc::new(fetched)))
            }
        }
    }

    fn is_done(&self) -> bool {
        match self {
            Self::Records { parts, .. } => parts.is_done(),
            Self::Raw { cursor, .. } => cursor.as_ref().is_some_and(Cursor::is_done),
        }
    }

    const fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::Records { parts, .. } => parts.cursor(),
            Self::Raw { cursor, .. } => cursor.as_ref(),
        }
    }

    const fn request(&self) -> Option<&Request> {
        match self {
            Self::Records { request, .. } => Some(request),
            Self::Raw { .. } => None,
        }
    }

    #[cold]
    fn failed(&self, error: Error, handle: &Handle) -> Error {
        match self.request() {
            Some(request) => handle.failed(error, request),
            None => error,
        }
    }
}
