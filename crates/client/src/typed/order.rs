//! Orders as values: `todo::created_at().desc()`.

use std::fmt;
use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::Nulls;

use super::piece::debug_part;
use super::{Field, Piece};
use crate::value::{Column, Nullable, Text};

/// By what records of model `M` are put in order.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let orders: Vec<Order<db::Member>> = vec![member::points().desc(), member::sponsor().by(member::name().asc())];
/// let mut query = db.member().find_many();
/// for order in orders {
///     query = query.order_by(order);
/// }
/// let members = query.await?;
/// # Ok(())
/// # }
/// ```
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

/// Orders by a column.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let orders = [
///     member::name().asc(),
///     member::name().desc(),
///     member::nickname().asc_nulls_first(),
///     member::nickname().asc_nulls_last(),
///     member::nickname().desc_nulls_first(),
///     member::nickname().desc_nulls_last(),
/// ];
/// let books = db.book().find_many().order_by(book::title().relevance("light").desc()).await?;
/// # Ok(())
/// # }
/// ```
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

    /// An order by how well this field matches a full-text search (PostgreSQL, preview feature
    /// `fullTextSearchPostgres`): `book::title().relevance("light").desc()`.
    pub fn relevance(self, search: impl Into<String>) -> Relevance<M>
    where
        T: Text,
    {
        Relevance { fields: vec![self.id], search: search.into(), _model: PhantomData }
    }
}

/// How well fields of model `M` match a full-text search.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let best = book::title().relevance("light & colour").or(book::r#type()).desc();
/// let found = db.book().find_many().filter(book::title().search("light & colour")).order_by(best).await?;
/// let worst = db.book().find_first().order_by(book::title().relevance("light").asc()).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a relevance becomes an order by `asc` or `desc`"]
#[derive(Debug, Clone)]
pub struct Relevance<M> {
    fields: Vec<u16>,
    search: String,
    _model: PhantomData<fn() -> M>,
}

impl<M> Relevance<M> {
    /// A further field that is searched.
    pub fn or<T: Text, K>(mut self, field: Field<M, T, K>) -> Self {
        self.fields.push(field.id);
        self
    }

    /// The best match last.
    pub fn asc(self) -> Order<M> {
        self.order(false)
    }

    /// The best match first.
    pub fn desc(self) -> Order<M> {
        self.order(true)
    }

    fn order(self, descending: bool) -> Order<M> {
        Order::build(|piece| {
            let mut fields = self.fields.into_iter().map(FieldId);
            if let Some(first) = fields.next() {
                piece.0.order_by_relevance(first, &self.search, descending);
                fields.for_each(|field| {
                    piece.0.relevance_field(field);
                });
            }
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
        debug_part::<M>(f, "Order", &self.piece)
    }
}
