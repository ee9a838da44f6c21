use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::parameters::{Parameters, decode};
use super::{UrlWarning, invalid};
use crate::Error;

/// Where a PostgreSQL database is, and how to speak with it. Parameters and defaults as in Prisma 6.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    pub host: Host,
    pub port: u16,
    pub user: String,
    pub(crate) password: Option<String>,
    pub database: String,
    /// `schema`.
    pub schema: Option<String>,
    /// `connection_limit`.
    pub connection_limit: Option<usize>,
    /// `pool_timeout`; `None` is no limit. Default 10 s.
    pub pool_timeout: Option<Duration>,
    /// `connect_timeout`; `None` is no limit. Default 5 s.
    pub connect_timeout: Option<Duration>,
    /// `socket_timeout`: how long one statement may take. Default: no limit.
    pub socket_timeout: Option<Duration>,
    /// `max_idle_connection_lifetime`. Default 300 s.
    pub max_idle: Option<Duration>,
    /// `max_connection_lifetime`. Default: no limit.
    pub max_age: Option<Duration>,
    /// `pgbouncer`: connections of the server change between transactions, so nothing stays prepared.
    pub pgbouncer: bool,
    /// `statement_cache_size`: how many statements a connection keeps prepared. Default 500; 0 with `pgbouncer`.
    pub statement_cache_size: usize,
    /// `sslmode`.
    pub ssl_mode: SslMode,
    /// `sslaccept`.
    pub ssl_accept: SslAccept,
    /// `sslcert` (or `sslrootcert`): the certificate, PEM or DER, that the server's must come from.
    pub ssl_certificate: Option<PathBuf>,
    /// `sslidentity`: the client's key and certificates (PEM; Prisma's PKCS#12 is refused with the way to PEM).
    pub ssl_identity: Option<PathBuf>,
    /// `channel_binding`: whether the password's exchange is bound to the TLS connection.
    pub channel_binding: Binding,
    pub application_name: Option<String>,
    /// `search_config`: the configuration of full-text search. None of Prisma's; the server is not told.
    pub search_config: Option<String>,
    /// `options`: given to the server as they are.
    pub options: Option<String>,
    pub(crate) warnings: Vec<UrlWarning>,
}

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A name or an address.
    Tcp(String),
    /// The folder of a Unix socket.
    Socket(PathBuf),
}

impl Host {
    /// Whether both mean the same server. Names have no case, and this machine has three of them.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_local = |name: &str| matches!(name, "localhost" | "127.0.0.1" | "::1");
        match (self, other) {
            (Self::Tcp(a), Self::Tcp(b)) => {
                let (a, b) = (a.to_lowercase(), b.to_lowercase());
                a == b || is_local(&a) && is_local(&b)
            }
            (Self::Socket(a), Self::Socket(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(name) => f.write_str(name),
            Self::Socket(folder) => folder.display().fmt(f),
        }
    }
}

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslMode {
    Disable,
    /// With TLS if the server can, else without.
    #[default]
    Prefer,
    Require,
}

/// `sslaccept`: which certificates of the server are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslAccept {
    /// All of them. Prisma's default.
    #[default]
    Any,
    /// Those of a known authority (`sslmode=verify-ca`).
    Authority,
    /// Those of a known authority for this host's name (`sslaccept=strict`, `sslmode=verify-full`).
    Strict,
}

/// `channel_binding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    Disable,
    /// If the server can.
    #[default]
    Prefer,
    Require,
}

impl PostgresUrl {
    /// Whether a password stands in it.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The same server and settings with another database.
    #[must_use]
    pub fn with_database(&self, database: &str) -> Self {
        Self { database: database.to_owned(), ..self.clone() }
    }

    /// The same database with another schema.
    #[must_use]
    pub fn with_schema(&self, schema: &str) -> Self {
        Self { schema: Some(schema.to_owned()), ..self.clone() }
    }

    /// The URL with its password: for another program that shall connect, never for a person's eyes.
    #[must_use]
    pub fn to_secret_string(&self) -> String {
        self.render(self.password.as_deref())
    }

