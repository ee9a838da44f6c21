//! What happens to a record as values: `todo::views().increment(1)`, `todo::tags().connect(..)`.

use std::fmt;
use std::marker::PhantomData;

use nicol_model::FieldId;
use nicol_query::request::ColumnWriteKind;

use super::piece::debug_part;
use super::{Field, Piece};
use crate::value::{Arg, Column, List, Nullable, Number};

/// A change of a record of model `M`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let mut changes: Vec<Change<db::Member>> = vec![member::points().increment(5)];
/// let nickname: Option<&str> = Some("Countess");
/// changes.extend(nickname.map(|name| member::nickname().set(name)));
/// db.member().update(member::id().eq(1)).with(changes).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a change does nothing until it is given to a query"]
pub struct Change<M> {
    pub(crate) piece: Piece,
    _model: PhantomData<fn() -> M>,
}

/// One change, or several in their order: a [`Change`], an array, a `Vec`, any iterator.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let update = || db.member().update(member::id().eq(1));
/// update().with(member::points().increment(5)).await?;
/// update().with([member::points().increment(5), member::nickname().set_null()]).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no change of `{M}`",
    label = "expected changes of `{M}`",
    note = "changes are made from fields and relations: `todo::title().set(\"x\")`, `todo::tags().connect(..)`"
)]
pub trait Changes<M> {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

impl<M> Change<M> {
    pub(crate) fn build(write: impl FnOnce(&mut Piece)) -> Self {
        let mut piece = Piece::default();
        write(&mut piece);
        Self { piece, _model: PhantomData }
    }
}

impl<M> Changes<M> for Change<M> {
    fn write(self, out: &mut Piece) {
        out.append(&self.piece);
    }
}

#[diagnostic::do_not_recommend]
impl<M, I: IntoIterator<Item = Change<M>>> Changes<M> for I {
    fn write(self, out: &mut Piece) {
        for change in self {
            out.append(&change.piece);
        }
    }
}

/// Changes of a column.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let changes = [
///     member::name().set("Ada"),
///     member::nickname().set_null(),
///     member::points().increment(5),
///     member::visits().decrement(1),
///     member::weight().multiply(2.0),
///     member::points().divide(2),
/// ];
/// db.member().update(member::id().eq(1)).with(changes).await?;
/// db.sample().update_many().with(sample::tags().push(["new"])).await?;
/// # Ok(())
/// # }
/// ```
impl<M, T: Column, K> Field<M, T, K> {
    fn change(self, kind: ColumnWriteKind, value: impl Arg<T::Base>) -> Change<M> {
        Change::build(|piece| piece.write(kind, self.id, value))
    }

    /// Sets the column to a value.
    pub fn set(self, value: impl Arg<T>) -> Change<M> {
        Change::build(|piece| piece.write(ColumnWriteKind::Set, self.id, value))
    }

    /// Sets the column to null.
    pub fn set_null(self) -> Change<M>
    where
        T: Nullable,
    {
        Change::build(|piece| {
            piece.0.set_null(FieldId(self.id));
        })
    }

    /// Adds to a number. Null stays null.
    pub fn increment(self, by: impl Arg<T::Base>) -> Change<M>
    where
        T: Number,
    {
        self.change(ColumnWriteKind::Increment, by)
    }

    /// Subtracts from a number. Null stays null.
    pub fn decrement(self, by: impl Arg<T::Base>) -> Change<M>
    where
        T: Number,
    {
        self.change(ColumnWriteKind::Decrement, by)
    }

    /// Multiplies a number. Null stays null.
    pub fn multiply(self, by: impl Arg<T::Base>) -> Change<M>
    where
        T: Number,
    {
        self.change(ColumnWriteKind::Multiply, by)
    }

    /// Divides a number, in the database: without remainder if it is an integer. Null stays null.
    pub fn divide(self, by: impl Arg<T::Base>) -> Change<M>
    where
        T: Number,
    {
        self.change(ColumnWriteKind::Divide, by)
    }

    /// Appends values to a list.
    pub fn push<E: Arg<T::Base>>(self, values: impl IntoIterator<Item = E>) -> Change<M>
    where
        T: List,
    {
        Change::build(|piece| {
            piece.list::<T::Base, E>(values);
            piece.0.write_column(ColumnWriteKind::Push, FieldId(self.id));
        })
    }
}

impl<M> Clone for Change<M> {
    fn clone(&self) -> Self {
        Self { piece: self.piece.clone(), _model: PhantomData }
    }
}

impl<M> fmt::Debug for Change<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_part::<M>(f, "Change", &self.piece)
    }
}
