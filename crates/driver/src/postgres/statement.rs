//! Prepared statements, kept per connection by their SQL.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use nicol_query::value::CellType;
use tokio_postgres::Statement;

use super::decode::Decoder;
use super::error;
use super::wire::Wire;
use crate::{Code, Error};

/// A statement on the server, with the converters for its parameters and columns.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    pub(super) params: Vec<Wire>,
    /// For the columns that were asked for last; a statement is nearly always asked for the same ones.
    decoders: Mutex<Arc<Decoders>>,
}

#[derive(Debug)]
struct Decoders {
    cells: Vec<CellType>,
    decoders: Vec<Decoder>,
}

impl Prepared {
    pub(super) fn new(statement: Statement) -> Self {
        let params = statement.params().iter().map(Wire::of).collect();
        let empty = Decoders { cells: Vec::new(), decoders: Vec::new() };
        Self { statement, params, decoders: Mutex::new(Arc::new(empty)) }
    }

    /// The converters for these columns.
    pub(super) fn decoders(&self, cells: &[CellType]) -> Result<Reader, Error> {
        let known = Arc::clone(&self.decoders.lock().unwrap_or_else(PoisonError::into_inner));
        if known.cells == cells {
            return Ok(Reader(known));
        }
        let reader = Reader::new(&self.statement, cells)?;
        *self.decoders.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&reader.0);
        Ok(reader)
    }
}

/// Converters for the columns of a result.
#[derive(Debug, Clone)]
pub(super) struct Reader(Arc<Decoders>);

impl Reader {
    fn new(statement: &Statement, cells: &[CellType]) -> Result<Self, Error> {
        Self::for_columns(statement.columns(), cells)
    }

    pub(super) fn for_columns(columns: &[tokio_postgres::Column], cells: &[CellType]) -> Result<Self, Error> {
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
        let decoders = columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| {
                Decoder::new(&Wire::of(column.type_()), *cell)
                    .map_err(|misfit| error::map_misfit(&misfit).with_column(Some(column.name().to_owned())))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Decoders { cells: cells.to_vec(), decoders })))
    }

    pub(super) fn decoders(&self) -> &[Decoder] {
        &self.0.decoders
    }
}

/// The statements of a connection. The one that was not used for longest makes room for a new one.
#[derive(Debug)]
pub(super) struct Cache {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    by_sql: HashMap<Box<str>, (Arc<Prepared>, u64), BuildHasherDefault<TextHasher>>,
    clock: u64,
}

impl Cache {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    /// Whether statements are kept at all.
    pub(super) fn is_on(&self) -> bool {
        self.capacity > 0
    }

    pub(super) fn get(&self, sql: &str) -> Option<Arc<Prepared>> {
        let mut entries = self.lock();
        entries.clock += 1;
        let now = entries.clock;
        let (prepared, used) = entries.by_sql.get_mut(sql)?;
        *used = now;
        Some(Arc::clone(prepared))
    }

    pub(super) fn insert(&self, sql: &str, prepared: Arc<Prepared>) {
        let mut entries = self.lock();
        if entries.by_sql.len() >= self.capacity {
            // Rare, and over in microseconds: no list is kept in order for it.
            let oldest = entries.by_sql.iter().min_by_key(|(_, (_, used))| *used).map(|(sql, _)| sql.clone());
            if let Some(oldest) = oldest {
                entries.by_sql.remove(&oldest);
            }
        }
        entries.clock += 1;
        let now = entries.clock;
        entries.by_sql.insert(sql.into(), (prepared, now));
    }

    pub(super) fn clear(&self) {
        self.lock().by_sql.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
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
