//! Connecting: the URL, the log.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use nicol_driver::{AskPassword, DatabaseUrl, Dial, Observer, Pool, Settings, Tls, Transport};
use nicol_model::{DataModel, Flavour};
use nicol_query::json::{Omit, OmitError};

use super::observe::{Log, LogEvent, LogLevel, Recorder, slow_from_env};
use super::{ClientType, Deadlines, Handle, StaticModel, Ways};
use crate::cache::PlanCache;
use crate::error::{Error, Result};

/// Where a generated client finds its database when nobody says: what the schema's datasource says.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let url = Url::Env("DATABASE_URL");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Url {
    /// `env("DATABASE_URL")`.
    Env(&'static str),
    /// A literal: only of SQLite files, since other URLs hold passwords.
    Literal(&'static str),
}

/// Builds a client.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let db: db::Client = db::Client::builder()
///     .url("postgresql://localhost/library?connection_limit=10")
///     .on_log(|event| println!("{:?} {}", event.duration, event.sql))
///     .log_params(true)
///     .connect()
///     .await?;
/// // A file beside the program; nothing is opened before the first query.
/// let builder = db::Client::builder().url("file:library.db").relative_to("/var/lib/library");
/// let url = builder.database_url()?;
/// println!("{url:?}, {:?}", builder.namespaces()?);
/// let db = builder.connect_lazy()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `connect` is called"]
pub struct Builder<C> {
    model: Result<Arc<DataModel>>,
    url: Option<String>,
    default_url: Url,
    /// What relative SQLite paths start from: of a given URL, and of the default one.
    folder: Option<PathBuf>,
    default_folder: Option<PathBuf>,
    log: Log,
    transport: Option<Dial>,
    #[cfg(unix)]
    adopt: Option<nicol_driver::Adopt>,
    by_steps: bool,
    deadlines: Option<Deadlines>,
    omit: Result<Omit>,
    search_config: Option<String>,
    mixed_dates: bool,
    password: Option<AskPassword>,
    tls: Tls,
    flavour: Option<Flavour>,
    plans: Option<usize>,
    _client: PhantomData<fn() -> C>,
}

impl<C: ClientType> Builder<C> {
    /// A client for this data model; `default` is used if no URL is given.
    ///
    /// ```
    /// # use library::{self as db, book, card, genre, loan, member, review, sample};
    /// # use nicol::{Json, Decimal, DateTime, New as _, *};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// fn client(model: std::sync::Arc<nicol_model::DataModel>) -> nicol::Result<Handle> {
    ///     Builder::new(model, Url::Env("DATABASE_URL")).connect_lazy()
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(model: Arc<DataModel>, default: Url) -> Self {
        Self::make(Ok(model), default)
    }

    /// For generated code.
    #[doc(hidden)]
    pub fn generated(model: &StaticModel, default: Url) -> Self {
        Self::make(model.get(), default)
    }

    fn make(model: Result<Arc<DataModel>>, default_url: Url) -> Self {
        Self {
            model,
            url: None,
            default_url,
            folder: None,
            default_folder: None,
            log: Log::default(),
            transport: None,
            #[cfg(unix)]
            adopt: None,
            by_steps: false,
            deadlines: None,
            omit: Ok(Omit::default()),
            search_config: None,
            mixed_dates: false,
            password: None,
            tls: Tls::default(),
            flavour: None,
            plans: None,
            _client: PhantomData,
        }
    }

    /// For generated code: the folder that a relative path of the default URL starts from.
    #[doc(hidden)]
    pub fn default_folder(mut self, folder: &str) -> Self {
        self.default_folder = Some(folder.into());
        self
    }

    /// For tests: nested writes run as statements one after the other, as where they can't be one.
    #[doc(hidden)]
    pub const fn by_steps(mut self) -> Self {
        self.by_steps = true;
        self
    }

    /// The database, with Prisma's parameters: `connection_limit`, `pool_timeout`, `connect_timeout`, `schema`,
    /// `sslmode`, ….
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The folder that a relative path of a SQLite URL starts from. Without it, the working directory.
    pub fn relative_to(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The configuration of PostgreSQL's full-text search: `english`, `german`, `simple`, or one of yours. The URL's
    /// parameter `search_config` says the same, but this counts more.
    ///
    /// With it, `search` looks a column up by `to_tsvector('english', column)`, so that an index serves it:
    /// `CREATE INDEX ON "Book" USING gin (to_tsvector('english', "title"))`. Without it, words are those of the database's
    /// `default_text_search_config`, as with Prisma's clients, and every row is read.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.search_config("english");
    /// # drop(builder);
    /// # }
    /// ```
    pub fn search_config(mut self, name: impl Into<String>) -> Self {
        self.search_config = Some(name.into());
        self
    }

    /// Whether columns of times hold several forms side by side (SQLite): milliseconds (Prisma 6), ISO texts (Prisma 7), and
    /// what `CURRENT_TIMESTAMP` and other programs write. All forms are always read. With `true`, they are also compared,
    /// ordered and grouped by the time that they mean; without it as they are stored, as with Prisma's clients, where any
    /// number is less than any text. The URL's parameter `dates=mixed` says the same.
    ///
    /// No index serves such a comparison: every row that nothing else excludes is looked at. `docs/rust-client.md` has the
    /// statements that bring a column to one form, so that this is not needed any more. On PostgreSQL it says nothing.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.url("file:./app.db").mixed_dates(true);
    /// # drop(builder);
    /// # }
    /// ```
    pub const fn mixed_dates(mut self, are_mixed: bool) -> Self {
        self.mixed_dates = are_mixed;
        self
    }

    /// Opens the streams to a PostgreSQL server that the URL's host does not name: through a tunnel, or to a server in
    /// memory. TLS is put over them as the URL says.
    ///
    /// ```
    /// # use library::{self as db, book, card, genre, loan, member, review, sample};
    /// # use nicol::{Json, Decimal, DateTime, New as _, *};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let db: db::Client = db::Client::builder()
    ///     .url("postgresql://ada@db.internal/library")
    ///     .transport(|| tokio::net::TcpStream::connect("127.0.0.1:7000"))
    ///     .connect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn transport<T: Transport, F>(mut self, dial: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<T>> + Send + 'static,
    {
        self.transport = Some(Arc::new(move || {
            let dialled = dial();
            Box::pin(async move { Ok(Box::new(dialled.await?) as Box<dyn Transport>) })
        }));
        self
    }

    /// For bindings to other languages, whose clients are used within one runtime, but not by its threads: one task watches the
    /// time of all transactions.
    #[doc(hidden)]
    pub fn within_one_runtime(mut self) -> Self {
        self.deadlines = Some(Deadlines::default());
        self
    }

    /// For bindings to other languages: who waits for the sockets of PostgreSQL connections, in place of tokio.
    #[cfg(unix)]
    #[doc(hidden)]
    pub fn adopt_sockets(mut self, adopt: nicol_driver::Adopt) -> Self {
        self.adopt = Some(adopt);
        self
    }

    /// Asks for the password of each PostgreSQL connection that is opened, in place of the URL's: a token of a cloud's
    /// identity service, which is valid for minutes. If it fails, the query that wanted the connection fails with P1000.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// # async fn token() -> std::io::Result<String> { Ok(String::new()) }
    /// let builder = builder.url("postgresql://ada@db.internal/library").password(|| async { token().await });
    /// # drop(builder);
    /// # }
    /// ```
    pub fn password<F, E>(mut self, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = std::result::Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.password = Some(Arc::new(move || {
            let asked = ask();
            Box::pin(async move { asked.await.map_err(Into::into) })
        }));
        self
    }

    /// Certificates of PostgreSQL connections that stand in memory (PEM), in place of the files that a URL can name. Whether
    /// there is TLS, and what is checked, says the URL: `sslmode=verify-full`.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>, ca: String) {
    /// let tls = nicol_client::Tls { authorities: Some(ca), ..Default::default() };
    /// let builder = builder.url("postgresql://ada@db.internal/library?sslmode=verify-full").tls(tls);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// How many plans are kept, one for each shape of a request; 1,000 unless this is called. With 0 each request is planned
    /// anew.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.plan_cache_size(5_000);
    /// # drop(builder);
    /// # }
    /// ```
    pub const fn plan_cache_size(mut self, plans: usize) -> Self {
        self.plans = Some(plans);
        self
    }

    /// How SQLite dates are written, where that is not what the schema's flavour says.
    #[doc(hidden)]
    pub const fn dates_of(mut self, flavour: Flavour) -> Self {
        self.flavour = Some(flavour);
        self
    }

    /// Called with every event of the log: statements that were run, warnings, errors; on the task that ran the statement.
    pub fn on_log(mut self, f: impl Fn(&LogEvent<'_>) + Send + Sync + 'static) -> Self {
        self.log.listeners.push(Box::new(f));
        self
    }

    /// For bindings to other languages, whose listeners come and go: events are told of while `f` says that somebody listens.
    #[doc(hidden)]
    pub fn listen_while(mut self, f: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.log.listens = Some(Box::new(f));
        self
    }

    /// Called whenever a plan was made that was not kept: when that began, and how long it took.
    #[doc(hidden)]
    pub fn on_plan(mut self, f: impl Fn(SystemTime, Duration) + Send + Sync + 'static) -> Self {
        self.log.planned = Some(Box::new(f));
        self
    }

    /// Whether log events hold the values of parameters. They don't unless this is called: values are your users' data.
    pub const fn log_params(mut self, with_params: bool) -> Self {
        self.log.with_params = with_params;
        self
    }

    /// Prints events of these levels, as `log: ["query"]` does with Prisma's clients: a line for each, `query` and `info` to
    /// the standard output, `warn` and `error` to the standard error.
    ///
    /// ```no_run
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// use nicol_client::LogLevel;
    ///
    /// let builder = builder.print_log([LogLevel::Query, LogLevel::Warn]);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn print_log(mut self, levels: impl IntoIterator<Item = LogLevel>) -> Self {
        self.log.print(levels.into_iter().collect());
        self
    }

    /// From when on a statement is slow: then a warning tells of it, in the log and to `tracing` (target `nicol::slow`),
    /// with its text and duration. Without this, the environment variable `NICOL_SLOW_QUERY_MS` says it; without that, no
    /// statement is slow.
    ///
    /// ```no_run
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.slow_query(std::time::Duration::from_millis(200));
    /// # drop(builder);
    /// # }
    /// ```
    pub const fn slow_query(mut self, threshold: Duration) -> Self {
        self.log.slow = Some(threshold);
        self
    }

    /// Whether operations and statements are counted and timed for [`Handle::metrics`]. They aren't unless this is called.
    ///
    /// ```no_run
    /// # async fn example(builder: nicol_client::Builder<nicol_client::Handle>) -> nicol_client::Result<()> {
    /// let client = builder.metrics(true).connect().await?;
    /// println!("{:?}", client.metrics().operation_durations.quantile(0.5));
    /// # Ok(())
    /// # }
    /// ```
    pub fn metrics(mut self, counted: bool) -> Self {
        self.log.recorder = counted.then(|| Arc::new(Recorder::default()));
        self
    }

    /// Opens a first connection, so that a wrong URL or an unreachable server shows here.
    ///
    /// # Errors
    /// P1000, P1001, P1003, P1010, P1011, P1013, and P1012 if the variable with the URL is not set.
    pub async fn connect(self) -> Result<C> {
        let client = self.connect_lazy()?;
        drop(client.handle().core.pool.get().await?);
        Ok(client)
    }

    /// The same without a connection: the first query opens it.
    ///
    /// # Errors
    /// P1013 if the URL makes no sense, P1012 if the variable with it is not set.
    pub fn connect_lazy(self) -> Result<C> {
        let mut url = self.database_url()?;
        if let DatabaseUrl::Sqlite(url) = &mut url {
            url.mixed_dates |= self.mixed_dates;
        }
        let model = self.model?;
        let mut log = self.log;
        let slow = if log.slow.is_none() { slow_from_env() } else { Ok(log.slow) };
        log.slow = slow.as_ref().copied().unwrap_or_default();
        url.warnings().iter().map(ToString::to_string).chain(slow.err()).for_each(|warning| log.warn(&warning));
        log.info(&format!("A pool of {} connections to {url} is ready.", url.connection_limit()));
        let log = Arc::new(log);
        let observer = log.wants_statements().then(|| Arc::clone(&log) as Arc<dyn Observer>);
        let settings = Settings {
            observer,
            flavour: self.flavour.unwrap_or(model.flavour),
            transport: self.transport,
            #[cfg(unix)]
            adopt: self.adopt,
            password: self.password,
            tls: self.tls,
        };
        let mut omit = self.omit?;
        for (name, column) in C::OMITTED {
            omit.add(&model, name, [*column]).map_err(|error| Error::invalid(error.to_string()))?;
        }
        let of_url = || url.as_postgres().and_then(|url| url.search_config.clone());
        let search_config = self.search_config.or_else(of_url);
        let ways = Ways { omit, search_config, by_steps: self.by_steps, deadlines: self.deadlines };
        let plans = self.plans.map_or_else(PlanCache::default, PlanCache::with_capacity);
        Ok(C::from_handle(Handle::new(model, Pool::new(url, settings)?, log, ways, plans)))
    }

    fn leave_out(mut self, add: impl FnOnce(&mut Omit, &DataModel) -> std::result::Result<(), OmitError>) -> Self {
        if let (Ok(omit), Ok(data)) = (&mut self.omit, &self.model)
            && let Err(error) = add(omit, data)
        {
            self.omit = Err(Error::invalid(error.to_string()));
        }
        self
    }

    /// For the facade's workflows: the database that `connect` would connect to.
    ///
    /// # Errors
    /// P1013 and P1012, as of [`Builder::connect_lazy`]; the same if the schema can't be read.
    #[doc(hidden)]
    pub fn database_url(&self) -> Result<DatabaseUrl> {
        let model = self.model.as_ref().map_err(Clone::clone)?;
        let of_default = || self.folder.as_deref().or(self.default_folder.as_deref());
        let url = match (&self.url, self.default_url) {
            (Some(url), _) => DatabaseUrl::parse(url, self.folder.as_deref())?,
            (None, Url::Literal(url)) => DatabaseUrl::parse(url, of_default())?,
            (None, Url::Env(name)) => DatabaseUrl::parse(&from_variable(name)?, of_default())?,
        };
        if fits(model.provider, url.dialect()) {
            return Ok(url);
        }
        let message = format!(
            "The URL is one of another database than the schema's: the schema's provider is `{}`. Give a URL of such a \
             database, or generate the client from a schema with the other provider.",
            model.provider.name()
        );
        Err(Error::new("P1013", message))
    }

    /// For the facade's workflows: the schemas that the models stand in; empty for the default one.
    ///
    /// # Errors
    /// The schema can't be read.
    #[doc(hidden)]
    pub fn namespaces(&self) -> Result<Vec<String>> {
        let model = self.model.as_ref().map_err(Clone::clone)?;
        let mut found: Vec<String> = model.models.iter().filter_map(|model| model.namespace.clone()).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// What a client without types leaves out. (The records of a generated client are structs: what they leave out is said
/// where they are made, by `omit` of the generator.)
impl Builder<Handle> {
    /// Leaves columns of a model out of every result, unless the request asks for them by `select` or by
    /// `omit: { column: false }`: secrets that nobody should get unasked. May be called for several models.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.omit("Member", ["password", "resetToken"]);
    /// # drop(builder);
    /// # }
    /// ```
    ///
    /// `connect` fails where the schema has no such model or column.
    pub fn omit<'n>(self, model: &str, columns: impl IntoIterator<Item = &'n str>) -> Self {
        self.leave_out(|omit, data| omit.add(data, model, columns))
    }

    /// The same as Prisma's clients take it, in place of what was said before: `{"member": {"password": true}}`, models
    /// with a small letter first.
    ///
    /// ```
    /// # fn example(builder: nicol_client::Builder<nicol_client::Handle>) {
    /// let builder = builder.omit_json(&serde_json::json!({ "member": { "password": true } }));
    /// # drop(builder);
    /// # }
    /// ```
    ///
    /// `connect` fails where it has another form, or names what the schema doesn't have.
    pub fn omit_json(self, option: &serde_json::Value) -> Self {
        self.leave_out(|omit, data| {
            *omit = Omit::from_json(data, option)?;
            Ok(())
        })
    }
}

fn fits(provider: nicol_model::Provider, dialect: nicol_catalog::Dialect) -> bool {
    use nicol_catalog::Dialect;
    use nicol_model::Provider;
    match provider {
        Provider::Postgresql => dialect == Dialect::Postgres,
        Provider::Sqlite => dialect == Dialect::Sqlite,
        Provider::Cockroachdb | Provider::Mysql | Provider::Sqlserver | Provider::Mongodb => false,
    }
}

fn from_variable(name: &str) -> Result<String> {
    match std::env::var(name) {
        Ok(url) if !url.trim().is_empty() => Ok(url),
        _ => Err(Error::new(
            "P1012",
            format!(
                "The environment variable `{name}`, which the schema names for the database's URL, is not set. Set it in the \
                 environment of the program (the client reads no `.env` file, only the commands of `nicol` do), or give the \
                 URL to `connect`."
            ),
        )),
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("default_url", &self.default_url).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands read `.env`, a program does not: whoever has used them first meets that here.
    #[test]
    fn a_variable_that_is_not_set_is_told_with_where_to_set_it() {
        let error = from_variable("NICOL_TEST_OF_NO_URL").unwrap_err();
        assert_eq!(error.code(), Some("P1012"));
        for part in ["`NICOL_TEST_OF_NO_URL`", "`.env`", "`connect`"] {
            assert!(error.message().contains(part), "{part}: {error}");
        }
    }
}
