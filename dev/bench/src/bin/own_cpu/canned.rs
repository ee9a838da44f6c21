//! A server in memory: it answers what the bench asks, with bytes that were made beforehand.

use std::io;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const INT4: u32 = 23;
const TEXT: u32 = 25;
const BOOL: u32 = 16;
const INT8: u32 = 20;
const TIMESTAMP: u32 = 1114;

/// The columns of `Todo`.
const COLUMNS: [(&str, u32); 7] = [
    ("id", INT4),
    ("title", TEXT),
    ("note", TEXT),
    ("done", BOOL),
    ("views", INT8),
    ("dueAt", TIMESTAMP),
    ("createdAt", TIMESTAMP),
];

/// The answers: one row, whatever is asked.
#[derive(Debug)]
pub(crate) struct Answers {
    columns: Vec<u8>,
    find: Vec<u8>,
    create: Vec<u8>,
}

impl Answers {
    pub(crate) fn new() -> Arc<Self> {
        let mut description = 7u16.to_be_bytes().to_vec();
        for (name, oid) in COLUMNS {
            description.extend_from_slice(name.as_bytes());
            description.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0]);
            description.extend_from_slice(&oid.to_be_bytes());
            description.extend_from_slice(&[0, 8, 255, 255, 255, 255, 0, 1]);
        }
        let values: [&[u8]; 7] = [
            &[0, 0, 0, 7],
            b"written as number 7",
            b"a note of todo 7",
            &[0],
            &[0, 0, 0, 0, 0, 0, 0, 9],
            &[0, 2, 200, 0, 0, 0, 0, 0],
            &[0, 2, 200, 0, 0, 0, 0, 0],
        ];
        let mut row = 7u16.to_be_bytes().to_vec();
        for value in values {
            row.extend_from_slice(&u32::try_from(value.len()).expect("short").to_be_bytes());
            row.extend_from_slice(value);
        }
        let answer = |tag: &[u8]| [message(b'2', b""), message(b'D', &row), message(b'C', tag)].concat();
        Arc::new(Self {
            columns: message(b'T', &description),
            find: answer(b"SELECT 1\0"),
            create: answer(b"INSERT 0 1\0"),
        })
    }
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len() + 4).expect("short");
    [&[tag][..], &len.to_be_bytes(), body].concat()
}

const READY: &[u8] = &[b'Z', 0, 0, 0, 5, b'I'];

/// A statement that was prepared.
struct Statement {
    name: Vec<u8>,
    creates: bool,
    /// The message that describes its parameters.
    parameters: Vec<u8>,
}

impl Statement {
    /// The key of a SELECT, the columns that an INSERT names.
    fn new(name: &[u8], sql: &str) -> Self {
        let creates = sql.starts_with("INSERT");
        let named = sql.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(named, _)| named);
        let columns = named.split(',').map(|column| column.trim().trim_matches('"'));
        let oid = |column: &str| COLUMNS.iter().find(|(name, _)| *name == column).map(|(_, oid)| *oid);
        let oids: Vec<u32> = if creates { columns.filter_map(oid).collect() } else { vec![INT4] };
        let mut body = u16::try_from(oids.len()).expect("few").to_be_bytes().to_vec();
        oids.iter().for_each(|oid| body.extend_from_slice(&oid.to_be_bytes()));
        Self { name: name.to_vec(), creates, parameters: message(b't', &body) }
    }
}

/// A connection to it.
pub(crate) struct Connection {
    answers: Arc<Answers>,
    /// Messages that are not here as a whole yet.
    asked: Vec<u8>,
    said: Vec<u8>,
    /// How much of it was read.
    at: usize,
    has_started: bool,
    statements: Vec<Statement>,
    /// As a socket: an answer is there some time after the question, and then wakes who waits.
    has_arrived: bool,
    reader: Option<Waker>,
}

impl Connection {
    pub(crate) fn new(answers: &Arc<Answers>) -> Self {
        Self {
            answers: Arc::clone(answers),
            asked: Vec::new(),
            said: Vec::new(),
            at: 0,
            has_started: false,
            statements: Vec::new(),
            has_arrived: false,
            reader: None,
        }
    }

    /// Answers every message that is here as a whole.
    fn answer(&mut self) {
        let asked = mem::take(&mut self.asked);
        let mut at = 0;
        while let Some((tag, body, end)) = self.next(&asked, at) {
            self.answer_one(tag, &asked[body]);
            at = end;
        }
        self.asked = asked;
        self.asked.drain(..at);
    }

    fn next(&self, asked: &[u8], at: usize) -> Option<(u8, std::ops::Range<usize>, usize)> {
        let head = usize::from(self.has_started);
        let len = asked.get(at + head..)?.first_chunk::<4>()?;
        let end = at + head + u32::from_be_bytes(*len) as usize;
        (end <= asked.len()).then(|| (if head == 1 { asked[at] } else { 0 }, at + head + 4..end, end))
    }

    fn answer_one(&mut self, tag: u8, body: &[u8]) {
        let name = |from: usize| body[from..].split(|byte| *byte == 0).next().unwrap_or_default();
        match tag {
            0 => {
                self.has_started = true;
                self.said.extend_from_slice(&message(b'R', &[0, 0, 0, 0]));
                self.said.extend_from_slice(&message(b'K', &[0, 0, 0, 1, 0, 0, 0, 2]));
                self.said.extend_from_slice(READY);
            }
            b'P' => {
                let sql = String::from_utf8_lossy(&body[name(0).len() + 1..]);
                self.statements.push(Statement::new(name(0), &sql));
                self.said.extend_from_slice(&message(b'1', b""));
            }
            b'D' => {
                if let Some(statement) = self.statements.iter().find(|known| known.name == name(1)) {
                    self.said.extend_from_slice(&statement.parameters);
                    self.said.extend_from_slice(&self.answers.columns);
                }
            }
            b'B' => {
                let creates = self.statements.iter().any(|known| known.creates && known.name == name(1));
                self.said.extend_from_slice(if creates { &self.answers.create } else { &self.answers.find });
            }
            b'S' => self.said.extend_from_slice(READY),
            b'Q' => {
                self.said.extend_from_slice(&message(b'C', b"SET\0"));
                self.said.extend_from_slice(READY);
            }
            _ => {}
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.asked.extend_from_slice(bytes);
        self.answer();
        if let (false, Some(reader)) = (self.said.is_empty(), self.reader.take()) {
            self.has_arrived = true;
            reader.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.has_arrived {
            if self.said.is_empty() {
                self.reader = Some(cx.waker().clone());
            } else {
                self.has_arrived = true;
                cx.waker().wake_by_ref();
            }
            return Poll::Pending;
        }
        let count = out.remaining().min(self.said.len() - self.at);
        out.put_slice(&self.said[self.at..self.at + count]);
        self.at += count;
        if self.at == self.said.len() {
            self.said.clear();
            self.at = 0;
            self.has_arrived = false;
        }
        Poll::Ready(Ok(()))
    }
}
