use std::fmt;
use std::io;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio_postgres::config::{ChannelBinding as ClientBinding, SslMode as ClientSslMode};
use tokio_postgres::{CancelToken, Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::line::Line;
use super::stream::{Lent, Securing, Socket, Stream};
use super::{error, tls};
use crate::url::Host;
use crate::{Binding, Code, Dial, Error, PostgresUrl, Settings, SslMode};

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
    way: Way,
}

impl Canceller {
    /// Comes back when the server has done what it can about it.
    pub(crate) async fn cancel(&self) -> Result<(), Error> {
        let cancelled = async {
            let socket = Lent::new(self.way.open().await.map_err(Trouble::Unreachable)?);
            let (sent, secured) = match self.way.securing()? {
                None => (self.token.cancel_query_raw(socket.again(), NoTls).await, None),
                Some(tls) => {
                    let secured = tls.secured();
                    let sent = self.token.cancel_query_raw(socket.again(), tls).await;
                    (sent, secured.lock().unwrap_or_else(PoisonError::into_inner).take())
                }
            };
            sent.map_err(Trouble::Refused)?;
            // The server closes the connection when it has sent the signal, as libpq waits for it (`PQcancel`). PgBouncer
            // forgets a cancellation whose client has gone before, and 1.18 then takes another client for it.
            let _ = match secured {
                None => tokio::time::timeout(CLOSING, until_closed(socket)).await,
                Some(secured) => tokio::time::timeout(CLOSING, until_closed(secured)).await,
            };
            Ok(())
        };
        cancelled.await.map_err(|trouble: Trouble| trouble.into_error(&Target::of(&self.way.url)))
    }
}

/// How long a server may take to close the connection of a cancellation.
const CLOSING: Duration = Duration::from_secs(5);

async fn until_closed(mut stream: impl AsyncRead + Unpin) {
    let mut nothing = [0; 16];
    while let Ok(1..) = stream.read(&mut nothing).await {}
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}

/// How the server is reached.
#[derive(Clone)]
struct Way {
    url: Box<PostgresUrl>,
    dial: Option<Dial>,
    /// Of connections, not of their cancellations.
    #[cfg(unix)]
    adopt: Option<crate::Adopt>,
    tls: Option<MakeRustlsConnect>,
    /// What the server's certificate is for, if it is not the host.
    server_name: Option<String>,
}

impl Way {
    async fn open(&self) -> io::Result<Socket> {
        match &self.dial {
            Some(dial) => dial().await.map(Socket::Other),
            None => Socket::open(&self.url).await,
        }
    }

    fn securing(&self) -> Result<Option<Securing>, Trouble> {
        let (Some(tls), Host::Tcp(name)) = (&self.tls, &self.url.host) else { return Ok(None) };
        Securing::new(tls, self.server_name.as_ref().unwrap_or(name)).map(Some).map_err(Trouble::Unreachable)
    }
}

/// Why there is no connection.
enum Trouble {
    Unreachable(io::Error),
    Refused(tokio_postgres::Error),
    Failed(super::Failure),
}

impl Trouble {
    fn into_error(self, target: &Target) -> Error {
        match self {
            Self::Unreachable(error) => error::unreachable(target, &error.to_string()),
            Self::Refused(error) => error::map(&error, target),
            Self::Failed(failure) => failure.into_error(target),
        }
    }
}

/// How much longer than reaching the server being let in may take, so that the two can be told apart.
const GRACE: Duration = Duration::from_millis(100);

/// A connection that is open.
pub(crate) struct Opened {
    pub(crate) line: Line,
    pub(crate) canceller: Canceller,
    /// As the server told it when it let us in.
    pub(crate) version: String,
}

/// Connects, and sets the search path.
pub(crate) async fn connect(url: &PostgresUrl, settings: &Settings) -> Result<Opened, Error> {
    let target = Target::of(url);
    let mut url = Box::new(url.clone());
    if let Some(ask) = &settings.password {
        url.password = Some(ask().await.map_err(|e| no_password(&target, &e.to_string()))?);
    }
    let tls = match url.ssl_mode {
        SslMode::Disable => None,
        // Sockets have no TLS; files that only TLS needs are not read then.
        _ if matches!(url.host, Host::Socket(_)) => None,
        _ => Some(tls::connector(&url, &settings.tls)?),
    };
    let limit = url.connect_timeout;
    let way = Way {
        url,
        dial: settings.transport.clone(),
        #[cfg(unix)]
        adopt: settings.adopt.clone(),
        tls,
        server_name: settings.tls.server_name.clone(),
    };
    let opened = open(&way);
    let opened = match limit {
        None => opened.await,
        Some(limit) => match tokio::time::timeout(limit + GRACE, opened).await {
            Ok(result) => result,
            Err(_) => return Err(error::slow_to_connect(&target, limit.as_secs_f64())),
        },
    };
    let (line, Introduced { token, version }) = opened.map_err(|trouble| trouble.into_error(&target))?;
    Ok(Opened { line, canceller: Canceller { token, way }, version })
}

