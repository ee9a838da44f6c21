//! Several queries as one transaction, in as few round trips as their plans allow.

use std::sync::Arc;

use nicol_query::request::Request;

use super::options::{ClientType, Limits, Options, Work as Kind, again};
use super::tx::Tx;
use crate::error::{Error, Result};
use crate::executor::{Flight, Input, Prepared, Way, nothing, together};
use crate::handle::Handle;
use crate::typed::{Batch, Brought, Gathered, Outcome, Part, Rows};

impl Handle {
    /// Runs several queries as one transaction: all of them, in their order, or none. What they bring comes as they were
    /// given: a tuple as a tuple, a `Vec` as a `Vec`.
    ///
    /// The queries are sent together where they don't need rows of their own statements before they can go on (most reads
    /// and writes of single records do not): a batch of such queries is one round trip, or two if one of them fails without
    /// a record. They run on this client, in its transaction if it is one (then between savepoints).
    ///
    /// It may take as long as it takes, and waits for a connection as any query does: there is no limit but those that were
    /// asked for.
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

    /// Runs queries as a transaction.
    async fn run_batch(&self, limits: Limits, parts: &[Part]) -> Result<Vec<Outcome>> {
        match parts {
            [] => return Ok(Vec::new()),
            // Whatever has more than one statement brings its own transaction.
            [one @ Part::Request(_)] if !limits.is_any() && self.session.is_none() => {
                return Ok(vec![self.run_part(one).await.map_err(|error| error.of_query(0))?]);
            }
            _ => {}
        }
        let plan = |(index, part): (usize, &Part)| match part {
            Part::Request(request) => match self.plan(&request.shape) {
                Ok(plan) => Ok(Some(plan)),
                Err(error) => Err(self.failed(error, request).of_query(index)),
            },
            Part::Raw { .. } => Ok(None),
        };
        let plans = parts.iter().enumerate().map(plan).collect::<Result<Vec<_>>>()?;
        let unknown: Vec<&str> = parts.iter().filter_map(Part::sql).collect();
        let only_reads = plans.iter().flatten().all(|plan| plan.only_reads());
        let kind = if only_reads { Kind::Reads(&unknown) } else { Kind::Any };
        let work = self.try_batch((limits, kind), parts, &plans);
        #[cfg(feature = "spans")]
        let work = crate::handle::observe::spans::transaction(work);
        work.await
    }

    async fn run_part(&self, part: &Part) -> Result<Outcome> {
        match part {
            Part::Request(request) => self.run(request.clone()).await.map(Outcome::Rows),
            Part::Raw { sql, params, way } => self.run_raw(sql, params, *way).await.map(Outcome::Raw),
        }
    }

