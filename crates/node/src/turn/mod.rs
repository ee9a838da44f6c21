//! Work on JavaScript's own thread: its event loop waits for the sockets, and whoever wakes a future has it polled there.
//!
//! A thread of our own would be two more switches between threads for each query, which take longer than all else that we do.
//! What no socket brings (timers, names of hosts, SQLite's threads) wakes the loop from outside.
#![expect(unsafe_code, reason = "handles of libuv, which Node.js has no other way to")]

mod socket;
mod task;
mod uv;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ffi::{c_int, c_void};
use std::ptr::null_mut;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use napi::{Env, sys};
pub(crate) use nicol_client::Adopt;
use tokio::runtime;

use self::socket::{Socket, Watched};
use self::task::{Task, Tasks};
use self::uv::{Functions, Handle};
use crate::task::Work;

thread_local! {
    static LOOP: RefCell<Option<Rc<Loop>>> = const { RefCell::new(None) };
    /// Whether futures are being polled: what wakes others then need not see to it that they are.
    static IS_TURNING: Cell<bool> = const { Cell::new(false) };
    /// Whether they have brought something that JavaScript was not told of.
    static IS_DUE: Cell<bool> = const { Cell::new(false) };
    /// Handles that libuv knows, and whom to tell when there are none any more.
    static OPEN: Cell<usize> = const { Cell::new(0) };
    static END: Cell<*mut c_void> = const { Cell::new(null_mut()) };
}

/// What waits on a JavaScript thread.
pub(crate) struct Loop {
    uv: &'static Functions,
    raw: *mut uv::Loop,
    /// Called after the sockets were looked at.
    check: *mut Handle,
    is_checking: Cell<bool>,
    remote: Arc<Remote>,
    runtime: runtime::Handle,
    ready: RefCell<VecDeque<Arc<Task>>>,
    tasks: RefCell<Tasks>,
    /// Those that have a handle.
    sockets: RefCell<HashMap<*const Watched, Arc<Watched>>>,
    deliver: fn(),
}

/// The way to a loop from other threads.
pub(crate) struct Remote(Mutex<Jobs>);

#[derive(Default)]
struct Jobs {
    list: Vec<Job>,
    /// Gone once the loop ends.
    wake: Option<Wake>,
    is_told: bool,
}

/// A handle that any thread may use.
struct Wake(*mut Handle);

// SAFETY: libuv says so; it is used under the lock, and taken out before it is closed.
unsafe impl Send for Wake {}

enum Job {
    Poll(Arc<Task>),
    /// Somebody waits for it.
    Watch(Arc<Watched>),
    Close(Arc<Watched>),
}

impl Remote {
    fn lock(&self) -> std::sync::MutexGuard<'_, Jobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job) {
        let mut jobs = self.lock();
        if jobs.wake.is_none() {
            drop(jobs);
            // Not under the lock: it may be the last of its kind.
            drop(job);
            return;
        }
        jobs.list.push(job);
        Self::tell(&mut jobs);
    }

    fn tell(jobs: &mut Jobs) {
        if let (Some(wake), false, Some(uv)) = (&jobs.wake, jobs.is_told, uv::functions()) {
            // SAFETY: the handle is open as long as it is there.
            jobs.is_told = unsafe { (uv.async_send)(wake.0) == 0 };
        }
    }

    /// The loop, on its own thread.
    fn here(&self) -> Option<Rc<Loop>> {
        let here = LOOP.try_with(|here| here.try_borrow().ok().and_then(|here| here.clone())).ok().flatten();
        here.filter(|here| std::ptr::eq(Arc::as_ptr(&here.remote), self))
    }
}

/// The loop of this thread.
fn here() -> Option<Rc<Loop>> {
    LOOP.with_borrow(Clone::clone)
}

/// Something is to be delivered. Whether that happens after the futures that are ready were polled.
pub(crate) fn is_due() -> bool {
    if IS_TURNING.get() {
        IS_DUE.set(true);
    }
    IS_TURNING.get()
}

