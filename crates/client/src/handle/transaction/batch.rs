//! Several queries as one transaction, in as few round trips as their plans allow.

use std::sync::Arc;

use nicol_query::request::Request;

use super::options::{ClientType, Limits, Options, again};
use super::tx::Tx;
use crate::error::{Error, Result};
use crate::executor::{Failed, Flight, Input, Prepared, Way, nothing, together};
use crate::handle::Handle;
use crate::typed::{Batch, Brought, Gathered, Rows};

impl Handle {
    /// Runs several queries as one transaction: all of them, in their order, or none. What they bring comes as they were
    /// given: a tuple as a tuple, a `Vec` as a `Vec`.
    ///
    /// The queries are sent together where they don't need rows of their own statements before they can go on (most reads
    /// and writes of single records do not): a batch of such queries is one round trip, or two if one of them fails without
    /// a record. They run on this client, in its transaction if it is one (then between savepoints).
    ///
    /// Where a query needs the result of another one there is `transact`; for an isolation level, a limit of time or another
    /// try after a conflict, [`Options::batch`] and [`Options::retry_batch`]. A model called `Batch` takes this name on the
    /// generated client: `tx_options().batch(..)` does the same.
    ///
    /// # Errors
    /// That of the first query that fails, whose place [`Error::query_index`] tells, or why the transaction could not be
    /// started or committed. None of the queries has changed anything then.
    ///
    /// ```
    /// # use library::{self as db, book, card, genre, loan, member, review, sample};
    /// # use nicol::{Json, Decimal, DateTime, New as _, *};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let (ada, changed, books) = db
    ///     .batch((
    ///         db.member().create(member::New { email: "ada@example.org", name: "Ada" }),
    ///         db.book().update_many().set(book::pages(), 1),
    ///         db.book().find_many().take(3),
    ///     ))
    ///     .await?;
    /// println!("{} {changed} {}", ada.id, books.len());
    /// let names = ["crime", "science"];
    /// let genres: Vec<db::Genre> =
    ///     db.batch(names.iter().map(|name| db.genre().create(genre::New { name })).collect::<Vec<_>>()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn batch<B: Batch>(&self, batch: B) -> Result<B::Out> {
        Options::new(self).batch(batch).await
    }

    /// Runs requests as a transaction.
    async fn run_batch(&self, limits: Limits, requests: &[Request]) -> Result<Vec<Rows>> {
        match requests {
            [] => return Ok(Vec::new()),
            // Whatever has more than one statement brings its own transaction.
            [one] if limits.isolation.is_none() && self.session.is_none() => {
                return Ok(vec![self.run(one.clone()).await.map_err(|error| error.of_query(0))?]);
            }
            _ => {}
        }
        let plans = requests.iter().enumerate().map(|(index, request)| {
            self.plan(&request.shape).map_err(|error| self.failed(error, request).of_query(index))
        });
        let plans = plans.collect::<Result<Vec<_>>>()?;
        let work = self.try_batch(limits, requests, &plans);
        #[cfg(feature = "spans")]
        let work = crate::handle::observe::spans::transaction(work);
        work.await
    }

    async fn try_batch(&self, limits: Limits, requests: &[Request], plans: &[Arc<Prepared>]) -> Result<Vec<Rows>> {
        match self.batch_in_flights(limits, requests, plans).await {
            Ok(rows) => Ok(rows),
            // Nothing was kept.
            Err(Undone::Unclear) => Box::pin(self.batch_one_by_one(limits, requests)).await,
            Err(Undone::Error(error)) if error.database().is_some_and(nicol_driver::Error::is_outdated) => {
                Box::pin(self.batch_one_by_one(limits, requests)).await
            }
            Err(Undone::Error(error)) => Err(error),
        }
    }

    /// Runs one query after the other.
    async fn batch_one_by_one(&self, limits: Limits, requests: &[Request]) -> Result<Vec<Rows>> {
        let tx = Options { client: self, limits }.begin().await?;
        let mut all = Vec::with_capacity(requests.len());
        for (index, request) in requests.iter().enumerate() {
            all.push(tx.run(request.clone()).await.map_err(|error| error.of_query(index))?);
        }
        tx.commit().await?;
        Ok(all)
    }

    /// Runs queries side by side that can be sent at once.
    async fn batch_in_flights(
        &self,
        limits: Limits,
        requests: &[Request],
        plans: &[Arc<Prepared>],
    ) -> Result<Vec<Rows>, Undone> {
        let inputs: Vec<Input<'_>> = requests.iter().map(Input::new).collect();
        let mut works = Vec::with_capacity(requests.len());
        for (index, (plan, input)) in plans.iter().zip(&inputs).enumerate() {
            let work = Work::of(plan, input);
            works.push(work.map_err(|error| self.failed(error, &requests[index]).of_query(index))?);
        }
        let tx = Options { client: self, limits }.begin().await?;
        let mut all = Vec::with_capacity(requests.len());
        while all.len() < requests.len() {
            let start = all.len();
            let mut flights = Vec::new();
            while let Some(work @ (Work::Flight(_) | Work::Nothing(_))) = works.get_mut(start + flights.len()) {
                flights.push(std::mem::replace(work, Work::Alone));
            }
            if flights.is_empty() {
                all.push(tx.run(requests[start].clone()).await.map_err(|error| error.of_query(start))?);
                continue;
            }
            let end = start + flights.len();
            let group = Group { handle: self, start, requests: &requests[start..end], inputs: &inputs[start..end] };
            let may_end = end == requests.len() && self.session.is_none();
            if may_end && !flights.iter().any(Work::is_checked) {
                all.extend(group.run_last(flights, tx).await?);
                return Ok(all);
            }
            all.extend(group.run(flights, &tx).await?);
        }
        tx.commit().await?;
        Ok(all)
    }
}

