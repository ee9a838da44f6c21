//! Results for JavaScript: numbers in one list, texts in a few long strings, and once for each plan how to read them.
//!
//! A call over the language border for each value costs more than the value, and so does a tree in between. So a result is
//! a list of `f64` cells in the order in which the objects are built: JavaScript reads it once, from the front, by a decoder
//! that it makes of the [`Layout`]'s description. `packages/nicol/src/native/slots` is the other side.
//!
//! | what | cells |
//! |---|---|
//! | Int, counts; Boolean; DateTime in ms | the number; NaN is null |
//! | Float | the number; NaN and then 0 is null, NaN and then 1 is NaN |
//! | BigInt | 1 and the 64 bits; 0 is null |
//! | enum | its place among the names; NaN is null |
//! | String, Decimal, Json, Bytes (base64) | the length in UTF-16 units, -1 is null; the text follows that of those before |
//! | list | the count, then the elements; a list of null is empty |
//! | children of a relation | the count, then the records |
//! | record that may be missing | 1 and the record, or 0 |
//!
//! The texts are cut into pieces of a few thousand units, because a part of a string keeps all of it alive. No text is
//! divided between two pieces.

mod describe;
mod layout;
mod write;

pub use layout::Layout;

/// A result in slots.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Slots {
    pub cells: Vec<f64>,
    /// Pieces of the texts; none is empty.
    pub texts: Vec<String>,
    /// Units of the last piece.
    units: usize,
}

/// How long a piece of the texts gets before the next one is begun.
const PIECE: usize = 4096;

impl Slots {
    fn push(&mut self, number: f64) {
        self.cells.push(number);
    }

    #[expect(clippy::cast_precision_loss, reason = "no result has 2^53 parts")]
    fn push_count(&mut self, count: usize) {
        self.cells.push(count as f64);
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return self.push(0.0);
        }
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.push_count(units);
        match self.texts.last_mut() {
            Some(piece) if self.units < PIECE => {
                piece.push_str(text);
                self.units += units;
            }
            _ => {
                let mut piece =
                    String::with_capacity(text.len().max(if self.texts.is_empty() { 128 } else { PIECE + 128 }));
                piece.push_str(text);
                self.texts.push(piece);
                self.units = units;
            }
        }
    }
}