    fn render(&self, password: Option<&str>) -> String {
        let mut out = format!("postgresql://{}", encode(&self.user));
        if let Some(password) = password {
            out.push(':');
            out.push_str(&encode(password));
        }
        out.push('@');
        let mut parameters: Vec<(&str, String)> = Vec::new();
        match &self.host {
            Host::Tcp(name) if name.contains(':') => out.push_str(&format!("[{name}]:{}", self.port)),
            Host::Tcp(name) => out.push_str(&format!("{}:{}", encode(name), self.port)),
            Host::Socket(folder) => {
                out.push_str(&format!("localhost:{}", self.port));
                parameters.push(("host", folder.display().to_string()));
            }
        }
        out.push('/');
        out.push_str(&encode(&self.database));
        parameters.extend(self.schema.iter().map(|s| ("schema", s.clone())));
        parameters.extend(self.connection_limit.iter().map(|n| ("connection_limit", n.to_string())));
        parameters.extend(self.application_name.iter().map(|s| ("application_name", s.clone())));
        parameters.extend(self.search_config.iter().map(|s| ("search_config", s.clone())));
        parameters.extend(self.options.iter().map(|s| ("options", s.clone())));
        let seconds = |d: Option<Duration>| d.map_or(0, |d| d.as_secs()).to_string();
        if self.pool_timeout != Some(DEFAULT_POOL_TIMEOUT) {
            parameters.push(("pool_timeout", seconds(self.pool_timeout)));
        }
        if self.connect_timeout != Some(DEFAULT_CONNECT_TIMEOUT) {
            parameters.push(("connect_timeout", seconds(self.connect_timeout)));
        }
        if self.socket_timeout.is_some() {
            parameters.push(("socket_timeout", seconds(self.socket_timeout)));
        }
        if self.pgbouncer {
            parameters.push(("pgbouncer", "true".to_owned()));
        } else if self.statement_cache_size != DEFAULT_STATEMENTS {
            parameters.push(("statement_cache_size", self.statement_cache_size.to_string()));
        }
        match self.channel_binding {
            Binding::Disable => parameters.push(("channel_binding", "disable".to_owned())),
            Binding::Prefer => {}
            Binding::Require => parameters.push(("channel_binding", "require".to_owned())),
        }
        parameters.extend(self.ssl_identity.iter().map(|p| ("sslidentity", p.display().to_string())));
        match (self.ssl_mode, self.ssl_accept) {
            (SslMode::Disable, _) => parameters.push(("sslmode", "disable".to_owned())),
            (SslMode::Require, _) => parameters.push(("sslmode", "require".to_owned())),
            (SslMode::Prefer, _) => {}
        }
        match self.ssl_accept {
            SslAccept::Any => {}
            SslAccept::Authority => {
                parameters.retain(|(name, _)| *name != "sslmode");
                parameters.push(("sslmode", "verify-ca".to_owned()));
            }
            SslAccept::Strict => parameters.push(("sslaccept", "strict".to_owned())),
        }
        parameters.extend(self.ssl_certificate.iter().map(|p| ("sslcert", p.display().to_string())));
        for (i, (name, value)) in parameters.iter().enumerate() {
            out.push(if i == 0 { '?' } else { '&' });
            out.push_str(name);
            out.push('=');
            out.push_str(&encode(value));
        }
        out
    }
}

/// Without the password.
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(self.password.as_ref().map(|_| "***")))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

const DEFAULT_POOL_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const DEFAULT_MAX_IDLE: Duration = Duration::from_secs(300);
const DEFAULT_STATEMENTS: usize = 500;

