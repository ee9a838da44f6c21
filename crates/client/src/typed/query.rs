//! A query: a request that runs when it is awaited.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use nicol_model::{FieldId, ModelId};
use nicol_query::ast::LoadStrategy;
use nicol_query::request::Request;

use super::kind::{
    FindMany, HasArgs, HasCursor, HasData, HasDistinct, HasFilter, HasLimit, HasLoadStrategy, HasRows, Kind, OrThrow,
    Returning, Returns,
};
use super::{
    Change, Changes, Field, GroupBy, Having, Include, IntoFilter, Model, Nested, Order, Pick, Piece, Push, Records,
    Rows, Select, Shape, Unique,
};
use crate::error::{Error, Result};
use crate::handle::{Handle, RowStream};
use crate::value::{Arg, Column};

type Running<'c> = Pin<Box<dyn Future<Output = Result<Rows>> + Send + 'c>>;

/// A request that runs when it is awaited. `K` is what it does, `S` what each record becomes.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// let page = db
///     .member()
///     .find_many()
///     .filter(member::active().eq(true))
///     .order_by(member::id().asc())
///     .cursor(member::id().eq(20))
///     .skip(1)
///     .take(10)
///     .include(member::loans().count())
///     .await?;
/// let one_of_each = db.member().find_many().distinct(member::rank()).select(member::name()).await?;
/// let changed = db.member().update_many().set(member::active(), false).with(member::points().increment(1)).limit(5).await?;
/// let made = db.genre().create_many([genre::New { name: "crime" }]).skip_duplicates().returning().await?;
/// let ada = db.member().find_unique(member::id().eq(1)).or_throw().await?;
/// nicol::shape! { struct Card: db::member { name, card { number } } }
/// let cards: Vec<Card> = db.member().find_many().shape::<Card>().await?;
/// let joined = db.member().find_many().include(member::loans()).load_strategy(LoadStrategy::Join).await?;
/// let groups = db.review().group_by(review::book_id(), count()).having(review::stars().avg().gt(3.0)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct Query<'c, K, S> {
    handle: &'c Handle,
    /// The action, its arguments and what is selected.
    top: Piece,
    /// What is written.
    data: Piece,
    /// Whether the selection says which columns are read.
    selected: bool,
    state: State<'c>,
    _types: PhantomData<fn() -> (K, S)>,
}

enum State<'c> {
    Built,
    /// It can't run.
    Failed(Error),
    Running(Running<'c>),
    Done,
}

impl<'c, K: Kind, S> Query<'c, K, S> {
    pub(crate) fn new(handle: &'c Handle, model: u16) -> Self {
        Self {
            handle,
            top: Piece(Request::new(K::ACTION, ModelId(model)), Records::None),
            data: Piece::default(),
            selected: false,
            state: State::Built,
            _types: PhantomData,
        }
    }

    /// The same request as another kind of query.
    fn cast<K2, S2>(self) -> Query<'c, K2, S2> {
        Query {
            handle: self.handle,
            top: self.top,
            data: self.data,
            selected: self.selected,
            state: self.state,
            _types: PhantomData,
        }
    }

    pub(crate) fn unique<M>(mut self, unique: &Unique<M>) -> Self {
        self.top.append(&unique.filter.piece);
        self.top.0.filter();
        self
    }

    pub(crate) fn data(&mut self) -> &mut Piece {
        &mut self.data
    }

    pub(crate) fn top(&mut self) -> &mut Piece {
        &mut self.top
    }

    pub(crate) fn fail(&mut self, error: Error) {
        self.state = State::Failed(error);
    }

    fn with_action<K2: Kind>(mut self, model: u16) -> Query<'c, K2, S> {
        if let (Some(first), Some(action)) =
            (self.top.0.shape.first_mut(), Request::new(K2::ACTION, ModelId(model)).shape.first())
        {
            *first = *action;
        }
        self.cast()
    }
}

/// What is returned.
impl<'c, K: Kind, S: Select> Query<'c, K, S> {
    /// Reads a relation too: each record becomes a tuple with one more element.
    pub fn include<R, S2>(mut self, relation: R) -> Query<'c, K, S2>
    where
        K: Returns,
        R: Include<S::Model>,
        S: Push<R, To = S2>,
        S2: Select,
    {
        self.select_columns();
        relation.write(&mut self.top);
        self.cast()
    }

    /// Reads these fields and relations, in place of all columns.
    pub fn select<S2: Pick<S::Model>>(mut self, selection: S2) -> Query<'c, K, S2>
    where
        K: Returns,
        S: Model,
    {
        self.selected = true;
        selection.write(&mut self.top);
        self.cast()
    }

    /// Reads each record as a struct made by [`shape!`](crate::shape).
    pub fn shape<T: Shape<Model = S::Model>>(mut self) -> Query<'c, K, Nested<T>>
    where
        K: Returns,
        S: Model,
    {
        self.selected = true;
        T::write(&mut self.top);
        self.cast()
    }

    /// How included records are read: all in one statement (where the database can do that: PostgreSQL), or by a statement
    /// for each relation. Without it, they are joined where the schema has the preview feature `relationJoins`.
    pub fn load_strategy(mut self, strategy: LoadStrategy) -> Self
    where
        K: HasLoadStrategy,
    {
        self.top.0.load_strategy(strategy);
        self
    }

    /// An error (P2025) in place of `None`.
    pub fn or_throw(self) -> Query<'c, K::Throwing, S>
    where
        K: OrThrow,
        S::Model: Model,
    {
        self.with_action(<S::Model as Model>::ID)
    }

