//! Conditions on groups.

use std::ops::Not;

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use super::{Aggregate, Field, Filter, IntoFilter, Piece};
use crate::value::{Arg, Column, Nullable, Text};

/// A condition on groups: on aggregates and on what is grouped by.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let popular = review::stars().count().gt(10).and(review::stars().avg().gte(4.0));
/// let either = popular.or(Having::of(review::book_id().eq("b1")));
/// let books = db.review().group_by(review::book_id(), count()).having(!either).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a condition does nothing until it is given to a query"]
#[derive(Debug, Clone)]
pub struct Having<M>(pub(crate) Filter<M>);

/// Conditions on groups.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let groups = |having| db.review().group_by((review::book_id(), review::stars()), count()).having(having);
/// for having in [
///     review::stars().count().eq(2),
///     review::stars().count().ne(2),
///     review::stars().sum().in_([8, 9]),
///     review::stars().sum().not_in([8, 9]),
///     review::stars().avg().lt(4.0),
///     review::stars().avg().lte(4.0),
///     review::stars().min().gt(3),
///     review::stars().max().gte(5),
///     review::stars().max().between(4, 5),
///     review::text().max().is_null(),
///     review::text().max().is_not_null(),
///     review::text().max().contains("good"),
///     review::text().max().starts_with("good"),
///     review::text().max().ends_with("good"),
///     // With a field that is grouped by.
///     review::stars().max().eq_field(review::stars()),
///     review::stars().max().ne_field(review::stars()),
///     review::stars().max().lt_field(review::stars()),
///     review::stars().max().lte_field(review::stars()),
///     review::stars().max().gt_field(review::stars()),
///     review::stars().max().gte_field(review::stars()),
/// ] {
///     groups(having).await?;
/// }
/// # Ok(())
/// # }
/// ```
impl<M, T: Column> Aggregate<M, T> {
    fn having(self, operator: Operator, negated: bool, value: impl Arg<T>) -> Having<M> {
        self.condition(|piece, id| piece.condition(id, operator, Modifiers { insensitive: false, negated }, value))
    }

    fn having_field(self, operator: Operator, negated: bool, other: u16) -> Having<M> {
        self.condition(|piece, id| {
            let with = Modifiers { insensitive: false, negated };
            piece.0.compare_field(FieldId(id), operator, with, FieldId(other));
        })
    }

    fn having_list<E: Arg<T::Base>>(self, operator: Operator, values: impl IntoIterator<Item = E>) -> Having<M> {
        self.condition(|piece, id| piece.list_condition::<T::Base, E>(id, operator, Modifiers::default(), values))
    }

    fn condition(self, write: impl FnOnce(&mut Piece, u16)) -> Having<M> {
        Having(Filter::build(|piece| {
            write(piece, self.id);
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

    /// Equal to one of the values; no group if there are none.
    pub fn in_<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Having<M> {
        self.having_list(Operator::In, values)
    }

    /// Equal to none of the values; every group if there are none.
    pub fn not_in<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Having<M> {
        self.having_list(Operator::NotIn, values)
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

    /// At least the first and at most the second value.
    pub fn between(self, least: impl Arg<T>, most: impl Arg<T>) -> Having<M> {
        self.gte(least).and(self.lte(most))
    }

    /// Null: the group has no value.
    pub fn is_null(self) -> Having<M>
    where
        T: Nullable,
    {
        self.condition(|piece, id| {
            piece.0.is_null(FieldId(id), false);
        })
    }

    /// Not null: the group has a value.
    pub fn is_not_null(self) -> Having<M>
    where
        T: Nullable,
    {
        self.condition(|piece, id| {
            piece.0.is_null(FieldId(id), true);
        })
    }

    /// Has this text in it.
    pub fn contains(self, value: impl Arg<T>) -> Having<M>
    where
        T: Text,
    {
        self.having(Operator::Contains, false, value)
    }

    /// Starts with this text.
    pub fn starts_with(self, value: impl Arg<T>) -> Having<M>
    where
        T: Text,
    {
        self.having(Operator::StartsWith, false, value)
    }

    /// Ends with this text.
    pub fn ends_with(self, value: impl Arg<T>) -> Having<M>
    where
        T: Text,
    {
        self.having(Operator::EndsWith, false, value)
    }

    /// Equal to a field that is grouped by.
    pub fn eq_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Equals, false, field.id)
    }

    /// Not equal to a field that is grouped by.
    pub fn ne_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Equals, true, field.id)
    }

    /// Less than a field that is grouped by.
    pub fn lt_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Lt, false, field.id)
    }

    /// Less than or equal to a field that is grouped by.
    pub fn lte_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Lte, false, field.id)
    }

    /// Greater than a field that is grouped by.
    pub fn gt_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Gt, false, field.id)
    }

    /// Greater than or equal to a field that is grouped by.
    pub fn gte_field<T2: Column<Base = T::Base, Shape = T::Shape>, K>(self, field: Field<M, T2, K>) -> Having<M> {
        self.having_field(Operator::Gte, false, field.id)
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
