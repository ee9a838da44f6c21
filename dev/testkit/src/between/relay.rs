use std::io::{BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Listener, Message, database_of, socket_of};
use crate::postgres::Server;

/// Where a connection is cut, counted over all connections since [`Relay::cut`], from 0. What was to be delivered then
/// is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before a message of the client.
    Request(usize),
    /// Before a message of the server: it has done what was asked, and nobody is told.
    Answer(usize),
}

/// Passes messages on, until it is told not to.
#[derive(Debug)]
pub struct Relay {
    listener: Listener,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug)]
struct Shared {
    target: PathBuf,
    cut: Option<Cut>,
    requests: usize,
    answers: usize,
    cancellations: usize,
    holds_back: bool,
    open: Vec<UnixStream>,
}

impl Relay {
    /// One that leads to this server.
    ///
    /// # Panics
    /// Without a folder for its socket.
    #[must_use]
    pub fn start(server: &Server) -> Self {
        let shared = Shared {
            target: socket_of(server),
            cut: None,
            requests: 0,
            answers: 0,
            cancellations: 0,
            holds_back: false,
            open: Vec::new(),
        };
        let shared = Arc::new(Mutex::new(shared));
        let of_listener = Arc::clone(&shared);
        Self { listener: Listener::start(move |client| serve(client, &of_listener)), shared }
    }

    /// The URL by which a database of [`Server::database`] is reached through here.
    #[must_use]
    pub fn url(&self, direct: &str) -> String {
        self.listener.url(database_of(direct))
    }

    /// From now on messages are counted, and the connection is cut there; only once.
    pub fn cut(&self, at: Cut) {
        self.count();
        lock(&self.shared).cut = Some(at);
    }

    /// From now on messages are counted.
    pub fn count(&self) {
        let mut shared = lock(&self.shared);
        (shared.cut, shared.requests, shared.answers) = (None, 0, 0);
    }

    /// No cut any more. Whether there has been one.
    #[must_use]
    pub fn mend(&self) -> bool {
        lock(&self.shared).cut.take().is_none()
    }

    /// How many messages of clients and of the server there were since [`Relay::cut`].
    #[must_use]
    pub fn counted(&self) -> (usize, usize) {
        let shared = lock(&self.shared);
        (shared.requests, shared.answers)
    }

    /// New connections go to another server; those that are open stay where they are.
    pub fn lead_to(&self, server: &Server) {
        lock(&self.shared).target = socket_of(server);
    }

    /// What clients ask from now on is held back until a cancellation has passed.
    pub fn hold_back(&self) {
        lock(&self.shared).holds_back = true;
    }

    /// How many cancellations have passed.
    #[must_use]
    pub fn cancellations(&self) -> usize {
        lock(&self.shared).cancellations
    }

    /// Cuts all connections.
    pub fn cut_all(&self) {
        for stream in lock(&self.shared).open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Whether the next message may pass.
    fn lets_pass(&mut self, is_request: bool) -> bool {
        let here = if is_request { Cut::Request(self.requests) } else { Cut::Answer(self.answers) };
        if is_request {
            self.requests += 1;
        } else {
            self.answers += 1;
        }
        if self.cut == Some(here) {
            self.cut = None;
            return false;
        }
        true
    }
}

fn serve(client: UnixStream, shared: &Arc<Mutex<Shared>>) {
    let target = lock(shared).target.clone();
    let (Ok(server), Ok(client_reader)) = (UnixStream::connect(target), client.try_clone()) else { return };
    let (Ok(server_reader), Ok(client_writer)) = (server.try_clone(), client.try_clone()) else { return };
    if let (Ok(one), Ok(other)) = (client.try_clone(), server.try_clone()) {
        lock(shared).open.extend([one, other]);
    }
    let answers = Arc::clone(shared);
    let back = std::thread::spawn(move || pump(server_reader, client_writer, false, &answers));
    pump(client_reader, server, true, shared);
    let _ = back.join();
}

/// Passes messages on in one direction, and ends both when it ends.
fn pump(from: UnixStream, mut to: UnixStream, is_request: bool, shared: &Mutex<Shared>) {
    let mut reader = BufReader::new(&from);
    let mut is_first = is_request;
    loop {
        let message = if is_first { Message::first(&mut reader) } else { Message::next(&mut reader) };
        let Ok(message) = message else { break };
        // A cancellation is a connection of its own, and has no answer.
        let is_counted = !(is_first && message.is_cancellation());
        is_first = false;
        if is_counted && !lock(shared).lets_pass(is_request) {
            break;
        }
        if is_request && is_counted {
            while lock(shared).holds_back {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
        if to.write_all(&message.bytes).is_err() {
            break;
        }
        if !is_counted {
            // The server closes the connection when it has seen to it.
            let _ = (&to).read(&mut [0]);
            let mut shared = lock(shared);
            shared.cancellations += 1;
            shared.holds_back = false;
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
