//! The ways to a server: TCP, a Unix socket, or what the caller brings, with TLS over it or without.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

#[cfg(unix)]
use crate::Adopt;
use crate::url::Host;
use crate::{PostgresUrl, Transport};

/// A way to the server without TLS.
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
    Other(Box<dyn Transport>),
}

impl Socket {
    /// Opens one to the host of a URL. Of a name with several addresses the first that answers is taken.
    pub(super) async fn open(url: &PostgresUrl) -> io::Result<Self> {
        match &url.host {
            Host::Tcp(name) => {
                let mut last = None;
                for address in lookup_host((name.as_str(), url.port)).await? {
                    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
                    socket.set_keepalive(true)?;
                    match socket.connect(address).await {
                        Ok(stream) => {
                            stream.set_nodelay(true)?;
                            return Ok(Self::Tcp(stream));
                        }
                        Err(error) => last = Some(error),
                    }
                }
                Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the host's name has no address")))
            }
            #[cfg(unix)]
            Host::Socket(folder) => {
                let path = folder.join(format!(".s.PGSQL.{}", url.port));
                UnixStream::connect(path).await.map(Self::Unix)
            }
            #[cfg(not(unix))]
            Host::Socket(_) => Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no Unix sockets")),
        }
    }

    /// Whether something has come that was not read, the end too, as the system says: a runtime whose thread was blocked has not
    /// looked yet.
    fn has_news(&self) -> bool {
        let socket = match self {
            Self::Tcp(stream) => SockRef::from(stream),
            #[cfg(unix)]
            Self::Unix(stream) => SockRef::from(stream),
            Self::Other(_) => return false,
        };
        !matches!(socket.peek(&mut [MaybeUninit::uninit()]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

#[cfg(unix)]
impl Socket {
    /// Hands it over to whoever is to wait for it.
    pub(super) fn adopted(self, adopt: &Adopt) -> io::Result<Self> {
        let fd = match self {
            Self::Tcp(stream) => stream.into_std()?.into(),
            Self::Unix(stream) => stream.into_std()?.into(),
            other @ Self::Other(_) => return Ok(other),
        };
        adopt(fd).map(Self::Other)
    }
}

/// Calls the same method of whichever stream it is.
macro_rules! each {
    ($self:ident, $s:ident => $call:expr) => {
        match $self.get_mut() {
            Self::Tcp($s) => $call,
            #[cfg(unix)]
            Self::Unix($s) => $call,
            Self::Other($s) => $call,
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(self, s => Pin::new(s).poll_read(cx, buf))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        each!(self, s => Pin::new(s).poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, s => Pin::new(s).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, s => Pin::new(s).poll_shutdown(cx))
    }
}

/// A stream that is lent to tokio-postgres for the handshake, and taken back after it: what follows is ours, its end too.
pub(super) struct Lent<S>(Arc<Mutex<Option<S>>>);

impl<S> Lent<S> {
    pub(super) fn new(stream: S) -> Self {
        Self(Arc::new(Mutex::new(Some(stream))))
    }

    pub(super) fn again(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    pub(super) fn take_back(&self) -> Option<S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn with<T>(&self, f: impl FnOnce(&mut S) -> Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(stream) => f(stream),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lent<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.with(|s| Pin::new(s).poll_read(cx, buf))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lent<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.with(|s| Pin::new(s).poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|s| Pin::new(s).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|s| Pin::new(s).poll_flush(cx))
    }
}

impl<S: TlsStream + Unpin> TlsStream for Lent<S> {
    fn channel_binding(&self) -> ChannelBinding {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(stream) => stream.channel_binding(),
            None => ChannelBinding::none(),
        }
    }
}

type Connector = <MakeRustlsConnect as MakeTlsConnect<Lent<Socket>>>::TlsConnect;
pub(super) type Secured = <MakeRustlsConnect as MakeTlsConnect<Lent<Socket>>>::Stream;

/// Puts TLS over a socket, and keeps a way to take the result back.
pub(super) struct Securing {
    connector: Connector,
    secured: Arc<Mutex<Option<Lent<Secured>>>>,
}

impl Securing {
    pub(super) fn new(tls: &MakeRustlsConnect, host: &str) -> io::Result<Self> {
        let connector = MakeTlsConnect::<Lent<Socket>>::make_tls_connect(&mut tls.clone(), host);
        let connector = connector.map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e.to_string()))?;
        Ok(Self { connector, secured: Arc::default() })
    }

    /// Where the stream will be, if TLS was agreed upon.
    pub(super) fn secured(&self) -> Arc<Mutex<Option<Lent<Secured>>>> {
        Arc::clone(&self.secured)
    }
}

impl TlsConnect<Lent<Socket>> for Securing {
    type Stream = Lent<Secured>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Lent<Secured>>> + Send>>;

    fn connect(self, socket: Lent<Socket>) -> Self::Future {
        Box::pin(async move {
            let stream = Lent::new(self.connector.connect(socket).await?);
            *self.secured.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream.again());
            Ok(stream)
        })
    }
}

/// What a connection speaks over, after the handshake.
pub(super) enum Stream {
    Plain(Socket),
    /// And what is below it.
    Tls(Box<Secured>, Lent<Socket>),
}

impl Stream {
    /// Whether something has come that was not read.
    pub(super) fn has_news(&self) -> bool {
        match self {
            Self::Plain(socket) => socket.has_news(),
            Self::Tls(_, socket) => {
                socket.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(Socket::has_news)
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(s) => Pin::new(s).poll_read(cx, buf),
            Self::Tls(s, _) => Pin::new(s).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(s) => Pin::new(s).poll_write(cx, buf),
            Self::Tls(s, _) => Pin::new(s).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(s) => Pin::new(s).poll_flush(cx),
            Self::Tls(s, _) => Pin::new(s).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(s) => Pin::new(s).poll_shutdown(cx),
            Self::Tls(s, _) => Pin::new(s).poll_shutdown(cx),
        }
    }
}
