//! Orders as values: `todo::created_at().desc()`.

use std::fmt;
use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::Nulls;

use super::{Field, Piece};
use crate::value::{Column, Nullable, Text};

/// By what records of model `M` are put in order.
#[must_use = "an order does nothing until it is given to a query"]
pub struct Order<M> {
    pub(crate) piece: Piece,
    _model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(crate) fn build(write: impl FnOnce(&mut Piece)) -> Self {
        let mut piece = Piece::default();
        write(&mut piece);
        Self { piece, _model: PhantomData }
    }

    pub(crate) fn cast<P>(self) -> Order<P> {
        Order { piece: self.piece, _model: PhantomData }
    }
}

impl<M, T: Column, K> Field<M, T, K> {
    fn order(self, descending: bool, nulls: Option<Nulls>) -> Order<M> {
        Order::build(|piece| {
            piece.0.order_by(FieldId(self.id), descending, nulls);
        })
    }

    /// The smallest first.
    pub fn asc(self) -> Order<M> {
        self.order(false, None)
    }

    /// The largest first.
    pub fn desc(self) -> Order<M> {
        self.order(true, None)
    }

    /// The smallest first, nulls before all.
    pub fn asc_nulls_first(self) -> Order<M>
    where
        T: Nullable,
    {
        self.order(false, Some(Nulls::First))
    }

    /// The smallest first, nulls after all.
    pub fn asc_nulls_last(self) -> Order<M>
    where
        T: Nullable,
    {
        self.order(false, Some(Nulls::Last))
    }

    /// The largest first, nulls before all.
    pub fn desc_nulls_first(self) -> Order<M>
    where
        T: Nullable,
    {
        self.order(true, Some(Nulls::First))
    }

    /// The largest first, nulls after all.
    pub fn desc_nulls_last(self) -> Order<M>
    where
        T: Nullable,
    {
        self.order(true, Some(Nulls::Last))
    }

    /// The best match of a full-text search first (PostgreSQL, preview feature `fullTextSearchPostgres`).
    pub fn relevance(self, search: &str) -> Order<M>
    where
        T: Text,
    {
        Order::build(|piece| {
            piece.0.order_by_relevance(FieldId(self.id), search, true);
        })
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Self { piece: self.piece.clone(), _model: PhantomData }
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.piece).finish()
    }
}
