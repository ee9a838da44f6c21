//! The functions of libuv that wait for sockets. They are looked up when they are needed: what is no Node.js may lack them.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::transmute;
use std::ptr::NonNull;
use std::sync::OnceLock;

use napi::sys;

pub(super) const READABLE: c_int = 1;
pub(super) const WRITABLE: c_int = 2;

/// A loop, and a handle of whatever kind.
pub(super) type Loop = sys::uv_loop_s;
pub(super) type Handle = c_void;

pub(super) type OnHandle = unsafe extern "C" fn(*mut Handle);
pub(super) type OnPoll = unsafe extern "C" fn(*mut Handle, c_int, c_int);

/// Of Node-API's eighth version.
type OnEnd = unsafe extern "C" fn(*mut c_void, *mut c_void);

/// Numbers of `uv_handle_type`.
#[derive(Clone, Copy)]
enum Kind {
    Async = 1,
    Check = 2,
    Poll = 8,
}

macro_rules! functions {
    ($($field:ident: $name:literal, $type:ty;)*) => {
        /// What is used of libuv and of newer versions of Node-API.
        #[derive(Clone, Copy)]
        pub(super) struct Functions { $(pub(super) $field: $type,)* }

        impl Functions {
            fn load() -> Option<Self> {
                // SAFETY: the types are those of the functions of these names.
                unsafe { Some(Self { $($field: transmute::<*mut c_void, $type>(find($name)?.as_ptr()),)* }) }
            }
        }
    };
}

functions! {
    size: c"uv_handle_size", unsafe extern "C" fn(c_int) -> usize;
    set_data: c"uv_handle_set_data", unsafe extern "C" fn(*mut Handle, *mut c_void);
    data: c"uv_handle_get_data", unsafe extern "C" fn(*const Handle) -> *mut c_void;
    unref: c"uv_unref", OnHandle;
    close: c"uv_close", unsafe extern "C" fn(*mut Handle, OnHandle);
    poll_init: c"uv_poll_init_socket", unsafe extern "C" fn(*mut Loop, *mut Handle, c_int) -> c_int;
    poll_start: c"uv_poll_start", unsafe extern "C" fn(*mut Handle, c_int, OnPoll) -> c_int;
    poll_stop: c"uv_poll_stop", unsafe extern "C" fn(*mut Handle) -> c_int;
    check_init: c"uv_check_init", unsafe extern "C" fn(*mut Loop, *mut Handle) -> c_int;
    check_start: c"uv_check_start", unsafe extern "C" fn(*mut Handle, OnHandle) -> c_int;
    check_stop: c"uv_check_stop", unsafe extern "C" fn(*mut Handle) -> c_int;
    async_init: c"uv_async_init", unsafe extern "C" fn(*mut Loop, *mut Handle, OnHandle) -> c_int;
    async_send: c"uv_async_send", unsafe extern "C" fn(*mut Handle) -> c_int;
    add_end: c"napi_add_async_cleanup_hook",
        unsafe extern "C" fn(sys::napi_env, OnEnd, *mut c_void, *mut *mut c_void) -> sys::napi_status;
    remove_end: c"napi_remove_async_cleanup_hook", unsafe extern "C" fn(*mut c_void) -> sys::napi_status;
}

/// A function of the process.
fn find(name: &CStr) -> Option<NonNull<c_void>> {
    unsafe extern "C" {
        fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    }
    /// `RTLD_DEFAULT`: all that is loaded.
    const EVERYWHERE: isize = if cfg!(target_vendor = "apple") { -2 } else { 0 };
    // SAFETY: the name ends in a zero.
    NonNull::new(unsafe { dlsym(std::ptr::without_provenance_mut(EVERYWHERE.cast_unsigned()), name.as_ptr()) })
}

/// The functions, where all of them are there.
pub(super) fn functions() -> Option<&'static Functions> {
    static FUNCTIONS: OnceLock<Option<Functions>> = OnceLock::new();
    FUNCTIONS.get_or_init(Functions::load).as_ref()
}

impl Functions {
    fn memory(&self, kind: Kind) -> *mut Handle {
        // SAFETY: any number is an answer.
        let size = unsafe { (self.size)(kind as c_int) };
        Box::into_raw(vec![0_u128; size.div_ceil(size_of::<u128>())].into_boxed_slice()).cast()
    }

    /// Gives the memory of a handle back that was closed, or never begun.
    ///
    /// # Safety
    /// It was made by `memory`, for this kind, and nobody uses it any more.
    unsafe fn give_back(&self, handle: *mut Handle, kind: Kind) {
        // SAFETY: as `memory` made it.
        unsafe {
            let len = (self.size)(kind as c_int).div_ceil(size_of::<u128>());
            drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(handle.cast::<u128>(), len)));
        }
    }

    /// A handle of a loop, which does not keep that alive.
    ///
    /// # Safety
    /// On the loop's thread; `begin` begins a handle of this kind.
    unsafe fn make(&self, kind: Kind, begin: impl FnOnce(*mut Handle) -> c_int) -> Option<*mut Handle> {
        let handle = self.memory(kind);
        // SAFETY: as the caller says.
        unsafe {
            if begin(handle) != 0 {
                self.give_back(handle, kind);
                return None;
            }
            (self.unref)(handle);
        }
        Some(handle)
    }

    /// # Safety
    /// On the loop's thread.
    pub(super) unsafe fn new_poll(&self, of: *mut Loop, socket: c_int) -> Option<*mut Handle> {
        // SAFETY: the memory is that of such a handle.
        unsafe { self.make(Kind::Poll, |handle| (self.poll_init)(of, handle, socket)) }
    }

    /// # Safety
    /// On the loop's thread.
    pub(super) unsafe fn new_check(&self, of: *mut Loop) -> Option<*mut Handle> {
        // SAFETY: the memory is that of such a handle.
        unsafe { self.make(Kind::Check, |handle| (self.check_init)(of, handle)) }
    }

    /// # Safety
    /// On the loop's thread.
    pub(super) unsafe fn new_async(&self, of: *mut Loop, called: OnHandle) -> Option<*mut Handle> {
        // SAFETY: the memory is that of such a handle.
        unsafe { self.make(Kind::Async, |handle| (self.async_init)(of, handle, called)) }
    }

    /// # Safety
    /// In the callback of the end of a poll handle.
    pub(super) unsafe fn free_poll(&self, handle: *mut Handle) {
        // SAFETY: libuv has no use for it any more.
        unsafe { self.give_back(handle, Kind::Poll) }
    }

    /// # Safety
    /// In the callback of the end of a check handle.
    pub(super) unsafe fn free_check(&self, handle: *mut Handle) {
        // SAFETY: as above.
        unsafe { self.give_back(handle, Kind::Check) }
    }

    /// # Safety
    /// In the callback of the end of an async handle.
    pub(super) unsafe fn free_async(&self, handle: *mut Handle) {
        // SAFETY: as above.
        unsafe { self.give_back(handle, Kind::Async) }
    }
}