    async fn try_batch(
        &self,
        how: (Limits, Kind<'_>),
        parts: &[Part],
        plans: &[Option<Arc<Prepared>>],
    ) -> Result<Vec<Outcome>> {
        match self.batch_in_flights(how, parts, plans).await {
            Ok(outcomes) => Ok(outcomes),
            // Nothing was kept.
            Err(Undone::Unclear) => Box::pin(self.batch_one_by_one(how, parts)).await,
            Err(Undone::Error(error)) if error.database().is_some_and(nicol_driver::Error::is_outdated) => {
                Box::pin(self.batch_one_by_one(how, parts)).await
            }
            Err(Undone::Error(error)) => Err(error),
        }
    }

    /// Runs one query after the other.
    async fn batch_one_by_one(&self, (limits, kind): (Limits, Kind<'_>), parts: &[Part]) -> Result<Vec<Outcome>> {
        let tx = Options { client: self, limits }.start_for(kind).await?;
        let mut all = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            all.push(tx.run_part(part).await.map_err(|error| error.of_query(index))?);
        }
        tx.commit().await?;
        Ok(all)
    }

    /// Runs queries side by side that can be sent at once.
    async fn batch_in_flights(
        &self,
        (limits, kind): (Limits, Kind<'_>),
        parts: &[Part],
        plans: &[Option<Arc<Prepared>>],
    ) -> Result<Vec<Outcome>, Undone> {
        let inputs: Vec<Option<Input<'_>>> = parts
            .iter()
            .map(|part| match part {
                Part::Request(request) => Some(Input::new(request)),
                Part::Raw { .. } => None,
            })
            .collect();
        let mut works = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            works.push(match (part, &plans[index], &inputs[index]) {
                (Part::Request(request), Some(plan), Some(input)) => {
                    Work::of(plan, request, input).map_err(|error| self.failed(error, request).of_query(index))?
                }
                _ => Work::Alone,
            });
        }
        let tx = Options { client: self, limits }.start_for(kind).await?;
        let mut all = Vec::with_capacity(parts.len());
        while all.len() < parts.len() {
            let start = all.len();
            let mut together = Vec::new();
            while let Some(work @ (Work::Flight(..) | Work::Nothing(_))) = works.get_mut(start + together.len()) {
                together.push(std::mem::replace(work, Work::Alone));
            }
            if together.is_empty() {
                all.push(tx.run_part(&parts[start]).await.map_err(|error| error.of_query(start))?);
                continue;
            }
            let may_end = start + together.len() == parts.len() && self.session.is_none();
            let is_checked = together.iter().any(Work::is_checked);
            let group = Group::new(self, start, together);
            if may_end && !is_checked {
                all.extend(group.run_last(tx).await?);
                return Ok(all);
            }
            all.extend(group.run(&tx).await?);
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
    Flight(Flight<'p>, &'p Request, &'p Input<'p>),
    /// Its values ask for nothing.
    Nothing(&'p Prepared),
    Alone,
}

impl<'p> Work<'p> {
    fn of(plan: &'p Prepared, request: &'p Request, input: &'p Input<'p>) -> Result<Self> {
        let plan = plan.for_values(input)?;
        if plan.asks_for_nothing(input)? {
            return Ok(Self::Nothing(plan));
        }
        Ok(Flight::of(plan).map_or(Self::Alone, |flight| Self::Flight(flight, request, input)))
    }

    fn is_checked(&self) -> bool {
        matches!(self, Self::Flight(flight, ..) if flight.is_checked())
    }
}

/// Queries side by side.
struct Group<'g> {
    handle: &'g Handle,
    /// What is known already, for each of them.
    known: Vec<Option<Rows>>,
    flights: Vec<(Flight<'g>, &'g Input<'g>)>,
    /// The request of each flight, and its place in the batch.
    requests: Vec<&'g Request>,
    places: Vec<usize>,
}

impl<'g> Group<'g> {
    /// Of queries of which the first has this place in the batch.
    fn new(handle: &'g Handle, start: usize, works: Vec<Work<'g>>) -> Self {
        let mut group =
            Self { handle, known: Vec::new(), flights: Vec::new(), requests: Vec::new(), places: Vec::new() };
        for (place, work) in works.into_iter().enumerate() {
            group.known.push(match work {
                Work::Nothing(plan) => Some(nothing(plan)),
                Work::Alone => None,
                Work::Flight(flight, request, input) => {
                    group.flights.push((flight, input));
                    group.requests.push(request);
                    group.places.push(start + place);
                    None
                }
            });
        }
        group
    }

    async fn run(self, tx: &Tx<'_, Handle>) -> Result<Vec<Outcome>, Undone> {
        let Some(session) = &tx.session else { return Err(Error::torn().into()) };
        if self.flights.is_empty() {
            return Ok(self.with(Vec::new()));
        }
        let mut failed_at = None;
        let work = session.run(async |connection| self.fly(Way::Within(connection), &mut failed_at).await);
        let brought = self.handle.watched_together(&self.requests, work).await;
        self.landed(brought, failed_at)
    }

    /// The same, and the end of the transaction with it.
    async fn run_last(self, mut tx: Tx<'_, Handle>) -> Result<Vec<Outcome>, Undone> {
        let Some(session) = tx.session.take() else { return Err(Error::torn().into()) };
        let mut failed_at = None;
        let work = session.finish(async |transaction| self.fly(Way::Last(transaction), &mut failed_at).await);
        let brought = self.handle.watched_together(&self.requests, work).await;
        self.landed(brought, failed_at)
    }

    /// Runs the statements. `failed_at` is the flight of the one that fails.
    async fn fly(&self, way: Way<'_>, failed_at: &mut Option<usize>) -> Result<Vec<Rows>> {
        together(&self.flights, way).await.map_err(|why| {
            *failed_at = why.flight;
            why.error
        })
    }

    fn landed(self, brought: Result<Vec<Rows>>, failed_at: Option<usize>) -> Result<Vec<Outcome>, Undone> {
        match brought {
            Ok(brought) => Ok(self.with(brought)),
            Err(error) => Err(self.undone(error, failed_at)),
        }
    }

    /// What all of them brought.
    fn with(self, brought: Vec<Rows>) -> Vec<Outcome> {
        let mut brought = brought.into_iter();
        self.known.into_iter().filter_map(|known| known.or_else(|| brought.next())).map(Outcome::Rows).collect()
    }

    #[cold]
    fn undone(&self, error: Error, failed_at: Option<usize>) -> Undone {
        let Some(flight) = failed_at else { return Undone::Error(error) };
        // What a statement says was heard before the rows of those before it were looked at.
        let is_unclear = error.database().is_some_and(may_come_of_others);
        if is_unclear && self.flights[..flight].iter().any(|(before, _)| before.is_checked()) {
            return Undone::Unclear;
        }
        Undone::Error(self.handle.failed(error, self.requests[flight]).of_query(self.places[flight]))
    }
}

/// Whether a statement may have failed only because one before it did not find its record, so that they are to be asked one
/// by one. That can be true of whatever a database says of a statement: triggers, functions, policies and views raise what
/// they like. It is not true of what it says of the moment: of conflicts, cancellations, a server that stops or has no room.
fn may_come_of_others(error: &nicol_driver::Error) -> bool {
    /// Classes of PostgreSQL's appendix "Error Codes".
    const OF_THE_MOMENT: [&str; 8] = ["08", "40", "53", "55", "57", "58", "F0", "XX"];
    let Some(code) = error.sqlstate() else { return false };
    match code.len() {
        5 => !OF_THE_MOMENT.iter().any(|class| code.starts_with(class)),
        // SQLite has numbers: from SQLITE_BUSY to SQLITE_PROTOCOL, and SQLITE_NOTADB.
        _ => code.parse::<u32>().is_ok_and(|code| !matches!(code & 0xff, 5..=15 | 26)),
    }
}

impl<C: ClientType> Options<'_, C> {
    /// Runs several queries as one transaction: see [`Handle::batch`].
    ///
    /// # Errors
    /// As [`Handle::batch`]; P2028 if no connection came free within `max_wait`, or the batch took longer than `timeout`,
    /// where these were set.
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
        let outcomes = {
            let parts = Gathered::of(&mut batch, handle)?;
            let mut tries = 1;
            loop {
                match handle.run_batch(self.limits, &parts).await {
                    Err(error) if error.is_retryable() && tries < times && handle.session.is_none() => {
                        again(tries, times, &error).await;
                        tries += 1;
                    }
                    result => break result?,
                }
            }
        };
        batch.read(&mut Brought::new(outcomes))
    }
}
