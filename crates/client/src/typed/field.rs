//! Columns as values: `todo::title()`.

use std::fmt;
use std::marker::PhantomData;

use super::{Filter, Unique};

/// A column of model `M` with type `T`. `K` tells whether it names one record.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let title: Field<db::Book, String> = book::title();
/// let optics = db.book().find_first().filter(title.eq("Optics")).order_by(title.asc()).await?;
/// db.book().update_many().filter(title.contains("Optiks")).with(title.set("Optics")).await?;
/// let titles: Vec<String> = db.book().find_many().select(title).await?;
/// # Ok(())
/// # }
/// ```
pub struct Field<M, T, K = Plain> {
    pub(crate) id: u16,
    _types: PhantomData<Types<M, T, K>>,
}

/// Types that a field is about without holding them: it can be sent and copied whatever they are.
type Types<M, T, K> = fn() -> (M, T, K);

/// A column that names one record: comparing it for equality gives a [`Unique`].
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let email: Key<db::Member, String> = member::email();
/// let one: Unique<db::Member> = email.eq("ada@example.org");
/// let many: Filter<db::Member> = email.ends_with("@example.org");
/// # Ok(())
/// # }
/// ```
pub type Key<M, T> = Field<M, T, Uniq>;

/// The kind of columns that don't name one record by themselves.
#[derive(Debug)]
pub enum Plain {}

/// The kind of ids and unique columns.
#[derive(Debug)]
pub enum Uniq {}

/// [`Plain`] or [`Uniq`].
pub trait KeyKind: 'static {
    /// What equality gives.
    type Equals<M>;

    /// Not `From`: nobody shall turn any filter into a unique one.
    #[doc(hidden)]
    fn equals<M>(filter: Filter<M>) -> Self::Equals<M>;
}

impl KeyKind for Plain {
    type Equals<M> = Filter<M>;

    fn equals<M>(filter: Filter<M>) -> Filter<M> {
        filter
    }
}

impl KeyKind for Uniq {
    type Equals<M> = Unique<M>;

    fn equals<M>(filter: Filter<M>) -> Unique<M> {
        Unique { filter }
    }
}

impl<M, T, K> Field<M, T, K> {
    /// For generated code: the column with this number.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn new(id: u16) -> Self {
        Self { id, _types: PhantomData }
    }
}

impl<M, T, K> Clone for Field<M, T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, K> Copy for Field<M, T, K> {}

impl<M, T, K> fmt::Debug for Field<M, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.id).finish()
    }
}
