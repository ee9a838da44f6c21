//! Prepared statements, kept per connection by their SQL.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::mem;

use nicol_query::value::CellType;
use postgres_types::Type;

use super::decode::Decoder;
use super::encode::encode;
use super::failure::Failure;
use super::wire::Wire;
use super::{error, message};
use crate::text::Misfit;
use crate::{Code, Error, Param};

/// A column of a result.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Type,
}

/// A statement on the server, with the converters for its parameters and columns.
#[derive(Debug)]
pub(super) struct Prepared {
    name: String,
    params: Vec<Wire>,
    /// Some of them have types that only the server can read.
    is_mixed: bool,
    pub(super) columns: Vec<Column>,
    /// For each list of columns that was asked for; a statement is nearly always asked for the same ones.
    readers: Vec<Reader>,
}

impl Prepared {
    pub(super) fn new(name: String, params: &[Type], columns: Vec<Column>) -> Self {
        let params: Vec<_> = params.iter().map(Wire::of).collect();
        let is_mixed = params.contains(&Wire::Unknown);
        Self { name, params, is_mixed, columns, readers: Vec::new() }
    }

    /// Appends what runs it with these values.
    #[inline]
    pub(super) fn bind(&self, out: &mut Vec<u8>, params: &[Param<'_>]) -> Result<(), Failure> {
        if self.params.len() != params.len() {
            return Err(wrong_count(self.params.len(), params.len()).into());
        }
        if self.is_mixed {
            self.bind_mixed(out, params)?;
        } else {
            let values = params.iter().zip(&self.params);
            message::bind(out, &self.name, message::Formats::Binary, values, |(p, wire), out| encode(p, wire, out))?;
        }
        message::execute(out);
        Ok(())
    }

    /// Values of unknown types travel as text.
    #[cold]
    fn bind_mixed(&self, out: &mut Vec<u8>, params: &[Param<'_>]) -> Result<(), Misfit> {
        let is_text: Vec<bool> = self.params.iter().map(|wire| *wire == Wire::Unknown).collect();
        let values = params.iter().zip(&self.params);
        message::bind(out, &self.name, message::Formats::Each(&is_text), values, |(p, wire), out| encode(p, wire, out))
    }

    /// The number of the converters for these columns.
    #[inline]
    pub(super) fn reader(&mut self, cells: &[CellType]) -> Result<usize, Error> {
        if let Some(known) = self.readers.iter().position(|reader| reader.cells == cells) {
            return Ok(known);
        }
        self.readers.push(Reader::new(&self.columns, cells)?);
        Ok(self.readers.len() - 1)
    }

    #[inline]
    pub(super) fn reader_at(&self, number: usize) -> &Reader {
        &self.readers[number]
    }
}

fn wrong_count(expected: usize, given: usize) -> Error {
    Error::new(
        Code::P2010,
        format!(
            "The statement has {expected} parameters, but {given} values were given. Give one value for each parameter."
        ),
    )
    // As the server: too many are a fault of the message, too few leave a parameter undefined.
    .with_foreseen(if given > expected { "08P01" } else { "42P02" })
}

/// Converters for the columns of a result.
#[derive(Debug)]
pub(super) struct Reader {
    cells: Vec<CellType>,
    pub(super) decoders: Vec<Decoder>,
    /// All cells keep their length, and nothing can go wrong but with a time out of range: rows can be taken as they are.
    pub(super) keeps_lengths: bool,
    pub(super) names: Vec<String>,
}

impl Reader {
    pub(super) fn new(columns: &[Column], cells: &[CellType]) -> Result<Self, Error> {
        if columns.len() < cells.len() {
            return Err(Error::new(
                Code::P2023,
                format!(
                    "A statement returned {} columns where {} were expected. This is a defect of Nicol: please report it.",
                    columns.len(),
                    cells.len()
                ),
            ));
        }
        let decoders: Vec<_> = columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| {
                Decoder::new(&Wire::of(&column.ty), *cell)
                    .map_err(|misfit| error::map_misfit(&misfit).with_column(Some(column.name.clone())))
            })
            .collect::<Result<_, Error>>()?;
        let keeps_lengths = decoders.iter().all(|decoder| matches!(decoder, Decoder::Copy | Decoder::Timestamp));
        let names = columns.iter().take(cells.len()).map(|column| column.name.clone()).collect();
        Ok(Self { cells: cells.to_vec(), decoders, keeps_lengths, names })
    }
}

/// The statements of a connection. The one that was not used for longest makes room for a new one.
#[derive(Debug)]
pub(super) struct Cache {
    capacity: usize,
    by_sql: HashMap<Box<str>, usize, BuildHasherDefault<TextHasher>>,
    entries: Vec<Entry>,
    clock: u64,
    /// The names of statements that the server has still to forget.
    retired: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    sql: Box<str>,
    prepared: Prepared,
    used: u64,
}

impl Cache {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, by_sql: HashMap::default(), entries: Vec::new(), clock: 0, retired: Vec::new() }
    }

    /// Whether statements are kept at all.
    pub(super) fn is_on(&self) -> bool {
        self.capacity > 0
    }

    /// Keeps none any more.
    pub(super) fn turn_off(&mut self) {
        self.clear();
        self.capacity = 0;
    }

    /// The number of a statement: good until one is inserted after [`Self::make_room`].
    #[inline]
    pub(super) fn find(&mut self, sql: &str) -> Option<usize> {
        let number = *self.by_sql.get(sql)?;
        self.clock += 1;
        self.entries.get_mut(number)?.used = self.clock;
        Some(number)
    }

    #[inline]
    pub(super) fn at(&mut self, number: usize) -> &mut Prepared {
        &mut self.entries[number].prepared
    }

    #[inline]
    pub(super) fn get(&self, number: usize) -> &Prepared {
        &self.entries[number].prepared
    }

    /// Lets the oldest go until there is room for `count` more.
    pub(super) fn make_room(&mut self, count: usize) {
        while !self.entries.is_empty() && self.entries.len() + count > self.capacity {
            // Rare, and over in microseconds: no list is kept in order for it.
            let oldest = self.entries.iter().enumerate().min_by_key(|(_, entry)| entry.used);
            let Some((number, _)) = oldest else { return };
            let gone = self.entries.swap_remove(number);
            self.by_sql.remove(&gone.sql);
            self.retired.push(gone.prepared.name);
            if let Some(moved) = self.entries.get(number) {
                self.by_sql.insert(moved.sql.clone(), number);
            }
        }
    }

    pub(super) fn insert(&mut self, sql: &str, prepared: Prepared) -> usize {
        self.clock += 1;
        self.entries.push(Entry { sql: sql.into(), prepared, used: self.clock });
        let number = self.entries.len() - 1;
        self.by_sql.insert(sql.into(), number);
        number
    }

    /// The server shall forget a statement that was never inserted.
    pub(super) fn retire(&mut self, name: String) {
        self.retired.push(name);
    }

    pub(super) fn clear(&mut self) {
        self.by_sql.clear();
        self.retired.extend(self.entries.drain(..).map(|entry| entry.prepared.name));
    }

    /// Appends what makes the server forget those that are no longer kept.
    #[inline]
    pub(super) fn close_retired(&mut self, out: &mut Vec<u8>) {
        if !self.retired.is_empty() {
            for name in mem::take(&mut self.retired) {
                message::close_statement(out, &name);
            }
        }
    }
}

/// Multiplies and rotates, eight bytes at a time. There are never more statements than the cache holds, and they are
/// compared in full: nobody gains by making them collide.
#[derive(Debug, Default)]
struct TextHasher(u64);

impl Hasher for TextHasher {
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_ne_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_ne_bytes(last));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }
}
