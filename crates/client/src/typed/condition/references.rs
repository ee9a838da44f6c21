//! Comparing columns of one record with each other.

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use super::{NEGATED, PLAIN};
use crate::typed::{Field, Filter, KeyKind};
use crate::value::{Column, List, Ordered, Single, Text};

/// A condition on a column of `M` that compares it with another one.
pub(super) fn compared<M>(field: u16, operator: Operator, with: Modifiers, other: u16) -> Filter<M> {
    Filter::build(|piece| {
        piece.0.compare_field(FieldId(field), operator, with, FieldId(other));
    })
}

/// Comparisons with another column of the record.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let filters = [
///     member::name().eq_field(member::nickname()),
///     member::name().ne_field(member::nickname()),
///     member::points().lt_field(member::id()),
///     member::points().lte_field(member::id()),
///     member::points().gt_field(member::id()),
///     member::points().gte_field(member::id()),
///     member::email().contains_field(member::name()),
///     member::email().starts_with_field(member::name()),
///     member::email().ends_with_field(member::name()),
/// ];
/// let lists = [
///     sample::code().in_field(sample::tags()),
///     sample::code().not_in_field(sample::tags()),
///     sample::tags().has_field(sample::code()),
///     sample::tags().has_every_field(sample::tags()),
///     sample::tags().has_some_field(sample::tags()),
/// ];
/// let found = db.member().find_many().filter(any(filters)).await?;
/// let found = db.sample().find_many().filter(any(lists)).await?;
/// # Ok(())
/// # }
/// ```
impl<M, T: Column, K: KeyKind> Field<M, T, K> {
    /// Equal to another column of the record.
    pub fn eq_field<T2: Column<Base = T::Base, Shape = T::Shape>, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Equals, PLAIN, other.id)
    }

    /// Not equal to another column of the record.
    pub fn ne_field<T2: Column<Base = T::Base, Shape = T::Shape>, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Equals, NEGATED, other.id)
    }

    /// One of the values of a list column of the record.
    pub fn in_field<K2>(self, list: Field<M, Vec<T::Base>, K2>) -> Filter<M>
    where
        T: Single,
    {
        compared(self.id, Operator::In, PLAIN, list.id)
    }

    /// None of the values of a list column of the record.
    pub fn not_in_field<K2>(self, list: Field<M, Vec<T::Base>, K2>) -> Filter<M>
    where
        T: Single,
    {
        compared(self.id, Operator::NotIn, PLAIN, list.id)
    }

    /// Less than another column of the record.
    pub fn lt_field<T2: Column<Base = T::Base> + Ordered, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        compared(self.id, Operator::Lt, PLAIN, other.id)
    }

    /// Less than or equal to another column of the record.
    pub fn lte_field<T2: Column<Base = T::Base> + Ordered, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        compared(self.id, Operator::Lte, PLAIN, other.id)
    }

    /// Greater than another column of the record.
    pub fn gt_field<T2: Column<Base = T::Base> + Ordered, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        compared(self.id, Operator::Gt, PLAIN, other.id)
    }

    /// Greater than or equal to another column of the record.
    pub fn gte_field<T2: Column<Base = T::Base> + Ordered, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        compared(self.id, Operator::Gte, PLAIN, other.id)
    }

    /// Has in it the text of another column of the record.
    pub fn contains_field<T2: Column<Base = T::Base> + Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Text,
    {
        compared(self.id, Operator::Contains, PLAIN, other.id)
    }

    /// Starts with the text of another column of the record.
    pub fn starts_with_field<T2: Column<Base = T::Base> + Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Text,
    {
        compared(self.id, Operator::StartsWith, PLAIN, other.id)
    }

    /// Ends with the text of another column of the record.
    pub fn ends_with_field<T2: Column<Base = T::Base> + Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Text,
    {
        compared(self.id, Operator::EndsWith, PLAIN, other.id)
    }

    /// The list has the value of another column of the record.
    pub fn has_field<T2: Column<Base = T::Base> + Single, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: List,
    {
        compared(self.id, Operator::Has, PLAIN, other.id)
    }

    /// The list has all values of another list column of the record.
    pub fn has_every_field<K2>(self, other: Field<M, T, K2>) -> Filter<M>
    where
        T: List,
    {
        compared(self.id, Operator::HasEvery, PLAIN, other.id)
    }

    /// The list has a value of another list column of the record.
    pub fn has_some_field<K2>(self, other: Field<M, T, K2>) -> Filter<M>
    where
        T: List,
    {
        compared(self.id, Operator::HasSome, PLAIN, other.id)
    }
}
