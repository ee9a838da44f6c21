//! New records: a struct literal of exactly what is required, and all else by `.set` and `.with`.

use std::fmt;
use std::marker::PhantomData;

use nicol_query::request::ColumnWriteKind;

use super::piece::debug_part;
use super::{Change, Changes, Field, Link, Piece};
use crate::value::{Arg, Column};

/// A record to create: a generated `New`, or a [`Row`].
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn guest<'a>(email: &'a str) -> Row<db::Member> {
///     member::New { email, name: "Guest" }.set(member::rank(), db::Rank::Guest)
/// }
/// let sponsored = guest("g@example.org").with(member::sponsor().connect(member::id().eq(1)));
/// db.member().create(sponsored).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record to create",
    label = "expected a `New` of the model, e.g. `todo::New {{ title: \"milk\", .. }}`"
)]
pub trait New: Sized {
    /// Whose record it is.
    type Model;

    #[doc(hidden)]
    fn write(self, out: &mut Record);

    /// Sets an optional field.
    fn set<T: Column, K>(self, field: Field<Self::Model, T, K>, value: impl Arg<T>) -> Row<Self::Model> {
        Row::new(self).with(field.set(value))
    }

    /// Adds a change: nested records, connections.
    fn with(self, changes: impl Changes<Self::Model>) -> Row<Self::Model> {
        Row::new(self).with(changes)
    }
}

/// One record of model `M` to create, or several: a [`New`], or anything that gives some, one after the other.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let new = |name| genre::New { name };
/// let one = book::genres().create(new("crime"));
/// let several = book::genres().create(["poetry", "travel"].map(new));
/// db.book().update(book::id().eq("b1")).with([one, several]).await?;
/// # Ok(())
/// # }
/// ```
///
/// `Count` tells the compiler which of both it is; it follows from the type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a record of `{M}` to create nor a list of some",
    label = "expected a `New` of the model, e.g. `todo::New {{ title: \"milk\", .. }}`, or a list"
)]
pub trait News<M, Count> {
    #[doc(hidden)]
    fn write_each(self, out: &mut Piece);
}

/// Of [`News`]: one record.
#[derive(Debug)]
pub enum AsOne {}

/// Of [`News`]: a list.
#[derive(Debug)]
pub enum AsList {}

#[diagnostic::do_not_recommend]
impl<N: New> News<N::Model, AsOne> for N {
    fn write_each(self, out: &mut Piece) {
        out.0.item();
        out.append(&piece_of(self));
    }
}

#[diagnostic::do_not_recommend]
impl<I: IntoIterator<Item: New<Model = M>>, M> News<M, AsList> for I {
    fn write_each(self, out: &mut Piece) {
        for new in self {
            new.write_each(out);
        }
    }
}

/// What a generated `New` writes itself into.
#[derive(Debug)]
pub struct Record {
    pub(crate) piece: Piece,
}

impl Record {
    /// A column.
    #[inline]
    pub fn set<T>(&mut self, field: u16, value: impl Arg<T>) {
        self.piece.write(ColumnWriteKind::Set, field, value);
    }

    /// A relation.
    #[inline]
    pub fn link<M>(&mut self, field: u16, link: Link<M>) {
        link.write(field, &mut self.piece);
    }
}

/// A record to create with more than what is required; owns its values, so rows can differ.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let mut rows: Vec<Row<db::Book>> = vec![Row::new(book::New { title: "Optics", pages: 130 })];
/// rows.push(Row::new(book::New { title: "Light", pages: 40 }).set(book::r#type(), "essay"));
/// rows.push(Row::new(book::New { title: "Colour", pages: 90 }).with(book::id().set("b9")));
/// db.book().create_many(rows).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a row does nothing until it is given to a query"]
pub struct Row<M> {
    piece: Piece,
    _model: PhantomData<fn() -> M>,
}

impl<M> Row<M> {
    /// From a generated `New`.
    pub fn new(new: impl New<Model = M>) -> Self {
        Self { piece: piece_of(new), _model: PhantomData }
    }

    /// Sets an optional field.
    pub fn set<T: Column, K>(self, field: Field<M, T, K>, value: impl Arg<T>) -> Self {
        self.with(field.set(value))
    }

    /// Adds a change: nested records, connections.
    pub fn with(mut self, changes: impl Changes<M>) -> Self {
        changes.write(&mut self.piece);
        self
    }
}

impl<M> From<Change<M>> for Row<M> {
    /// A record of which nothing is required.
    fn from(change: Change<M>) -> Self {
        Self { piece: change.piece, _model: PhantomData }
    }
}

impl<M> New for Row<M> {
    type Model = M;

    fn write(self, out: &mut Record) {
        out.piece.append(&self.piece);
    }
}

impl<M> Clone for Row<M> {
    fn clone(&self) -> Self {
        Self { piece: self.piece.clone(), _model: PhantomData }
    }
}

impl<M> fmt::Debug for Row<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_part::<M>(f, "Row", &self.piece)
    }
}

/// The writes of a new record.
pub(crate) fn piece_of(new: impl New) -> Piece {
    let mut record = Record { piece: Piece::default() };
    new.write(&mut record);
    record.piece
}
