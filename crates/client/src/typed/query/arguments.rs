//! Which records a query is about, in what order, and what is written to them.

use nicol_model::FieldId;

use super::{About, Of, Query};
use crate::typed::kind::{HasArgs, HasCursor, HasData, HasDistinct, HasFilter, HasLimit, HasRows, Kind};
use crate::typed::{Change, Changes, Field, GroupBy, Having, IntoFilter, Order, Unique};
use crate::value::{Arg, Column};

/// Which records. (`QueryModel` is the model whose records these are, also where a query returns something else.)
impl<K: Kind, S: About> Query<'_, K, S> {
    /// Only records that match; of several filters all must be true.
    pub fn filter(mut self, filter: impl IntoFilter<S::Of>) -> Self
    where
        K: HasFilter,
    {
        self.top.append(&filter.into_filter().piece);
        self.top.0.filter();
        self
    }

    /// The order; of several the first counts most.
    pub fn order_by(mut self, order: Order<S::Of>) -> Self
    where
        K: HasArgs,
    {
        self.top.append(&order.piece);
        self
    }

    /// At most this many records; `0` is none, and asks the database nothing. A negative number takes the last ones, in the
    /// same order; with a cursor, those that end there.
    ///
    /// ```
    /// # use library::{self as db, member};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let first_ten = db.member().find_many().order_by(member::name().asc()).take(10).await?;
    /// let last_ten = db.member().find_many().order_by(member::name().asc()).take(-10).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A page needs an order that tells all records apart, or two pages may overlap: give a unique field last. Without any
    /// order it is that of the primary key. (Of groups, it needs an order.)
    pub fn take(mut self, count: i64) -> Self
    where
        K: HasArgs,
    {
        self.top.0.take(count);
        self
    }

    /// Leaves out so many of the first records, after `filter` and `cursor`; with a negative [`take`](Self::take), of the
    /// last. A negative number is an error (P2019) when the query runs.
    ///
    /// ```
    /// # use library::{self as db, member};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let third_page = db.member().find_many().order_by(member::id().asc()).skip(40).take(20).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The database reads what is left out. Far down a long list, a [`cursor`](Self::cursor) is faster.
    pub fn skip(mut self, count: i64) -> Self
    where
        K: HasArgs,
    {
        self.top.0.skip(count);
        self
    }

    /// Starts at this record, which is the first one unless it is skipped. Nothing is found if it is not there. The key is
    /// added to the order where it does not stand in it.
    ///
    /// ```
    /// # use library::{self as db, member};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let page = db.member().find_many().order_by(member::id().asc()).take(20).await?;
    /// if let Some(last) = page.last() {
    ///     let after = member::id().eq(last.id);
    ///     let next = db.member().find_many().order_by(member::id().asc()).cursor(after).skip(1).take(20).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn cursor(mut self, cursor: Unique<S::Of>) -> Self
    where
        K: HasCursor,
    {
        self.top.append(&cursor.filter.piece);
        self.top.0.cursor();
        self
    }

    /// Only the first of the records that have the same value in this field (in all of them, if called for several), in the
    /// query's order. `take` and `skip` count what is left.
    ///
    /// ```
    /// # use library::{self as db, member};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let richest = db.member().find_many().distinct(member::rank()).order_by(member::points().desc()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn distinct<T, F>(mut self, field: Field<S::Of, T, F>) -> Self
    where
        K: HasDistinct,
    {
        self.top.0.distinct(FieldId(field.id));
        self
    }

    /// At most this many records are changed or deleted, no matter which. A negative number is an error (P2019).
    pub fn limit(mut self, count: i64) -> Self
    where
        K: HasLimit,
    {
        self.top.0.limit(count);
        self
    }

    /// Sets a field.
    pub fn set<T: Column, F>(mut self, field: Field<S::Of, T, F>, value: impl Arg<T>) -> Self
    where
        K: HasData,
    {
        let change: Change<S::Of> = field.set(value);
        self.data.append(&change.piece);
        self
    }

    /// Adds a change, or several: of numbers, of lists, of related records.
    pub fn with(mut self, changes: impl Changes<S::Of>) -> Self
    where
        K: HasData,
    {
        changes.write(&mut self.data);
        self
    }

    /// Leaves out rows that would break a unique constraint.
    pub fn skip_duplicates(mut self) -> Self
    where
        K: HasRows,
    {
        self.top.0.skip_duplicates();
        self
    }
}

impl<M, B, S> Query<'_, GroupBy, Of<M, (B, S)>> {
    /// Only groups that match.
    pub fn having(mut self, having: Having<M>) -> Self {
        self.top.append(&having.0.piece);
        self.top.0.having();
        self
    }
}
