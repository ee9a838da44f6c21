//! Rust's types for values: what is read from cells and what fields are compared with and set to.
//!
//! The bytes are those of [`nicol_query::value`].

mod arg;
mod bytes;
pub(crate) mod enumeration;
mod label;
pub(crate) mod readable;
mod scalar;
pub(crate) mod shown;

pub(crate) use arg::put_list;
pub use arg::{Arg, Put};
pub use label::Label;
pub use shown::Shown;

use nicol_model::{ScalarType, calendar};
use nicol_query::value::ListReader;
use smallvec::SmallVec;

/// A buffer of values.
pub type Buffer = SmallVec<[u8; 40]>;

/// A cell that is not what the field's type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// NULL in a column that the schema says has none.
    #[error("the database has NULL where the schema says that there is always a value")]
    Null,
    /// Bytes that are no value of the type.
    #[error("the database has a value that is not a {0}")]
    Malformed(&'static str),
    /// A point of time that `jiff::Timestamp` can't hold, in microseconds since 1970.
    #[error("the database has the time {}, beyond what `DateTime` can hold: {range}. Read it as text, by `query_raw` into a \
        `String` or by `run_json`", shown_time(*.0), range = scalar::RANGE)]
    TimeOutOfRange(i64),
}

fn shown_time(micros: i64) -> String {
    let mut out = String::new();
    calendar::write(micros, calendar::Style::Short, &mut out);
    out
}

/// A single value: the scalars of the schema language and generated enums. (`Bytes` is [`Vec<u8>`], which can be told
/// from lists because `u8` is no value.)
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn is<T: Value>(field: Field<db::Member, T>, value: T) -> Filter<db::Member> {
///     field.eq(value)
/// }
/// let ada = is(member::name(), "Ada".to_owned());
/// # Ok(())
/// # }
/// ```
pub trait Value: Sized + std::fmt::Debug + 'static {
    /// Its type in the schema language; String for enums.
    const SCALAR: ScalarType;

    /// Reads its binary form.
    ///
    /// # Errors
    /// The bytes are no such value.
    fn read(bytes: &[u8]) -> Result<Self, CellError>;

    /// Appends its binary form.
    fn write(&self, out: &mut Buffer);

    /// What stands in a row whose cell could not be read, until its error is returned in place of the row.
    #[doc(hidden)]
    fn absent() -> Self;

    /// For serialisation.
    #[doc(hidden)]
    fn shown(&self) -> Shown<'_>;
}

/// The type of a column: a [`Value`], an [`Option`] or a [`Vec`] of one.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// async fn column<T: Cell>(db: &db::Client, field: Field<db::Member, T>) -> nicol::Result<Vec<T>> {
///     db.member().find_many().select(field).await
/// }
/// let names: Vec<String> = column(db, member::name()).await?;
/// let nicknames: Vec<Option<String>> = column(db, member::nickname()).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not the type of a column")]
pub trait Cell: Sized {
    /// Reads a cell; `None` is NULL.
    ///
    /// # Errors
    /// The cell is no such value.
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError>;

    /// What stands in a row whose cell could not be read, until its error is returned in place of the row.
    #[doc(hidden)]
    fn absent() -> Self;
}

impl<T: Value> Cell for T {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        T::read(cell.ok_or(CellError::Null)?)
    }

    fn absent() -> Self {
        T::absent()
    }
}

impl<T: Value> Cell for Option<T> {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        cell.map(T::read).transpose()
    }

    fn absent() -> Self {
        None
    }
}

/// A list that was never set is NULL in the database and empty in the client.
impl<T: Value> Cell for Vec<T> {
    fn decode(cell: Option<&[u8]>) -> Result<Self, CellError> {
        cell.map_or_else(|| Ok(Self::new()), |bytes| ListReader::new(bytes).map(T::decode).collect())
    }

    fn absent() -> Self {
        Self::new()
    }
}