    /// Returns the records in place of their count.
    pub fn returning(self) -> Query<'c, K::Records, S>
    where
        K: Returning,
        S: Model,
    {
        self.with_action(S::ID)
    }
}

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

    /// At most this many; a negative number takes the last ones.
    pub fn take(mut self, count: i64) -> Self
    where
        K: HasArgs,
    {
        self.top.0.take(count);
        self
    }

    /// Leaves out the first ones.
    pub fn skip(mut self, count: i64) -> Self
    where
        K: HasArgs,
    {
        self.top.0.skip(count);
        self
    }

    /// Starts at this record.
    pub fn cursor(mut self, cursor: Unique<S::Of>) -> Self
    where
        K: HasCursor,
    {
        self.top.append(&cursor.filter.piece);
        self.top.0.cursor();
        self
    }

    /// Only the first of the records that have the same value in this field (in all of them, if called for several).
    pub fn distinct<T, F>(mut self, field: Field<S::Of, T, F>) -> Self
    where
        K: HasDistinct,
    {
        self.top.0.distinct(FieldId(field.id));
        self
    }

    /// At most this many records, no matter which.
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

/// A part that is not of the model that the query is about: aggregates of `M`.
pub struct Of<M, S>(PhantomData<fn() -> (M, S)>);

impl<M, S: Select> Select for Of<M, S> {
    type Model = M;
    type Out = S::Out;

    fn decode(cursor: &mut super::Cursor<'_>) -> Result<S::Out> {
        S::decode(cursor)
    }
}

/// The model that a query is about.
pub trait About: Select {
    /// The model.
    type Of;
}

impl<S: Select> About for S {
    type Of = S::Model;
}

impl<K: Kind, S> Query<'_, K, S> {
    /// The whole request.
    fn request(&mut self) -> Request {
        let mut request = std::mem::take(&mut self.top.0);
        request.append(&self.data.0);
        request
    }
}

impl<'c, K: Kind, S: Select> Query<'c, K, S> {
    fn select_columns(&mut self) {
        if !self.selected {
            self.selected = true;
            S::write_columns(&mut self.top);
        }
    }

    /// The request as it is run.
    #[inline]
    fn whole_request(&mut self) -> Result<Request> {
        if returns_records(K::ACTION) {
            self.select_columns();
        }
        let has_records = self.data.1 == Records::Some;
        let request = self.request();
        if has_records { self.handle.with_rows(&request) } else { Ok(request) }
    }

    fn start(&mut self) -> Running<'c> {
        let handle = self.handle;
        match self.whole_request() {
            Ok(request) => Box::pin(handle.run(request)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// Takes the request out, for a batch.
    pub(super) fn take_request(&mut self) -> Result<(&'c Handle, Request)> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Built => Ok((self.handle, self.whole_request()?)),
            State::Failed(error) => Err(error),
            State::Running(_) | State::Done => Err(Error::awaited()),
        }
    }
}

impl<S: Select> Query<'_, FindMany, S> {
    /// The records one after the other, in memory that does not grow with their number: they are read some at a time,
    /// as they are asked for. Related records are read for each part.
    ///
    /// The stream holds a connection until it has ended or is dropped, so make `connection_limit` larger than the number
    /// of streams that are open at once. All it reads is of one moment: that of its first statement. Inside of `transact`
    /// it reads in the transaction, whose other queries may run in between. (On SQLite it is not defined whether it sees
    /// what these write to the rows that it has still to read: don't add to a table while it is streamed there.)
    ///
    /// Dropped before its end it gives the connection back, and the server stops working for it. After an error it has
    /// ended. (What has to be there before the first record can be given out is held in memory: all records with a negative
    /// `take`; one key for each record with `distinct` where the database can't do it.)
    ///
    /// ```no_run
    /// # use nicol_client::typed::{FindMany, Query, Select};
    /// # async fn example<S: Select>(members: Query<'_, FindMany, S>) -> nicol_client::Result<()> {
    /// // let members = db.member().find_many().filter(..).include(..);
    /// let mut stream = members.stream();
    /// while let Some(member) = stream.try_next().await? {
    ///     # drop(member);
    ///     // one at a time
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(mut self) -> RowStream<S::Out> {
        if let State::Failed(error) = self.state {
            return RowStream::failed(error);
        }
        self.select_columns();
        // Of a statement that brings records with all that belongs to them, nothing could be read in parts.
        self.top.0.load_strategy(LoadStrategy::Query);
        let request = self.request();
        RowStream::records::<S>(self.handle.clone(), request)
    }
}

const fn returns_records(action: nicol_query::ast::Action) -> bool {
    use nicol_query::ast::Action as A;
    !matches!(action, A::CreateMany | A::UpdateMany | A::DeleteMany | A::Aggregate | A::GroupBy)
}

impl<K: Kind, S: Select> Future for Query<'_, K, S> {
    type Output = Result<K::Of<S::Out>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let State::Built = this.state {
            this.state = State::Running(this.start());
        }
        match &mut this.state {
            State::Running(running) => match running.as_mut().poll(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(rows) => {
                    // A further poll must not run the request again.
                    this.state = State::Done;
                    Poll::Ready(rows.and_then(|rows| K::collect::<S>(&rows)))
                }
            },
            State::Failed(_) => match std::mem::replace(&mut this.state, State::Done) {
                State::Failed(error) => Poll::Ready(Err(error)),
                _ => Poll::Pending,
            },
            State::Built | State::Done => Poll::Pending,
        }
    }
}

impl<K, S> fmt::Debug for Query<'_, K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("top", &self.top).field("data", &self.data).finish_non_exhaustive()
    }
}
