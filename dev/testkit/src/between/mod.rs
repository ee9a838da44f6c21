//! What stands between a client and a PostgreSQL server: a [`Relay`] that cuts the connection or leads to another server,
//! and a [`Pooler`] that pools transactions. Both listen on a Unix socket of their own.

mod pooler;
mod relay;

use std::io::{self, Read};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use pooler::Pooler;
pub use relay::{Cut, Relay};

use crate::postgres::Server;

/// A message of PostgreSQL's protocol as it came: its tag (0 for the first one, which has none) and all of its bytes.
struct Message {
    tag: u8,
    bytes: Vec<u8>,
}

impl Message {
    /// Reads the first message of a client.
    fn first(from: &mut impl Read) -> io::Result<Self> {
        Self::rest(from, 0, Vec::new())
    }

    fn next(from: &mut impl Read) -> io::Result<Self> {
        let mut tag = [0];
        from.read_exact(&mut tag)?;
        Self::rest(from, tag[0], tag.to_vec())
    }

    fn rest(from: &mut impl Read, tag: u8, mut bytes: Vec<u8>) -> io::Result<Self> {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        bytes.extend(length);
        let start = bytes.len();
        let body = (u32::from_be_bytes(length) as usize).checked_sub(4).ok_or(io::ErrorKind::InvalidData)?;
        bytes.resize(start + body, 0);
        from.read_exact(&mut bytes[start..])?;
        Ok(Self { tag, bytes })
    }

    /// What follows the length.
    fn body(&self) -> &[u8] {
        &self.bytes[if self.tag == 0 { 4 } else { 5 }..]
    }

    /// Whether it is the first message of a connection that only cancels another one's statement.
    fn is_cancellation(&self) -> bool {
        const CANCEL: [u8; 4] = 80_877_102_u32.to_be_bytes();
        self.tag == 0 && self.body().starts_with(&CANCEL)
    }
}

/// Accepts connections until it is dropped.
#[derive(Debug)]
struct Listener {
    folder: tempfile::TempDir,
    is_over: Arc<AtomicBool>,
}

impl Listener {
    fn start(serve: impl Fn(UnixStream) + Send + Sync + 'static) -> Self {
        let folder = tempfile::Builder::new().prefix("nicol-relay-").tempdir_in("/tmp").expect("a temporary folder");
        let listener = UnixListener::bind(socket(folder.path())).expect("a socket in a new folder");
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let serve = Arc::new(serve);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if ends.load(Ordering::Acquire) {
                    return;
                }
                let (Ok(client), serve) = (client, Arc::clone(&serve)) else { continue };
                std::thread::spawn(move || serve(client));
            }
        });
        Self { folder, is_over }
    }

    fn url(&self, database: &str) -> String {
        url_in(self.folder.path(), database)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Wakes it.
        drop(UnixStream::connect(socket(self.folder.path())));
    }
}

/// The URL of a database behind the socket in a folder.
pub(crate) fn url_in(folder: &Path, database: &str) -> String {
    format!("postgresql://postgres@localhost/{database}?host={}", folder.display())
}

pub(crate) fn socket(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

fn socket_of(server: &Server) -> PathBuf {
    socket(server.socket_dir())
}

/// The database in a URL of [`Server::database`].
pub(crate) fn database_of(url: &str) -> &str {
    let path = url.split(['?']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}
