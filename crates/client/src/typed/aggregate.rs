//! Aggregates: `count()`, `order::total().sum()`.

use std::marker::PhantomData;
use std::ops::Not;

use nicol_model::FieldId;
use nicol_query::ast::{AggregateFunction, Operator};
use nicol_query::request::Modifiers;

use super::{Cursor, Field, Filter, IntoFilter, Order, Piece, Select};
use crate::error::Result;
use crate::value::{Arg, Cell, Column, Number, Ordered};

/// An aggregate of a column of model `M` that becomes a `T`.
#[must_use = "an aggregate does nothing until it is given to a query"]
#[derive(Debug)]
pub struct Aggregate<M, T> {
    function: AggregateFunction,
    id: u16,
    _types: PhantomData<fn() -> (M, T)>,
}

/// The number of records.
#[derive(Debug, Clone, Copy)]
pub struct CountAll(());

/// The number of records.
#[must_use]
pub const fn count() -> CountAll {
    CountAll(())
}

/// What `aggregate` and `group_by` can return of model `M`: aggregates, and tuples of them.
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
#[diagnostic::on_unimplemented(
    message = "records of `{M}` can't be grouped by `{Self}`",
    label = "expected fields of `{M}`",
    note = "more than one go into a tuple: `.group_by((todo::user_id(), todo::completed()), count())`"
)]
pub trait Groups<M>: Select {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

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

/// A condition on groups: on aggregates and on what is grouped by.
#[must_use = "a condition does nothing until it is given to a query"]
#[derive(Debug, Clone)]
pub struct Having<M>(pub(crate) Filter<M>);

/// Conditions on groups.
impl<M, T: Column> Aggregate<M, T> {
    fn having(self, operator: Operator, negated: bool, value: impl Arg<T>) -> Having<M> {
        Having(Filter::build(|piece| {
            piece.condition(self.id, operator, Modifiers { insensitive: false, negated }, value);
            piece.0.of_aggregate(self.function);
        }))
    }

    /// Equal to a value.
    pub fn eq(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Equals, false, value)
    }

    /// Not equal to a value.
    pub fn ne(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Equals, true, value)
    }

    /// Less than a value.
    pub fn lt(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Lt, false, value)
    }

    /// Less than or equal to a value.
    pub fn lte(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Lte, false, value)
    }

    /// Greater than a value.
    pub fn gt(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Gt, false, value)
    }

    /// Greater than or equal to a value.
    pub fn gte(self, value: impl Arg<T>) -> Having<M> {
        self.having(Operator::Gte, false, value)
    }
}

impl<M> Having<M> {
    /// A condition on fields that are grouped by.
    pub fn of(filter: impl IntoFilter<M>) -> Self {
        Self(filter.into_filter())
    }

    /// Both must be true.
    pub fn and(self, other: Self) -> Self {
        Self(self.0.and(other.0))
    }

    /// One of the two must be true.
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}

impl<M> Not for Having<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}