/// A column's type and the type of one value in it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not the type of a column")]
pub trait Column: Cell {
    /// Without `Option` and `Vec`.
    type Base: Cell;
    /// [`OneValue`] or [`ManyValues`]: columns of different shapes can't be compared.
    type Shape;
}

/// The shape of columns that hold one value.
#[derive(Debug)]
pub enum OneValue {}

/// The shape of columns that hold lists.
#[derive(Debug)]
pub enum ManyValues {}

impl<T: Value> Column for T {
    type Base = T;
    type Shape = OneValue;
}
impl<T: Value> Column for Option<T> {
    type Base = T;
    type Shape = OneValue;
}
impl<T: Value> Column for Vec<T> {
    type Base = T;
    type Shape = ManyValues;
}

/// Columns that hold one value.
#[diagnostic::on_unimplemented(
    message = "this needs a field of one value, not a list (`{Self}`)",
    label = "a list field"
)]
pub trait Single: Column {}
impl<T: Value> Single for T {}
impl<T: Value> Single for Option<T> {}

/// Columns that may be NULL.
#[diagnostic::on_unimplemented(
    message = "this field is never null",
    label = "its type is `{Self}`, without `Option`",
    note = "only optional fields (`Int?` in the schema) can be compared with or set to null"
)]
pub trait Nullable: Column {}
impl<T> Nullable for Option<T> where Self: Column {}

/// Columns that can be compared with null: optional ones, and lists, which are null where they were never set.
#[diagnostic::on_unimplemented(
    message = "this field is never null",
    label = "its type is `{Self}`, without `Option`",
    note = "only optional fields (`Int?` in the schema) can be compared with or set to null"
)]
pub trait CanBeNull: Column {}
impl<T> CanBeNull for Option<T> where Self: Column {}
impl<T: Value> CanBeNull for Vec<T> {}

/// Columns that hold lists.
#[diagnostic::on_unimplemented(
    message = "`has`, `has_every`, `has_some`, `is_empty` and `push` need a list field, this one holds `{Self}`",
    label = "not a list field"
)]
pub trait List: Column {}
impl<T: Value> List for Vec<T> {}

/// Columns with an order: all but Boolean, Bytes, Json, enums and lists.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` have no order",
    label = "`lt`, `lte`, `gt`, `gte`, `between` need a field of numbers, text or dates"
)]
pub trait Ordered {}

/// Columns of text.
#[diagnostic::on_unimplemented(
    message = "`contains`, `starts_with`, `ends_with`, `search` and `insensitive` need a text field, this one holds `{Self}`",
    label = "not a text field"
)]
pub trait Text {}
impl Text for String {}
impl Text for Option<String> {}

/// Columns of JSON.
#[diagnostic::on_unimplemented(
    message = "`path` and the filters behind it need a Json field, this one holds `{Self}`",
    label = "not a Json field"
)]
pub trait JsonColumn {}
impl JsonColumn for serde_json::Value {}
impl JsonColumn for Option<serde_json::Value> {}

/// Numbers.
#[diagnostic::on_unimplemented(
    message = "this needs a field of numbers, not one that holds `{Self}`",
    label = "not a number"
)]
pub trait Number {
    /// What their sum is.
    type Sum: Value;
    /// What their average is.
    type Average: Value;
}

macro_rules! numbers {
    ($($number:ty => $sum:ty, $average:ty;)*) => {$(
        impl Number for $number { type Sum = $sum; type Average = $average; }
        impl Number for Option<$number> { type Sum = $sum; type Average = $average; }
    )*};
}
numbers! {
    i32 => i64, f64;
    i64 => i64, f64;
    f64 => f64, f64;
    rust_decimal::Decimal => rust_decimal::Decimal, rust_decimal::Decimal;
}

macro_rules! ordered {
    ($($ordered:ty),*) => {$(
        impl Ordered for $ordered {}
        impl Ordered for Option<$ordered> {}
    )*};
}
ordered!(i32, i64, f64, rust_decimal::Decimal, String, jiff::Timestamp);
