//! Conditions as values: built at run time, kept in a `Vec`, joined by `and`, `or`, `any`, `all`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use super::Piece;
use super::piece::debug_part;

/// A condition on records of model `M`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let mut filters: Vec<Filter<db::Member>> = vec![member::points().gt(10)];
/// filters.push(member::name().starts_with("A").and(member::active().eq(true)));
/// filters.push(member::nickname().is_null().or(member::name().eq("Bob")));
/// filters.push(!(member::points().eq(7) | member::points().eq(8)) & member::points().lt(100));
/// let found = db.member().find_many().filter(all(filters)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a filter does nothing until it is given to a query"]
pub struct Filter<M> {
    pub(crate) piece: Piece,
    _model: PhantomData<fn() -> M>,
}

/// A condition that at most one record of model `M` meets.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let ada = db.member().find_unique(member::email().eq("ada@example.org")).await?;
/// // Of several columns, and with more conditions.
/// let loan = loan::member_id_book_id(1, "b1").and(loan::days().gt(7));
/// db.loan().delete(loan).await?;
/// let either: Filter<db::Member> = member::id().eq(1).or(member::id().eq(2));
/// # Ok(())
/// # }
/// ```
#[must_use = "a filter does nothing until it is given to a query"]
pub struct Unique<M> {
    pub(crate) filter: Filter<M>,
}

/// Where a list is expected, one will do: `todo::tags().connect(tag::id().eq(1))`.
impl<M> IntoIterator for Unique<M> {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// A filter of model `M`: a [`Filter`], a [`Unique`], or an [`Option`] of one (`None` is true for every record).
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn active(filter: impl IntoFilter<db::Member>) -> Filter<db::Member> {
///     filter.into_filter().and(member::active().eq(true))
/// }
/// let wanted: Option<Filter<db::Member>> = None;
/// let everyone = db.member().count().filter(wanted).await?;
/// let ada = db.member().count().filter(active(member::id().eq(1))).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "this filter is not about `{M}`",
    label = "expected a filter of `{M}`, found `{Self}`",
    note = "a filter of a related model goes through the relation, e.g. `todo::user().is(..)` or `user::todos().some(..)`"
)]
pub trait IntoFilter<M> {
    /// The filter.
    fn into_filter(self) -> Filter<M>;
}

impl<M> Filter<M> {
    pub(crate) const fn new(piece: Piece) -> Self {
        Self { piece, _model: PhantomData }
    }

    pub(crate) fn build(write: impl FnOnce(&mut Piece)) -> Self {
        let mut piece = Piece::default();
        write(&mut piece);
        Self::new(piece)
    }

    /// Both must be true.
    pub fn and(mut self, other: impl IntoFilter<M>) -> Self {
        self.piece.append(&other.into_filter().piece);
        self.piece.0.and(2);
        self
    }

    /// One of the two must be true.
    pub fn or(mut self, other: impl IntoFilter<M>) -> Self {
        self.piece.append(&other.into_filter().piece);
        self.piece.0.or(2);
        self
    }
}

/// True if one of the filters is; false if there is none.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let found = db.member().find_many().filter(any([member::id().eq(1), member::id().eq(2)])).await?;
/// # Ok(())
/// # }
/// ```
pub fn any<M, F: IntoFilter<M>>(filters: impl IntoIterator<Item = F>) -> Filter<M> {
    Filter::build(|piece| {
        let count = append_all(piece, filters);
        piece.0.or(count);
    })
}

/// True if all of the filters are; true if there is none.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let conditions = vec![member::points().gt(10), member::active().eq(true)];
/// let found = db.member().find_many().filter(all(conditions)).await?;
/// # Ok(())
/// # }
/// ```
pub fn all<M, F: IntoFilter<M>>(filters: impl IntoIterator<Item = F>) -> Filter<M> {
    Filter::build(|piece| {
        let count = append_all(piece, filters);
        piece.0.and(count);
    })
}

/// True if the filter is false. (NULL is neither: see `NOT` in SQL.)
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let found = db.member().find_many().filter(not(member::name().eq("Ada"))).await?;
/// # Ok(())
/// # }
/// ```
pub fn not<M>(filter: impl IntoFilter<M>) -> Filter<M> {
    !filter.into_filter()
}

fn append_all<M, F: IntoFilter<M>>(piece: &mut Piece, filters: impl IntoIterator<Item = F>) -> u32 {
    let mut count = 0;
    for filter in filters {
        piece.append(&filter.into_filter().piece);
        count += 1;
    }
    count
}

impl<M> Unique<M> {
    /// Both must be true; still at most one record.
    pub fn and(self, other: impl IntoFilter<M>) -> Self {
        Self { filter: self.filter.and(other) }
    }

    /// One of the two must be true: no longer at most one record.
    pub fn or(self, other: impl IntoFilter<M>) -> Filter<M> {
        self.filter.or(other)
    }
}

impl<M> IntoFilter<M> for Filter<M> {
    fn into_filter(self) -> Filter<M> {
        self
    }
}

impl<M> IntoFilter<M> for Unique<M> {
    fn into_filter(self) -> Filter<M> {
        self.filter
    }
}

#[diagnostic::do_not_recommend]
impl<M, F: IntoFilter<M>> IntoFilter<M> for Option<F> {
    fn into_filter(self) -> Filter<M> {
        self.map_or_else(|| all::<M, Filter<M>>([]), F::into_filter)
    }
}

impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(mut self) -> Self {
        self.piece.0.negate();
        self
    }
}

impl<M> Not for Unique<M> {
    type Output = Filter<M>;

    fn not(self) -> Filter<M> {
        !self.filter
    }
}

impl<M, F: IntoFilter<M>> BitAnd<F> for Filter<M> {
    type Output = Self;

    fn bitand(self, other: F) -> Self {
        self.and(other)
    }
}

impl<M, F: IntoFilter<M>> BitOr<F> for Filter<M> {
    type Output = Self;

    fn bitor(self, other: F) -> Self {
        self.or(other)
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::new(self.piece.clone())
    }
}

impl<M> Clone for Unique<M> {
    fn clone(&self) -> Self {
        Self { filter: self.filter.clone() }
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_part::<M>(f, "Filter", &self.piece)
    }
}

impl<M> fmt::Debug for Unique<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_part::<M>(f, "Unique", &self.filter.piece)
    }
}
