//! Aggregates: `count()`, `order::total().sum()`; conditions on them are in `having`.

use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::AggregateFunction;

use super::{Cursor, Field, Order, Piece, Select};
use crate::error::Result;
use crate::value::{Cell, Column, Number, Ordered};

/// An aggregate of a column of model `M` that becomes a `T`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let points: Aggregate<db::Member, Option<i64>> = member::points().sum();
/// let total: Option<i64> = db.member().aggregate(points).await?;
/// // In orders and conditions of groups.
/// let groups = db.member().group_by(member::rank(), points).having(points.gt(10)).order_by(points.desc()).await?;
/// let groups = db.member().group_by(member::rank(), points).order_by(points.asc()).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "an aggregate does nothing until it is given to a query"]
#[derive(Debug)]
pub struct Aggregate<M, T> {
    pub(super) function: AggregateFunction,
    pub(super) id: u16,
    _types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for Aggregate<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Aggregate<M, T> {}

/// The number of records.
#[derive(Debug, Clone, Copy)]
pub struct CountAll(());

/// The number of records.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let (members, named) = db.member().aggregate((count(), member::nickname().count())).await?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub const fn count() -> CountAll {
    CountAll(())
}

/// What `aggregate` and `group_by` can return of model `M`: aggregates, and tuples of them.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let (least, most) = db.member().aggregate((member::points().min(), member::points().max())).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no aggregate of `{M}`",
    label = "expected aggregates of `{M}`",
    note = "such as `count()`, `todo::views().sum()`, `todo::created_at().max()`; more than one go into a tuple"
)]
pub trait Aggregates<M>: Select {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

/// What records of model `M` can be grouped by: fields, and tuples of them.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let by_rank = db.member().group_by(member::rank(), count()).await?;
/// let by_both = db.member().group_by((member::rank(), member::active()), count()).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "records of `{M}` can't be grouped by `{Self}`",
    label = "expected fields of `{M}`",
    note = "more than one go into a tuple: `.group_by((todo::user_id(), todo::completed()), count())`"
)]
pub trait Groups<M>: Select {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

/// Aggregates of a column.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let (named, sum, average, least, most) = db
///     .member()
///     .aggregate((
///         member::nickname().count(),
///         member::points().sum(),
///         member::points().avg(),
///         member::points().min(),
///         member::points().max(),
///     ))
///     .await?;
/// # Ok(())
/// # }
/// ```
impl<M, T: Column, K> Field<M, T, K> {
    fn aggregate<O>(self, function: AggregateFunction) -> Aggregate<M, O> {
        Aggregate { function, id: self.id, _types: PhantomData }
    }

    /// How many values there are that are not null.
    pub fn count(self) -> Aggregate<M, i64> {
        self.aggregate(AggregateFunction::Count)
    }

    /// The sum; null if there are no values.
    pub fn sum<S>(self) -> Aggregate<M, Option<S>>
    where
        T: Number<Sum = S>,
    {
        self.aggregate(AggregateFunction::Sum)
    }

    /// The average; null if there are no values.
    pub fn avg<S>(self) -> Aggregate<M, Option<S>>
    where
        T: Number<Average = S>,
    {
        self.aggregate(AggregateFunction::Avg)
    }

    /// The smallest value; null if there are no values.
    pub fn min(self) -> Aggregate<M, Option<T::Base>>
    where
        T: Ordered,
    {
        self.aggregate(AggregateFunction::Min)
    }

    /// The largest value; null if there are no values.
    pub fn max(self) -> Aggregate<M, Option<T::Base>>
    where
        T: Ordered,
    {
        self.aggregate(AggregateFunction::Max)
    }
}

impl<M, T: Cell> Select for Aggregate<M, T> {
    type Model = M;
    type Out = T;

    fn decode(cursor: &mut Cursor<'_>) -> Result<T> {
        cursor.next()
    }
}

impl<M, T: Cell> Aggregates<M> for Aggregate<M, T> {
    fn write(self, out: &mut Piece) {
        out.0.aggregate(self.function, FieldId(self.id));
    }
}

impl Select for CountAll {
    type Model = ();
    type Out = i64;

    fn decode(cursor: &mut Cursor<'_>) -> Result<i64> {
        cursor.next()
    }
}

impl<M> Aggregates<M> for CountAll {
    fn write(self, out: &mut Piece) {
        out.0.count_all();
    }
}

/// Orders of groups.
impl<M, T> Aggregate<M, T> {
    fn order(self, descending: bool) -> Order<M> {
        Order::build(|piece| {
            piece.0.order_by_aggregate(self.function, FieldId(self.id), descending);
        })
    }

    /// The group with the smallest first.
    pub fn asc(self) -> Order<M> {
        self.order(false)
    }

    /// The group with the largest first.
    pub fn desc(self) -> Order<M> {
        self.order(true)
    }
}
