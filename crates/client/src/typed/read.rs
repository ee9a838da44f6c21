//! What can be included and selected.

use nicol_model::FieldId;

use super::aggregate::{Aggregates, Groups};
use super::{Arity, Cursor, Field, Model, Nested, Piece, Rel, RelatedCount, Select};
use crate::error::Result;
use crate::value::{Cell, Column};

/// What can be read beside the records of model `M`: its relations, and counts of them.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let members = db.member().find_many().include(member::card()).include(member::loans().count()).await?;
/// for (member, card, loans) in members {
///     println!("{} has {loans} loans, card {:?}", member.name, card.map(|card| card.number));
/// }
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be included in a query of `{M}`",
    label = "expected a relation of `{M}`",
    note = "a relation of the related model goes inside: `.include(todo::user().include(user::profile()))`"
)]
pub trait Include<M>: Select {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

impl<M, A: Arity> Include<M> for Rel<M, A> {
    fn write(self, out: &mut Piece) {
        self.write_read(out);
    }
}

impl<M, C> Include<M> for RelatedCount<M, C> {
    fn write(self, out: &mut Piece) {
        self.write_count(out);
    }
}

/// What can be read of records of model `M`: fields, relations, counts, and tuples of them.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let names: Vec<String> = db.member().find_many().select(member::name()).await?;
/// let more: Vec<(i32, i64, Vec<db::Loan>)> =
///     db.member().find_many().select((member::id(), member::reviews().count(), member::loans())).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be selected from `{M}`",
    label = "expected fields and relations of `{M}`",
    note = "more than one go into a tuple: `.select((todo::id(), todo::title()))`"
)]
pub trait Pick<M>: Select {
    #[doc(hidden)]
    fn write(self, out: &mut Piece);
}

impl<M, T: Cell, K> Pick<M> for Field<M, T, K> {
    fn write(self, out: &mut Piece) {
        out.0.select(FieldId(self.id));
    }
}

impl<M, A: Arity> Pick<M> for Rel<M, A> {
    fn write(self, out: &mut Piece) {
        self.write_read(out);
    }
}

impl<M, C> Pick<M> for RelatedCount<M, C> {
    fn write(self, out: &mut Piece) {
        self.write_count(out);
    }
}

/// A result with one more element.
pub trait Push<R> {
    /// The result with it.
    type To;
}

impl<M: Model, R> Push<R> for M {
    type To = (M, R);
}

impl<T, R> Push<R> for Nested<T> {
    type To = (Self, R);
}

impl<M, T, K, R> Push<R> for Field<M, T, K> {
    type To = (Self, R);
}

macro_rules! tuples {
    ($first:ident) => { tuples!(@impl $first); };
    ($first:ident $($rest:ident)+) => {
        tuples!($($rest)+);
        tuples!(@impl $first $($rest)+);
        impl<$first, $($rest,)+ R> Push<R> for ($first, $($rest,)+) {
            type To = ($first, $($rest,)+ R);
        }
    };
    (@impl $first:ident $($rest:ident)*) => {
        impl<$first: Select, $($rest: Select),*> Select for ($first, $($rest,)*) {
            type Model = $first::Model;
            type Out = ($first::Out, $($rest::Out,)*);

            #[inline]
            fn decode(cursor: &mut Cursor<'_>) -> Result<Self::Out> {
                Ok(($first::decode(cursor)?, $($rest::decode(cursor)?,)*))
            }
        }

        impl<M, $first: Pick<M>, $($rest: Pick<M>),*> Pick<M> for ($first, $($rest,)*) {
            #[allow(non_snake_case)]
            fn write(self, out: &mut Piece) {
                let ($first, $($rest,)*) = self;
                $first.write(out);
                $($rest.write(out);)*
            }
        }

        impl<M, $first: Aggregates<M>, $($rest: Aggregates<M>),*> Aggregates<M> for ($first, $($rest,)*) {
            #[allow(non_snake_case)]
            fn write(self, out: &mut Piece) {
                let ($first, $($rest,)*) = self;
                $first.write(out);
                $($rest.write(out);)*
            }
        }

        impl<M, $first: Groups<M>, $($rest: Groups<M>),*> Groups<M> for ($first, $($rest,)*) {
            #[allow(non_snake_case)]
            fn write(self, out: &mut Piece) {
                let ($first, $($rest,)*) = self;
                $first.write(out);
                $($rest.write(out);)*
            }
        }
    };
}

impl<A, R> Push<R> for (A,) {
    type To = (A, R);
}

tuples!(A B C D E F G H I J K L);

impl<M, T: Column, K> Groups<M> for Field<M, T, K> {
    fn write(self, out: &mut Piece) {
        out.0.by(FieldId(self.id));
    }
}
