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

/// What does not stand in a URL.
#[derive(Clone)]
pub struct Settings {
    /// Told about every statement.
    pub observer: Option<Arc<dyn Observer>>,
    /// How SQLite dates are written: Unix milliseconds (6) or ISO text (7). All forms are read.
    pub flavour: Flavour,
    /// The way to a PostgreSQL server that its URL's host does not name: a tunnel, a server in memory.
    pub transport: Option<Dial>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { observer: None, flavour: Flavour::Seven, transport: None }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("observer", &self.observer.is_some())
            .field("flavour", &self.flavour)
            .field("transport", &self.transport.is_some())
            .finish()
    }
}
