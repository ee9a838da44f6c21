//! What connections are opened with, beside their URL.

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use nicol_model::Flavour;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::Observer;

/// A stream of bytes to a PostgreSQL server.
pub trait Transport: AsyncRead + AsyncWrite + Send + Sync + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + 'static> Transport for T {}

/// Opens streams to a PostgreSQL server.
pub type Dial = Arc<dyn Fn() -> Dialling + Send + Sync>;

/// A stream that is being opened.
pub type Dialling = Pin<Box<dyn Future<Output = io::Result<Box<dyn Transport>>> + Send>>;

/// Takes a connected socket over, which does not block: who calls it waits for the socket in a way of their own.
#[cfg(unix)]
pub type Adopt = Arc<dyn Fn(std::os::fd::OwnedFd) -> io::Result<Box<dyn Transport>> + Send + Sync>;

/// Tells the password of a connection that is being opened: a token that is valid for minutes, say.
pub type AskPassword = Arc<dyn Fn() -> Asking + Send + Sync>;

/// A password that is being asked for. Its error is told to whoever wanted the connection (P1000).
pub type Asking = Pin<Box<dyn Future<Output = Result<String, Box<dyn std::error::Error + Send + Sync>>> + Send>>;

/// Certificates that stand in memory, in place of the files of a URL. Whether there is TLS, and what is checked, says the
/// URL (`sslmode`, `sslaccept`).
#[derive(Clone, Default)]
pub struct Tls {
    /// PEM: what the server's certificate must come from. Without it, the URL's file or the system's authorities.
    pub authorities: Option<String>,
    /// PEM: the client's certificates and its key.
    pub identity: Option<String>,
    /// The name that is asked for and that the server's certificate must be for, if it is not the host's.
    pub server_name: Option<String>,
}

/// Without the key.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("authorities", &self.authorities.is_some())
            .field("identity", &self.identity.is_some())
            .field("server_name", &self.server_name)
            .finish()
    }
}

/// What does not stand in a URL.
#[derive(Clone)]
pub struct Settings {
    /// Told about every statement.
    pub observer: Option<Arc<dyn Observer>>,
    /// How SQLite dates are written: Unix milliseconds (6) or ISO text (7). All forms are read.
    pub flavour: Flavour,
    /// The way to a PostgreSQL server that its URL's host does not name: a tunnel, a server in memory.
    pub transport: Option<Dial>,
    /// Who waits for the sockets of PostgreSQL connections, in place of tokio.
    #[cfg(unix)]
    pub adopt: Option<Adopt>,
    /// The password of PostgreSQL connections, in place of the URL's.
    pub password: Option<AskPassword>,
    /// Certificates of PostgreSQL connections.
    pub tls: Tls,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            observer: None,
            flavour: Flavour::Seven,
            transport: None,
            #[cfg(unix)]
            adopt: None,
            password: None,
            tls: Tls::default(),
        }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("observer", &self.observer.is_some())
            .field("flavour", &self.flavour)
            .field("transport", &self.transport.is_some())
            .field("password", &self.password.is_some())
            .field("tls", &self.tls)
            .finish()
    }
}
