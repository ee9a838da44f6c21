//! Comparing columns: the methods that make filters.

mod insensitive;
mod json;
mod references;

use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use super::{Field, Filter, KeyKind};
use crate::value::{Arg, CanBeNull, Column, List, Ordered, Text};
pub use insensitive::Insensitive;
pub use json::JsonPath;

const PLAIN: Modifiers = Modifiers { insensitive: false, negated: false };
const NEGATED: Modifiers = Modifiers { insensitive: false, negated: true };
const INSENSITIVE: Modifiers = Modifiers { insensitive: true, negated: false };

/// Conditions on a value.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let filters = [
///     member::name().eq("Ada"),
///     member::name().ne("Ada"),
///     member::points().in_([10, 20]),
///     member::points().not_in([10, 20]),
///     member::points().lt(20),
///     member::points().lte(20),
///     member::points().gt(20),
///     member::points().gte(20),
///     member::points().between(10, 20),
///     member::nickname().is_null(),
///     member::nickname().is_not_null(),
///     member::name().contains("d"),
///     member::name().starts_with("A"),
///     member::name().ends_with("a"),
///     member::name().insensitive().eq("ADA"),
///     // PostgreSQL, preview feature `fullTextSearchPostgres`.
///     member::name().search("ada | bob"),
/// ];
/// let lists = [
///     sample::tags().has("new"),
///     sample::tags().has_every(["new", "red"]),
///     sample::tags().has_some(["new", "red"]),
///     sample::tags().is_empty(true),
/// ];
/// let found = db.member().find_many().filter(all(filters)).await?;
/// let found = db.sample().find_many().filter(any(lists)).await?;
/// # Ok(())
/// # }
/// ```
impl<M, T: Column, K: KeyKind> Field<M, T, K> {
    fn condition(self, operator: Operator, with: Modifiers, arg: impl Arg<T>) -> Filter<M> {
        Filter::build(|piece| piece.condition(self.id, operator, with, arg))
    }

    fn list_condition<E: Arg<T::Base>>(
        self,
        operator: Operator,
        with: Modifiers,
        list: impl IntoIterator<Item = E>,
    ) -> Filter<M> {
        Filter::build(|piece| piece.list_condition::<T::Base, E>(self.id, operator, with, list))
    }

    /// Equal to a value. Of a unique field: the one record with it.
    pub fn eq(self, value: impl Arg<T>) -> K::Equals<M> {
        K::equals(self.condition(Operator::Equals, PLAIN, value))
    }

    /// Not equal to a value. NULL is neither equal nor unequal.
    pub fn ne(self, value: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Equals, NEGATED, value)
    }

    /// Equal to one of the values; no record if there are none.
    pub fn in_<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Filter<M> {
        self.list_condition(Operator::In, PLAIN, values)
    }

    /// Equal to none of the values; every record if there are none.
    pub fn not_in<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Filter<M> {
        self.list_condition(Operator::NotIn, PLAIN, values)
    }

    /// Less than a value.
    pub fn lt(self, value: impl Arg<T>) -> Filter<M>
    where
        T: Ordered,
    {
        self.condition(Operator::Lt, PLAIN, value)
    }

    /// Less than or equal to a value.
    pub fn lte(self, value: impl Arg<T>) -> Filter<M>
    where
        T: Ordered,
    {
        self.condition(Operator::Lte, PLAIN, value)
    }

    /// Greater than a value.
    pub fn gt(self, value: impl Arg<T>) -> Filter<M>
    where
        T: Ordered,
    {
        self.condition(Operator::Gt, PLAIN, value)
    }

    /// Greater than or equal to a value.
    pub fn gte(self, value: impl Arg<T>) -> Filter<M>
    where
        T: Ordered,
    {
        self.condition(Operator::Gte, PLAIN, value)
    }

    /// At least the first and at most the second value.
    pub fn between(self, least: impl Arg<T>, most: impl Arg<T>) -> Filter<M>
    where
        T: Ordered,
    {
        self.gte(least).and(self.lte(most))
    }

    /// Null. Of a list: it was never set, which reads as empty.
    pub fn is_null(self) -> Filter<M>
    where
        T: CanBeNull,
    {
        Filter::build(|piece| {
            piece.0.is_null(FieldId(self.id), false);
        })
    }

    /// Not null.
    pub fn is_not_null(self) -> Filter<M>
    where
        T: CanBeNull,
    {
        Filter::build(|piece| {
            piece.0.is_null(FieldId(self.id), true);
        })
    }

    /// Has this text in it. `%` and `_` stand for any text and any character, as in Prisma.
    pub fn contains(self, text: impl Arg<T>) -> Filter<M>
    where
        T: Text,
    {
        self.condition(Operator::Contains, PLAIN, text)
    }

    /// Starts with this text.
    pub fn starts_with(self, text: impl Arg<T>) -> Filter<M>
    where
        T: Text,
    {
        self.condition(Operator::StartsWith, PLAIN, text)
    }

    /// Ends with this text.
    pub fn ends_with(self, text: impl Arg<T>) -> Filter<M>
    where
        T: Text,
    {
        self.condition(Operator::EndsWith, PLAIN, text)
    }

    /// Full-text search (PostgreSQL, preview feature `fullTextSearchPostgres`): the query is one of `to_tsquery`, such as
    /// `"cat & (dog | mouse)"`.
    pub fn search(self, query: impl Arg<String>) -> Filter<M>
    where
        T: Text,
    {
        Filter::build(|piece| piece.condition(self.id, Operator::Search, PLAIN, query))
    }

    /// The same comparisons with upper and lower case taken as equal.
    pub fn insensitive(self) -> Insensitive<M, T>
    where
        T: Text,
    {
        Insensitive { id: self.id, _types: PhantomData }
    }

    /// The list has this value.
    pub fn has(self, value: impl Arg<T::Base>) -> Filter<M>
    where
        T: List,
    {
        Filter::build(|piece| piece.condition(self.id, Operator::Has, PLAIN, value))
    }

    /// The list has all of these values.
    pub fn has_every<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Filter<M>
    where
        T: List,
    {
        self.list_condition(Operator::HasEvery, PLAIN, values)
    }

    /// The list has one of these values.
    pub fn has_some<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Filter<M>
    where
        T: List,
    {
        self.list_condition(Operator::HasSome, PLAIN, values)
    }

    /// The list is empty.
    pub fn is_empty(self, empty: bool) -> Filter<M>
    where
        T: List,
    {
        Filter::build(|piece| {
            piece.0.is_empty(FieldId(self.id), empty);
        })
    }
}
