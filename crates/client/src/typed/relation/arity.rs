//! How many related records there are.

use std::marker::PhantomData;

use crate::error::Result;
use crate::typed::{Cursor, Select};

/// Exactly one, read as `S`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let book: Rel<db::Loan, One<db::Book>> = loan::book();
/// let loans: Vec<(db::Loan, db::Book)> = db.loan().find_many().include(book).await?;
/// # Ok(())
/// # }
/// ```
pub struct One<S>(PhantomData<fn() -> S>);

/// One or none, read as `S`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let sponsor: Rel<db::Member, Opt<db::Member>> = member::sponsor();
/// let members: Vec<(db::Member, Option<db::Member>)> = db.member().find_many().include(sponsor).await?;
/// # Ok(())
/// # }
/// ```
pub struct Opt<S>(PhantomData<fn() -> S>);

/// Any number, read as `S`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let loans: Rel<db::Member, Many<db::Loan>> = member::loans();
/// let members: Vec<(db::Member, Vec<db::Loan>)> = db.member().find_many().include(loans).await?;
/// # Ok(())
/// # }
/// ```
pub struct Many<S>(PhantomData<fn() -> S>);

/// [`One`], [`Opt`] or [`Many`].
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// async fn members_with<A: Arity>(db: &db::Client, relation: Rel<db::Member, A>) -> nicol::Result<usize> {
///     Ok(db.member().find_many().select(relation).await?.len())
/// }
/// members_with(db, member::card()).await?;
/// members_with(db, member::loans()).await?;
/// # Ok(())
/// # }
/// ```
pub trait Arity {
    /// What is read of each record.
    type S: Select;
    /// What is read of all.
    type Out;
    /// The same number of `T`.
    type Of<T>;
    /// The same number, read as something else.
    type With<S2: Select>: Arity<S = S2>;

    #[doc(hidden)]
    fn decode(cursor: &mut Cursor<'_>) -> Result<Self::Out>;
}

impl<S: Select> Arity for One<S> {
    type S = S;
    type Out = S::Out;
    type Of<T> = T;
    type With<S2: Select> = One<S2>;

    fn decode(cursor: &mut Cursor<'_>) -> Result<S::Out> {
        cursor.one::<S>()
    }
}

impl<S: Select> Arity for Opt<S> {
    type S = S;
    type Out = Option<S::Out>;
    type Of<T> = Option<T>;
    type With<S2: Select> = Opt<S2>;

    fn decode(cursor: &mut Cursor<'_>) -> Result<Option<S::Out>> {
        cursor.optional::<S>()
    }
}

impl<S: Select> Arity for Many<S> {
    type S = S;
    type Out = Vec<S::Out>;
    type Of<T> = Vec<T>;
    type With<S2: Select> = Many<S2>;

    fn decode(cursor: &mut Cursor<'_>) -> Result<Vec<S::Out>> {
        cursor.many::<S>()
    }
}

/// Relations to one record.
#[diagnostic::on_unimplemented(
    message = "this relation leads to many records",
    label = "expected a relation to one record",
    note = "use `some`, `every` and `none` in filters, and `count()` in orders"
)]
pub trait ToOne: Arity {}
impl<S: Select> ToOne for One<S> {}
impl<S: Select> ToOne for Opt<S> {}

/// Relations to many records.
#[diagnostic::on_unimplemented(
    message = "a to-one relation has nothing to filter, order or cut",
    label = "this relation leads to one record",
    note = "in filters use `is` and `is_not`, in orders `by`"
)]
pub trait ToMany: Arity {}
impl<S: Select> ToMany for Many<S> {}

/// Relations of which some records can be left out.
#[diagnostic::on_unimplemented(
    message = "a to-one relation has nothing to filter, order or cut",
    label = "this relation always has exactly one record"
)]
pub trait CanFilter: Arity {}
impl<S: Select> CanFilter for Opt<S> {}
impl<S: Select> CanFilter for Many<S> {}

/// Relations to one record or none.
#[diagnostic::on_unimplemented(
    message = "this relation is never missing",
    label = "its field is not optional in the schema"
)]
pub trait CanBeMissing: Arity {}
impl<S: Select> CanBeMissing for Opt<S> {}
