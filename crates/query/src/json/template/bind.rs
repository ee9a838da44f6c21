//! Template and packed values → request.

use nicol_model::{DataModel, ScalarType};
use serde_json::{Map, Number, Value as Json};
use smallvec::SmallVec;

use super::origin::{How, Kind};
use super::outline::letter;
use super::{Field, Source, Template};
use crate::json::error::Path;
use crate::json::reader::Call;
use crate::json::value::typed;
use crate::value::{ListWriter, Sink};

/// What JavaScript has packed: a number for each value, and the bytes of texts one after the other. A text's number is the
/// length of its bytes.
#[derive(Debug, Clone)]
pub struct Packed<'p> {
    pub cells: &'p [f64],
    pub bytes: &'p [u8],
}

/// The first and the last millisecond of the years that are written with four digits, and of which none is special.
const YEARS: std::ops::RangeInclusive<f64> = -62_135_596_800_000.0..=253_402_300_799_999.0;

/// Whole numbers up to here are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Something that was packed.
#[derive(Debug, Clone)]
struct Held<'p> {
    letter: u8,
    /// How many elements it has, if it is a list.
    count: usize,
    packed: Packed<'p>,
}

impl<'p> Packed<'p> {
    /// The next number.
    pub fn cell(&mut self) -> Option<f64> {
        let (cell, rest) = self.cells.split_first()?;
        self.cells = rest;
        Some(*cell)
    }

    /// The next number, as the amount of something.
    pub fn count(&mut self) -> Option<usize> {
        self.cell().and_then(whole)
    }

    /// The next bytes.
    pub fn text(&mut self) -> Option<&'p [u8]> {
        let len = self.count()?;
        let (text, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(text)
    }

    /// So many values of a kind. Columns of rows may hold NULL.
    fn take(&mut self, letter: u8, count: usize) -> Option<Held<'p>> {
        let cells;
        (cells, self.cells) = self.cells.split_at_checked(if letter == letter::NULL { 0 } else { count })?;
        let mut bytes = &[][..];
        if has_bytes(letter) {
            let mut len = 0_usize;
            for cell in cells.iter().filter(|cell| !cell.is_nan()) {
                len = len.checked_add(whole(*cell)?)?;
            }
            (bytes, self.bytes) = self.bytes.split_at_checked(len)?;
        }
        Some(Held { letter, count, packed: Packed { cells, bytes } })
    }
}

const fn has_bytes(letter: u8) -> bool {
    matches!(letter, letter::STRING | letter::BIG | letter::DECIMAL | letter::BYTES | letter::JSON)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "compared with what it was"
)]
fn whole(number: f64) -> Option<usize> {
    let whole = number as u64;
    if whole as f64 != number || number > EXACT {
        return None;
    }
    usize::try_from(whole).ok()
}

