//! What each row of a result becomes.

use std::marker::PhantomData;

use nicol_model::FieldId;

use super::{Arity, Cursor, Field, Piece, Rel, RelatedCount};
use crate::error::Result;
use crate::value::Cell;
use crate::value::shown::{Columns, Show};

/// A generated row: all columns of a model.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn name_of<M: Model>() -> &'static str {
///     M::NAME
/// }
/// assert_eq!(name_of::<db::Member>(), "Member");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "this query no longer reads whole records",
    label = "`{Self}` is not a model",
    note = "call `select` and `shape` once, and before any `include`"
)]
pub trait Model: Sized + 'static {
    /// Its number in the data model.
    const ID: u16;
    /// Its name in the schema.
    const NAME: &'static str;

    /// The columns with their names, in the order in which they are read.
    #[doc(hidden)]
    const COLUMNS: Columns;

    /// Columns that the record leaves out, by the generator's `omit`.
    #[doc(hidden)]
    const OMITTED: &'static [u16] = &[];

    #[doc(hidden)]
    fn decode(cursor: &mut Cursor<'_>) -> Self;

    /// The column with this place in `COLUMNS`.
    #[doc(hidden)]
    fn cell(&self, place: usize) -> &dyn Show;
}

/// A part of a result: a model, a field, a relation, or a tuple of such parts.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// // A model, a field, a relation, a tuple: each says what it becomes.
/// async fn first<S: Pick<db::Member>>(db: &db::Client, what: S) -> nicol::Result<Option<S::Out>>
/// where
///     S: Select<Model = db::Member>,
/// {
///     db.member().find_first().select(what).await
/// }
/// let name: Option<String> = first(db, member::name()).await?;
/// # Ok(())
/// # }
/// ```
pub trait Select {
    /// Whose record it is a part of.
    type Model;
    /// What it becomes.
    type Out;

    #[doc(hidden)]
    fn decode(cursor: &mut Cursor<'_>) -> Result<Self::Out>;

    /// What is read where nothing is selected.
    #[doc(hidden)]
    #[inline]
    fn write_columns(out: &mut Piece) {
        out.0.select_all();
    }
}

/// A struct made by [`shape!`](crate::shape).
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// nicol::shape! { struct Reader: db::member { name, loans { days } } }
/// let readers: Vec<Reader> = db.member().find_many().shape::<Reader>().await?;
/// for reader in readers {
///     println!("{}: {} loans", reader.name, reader.loans.len());
/// }
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` was not made by `shape!`",
    label = "expected a struct made by `nicol::shape! {{ struct Card: db::todo {{ .. }} }}`"
)]
pub trait Shape: Sized {
    /// Whose record it is a part of.
    type Model;

    #[doc(hidden)]
    fn write(out: &mut Piece);

    #[doc(hidden)]
    fn decode(cursor: &mut Cursor<'_>) -> Result<Self>;
}

/// The part of a [`Shape`] that has no name of its own. `K` tells several of them apart.
#[doc(hidden)]
pub trait NestedShape<K> {
    /// The part.
    type T: Shape;
}

/// A part that is read as a [`Shape`].
pub struct Nested<T>(PhantomData<fn() -> T>);

impl<M: Model> Select for M {
    type Model = Self;
    type Out = Self;

    #[inline]
    fn decode(cursor: &mut Cursor<'_>) -> Result<Self> {
        let row = M::decode(cursor);
        cursor.row_done(row)
    }

    #[inline]
    fn write_columns(out: &mut Piece) {
        out.0.select_all();
        for &column in M::OMITTED {
            out.0.omit(FieldId(column));
        }
    }
}

impl<T: Shape> Select for Nested<T> {
    type Model = T::Model;
    type Out = T;

    #[inline]
    fn decode(cursor: &mut Cursor<'_>) -> Result<T> {
        T::decode(cursor)
    }
}

impl<M, T: Cell, K> Select for Field<M, T, K> {
    type Model = M;
    type Out = T;

    #[inline]
    fn decode(cursor: &mut Cursor<'_>) -> Result<T> {
        cursor.next()
    }
}

impl<P, A: Arity> Select for Rel<P, A> {
    type Model = P;
    type Out = A::Out;

    #[inline]
    fn decode(cursor: &mut Cursor<'_>) -> Result<A::Out> {
        A::decode(cursor)
    }
}

impl<P, C> Select for RelatedCount<P, C> {
    type Model = P;
    type Out = i64;

    #[inline]
    fn decode(cursor: &mut Cursor<'_>) -> Result<i64> {
        cursor.next()
    }
}
