use std::collections::{HashMap, VecDeque};
use std::io::{self, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Listener, Message, database_of, socket_of};
use crate::postgres::Server;

/// Pools transactions, as PgBouncer does in that mode: each transaction runs on whichever server connection was not used
/// for longest, so hardly two on the same one. Server connections are shared by all clients, what one has prepared or
/// set stays there, and nobody cleans up after them. Startup parameters that PgBouncer does not know are refused.
///
/// Source: PgBouncer's documentation, "SQL feature map for pooling modes" and `ignore_startup_parameters`.
#[derive(Debug)]
pub struct Pooler {
    listener: Listener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    target: PathBuf,
    limit: usize,
    pools: Mutex<HashMap<String, Pool>>,
    is_free: Condvar,
    /// The clients by the keys that they were told.
    clients: Mutex<Vec<Arc<Client>>>,
    transactions: AtomicUsize,
    moves: AtomicUsize,
}

/// The server connections of a database.
#[derive(Debug, Default)]
struct Pool {
    open: usize,
    idle: VecDeque<Arc<Backend>>,
}

#[derive(Debug)]
struct Backend {
    writer: Mutex<UnixStream>,
    key: Vec<u8>,
    parameters: Vec<u8>,
    client: Mutex<Option<Arc<Client>>>,
}

#[derive(Debug)]
struct Client {
    writer: Mutex<UnixStream>,
    database: String,
    state: Mutex<ClientState>,
}

#[derive(Debug, Default)]
struct ClientState {
    backend: Option<Arc<Backend>>,
    last: Option<Arc<Backend>>,
    /// Answers that will still come.
    owed: usize,
    /// Something was sent whose Sync was not.
    is_unfinished: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pooler {
    /// One with so many server connections for each database.
    ///
    /// # Panics
    /// Without a folder for its socket.
    #[must_use]
    pub fn start(server: &Server, limit: usize) -> Self {
        let shared = Arc::new(Shared {
            target: socket_of(server),
            limit,
            pools: Mutex::default(),
            is_free: Condvar::new(),
            clients: Mutex::default(),
            transactions: AtomicUsize::new(0),
            moves: AtomicUsize::new(0),
        });
        let of_listener = Arc::clone(&shared);
        let serve = move |client| {
            let _ = of_listener.serve(client);
        };
        Self { listener: Listener::start(serve), shared }
    }

    /// The URL by which a database of [`Server::database`] is reached through here.
    #[must_use]
    pub fn url(&self, direct: &str) -> String {
        self.listener.url(database_of(direct))
    }

    /// How many transactions there were, and how many of them ran on another server connection than the client's last.
    #[must_use]
    pub fn transactions(&self) -> (usize, usize) {
        (self.shared.transactions.load(Ordering::Acquire), self.shared.moves.load(Ordering::Acquire))
    }
}

impl Shared {
    fn serve(self: &Arc<Self>, stream: UnixStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let first = Message::first(&mut reader)?;
        if first.is_cancellation() {
            return self.cancel(first.body().get(4..).unwrap_or_default());
        }
        let mut names = first.body().get(4..).unwrap_or_default().split(|byte| *byte == 0);
        let mut database = String::new();
        while let (Some(name), Some(value)) = (names.next().filter(|name| !name.is_empty()), names.next()) {
            match name {
                b"database" => database = String::from_utf8_lossy(value).into_owned(),
                b"user"
                | b"application_name"
                | b"client_encoding"
                | b"DateStyle"
                | b"TimeZone"
                | b"standard_conforming_strings" => {}
                other => {
                    let text = format!("unsupported startup parameter: {}", String::from_utf8_lossy(other));
                    return (&stream).write_all(&refusal(&text));
                }
            }
        }
        let client = Arc::new(Client { writer: Mutex::new(stream.try_clone()?), database, state: Mutex::default() });
        let number = {
            let mut clients = lock(&self.clients);
            clients.push(Arc::clone(&client));
            u32::try_from(clients.len()).unwrap_or(u32::MAX)
        };
        // What the server would say.
        let backend = self.acquire(&client.database)?;
        let mut welcome = vec![b'R', 0, 0, 0, 8, 0, 0, 0, 0];
        welcome.extend(&backend.parameters);
        self.release(&client.database, backend);
        welcome.extend([b'K', 0, 0, 0, 12, 0, 0, 0, 0]);
        welcome.extend(number.to_be_bytes());
        welcome.extend([b'Z', 0, 0, 0, 5, b'I']);
        lock(&client.writer).write_all(&welcome)?;
        let ended = self.forward(&mut reader, &client);
        // Somebody who goes away in the middle of something takes the server's connection along.
        let left = lock(&client.state).backend.take();
        if let Some(backend) = left {
            self.discard(&client.database, &backend);
        }
        let _ = stream.shutdown(Shutdown::Both);
        ended
    }

    fn forward(self: &Arc<Self>, reader: &mut impl Read, client: &Arc<Client>) -> io::Result<()> {
        loop {
            let message = Message::next(reader)?;
            if message.tag == b'X' {
                return Ok(());
            }
            let backend = {
                let mut state = lock(&client.state);
                if state.backend.is_none() {
                    let backend = self.acquire(&client.database)?;
                    self.transactions.fetch_add(1, Ordering::AcqRel);
                    if state.last.as_ref().is_some_and(|last| !Arc::ptr_eq(last, &backend)) {
                        self.moves.fetch_add(1, Ordering::AcqRel);
                    }
                    *lock(&backend.client) = Some(Arc::clone(client));
                    state.last = Some(Arc::clone(&backend));
                    state.backend = Some(backend);
                }
                // Before it is sent: its answer may come at once.
                let is_end = matches!(message.tag, b'S' | b'Q');
                state.owed += usize::from(is_end);
                state.is_unfinished = !is_end;
                state.backend.clone().ok_or(io::ErrorKind::NotConnected)?
            };
            lock(&backend.writer).write_all(&message.bytes)?;
        }
    }