/// Makes the loop of this thread's environment, if that has what is needed. `deliver` brings to JavaScript what futures have brought.
pub(crate) fn start(env: &Env, runtime: &runtime::Handle, deliver: fn()) -> Option<Rc<Loop>> {
    let uv = uv::functions()?;
    let mut raw = null_mut();
    // SAFETY: on JavaScript's thread, with its environment. What was made before a failure is closed: the environment's end
    // would wait for it.
    let (check, wake) = unsafe {
        if sys::napi_get_uv_event_loop(env.raw(), &raw mut raw) != sys::Status::napi_ok || raw.is_null() {
            return None;
        }
        let mut end = null_mut();
        if (uv.add_end)(env.raw(), end_all, null_mut(), &raw mut end) != sys::Status::napi_ok {
            return None;
        }
        let wake = uv.new_async(raw, on_wake)?;
        OPEN.set(OPEN.get() + 1);
        let Some(check) = uv.new_check(raw) else {
            (uv.close)(wake, on_wake_closed);
            return None;
        };
        OPEN.set(OPEN.get() + 1);
        (check, wake)
    };
    let made = Rc::new(Loop {
        uv,
        raw,
        check,
        is_checking: Cell::new(false),
        remote: Arc::new(Remote(Mutex::new(Jobs { wake: Some(Wake(wake)), ..Jobs::default() }))),
        runtime: runtime.clone(),
        ready: RefCell::default(),
        tasks: RefCell::default(),
        sockets: RefCell::default(),
        deliver,
    });
    LOOP.set(Some(Rc::clone(&made)));
    Some(made)
}

impl Loop {
    /// Runs a future to its end; its first part before this returns. Whether there is something to be delivered at once.
    pub(crate) fn run(&self, work: Work) -> bool {
        let task = self.tasks.borrow_mut().add(work, &self.remote);
        self.ready.borrow_mut().push_back(task);
        self.turn();
        IS_DUE.take()
    }

    /// Has what is due delivered by the loop.
    pub(crate) fn deliver_soon(&self) {
        IS_DUE.set(true);
        Remote::tell(&mut self.remote.lock());
    }

    /// Takes connected sockets over.
    pub(crate) fn adopt(&self) -> Adopt {
        let remote = Arc::clone(&self.remote);
        Arc::new(move |fd| Ok(Box::new(Socket::new(fd, &remote))))
    }

    /// Drops all that is under way.
    pub(crate) fn give_up(&self) {
        let _inside = self.runtime.enter();
        self.ready.borrow_mut().clear();
        let tasks = self.tasks.take();
        tasks.give_up();
    }

    /// Polls what is ready.
    fn turn(&self) {
        if IS_TURNING.replace(true) {
            return;
        }
        let _inside = self.runtime.enter();
        loop {
            let next = self.ready.borrow_mut().pop_front();
            let Some(task) = next else { break };
            if task.poll() {
                self.tasks.borrow_mut().remove(&task);
            }
        }
        IS_TURNING.set(false);
    }

    /// The same in a callback of the loop: what it brings is delivered after all sockets were looked at.
    fn turn_and_deliver(&self) {
        self.turn();
        if IS_DUE.take() && !self.is_checking.replace(true) {
            // SAFETY: on the loop's thread, and the handle is open as long as this is the thread's loop.
            unsafe { (self.uv.check_start)(self.check, on_check) };
        }
    }

    /// What was woken on this thread is polled in this turn, or soon.
    fn wake(&self, task: Arc<Task>) {
        self.ready.borrow_mut().push_back(task);
        if !IS_TURNING.get() {
            Remote::tell(&mut self.remote.lock());
        }
    }

    /// Does what other threads have asked for.
    fn do_jobs(&self) {
        let jobs = {
            let mut jobs = self.remote.lock();
            jobs.is_told = false;
            std::mem::take(&mut jobs.list)
        };
        for job in jobs {
            match job {
                Job::Poll(task) => self.ready.borrow_mut().push_back(task),
                Job::Watch(watched) => self.watch(&watched),
                Job::Close(watched) => self.close(&watched),
            }
        }
    }

