//! Statements whose rows are fetched some at a time: portals with a limit of rows (PostgreSQL's manual, "Extended
//! Query"). In a transaction a portal outlives its Sync, so other statements may run between two fetches.
//!
//! Statements of portals are not prepared: they are planned for their values, and never stale.

use nicol_query::value::CellType;

use super::backend::{Backend, next_name};
use super::encode::encode;
use super::failure::Failure;
use super::line::Mode;
use super::message::{self, Formats};
use super::rows::{One, Rows, Unknown, cells, raw_columns};
use super::statement::Reader;
use super::wire::Wire;
use super::{Connection, guarded};
use crate::cursor::{Fetched, not_in_transaction};
use crate::raw::{RawColumn, RawRows};
use crate::{Error, Outcome, Param};

/// A portal on the server.
#[derive(Debug)]
pub(crate) struct Portal {
    name: String,
    reader: Reader,
    /// Of a raw statement.
    columns: Vec<RawColumn>,
}

impl Connection {
    pub(crate) async fn open_cursor(
        &self,
        sql: &str,
        params: &[Param<'_>],
        columns: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(Portal, Fetched), Error> {
        if !self.in_transaction() {
            return Err(not_in_transaction());
        }
        let started = self.started();
        let result = self.open_cursor_guarded(sql, params, columns, rows).await;
        self.report(started, sql, params, result.as_ref().err());
        result
    }

    async fn open_cursor_guarded(
        &self,
        sql: &str,
        params: &[Param<'_>],
        columns: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(Portal, Fetched), Error> {
        self.begin_now().await?;
        let mut backend = self.backend().await;
        guarded!(self, backend.open_portal(sql, params, columns, rows))
    }

    pub(crate) async fn fetch(&self, portal: &Portal, sql: &str, rows: u32) -> Result<Fetched, Error> {
        let started = self.started();
        let result = self.fetch_guarded(portal, rows).await;
        if let Err(error) = &result {
            self.report(started, sql, &[], Some(error));
        }
        result
    }

    async fn fetch_guarded(&self, portal: &Portal, rows: u32) -> Result<Fetched, Error> {
        let mut backend = self.backend().await;
        guarded!(self, backend.fetch(portal, rows))
    }

    /// Ends a portal without waiting. If another statement is running, the end of the transaction does it.
    pub(crate) fn close_cursor(&self, portal: &Portal) {
        if self.in_transaction()
            && !self.is_spoilt()
            && let Ok(mut backend) = self.backend.try_lock()
        {
            backend.line.post_close(&portal.name);
        }
    }
}

impl Backend {
    async fn open_portal(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        wanted: Option<&[CellType]>,
        rows: u32,
    ) -> Result<(Portal, Fetched), Failure> {
        let name = next_name('c');
        let out = self.line.out();
        let start = out.len();
        message::parse(out, "", sql)?;
        let bound = message::bind_portal(out, &name, "", Formats::Text, params.iter(), |param, out| {
            encode(param, &Wire::Unknown, out)
        });
        if let Err(misfit) = bound {
            out.truncate(start);
            return Err(misfit.into());
        }
        message::describe_named_portal(out, &name);
        message::execute_some(out, &name, rows);
        message::sync(out);
        let mut answer = Unknown::default();
        self.line.exchange(1, Mode::Extended, &mut answer).await?;

        let found = self.columns(answer.columns()?).await?;
        let columns = if wanted.is_none() { raw_columns(&found)? } else { Vec::new() };
        let reader = match wanted {
            Some(wanted) => Reader::new(&found, wanted)?,
            None => Reader::new(&found, &cells(&columns))?,
        };
        let Outcome { rows, affected } = answer.read(&reader)?;
        let fetched = Fetched { rows: RawRows { columns: columns.clone(), rows, affected }, is_done: answer.is_done() };
        Ok((Portal { name, reader, columns }, fetched))
    }

    async fn fetch(&mut self, portal: &Portal, rows: u32) -> Result<Fetched, Failure> {
        let out = self.line.out();
        message::execute_some(out, &portal.name, rows);
        message::sync(out);
        let mut answer = Rows::new(&portal.reader);
        self.line.exchange(1, Mode::Extended, &mut answer).await?;
        let is_done = answer.is_over();
        let Outcome { rows, affected } = answer.finish()?;
        Ok(Fetched { rows: RawRows { columns: portal.columns.clone(), rows, affected }, is_done })
    }
}
