//! The client without types: a pool or a transaction, and the data model.

mod builder;
mod create_many;
mod health;
mod json;
mod observe;
mod raw;
mod slots;
mod static_model;
mod stream;
mod transaction;

use std::fmt;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use nicol_catalog::Dialect;
use nicol_driver::{Connection, Pool, PoolState, PooledConnection};
use nicol_model::{DataModel, Model, ModelId};
use nicol_query::Target;
use nicol_query::json::{Known, Omit};
use nicol_query::request::Request;

use crate::cache::PlanCache;
use crate::error::{Error, Result};
use crate::executor::{self, Attempt, Input, LookingAgain, Prepared, Tried, execute};
use crate::typed::Rows;

pub use builder::{Builder, Url};
pub use health::Health;
pub(crate) use json::JsonQuery;
pub use nicol_driver::{Isolation, Tls};
pub use observe::{Histogram, LogEvent, LogLevel, Metrics};
pub use raw::{Params, RawArg, RawQuery, RawRow, RawValue};
pub(crate) use raw::{RawDone, Way};
pub use slots::Answer;
pub(crate) use slots::SlotLayouts;
pub use static_model::StaticModel;
pub use stream::RowStream;
pub use transaction::{ClientType, Options, Tx};

use observe::Log;
use transaction::{Deadlines, Session};

/// A client of any data model: what generated clients and `nicol query` are made of. Cloning it shares its connections.
///
/// It is the pool, or, inside of `transact`, the transaction.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// // A generated client is a `Handle` too, for all that needs no model.
/// let handle: &Handle = db;
/// println!("{:?} {:?}", handle.dialect(), handle.pool_state());
/// println!("{} models", handle.data_model().models.len());
/// let health = handle.health().await?;
/// let health = handle.health_within(std::time::Duration::from_secs(2)).await?;
/// let names: Vec<String> = handle.query_raw(r#"SELECT "name" FROM "members""#, ()).await?;
/// let rows = handle.query_rows(r#"SELECT * FROM "members""#, ()).await?;
/// let changed = handle.execute_raw(r#"UPDATE "members" SET "points" = $1"#, (7,)).await?;
/// let request = serde_json::json!({ "model": "Member", "action": "findMany", "args": { "take": 1 } });
/// println!("{}", handle.run_json(&request).await?);
/// handle.close();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Handle {
    core: Arc<Core>,
    /// The transaction that everything runs in.
    session: Option<Session>,
}

struct Core {
    model: Arc<DataModel>,
    pool: Pool,
    plans: PlanCache,
    /// What reading requests in JSON has found out of the model.
    known: Known,
    log: Arc<Log>,
    ways: Ways,
}

/// How a client does what it is asked.
#[derive(Debug, Default)]
struct Ways {
    /// What JSON requests leave out.
    omit: Omit,
    /// The configuration of full-text search.
    search_config: Option<String>,
    /// Nothing is tried as one statement.
    by_steps: bool,
    /// The ends of all transactions' time, where they are watched by one task.
    deadlines: Option<Deadlines>,
}

impl Handle {
    fn new(model: Arc<DataModel>, pool: Pool, log: Arc<Log>, ways: Ways, plans: PlanCache) -> Self {
        Self { core: Arc::new(Core { model, pool, plans, known: Known::default(), log, ways }), session: None }
    }

    fn in_session(&self, session: Session) -> Self {
        Self { core: Arc::clone(&self.core), session: Some(session) }
    }

    /// The same for all clones of a client and its transactions, and for no other one.
    pub(crate) fn identity(&self) -> usize {
        Arc::as_ptr(&self.core).addr()
    }

    /// What the schema says.
    #[must_use]
    pub fn data_model(&self) -> &DataModel {
        &self.core.model
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.core.pool.url().dialect()
    }

    /// How the pool is doing.
    #[must_use]
    pub fn pool_state(&self) -> PoolState {
        self.core.pool.state()
    }

    /// Opens a connection if none is idle, so that a wrong URL or an unreachable server shows here.
    #[doc(hidden)]
    pub async fn connected(&self) -> Result<()> {
        drop(self.core.pool.get().await?);
        Ok(())
    }

    /// Closes the connections: idle ones now, those in use when they come back. Later queries fail with P1017.
    pub fn close(&self) {
        self.core.pool.close();
    }