    /// Has libuv tell what somebody waits for.
    fn watch(&self, watched: &Arc<Watched>) {
        watched.watch(|socket| {
            // SAFETY: on the loop's thread; the socket is open, as it belongs to `watched`.
            let handle = unsafe { self.uv.new_poll(self.raw, socket) }?;
            OPEN.set(OPEN.get() + 1);
            // SAFETY: a new handle, whose data is given back in `on_poll_closed`.
            unsafe { (self.uv.set_data)(handle, Arc::into_raw(Arc::clone(watched)).cast_mut().cast()) };
            self.sockets.borrow_mut().insert(Arc::as_ptr(watched), Arc::clone(watched));
            Some(handle)
        });
    }

    fn close(&self, watched: &Arc<Watched>) {
        if let Some(handle) = watched.take_handle() {
            self.sockets.borrow_mut().remove(&Arc::as_ptr(watched));
            // SAFETY: it was open, and nobody else has it now.
            unsafe { (self.uv.close)(handle, on_poll_closed) };
        }
    }
}

/// A socket is ready.
unsafe extern "C" fn on_poll(handle: *mut Handle, status: c_int, events: c_int) {
    let Some(here) = here() else { return };
    // SAFETY: the handle holds one of its owners until `on_poll_closed`.
    let watched = unsafe {
        let watched = (here.uv.data)(handle).cast::<Watched>().cast_const();
        Arc::increment_strong_count(watched);
        Arc::from_raw(watched)
    };
    // Who waits for it is polled below.
    IS_TURNING.set(true);
    watched.is_ready(status < 0, events);
    IS_TURNING.set(false);
    here.turn_and_deliver();
    watched.settle();
}

/// Another thread has asked for something.
unsafe extern "C" fn on_wake(_: *mut Handle) {
    if let Some(here) = here() {
        here.do_jobs();
        here.turn_and_deliver();
    }
}

/// All sockets were looked at.
unsafe extern "C" fn on_check(handle: *mut Handle) {
    if let Some(here) = here() {
        here.is_checking.set(false);
        // SAFETY: it is open, or this would not be called.
        unsafe { (here.uv.check_stop)(handle) };
        (here.deliver)();
    }
}

unsafe extern "C" fn on_poll_closed(handle: *mut Handle) {
    if let Some(uv) = uv::functions() {
        // SAFETY: as `watch` has made it.
        unsafe {
            drop(Arc::from_raw((uv.data)(handle).cast::<Watched>()));
            uv.free_poll(handle);
        }
    }
    closed();
}

unsafe extern "C" fn on_check_closed(handle: *mut Handle) {
    if let Some(uv) = uv::functions() {
        // SAFETY: libuv is done with it.
        unsafe { uv.free_check(handle) };
    }
    closed();
}

unsafe extern "C" fn on_wake_closed(handle: *mut Handle) {
    if let Some(uv) = uv::functions() {
        // SAFETY: libuv is done with it.
        unsafe { uv.free_async(handle) };
    }
    closed();
}

fn closed() {
    OPEN.set(OPEN.get() - 1);
    tell_of_end();
}

/// The environment waits for its last handle.
fn tell_of_end() {
    if OPEN.get() == 0
        && !END.get().is_null()
        && let Some(uv) = uv::functions()
    {
        // SAFETY: it was given to `end_all`, and is given back once.
        unsafe { (uv.remove_end)(END.replace(null_mut())) };
    }
}

/// The environment ends: all that libuv knows of us must be closed before its loop is.
unsafe extern "C" fn end_all(end: *mut c_void, _: *mut c_void) {
    END.set(end);
    if let Some(ended) = LOOP.take() {
        let jobs = {
            let mut jobs = ended.remote.lock();
            (std::mem::take(&mut jobs.list), jobs.wake.take())
        };
        ended.give_up();
        let sockets: Vec<_> = ended.sockets.borrow().values().cloned().collect();
        for socket in sockets {
            ended.close(&socket);
        }
        // SAFETY: on the loop's thread; both are open, and nobody uses them any more.
        unsafe {
            (ended.uv.close)(ended.check, on_check_closed);
            if let Some(Wake(wake)) = jobs.1 {
                (ended.uv.close)(wake, on_wake_closed);
            }
        }
    }
    tell_of_end();
}