/// Why a batch was undone.
enum Undone {
    Error(Error),
    /// A statement has failed, but an earlier one of those that were sent with it may have to be told of.
    Unclear,
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// How a query of a batch is run.
enum Work<'p> {
    /// Together with others.
    Flight(Flight<'p>),
    /// Its values ask for nothing.
    Nothing(&'p Prepared),
    Alone,
}

impl<'p> Work<'p> {
    fn of(plan: &'p Prepared, input: &Input<'_>) -> Result<Self> {
        let plan = plan.for_values(input)?;
        if plan.asks_for_nothing(input)? {
            return Ok(Self::Nothing(plan));
        }
        Ok(Flight::of(plan).map_or(Self::Alone, Self::Flight))
    }

    fn is_checked(&self) -> bool {
        matches!(self, Self::Flight(flight) if flight.is_checked())
    }
}

/// Queries side by side.
struct Group<'g> {
    handle: &'g Handle,
    /// The place of the first one in the batch.
    start: usize,
    requests: &'g [Request],
    inputs: &'g [Input<'g>],
}

impl Group<'_> {
    async fn run(&self, works: Vec<Work<'_>>, tx: &Tx<'_, Handle>) -> Result<Vec<Rows>, Undone> {
        let Some(session) = &tx.session else { return Err(Error::torn().into()) };
        let (mut rows, flights, places) = self.split(works);
        if flights.is_empty() {
            return Ok(rows.into_iter().flatten().collect());
        }
        let brought = self.handle.watched_together(self.requests, async {
            let mut failed = None;
            let brought = session.run(async |connection| match together(&flights, Way::Within(connection)).await {
                Ok(brought) => Ok(brought),
                Err(why) => {
                    failed = why.flight;
                    Err(why.error)
                }
            });
            let brought = brought.await;
            brought.map_err(|error| Failed { error, flight: failed })
        });
        let brought = brought.await.map_err(|failed| self.undone(failed, &flights, &places))?;
        for (place, brought) in places.into_iter().zip(brought) {
            rows[place] = Some(brought);
        }
        Ok(rows.into_iter().flatten().collect())
    }

    /// The same, and the end of the transaction with it.
    async fn run_last(&self, works: Vec<Work<'_>>, mut tx: Tx<'_, Handle>) -> Result<Vec<Rows>, Undone> {
        let Some(session) = tx.session.take() else { return Err(Error::torn().into()) };
        let (mut rows, flights, places) = self.split(works);
        let brought = self.handle.watched_together(self.requests, async {
            let mut failed = None;
            let brought = session.finish(async |transaction| match together(&flights, Way::Last(transaction)).await {
                Ok(brought) => Ok(brought),
                Err(why) => {
                    failed = why.flight;
                    Err(why.error)
                }
            });
            let brought = brought.await;
            brought.map_err(|error| Failed { error, flight: failed })
        });
        let brought = brought.await.map_err(|failed| self.undone(failed, &flights, &places))?;
        for (place, brought) in places.into_iter().zip(brought) {
            rows[place] = Some(brought);
        }
        Ok(rows.into_iter().flatten().collect())
    }

    /// What is known already, the flights, and where theirs belongs.
    #[expect(clippy::type_complexity, reason = "three lists that belong together for a moment")]
    fn split<'p>(&self, works: Vec<Work<'p>>) -> (Vec<Option<Rows>>, Vec<(Flight<'p>, &Input<'_>)>, Vec<usize>) {
        let (mut rows, mut flights, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (work, input)) in works.into_iter().zip(self.inputs).enumerate() {
            rows.push(match work {
                Work::Nothing(plan) => Some(nothing(plan)),
                Work::Alone => None,
                Work::Flight(flight) => {
                    flights.push((flight, input));
                    places.push(place);
                    None
                }
            });
        }
        (rows, flights, places)
    }

    #[cold]
    fn undone(&self, failed: Failed, flights: &[(Flight<'_>, &Input<'_>)], places: &[usize]) -> Undone {
        let Some(flight) = failed.flight else { return Undone::Error(failed.error) };
        // What a statement says was heard before the rows of those before it were looked at.
        let is_of_a_statement = failed.error.database().is_some();
        if is_of_a_statement && flights[..flight].iter().any(|(before, _)| before.is_checked()) {
            return Undone::Unclear;
        }
        let place = places[flight];
        Undone::Error(self.handle.failed(failed.error, &self.requests[place]).of_query(self.start + place))
    }
}