fn no_password(target: &Target, why: &str) -> Error {
    let message = format!(
        "There is no password to connect to the database server at {target} with: the function that is to give it has \
         failed ({why})."
    );
    Error::new(Code::P1000, message).with_meta("database_user", target.user.as_str())
}

async fn open(way: &Way) -> Result<(Line, Introduced), Trouble> {
    let url = &way.url;
    let reached = way.open();
    let socket = match url.connect_timeout {
        None => reached.await,
        Some(limit) => tokio::time::timeout(limit, reached)
            .await
            .unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, "nobody answered in time"))),
    };
    let socket = socket.map_err(Trouble::Unreachable)?;
    #[cfg(unix)]
    let socket = match &way.adopt {
        None => socket,
        Some(adopt) => socket.adopted(adopt).map_err(Trouble::Unreachable)?,
    };
    let (stream, introduced) = introduce(way, socket).await?;
    let mut line = Line::new(stream);
    if let Some(sql) = search_path(url) {
        // Not as a startup option: poolers refuse those.
        line.command(&sql).await.map_err(Trouble::Failed)?;
    }
    Ok((line, introduced))
}

/// The statement that makes unqualified names mean the URL's schema.
pub(crate) fn search_path(url: &PostgresUrl) -> Option<String> {
    url.schema.as_ref().map(|schema| format!("SET search_path = {}", quote(schema)))
}

/// What is known after the handshake.
struct Introduced {
    token: CancelToken,
    version: String,
}

impl Introduced {
    fn of<S, T>((client, connection): (Client, tokio_postgres::Connection<S, T>)) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: AsyncRead + AsyncWrite + Unpin,
    {
        let version = connection.parameter("server_version").unwrap_or_default().to_owned();
        Self { token: client.cancel_token(), version }
    }
}

/// Lets tokio-postgres introduce us, and takes the stream back.
async fn introduce(way: &Way, socket: Socket) -> Result<(Stream, Introduced), Trouble> {
    let config = config(&way.url);
    let socket = Lent::new(socket);
    let gone = || Trouble::Unreachable(io::ErrorKind::NotConnected.into());
    let (introduced, secured) = match way.securing()? {
        None => {
            let done = config.connect_raw(socket.again(), NoTls).await;
            (Introduced::of(done.map_err(Trouble::Refused)?), None)
        }
        Some(securing) => {
            let secured = securing.secured();
            let done = config.connect_raw(socket.again(), securing).await;
            let introduced = Introduced::of(done.map_err(Trouble::Refused)?);
            (introduced, secured.lock().unwrap_or_else(PoisonError::into_inner).take())
        }
    };
    let stream = match secured {
        Some(secured) => Stream::Tls(Box::new(secured.take_back().ok_or_else(gone)?), socket),
        None => Stream::Plain(socket.take_back().ok_or_else(gone)?),
    };
    Ok((stream, introduced))
}

fn config(url: &PostgresUrl) -> Config {
    let mut config = Config::new();
    config.user(&url.user).dbname(&url.database);
    if let Some(password) = &url.password {
        config.password(password);
    }
    if let Some(name) = &url.application_name {
        config.application_name(name);
    }
    if let Some(options) = &url.options {
        config.options(options);
    }
    config.channel_binding(match url.channel_binding {
        Binding::Disable => ClientBinding::Disable,
        Binding::Prefer => ClientBinding::Prefer,
        Binding::Require => ClientBinding::Require,
    });
    config.ssl_mode(match (url.ssl_mode, &url.host) {
        (SslMode::Disable, _) | (_, Host::Socket(_)) => ClientSslMode::Disable,
        (SslMode::Prefer, _) => ClientSslMode::Prefer,
        (SslMode::Require, _) => ClientSslMode::Require,
    });
    config
}

pub(crate) use nicol_catalog::names::quoted as quote;
