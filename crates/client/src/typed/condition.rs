//! Comparing columns: the methods that make filters.

use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use super::{Field, Filter, KeyKind, Piece};
use crate::value::{Arg, Column, JsonColumn, List, Nullable, Ordered, Text};

const PLAIN: Modifiers = Modifiers { insensitive: false, negated: false };
const NEGATED: Modifiers = Modifiers { insensitive: false, negated: true };
const INSENSITIVE: Modifiers = Modifiers { insensitive: true, negated: false };

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

    fn field_condition(self, operator: Operator, with: Modifiers, other: u16) -> Filter<M> {
        Filter::build(|piece| {
            piece.0.compare_field(FieldId(self.id), operator, with, FieldId(other));
        })
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

    /// Null.
    pub fn is_null(self) -> Filter<M>
    where
        T: Nullable,
    {
        Filter::build(|piece| {
            piece.0.is_null(FieldId(self.id), false);
        })
    }

    /// Not null.
    pub fn is_not_null(self) -> Filter<M>
    where
        T: Nullable,
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

    /// The same comparisons with upper and lower case taken as equal.
    pub fn insensitive(self) -> Insensitive<M, T>
    where
        T: Text,
    {
        Insensitive { id: self.id, _types: PhantomData }
    }

    /// Equal to another column of the record.
    pub fn eq_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        self.field_condition(Operator::Equals, PLAIN, other.id)
    }

    /// Not equal to another column of the record.
    pub fn ne_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M> {
        self.field_condition(Operator::Equals, NEGATED, other.id)
    }

    /// Less than another column of the record.
    pub fn lt_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        self.field_condition(Operator::Lt, PLAIN, other.id)
    }

    /// Less than or equal to another column of the record.
    pub fn lte_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        self.field_condition(Operator::Lte, PLAIN, other.id)
    }

    /// Greater than another column of the record.
    pub fn gt_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        self.field_condition(Operator::Gt, PLAIN, other.id)
    }

    /// Greater than or equal to another column of the record.
    pub fn gte_field<T2: Column<Base = T::Base>, K2>(self, other: Field<M, T2, K2>) -> Filter<M>
    where
        T: Ordered,
    {
        self.field_condition(Operator::Gte, PLAIN, other.id)
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

    /// Comparisons of what stands at a path in the JSON: keys of objects and places in arrays, `["lines", "0"]`. On
    /// SQLite a key of digits is always a place, and its own text is a path too: `["$.lines[0]"]`.
    pub fn path<S: AsRef<str>>(self, path: impl IntoIterator<Item = S>) -> JsonPath<M, T>
    where
        T: JsonColumn,
    {
        JsonPath {
            id: self.id,
            path: path.into_iter().map(|key| key.as_ref().to_owned()).collect(),
            insensitive: false,
            _types: PhantomData,
        }
    }
}

/// Comparisons of a text field with upper and lower case taken as equal.
#[derive(Debug)]
pub struct Insensitive<M, T> {
    id: u16,
    _types: PhantomData<fn() -> (M, T)>,
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
}

/// Comparisons of a part of a Json field.
#[derive(Debug)]
pub struct JsonPath<M, T> {
    id: u16,
    path: Vec<String>,
    insensitive: bool,
    _types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> JsonPath<M, T> {
    fn condition<V>(self, operator: Operator, negated: bool, value: impl Arg<V>) -> Filter<M> {
        Filter::build(|piece: &mut Piece| {
            piece.list::<String, _>(&self.path);
            piece.value(value);
            let with = Modifiers { negated, insensitive: self.insensitive };
            piece.0.compare_at_path(FieldId(self.id), operator, with);
        })
    }

    /// Upper and lower case are taken as equal in what follows.
    #[must_use]
    pub fn insensitive(mut self) -> Self {
        self.insensitive = true;
        self
    }

    /// Equal to a JSON value.
    pub fn eq(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Equals, false, value)
    }

    /// Not equal to a JSON value.
    pub fn ne(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Equals, true, value)
    }

    /// Less than a number or a text.
    pub fn lt(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Lt, false, value)
    }

    /// Less than or equal to a number or a text.
    pub fn lte(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Lte, false, value)
    }

    /// Greater than a number or a text.
    pub fn gt(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Gt, false, value)
    }

    /// Greater than or equal to a number or a text.
    pub fn gte(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::Gte, false, value)
    }

    /// A text that has this text in it.
    pub fn string_contains(self, text: impl Arg<String>) -> Filter<M> {
        self.condition(Operator::StringContains, false, text)
    }

    /// A text that starts with this text.
    pub fn string_starts_with(self, text: impl Arg<String>) -> Filter<M> {
        self.condition(Operator::StringStartsWith, false, text)
    }

    /// A text that ends with this text.
    pub fn string_ends_with(self, text: impl Arg<String>) -> Filter<M> {
        self.condition(Operator::StringEndsWith, false, text)
    }

    /// An array that has this value, or all values of this array.
    pub fn array_contains(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::ArrayContains, false, value)
    }

    /// An array whose first value is this.
    pub fn array_starts_with(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::ArrayStartsWith, false, value)
    }

    /// An array whose last value is this.
    pub fn array_ends_with(self, value: impl Arg<serde_json::Value>) -> Filter<M> {
        self.condition(Operator::ArrayEndsWith, false, value)
    }
}
