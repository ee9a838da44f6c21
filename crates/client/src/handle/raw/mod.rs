//! SQL of your own, with bound parameters.

mod de;
mod params;
mod query;
mod row;

use serde::de::DeserializeOwned;
use std::sync::Arc;

use super::{Handle, RowStream};
use crate::error::Result;

pub use query::RawQuery;
pub(crate) use query::{RawDone, Way};

pub use params::{Params, RawArg, RawValue};
pub use row::RawRow;

impl Handle {
    /// Runs SQL that returns rows. Parameters are `$1`, `$2`, … on PostgreSQL, `?1` or `?` on SQLite.
    ///
    /// A row becomes whatever serde makes of it: a struct by the columns' names, a tuple by their places, the value
    /// itself if there is one column, a map, or a `serde_json::Value`.
    ///
    /// # Errors
    /// P2010 with what the database says; P2023 if a row does not fit the type.
    pub fn query_raw<'c, T: DeserializeOwned>(&'c self, sql: &'c str, params: impl Params) -> RawQuery<'c, Vec<T>> {
        RawQuery::new(self, sql, params, Way::Query, |done| done.rows().iter().map(RawRow::read).collect())
    }

    /// The same with rows whose columns are looked at one by one.
    ///
    /// # Errors
    /// P2010 with what the database says.
    pub fn query_rows<'c>(&'c self, sql: &'c str, params: impl Params) -> RawQuery<'c, Vec<RawRow>> {
        RawQuery::new(self, sql, params, Way::Query, |done| Ok(done.rows()))
    }

    /// Runs SQL that returns rows, and gives them out one after the other, in memory that does not grow with their number:
    /// they are read some at a time, as they are asked for.
    ///
    /// The stream holds a connection, with a transaction of its own unless this is one, until it has ended or is dropped.
    /// What the statement writes is kept if the rows are read to the end; if the stream is dropped before that, or an error
    /// ends it, it is undone.
    ///
    /// ```no_run
    /// # async fn example(db: nicol_client::Handle) -> nicol_client::Result<()> {
    /// let mut lines = db.stream_raw::<(i64, String)>("SELECT n, repeat('x', 100) FROM generate_series(1, $1) n", (1_000_000,));
    /// while let Some((number, text)) = lines.try_next().await? {
    ///     println!("{number} {text}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_raw<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> RowStream<T> {
        RowStream::raw(self.clone(), sql, params.into_values(), |rows, row| RawRow::new(Arc::clone(rows), row).read())
    }

    /// The same with rows whose columns are looked at one by one. (On SQLite, where each value has its own type, the type of
    /// a column may differ from row to row.)
    ///
    /// ```no_run
    /// # async fn example(db: nicol_client::Handle) -> nicol_client::Result<()> {
    /// let mut rows = db.stream_rows("SELECT * FROM \"audit\"", ());
    /// while let Some(row) = rows.try_next().await? {
    ///     let who: String = row.get("who")?;
    ///     println!("{who}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_rows(&self, sql: &str, params: impl Params) -> RowStream<RawRow> {
        RowStream::raw(self.clone(), sql, params.into_values(), |rows, row| Ok(RawRow::new(Arc::clone(rows), row)))
    }

    /// Runs SQL for its effect; returns how many rows it changed.
    ///
    /// # Errors
    /// P2010 with what the database says.
    pub fn execute_raw<'c>(&'c self, sql: &'c str, params: impl Params) -> RawQuery<'c, u64> {
        RawQuery::new(self, sql, params, Way::Execute, |done| Ok(done.changed()))
    }

    /// Runs raw SQL.
    pub(crate) async fn run_raw(&self, sql: &str, params: &[RawValue], way: Way) -> Result<RawDone> {
        let bound: Vec<_> = params.iter().map(RawValue::bound).collect();
        let done = self.counted(async {
            match &self.session {
                Some(session) => session.run(async |connection| way.run(connection, sql, &bound).await).await,
                None => way.run(&*self.core.pool.get().await?, sql, &bound).await,
            }
        });
        done.await
    }
}
