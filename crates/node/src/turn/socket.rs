//! Sockets that JavaScript's event loop waits for.

use std::ffi::c_int;
use std::io;
use std::mem::replace;
use std::os::fd::{AsRawFd, OwnedFd};
use std::pin::Pin;
use std::ptr::null_mut;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::uv::{Functions, Handle, READABLE, WRITABLE};
use super::{Job, Remote, on_poll, uv};

/// Writing to a connection that has ended is an error and no signal. Where there is no such flag, the socket itself was made so.
#[cfg(not(target_vendor = "apple"))]
const NO_SIGNAL: SendFlags = SendFlags::NOSIGNAL;
#[cfg(target_vendor = "apple")]
const NO_SIGNAL: SendFlags = SendFlags::empty();

/// A socket of a connection; read and written on any thread, one after the other.
pub(super) struct Socket(Arc<Watched>);

pub(super) struct Watched {
    fd: OwnedFd,
    remote: Arc<Remote>,
    state: Mutex<State>,
}

struct State {
    /// What libuv knows of it; only used on the loop's thread.
    handle: *mut Handle,
    /// What libuv tells of.
    told: c_int,
    /// There may be something to read.
    is_readable: bool,
    /// Somebody has read since libuv told so.
    was_read: bool,
    /// Something was written since somebody has read: its answer takes longer than to look whether it is there. Else the
    /// server may have said something that the loop did not look for meanwhile.
    was_written: bool,
    /// libuv does not tell of it, or not any more.
    is_untold: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

// SAFETY: the handle is only used on the loop's thread.
unsafe impl Send for State {}

impl Socket {
    pub(super) fn new(fd: OwnedFd, remote: &Arc<Remote>) -> Self {
        let state = State {
            handle: null_mut(),
            told: 0,
            is_readable: true,
            was_read: false,
            was_written: false,
            is_untold: false,
            reader: None,
            writer: None,
        };
        Self(Arc::new(Watched { fd, remote: Arc::clone(remote), state: Mutex::new(state) }))
    }

    /// Has libuv wait for it, on the loop's thread.
    fn watch(&self) {
        match self.0.remote.here() {
            Some(here) => here.watch(&self.0),
            None => self.0.remote.push(Job::Watch(Arc::clone(&self.0))),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        match self.0.remote.here() {
            Some(here) => here.close(&self.0),
            None => self.0.remote.push(Job::Close(Arc::clone(&self.0))),
        }
    }
}

impl Watched {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The handle, for who closes it. There will be no other one, even if another thread has asked for that meanwhile.
    pub(super) fn take_handle(&self) -> Option<*mut Handle> {
        let mut state = self.lock();
        state.is_untold = true;
        state.told = 0;
        let handle = replace(&mut state.handle, null_mut());
        (!handle.is_null()).then_some(handle)
    }

    /// On the loop's thread: has libuv tell what somebody waits for. `make` makes the handle.
    pub(super) fn watch(&self, make: impl FnOnce(c_int) -> Option<*mut Handle>) {
        let Some(uv) = uv::functions() else { return };
        let mut state = self.lock();
        if state.handle.is_null() && !state.is_untold {
            state.handle = make(self.fd.as_raw_fd()).unwrap_or_default();
        }
        let wanted = READABLE | state.writable_if_awaited();
        if state.handle.is_null() || !state.tell(uv, wanted) {
            state.is_untold = true;
            let waiting = (state.reader.take(), state.writer.take());
            drop(state);
            waiting.0.into_iter().chain(waiting.1).for_each(Waker::wake);
        }
    }

    /// libuv tells of it, or that it can't any more.
    pub(super) fn is_ready(&self, has_failed: bool, events: c_int) {
        let (reader, writer) = {
            let mut state = self.lock();
            if has_failed {
                // libuv has stopped.
                state.told = 0;
            }
            // Also at an error, which who reads is told.
            state.is_readable |= has_failed || events & !WRITABLE != 0;
            state.was_read = false;
            let reader = if state.is_readable { state.reader.take() } else { None };
            let writer = if has_failed || events & WRITABLE != 0 { state.writer.take() } else { None };
            (reader, writer)
        };
        // Not under the lock: who is woken may look at the socket.
        reader.into_iter().chain(writer).for_each(Waker::wake);
    }

    /// After those that wait for it were polled: libuv would tell again and again what nobody reads.
    pub(super) fn settle(&self) {
        let Some(uv) = uv::functions() else { return };
        let mut state = self.lock();
        if state.handle.is_null() {
            return;
        }
        let readable = if state.is_readable && !state.was_read { 0 } else { READABLE };
        // Never more than before: who waits has asked for it.
        let wanted = state.told & (readable | state.writable_if_awaited());
        state.tell(uv, wanted);
    }
}

impl State {
    fn writable_if_awaited(&self) -> c_int {
        if self.writer.is_some() { WRITABLE } else { 0 }
    }

    /// On the loop's thread, with a handle.
    fn tell(&mut self, uv: &Functions, events: c_int) -> bool {
        if self.told == events {
            return true;
        }
        // SAFETY: as the caller says.
        let done = unsafe {
            match events {
                0 => (uv.poll_stop)(self.handle),
                events => (uv.poll_start)(self.handle, events, on_poll),
            }
        };
        if done == 0 {
            self.told = events;
        }
        done == 0
    }
}

#[cold]
fn untold() -> io::Error {
    io::Error::other("the event loop of JavaScript does not wait for the socket")
}

fn keep(place: &mut Option<Waker>, cx: &Context<'_>) {
    match place {
        Some(waker) => waker.clone_from(cx.waker()),
        None => *place = Some(cx.waker().clone()),
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut state = self.0.lock();
        if !state.is_readable && state.was_written && state.told & READABLE != 0 {
            keep(&mut state.reader, cx);
            return Poll::Pending;
        }
        let room = buf.remaining();
        loop {
            // SAFETY: nothing is written there but what was received.
            let received = recv(&self.0.fd, unsafe { buf.unfilled_mut() }, RecvFlags::empty());
            match received {
                Ok((_, count)) => {
                    // SAFETY: so many bytes were received.
                    unsafe { buf.assume_init(count) };
                    buf.advance(count);
                    state.was_read = true;
                    state.was_written = false;
                    // What comes later is told again.
                    state.is_readable = count == room;
                    return Poll::Ready(Ok(()));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if state.is_untold => return Poll::Ready(Err(untold())),
                Err(Errno::AGAIN) => {
                    state.was_read = true;
                    state.is_readable = false;
                    keep(&mut state.reader, cx);
                    let is_told = state.told & READABLE != 0;
                    drop(state);
                    if !is_told {
                        self.watch();
                    }
                    return Poll::Pending;
                }
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.0.lock();
        loop {
            match send(&self.0.fd, bytes, NO_SIGNAL) {
                Ok(count) => {
                    state.was_written = true;
                    return Poll::Ready(Ok(count));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if state.is_untold => return Poll::Ready(Err(untold())),
                Err(Errno::AGAIN) => {
                    keep(&mut state.writer, cx);
                    drop(state);
                    self.watch();
                    return Poll::Pending;
                }
                Err(error) => {
                    // The server may have said why, and is read without waiting for the loop.
                    state.was_written = false;
                    return Poll::Ready(Err(error.into()));
                }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(rustix::net::shutdown(&self.0.fd, rustix::net::Shutdown::Write).map_err(Into::into))
    }
}
