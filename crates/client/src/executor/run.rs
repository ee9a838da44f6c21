//! The steps of a plan, one after the other.

use nicol_driver::{Connection, Outcome, Query};
use nicol_query::plan::{EachRow, Slot};
use nicol_query::set::Set;
use nicol_query::value::{ListReader, read_int};
use smallvec::{SmallVec, smallvec};

use super::failure::{check, statement_error};
use super::group::group;
use super::page::trim;
use super::params::{Input, Values, bound, set, values};
use super::prepare::{Operation, Prepared, Run, Target};
use super::rows::{append, keep};
use crate::error::{Error, Result};
use crate::typed::Rows;

struct State {
    sets: SmallVec<[Set; 1]>,
    changed: u64,
}

impl State {
    fn new(slots: usize) -> Self {
        Self { sets: smallvec![Set::default(); slots], changed: 0 }
    }

    fn put(&mut self, slot: Slot, rows: Set) -> Result<()> {
        *self.sets.get_mut(usize::from(slot.0)).ok_or_else(Error::torn)? = rows;
        Ok(())
    }

    /// Keeps what a statement brought.
    fn take(&mut self, run: &Run, outcome: Outcome, input: &Input<'_>) -> Result<()> {
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

    fn into_rows(self, plan: &Prepared) -> Rows {
        Rows { sets: self.sets, layout: plan.layout.clone(), changed: self.changed }
    }
}

/// Runs a plan. `in_transaction` says whether the connection is in one already.
pub(crate) async fn execute(
    plan: &Prepared,
    input: &Input<'_>,
    connection: &Connection,
    in_transaction: bool,
) -> Result<Rows> {
    debug_assert!(in_transaction || !plan.needs_transaction || plan.as_batch().is_some());
    let mut state = State::new(plan.slots);
    match plan.as_batch() {
        Some(runs) if plan.needs_transaction && !in_transaction => {
            Box::pin(batch(runs, input, connection, &mut state, true)).await?;
        }
        _ => operations(&plan.operations, input, connection, &mut state).await?,
    }
    Ok(state.into_rows(plan))
}

async fn operations(
    operations: &[Operation],
    input: &Input<'_>,
    connection: &Connection,
    state: &mut State,
) -> Result<()> {
    for operation in operations {
        match operation {
            Operation::Run(run) => single(run, input, connection, state).await?,
            Operation::Batch(runs) => Box::pin(batch(runs, input, connection, state, false)).await?,
            Operation::EachRow { groups, into, counts } => {
                Box::pin(each_row(groups, *into, *counts, input, connection, state)).await?;
            }
            Operation::Require { slot, expectation, failure } => {
                check(expectation, set(&state.sets, *slot)?.rows(), failure, input)?;
            }
            Operation::Branch { slot, if_rows, if_none } => {
                let chosen = if set(&state.sets, *slot)?.rows() > 0 { if_rows } else { if_none };
                Box::pin(self::operations(chosen, input, connection, state)).await?;
            }
            Operation::Trim { slot, page } => {
                let rows = set(&state.sets, *slot)?;
                let all = (0..u32::try_from(rows.rows()).unwrap_or(u32::MAX)).collect();
                let kept = keep(rows, &trim(rows, all, page, input)?);
                state.put(*slot, kept)?;
            }
            Operation::CountRows { slot } => state.changed += set(&state.sets, *slot)?.rows() as u64,
            Operation::Copy { from, into } => {
                let rows = set(&state.sets, *from)?.clone();
                state.put(*into, rows)?;
            }
        }
    }
    Ok(())
}

fn query<'q>(run: &'q Run, params: &'q [nicol_driver::Param<'q>]) -> Query<'q> {
    Query { sql: &run.statement.sql, params, columns: &run.statement.columns }
}

/// The values of a statement; `None` if it can't find anything.
fn values_of<'a>(run: &'a Run, input: &Input<'a>, sets: &'a [Set]) -> Result<Option<Values<'a>>> {
    values(&run.statement, input, sets, None, matches!(run.target, Target::Children { .. }))
}

async fn single(run: &Run, input: &Input<'_>, connection: &Connection, state: &mut State) -> Result<()> {
    let outcome = match values_of(run, input, &state.sets)? {
        None => Outcome::default(),
        Some(values) => {
            let params = bound(&run.statement, &values);
            connection.run(query(run, &params)).await.map_err(|e| statement_error(&run.statement, e))?
        }
    };
    state.take(run, outcome, input)
}

async fn batch(
    runs: &[Run],
    input: &Input<'_>,
    connection: &Connection,
    state: &mut State,
    in_own_transaction: bool,
) -> Result<()> {
    let outcomes = {
        let values = runs.iter().map(|run| values_of(run, input, &state.sets)).collect::<Result<Vec<_>>>()?;
        let live: Vec<usize> = (0..runs.len()).filter(|&i| values[i].is_some()).collect();
        let params: Vec<_> = live
            .iter()
            .map(|&i| values[i].as_ref().map(|v| bound(&runs[i].statement, v)).unwrap_or_default())
            .collect();
        let queries: Vec<Query<'_>> = live.iter().zip(&params).map(|(&i, params)| query(&runs[i], params)).collect();
        let brought = if in_own_transaction {
            connection.batch_in_transaction(None, &queries).await
        } else if queries.is_empty() {
            Ok(Vec::new())
        } else {
            connection.batch(&queries).await
        };
        let brought = brought.map_err(|error| match error.statement().and_then(|i| live.get(i)) {
            Some(&i) => statement_error(&runs[i].statement, error),
            None => error.into(),
        })?;
        let mut outcomes: Vec<Outcome> = (0..runs.len()).map(|_| Outcome::default()).collect();
        for (i, outcome) in live.into_iter().zip(brought) {
            outcomes[i] = outcome;
        }
        outcomes
    };
    runs.iter().zip(outcomes).try_for_each(|(run, outcome)| state.take(run, outcome, input))
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
        let values = values(statement, input, &state.sets, Some(element), false)?.unwrap_or_default();
        let params = bound(statement, &values);
        let query = Query { sql: &statement.sql, params: &params, columns: &statement.columns };
        let outcome = connection.run(query).await.map_err(|e| statement_error(statement, e))?;
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
