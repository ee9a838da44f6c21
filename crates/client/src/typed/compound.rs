//! Unique filters over several columns.

use super::{Filter, Piece, Unique};
use crate::value::Arg;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

/// The columns of a compound id or unique, one after the other.
#[derive(Debug, Default)]
pub struct Compound {
    piece: Piece,
    columns: u32,
}

impl Compound {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A column of type `T`.
    #[must_use]
    pub fn eq<T>(mut self, field: u16, value: impl Arg<T>) -> Self {
        self.piece.condition(field, Operator::Equals, Modifiers::default(), value);
        self.columns += 1;
        self
    }

    /// The filter.
    pub fn unique<M>(mut self) -> Unique<M> {
        self.piece.0.and(self.columns);
        Unique { filter: Filter::new(self.piece) }
    }
}
