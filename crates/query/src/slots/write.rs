//! Rows → slots.

use nicol_model::{ScalarType, base64, calendar};

use super::Slots;
use super::layout::{Body, Item, Kind, Layout, Record, Root, What};
use crate::json::AnswerError;
use crate::set::Set;
use crate::value::{ListReader, read_big_int, read_float, read_int};

type Result<T> = std::result::Result<T, AnswerError>;

impl Layout {
    /// A result: `sets` are the rows of the plan's slots, `count` is the plan's count.
    ///
    /// # Errors
    /// If a value in the database does not fit the schema.
    pub fn write(&self, sets: &[Set], count: u64) -> Result<Slots> {
        let mut writer = Writer { sets, out: Slots::default() };
        match &self.root {
            #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers are no better")]
            Root::Count => writer.out.push(count as f64),
            Root::Many(record) => {
                let rows = writer.set(record)?.rows();
                writer.list(record, 0..rows)?;
            }
            Root::Single(record) => {
                let rows = writer.set(record)?.rows();
                writer.maybe(record, 0..rows)?;
            }
        }
        Ok(writer.out)
    }
}

struct Writer<'a> {
    sets: &'a [Set],
    out: Slots,
}

impl<'a> Writer<'a> {
    fn set(&self, record: &Record) -> Result<&'a Set> {
        self.sets.get(record.slot).ok_or(AnswerError::Incomplete)
    }

    /// The records at these places of their set.
    fn list(&mut self, record: &Record, places: std::ops::Range<usize>) -> Result<()> {
        let set = self.set(record)?;
        self.out.push_count(places.len());
        if let Body::Object(items) = &record.body {
            self.out.cells.reserve(places.len() * items.len());
        }
        for place in places {
            self.record(record, row_at(set, place)?)?;
        }
        Ok(())
    }

    /// The first of the records at these places, if there is one.
    fn maybe(&mut self, record: &Record, places: std::ops::Range<usize>) -> Result<()> {
        if places.is_empty() {
            self.out.push(0.0);
            return Ok(());
        }
        self.out.push(1.0);
        let row = row_at(self.set(record)?, places.start)?;
        self.record(record, row)
    }

    fn record(&mut self, record: &Record, row: usize) -> Result<()> {
        let set = self.set(record)?;
        match &record.body {
            Body::Object(items) => self.items(set, row, items),
            Body::Value(what) => self.what(set, row, what),
        }
    }

    fn items(&mut self, set: &'a Set, row: usize, items: &[Item]) -> Result<()> {
        items.iter().try_for_each(|item| self.what(set, row, &item.what))
    }

    fn what(&mut self, set: &'a Set, row: usize, what: &What) -> Result<()> {
        match what {
            What::Column { column, kind, is_list } => {
                if *column >= set.width {
                    return Err(AnswerError::Incomplete);
                }
                let cell = set.cell(row, *column);
                if *is_list { self.cells(cell, kind) } else { self.cell(cell, kind) }
            }
            What::Group(items) => self.items(set, row, items),
            What::Many(child) => {
                let span = span(self.set(child)?, row);
                self.list(child, span)
            }
            What::One(child) => {
                let span = span(self.set(child)?, row);
                self.maybe(child, span)
            }
        }
    }

    /// A list that was never set reads as an empty one.
    fn cells(&mut self, list: Option<&[u8]>, kind: &Kind) -> Result<()> {
        let elements = ListReader::new(list.unwrap_or_default());
        let at = self.out.cells.len();
        self.out.push(0.0);
        let mut count = 0;
        for element in elements {
            self.cell(element, kind)?;
            count += 1;
        }
        self.out.cells[at] = f64::from(count);
        Ok(())
    }

    fn cell(&mut self, bytes: Option<&[u8]>, kind: &Kind) -> Result<()> {
        let out = &mut self.out;
        let Some(bytes) = bytes else {
            match kind {
                Kind::Boolean | Kind::Int | Kind::Number | Kind::DateTime | Kind::Enum(..) => out.push(f64::NAN),
                Kind::Float => out.cells.extend([f64::NAN, 0.0]),
                Kind::BigInt => out.push(0.0),
                Kind::Decimal | Kind::Text | Kind::Json | Kind::Bytes => out.push(-1.0),
            }
            return Ok(());
        };
        match kind {
            Kind::Boolean => out.push(if bytes == [1] { 1.0 } else { 0.0 }),
            Kind::Int => out.push(f64::from(read_int(bytes).ok_or(malformed(ScalarType::Int))?)),
            Kind::Number => {
                let number = read_big_int(bytes).ok_or(malformed(ScalarType::BigInt))?;
                #[expect(clippy::cast_precision_loss, reason = "counts and sums are numbers in Prisma's clients")]
                out.push(number as f64);
            }
            Kind::BigInt => {
                let number = read_big_int(bytes).ok_or(malformed(ScalarType::BigInt))?;
                // JavaScript looks at the same bits as at a BigInt.
                out.cells.extend([1.0, f64::from_bits(number.cast_unsigned())]);
            }
            Kind::Float => {
                let number = read_float(bytes).ok_or(malformed(ScalarType::Float))?;
                if number.is_nan() {
                    out.cells.extend([f64::NAN, 1.0]);
                } else {
                    out.push(number);
                }
            }
            Kind::DateTime => {
                let micros = read_big_int(bytes).ok_or(malformed(ScalarType::DateTime))?;
                // As Prisma: JavaScript has no `Date` for the infinite ones.
                #[expect(clippy::cast_precision_loss, reason = "milliseconds of 64 bits of microseconds have 54 bits")]
                out.push(if calendar::is_infinite(micros) { f64::INFINITY } else { micros.div_euclid(1000) as f64 });
            }
            Kind::Enum(name, names) => {
                let value = text(bytes, ScalarType::String)?;
                let place = names.iter().position(|(in_database, _)| in_database == value);
                let unknown = || AnswerError::UnknownEnumValue { name: name.clone(), value: value.to_owned() };
                out.push_count(place.ok_or_else(unknown)?);
            }
            Kind::Text => out.push_text(text(bytes, ScalarType::String)?),
            Kind::Json => out.push_text(text(bytes, ScalarType::Json)?),
            Kind::Decimal => {
                let given = text(bytes, ScalarType::Decimal)?;
                out.push_text(crate::literal::decimal(given).as_deref().unwrap_or(given));
            }
            Kind::Bytes => {
                let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
                base64::encode(bytes, &mut encoded);
                out.push_text(&encoded);
            }
        }
        Ok(())
    }
}

fn text(bytes: &[u8], scalar: ScalarType) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| malformed(scalar))
}

const fn malformed(scalar: ScalarType) -> AnswerError {
    AnswerError::Malformed(scalar)
}

/// The row that stands at a place of the set.
fn row_at(set: &Set, place: usize) -> Result<usize> {
    if set.order.is_empty() {
        return Ok(place);
    }
    set.order.get(place).map(|row| *row as usize).ok_or(AnswerError::Incomplete)
}

/// The places of a row's children.
fn span(children: &Set, row: usize) -> std::ops::Range<usize> {
    children.spans.get(row).map_or(0..0, |span| span.start as usize..span.end as usize)
}
