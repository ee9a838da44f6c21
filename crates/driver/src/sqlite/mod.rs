use crate::raw::RawRows;
use crate::{Code, Error, Isolation, Outcome, Param, Query, Settings, SqliteUrl};

#[derive(Debug)]
pub struct Connection;

impl Connection {
    pub(crate) async fn connect(url: &SqliteUrl, settings: &Settings) -> Result<Self, Error> {
        let _ = (url, settings);
        Err(missing())
    }
    pub(crate) async fn run(&self, query: Query<'_>) -> Result<Outcome, Error> {
        let _ = (query);
        Err(missing())
    }
    pub(crate) async fn batch(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
    ) -> Result<Vec<Outcome>, Error> {
        let _ = (queries, transaction);
        Err(missing())
    }
    pub(crate) async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        let _ = (sql, params);
        Err(missing())
    }
    pub(crate) async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let _ = (sql, params);
        Err(missing())
    }
    pub(crate) async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        let _ = (isolation);
        Err(missing())
    }
    pub(crate) async fn commit(&self) -> Result<(), Error> {
        Err(missing())
    }
    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        Err(missing())
    }
    pub(crate) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        let _ = (sql);
        Err(missing())
    }
    pub(crate) async fn server_version(&self) -> Result<String, Error> {
        Err(missing())
    }
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        Err(missing())
    }
    pub(crate) fn in_transaction(&self) -> bool {
        false
    }
    pub(crate) fn is_broken(&self) -> bool {
        false
    }
    pub(crate) fn abandon_transaction(&self) {}
}

fn missing() -> Error {
    Error::new(Code::P1001, "The driver is being written.")
}
