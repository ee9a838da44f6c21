//! Parameters of raw SQL.

use nicol_driver::Param;
use nicol_model::ScalarType;
use nicol_query::value::CellType;

use crate::value::{Arg, Buffer, Put, Value};

/// A value for a parameter of raw SQL.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let mut params: Vec<RawValue> = vec![RawValue::new(10)];
/// params.push(RawValue::new("Ada"));
/// let sql = r#"SELECT "id" FROM "members" WHERE "points" > $1 AND "name" = $2"#;
/// let ids: Vec<i32> = db.query_raw(sql, params).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawValue {
    cell: CellType,
    /// `None` is NULL.
    bytes: Option<Buffer>,
}

impl RawValue {
    /// From a value, so that parameters of different types fit into one list.
    pub fn new(value: impl RawArg) -> Self {
        value.into_value()
    }

    fn of<T>(cell: CellType, value: impl Arg<T>) -> Self {
        let mut bytes = Buffer::new();
        let is_null = value.put(&mut bytes) == Put::Null;
        Self { cell, bytes: (!is_null).then_some(bytes) }
    }

    /// From a value's binary form; `None` is NULL.
    pub(crate) fn from_cell(cell: CellType, bytes: Option<&[u8]>) -> Self {
        Self { cell, bytes: bytes.map(Buffer::from_slice) }
    }

    pub(in crate::handle) fn bound(&self) -> Param<'_> {
        Param { cell: self.cell, value: self.bytes.as_deref() }
    }
}

/// What can be bound to a parameter of raw SQL: values, `Option`s and `Vec`s of them.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let sql = r#"UPDATE "members" SET "nickname" = $1, "points" = $2 WHERE "name" = $3"#;
/// db.execute_raw(sql, (None::<&str>, 7, "Ada")).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be bound to a parameter",
    label = "expected a number, text, a bool, a `jiff::Timestamp`, a `Decimal`, JSON, bytes, or an `Option` or `Vec` of one"
)]
pub trait RawArg {
    #[doc(hidden)]
    fn into_value(self) -> RawValue;
}

impl RawArg for RawValue {
    fn into_value(self) -> RawValue {
        self
    }
}

impl<T: Value> RawArg for T {
    fn into_value(self) -> RawValue {
        RawValue::of::<T>(CellType::one(T::SCALAR), self)
    }
}

macro_rules! references {
    ($($name:ty),*) => {$(
        impl RawArg for &$name {
            fn into_value(self) -> RawValue {
                RawValue::of::<$name>(CellType::one(<$name>::SCALAR), self)
            }
        }
    )*};
}

references!(String, bool, i32, i64, f64, rust_decimal::Decimal, jiff::Timestamp, serde_json::Value);

impl RawArg for &str {
    fn into_value(self) -> RawValue {
        RawValue::of::<String>(CellType::one(ScalarType::String), self)
    }
}

impl RawArg for &[u8] {
    fn into_value(self) -> RawValue {
        RawValue::of::<Vec<u8>>(CellType::one(ScalarType::Bytes), self)
    }
}

impl RawArg for Vec<u8> {
    fn into_value(self) -> RawValue {
        self.as_slice().into_value()
    }
}

impl<T: Value> RawArg for Option<T> {
    fn into_value(self) -> RawValue {
        RawValue::of::<Option<T>>(CellType::one(T::SCALAR), self)
    }
}

impl RawArg for Option<&str> {
    fn into_value(self) -> RawValue {
        RawValue::of::<Option<String>>(CellType::one(ScalarType::String), self)
    }
}

impl<T: Value> RawArg for Vec<T> {
    fn into_value(self) -> RawValue {
        RawValue::of::<Self>(CellType::list(T::SCALAR), self)
    }
}

impl<T: Value> RawArg for &[T]
where
    for<'e> &'e T: Arg<T>,
{
    fn into_value(self) -> RawValue {
        RawValue::of::<Vec<T>>(CellType::list(T::SCALAR), self)
    }
}

impl RawArg for &[&str] {
    fn into_value(self) -> RawValue {
        RawValue::of::<Vec<String>>(CellType::list(ScalarType::String), self)
    }
}

/// The parameters of raw SQL: a tuple, `()` for none, or a list of [`RawValue`]s.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// db.execute_raw(r#"DELETE FROM "loans""#, ()).await?;
/// db.execute_raw(r#"DELETE FROM "loans" WHERE "days" > $1"#, (30,)).await?;
/// db.execute_raw(r#"DELETE FROM "loans" WHERE "days" > $1"#, [RawValue::new(30)]).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of parameters",
    label = "expected a tuple",
    note = "one parameter is a tuple of one: `(7,)`; none is `()`; a list of unknown length is a `Vec<RawValue>`"
)]
pub trait Params {
    #[doc(hidden)]
    fn into_values(self) -> Vec<RawValue>;
}

impl Params for Vec<RawValue> {
    fn into_values(self) -> Vec<RawValue> {
        self
    }
}

impl<const N: usize> Params for [RawValue; N] {
    fn into_values(self) -> Vec<RawValue> {
        self.into()
    }
}

impl Params for () {
    fn into_values(self) -> Vec<RawValue> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        tuples!(@next $($name)+);
        impl<$($name: RawArg),+> Params for ($($name,)+) {
            #[allow(non_snake_case)]
            fn into_values(self) -> Vec<RawValue> {
                let ($($name,)+) = self;
                vec![$($name.into_value()),+]
            }
        }
    };
    (@next $first:ident) => {};
    (@next $first:ident $($rest:ident)+) => { tuples!($($rest)+); };
}

tuples!(A B C D E F G H I J K L);
