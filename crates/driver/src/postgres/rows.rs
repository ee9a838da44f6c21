//! What statements bring: rows from the wire into a [`Set`].

use nicol_query::set::Set;
use nicol_query::value::CellType;
use serde_json::json;

use super::decode::{Decoder, timestamp};
use super::error::map_misfit;
use super::failure::Failure;
use super::line::Answer;
use super::message::{self, Body};
use super::statement::{Column, Reader};
use super::wire::Wire;
use crate::raw::RawColumn;
use crate::text::Misfit;
use crate::{Code, Error, Outcome};

/// What one statement brings; its columns are known.
pub(super) struct Rows<'r> {
    reader: &'r Reader,
    outcome: Outcome,
    failed: Option<Failure>,
    is_done: bool,
}

impl<'r> Rows<'r> {
    #[inline]
    pub(super) fn new(reader: &'r Reader) -> Self {
        let rows = Set::new(reader.decoders.len());
        Self { reader, outcome: Outcome { rows, affected: 0 }, failed: None, is_done: false }
    }

    /// Whether the statement has ended, and not just brought as many rows as were asked for.
    pub(super) const fn is_over(&self) -> bool {
        self.is_done
    }

    pub(super) fn finish(self) -> Result<Outcome, Failure> {
        match self.failed {
            None => Ok(self.outcome),
            Some(failure) => Err(failure),
        }
    }
}

