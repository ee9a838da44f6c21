//! Several plans in one round trip: those whose statements need nothing of each other's rows.

use nicol_driver::{Connection, Outcome, Query, Transaction};

use super::params::{Input, Made, bound, make};
use super::prepare::{Operation, Prepared, Run, Target};
use super::run::{State, settle};
use crate::error::Error;
use crate::typed::Rows;

/// A plan whose statements are sent at once.
#[derive(Debug)]
pub(crate) struct Flight<'p> {
    plan: &'p Prepared,
    runs: &'p [Run],
    /// What is done with the rows, without another statement.
    after: &'p [Operation],
}

impl<'p> Flight<'p> {
    /// `None` if a statement of the plan needs the rows of another one.
    pub(crate) fn of(plan: &'p Prepared) -> Option<Self> {
        if plan.attempt().is_some() {
            return None;
        }
        let (first, after) = plan.operations.split_first()?;
        let runs = match first {
            Operation::Run(run) => std::slice::from_ref(run),
            Operation::Batch(runs) => runs,
            _ => return None,
        };
        let is_of_rows = |run: &Run| run.statement.params.iter().any(|param| param.source.is_of_rows());
        let needs_nothing = !runs.iter().any(is_of_rows);
        let asks_nothing =
            after.iter().all(|operation| operation.needs_nothing() || matches!(operation, Operation::Require { .. }));
        (needs_nothing && asks_nothing).then_some(Self { plan, runs, after })
    }

    /// Whether it may fail when its rows are looked at: then it can't take a COMMIT along.
    pub(crate) fn is_checked(&self) -> bool {
        self.after.iter().any(|operation| matches!(operation, Operation::Require { .. }))
    }
}

/// What flights travel on.
#[derive(Clone, Copy)]
pub(crate) enum Way<'c> {
    /// A connection in a transaction that goes on.
    Within(&'c Connection),
    /// The end of a transaction.
    Last(&'c Transaction),
}

/// A failure, and which flight it was.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) flight: Option<usize>,
}

impl Failed {
    fn of(flight: usize) -> impl Fn(Error) -> Self {
        move |error| Self { error, flight: Some(flight) }
    }
}

/// Runs flights in their order.
pub(crate) async fn together(flights: &[(Flight<'_>, &Input<'_>)], way: Way<'_>) -> Result<Vec<Rows>, Failed> {
    // Each statement with its flight, the values that were made for it, and its place among those of the flight.
    let mut live: Vec<(usize, usize, &Run, Made)> = Vec::new();
    for (number, (flight, input)) in flights.iter().enumerate() {
        for (place, run) in flight.runs.iter().enumerate() {
            let skips = matches!(run.target, Target::Children { .. });
            if let Some(made) = make(&run.statement, input, &[], skips).map_err(Failed::of(number))? {
                live.push((number, place, run, made));
            }
        }
    }
    let mut params = Vec::with_capacity(live.len());
    for (number, _, run, made) in &live {
        params.push(bound(&run.statement, flights[*number].1, &[], made, None).map_err(Failed::of(*number))?);
    }
    let queries: Vec<Query<'_>> = live
        .iter()
        .zip(&params)
        .map(|((_, _, run, _), params)| Query { sql: &run.statement.sql, params, columns: &run.statement.columns })
        .collect();
    let brought = match way {
        Way::Within(_) if queries.is_empty() => Ok(Vec::new()),
        Way::Within(connection) => {
            let only_reads = live.iter().all(|(_, _, run, _)| run.statement.is_read());
            connection.batch(&queries, only_reads).await
        }
        Way::Last(transaction) => transaction.end_with(&queries).await,
    };
    let brought = brought.map_err(|error| match error.statement().and_then(|place| live.get(place)) {
        Some((number, ..)) => Failed::of(*number)(error.into()),
        None => Failed { error: error.into(), flight: None },
    })?;
    let mut outcomes: Vec<Vec<Outcome>> =
        flights.iter().map(|(flight, _)| flight.runs.iter().map(|_| Outcome::default()).collect()).collect();
    for ((number, place, ..), outcome) in live.iter().zip(brought) {
        outcomes[*number][*place] = outcome;
    }
    let mut all = Vec::with_capacity(flights.len());
    for (number, ((flight, input), outcomes)) in flights.iter().zip(outcomes).enumerate() {
        let mut state = State::new(flight.plan.slots);
        for (run, outcome) in flight.runs.iter().zip(outcomes) {
            state.take(run, outcome, input).map_err(Failed::of(number))?;
        }
        for operation in flight.after {
            settle(operation, input, &mut state).map_err(Failed::of(number))?;
        }
        all.push(state.into_rows(flight.plan));
    }
    Ok(all)
}
