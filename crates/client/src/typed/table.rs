//! The queries of one model: `db.todo()`.

use std::fmt;
use std::marker::PhantomData;

use super::aggregate::{Aggregates, CountAll, Groups};
use super::query::Of;
use super::record::piece_of;
use super::{
    Aggregated, Changes, Count, Create, CreateMany, Delete, DeleteMany, FindFirst, FindFirstOrThrow, FindMany,
    FindUnique, FindUniqueOrThrow, GroupBy, Model, New, Query, Unique, Update, UpdateMany, Upsert,
};
use crate::handle::Handle;

/// The queries of model `M`.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let members: Table<'_, db::Member> = db.member();
/// let ada = member::New { email: "ada@example.org", name: "Ada" };
/// members.create(ada).await?;
/// members.create_many([member::New { email: "bob@example.org", name: "Bob" }]).await?;
/// let found = members.find_unique(member::id().eq(1)).await?;
/// let found = members.find_unique_or_throw(member::id().eq(1)).await?;
/// let found = members.find_first().filter(member::points().gt(5)).await?;
/// let found = members.find_first_or_throw().filter(member::points().gt(5)).await?;
/// let found = members.find_many().take(10).await?;
/// members.update(member::id().eq(1)).set(member::points(), 7).await?;
/// members.update_many().set(member::active(), true).await?;
/// let ada = member::New { email: "ada@example.org", name: "Ada" };
/// members.upsert(member::email().eq("ada@example.org"), ada, member::points().increment(1)).await?;
/// let number = members.count().filter(member::active().eq(true)).await?;
/// let (least, most) = members.aggregate((member::points().min(), member::points().max())).await?;
/// let by_rank = members.group_by(member::rank(), count()).await?;
/// members.delete(member::id().eq(1)).await?;
/// members.delete_many().filter(member::active().eq(false)).await?;
/// # Ok(())
/// # }
/// ```
pub struct Table<'c, M> {
    handle: &'c Handle,
    _model: PhantomData<fn() -> M>,
}

impl<'c, M: Model> Table<'c, M> {
    /// For generated code.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn new(handle: &'c Handle) -> Self {
        Self { handle, _model: PhantomData }
    }

    fn query<K: super::Kind, S>(self) -> Query<'c, K, S> {
        Query::new(self.handle, M::ID)
    }

    /// The record that a unique filter names, or `None`.
    pub fn find_unique(self, unique: Unique<M>) -> Query<'c, FindUnique, M> {
        self.query().unique(&unique)
    }

    /// The record that a unique filter names; P2025 if there is none.
    pub fn find_unique_or_throw(self, unique: Unique<M>) -> Query<'c, FindUniqueOrThrow, M> {
        self.query().unique(&unique)
    }

    /// The first record, or `None`.
    pub fn find_first(self) -> Query<'c, FindFirst, M> {
        self.query()
    }

    /// The first record; P2025 if there is none.
    pub fn find_first_or_throw(self) -> Query<'c, FindFirstOrThrow, M> {
        self.query()
    }

    /// All records; narrow down by `filter`, `take` and the like.
    pub fn find_many(self) -> Query<'c, FindMany, M> {
        self.query()
    }

    /// Creates a record.
    pub fn create(self, new: impl New<Model = M>) -> Query<'c, Create, M> {
        let mut query = self.query();
        *query.data() = piece_of(new);
        query
    }

    /// Creates records; returns how many. Its rows may connect to other records by the fields that the foreign key
    /// references, and create no others.
    pub fn create_many<N: New<Model = M>>(self, news: impl IntoIterator<Item = N>) -> Query<'c, CreateMany, M> {
        let rows = self.handle.row_set(M::ID, news.into_iter().map(piece_of));
        let mut query = self.query();
        match rows {
            Ok(rows) => rows.write(&mut query.data().0),
            Err(error) => query.fail(error),
        }
        query
    }

    /// Changes the record that a unique filter names; P2025 if there is none.
    pub fn update(self, unique: Unique<M>) -> Query<'c, Update, M> {
        self.query().unique(&unique)
    }

    /// Changes all records; narrow down by `filter`. Returns how many.
    pub fn update_many(self) -> Query<'c, UpdateMany, M> {
        self.query()
    }

    /// Changes the record that a unique filter names; creates it if there is none.
    pub fn upsert(self, unique: Unique<M>, new: impl New<Model = M>, changes: impl Changes<M>) -> Query<'c, Upsert, M> {
        let mut query = self.query().unique(&unique);
        let data = query.data();
        *data = piece_of(new);
        data.0.update_data();
        changes.write(data);
        query
    }

    /// Deletes the record that a unique filter names and returns it; P2025 if there is none.
    pub fn delete(self, unique: Unique<M>) -> Query<'c, Delete, M> {
        self.query().unique(&unique)
    }

    /// Deletes all records; narrow down by `filter`. Returns how many.
    pub fn delete_many(self) -> Query<'c, DeleteMany, M> {
        self.query()
    }

    /// How many records there are.
    pub fn count(self) -> Query<'c, Count, Of<M, CountAll>> {
        let mut query = self.query();
        query.top().0.count_all();
        query
    }

    /// Aggregates over all records, or over those that `filter`, `take` and the like leave.
    pub fn aggregate<S: Aggregates<M>>(self, aggregates: S) -> Query<'c, Aggregated, Of<M, S>> {
        let mut query = self.query();
        aggregates.write(query.top());
        query
    }

    /// Aggregates over groups of records that have equal values in the fields `by`.
    pub fn group_by<B: Groups<M>, S: Aggregates<M>>(self, by: B, aggregates: S) -> Query<'c, GroupBy, Of<M, (B, S)>> {
        let mut query = self.query();
        by.write(query.top());
        aggregates.write(query.top());
        query
    }
}

impl<M> Clone for Table<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Table<'_, M> {}

impl<M> fmt::Debug for Table<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").finish_non_exhaustive()
    }
}
