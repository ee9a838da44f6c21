//! A proxy between clients and a PostgreSQL server that counts what goes over the wire: statements and round trips.
//!
//! It speaks no more of the protocol than it has to: message types and lengths of what the client sends, and
//! ReadyForQuery of what the server answers. A round trip is a Sync (or a simple Query) that is sent when nothing is
//! owed any more, so that what is pipelined behind others counts once.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What went over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements that were executed, without those of `control`.
    pub statements: usize,
    /// BEGIN, COMMIT, ROLLBACK, savepoints and the settings of a transaction.
    pub control: usize,
    /// How often the client waited for the server.
    pub trips: usize,
    /// Statements that were parsed.
    pub parsed: usize,
    /// The statements, in their order.
    pub sql: Vec<String>,
}

/// A running proxy. Its connections end with their clients.
#[derive(Debug)]
pub struct Proxy {
    folder: tempfile::TempDir,
    counts: Arc<Mutex<Counts>>,
}

impl Proxy {
    /// A proxy to the server whose socket is in this folder.
    ///
    /// # Errors
    /// The socket can't be made.
    pub fn start(server: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("nicol-wire-").tempdir_in("/tmp")?;
        let listener = UnixListener::bind(folder.path().join(SOCKET))?;
        let counts = Arc::<Mutex<Counts>>::default();
        let (target, shared) = (server.join(SOCKET), Arc::clone(&counts));
        // It ends with the process: a test process is short.
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (target, counts) = (target.clone(), Arc::clone(&shared));
                thread::spawn(move || connect(&client, &target, &counts));
            }
        });
        Ok(Self { folder, counts })
    }

    /// A URL of the server, through this proxy.
    #[must_use]
    pub fn url(&self, server: &Path, url: &str) -> String {
        url.replace(&server.display().to_string(), &self.folder.path().display().to_string())
    }

    /// What was counted since it was last asked.
    #[must_use]
    pub fn take(&self) -> Counts {
        std::mem::take(&mut *lock(&self.counts))
    }
}

const SOCKET: &str = ".s.PGSQL.5432";

/// Requests of a connection that begin without a message type: a cancellation, TLS, GSS encryption.
const CANCEL: u32 = 80_877_102;
const TLS: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Moves the bytes of a connection until one side ends it.
fn connect(client: &UnixStream, target: &PathBuf, counts: &Arc<Mutex<Counts>>) {
    let Ok(server) = UnixStream::connect(target) else { return };
    let owed = Arc::new(Mutex::new(0));
    let (Ok(mut from_server), Ok(mut to_client)) = (server.try_clone(), client.try_clone()) else { return };
    let answered = Arc::clone(&owed);
    let back = thread::spawn(move || {
        let mut messages = Messages::new(true);
        let _ = copy(&mut from_server, &mut to_client, |bytes| {
            messages.add(bytes, |tag, _| {
                if tag == b'Z' {
                    let mut owed = lock(&answered);
                    *owed = usize::saturating_sub(*owed, 1);
                }
            });
        });
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
    let mut messages = Messages::new(false);
    let mut session = Session { counts, owed: &owed, statements: HashMap::new(), portals: HashMap::new() };
    let _ = copy(&mut &*client, &mut &server, |bytes| messages.add(bytes, |tag, body| session.sent(tag, body)));
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
    let _ = back.join();
}

/// Copies until the end. What is read is looked at before it is passed on.
fn copy(from: &mut impl Read, to: &mut impl Write, mut look: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        look(&buffer[..count]);
        to.write_all(&buffer[..count])?;
    }
}

/// Cuts bytes into messages.
struct Messages {
    bytes: Vec<u8>,
    /// Whether the messages have types: those of a client before its startup don't.
    typed: bool,
}

impl Messages {
    fn new(typed: bool) -> Self {
        Self { bytes: Vec::new(), typed }
    }

    fn add(&mut self, bytes: &[u8], mut take: impl FnMut(u8, &[u8])) {
        self.bytes.extend_from_slice(bytes);
        let mut at = 0;
        loop {
            let head = usize::from(self.typed);
            let Some(length) = self.bytes.get(at + head..at + head + 4).map(be32) else { break };
            let end = at + head + length as usize;
            let Some(body) = self.bytes.get(at + head + 4..end) else { break };
            if self.typed {
                take(self.bytes[at], body);
            } else {
                let code = body.get(..4).map_or(0, be32);
                self.typed = !matches!(code, CANCEL | TLS | GSS);
            }
            at = end;
        }
        self.bytes.drain(..at);
    }
}

fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// What a connection's client has said.
struct Session<'p> {
    counts: &'p Mutex<Counts>,
    /// Answers that the server still owes.
    owed: &'p Mutex<usize>,
    statements: HashMap<String, String>,
    /// The statement of each portal.
    portals: HashMap<String, String>,
}

