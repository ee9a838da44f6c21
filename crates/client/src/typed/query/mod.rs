//! A query: a request that runs when it is awaited.

mod arguments;
mod returned;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use nicol_model::ModelId;
use nicol_query::request::Request;

use super::kind::Kind;
use super::{Cursor, Piece, Records, Rows, Select, Unique};
use crate::error::{Error, Result};
use crate::handle::Handle;

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

/// A part that is not of the model that the query is about: aggregates of `M`.
pub struct Of<M, S>(PhantomData<fn() -> (M, S)>);

impl<M, S: Select> Select for Of<M, S> {
    type Model = M;
    type Out = S::Out;

    fn decode(cursor: &mut Cursor<'_>) -> Result<S::Out> {
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

impl fmt::Debug for State<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Built => f.write_str("Built"),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Self::Running(_) => f.write_str("Running"),
            Self::Done => f.write_str("Done"),
        }
    }
}

/// What it is about, without its values. (While it runs and after that, the request is no longer here.)
impl<K, S> fmt::Debug for Query<'_, K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (top, data) = (&self.top.0, &self.data.0);
        let mut query = f.debug_struct("Query");
        if let (Some(action), Some(ModelId(id))) = (top.action(), top.model()) {
            let model = self.handle.data_model().models.get(usize::from(id));
            query.field("model", &model.map_or("", |model| model.name.as_str())).field("action", &action.name());
            query.field("values", &(top.values().count() + data.values().count()));
        }
        query.field("state", &self.state).finish()
    }
}
