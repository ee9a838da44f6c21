//! Several queries that are run together.

use nicol_query::request::Request;

use super::{Kind, Query, Rows, Select};
use crate::error::{Error, Result};
use crate::handle::{Handle, RawDone, RawQuery, RawValue, Way};

/// Queries that [`Handle::batch`] runs together: a query, raw or not, tuples of batches, lists of batches of one type.
///
/// ```
/// # use library::{self as db, book, card, genre, loan, member, review, sample};
/// # use nicol::{Json, Decimal, DateTime, New as _, *};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// fn rename<'c>(db: &'c db::Client, from: &str, to: &str) -> impl Batch<Out = db::Genre> {
///     db.genre().update(genre::name().eq(from)).set(genre::name(), to)
/// }
/// let [a, b] = db.batch([rename(db, "a", "x"), rename(db, "b", "y")]).await?;
/// let (genres, more): (u64, Vec<db::Genre>) = db.batch((db.genre().delete_many(), vec![rename(db, "c", "z")])).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be part of a batch",
    label = "expected a query that was not awaited",
    note = "a batch is a query (raw ones too), a tuple of up to 12 batches, an array or a `Vec` of batches of one type; for queries that need each other's results there is `transact`"
)]
pub trait Batch {
    /// What it brings.
    type Out;

    #[doc(hidden)]
    fn gather(&mut self, to: &mut Gathered);

    #[doc(hidden)]
    fn read(&self, from: &mut Brought) -> Result<Self::Out>;
}

/// A query of a batch.
#[derive(Debug)]
pub(crate) enum Part {
    Request(Request),
    Raw { sql: String, params: Vec<RawValue>, way: Way },
}

impl Part {
    /// The text of a raw statement.
    pub(crate) fn sql(&self) -> Option<&str> {
        match self {
            Self::Request(_) => None,
            Self::Raw { sql, .. } => Some(sql),
        }
    }
}

/// What a query of a batch brought.
#[derive(Debug)]
pub(crate) enum Outcome {
    Rows(Rows),
    Raw(RawDone),
}

/// The queries of a batch.
#[derive(Debug)]
pub struct Gathered {
    parts: Vec<Part>,
    /// Why it can't run.
    failed: Option<Error>,
    /// The client that runs it.
    client: usize,
}

impl Gathered {
    /// Takes the requests out of a batch.
    pub(crate) fn of(batch: &mut impl Batch, client: &Handle) -> Result<Vec<Part>> {
        let mut gathered = Self { parts: Vec::new(), failed: None, client: client.identity() };
        batch.gather(&mut gathered);
        match gathered.failed {
            None => Ok(gathered.parts),
            Some(error) => Err(error),
        }
    }

    pub(crate) fn add(&mut self, taken: Result<(&Handle, Part)>) {
        let taken = taken.and_then(|(handle, part)| {
            if handle.identity() == self.client {
                return Ok(part);
            }
            Err(Error::invalid(
                "A query of the batch was made with a client of another pool. Make all of its queries with the client \
                 that runs it.",
            ))
        });
        match taken {
            Ok(part) => self.parts.push(part),
            Err(_) if self.failed.is_some() => {}
            Err(error) => self.failed = Some(error.of_query(self.parts.len())),
        }
    }
}

/// What a batch brought, query by query.
#[derive(Debug)]
pub struct Brought {
    outcomes: std::vec::IntoIter<Outcome>,
    next: usize,
}

impl Brought {
    pub(crate) fn new(outcomes: Vec<Outcome>) -> Self {
        Self { outcomes: outcomes.into_iter(), next: 0 }
    }

    pub(crate) fn read<T>(&mut self, read: impl FnOnce(Outcome) -> Result<T>) -> Result<T> {
        let index = self.next;
        self.next += 1;
        read(self.outcomes.next().ok_or_else(Error::torn)?).map_err(|error| error.unread().of_query(index))
    }
}

impl<K: Kind, S: Select> Batch for Query<'_, K, S> {
    type Out = K::Of<S::Out>;

    fn gather(&mut self, to: &mut Gathered) {
        to.add(self.take_request().map(|(handle, request)| (handle, Part::Request(request))));
    }

    fn read(&self, from: &mut Brought) -> Result<Self::Out> {
        from.read(|outcome| match outcome {
            Outcome::Rows(rows) => K::collect::<S>(&rows),
            Outcome::Raw(_) => Err(Error::torn()),
        })
    }
}

impl<T> Batch for RawQuery<'_, T> {
    type Out = T;

    fn gather(&mut self, to: &mut Gathered) {
        to.add(self.take_statement().map(|(handle, sql, params, way)| (handle, Part::Raw { sql, params, way })));
    }

    fn read(&self, from: &mut Brought) -> Result<T> {
        from.read(|outcome| match outcome {
            Outcome::Raw(done) => self.read(done),
            Outcome::Rows(_) => Err(Error::torn()),
        })
    }
}

impl<B: Batch> Batch for Vec<B> {
    type Out = Vec<B::Out>;

    fn gather(&mut self, to: &mut Gathered) {
        self.iter_mut().for_each(|batch| batch.gather(to));
    }

    fn read(&self, from: &mut Brought) -> Result<Self::Out> {
        self.iter().map(|batch| batch.read(from)).collect()
    }
}

impl<B: Batch, const N: usize> Batch for [B; N] {
    type Out = [B::Out; N];

    fn gather(&mut self, to: &mut Gathered) {
        self.iter_mut().for_each(|batch| batch.gather(to));
    }

    fn read(&self, from: &mut Brought) -> Result<Self::Out> {
        let read: Vec<B::Out> = self.iter().map(|batch| batch.read(from)).collect::<Result<_>>()?;
        read.try_into().map_err(|_| Error::torn())
    }
}

macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        tuples!($($rest)*);

        impl<$first: Batch, $($rest: Batch),*> Batch for ($first, $($rest,)*) {
            type Out = ($first::Out, $($rest::Out,)*);

            #[allow(non_snake_case)]
            fn gather(&mut self, to: &mut Gathered) {
                let ($first, $($rest,)*) = self;
                $first.gather(to);
                $($rest.gather(to);)*
            }

            #[allow(non_snake_case)]
            fn read(&self, from: &mut Brought) -> Result<Self::Out> {
                let ($first, $($rest,)*) = self;
                Ok(($first.read(from)?, $($rest.read(from)?,)*))
            }
        }
    };
}

tuples!(A B C D E F G H I J K L);