impl Answer for Rows<'_> {
    #[inline]
    fn message(&mut self, tag: u8, body: &[u8]) {
        match tag {
            // A row that cannot be read does not end the answer: what follows has to be read all the same.
            message::DATA_ROW if self.outcome.rows.width > 0 && self.failed.is_none() => {
                self.failed = read(body, self.reader, &mut self.outcome.rows).err().map(Failure::Ours);
            }
            message::COMMAND_COMPLETE => {
                self.outcome.affected = message::affected(body);
                self.is_done = true;
            }
            message::EMPTY_QUERY => self.is_done = true,
            message::ERROR => {
                self.is_done = true;
                // What the server says also ends a transaction: it counts more than a row that could not be read.
                self.failed = Some(message::complaint(body).into());
            }
            message::COPY_OUT => self.failed = Some(copy_out().into()),
            _ => {}
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

/// What one statement of several brings.
pub(super) trait One: Answer {
    /// Whether the next message belongs to the next statement.
    fn is_done(&self) -> bool;

    fn failure(&mut self) -> Option<Failure>;
}

impl One for Rows<'_> {
    fn is_done(&self) -> bool {
        self.is_done
    }

    fn failure(&mut self) -> Option<Failure> {
        self.failed.take()
    }
}

/// What several statements bring, one after the other.
pub(super) struct Many<A> {
    statements: Vec<A>,
    current: usize,
    /// A BEGIN stands before them.
    begins: bool,
    /// What failed beside the statements: at the beginning and the end of the transaction.
    beside: Option<Failure>,
}

impl<A: One> Many<A> {
    pub(super) fn new(statements: Vec<A>, begins: bool) -> Self {
        Self { statements, current: 0, begins, beside: None }
    }

    /// All of them, or the first failure and whose it was.
    pub(super) fn finish(mut self) -> Result<Vec<A>, (Option<usize>, Failure)> {
        for (number, statement) in self.statements.iter_mut().enumerate() {
            if let Some(failure) = statement.failure() {
                return Err((Some(number), failure));
            }
        }
        match self.beside {
            None => Ok(self.statements),
            Some(failure) => Err((None, failure)),
        }
    }
}

impl<A: One> Answer for Many<A> {
    fn message(&mut self, tag: u8, body: &[u8]) {
        match self.statements.get_mut(self.current) {
            Some(statement) if !self.begins => {
                statement.message(tag, body);
                self.current += usize::from(statement.is_done());
            }
            _ if tag == message::ERROR => self.beside = Some(message::complaint(body).into()),
            _ => self.begins &= tag != message::COMMAND_COMPLETE,
        }
    }

    fn has_failed(&self) -> bool {
        self.beside.is_some() || self.statements.iter().any(Answer::has_failed)
    }
}

/// Rows whose columns nobody knows before they come: kept as they are.
#[derive(Default)]
pub(super) struct Unknown {
    columns: Vec<(String, u32)>,
    /// Each with its length before it.
    rows: Vec<u8>,
    affected: u64,
    failed: Option<Failure>,
    is_done: bool,
}

impl One for Unknown {
    fn is_done(&self) -> bool {
        self.is_done
    }

    fn failure(&mut self) -> Option<Failure> {
        self.failed.take()
    }
}

impl Unknown {
    /// The columns' names and types, if nothing failed.
    pub(super) fn columns(&mut self) -> Result<Vec<(String, u32)>, Failure> {
        match self.failed.take() {
            None => Ok(std::mem::take(&mut self.columns)),
            Some(failure) => Err(failure),
        }
    }

    /// The rows, now that it is known what is in them.
    pub(super) fn read(&self, reader: &Reader) -> Result<Outcome, Error> {
        let mut set = Set::new(reader.decoders.len());
        let mut rows = Body(&self.rows);
        while let (true, Some(Some(row))) = (set.width > 0, rows.value()) {
            read(row, reader, &mut set)?;
        }
        Ok(Outcome { rows: set, affected: self.affected })
    }
}

impl Answer for Unknown {
    fn message(&mut self, tag: u8, body: &[u8]) {
        match tag {
            message::ROW_DESCRIPTION => match message::columns(body) {
                Some(columns) => self.columns = columns,
                None => self.failed = Some(unreadable().into()),
            },
            message::DATA_ROW => match u32::try_from(body.len()) {
                Ok(len) => {
                    self.rows.extend_from_slice(&len.to_be_bytes());
                    self.rows.extend_from_slice(body);
                }
                Err(_) => self.failed = Some(unreadable().into()),
            },
            message::COMMAND_COMPLETE => {
                self.affected = message::affected(body);
                self.is_done = true;
            }
            message::EMPTY_QUERY => self.is_done = true,
            message::ERROR => {
                self.is_done = true;
                self.failed = Some(message::complaint(body).into());
            }
            message::COPY_OUT => self.failed = Some(copy_out().into()),
            _ => {}
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

#[inline]
fn read(row: &[u8], reader: &Reader, set: &mut Set) -> Result<(), Error> {
    // Where the row's cells will end, at most.
    if u32::try_from(set.bytes.len().saturating_add(row.len())).is_err() {
        return Err(Error::new(Code::P2039, "A result is larger than 4 GiB. Ask for fewer rows at a time (`take`)."));
    }
    if set.cells.is_empty() {
        // Most results have one row, or rows of like size: the first one's is a good guess.
        set.cells = Vec::with_capacity(set.width);
        set.bytes = Vec::with_capacity(row.len());
    }
    let mut cells = Body(row);
    let given = cells.int2().map(i16::cast_unsigned).ok_or_else(unreadable)?;
    if usize::from(given) < reader.decoders.len() {
        return Err(unreadable());
    }
    if reader.keeps_lengths { keep(row, reader, set) } else { decode(cells, reader, set) }
}

/// Takes a row over as it is, with the lengths between its cells, and changes the times in it.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`read` has seen that all places fit; negative lengths are NULL"
)]
fn keep(row: &[u8], reader: &Reader, set: &mut Set) -> Result<(), Error> {
    let base = set.bytes.len();
    set.bytes.extend_from_slice(row);
    let mut at = 2;
    for decoder in &*reader.decoders {
        let len = row.get(at..).and_then(<[u8]>::first_chunk).ok_or_else(unreadable)?;
        let len = i32::from_be_bytes(*len);
        at += 4;
        if len < 0 {
            set.cells.push((0, -1));
            continue;
        }
        let end = at + len as usize;
        let value = row.get(at..end).ok_or_else(unreadable)?;
        if *decoder == Decoder::Timestamp {
            let time = timestamp(value).map_err(|misfit| bad_cell(&misfit, reader, set))?;
            set.bytes[base + at..base + end].copy_from_slice(&time.to_be_bytes());
        }
        set.cells.push(((base + at) as u32, len));
        at = end;
    }
    Ok(())
}

/// The cell that would be the next one of the set does not fit.
#[cold]
fn bad_cell(misfit: &Misfit, reader: &Reader, set: &Set) -> Error {
    let column = set.cells.len().checked_rem(set.width).and_then(|at| reader.names.get(at));
    map_misfit(misfit).with_column(column.cloned())
}

fn decode(mut row: Body<'_>, reader: &Reader, set: &mut Set) -> Result<(), Error> {
    for decoder in &*reader.decoders {
        let raw = row.value().ok_or_else(unreadable)?;
        let start = set.bytes.len();
        let decoded = raw.map_or(Ok(()), |bytes| decoder.decode(bytes, &mut set.bytes));
        if let Err(misfit) = decoded {
            set.bytes.truncate(start);
            return Err(bad_cell(&misfit, reader, set));
        }
        set.push_written(start, raw.is_some());
    }
    Ok(())
}

#[cold]
pub(super) fn unreadable() -> Error {
    Error::new(
        Code::P2039,
        "The database server sent a message that cannot be read. Check that nothing between here and the server changes \
         what is sent.",
    )
}

#[cold]
fn copy_out() -> Error {
    Error::new(Code::P2010, "Rows of COPY ... TO STDOUT cannot be received here. Use a SELECT.")
}

/// Names and types of columns that nobody asked for by type.
pub(super) fn raw_columns(columns: &[Column]) -> Result<Vec<RawColumn>, Error> {
    columns
        .iter()
        .map(|column| match Wire::of(&column.ty).raw(&column.ty) {
            Some((kind, is_list)) => Ok(RawColumn { name: column.name.clone(), kind, is_list }),
            None => Err(Error::new(
                Code::P2010,
                format!(
                    "The column `{}` has the type `{}`, which cannot be read. Cast it to another one, for example `::text`.",
                    column.name,
                    column.ty.name()
                ),
            )
            .with_meta(
                "driverAdapterError",
                json!({
                    "name": "DriverAdapterError",
                    "cause": { "kind": "UnsupportedNativeDataType", "type": column.ty.name() },
                }),
            )),
        })
        .collect()
}

/// The forms of raw columns' cells.
pub(super) fn cells(columns: &[RawColumn]) -> Vec<CellType> {
    columns.iter().map(RawColumn::cell).collect()
}
