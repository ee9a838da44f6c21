//! The steps of a plan, one after the other.

use nicol_driver::{Connection, Outcome, Query, Transaction};
use nicol_query::plan::{EachRow, Slot, Statement, TreePart};
use nicol_query::set::Set;
use nicol_query::value::{ListReader, read_int};
use smallvec::SmallVec;

use super::attempt::LookingAgain;
use super::failure::check;
use super::group::group;
use super::page::trim;
use super::params::{Input, Made, bound, make, set};
use super::prepare::{Operation, Prepared, Run, Target};
use super::rows::{append, keep, split};
use crate::error::{Error, Result};
use crate::typed::Rows;

pub(super) struct State {
    pub(super) sets: SmallVec<[Set; 1]>,
    changed: u64,
    /// What an attempt has failed in.
    pub(super) looking_again: Option<LookingAgain>,
}

impl State {
    pub(super) fn new(slots: usize) -> Self {
        Self { sets: (0..slots).map(|_| Set::default()).collect(), changed: 0, looking_again: None }
    }

    pub(super) fn put(&mut self, slot: Slot, rows: Set) -> Result<()> {
        *self.sets.get_mut(usize::from(slot.0)).ok_or_else(Error::torn)? = rows;
        Ok(())
    }

    /// Keeps what a statement brought.
    pub(super) fn take(&mut self, run: &Run, outcome: Outcome, input: &Input<'_>) -> Result<()> {
        match &run.target {
            Target::Keep(slot) => self.put(*slot, outcome.rows),
            Target::Count(counts) => {
                self.changed += if *counts { outcome.affected } else { 0 };
                Ok(())
            }
            Target::Children { into, join, page } => {
                let parents = set(&self.sets, join.parent)?;
                let children = group(parents, outcome.rows, join, page.as_ref(), input)?;
                self.put(*into, children)
            }
        }
    }

    /// What comes next: an attempt may have told what that ends in.
    fn next<'s>(&mut self, statements: impl IntoIterator<Item = &'s Statement>) -> Result<()> {
        if self.looking_again.is_some()
            && let Some(change) = statements.into_iter().find(|statement| !statement.is_read())
            && let Some(looking) = self.looking_again.take()
            && change.inserts(looking.model)
        {
            return Err(looking.error);
        }
        Ok(())
    }

    pub(super) fn into_rows(self, plan: &Prepared) -> Rows {
        Rows { sets: self.sets, layout: plan.layout.clone(), changed: self.changed }
    }
}

/// What a plan brings that has nothing to run.
pub(crate) fn nothing(plan: &Prepared) -> Rows {
    State::new(plan.slots).into_rows(plan)
}

/// Runs a plan. `in_transaction` says whether the connection is in one already.
pub(crate) async fn execute(
    plan: &Prepared,
    input: &Input<'_>,
    connection: &Connection,
    in_transaction: bool,
) -> Result<Rows> {
    debug_assert!(in_transaction || !plan.needs_transaction || plan.as_batch().is_some());
    // What is rare or large is boxed: each query moves its future once, with all that it holds.
    match plan.operations.as_slice() {
        [Operation::Run(run)] => {
            let outcome = outcome(run, input, &[], connection).await?;
            let mut state = State::new(plan.slots);
            state.take(run, outcome, input)?;
            Ok(state.into_rows(plan))
        }
        _ => Box::pin(execute_several(plan, input, connection, in_transaction, None)).await,
    }
}

/// Runs a plan's operations in a transaction, and commits.
pub(crate) async fn execute_and_commit(
    plan: &Prepared,
    input: &Input<'_>,
    transaction: Transaction,
    looking_again: Option<LookingAgain>,
) -> Result<Rows> {
    let mut state = State { looking_again, ..State::new(plan.slots) };
    commit_after(&plan.operations, input, transaction, &mut state).await?;
    Ok(state.into_rows(plan))
}

/// Runs operations and commits: the last statement takes COMMIT along, if nothing has to be looked at after it.
pub(super) async fn commit_after(
    all: &[Operation],
    input: &Input<'_>,
    transaction: Transaction,
    state: &mut State,
) -> Result<()> {
    let after = all.iter().rev().take_while(|operation| operation.needs_nothing()).count();
    let (before, after) = all.split_at(all.len() - after);
    match before {
        [before @ .., Operation::Run(run)] => {
            operations(before, input, &transaction, state).await?;
            batch(std::slice::from_ref(run), input, Through::Commit(transaction), state).await?;
        }
        [before @ .., Operation::Batch(runs)] => {
            operations(before, input, &transaction, state).await?;
            batch(runs, input, Through::Commit(transaction), state).await?;
        }
        [before @ .., Operation::Tree { statement, parts }] => {
            operations(before, input, &transaction, state).await?;
            tree(statement, parts, input, Through::Commit(transaction), state).await?;
        }
        all => {
            operations(all, input, &transaction, state).await?;
            transaction.commit().await?;
        }
    }
    after.iter().try_for_each(|operation| settle(operation, input, state))
}

