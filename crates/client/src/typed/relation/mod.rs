//! Relations as values: `todo::user()`, `user::todos()`.

mod arity;
mod filters;
mod writes;

use std::fmt;
use std::marker::PhantomData;

use nicol_model::FieldId;

pub use arity::{Arity, CanBeMissing, CanFilter, Many, One, Opt, ToMany, ToOne};

use super::read::{Include, Pick, Push};
use super::{Filter, IntoFilter, Order, Piece, Select, Shape, Unique};

/// The model that a relation leads to.
pub(crate) type Target<A> = <<A as Arity>::S as Select>::Model;

/// A relation of model `P`. `A` says how many records there are ([`One`], [`Opt`], [`Many`]) and what is read of each.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let latest = member::loans()
///     .filter(loan::days().gt(7))
///     .order_by(loan::since().desc())
///     .cursor(loan::member_id_book_id(1, "b1"))
///     .skip(1)
///     .take(5)
///     .distinct(loan::days())
///     .include(loan::book());
/// let found = db.member().find_many().include(latest).await?;
/// let titles = db.member().find_many().include(member::loans().select(loan::book().select(book::title()))).await?;
/// nicol::shape! { struct Days: db::loan { days } }
/// let days = db.member().find_many().include(member::loans().shape::<Days>()).await?;
/// let counts = db.member().find_many().include(member::loans().count()).await?;
/// let by_sponsor = db.member().find_many().order_by(member::sponsor().by(member::name().asc())).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a relation does nothing until it is given to a query"]
pub struct Rel<P, A> {
    id: u16,
    /// Arguments and selection of the related records.
    piece: Piece,
    /// Whether the selection says which columns are read.
    selected: bool,
    _types: PhantomData<fn() -> (P, A)>,
}

/// A relation's arity, as a type.
pub trait Related {
    /// The arity.
    type Arity: Arity;
}

impl<P, A: Arity> Related for Rel<P, A> {
    type Arity = A;
}

impl<P, A> Rel<P, A> {
    /// For generated code: the relation with this number.
    #[doc(hidden)]
    #[inline]
    pub fn new(id: u16) -> Self {
        Self { id, piece: Piece::default(), selected: false, _types: PhantomData }
    }

    fn cast<B>(self) -> Rel<P, B> {
        Rel { id: self.id, piece: self.piece, selected: self.selected, _types: PhantomData }
    }

    fn field(&self) -> FieldId {
        FieldId(self.id)
    }
}

impl<P, A: Arity> Rel<P, A> {
    fn select_columns(&mut self) {
        if !self.selected {
            A::S::write_columns(&mut self.piece);
            self.selected = true;
        }
    }

    pub(crate) fn write_read(mut self, out: &mut Piece) {
        self.select_columns();
        out.0.read(self.field());
        out.append(&self.piece);
        out.0.close();
    }
}

/// What is read.
impl<P, A: Arity> Rel<P, A> {
    /// Reads a relation of the related records too.
    pub fn include<R, S2>(mut self, relation: R) -> Rel<P, A::With<S2>>
    where
        R: Include<Target<A>>,
        A::S: Push<R, To = S2>,
        S2: Select,
    {
        self.select_columns();
        relation.write(&mut self.piece);
        self.cast()
    }

    /// Reads these fields and relations of the related records, in place of all columns.
    pub fn select<S2: Pick<Target<A>>>(mut self, selection: S2) -> Rel<P, A::With<S2>>
    where
        A::S: super::Model,
    {
        self.selected = true;
        selection.write(&mut self.piece);
        self.cast()
    }

    /// Reads the related records as a struct made by `shape!`.
    pub fn shape<T: Shape<Model = Target<A>>>(mut self) -> Rel<P, A::With<super::Nested<T>>>
    where
        A::S: super::Model,
    {
        self.selected = true;
        T::write(&mut self.piece);
        self.cast()
    }

