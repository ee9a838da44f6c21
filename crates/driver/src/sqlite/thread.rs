//! The thread of a connection: jobs come by a channel and run one after the other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rusqlite::{Connection, InterruptHandle};
use tokio::sync::oneshot;

use super::cursor::Cursors;
use super::open;
use crate::{Code, Error, SqliteUrl};

type Job = Box<dyn for<'c> FnOnce(&'c Connection, &mut Cursors<'c>, &Shared) + Send>;

/// A connection on a thread of its own. The thread ends when this is dropped.
pub(crate) struct Worker {
    jobs: mpsc::Sender<(u64, Job)>,
    shared: Arc<Shared>,
    interrupt: InterruptHandle,
    next: AtomicU64,
}

#[derive(Default)]
struct Shared {
    /// The job that runs, and those that shall not run any more.
    now: Mutex<Now>,
    /// A transaction is open; or may be, after a job that nobody waits for.
    in_transaction: AtomicBool,
    is_gone: AtomicBool,
    /// Dropped when the connection is closed.
    closed: Mutex<Option<oneshot::Sender<()>>>,
}

#[derive(Default)]
struct Now {
    running: Option<u64>,
    cancelled: Vec<u64>,
}

impl Shared {
    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, connection: &Connection) {
        self.in_transaction.store(!connection.is_autocommit(), Ordering::Release);
    }
}

impl Worker {
    pub(crate) async fn start(url: SqliteUrl) -> Result<Self, Error> {
        let (jobs, inbox) = mpsc::channel::<(u64, Job)>();
        let (ready, opened) = oneshot::channel();
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("nicol-sqlite".to_owned()).spawn(move || match open::open(&url) {
                Err(error) => drop(ready.send(Err(error))),
                Ok(connection) => {
                    if ready.send(Ok(connection.get_interrupt_handle())).is_ok() {
                        work(connection, &inbox, &of_thread);
                    }
                    of_thread.is_gone.store(true, Ordering::Release);
                    drop(of_thread.closed.lock().unwrap_or_else(PoisonError::into_inner).take());
                }
            });
        thread.map_err(|e| {
            Error::new(
                Code::P1001,
                format!("No thread for a SQLite connection could be started: {e}. Free some memory."),
            )
        })?;
        let interrupt = opened.await.map_err(|_| gone())??;
        Ok(Self { jobs, shared, interrupt, next: AtomicU64::new(0) })
    }

    /// Runs a job and waits for its result. If the wait is given up, the job is interrupted, or never starts.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.call_with_cursors(|connection, _| job(connection)).await
    }

    /// The same with the statements that are under way.
    pub(crate) async fn call_with_cursors<T: Send + 'static>(
        &self,
        job: impl for<'c> FnOnce(&'c Connection, &mut Cursors<'c>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let id = self.enqueue(Box::new(move |connection, cursors, shared| {
            let result = job(connection, cursors);
            // Before the answer: whoever has that may ask at once.
            shared.note(connection);
            drop(answer.send(result));
        }));
        let mut wait = Wait { worker: self, id, is_over: false };
        let result = answered.await;
        wait.is_over = true;
        result.unwrap_or_else(|_| Err(gone()))
    }

    /// Ends the connection, and waits until its file is closed and its locks are gone.
    pub(crate) async fn close(self) {
        let (closed, is_closed) = oneshot::channel::<()>();
        *self.shared.closed.lock().unwrap_or_else(PoisonError::into_inner) = Some(closed);
        drop(self.jobs);
        // The sender is dropped by the thread: an error is the good news.
        let _ = is_closed.await;
    }

    /// Runs a job that nobody waits for.
    pub(crate) fn send(&self, job: impl for<'c> FnOnce(&'c Connection, &mut Cursors<'c>) + Send + 'static) {
        self.enqueue(Box::new(move |connection, cursors, shared| {
            job(connection, cursors);
            shared.note(connection);
        }));
    }

    fn enqueue(&self, job: Job) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        // If the thread is gone, the job is dropped, and who waits for it is told so.
        let _ = self.jobs.send((id, job));
        id
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.shared.in_transaction.load(Ordering::Acquire)
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.shared.is_gone.load(Ordering::Acquire)
    }

    /// Interrupts whatever runs.
    pub(crate) fn interrupt(&self) {
        if self.shared.now().running.is_some() {
            self.interrupt.interrupt();
        }
    }

    fn cancel(&self, id: u64) {
        // Under the lock, so that it can only hit the job that is meant.
        let mut now = self.shared.now();
        if now.running == Some(id) {
            self.interrupt.interrupt();
        } else {
            now.cancelled.push(id);
        }
        // It may have begun a transaction. Until the next job has looked, nobody relies on that there is none.
        self.shared.in_transaction.store(true, Ordering::Release);
    }
}

struct Wait<'w> {
    worker: &'w Worker,
    id: u64,
    is_over: bool,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.worker.cancel(self.id);
        }
    }
}

fn work(connection: Connection, inbox: &mpsc::Receiver<(u64, Job)>, shared: &Shared) {
    let mut cursors = Cursors::default();
    while let Ok((id, job)) = inbox.recv() {
        {
            let mut now = shared.now();
            let is_cancelled = now.cancelled.contains(&id);
            // Jobs come in the order of their numbers, so lower ones are history.
            now.cancelled.retain(|c| *c > id);
            if is_cancelled {
                continue;
            }
            now.running = Some(id);
        }
        // A job that panics is a defect; the connection is given up then, and its users are told that it is gone.
        let calm = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&connection, &mut cursors, shared)));
        shared.now().running = None;
        if calm.is_err() {
            return;
        }
    }
}

fn gone() -> Error {
    Error::new(Code::P1017, "The SQLite connection has ended. The next operation opens a new one.")
}
