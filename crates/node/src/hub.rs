//! What a JavaScript environment (the main thread, or a worker) has of its own: its clients, who waits for their sockets, and a
//! thread for what its event loop does not wait for.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::c_void;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::JoinHandle;

use napi::bindgen_prelude::{Float64Array, Function};
use napi::{Env, Error, Result};
use nicol_client::Answer;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::answers::Outcome;
use crate::client::Client;
use crate::task::{Caught, begin};
use crate::turn::{self, Adopt, Loop};
use crate::wake::{Delivery, Kind, Queue, What, at_end};

thread_local! {
    static HUB: RefCell<Option<Rc<Hub>>> = const { RefCell::new(None) };
}

pub(crate) struct Hub {
    /// By the number of the runtime (`packages/nicol`) that they deliver to: there may be several copies of it, as modules are
    /// loaded anew by test runners and by servers that reload.
    queues: RefCell<Vec<Arc<Queue>>>,
    clients: RefCell<HashMap<u32, Arc<Client>>>,
    made: Cell<u32>,
    runtime: Handle,
    /// JavaScript's own loop, where it can wait for sockets. Else the runtime's thread does.
    turns: Option<Rc<Loop>>,
    /// Ends the thread when it is dropped.
    end: RefCell<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Hub {
    /// Adds a runtime to that of this thread, which is made for the first one; the runtime's number.
    /// `turns` says that JavaScript's loop is libuv's.
    pub(crate) fn start(
        env: &Env,
        deliver: &Function<'_, (), ()>,
        arena: &mut Float64Array,
        turns: bool,
    ) -> Result<u32> {
        let queue = Queue::new(env, deliver, arena)?;
        if HUB.with_borrow(Option::is_none) {
            let mut hub = Self::new()?;
            hub.turns = turns.then(|| turn::start(env, &hub.runtime, deliver_all)).flatten();
            HUB.set(Some(Rc::new(hub)));
        }
        let hub = Self::of_this_thread()?;
        if hub.turns.is_some() {
            queue.deliver_directly(env, deliver)?;
        }
        let mut queues = hub.queues.borrow_mut();
        // After the queue: what was registered last is called first, and the thread must end before any queue does.
        at_end(env, stop, queues.len());
        queues.push(queue);
        u32::try_from(queues.len() - 1).map_err(|error| Error::from_reason(error.to_string()))
    }

    fn new() -> Result<Self> {
        let failed = |error: std::io::Error| {
            Error::from_reason(format!("The addon could not start its thread: {error}. Is there a limit of threads?"))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("nicol".to_owned())
            .spawn(move || {
                let _ = runtime.block_on(ended);
            })
            .map_err(failed)?;
        Ok(Self {
            queues: RefCell::default(),
            clients: RefCell::default(),
            made: Cell::new(0),
            runtime: handle,
            turns: None,
            end: RefCell::new(Some((end, thread))),
        })
    }

    pub(crate) fn of_this_thread() -> Result<Rc<Self>> {
        HUB.with_borrow(Clone::clone).ok_or_else(|| Error::from_reason("The addon was not started in this thread."))
    }

    /// The queue of a runtime.
    pub(crate) fn queue(&self, runtime: u32) -> Result<Arc<Queue>> {
        let found = usize::try_from(runtime).ok().and_then(|place| self.queues.borrow().get(place).cloned());
        found.ok_or_else(|| Error::from_reason(format!("The addon knows no runtime {runtime}.")))
    }

    pub(crate) fn next_client(&self) -> u32 {
        self.made.set(self.made.get().wrapping_add(1));
        self.made.get()
    }

    pub(crate) fn insert(&self, number: u32, client: Arc<Client>) {
        self.clients.borrow_mut().insert(number, client);
    }

    pub(crate) fn remove(&self, number: u32) {
        let removed = self.clients.borrow_mut().remove(&number);
        if let Some(client) = removed {
            let _inside = self.runtime.enter();
            client.disconnect();
        }
    }

    pub(crate) fn client(&self, number: u32) -> Result<Arc<Client>> {
        let found = self.clients.borrow().get(&number).cloned();
        found.ok_or_else(|| Error::from_reason(format!("The addon has no client {number}: it was closed.")))
    }

    /// Who waits for sockets, if it is not the runtime.
    pub(crate) fn adopt(&self) -> Option<Adopt> {
        self.turns.as_ref().map(|turns| turns.adopt())
    }

    /// Runs an operation whose result is delivered under this number; `is_short` says that it may be delivered before this
    /// returns.
    pub(crate) fn run(
        &self,
        env: &Env,
        id: u32,
        queue: Arc<Queue>,
        work: impl Future<Output = Outcome> + Send + 'static,
        is_short: bool,
    ) {
        queue.asked(env);
        let work = Caught(Box::pin(work));
        let work = Box::pin(async move {
            let what = match work.await.unwrap_or_else(|panic| Err(crate::answers::panicked(&panic))) {
                Ok(Answer::Slots(number, slots)) => What::Slots(number, slots),
                Ok(Answer::Json(text)) => What::Text(Kind::Value, text),
                Err(error) => What::Text(Kind::Error, error),
            };
            queue.push(Delivery { id, what });
        });
        let Some(turns) = &self.turns else {
            begin(&self.runtime, work);
            return;
        };
        if turns.run(work) {
            if is_short {
                self.each_queue(Queue::deliver_here);
            } else {
                turns.deliver_soon();
            }
        }
    }

    fn each_queue(&self, f: impl Fn(&Queue)) {
        let mut number = 0;
        // There may be more after each: nothing is borrowed while JavaScript is called.
        loop {
            let queue = self.queues.borrow().get(number).cloned();
            let Some(queue) = queue else { break };
            f(&queue);
            number += 1;
        }
    }
}

/// Gives JavaScript what has come.
fn deliver_all() {
    if let Ok(hub) = Hub::of_this_thread() {
        hub.each_queue(Queue::deliver);
    }
}

/// The environment ends: so does its thread, and with it all that is in flight.
extern "C" fn stop(_: *mut c_void) {
    let Some(hub) = HUB.take() else { return };
    hub.queues.borrow().iter().for_each(|queue| queue.end());
    if let Some(turns) = &hub.turns {
        turns.give_up();
    }
    hub.clients.borrow_mut().clear();
    let end = hub.end.borrow_mut().take();
    if let Some((end, thread)) = end {
        drop(end);
        // It may not outlive the environment: a worker's end may unload the addon.
        let _ = thread.join();
    }
}
