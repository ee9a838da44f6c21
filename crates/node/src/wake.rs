//! The way back to JavaScript's thread: a queue of what has come, and one wake-up for all of it.
#![expect(
    unsafe_code,
    reason = "N-API's thread-safe functions, used directly: one call for many results, and a handle that
    keeps the process alive only while something is in flight"
)]

use std::collections::HashMap;
use std::ffi::c_void;
use std::ptr::{null_mut, without_provenance_mut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{Float64Array, Function, JsValue};
use napi::{Env, Error, Result as NapiResult, sys};
use nicol_client::Slots;
use tokio::sync::oneshot;

use crate::turn;
use crate::values::{create_cells, create_string, create_texts};

/// Something for JavaScript.
pub(crate) struct Delivery {
    /// The operation, or the client that tells something.
    pub(crate) id: u32,
    pub(crate) what: What,
}

pub(crate) enum What {
    Text(Kind, String),
    /// A result, with the number of its layout's description.
    Slots(u32, Slots),
}

/// The numbers are those of `deliver` in TypeScript.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Value = 0,
    Error = 1,
    Event = 2,
    /// Something is asked of JavaScript: `id` is the client, the text the question's number.
    Question = 3,
    Slots = 4,
}

/// What waits for JavaScript's thread.
pub(crate) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    deliveries: Vec<Delivery>,
    /// JavaScript's thread knows that something waits.
    is_told: bool,
    /// Operations that JavaScript waits for.
    in_flight: usize,
    /// Where JavaScript reads the cells of a result.
    arena: Option<Arena>,
    /// What JavaScript was asked.
    questions: HashMap<u32, oneshot::Sender<Result<String, String>>>,
    asked: u32,
    /// Gone once the environment ends.
    function: Option<Function_>,
    direct: Option<Direct>,
}

/// What `deliver` is called with on JavaScript's own thread.
#[derive(Clone, Copy)]
struct Direct {
    env: sys::napi_env,
    function: sys::napi_ref,
    context: sys::napi_async_context,
}

// SAFETY: it is only used on JavaScript's thread.
unsafe impl Send for Direct {}

/// A thread-safe function of N-API.
struct Function_(sys::napi_threadsafe_function);

/// The memory of a Float64Array that JavaScript keeps for as long as the environment lives.
#[derive(Clone, Copy)]
struct Arena {
    start: *mut f64,
    len: usize,
}

// SAFETY: it is only used on JavaScript's thread.
unsafe impl Send for Arena {}

// SAFETY: N-API says that these may be called from any thread; it is only used under the queue's lock, and taken out of it
// before N-API frees it.
unsafe impl Send for Function_ {}

