//! Conditions on related records.

use nicol_query::ast::Quantifier;

use super::{Arity, CanBeMissing, Rel, Target, ToMany, ToOne};
use crate::typed::{Filter, IntoFilter};

/// Conditions on related records.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let filters = [
///     member::sponsor().is(member::name().eq("Ada")),
///     member::sponsor().is_not(member::name().eq("Ada")),
///     member::sponsor().is_null(),
///     member::sponsor().is_not_null(),
///     member::loans().some(loan::book().is(book::title().starts_with("The"))),
///     member::loans().every(loan::days().lt(30)),
///     member::loans().none(loan::days().gt(30)),
/// ];
/// let found = db.member().find_many().filter(any(filters)).await?;
/// # Ok(())
/// # }
/// ```
impl<P, A: Arity> Rel<P, A> {
    fn related(self, quantifier: Quantifier, filter: impl IntoFilter<Target<A>>) -> Filter<P> {
        let mut piece = filter.into_filter().piece;
        piece.0.related(self.field(), quantifier);
        Filter::new(piece)
    }

    /// There is a related record, and it matches.
    pub fn is(self, filter: impl IntoFilter<Target<A>>) -> Filter<P>
    where
        A: ToOne,
    {
        self.related(Quantifier::Is, filter)
    }

    /// The related record does not match, or there is none.
    pub fn is_not(self, filter: impl IntoFilter<Target<A>>) -> Filter<P>
    where
        A: ToOne,
    {
        self.related(Quantifier::IsNot, filter)
    }

    /// There is no related record.
    pub fn is_null(self) -> Filter<P>
    where
        A: CanBeMissing,
    {
        Filter::build(|piece| {
            piece.0.relation_is_null(self.field());
        })
    }

    /// There is a related record.
    pub fn is_not_null(self) -> Filter<P>
    where
        A: CanBeMissing,
    {
        !self.is_null()
    }

    /// At least one related record matches.
    pub fn some(self, filter: impl IntoFilter<Target<A>>) -> Filter<P>
    where
        A: ToMany,
    {
        self.related(Quantifier::Some, filter)
    }

    /// All related records match; true if there are none.
    pub fn every(self, filter: impl IntoFilter<Target<A>>) -> Filter<P>
    where
        A: ToMany,
    {
        self.related(Quantifier::Every, filter)
    }

    /// No related record matches.
    pub fn none(self, filter: impl IntoFilter<Target<A>>) -> Filter<P>
    where
        A: ToMany,
    {
        self.related(Quantifier::None, filter)
    }
}