impl Session<'_> {
    fn sent(&mut self, tag: u8, body: &[u8]) {
        let mut texts = body.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned());
        let mut text = || texts.next().unwrap_or_default();
        match tag {
            b'P' => {
                let (name, sql) = (text(), text());
                self.statements.insert(name, sql);
                lock(self.counts).parsed += 1;
            }
            b'B' => {
                let (portal, name) = (text(), text());
                let sql = self.statements.get(&name).cloned().unwrap_or_default();
                self.portals.insert(portal, sql);
            }
            b'E' => {
                let sql = self.portals.get(&text()).cloned().unwrap_or_default();
                executed(&mut lock(self.counts), sql);
            }
            b'Q' => {
                executed(&mut lock(self.counts), text());
                self.waits();
            }
            b'S' => self.waits(),
            _ => {}
        }
    }

    fn waits(&self) {
        let mut owed = lock(self.owed);
        if *owed == 0 {
            lock(self.counts).trips += 1;
        }
        *owed += 1;
    }
}

fn executed(counts: &mut Counts, sql: String) {
    let word = sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let words = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET"];
    if words.iter().any(|control| word.eq_ignore_ascii_case(control)) {
        counts.control += 1;
    } else {
        counts.statements += 1;
    }
    counts.sql.push(sql);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &str) -> Vec<u8> {
        let mut out = vec![tag];
        out.extend(u32::try_from(body.len() + 4).unwrap().to_be_bytes());
        out.extend(body.as_bytes());
        out
    }

    #[test]
    fn a_pipeline_is_one_trip_however_its_bytes_come() {
        let (counts, owed) = (Mutex::default(), Mutex::new(0));
        let mut session = Session { counts: &counts, owed: &owed, statements: HashMap::new(), portals: HashMap::new() };
        let mut messages = Messages::new(false);
        let mut bytes = 8u32.to_be_bytes().to_vec();
        bytes.extend(TLS.to_be_bytes());
        bytes.extend(9u32.to_be_bytes());
        bytes.extend(196_608u32.to_be_bytes());
        bytes.push(0);
        for sql in ["BEGIN", "SELECT 1"] {
            bytes.extend(message(b'P', &format!("\0{sql}\0\0\0")));
            bytes.extend(message(b'B', "\0\0"));
            bytes.extend(message(b'E', "\0\0\0\0\0"));
        }
        bytes.extend(message(b'S', ""));
        bytes.extend(message(b'Q', "commit\0"));
        for byte in bytes {
            messages.add(&[byte], |tag, body| session.sent(tag, body));
        }
        let wanted = ["BEGIN", "SELECT 1", "commit"].map(str::to_owned).to_vec();
        assert_eq!(*lock(&counts), Counts { statements: 1, control: 2, trips: 1, parsed: 2, sql: wanted });
        *lock(&owed) = 0;
        messages.add(&message(b'Q', "SELECT 2\0"), |tag, body| session.sent(tag, body));
        let counts = lock(&counts);
        assert_eq!((counts.trips, counts.statements), (2, 2));
    }
}