/// What stands in a part of a URL as it is.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(super) fn parse(url: &str, base: Option<&Path>) -> Result<PostgresUrl, Error> {
    let rest =
        url.split_once("://").map(|(_, rest)| rest).ok_or_else(|| invalid("`//` is missing after `postgresql:`"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut parameters = Parameters::parse(query)?;

    let (user_info, server) = authority.rsplit_once('@').map_or((None, authority), |(u, s)| (Some(u), s));
    let (user, password) = match user_info {
        None => (None, None),
        Some(text) => {
            let (user, password) = text.split_once(':').map_or((text, None), |(u, p)| (u, Some(p)));
            let password = password.map(|p| decode(p, "the password")).transpose()?;
            (Some(decode(user, "the user's name")?), password)
        }
    };
    let (host, port) = parse_server(server)?;
    let host = match parameters.take("host") {
        Some(folder) if folder.starts_with(['/', '@']) => Host::Socket(PathBuf::from(folder)),
        Some(name) if !name.is_empty() => Host::Tcp(name),
        _ => host,
    };
    let port = match parameters.take("port") {
        Some(text) => parse_port(&text)?,
        None => port.unwrap_or(5432),
    };
    let user = parameters.take("user").or(user).filter(|u| !u.is_empty());
    let user =
        user.ok_or_else(|| invalid("it names no user; write `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`"))?;
    let password = parameters.take("password").or(password).filter(|p| !p.is_empty());
    let database = decode(path.trim_end_matches('/'), "the database's name")?;
    if path.contains('#') {
        return Err(invalid("a `#` in it must be written `%23`"));
    }

    let (ssl_mode, mut ssl_accept) = match parameters.take("sslmode").as_deref() {
        None => (SslMode::Prefer, SslAccept::Any),
        Some("disable") => (SslMode::Disable, SslAccept::Any),
        Some("allow" | "prefer") => (SslMode::Prefer, SslAccept::Any),
        Some("require" | "no-verify") => (SslMode::Require, SslAccept::Any),
        Some("verify-ca") => (SslMode::Require, SslAccept::Authority),
        Some("verify-full") => (SslMode::Require, SslAccept::Strict),
        Some(other) => {
            return Err(invalid(&format!(
                "`sslmode` is `disable`, `prefer`, `require`, `verify-ca` or `verify-full`, but not `{other}`"
            )));
        }
    };
    match parameters.take("sslaccept").as_deref() {
        None | Some("accept_invalid_certs") => {}
        Some("strict") => ssl_accept = SslAccept::Strict,
        Some(other) => {
            return Err(invalid(&format!("`sslaccept` is `strict` or `accept_invalid_certs`, but not `{other}`")));
        }
    }
    // Prisma reads the path of a certificate relative to the schema's folder.
    let file = |path: String| base.map_or_else(|| PathBuf::from(&path), |base| base.join(&path));
    let root = parameters.take("sslrootcert").filter(|p| p != "system");
    let ssl_certificate = parameters.take("sslcert").or(root).map(file);
    let ssl_identity = parameters.take("sslidentity").map(file);
    // The password of a PKCS#12 file, which is not read.
    parameters.take("sslpassword");

    let channel_binding = match parameters.take("channel_binding").as_deref() {
        None | Some("prefer") => Binding::Prefer,
        Some("disable") => Binding::Disable,
        Some("require") => Binding::Require,
        Some(other) => {
            return Err(invalid(&format!("`channel_binding` is `disable`, `prefer` or `require`, but not `{other}`")));
        }
    };
    match parameters.take("target_session_attrs").as_deref() {
        None | Some("any") => {}
        Some(other) => {
            return Err(invalid(&format!(
                "`target_session_attrs` chooses between several hosts, and only one is supported: name the host that is \
                 `{other}`, and remove the parameter"
            )));
        }
    }

    let pgbouncer = parameters.take_bool("pgbouncer")?.unwrap_or(false);
    let statements = parameters.take_number("statement_cache_size")?.unwrap_or(DEFAULT_STATEMENTS);
    Ok(PostgresUrl {
        host,
        port,
        user,
        password,
        database: if database.is_empty() { "postgres".to_owned() } else { database },
        schema: parameters.take("schema").filter(|s| !s.is_empty()),
        connection_limit: parameters.take_number("connection_limit")?.map(|n| n.max(1)),
        pool_timeout: parameters.take_seconds("pool_timeout")?.unwrap_or(Some(DEFAULT_POOL_TIMEOUT)),
        connect_timeout: parameters.take_seconds("connect_timeout")?.unwrap_or(Some(DEFAULT_CONNECT_TIMEOUT)),
        socket_timeout: parameters.take_seconds("socket_timeout")?.flatten(),
        max_idle: parameters.take_seconds("max_idle_connection_lifetime")?.unwrap_or(Some(DEFAULT_MAX_IDLE)),
        max_age: parameters.take_seconds("max_connection_lifetime")?.flatten(),
        pgbouncer,
        statement_cache_size: if pgbouncer { 0 } else { statements },
        ssl_mode,
        ssl_accept,
        ssl_certificate,
        ssl_identity,
        channel_binding,
        application_name: parameters.take("application_name"),
        search_config: parameters.take("search_config").filter(|name| !name.is_empty()),
        options: parameters.take("options"),
        warnings: parameters.finish(),
    })
}

fn parse_server(server: &str) -> Result<(Host, Option<u16>), Error> {
    const ENCODE: &str = "special characters in the user's name or password must be percent-encoded (`@` is `%40`, `:` is \
                          `%3A`, `/` is `%2F`, `#` is `%23`, `?` is `%3F`)";
    if server.contains(',') {
        return Err(invalid("it names several hosts; only one is supported"));
    }
    let (host, port) = if let Some(rest) = server.strip_prefix('[') {
        let (address, rest) = rest.split_once(']').ok_or_else(|| invalid("the `]` after the address is missing"))?;
        (address, rest.strip_prefix(':'))
    } else {
        server.rsplit_once(':').map_or((server, None), |(h, p)| (h, Some(p)))
    };
    let port = port
        .filter(|p| !p.is_empty())
        .map(|p| parse_port(p).map_err(|_| invalid(&format!("its port is not a number from 1 to 65535; {ENCODE}"))))
        .transpose()?;
    let host = decode(host, "the host")?;
    if host.contains(['#', '@', ' ']) {
        return Err(invalid(&format!("its host cannot be read; {ENCODE}")));
    }
    let host = match host.as_str() {
        "" => Host::Tcp("localhost".to_owned()),
        folder if folder.starts_with('/') => Host::Socket(PathBuf::from(folder)),
        name => Host::Tcp(name.to_owned()),
    };
    Ok((host, port))
}

fn parse_port(text: &str) -> Result<u16, Error> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(invalid("the port must be a number from 1 to 65535")),
    }
}