/// Runs what a plan consists of, perhaps after an attempt, in a transaction that it brings itself if it needs one and is in
/// none.
pub(crate) async fn execute_several(
    plan: &Prepared,
    input: &Input<'_>,
    connection: &Connection,
    in_transaction: bool,
    looking_again: Option<LookingAgain>,
) -> Result<Rows> {
    let mut state = State { looking_again, ..State::new(plan.slots) };
    match plan.as_batch() {
        Some((runs, after)) if plan.needs_transaction && !in_transaction => {
            batch(runs, input, Through::OwnTransaction(connection), &mut state).await?;
            after.iter().try_for_each(|operation| settle(operation, input, &mut state))?;
        }
        _ => operations(&plan.operations, input, connection, &mut state).await?,
    }
    Ok(state.into_rows(plan))
}

pub(super) async fn operations(
    operations: &[Operation],
    input: &Input<'_>,
    connection: &Connection,
    state: &mut State,
) -> Result<()> {
    for operation in operations {
        match operation {
            Operation::Run(run) => single(run, input, connection, state).await?,
            Operation::Batch(runs) => batch(runs, input, Through::Connection(connection), state).await?,
            Operation::Tree { statement, parts } => {
                tree(statement, parts, input, Through::Connection(connection), state).await?;
            }
            Operation::EachRow { groups, into, counts } => {
                each_row(groups, *into, *counts, input, connection, state).await?;
            }
            Operation::Branch { slot, if_rows, if_none } => {
                let chosen = if set(&state.sets, *slot)?.rows() > 0 { if_rows } else { if_none };
                Box::pin(self::operations(chosen, input, connection, state)).await?;
            }
            here @ (Operation::Require { .. }
            | Operation::Trim { .. }
            | Operation::CountRows { .. }
            | Operation::Copy { .. }) => settle(here, input, state)?,
        }
    }
    Ok(())
}

/// Runs an operation that needs no connection.
pub(super) fn settle(operation: &Operation, input: &Input<'_>, state: &mut State) -> Result<()> {
    match operation {
        Operation::Require { slot, expectation, failure } => {
            check(expectation, set(&state.sets, *slot)?.rows(), failure, input)
        }
        Operation::Trim { slot, page } => {
            let rows = set(&state.sets, *slot)?;
            let all = (0..u32::try_from(rows.rows()).unwrap_or(u32::MAX)).collect();
            let kept = keep(rows, &trim(rows, all, page, input)?);
            state.put(*slot, kept)
        }
        Operation::CountRows { slot } => {
            state.changed += set(&state.sets, *slot)?.rows() as u64;
            Ok(())
        }
        Operation::Copy { from, into } => {
            let rows = set(&state.sets, *from)?.clone();
            state.put(*into, rows)
        }
        _ => Err(Error::torn()),
    }
}

pub(super) fn query<'q>(run: &'q Run, params: &'q [nicol_driver::Param<'q>]) -> Query<'q> {
    Query { sql: &run.statement.sql, params, columns: &run.statement.columns }
}

/// The values that must be made for a statement; `None` if it can't find anything.
pub(super) fn made_for(run: &Run, input: &Input<'_>, sets: &[Set]) -> Result<Option<Made>> {
    make(&run.statement, input, sets, matches!(run.target, Target::Children { .. }))
}

async fn single(run: &Run, input: &Input<'_>, connection: &Connection, state: &mut State) -> Result<()> {
    state.next([&run.statement])?;
    let outcome = outcome(run, input, &state.sets, connection).await?;
    state.take(run, outcome, input)
}

/// What a statement brings.
async fn outcome(run: &Run, input: &Input<'_>, sets: &[Set], connection: &Connection) -> Result<Outcome> {
    let made = made_for(run, input, sets)?;
    let Some(made) = &made else { return Ok(Outcome::default()) };
    let params = bound(&run.statement, input, sets, made, None)?;
    Ok(connection.run(&query(run, &params)).await?)
}