    /// Runs a request: with its plan, which is made at its first run.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    pub(crate) fn run(&self, request: Request) -> impl Future<Output = Result<Rows>> + Send {
        async move { self.run_kept(&request).await }
    }

    /// The same for who needs the request afterwards.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    pub(crate) fn run_kept(&self, request: &Request) -> impl Future<Output = Result<Rows>> + Send {
        async move {
            let result = if self.is_watched() {
                Box::pin(self.watched(self.run_request(request), request)).await
            } else {
                self.run_request(request).await
            };
            match result {
                Ok(rows) => Ok(rows),
                Err(error) => Err(self.failed(error, request)),
            }
        }
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` holds its arguments twice")]
    fn run_request(&self, request: &Request) -> impl Future<Output = Result<Rows>> + Send {
        async move {
            let plan = self.plan(&request.shape)?;
            let input = Input::new(request);
            let plan = plan.for_values(&input)?;
            if plan.asks_for_nothing(&input)? {
                return Ok(crate::executor::nothing(plan));
            }
            if let Some(session) = &self.session {
                return Box::pin(session.run(async |connection| execute_in_session(plan, &input, connection).await))
                    .await;
            }
            let connection = self.core.pool.get().await?;
            if plan.attempt().is_some() || plan.opens_transaction() {
                return Box::pin(self.run_in_transaction(plan, &input, connection)).await;
            }
            execute(plan, &input, &connection, false).await
        }
    }

    /// Runs a plan in a transaction of its own; again if a table has changed since its statements were prepared: nothing
    /// of it was kept.
    async fn run_in_transaction(
        &self,
        plan: &Prepared,
        input: &Input<'_>,
        connection: PooledConnection,
    ) -> Result<Rows> {
        match self.try_in_transaction(plan, input, connection).await {
            Err(error) if error.database().is_some_and(nicol_driver::Error::is_outdated) => {
                self.try_in_transaction(plan, input, self.core.pool.get().await?).await
            }
            other => other,
        }
    }

    async fn try_in_transaction(
        &self,
        plan: &Prepared,
        input: &Input<'_>,
        connection: PooledConnection,
    ) -> Result<Rows> {
        match plan.attempt() {
            Some(attempt) => self.execute_by_attempt(plan, attempt, input, connection).await,
            None => execute_in_transaction(plan, input, connection, None).await,
        }
    }

    /// Tries the plan's shorter form first.
    async fn execute_by_attempt(
        &self,
        plan: &Prepared,
        attempt: &Attempt,
        input: &Input<'_>,
        connection: PooledConnection,
    ) -> Result<Rows> {
        if attempt.needs_transaction {
            let transaction = connection.transaction(None).await?;
            return match executor::attempt_and_commit(plan, attempt, input, transaction).await? {
                Ok(rows) => Ok(rows),
                // Nothing was begun, or it can go on.
                Err((transaction, looking)) => executor::execute_and_commit(plan, input, transaction, looking).await,
            };
        }
        let looking = match executor::attempt(plan, attempt, input, &connection).await? {
            Tried::Done(rows) => return Ok(rows),
            Tried::Operations(looking) => looking,
        };
        if plan.opens_transaction() {
            return execute_in_transaction(plan, input, connection, looking).await;
        }
        executor::execute_several(plan, input, &connection, false, looking).await
    }

    /// The plan of a shape.
    pub(crate) fn plan(&self, shape: &[u32]) -> Result<Arc<Prepared>> {
        if let Some(plan) = self.core.plans.get(shape) {
            return Ok(plan);
        }
        let Some(planned) = &self.core.log.planned else { return self.make_plan(shape) };
        let (began, started) = (SystemTime::now(), Instant::now());
        let made = self.make_plan(shape);
        planned(began, started.elapsed());
        made
    }

    #[cold]
    fn make_plan(&self, shape: &[u32]) -> Result<Arc<Prepared>> {
        let url = self.core.pool.url();
        // As Prisma: every table is named with its schema.
        let namespace = (url.dialect() != Dialect::Sqlite).then(|| url.schema());
        let search_config = self.core.ways.search_config.as_deref();
        let mixed_dates = url.as_sqlite().is_some_and(|url| url.mixed_dates);
        let target = Target { dialect: url.dialect(), namespace, search_config, mixed_dates };
        let mut plan = nicol_query::plan(self.data_model(), target, shape)?;
        plan.attempt.take_if(|_| self.core.ways.by_steps);
        let plan = Arc::new(Prepared::new(plan));
        self.core.plans.insert(shape, Arc::clone(&plan));
        Ok(plan)
    }

    #[cold]
    fn failed(&self, error: Error, request: &Request) -> Error {
        let error = self.about(error, request);
        self.tell_of(&error, request);
        error
    }

    /// A column that the database lacks is named by its table, as in 7.10, and not by the alias that our statement has for
    /// that. Of several tables that have such a column that of the request's model is meant.
    #[cold]
    fn without_alias(&self, error: Error, request: &Request) -> Error {
        let column = error.database().filter(|e| e.code() == nicol_driver::Code::P2022).and_then(|e| e.column());
        let Some((alias, name)) = column.and_then(|column| column.split_once('.')) else { return error };
        if alias.strip_prefix('t').is_none_or(|number| number.parse::<u32>().is_err()) {
            return error;
        }
        let models = &self.data_model().models;
        let of_request = request.model().and_then(|ModelId(id)| models.get(usize::from(id)));
        let has = |model: &&Model| model.fields.iter().any(|field| field.database_name == name);
        let Some(model) = of_request.into_iter().chain(models).find(has) else { return error };
        let schema = if self.dialect() == Dialect::Sqlite { "main." } else { "" };
        let (alias, table) = (format!("{alias}.{name}"), format!("{schema}{}.{name}", model.database_name));
        error.renamed(&alias, &table)
    }

    /// Adds the model: that whose table was violated, else that of the request.
    #[cold]
    fn about(&self, error: Error, request: &Request) -> Error {
        let error = self.without_alias(error, request);
        let violated = error.database().filter(|_| error.is_unique_violation()).and_then(|e| e.table());
        let violated = violated.map(|table| table.rsplit_once('.').map_or(table, |(_, name)| name));
        if let Some(model) = violated.and_then(|t| self.data_model().models.iter().find(|m| m.database_name == t)) {
            return error.about(&model.name);
        }
        match request.model().and_then(|ModelId(id)| self.data_model().models.get(usize::from(id))) {
            Some(model) => placed(error, request, &model.name).about(&model.name),
            None => error,
        }
    }
}

/// Says in which request it was, and in which column of its statement, where the database's error does not: of a foreign
/// key, which may be another model's, and of a value.
fn placed(error: Error, request: &Request, model: &str) -> Error {
    use nicol_driver::Code;

    let (Some(database), Some(action)) = (error.database(), request.action()) else { return error };
    if !matches!(database.code(), Code::P2003 | Code::P2007 | Code::P2020) {
        return error;
    }
    let column = database.column().map_or_else(String::new, |column| format!(", the column `{column}`"));
    let place = format!(" (In `{action}` of `{model}`{column}.)", action = action.name());
    error.and(&place)
}

async fn execute_in_transaction(
    plan: &Prepared,
    input: &Input<'_>,
    connection: PooledConnection,
    looking: Option<LookingAgain>,
) -> Result<Rows> {
    let transaction = connection.transaction(None).await?;
    executor::execute_and_commit(plan, input, transaction, looking).await
}

async fn execute_in_session(plan: &Prepared, input: &Input<'_>, connection: &Connection) -> Result<Rows> {
    if let Some(attempt) = plan.attempt()
        && let Some(rows) = executor::attempt_in_session(plan, attempt, input, connection).await?
    {
        return Ok(rows);
    }
    execute(plan, input, connection, true).await
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("pool", &self.core.pool)
            .field("in_transaction", &self.session.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use nicol_driver::{DatabaseUrl, Settings};

    use super::*;

    /// Each query moves its future to the heap, where blocks of a kilobyte are at hand. What is rare is boxed inside of
    /// it, or it has 16 kB and that takes longer than all else that a query does here.
    #[test]
    fn the_future_of_a_query_is_small() {
        let url = DatabaseUrl::parse("postgresql://nobody@localhost/none", None).unwrap();
        let pool = Pool::new(url, Settings::default()).unwrap();
        let mut sources = nicol_diagnostics::Sources::default();
        let text = "datasource db {\n  provider = \"postgresql\"\n}\nmodel Todo {\n  id Int @id\n}\n";
        sources.add(nicol_diagnostics::SourceFile::new("schema.prisma", text));
        let model = nicol_schema::lower::data_model(&nicol_schema::load(&sources).schema.unwrap());
        let handle = Handle::new(Arc::new(model), pool, Arc::default(), Ways::default(), PlanCache::default());
        let size = size_of_val(&handle.run(Request::default()));
        assert!(size < 1024, "{size} bytes");
    }
}