    /// A server's connection, as soon as one is free.
    fn acquire(self: &Arc<Self>, database: &str) -> io::Result<Arc<Backend>> {
        let mut pools = lock(&self.pools);
        loop {
            let pool = pools.entry(database.to_owned()).or_default();
            if pool.open < self.limit {
                pool.open += 1;
                drop(pools);
                return self.open(database).inspect_err(|_| {
                    lock(&self.pools).entry(database.to_owned()).or_default().open -= 1;
                    self.is_free.notify_all();
                });
            }
            if let Some(backend) = pool.idle.pop_front() {
                return Ok(backend);
            }
            pools = self.is_free.wait(pools).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(self: &Arc<Self>, database: &str) -> io::Result<Arc<Backend>> {
        let (reader, key, parameters) = connect(&self.target, database)?;
        let writer = Mutex::new(reader.get_ref().try_clone()?);
        let backend = Arc::new(Backend { writer, key, parameters, client: Mutex::default() });
        let (shared, of_thread, database) = (Arc::clone(self), Arc::clone(&backend), database.to_owned());
        std::thread::spawn(move || {
            shared.answer(reader, &of_thread, &database);
        });
        Ok(backend)
    }

    /// Gives the server's answers to whoever has the connection, until it ends.
    fn answer(&self, mut reader: BufReader<UnixStream>, backend: &Arc<Backend>, database: &str) {
        while let Ok(message) = Message::next(&mut reader) {
            let Some(client) = lock(&backend.client).clone() else { continue };
            let mut free = None;
            if message.tag == b'Z' {
                let mut state = lock(&client.state);
                state.owed = state.owed.saturating_sub(1);
                if state.owed == 0 && !state.is_unfinished && message.body() == b"I" {
                    free = state.backend.take();
                }
            }
            if let Some(backend) = free {
                *lock(&backend.client) = None;
                self.release(database, backend);
            }
            // The server is free before its client knows: others come first.
            let _ = lock(&client.writer).write_all(&message.bytes);
        }
        let client = lock(&backend.client).take();
        let mut pools = lock(&self.pools);
        let pool = pools.entry(database.to_owned()).or_default();
        pool.open -= 1;
        pool.idle.retain(|idle| !Arc::ptr_eq(idle, backend));
        drop(pools);
        self.is_free.notify_all();
        if let Some(client) = client {
            let _ = lock(&client.writer).shutdown(Shutdown::Both);
        }
    }

    fn release(&self, database: &str, backend: Arc<Backend>) {
        lock(&self.pools).entry(database.to_owned()).or_default().idle.push_back(backend);
        self.is_free.notify_all();
    }

    /// Its thread sees the end and counts it.
    fn discard(&self, _: &str, backend: &Backend) {
        *lock(&backend.client) = None;
        let _ = lock(&backend.writer).shutdown(Shutdown::Both);
    }

    fn cancel(&self, key: &[u8]) -> io::Result<()> {
        let number = key.last_chunk::<4>().map_or(0, |number| u32::from_be_bytes(*number) as usize);
        let client = number.checked_sub(1).and_then(|number| lock(&self.clients).get(number).cloned());
        let backend = client.and_then(|client| lock(&client.state).backend.clone());
        let Some(backend) = backend else { return Ok(()) };
        let mut stream = UnixStream::connect(&self.target)?;
        let mut message = 16_u32.to_be_bytes().to_vec();
        message.extend(80_877_102_u32.to_be_bytes());
        message.extend(&backend.key);
        stream.write_all(&message)?;
        // The server closes it when it has done so.
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

/// A new connection to the server, the key that cancels what it does, and the parameters that it has told.
fn connect(target: &Path, database: &str) -> io::Result<(BufReader<UnixStream>, Vec<u8>, Vec<u8>)> {
    let mut stream = UnixStream::connect(target)?;
    let body = format!("user\0postgres\0database\0{database}\0client_encoding\0UTF8\0\0");
    let mut message = u32::try_from(body.len() + 8).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    message.extend(196_608_u32.to_be_bytes());
    message.extend(body.as_bytes());
    stream.write_all(&message)?;
    let mut reader = BufReader::new(stream);
    let (mut key, mut parameters) = (Vec::new(), Vec::new());
    loop {
        let message = Message::next(&mut reader)?;
        match message.tag {
            b'K' => key = message.body().to_vec(),
            b'S' => parameters.extend(&message.bytes),
            b'Z' => return Ok((reader, key, parameters)),
            b'E' => return Err(io::Error::other(String::from_utf8_lossy(message.body()).into_owned())),
            _ => {}
        }
    }
}

fn refusal(text: &str) -> Vec<u8> {
    let body = format!("SFATAL\0VFATAL\0C08P01\0M{text}\0\0");
    let mut message = vec![b'E'];
    message.extend(u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes());
    message.extend(body.as_bytes());
    message
}