/// How a batch runs.
enum Through<'c> {
    /// As it is, in whatever is open.
    Connection(&'c Connection),
    /// In a transaction of its own.
    OwnTransaction(&'c Connection),
    /// As the end of a transaction.
    Commit(Transaction),
}

impl Through<'_> {
    async fn run(self, queries: &[Query<'_>], only_reads: bool) -> Result<Vec<Outcome>> {
        Ok(match self {
            Self::OwnTransaction(connection) => connection.batch_in_transaction(None, queries).await?,
            Self::Commit(transaction) => transaction.commit_with(queries).await?,
            Self::Connection(connection) => match queries {
                [] => Vec::new(),
                [query] => vec![connection.run(query).await?],
                several => connection.batch(several, only_reads).await?,
            },
        })
    }
}

async fn batch(runs: &[Run], input: &Input<'_>, through: Through<'_>, state: &mut State) -> Result<()> {
    state.next(runs.iter().map(|run| &run.statement))?;
    let outcomes = {
        let made = runs.iter().map(|run| made_for(run, input, &state.sets)).collect::<Result<Vec<_>>>()?;
        let live: Vec<usize> = (0..runs.len()).filter(|&i| made[i].is_some()).collect();
        let params = runs
            .iter()
            .zip(&made)
            .filter_map(|(run, made)| Some(bound(&run.statement, input, &state.sets, made.as_ref()?, None)))
            .collect::<Result<Vec<_>>>()?;
        let queries: Vec<Query<'_>> = live.iter().zip(&params).map(|(&i, params)| query(&runs[i], params)).collect();
        let only_reads = runs.iter().all(|run| run.statement.is_read());
        let brought = through.run(&queries, only_reads).await?;
        let mut outcomes: Vec<Outcome> = (0..runs.len()).map(|_| Outcome::default()).collect();
        for (i, outcome) in live.into_iter().zip(brought) {
            outcomes[i] = outcome;
        }
        outcomes
    };
    runs.iter().zip(outcomes).try_for_each(|(run, outcome)| state.take(run, outcome, input))
}

/// Runs a statement that brings the rows of several slots.
async fn tree(
    statement: &Statement,
    parts: &[TreePart],
    input: &Input<'_>,
    through: Through<'_>,
    state: &mut State,
) -> Result<()> {
    let outcome = {
        let made = make(statement, input, &state.sets, false)?.unwrap_or_default();
        let params = bound(statement, input, &state.sets, &made, None)?;
        let query = Query { sql: &statement.sql, params: &params, columns: &statement.columns };
        through.run(&[query], statement.is_read()).await?.pop().ok_or_else(Error::torn)?
    };
    for (part, rows) in parts.iter().zip(split(&outcome.rows, parts)?) {
        let rows = match (&part.join, &part.page) {
            (Some(join), page) => group(set(&state.sets, join.parent)?, rows, join, page.as_ref(), input)?,
            (None, Some(page)) => {
                let all = (0..u32::try_from(rows.rows()).unwrap_or(u32::MAX)).collect();
                keep(&rows, &trim(&rows, all, page, input)?)
            }
            (None, None) => rows,
        };
        state.put(part.into, rows)?;
    }
    Ok(())
}

/// Runs one statement for each row, in the order of the rows' positions.
async fn each_row(
    groups: &[EachRow],
    into: Option<Slot>,
    counts: bool,
    input: &Input<'_>,
    connection: &Connection,
    state: &mut State,
) -> Result<()> {
    state.next(groups.iter().map(|group| &group.statement))?;
    let mut rows: Vec<(i32, usize, usize)> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let positions = ListReader::new(input.value(group.positions)?);
        rows.extend(
            positions
                .enumerate()
                .map(|(element, position)| (position.and_then(read_int).unwrap_or(i32::MAX), index, element)),
        );
    }
    rows.sort_unstable();
    let mut brought = Set::default();
    for (_, index, element) in rows {
        let statement = &groups[index].statement;
        let made = make(statement, input, &state.sets, false)?.unwrap_or_default();
        let params = bound(statement, input, &state.sets, &made, Some(element))?;
        let query = Query { sql: &statement.sql, params: &params, columns: &statement.columns };
        let outcome = connection.run(&query).await?;
        state.changed += if counts { outcome.affected } else { 0 };
        if into.is_some() {
            append(&mut brought, &outcome.rows);
        }
    }
    match into {
        None => Ok(()),
        Some(slot) => append_to(state, slot, &brought),
    }
}

fn append_to(state: &mut State, slot: Slot, rows: &Set) -> Result<()> {
    let kept = state.sets.get_mut(usize::from(slot.0)).ok_or_else(Error::torn)?;
    append(kept, rows);
    Ok(())
}