impl<C: ClientType> Options<'_, C> {
    /// Runs several queries as one transaction: see [`Handle::batch`].
    ///
    /// # Errors
    /// As [`Handle::batch`]; P2028 if no connection came free in time, or the batch took longer than its limit.
    ///
    /// ```
    /// # use library::{self as db, book, card, genre, loan, member, review, sample};
    /// # use nicol::{Json, Decimal, DateTime, New as _, *};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let (members, loans) =
    ///     db.isolation(Isolation::RepeatableRead).batch((db.member().count(), db.loan().count())).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn batch<B: Batch>(self, batch: B) -> Result<B::Out> {
        self.retry_batch(1, batch).await
    }

    /// The same, and again, at most `times` times in all, while it ends in a write conflict or a deadlock (P2034).
    ///
    /// # Errors
    /// As [`Self::batch`]; P2034 if the last try ended in it.
    ///
    /// ```
    /// # use library::{self as db, book, card, genre, loan, member, review, sample};
    /// # use nicol::{Json, Decimal, DateTime, New as _, *};
    /// # async fn example(db: &db::Client) -> nicol::Result<()> {
    /// let give = db.member().update(member::id().eq(1)).with(member::points().decrement(10));
    /// let take = db.member().update(member::id().eq(2)).with(member::points().increment(10));
    /// let (one, other) = db.isolation(Isolation::Serializable).retry_batch(3, (give, take)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn retry_batch<B: Batch>(self, times: u32, mut batch: B) -> Result<B::Out> {
        let handle = self.client.handle();
        let rows = {
            let requests = Gathered::of(&mut batch, handle)?;
            let mut tries = 1;
            loop {
                match handle.run_batch(self.limits, &requests).await {
                    Err(error) if error.is_retryable() && tries < times && handle.session.is_none() => {
                        again(tries, times, &error).await;
                        tries += 1;
                    }
                    result => break result?,
                }
            }
        };
        batch.read(&mut Brought::new(rows))
    }
}
