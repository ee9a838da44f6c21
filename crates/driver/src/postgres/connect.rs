use std::fmt;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode as ClientSslMode;
use tokio_postgres::{CancelToken, Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{error, tls};
use crate::url::Host;
use crate::{Error, PostgresUrl, SslMode};

/// Where a connection goes: for messages.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) schema: String,
}

impl Target {
    pub(crate) fn of(url: &PostgresUrl) -> Self {
        Self {
            host: url.host.to_string(),
            port: url.port,
            user: url.user.clone(),
            database: url.database.clone(),
            schema: url.schema.clone().unwrap_or_else(|| "public".to_owned()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`:`{}`", self.host, self.port)
    }
}

/// Cancels what a connection is doing, over a connection of its own.
#[derive(Clone)]
pub(crate) struct Canceller {
    token: CancelToken,
    tls: Option<MakeRustlsConnect>,
}

impl Canceller {
    pub(crate) async fn cancel(&self) -> Result<(), tokio_postgres::Error> {
        match &self.tls {
            Some(tls) => self.token.cancel_query(tls.clone()).await,
            None => self.token.cancel_query(NoTls).await,
        }
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}

/// How much longer than reaching the server being let in may take, so that the two can be told apart.
const GRACE: Duration = Duration::from_millis(100);

/// A connection that is open.
pub(crate) struct Opened {
    pub(crate) client: Client,
    pub(crate) canceller: Canceller,
    /// As the server told it when it let us in.
    pub(crate) version: String,
    /// Moves the bytes; ends when the connection does.
    pub(crate) task: JoinHandle<()>,
}

/// Connects, and sets the search path.
pub(crate) async fn connect(url: &PostgresUrl) -> Result<Opened, Error> {
    let target = Target::of(url);
    let tls = match url.ssl_mode {
        SslMode::Disable => None,
        // Sockets have no TLS; files that only TLS needs are not read then.
        _ if matches!(url.host, Host::Socket(_)) => None,
        _ => Some(tls::connector(url)?),
    };
    let opened = open(url, tls.clone());
    let client = match url.connect_timeout {
        None => opened.await,
        Some(limit) => match tokio::time::timeout(limit + GRACE, opened).await {
            Ok(result) => result,
            Err(_) => return Err(error::slow_to_connect(&target, limit.as_secs_f64())),
        },
    };
    let (client, version, task) = client.map_err(|e| error::map(&e, &target))?;
    let canceller = Canceller { token: client.cancel_token(), tls };
    Ok(Opened { client, canceller, version, task })
}

async fn open(
    url: &PostgresUrl,
    tls: Option<MakeRustlsConnect>,
) -> Result<(Client, String, JoinHandle<()>), tokio_postgres::Error> {
    let config = config(url);
    let (client, version, task) = match tls {
        None => {
            let (client, connection) = config.connect(NoTls).await?;
            let version = connection.parameter("server_version").unwrap_or_default().to_owned();
            (client, version, tokio::spawn(drive(connection)))
        }
        Some(tls) => {
            let (client, connection) = config.connect(tls).await?;
            let version = connection.parameter("server_version").unwrap_or_default().to_owned();
            (client, version, tokio::spawn(drive(connection)))
        }
    };
    if let Some(schema) = &url.schema {
        // Not as a startup option: poolers refuse those.
        client.batch_execute(&format!("SET search_path = {}", quote(schema))).await?;
    }
    Ok((client, version, task))
}

/// Moves bytes until the connection ends. What ended it reaches the statements that were running.
async fn drive(connection: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to PostgreSQL ended");
    }
}

fn config(url: &PostgresUrl) -> Config {
    let mut config = Config::new();
    config.user(&url.user).dbname(&url.database).port(url.port);
    match &url.host {
        Host::Tcp(name) => config.host(name),
        #[cfg(unix)]
        Host::Socket(folder) => config.host_path(folder),
        #[cfg(not(unix))]
        Host::Socket(folder) => config.host(folder.display().to_string()),
    };
    if let Some(password) = &url.password {
        config.password(password);
    }
    if let Some(name) = &url.application_name {
        config.application_name(name);
    }
    if let Some(options) = &url.options {
        config.options(options);
    }
    if let Some(limit) = url.connect_timeout {
        config.connect_timeout(limit);
    }
    config.ssl_mode(match (url.ssl_mode, &url.host) {
        (SslMode::Disable, _) | (_, Host::Socket(_)) => ClientSslMode::Disable,
        (SslMode::Prefer, _) => ClientSslMode::Prefer,
        (SslMode::Require, _) => ClientSslMode::Require,
    });
    config
}

/// An identifier in SQL.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
