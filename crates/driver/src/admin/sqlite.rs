use super::TextRows;
use crate::{Code, Error, SqliteUrl};

#[derive(Debug)]
pub(super) struct Admin;

impl Admin {
    pub(super) async fn connect(url: &SqliteUrl) -> Result<Self, Error> {
        let _ = url;
        Err(missing())
    }
    pub(super) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        let _ = (sql);
        Err(missing())
    }
    pub(super) async fn query_text(&self, sql: &str) -> Result<TextRows, Error> {
        let _ = (sql);
        Err(missing())
    }
    pub(super) async fn try_advisory_lock(&self, key: i64) -> Result<bool, Error> {
        let _ = (key);
        Err(missing())
    }
    pub(super) async fn release_advisory_lock(&self, key: i64) -> Result<(), Error> {
        let _ = (key);
        Err(missing())
    }
    pub(super) async fn server_version(&self) -> Result<String, Error> {
        Err(missing())
    }
    pub(super) async fn server_version_number(&self) -> Result<u32, Error> {
        Err(missing())
    }
    pub(super) async fn current_schema(&self) -> Result<Option<String>, Error> {
        Err(missing())
    }
    pub(super) async fn cancel(&self) -> Result<(), Error> {
        Err(missing())
    }
}
pub(super) async fn create_database(url: &SqliteUrl) -> Result<(), Error> {
    let _ = url;
    Err(missing())
}
pub(super) async fn drop_database(url: &SqliteUrl) -> Result<(), Error> {
    let _ = url;
    Err(missing())
}

fn missing() -> Error {
    Error::new(Code::P1001, "The driver is being written.")
}
