//! Comparing text with upper and lower case taken as equal.

use std::marker::PhantomData;

use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use super::INSENSITIVE;
use super::references::compared;
use crate::typed::{Field, Filter};
use crate::value::{Arg, Column, Text};

/// Comparisons of a text field with upper and lower case taken as equal.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let name = || member::name().insensitive();
/// let filters = [
///     name().eq("ADA"),
///     name().ne("ADA"),
///     name().in_(["ADA", "BOB"]),
///     name().not_in(["ADA", "BOB"]),
///     name().contains("D"),
///     name().starts_with("A"),
///     name().ends_with("A"),
///     name().lt("B"),
///     name().lte("B"),
///     name().gt("B"),
///     name().gte("B"),
///     // With other columns of the record.
///     name().eq_field(member::email()),
///     name().ne_field(member::email()),
///     name().contains_field(member::email()),
///     name().starts_with_field(member::email()),
///     name().ends_with_field(member::email()),
///     name().lt_field(member::email()),
///     name().lte_field(member::email()),
///     name().gt_field(member::email()),
///     name().gte_field(member::email()),
/// ];
/// let found = db.member().find_many().filter(any(filters)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Insensitive<M, T> {
    pub(super) id: u16,
    pub(super) _types: PhantomData<fn() -> (M, T)>,
}

impl<M, T: Column> Insensitive<M, T> {
    fn condition(self, operator: Operator, negated: bool, arg: impl Arg<T>) -> Filter<M> {
        Filter::build(|piece| piece.condition(self.id, operator, Modifiers { negated, ..INSENSITIVE }, arg))
    }

    /// Equal to a text.
    pub fn eq(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Equals, false, text)
    }

    /// Not equal to a text.
    pub fn ne(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Equals, true, text)
    }

    /// Equal to one of the texts.
    pub fn in_<E: Arg<T::Base>>(self, texts: impl IntoIterator<Item = E>) -> Filter<M> {
        Filter::build(|piece| piece.list_condition::<T::Base, E>(self.id, Operator::In, INSENSITIVE, texts))
    }

    /// Equal to none of the texts.
    pub fn not_in<E: Arg<T::Base>>(self, texts: impl IntoIterator<Item = E>) -> Filter<M> {
        Filter::build(|piece| piece.list_condition::<T::Base, E>(self.id, Operator::NotIn, INSENSITIVE, texts))
    }

    /// Has this text in it.
    pub fn contains(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Contains, false, text)
    }

    /// Starts with this text.
    pub fn starts_with(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::StartsWith, false, text)
    }

    /// Ends with this text.
    pub fn ends_with(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::EndsWith, false, text)
    }

    /// Less than a text.
    pub fn lt(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Lt, false, text)
    }

    /// Less than or equal to a text.
    pub fn lte(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Lte, false, text)
    }

    /// Greater than a text.
    pub fn gt(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Gt, false, text)
    }

    /// Greater than or equal to a text.
    pub fn gte(self, text: impl Arg<T>) -> Filter<M> {
        self.condition(Operator::Gte, false, text)
    }

    /// Equal to the text of another column of the record.
    pub fn eq_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Equals, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Not equal to the text of another column of the record.
    pub fn ne_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Equals, Modifiers { negated: true, ..INSENSITIVE }, other.id)
    }

    /// Has in it the text of another column of the record.
    pub fn contains_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Contains, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Starts with the text of another column of the record.
    pub fn starts_with_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::StartsWith, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Ends with the text of another column of the record.
    pub fn ends_with_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::EndsWith, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Less than the text of another column of the record.
    pub fn lt_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Lt, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Less than or equal to the text of another column of the record.
    pub fn lte_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Lte, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Greater than the text of another column of the record.
    pub fn gt_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Gt, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }

    /// Greater than or equal to the text of another column of the record.
    pub fn gte_field<T2: Text, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        compared(self.id, Operator::Gte, Modifiers { negated: false, ..INSENSITIVE }, other.id)
    }
}
