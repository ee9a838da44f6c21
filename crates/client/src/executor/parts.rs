//! Plans whose records are read some at a time: the statement that brings them is stepped through, and what belongs to
//! them is read for each part.

use std::collections::HashSet;

use nicol_driver::{Connection, Cursor};
use nicol_query::plan::{Page, ResultShape, Slot};
use nicol_query::request::Request;
use nicol_query::set::Set;

use super::params::{Input, bound, make};
use super::prepare::{Operation, Prepared, Run, Target};
use super::rows::keep;
use super::run::{State, execute, operations};
use crate::error::Result;
use crate::typed::Rows;

/// A plan that is under way.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    cursor: Option<Cursor>,
    /// What the page has let through.
    passed: Passed,
    is_done: bool,
}

/// The steps of a plan that can be run in parts.
struct Steps<'p> {
    records: &'p Run,
    slot: Slot,
    /// What is left out of the records in memory.
    page: Option<&'p Page>,
    after: &'p [Operation],
}

impl<'p> Steps<'p> {
    /// `None` if all records must be there before the first one can be given out: where their order is turned round.
    fn of(plan: &'p Prepared) -> Option<Self> {
        let ResultShape::Many(record) = &plan.result else { return None };
        let (first, rest) = plan.operations.split_first()?;
        let Operation::Run(records) = first else { return None };
        let (page, after) = match rest {
            [Operation::Trim { slot, page }, after @ ..] if *slot == record.slot => (Some(page), after),
            after => (None, after),
        };
        let is_root = matches!(records.target, Target::Keep(slot) if slot == record.slot);
        let is_turned = page.is_some_and(|page| page.reverse);
        let reads_only = after.iter().all(|operation| match operation {
            Operation::Run(run) => matches!(run.target, Target::Children { .. }),
            Operation::Batch(runs) => runs.iter().all(|run| matches!(run.target, Target::Children { .. })),
            _ => false,
        });
        (is_root && !is_turned && reads_only).then_some(Self { records, slot: record.slot, page, after })
    }
}

impl Parts {
    /// Whether there is nothing more.
    pub(crate) const fn is_done(&self) -> bool {
        self.is_done
    }

    /// The statement that is under way on the connection.
    pub(crate) const fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// The next part: of at most so many records, if the plan can be run in parts. The connection is in a transaction, and
    /// always the same one.
    pub(crate) async fn next(
        &mut self,
        plan: &Prepared,
        request: &Request,
        connection: &Connection,
        rows: u32,
    ) -> Result<Rows> {
        let input = Input::new(request);
        let plan = plan.for_values(&input)?;
        if plan.asks_for_nothing(&input)? {
            self.is_done = true;
            return Ok(super::nothing(plan));
        }
        let Some(steps) = Steps::of(plan) else {
            self.is_done = true;
            return execute(plan, &input, connection, true).await;
        };
        let fetched = self.fetch(&steps, &input, connection, rows).await?;
        let part = match steps.page {
            Some(page) => self.passed.through(fetched, page, &input)?,
            None => fetched,
        };
        self.is_done |= self.passed.is_full;
        let mut state = State::new(plan.slots);
        let is_empty = part.rows() == 0;
        state.put(steps.slot, part)?;
        if !is_empty {
            operations(steps.after, &input, connection, &mut state).await?;
        }
        Ok(state.into_rows(plan))
    }

    async fn fetch(&mut self, steps: &Steps<'_>, input: &Input<'_>, connection: &Connection, rows: u32) -> Result<Set> {
        let statement = &steps.records.statement;
        let fetched = match &mut self.cursor {
            Some(cursor) => {
                let fetched = connection.fetch(cursor, rows).await;
                self.is_done = cursor.is_done();
                fetched
            }
            None => {
                let made = make(statement, input, &[], false)?.unwrap_or_default();
                let params = bound(statement, input, &[], &made, None)?;
                let opened = connection.open_cursor(&statement.sql, &params, Some(&statement.columns), rows).await;
                opened.map(|(cursor, fetched)| {
                    self.is_done = cursor.is_done();
                    self.cursor = Some(cursor);
                    fetched
                })
            }
        };
        Ok(fetched?.rows)
    }
}

/// What has passed a page so far.
#[derive(Debug, Default)]
struct Passed {
    seen: HashSet<Box<[u8]>>,
    skipped: usize,
    taken: usize,
    is_full: bool,
}

impl Passed {
    /// The rows that the page lets through.
    fn through(&mut self, set: Set, page: &Page, input: &Input<'_>) -> Result<Set> {
        let skip = page.skip.map_or(Ok(0), |param| input.count(param))?;
        let take = page.take.map(|param| input.count(param)).transpose()?;
        let mut kept = Vec::with_capacity(set.rows());
        for row in 0..set.rows() {
            if !page.distinct.is_empty() && !self.seen.insert(key(&set, row, &page.distinct)) {
                continue;
            }
            if self.skipped < skip {
                self.skipped += 1;
                continue;
            }
            if take.is_some_and(|take| self.taken >= take) {
                break;
            }
            self.taken += 1;
            kept.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        self.is_full = take.is_some_and(|take| self.taken >= take);
        Ok(if kept.len() == set.rows() { set } else { keep(&set, &kept) })
    }
}

/// The values of a row in some columns, each with its length before it.
fn key(set: &Set, row: usize, columns: &[u16]) -> Box<[u8]> {
    let mut key = Vec::new();
    for column in columns {
        match set.cell(row, usize::from(*column)) {
            None => key.push(0),
            Some(cell) => {
                key.push(1);
                key.extend_from_slice(&cell.len().to_le_bytes());
                key.extend_from_slice(cell);
            }
        }
    }
    key.into_boxed_slice()
}
