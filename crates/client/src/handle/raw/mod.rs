//! SQL of your own, with bound parameters.

mod de;
mod params;
mod row;

use serde::de::DeserializeOwned;
use std::sync::Arc;

use super::Handle;
use crate::error::Result;

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
    pub async fn query_raw<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>> {
        self.query_rows(sql, params).await?.iter().map(RawRow::read).collect()
    }

    /// The same with rows whose columns are looked at one by one.
    ///
    /// # Errors
    /// P2010 with what the database says.
    pub async fn query_rows(&self, sql: &str, params: impl Params) -> Result<Vec<RawRow>> {
        let values = params.into_values();
        let bound: Vec<_> = values.iter().map(RawValue::bound).collect();
        let rows = match &self.session {
            Some(session) => session.run(async |c| Ok(c.query_raw(sql, &bound).await?)).await?,
            None => self.core.pool.get().await?.query_raw(sql, &bound).await?,
        };
        let count = rows.rows.rows();
        let rows = Arc::new(rows);
        Ok((0..count).map(|row| RawRow::new(Arc::clone(&rows), row)).collect())
    }

    /// Runs SQL for its effect; returns how many rows it changed.
    ///
    /// # Errors
    /// P2010 with what the database says.
    pub async fn execute_raw(&self, sql: &str, params: impl Params) -> Result<u64> {
        let values = params.into_values();
        let bound: Vec<_> = values.iter().map(RawValue::bound).collect();
        match &self.session {
            Some(session) => session.run(async |c| Ok(c.execute_raw(sql, &bound).await?)).await,
            None => Ok(self.core.pool.get().await?.execute_raw(sql, &bound).await?),
        }
    }
}
