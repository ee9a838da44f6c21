//! The bytes of a connection: requests out, messages in, and how many answers are still owed.
//!
//! Whoever runs a statement moves the bytes: no task stands between the socket and the caller. All state is here and
//! not in futures, so one that is dropped leaves a connection that can go on: what was asked is still sent, and its
//! answer is read and thrown away before the next one's.

use std::future::poll_fn;
use std::io;
use std::ops::Range;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncReadExt, AsyncWrite};

use super::message;
use super::status::Status;
use super::stream::Stream;

/// What is read at once, at most, if no message needs more.
const CHUNK: usize = 16 * 1024;
/// Buffers that have grown beyond this are given back.
const KEEP: usize = 256 * 1024;

pub(crate) struct Line {
    stream: Stream,
    /// Whole messages that are to be sent, and how much of them was.
    out: Vec<u8>,
    sent: usize,
    is_flushed: bool,
    /// What was read, and how much of it was looked at.
    inbox: Vec<u8>,
    at: usize,
    /// The size of the message that is only here in part.
    wanted: usize,
    /// Answers (each ends in ReadyForQuery) that will still come, and how many of them nobody waits for any more.
    owed: usize,
    unwanted: usize,
    status: Arc<Status>,
    /// Why nothing more can be written; the server's last word may still be read.
    deaf: Option<String>,
    /// Why nothing more can be read or written.
    lost: Option<String>,
}

/// The connection has ended, and why, if that is known.
#[derive(Debug)]
pub(crate) struct Lost(pub(super) String);

/// Takes the messages of an answer.
pub(super) trait Answer {
    /// A message, apart from those that belong to no request.
    fn message(&mut self, tag: u8, body: &[u8]);

    /// Whether the server has said why it will end the connection.
    fn has_failed(&self) -> bool;
}

struct Nobody;

impl Answer for Nobody {
    fn message(&mut self, _: u8, _: &[u8]) {}

    fn has_failed(&self) -> bool {
        false
    }
}

struct LastWord {
    is_error: bool,
}

impl Answer for LastWord {
    fn message(&mut self, tag: u8, _: &[u8]) {
        self.is_error |= tag == message::ERROR;
    }

    fn has_failed(&self) -> bool {
        self.is_error
    }
}

/// How the server reads what comes after a Sync when it is in the middle of a COPY.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Parse, Bind, Execute.
    Extended,
    /// Query.
    Simple,
}