impl Template {
    /// The call with these values; `None` if one of them is not of the type that it has to be of.
    #[must_use]
    pub fn bind(&self, model: &DataModel, packed: &mut Packed<'_>) -> Option<Call> {
        let mut held: SmallVec<[Held<'_>; 12]> = SmallVec::new();
        let room = packed.bytes.len() + 8 * packed.cells.len() + 8 * self.sources.len();
        for field in &self.fields {
            match field {
                Field::One(letter) => held.push(packed.take(*letter, 1)?),
                Field::List(letter) => {
                    let count = packed.count()?;
                    held.push(packed.take(*letter, count)?);
                }
                Field::Rows(columns) => {
                    let count = packed.count()?;
                    held.push(Held { letter: letter::ROWS, count, packed: Packed { cells: &[], bytes: &[] } });
                    for letter in columns {
                        held.push(packed.take(*letter, count)?);
                    }
                }
            }
        }
        let mut request = self.shape.clone();
        request.params.reserve(room);
        for source in &self.sources {
            match source {
                Source::Constant(bytes) => request.raw_value(bytes),
                Source::Made(number, how) => {
                    let start = request.params.len();
                    request.params.put(&[0; 4]);
                    make(model, held.get(*number)?.clone(), *how, &mut request.params)?;
                    let len = u32::try_from(request.params.len() - start - 4).ok()?;
                    request.params.patch(start, &len.to_le_bytes());
                }
            }
        }
        Some(Call { request, model: self.model, action: self.action, form: self.form })
    }
}

/// Makes a value.
fn make(model: &DataModel, mut held: Held<'_>, how: How, out: &mut impl Sink) -> Option<()> {
    let (letter, count) = (held.letter, held.count);
    match how {
        How::One(kind) => {
            let cell = held.packed.cell()?;
            one(model, letter, cell, held.packed.bytes, kind, out)
        }
        How::Amount { is_negative } => {
            let number =
                held.packed.cell().filter(|number| letter == letter::NUMBER && (*number < 0.0) == is_negative)?;
            let amount = i64::try_from(whole(number.abs())?).ok()?;
            out.put(&amount.to_be_bytes());
            Some(())
        }
        How::OnlyElement(kind) => list(model, &mut held.packed, letter, 1, (kind, false), out),
        How::List(kind) => list(model, &mut held.packed, letter, count, (kind, false), out),
        How::Column { kind, is_nullable, .. } => list(model, &mut held.packed, letter, count, (kind, is_nullable), out),
        How::Positions => {
            let mut writer = ListWriter::new(out);
            (0..i32::try_from(count).ok()?).for_each(|position| writer.push_value(&position));
            Some(())
        }
    }
}

/// Makes a list.
fn list(
    model: &DataModel,
    packed: &mut Packed<'_>,
    letter: u8,
    count: usize,
    (kind, is_nullable): (Kind, bool),
    out: &mut impl Sink,
) -> Option<()> {
    let start = out.position();
    out.put(&u32::try_from(count).ok()?.to_be_bytes());
    for _ in 0..count {
        let cell = if letter == letter::NULL { f64::NAN } else { packed.cell()? };
        if cell.is_nan() {
            if !is_nullable {
                return None;
            }
            out.put(&(-1i32).to_be_bytes());
            continue;
        }
        let mut bytes = &[][..];
        if has_bytes(letter) {
            (bytes, packed.bytes) = packed.bytes.split_at_checked(whole(cell)?)?;
        }
        let at = out.position();
        out.put(&[0; 4]);
        one(model, letter, cell, bytes, kind, out)?;
        let len = i32::try_from(out.position() - at - 4).ok()?;
        out.patch(at, &len.to_be_bytes());
    }
    debug_assert!(out.position() >= start + 4);
    Some(())
}

/// Makes a single value: as reading it from JSON does.
fn one(model: &DataModel, letter: u8, cell: f64, bytes: &[u8], kind: Kind, out: &mut impl Sink) -> Option<()> {
    match (letter, kind) {
        (letter::STRING, Kind::Scalar(ScalarType::String)) => out.put(std::str::from_utf8(bytes).ok()?.as_bytes()),
        (letter::STRING, Kind::Enum(id)) => {
            let found = model.enumeration(id).values.iter().find(|value| value.name.as_bytes() == bytes)?;
            out.put(found.database_name.as_bytes());
        }
        (letter::NUMBER, Kind::Scalar(ScalarType::Float)) => out.put(&cell.to_be_bytes()),
        (letter::NUMBER, Kind::Scalar(ScalarType::Int)) => {
            #[expect(clippy::cast_possible_truncation, reason = "compared with what it was")]
            let whole = cell as i32;
            #[expect(clippy::float_cmp, reason = "exactly this number")]
            if f64::from(whole) != cell {
                return None;
            }
            out.put(&whole.to_be_bytes());
        }
        (letter::BOOLEAN, Kind::Scalar(ScalarType::Boolean)) => out.put(&[u8::from(cell != 0.0)]),
        (letter::DATE, Kind::Scalar(ScalarType::DateTime)) => {
            if !YEARS.contains(&cell) {
                return None;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "checked to be in range; a Date holds whole milliseconds"
            )]
            out.put(&(cell as i64 * 1000).to_be_bytes());
        }
        (letter::BYTES, Kind::Scalar(ScalarType::Bytes)) => out.put(bytes),
        (_, Kind::Scalar(scalar)) => {
            let value = json(letter, cell, bytes)?;
            out.put(&typed(scalar, &value, false, &Path::Root).ok()?);
        }
        (_, Kind::Enum(_)) => return None,
    }
    Some(())
}

/// The value as it stands in JSON, for all that is rare.
fn json(letter: u8, cell: f64, bytes: &[u8]) -> Option<Json> {
    let text = || std::str::from_utf8(bytes).ok();
    let tagged = |name: &str| {
        let value = Json::from(text()?);
        Some(Json::Object(Map::from_iter([("$type".to_owned(), name.into()), ("value".to_owned(), value)])))
    };
    match letter {
        letter::BOOLEAN => Some(Json::from(cell != 0.0)),
        letter::STRING => Some(Json::from(text()?)),
        letter::BIG => tagged("BigInt"),
        letter::DECIMAL => tagged("Decimal"),
        letter::JSON => serde_json::from_slice(bytes).ok(),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        letter::NUMBER if cell.fract() == 0.0 && cell.abs() <= EXACT => Some(Json::from(cell as i64)),
        letter::NUMBER => Number::from_f64(cell).map(Json::Number),
        _ => None,
    }
}