impl Waiting {
    /// Whether the process stays alive for what may be delivered.
    fn hold(&self, env: &Env, holds: bool) {
        if let Some(function) = &self.function {
            // SAFETY: on JavaScript's thread, with its environment.
            unsafe {
                if holds {
                    sys::napi_ref_threadsafe_function(env.raw(), function.0);
                } else {
                    sys::napi_unref_threadsafe_function(env.raw(), function.0);
                }
            }
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds something; from any thread.
    pub(crate) fn push(&self, delivery: Delivery) {
        self.push_to(&mut self.lock(), delivery);
    }

    fn push_to(&self, waiting: &mut Waiting, delivery: Delivery) {
        waiting.deliveries.push(delivery);
        if turn::is_due() || waiting.is_told {
            return;
        }
        if let Some(function) = &waiting.function {
            // SAFETY: it is there as long as it is in the queue. The data is unused.
            let status = unsafe {
                sys::napi_call_threadsafe_function(function.0, null_mut(), sys::ThreadsafeFunctionCallMode::nonblocking)
            };
            waiting.is_told = status == sys::Status::napi_ok;
        }
    }

    /// Asks a client's function in JavaScript; an error is its text.
    pub(crate) fn ask(&self, client: u32) -> impl Future<Output = Result<String, String>> + Send + use<> {
        let (sender, answer) = oneshot::channel();
        let mut waiting = self.lock();
        waiting.asked = waiting.asked.wrapping_add(1);
        let number = waiting.asked;
        waiting.questions.insert(number, sender);
        self.push_to(&mut waiting, Delivery { id: client, what: What::Text(Kind::Question, number.to_string()) });
        async move { answer.await.unwrap_or_else(|_| Err("JavaScript has ended meanwhile".to_owned())) }
    }

    /// The answer to a question.
    pub(crate) fn answer(&self, question: u32, answer: Result<String, String>) {
        let asker = self.lock().questions.remove(&question);
        if let Some(asker) = asker {
            // Who has asked may have given up.
            let _ = asker.send(answer);
        }
    }

    /// Nothing is delivered any more.
    pub(crate) fn end(&self) {
        let mut waiting = self.lock();
        waiting.function = None;
        if let Some(direct) = waiting.direct.take() {
            // SAFETY: on JavaScript's thread, before its environment is gone.
            unsafe {
                sys::napi_async_destroy(direct.env, direct.context);
                sys::napi_delete_reference(direct.env, direct.function);
            }
        }
        waiting.deliveries.clear();
        waiting.questions.clear();
    }

    /// JavaScript waits for one operation more.
    pub(crate) fn asked(&self, env: &Env) {
        let mut waiting = self.lock();
        waiting.in_flight += 1;
        if waiting.in_flight == 1 {
            waiting.hold(env, true);
        }
    }

    /// So many operations were answered.
    fn answered(&self, env: &Env, count: usize) {
        let mut waiting = self.lock();
        let before = waiting.in_flight;
        waiting.in_flight = before.saturating_sub(count);
        if count > 0 && before == count {
            waiting.hold(env, false);
        }
    }

    /// A queue whose contents go to `deliver`, and the cells of results to `arena`.
    pub(crate) fn new(env: &Env, deliver: &Function<'_, (), ()>, arena: &mut Float64Array) -> NapiResult<Arc<Self>> {
        let queue = Arc::new(Self(Mutex::default()));
        let mut function = null_mut();
        let name = env.create_string("nicol")?;
        // SAFETY: the context lives until `freed` is called.
        let status = unsafe {
            sys::napi_create_threadsafe_function(
                env.raw(),
                deliver.raw(),
                null_mut(),
                name.raw(),
                0,
                1,
                null_mut(),
                Some(freed),
                Arc::into_raw(Arc::clone(&queue)).cast_mut().cast(),
                Some(told),
                &raw mut function,
            )
        };
        if status != sys::Status::napi_ok {
            return Err(Error::from_reason("The addon could not register with the event loop of JavaScript."));
        }
        {
            // SAFETY: JavaScript keeps the array, and reads it in `deliver` only.
            let arena = unsafe { arena.as_mut() };
            let mut waiting = queue.lock();
            waiting.function = Some(Function_(function));
            waiting.arena = Some(Arena { start: arena.as_mut_ptr(), len: arena.len() });
            waiting.hold(env, false);
        }
        Ok(queue)
    }

    /// Prepares [`Self::deliver`].
    pub(crate) fn deliver_directly(&self, env: &Env, deliver: &Function<'_, (), ()>) -> NapiResult<()> {
        let name = env.create_string("nicol")?;
        let (mut function, mut context) = (null_mut(), null_mut());
        // SAFETY: on JavaScript's thread, in a call from there.
        let made = unsafe {
            sys::napi_async_init(env.raw(), null_mut(), name.raw(), &raw mut context) == sys::Status::napi_ok
                && sys::napi_create_reference(env.raw(), deliver.raw(), 1, &raw mut function) == sys::Status::napi_ok
        };
        if !made {
            return Err(Error::from_reason("The addon could not register with JavaScript."));
        }
        self.lock().direct = Some(Direct { env: env.raw(), function, context });
        Ok(())
    }

    /// Gives JavaScript all that waits, from its event loop.
    pub(crate) fn deliver(&self) {
        let Some(Direct { env, context, .. }) = self.due() else { return };
        // SAFETY: on JavaScript's thread, which calls nobody else meanwhile.
        unsafe {
            let (mut handles, mut callback) = (null_mut(), null_mut());
            if sys::napi_open_handle_scope(env, &raw mut handles) != sys::Status::napi_ok {
                return;
            }
            if sys::napi_open_callback_scope(env, null_mut(), context, &raw mut callback) == sys::Status::napi_ok {
                self.deliver_here();
                // Microtasks and the ticks of `process.nextTick` run now.
                sys::napi_close_callback_scope(env, callback);
            }
            sys::napi_close_handle_scope(env, handles);
        }
    }

    /// The same in a call from JavaScript.
    pub(crate) fn deliver_here(&self) {
        let Some(Direct { env, function: reference, .. }) = self.due() else { return };
        let mut function = null_mut();
        // SAFETY: on JavaScript's thread, in a handle scope.
        unsafe {
            if sys::napi_get_reference_value(env, reference, &raw mut function) == sys::Status::napi_ok {
                deliver_all(env, function, self);
            }
        }
    }

    /// How to deliver, if there is something.
    fn due(&self) -> Option<Direct> {
        let waiting = self.lock();
        waiting.direct.filter(|_| !waiting.deliveries.is_empty())
    }
}

/// N-API frees the function: nobody may call it any more.
unsafe extern "C" fn freed(_env: sys::napi_env, _data: *mut c_void, context: *mut c_void) {
    // SAFETY: it was made of an `Arc` by `Queue::new`, and this is called once. (The hint is the context.)
    let queue = unsafe { Arc::from_raw(context.cast::<Queue>()) };
    queue.end();
}

/// JavaScript's thread was told.
unsafe extern "C" fn told(env: sys::napi_env, function: sys::napi_value, context: *mut c_void, _data: *mut c_void) {
    // SAFETY: the queue is alive until `freed`; N-API has opened scopes around this call.
    unsafe { deliver_all(env, function, &*context.cast::<Queue>()) };
}

/// Gives JavaScript all that waits.
///
/// # Safety
/// On JavaScript's thread, in a handle scope and in a call or a callback scope.
unsafe fn deliver_all(env: sys::napi_env, function: sys::napi_value, queue: &Queue) {
    let (deliveries, arena) = {
        let mut waiting = queue.lock();
        waiting.is_told = false;
        (std::mem::take(&mut waiting.deliveries), waiting.arena)
    };
    let Some(arena) = arena.filter(|_| !env.is_null()) else { return };
    let is_answer = |delivery: &&Delivery| !matches!(delivery.what, What::Text(Kind::Event | Kind::Question, _));
    let answered = deliveries.iter().filter(is_answer).count();
    let mut receiver = null_mut();
    // SAFETY: on JavaScript's thread, in the scopes that N-API has opened around this call.
    unsafe { sys::napi_get_undefined(env, &raw mut receiver) };
    for delivery in deliveries {
        // SAFETY: as above; each delivery's handles are given up before the next one.
        unsafe {
            let mut scope = null_mut();
            sys::napi_open_handle_scope(env, &raw mut scope);
            let mut arguments = [receiver; 5];
            let count = fill(env, &delivery, arena, &mut arguments);
            if arguments.iter().all(|argument| !argument.is_null()) {
                let mut result = null_mut();
                let called =
                    sys::napi_call_function(env, receiver, function, count, arguments.as_ptr(), &raw mut result);
                if called == sys::Status::napi_pending_exception {
                    // Listeners are caught in TypeScript; what is thrown here is nobody's: as an uncaught one.
                    let mut thrown = null_mut();
                    sys::napi_get_and_clear_last_exception(env, &raw mut thrown);
                    sys::napi_fatal_exception(env, thrown);
                }
            }
            sys::napi_close_handle_scope(env, scope);
        }
    }
    queue.answered(&Env::from_raw(env), answered);
}

/// Sets the arguments of `deliver`, which are `undefined` before; how many there are.
unsafe fn fill(env: sys::napi_env, delivery: &Delivery, arena: Arena, arguments: &mut [sys::napi_value; 5]) -> usize {
    // SAFETY: the caller's environment and scope.
    unsafe {
        sys::napi_create_uint32(env, delivery.id, &raw mut arguments[0]);
        match &delivery.what {
            What::Text(kind, text) => {
                sys::napi_create_uint32(env, *kind as u32, &raw mut arguments[1]);
                create_string(env, text, &raw mut arguments[2]);
                3
            }
            What::Slots(number, slots) => {
                sys::napi_create_uint32(env, Kind::Slots as u32, &raw mut arguments[1]);
                create_texts(env, &slots.texts, &raw mut arguments[2]);
                sys::napi_create_uint32(env, *number, &raw mut arguments[3]);
                if slots.cells.len() <= arena.len {
                    std::ptr::copy_nonoverlapping(slots.cells.as_ptr(), arena.start, slots.cells.len());
                    return 4;
                }
                arguments[4] = create_cells(env, &slots.cells);
                5
            }
        }
    }
}

/// Calls `hook` when the environment ends. Node.js takes a hook once for each `number`.
pub(crate) fn at_end(env: &Env, hook: unsafe extern "C" fn(*mut c_void), number: usize) {
    // SAFETY: the hook does not look at its argument, which is no address.
    unsafe { sys::napi_add_env_cleanup_hook(env.raw(), Some(hook), without_provenance_mut(number)) };
}
