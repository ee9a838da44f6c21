//! SQLite over rusqlite: each connection lives on a thread of its own.

mod bind;
mod error;
mod execute;
pub(crate) mod open;
mod raw;
mod read;
pub(crate) mod script;
pub(crate) mod thread;

use std::sync::Arc;
use std::time::Instant;

use nicol_model::Flavour;

use self::bind::OwnedQuery;
use self::thread::Worker;
use crate::raw::RawRows;
use crate::{Code, Error, Isolation, Observer, Outcome, Param, Query, QueryEvent, Settings, SqliteUrl};

pub(crate) use self::error::map;

/// A connection to SQLite.
pub struct Connection {
    worker: Worker,
    observer: Option<Arc<dyn Observer>>,
    flavour: Flavour,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    pub(crate) async fn connect(url: &SqliteUrl, settings: &Settings) -> Result<Self, Error> {
        let worker = Worker::start(url.clone()).await?;
        Ok(Self { worker, observer: settings.observer.clone(), flavour: settings.flavour })
    }

    pub(crate) async fn run(&self, query: &Query<'_>) -> Result<Outcome, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(*query, self.flavour) {
            Ok(owned) => self.worker.call(move |c| execute::run(c, &owned)).await,
            Err(misfit) => Err(error::misfit(&misfit)),
        };
        self.report(started, query.sql, query.params, result.as_ref().err());
        result
    }

    pub(crate) async fn batch(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
    ) -> Result<Vec<Outcome>, Error> {
        if let Some(isolation) = transaction {
            check(isolation)?;
        }
        let started = self.started();
        let owned = queries.iter().enumerate().map(|(i, query)| {
            OwnedQuery::new(*query, self.flavour).map_err(|misfit| error::misfit(&misfit).with_statement(i))
        });
        let own_transaction = transaction.is_some() && !self.in_transaction();
        let result = match owned.collect::<Result<Vec<_>, _>>() {
            Ok(owned) => self.worker.call(move |c| execute::batch(c, &owned, own_transaction)).await,
            Err(error) => Err(error),
        };
        let failed = result.as_ref().err();
        let at = failed.and_then(Error::statement);
        for (i, query) in queries.iter().enumerate() {
            if at.is_none_or(|at| i <= at) {
                self.report(started, query.sql, query.params, failed.filter(|_| at == Some(i)));
            }
        }
        result
    }

    pub(crate) async fn query_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<RawRows, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(Query { sql, params, columns: &[] }, self.flavour) {
            Ok(owned) => self.worker.call(move |c| raw::query(c, &owned)).await,
            Err(misfit) => Err(error::misfit(&misfit)),
        };
        self.report(started, sql, params, result.as_ref().err());
        result
    }

    pub(crate) async fn execute_raw(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let started = self.started();
        let result = match OwnedQuery::new(Query { sql, params, columns: &[] }, self.flavour) {
            Ok(owned) => self.worker.call(move |c| execute::run_raw(c, &owned)).await,
            Err(misfit) => Err(error::misfit(&misfit)),
        };
        self.report(started, sql, params, result.as_ref().err());
        result
    }

    pub(crate) async fn begin(&self, isolation: Option<Isolation>) -> Result<(), Error> {
        check(isolation)?;
        // A transaction that begins with reading and then wants to write could only fail if somebody else writes.
        self.command("BEGIN IMMEDIATE").await
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        let started = self.started();
        let result = self.worker.call(execute::commit).await;
        self.report(started, "COMMIT", &[], result.as_ref().err());
        result
    }

    pub(crate) async fn rollback(&self) -> Result<(), Error> {
        let started = self.started();
        let result = self.worker.call(execute::rollback).await;
        self.report(started, "ROLLBACK", &[], result.as_ref().err());
        result
    }

    pub(crate) async fn rollback_to_savepoint(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn execute_script(&self, sql: &str) -> Result<(), Error> {
        self.command(sql).await
    }

    pub(crate) async fn server_version(&self) -> Result<String, Error> {
        Ok(rusqlite::version().to_owned())
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.worker.in_transaction()
    }

    pub(crate) fn is_spoilt(&self) -> bool {
        self.worker.is_gone()
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.worker.is_gone()
    }

    pub(crate) fn abandon_transaction(&self) {
        self.worker.send(|c| {
            if let Err(error) = execute::rollback(c) {
                tracing::debug!(%error, "a transaction that was left could not be rolled back");
            }
        });
    }

    pub(crate) async fn reset(&self) -> Result<(), Error> {
        if self.in_transaction() { self.worker.call(execute::rollback).await } else { Ok(()) }
    }

    async fn command(&self, sql: &str) -> Result<(), Error> {
        let started = self.started();
        let owned = sql.to_owned();
        let result = self.worker.call(move |c| script::run(c, &owned)).await;
        self.report(started, sql, &[], result.as_ref().err());
        result
    }

    fn started(&self) -> Option<Instant> {
        self.observer.as_ref().map(|_| Instant::now())
    }

    fn report(&self, started: Option<Instant>, sql: &str, params: &[Param<'_>], error: Option<&Error>) {
        if let (Some(observer), Some(started)) = (&self.observer, started) {
            observer.statement(&QueryEvent { sql, params, duration: started.elapsed(), error });
        }
    }
}

/// SQLite's transactions are serialisable, and nothing else.
fn check(isolation: Option<Isolation>) -> Result<(), Error> {
    match isolation {
        None | Some(Isolation::Serializable) => Ok(()),
        Some(other) => Err(Error::new(
            Code::P2028,
            format!(
                "SQLite has no isolation level {other}: its transactions are always SERIALIZABLE. Leave the level out."
            ),
        )
        .with_meta("isolationLevel", other.sql())),
    }
}