impl Line {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            out: Vec::with_capacity(1024),
            sent: 0,
            is_flushed: true,
            inbox: Vec::with_capacity(CHUNK),
            at: 0,
            wanted: 0,
            owed: 0,
            unwanted: 0,
            status: Arc::default(),
            deaf: None,
            lost: None,
        }
    }

    /// What the server says of its transaction; kept up to date.
    pub(super) fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// Where messages are appended that the next [`Self::exchange`] sends.
    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Sends what was appended, which asks for `answers` answers, and gives their messages to `answer`.
    pub(super) async fn exchange(
        &mut self,
        answers: usize,
        mode: Mode,
        answer: &mut (impl Answer + Send),
    ) -> Result<(), Lost> {
        self.unwanted = self.owed;
        self.owed += answers;
        poll_fn(|cx| self.poll_answer(cx, mode, answer)).await
    }

    /// Sends a statement as far as that goes without waiting; nobody waits for the answer.
    pub(super) fn post(&mut self, sql: &'static str) {
        if message::query(&mut self.out, sql).is_ok() {
            self.owed += 1;
            self.send_now();
        }
    }

    /// Ends a portal as far as that goes without waiting; nobody waits for the answer.
    pub(super) fn post_close(&mut self, portal: &str) {
        message::close_portal(&mut self.out, portal);
        message::sync(&mut self.out);
        self.owed += 1;
        self.send_now();
    }

    /// Whether answers will come that nobody waits for.
    pub(super) fn is_owed(&self) -> bool {
        self.owed > 0
    }

    /// Reads and throws away the answers that nobody waits for.
    pub(super) async fn settle(&mut self) -> Result<(), Lost> {
        if self.owed == 0 {
            return Ok(());
        }
        self.unwanted = self.owed;
        poll_fn(|cx| self.poll_answer(cx, Mode::Simple, &mut Nobody)).await
    }

    /// The end of a statement whose future was dropped: whether the server says that it failed. `None` if it does not say
    /// how it ended.
    pub(crate) async fn last_word(&mut self) -> Option<bool> {
        if self.owed == 0 {
            return None;
        }
        self.unwanted = self.owed - 1;
        let mut word = LastWord { is_error: false };
        poll_fn(|cx| self.poll_answer(cx, Mode::Simple, &mut word)).await.ok()?;
        Some(word.is_error)
    }

    /// Gives up what is not sent yet, of what was begun to be sent. Whether there was anything.
    pub(super) fn never_send_the_rest(&mut self) -> bool {
        let is_rest = self.deaf.is_none() && self.sent < self.out.len();
        if is_rest {
            self.out.clear();
            self.sent = 0;
            self.is_flushed = true;
            self.deaf = Some("it was given up before it was sent".to_owned());
        }
        is_rest
    }

    fn send_now(&mut self) {
        let _ = self.poll_send(&mut Context::from_waker(Waker::noop()));
    }

    /// Whether a transaction was open after the last answer, as the server says.
    pub(crate) fn is_in_transaction(&self) -> bool {
        self.status.is_open()
    }

    /// Whether the connection has ended while nobody used it: what has come meanwhile tells.
    pub(super) fn is_lost(&mut self) -> bool {
        if self.owed == 0 && self.lost.is_none() {
            let mut cx = Context::from_waker(Waker::noop());
            while let Poll::Ready(read) = self.poll_fill(&mut cx) {
                if read.is_err() {
                    break;
                }
            }
            // Only an error that ends the connection comes unasked.
            while let Ok(Some((tag, _))) = self.next_message() {
                if tag == message::ERROR {
                    self.lost = Some(String::new());
                }
            }
            // Rarely anything but that error.
            if self.lost.is_none() && self.stream.has_news() {
                self.lost = Some(String::new());
            }
        }
        self.lost.is_some()
    }

    fn poll_answer(&mut self, cx: &mut Context<'_>, mode: Mode, answer: &mut impl Answer) -> Poll<Result<(), Lost>> {
        loop {
            while let Some((tag, body)) = self.next_message()? {
                match tag {
                    message::READY_FOR_QUERY => {
                        self.owed = self.owed.saturating_sub(1);
                        self.status.set(&self.inbox[body.clone()]);
                        if self.unwanted > 0 {
                            self.unwanted -= 1;
                        } else {
                            answer.message(tag, &self.inbox[body]);
                        }
                        if self.owed == 0 {
                            self.give_back();
                            return Poll::Ready(Ok(()));
                        }
                    }
                    message::COPY_IN | message::COPY_BOTH => {
                        message::copy_fail(&mut self.out);
                        if mode == Mode::Extended {
                            // It has overlooked the one that was sent with the statement.
                            message::sync(&mut self.out);
                        }
                    }
                    _ if self.unwanted > 0 => {}
                    tag => answer.message(tag, &self.inbox[body]),
                }
            }
            let _ = self.poll_send(cx);
            let lost = match (self.poll_fill(cx), &self.deaf) {
                (Poll::Ready(Ok(())), _) => continue,
                (Poll::Ready(Err(lost)), _) => lost,
                (Poll::Pending, None) => return Poll::Pending,
                (Poll::Pending, Some(why)) => {
                    let why = why.clone();
                    self.lose(&why)
                }
            };
            return Poll::Ready(if answer.has_failed() { Ok(()) } else { Err(lost) });
        }
    }

    /// The next whole message that is no notice, no parameter's new value and no notification.
    #[inline]
    fn next_message(&mut self) -> Result<Option<(u8, Range<usize>)>, Lost> {
        loop {
            let rest = &self.inbox[self.at..];
            let Some((&[tag, a, b, c, d], _)) = rest.split_first_chunk::<5>() else {
                self.wanted = 5;
                return Ok(None);
            };
            let len = u32::from_be_bytes([a, b, c, d]) as usize;
            if len < 4 {
                return Err(self.lose("the server sent what is no message"));
            }
            if rest.len() <= len {
                self.wanted = len + 1;
                return Ok(None);
            }
            let body = self.at + 5..self.at + 1 + len;
            self.at = body.end;
            if !matches!(tag, message::NOTICE | message::PARAMETER_STATUS | message::NOTIFICATION) {
                return Ok(Some((tag, body)));
            }
        }
    }

    #[inline]
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_flushed && self.out.is_empty() {
            return Poll::Ready(());
        }
        self.poll_write_all(cx).map(|result| {
            if let Err(error) = result {
                self.out.clear();
                self.sent = 0;
                self.is_flushed = true;
                self.deaf = Some(error.to_string());
            }
        })
    }

    fn poll_write_all(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.deaf.is_some() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        while self.sent < self.out.len() {
            match Pin::new(&mut self.stream).poll_write(cx, &self.out[self.sent..]) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(count)) => self.sent += count,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
            self.is_flushed = false;
        }
        self.out.clear();
        self.sent = 0;
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.is_flushed = flushed.is_ready();
        flushed
    }

    /// Reads what is there.
    #[inline]
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Lost>> {
        if let Some(why) = &self.lost {
            return Poll::Ready(Err(Lost(why.clone())));
        }
        if self.at > 0 {
            // What is left is the beginning of one message.
            self.inbox.drain(..self.at);
            self.at = 0;
        }
        let room = self.wanted.saturating_sub(self.inbox.len()).max(CHUNK / 2);
        self.inbox.reserve(room);
        let read = pin!(self.stream.read_buf(&mut self.inbox)).poll(cx);
        match read {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(0)) => Poll::Ready(Err(self.lose(""))),
            Poll::Ready(Ok(_)) => Poll::Ready(Ok(())),
            Poll::Ready(Err(error)) => Poll::Ready(Err(self.lose(&error.to_string()))),
        }
    }

    #[cold]
    fn lose(&mut self, why: &str) -> Lost {
        self.lost = Some(why.to_owned());
        Lost(why.to_owned())
    }

    /// Gives memory back that only a large answer needed.
    #[inline]
    fn give_back(&mut self) {
        if self.at == self.inbox.len() {
            self.inbox.clear();
            self.at = 0;
        }
        if self.inbox.capacity() > KEEP {
            self.inbox.shrink_to(CHUNK);
        }
        if self.out.capacity() > KEEP {
            self.out.shrink_to(CHUNK);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.lost.is_none() {
            message::terminate(&mut self.out);
            self.send_now();
        }
    }
}
