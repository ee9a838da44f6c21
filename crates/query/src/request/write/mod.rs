//! Building requests: one method for each kind of number.

mod conditions;
mod reads;
mod writes;

use nicol_model::{FieldId, ModelId};

use super::Request;
use super::token::{op, token};
use crate::ast::{Action, Nulls, Operator};
use crate::value::{Encode, ListWriter};
pub use conditions::Modifiers;
pub use writes::{ColumnWriteKind, RelationWriteKind};

/// The values of a request, in order.
#[derive(Debug, Clone)]
pub struct Values<'r> {
    rest: &'r [u8],
}

impl<'r> Iterator for Values<'r> {
    type Item = &'r [u8];

    #[inline]
    fn next(&mut self) -> Option<&'r [u8]> {
        let (len, rest) = self.rest.split_first_chunk::<4>()?;
        let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.rest = rest;
        Some(value)
    }
}

impl Request {
    /// An operation.
    #[inline]
    #[must_use]
    pub fn new(action: Action, model: ModelId) -> Self {
        let mut request = Self::default();
        request.shape.push(token(op::ACTION, (action as u32) << 16 | u32::from(model.0)));
        request
    }

    /// The model that the operation is about; `None` for pieces.
    #[must_use]
    pub fn model(&self) -> Option<ModelId> {
        let &first = self.shape.first()?;
        (first >> 24 == op::ACTION).then(|| ModelId(u16::try_from(first & 0xffff).unwrap_or_default()))
    }

    /// What the operation does; `None` for pieces.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        self.model()?;
        Action::ALL.get((*self.shape.first()? >> 16 & 0xff) as usize).copied()
    }

    /// Appends a piece.
    #[inline]
    pub fn append(&mut self, piece: &Self) -> &mut Self {
        self.shape.extend_from_slice(&piece.shape);
        self.params.extend_from_slice(&piece.params);
        self
    }

    /// The values, in order.
    #[must_use]
    pub fn values(&self) -> Values<'_> {
        Values { rest: &self.params }
    }

    /// Appends a value whose bytes are at hand.
    #[inline]
    pub fn raw_value(&mut self, bytes: &[u8]) {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.params.extend_from_slice(&len.to_le_bytes());
        self.params.extend_from_slice(bytes);
    }

    /// Appends a value.
    #[inline]
    pub fn value<V: Encode + ?Sized>(&mut self, value: &V) {
        let start = self.params.len();
        self.params.extend_from_slice(&[0; 4]);
        value.encode(&mut self.params);
        self.finish_value(start);
    }

    /// Appends a list; says how many elements it has.
    #[inline]
    pub fn list<V: Encode>(&mut self, values: impl IntoIterator<Item = V>) -> u32 {
        let start = self.params.len();
        self.params.extend_from_slice(&[0; 4]);
        let mut list = ListWriter::new(&mut self.params);
        for value in values {
            list.push_value(&value);
        }
        let count = list.count();
        self.finish_value(start);
        count
    }

    fn finish_value(&mut self, start: usize) {
        let len = u32::try_from(self.params.len() - start - 4).unwrap_or(u32::MAX);
        self.params[start..start + 4].copy_from_slice(&len.to_le_bytes());
    }

    #[inline]
    fn token(&mut self, operation: u32, argument: u32) -> &mut Self {
        self.shape.push(token(operation, argument));
        self
    }

    pub(in crate::request) fn raw_condition(&mut self, field: FieldId, operator: Operator, flags: u32, operand: u32) {
        self.condition(field, operator, flags, operand);
    }

    pub(in crate::request) fn raw_order(&mut self, key: u32, field: FieldId, descending: bool, nulls: Option<Nulls>) {
        self.order(key, field, descending, nulls);
    }

    pub(in crate::request) fn raw(&mut self, operation: u32, argument: u32) {
        self.token(operation, argument);
    }
}