    /// Only related records that match. Of a to-one relation that may be missing: missing if it does not match.
    pub fn filter(mut self, filter: impl IntoFilter<Target<A>>) -> Self
    where
        A: CanFilter,
    {
        self.piece.append(&filter.into_filter().piece);
        self.piece.0.filter();
        self
    }

    /// The order of the related records.
    pub fn order_by(mut self, order: Order<Target<A>>) -> Self
    where
        A: ToMany,
    {
        self.piece.append(&order.piece);
        self
    }

    /// At most this many of each record's; a negative number takes the last ones, in the same order. (As
    /// [`Query::take`](crate::typed::Query::take), for each record.)
    pub fn take(mut self, count: i64) -> Self
    where
        A: ToMany,
    {
        self.piece.0.take(count);
        self
    }

    /// Leaves out so many of each record's first ones. (As [`Query::skip`](crate::typed::Query::skip), for each record.)
    pub fn skip(mut self, count: i64) -> Self
    where
        A: ToMany,
    {
        self.piece.0.skip(count);
        self
    }

    /// Starts at this record, in the list that it stands in; the other records' lists are empty then. (As
    /// [`Query::cursor`](crate::typed::Query::cursor), for each record.)
    pub fn cursor(mut self, cursor: Unique<Target<A>>) -> Self
    where
        A: ToMany,
    {
        self.piece.append(&cursor.filter.piece);
        self.piece.0.cursor();
        self
    }

    /// Only the first of the records that have the same value in this field.
    pub fn distinct<T, K>(mut self, field: super::Field<Target<A>, T, K>) -> Self
    where
        A: ToMany,
    {
        self.piece.0.distinct(FieldId(field.id));
        self
    }

    /// How many related records there are.
    pub fn count(self) -> RelatedCount<P, Target<A>>
    where
        A: ToMany,
    {
        RelatedCount { id: self.id, filter: None, _model: PhantomData }
    }

    /// An order by a field of the related record.
    pub fn by(self, order: Order<Target<A>>) -> Order<P>
    where
        A: ToOne,
    {
        let mut order = order.cast();
        order.piece.0.order_via(self.field());
        order
    }
}

/// How many related records, of model `C`, a record has.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let long: RelatedCount<db::Member, db::Loan> = member::loans().count().filter(loan::days().gt(30));
/// let counted = db.member().find_many().include(long).await?;
/// let most = db.member().find_many().order_by(member::loans().count().desc()).await?;
/// let least = db.member().find_many().order_by(member::loans().count().asc()).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a count does nothing until it is given to a query"]
pub struct RelatedCount<P, C> {
    id: u16,
    filter: Option<Filter<C>>,
    _model: PhantomData<fn() -> P>,
}

impl<P, C> RelatedCount<P, C> {
    /// Only of related records that match.
    pub fn filter(mut self, filter: impl IntoFilter<C>) -> Self {
        let filter = filter.into_filter();
        self.filter = Some(match self.filter {
            None => filter,
            Some(other) => other.and(filter),
        });
        self
    }

    /// The records with the fewest first.
    pub fn asc(self) -> Order<P> {
        self.order(false)
    }

    /// The records with the most first.
    pub fn desc(self) -> Order<P> {
        self.order(true)
    }

    fn order(self, descending: bool) -> Order<P> {
        Order::build(|piece| {
            piece.0.order_by_count(FieldId(self.id), descending);
        })
    }

    pub(crate) fn write_count(self, out: &mut Piece) {
        match self.filter {
            None => {
                out.0.select_count(FieldId(self.id));
            }
            Some(filter) => {
                out.append(&filter.piece);
                out.0.select_count_where(FieldId(self.id));
            }
        }
    }
}

impl<P, A> Clone for Rel<P, A> {
    fn clone(&self) -> Self {
        Self { id: self.id, piece: self.piece.clone(), selected: self.selected, _types: PhantomData }
    }
}

impl<P, A> fmt::Debug for Rel<P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rel").field("id", &self.id).field("piece", &self.piece).finish()
    }
}

impl<P, C> fmt::Debug for RelatedCount<P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelatedCount").field("id", &self.id).field("filter", &self.filter).finish()
    }
}
