//! Comparing parts of JSON.

use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::ast::Operator;
use nicol_query::request::Modifiers;

use crate::typed::{Field, Filter, KeyKind, Piece};
use crate::value::{Arg, Column, JsonColumn, Text};

/// Conditions on parts of JSON.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let dark = member::settings().path(["theme", "name"]).eq(Json::from("dark"));
/// let tagged = sample::data().json().array_contains(Json::from(vec!["new"]));
/// let found = db.member().count().filter(dark).await?;
/// # Ok(())
/// # }
/// ```
impl<M, T: Column, K: KeyKind> Field<M, T, K> {
    /// Comparisons of what stands at a path in the JSON: keys of objects and places in arrays, `["lines", "0"]`. On
    /// SQLite a key of digits is always a place, and its own text is a path too: `["$.lines[0]"]`.
    pub fn path<S: AsRef<str>>(self, path: impl IntoIterator<Item = S>) -> JsonPath<M, T>
    where
        T: JsonColumn,
    {
        JsonPath {
            id: self.id,
            path: Some(path.into_iter().map(|key| key.as_ref().to_owned()).collect()),
            insensitive: false,
            _types: PhantomData,
        }
    }

    /// Comparisons of the whole document by what is in it: `settings().json().array_contains(..)`.
    pub fn json(self) -> JsonPath<M, T>
    where
        T: JsonColumn,
    {
        JsonPath { id: self.id, path: None, insensitive: false, _types: PhantomData }
    }
}

/// Comparisons of a part of a Json field.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let at = || member::settings().path(["lines", "0"]);
/// let filters = [
///     at().eq(Json::from("x")),
///     at().ne(Json::from("x")),
///     at().lt(Json::from(5)),
///     at().lte(Json::from(5)),
///     at().gt(Json::from(5)),
///     at().gte(Json::from(5)),
///     at().string_contains("x"),
///     at().string_starts_with("x"),
///     at().string_ends_with("x"),
///     at().insensitive().string_contains("X"),
///     at().array_contains(Json::from(vec![1, 2])),
///     at().array_starts_with(Json::from(1)),
///     at().array_ends_with(Json::from(2)),
///     // With other columns of the record.
///     at().eq_field(member::settings()),
///     at().ne_field(member::settings()),
///     at().lt_field(member::settings()),
///     at().lte_field(member::settings()),
///     at().gt_field(member::settings()),
///     at().gte_field(member::settings()),
///     at().string_contains_field(member::name()),
///     at().string_starts_with_field(member::name()),
///     at().string_ends_with_field(member::name()),
/// ];
/// let found = db.member().find_many().filter(any(filters)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct JsonPath<M, T> {
    id: u16,
    /// `None` for the whole document.
    path: Option<Vec<String>>,
    insensitive: bool,
    _types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> JsonPath<M, T> {
    fn condition<V>(self, operator: Operator, negated: bool, value: impl Arg<V>) -> Filter<M> {
        Filter::build(|piece: &mut Piece| {
            let with = Modifiers { negated, insensitive: self.insensitive };
            match &self.path {
                None => {
                    piece.value(value);
                    piece.0.compare(FieldId(self.id), operator, with);
                }
                Some(path) => {
                    piece.list::<String, _>(path);
                    piece.value(value);
                    piece.0.compare_at_path(FieldId(self.id), operator, with);
                }
            }
        })
    }

    fn field_condition(self, operator: Operator, negated: bool, other: u16) -> Filter<M> {
        Filter::build(|piece: &mut Piece| {
            let with = Modifiers { negated, insensitive: self.insensitive };
            match &self.path {
                None => {
                    piece.0.compare_field(FieldId(self.id), operator, with, FieldId(other));
                }
                Some(path) => {
                    piece.list::<String, _>(path);
                    piece.0.compare_field_at_path(FieldId(self.id), operator, with, FieldId(other));
                }
            }
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

    /// Equal to another Json column of the record.
    pub fn eq_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Equals, false, other.id)
    }

    /// Not equal to another Json column of the record.
    pub fn ne_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Equals, true, other.id)
    }

    /// Less than another Json column of the record.
    pub fn lt_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Lt, false, other.id)
    }

    /// Less than or equal to another Json column of the record.
    pub fn lte_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Lte, false, other.id)
    }

    /// Greater than another Json column of the record.
    pub fn gt_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Gt, false, other.id)
    }

    /// Greater than or equal to another Json column of the record.
    pub fn gte_field<T2: JsonColumn, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::Gte, false, other.id)
    }

    /// A text that has in it the text of another column of the record.
    pub fn string_contains_field<T2: Text, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::StringContains, false, other.id)
    }

    /// A text that starts with the text of another column of the record.
    pub fn string_starts_with_field<T2: Text, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::StringStartsWith, false, other.id)
    }

    /// A text that ends with the text of another column of the record.
    pub fn string_ends_with_field<T2: Text, K>(self, other: Field<M, T2, K>) -> Filter<M> {
        self.field_condition(Operator::StringEndsWith, false, other.id)
    }
}
