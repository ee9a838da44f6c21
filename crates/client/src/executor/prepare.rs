//! A plan in the form in which it runs: statements that can travel together are put together once, not at every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nicol_query::ast::Param;
use nicol_query::plan::{
    BoundParam, EachRow, Expectation, Failure, Join, Page, ParamSource, Plan, Record, RecordItem, ResultShape, Slot,
    Statement, Step, TreePart, Verdicts,
};

use super::params::Input;
use crate::error::Result;
use crate::handle::SlotLayouts;
use crate::typed::Layout;

/// A plan that is ready to run.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) operations: Vec<Operation>,
    pub(super) needs_transaction: bool,
    pub(super) slots: usize,
    pub(crate) layout: Arc<Layout>,
    pub(crate) result: ResultShape,
    /// What runs instead if some values are equal.
    shortcut: Option<Box<Short>>,
    attempt: Option<Box<Attempt>>,
    nothing_if_zero: Option<Param>,
    /// How its results are written for JavaScript, by the form of the call; made when it is first asked for.
    pub(crate) slot_layouts: SlotLayouts,
}

/// What is tried before the operations.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(super) first: Run,
    pub(super) rest: Vec<Operation>,
    pub(crate) needs_transaction: bool,
    pub(super) verdicts: Verdicts,
    /// It does not work with these tables.
    pub(super) is_refused: AtomicBool,
}

#[derive(Debug)]
struct Short {
    equal: Vec<(Param, Param)>,
    plan: Prepared,
}

/// One thing to do.
#[derive(Debug)]
pub(super) enum Operation {
    Run(Run),
    /// Statements that need nothing of each other's rows: one round trip.
    Batch(Vec<Run>),
    /// A statement with the rows of several slots.
    Tree {
        statement: Statement,
        parts: Vec<TreePart>,
    },
    EachRow {
        groups: Vec<EachRow>,
        into: Option<Slot>,
        counts: bool,
    },
    Require {
        slot: Slot,
        expectation: Expectation,
        failure: Failure,
    },
    Branch {
        slot: Slot,
        if_rows: Vec<Self>,
        if_none: Vec<Self>,
    },
    Trim {
        slot: Slot,
        page: Page,
    },
    CountRows {
        slot: Slot,
    },
    Copy {
        from: Slot,
        into: Slot,
    },
}

/// A statement and what becomes of its rows.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) statement: Statement,
    pub(super) target: Target,
}

#[derive(Debug)]
pub(super) enum Target {
    Keep(Slot),
    Count(bool),
    Children { into: Slot, join: Join, page: Option<Page> },
}

impl Prepared {
    pub(crate) fn new(plan: Plan) -> Self {
        let layout = match &plan.result {
            ResultShape::Many(record) | ResultShape::Optional(record) | ResultShape::One(record) => layout(record),
            ResultShape::Count => Layout::default(),
        };
        let (slots, layout) = (usize::from(plan.slots), Arc::new(layout));
        let shortcut = plan.shortcut.map(|shortcut| {
            let plan = Self {
                operations: operations(shortcut.steps, shortcut.needs_transaction),
                needs_transaction: shortcut.needs_transaction,
                slots,
                layout: Arc::clone(&layout),
                result: plan.result.clone(),
                shortcut: None,
                attempt: None,
                nothing_if_zero: None,
                slot_layouts: SlotLayouts::default(),
            };
            Box::new(Short { equal: shortcut.equal, plan })
        });
        Self {
            operations: operations(plan.steps, plan.needs_transaction),
            needs_transaction: plan.needs_transaction,
            slots,
            layout,
            result: plan.result,
            shortcut,
            attempt: plan.attempt.and_then(|attempt| Attempt::new(*attempt)).map(Box::new),
            nothing_if_zero: plan.nothing_if_zero,
            slot_layouts: SlotLayouts::default(),
        }
    }

    /// What runs for these values: the plan, or its shortcut.
    pub(crate) fn for_values(&self, input: &Input<'_>) -> Result<&Self> {
        let Some(short) = &self.shortcut else { return Ok(self) };
        for (a, b) in &short.equal {
            if input.value(*a)? != input.value(*b)? {
                return Ok(self);
            }
        }
        Ok(&short.plan)
    }

    /// What is to be tried first.
    pub(crate) fn attempt(&self) -> Option<&Attempt> {
        self.attempt.as_deref().filter(|attempt| !attempt.is_refused.load(Ordering::Relaxed))
    }

    /// Whether these values ask for nothing.
    pub(crate) fn asks_for_nothing(&self, input: &Input<'_>) -> Result<bool> {
        match self.nothing_if_zero {
            Some(count) => Ok(input.count(count)? == 0),
            None => Ok(false),
        }
    }

    /// Whether it changes nothing, whatever its values.
    pub(crate) fn only_reads(&self) -> bool {
        let short = self.shortcut.as_ref().is_none_or(|short| short.plan.only_reads());
        short && self.attempt.is_none() && self.operations.iter().all(Operation::only_reads)
    }

    /// Whether a transaction must be opened before the plan runs: a plan that is one batch brings its own.
    pub(crate) fn opens_transaction(&self) -> bool {
        self.needs_transaction && self.as_batch().is_none()
    }

    /// The statements of a plan that are one batch, and what is done with their rows: then it needs no transaction around it
    /// that is opened first.
    pub(super) fn as_batch(&self) -> Option<(&[Run], &[Operation])> {
        let (Operation::Batch(runs), after) = self.operations.split_first()? else { return None };
        let mut writes = runs.iter().filter(|run| !run.statement.is_read());
        let write = writes.next().filter(|_| writes.next().is_none());
        // The only statement that writes, if it returned no row, has changed nothing: it may be found too late.
        let changed_nothing = |operation: &Operation| match operation {
            Operation::Require { slot, expectation: Expectation::AtLeastOne, .. } => {
                write.is_some_and(|write| write.slot() == Some(*slot))
            }
            _ => false,
        };
        after.iter().all(|operation| operation.needs_nothing() || changed_nothing(operation)).then_some((runs, after))
    }
}

impl Operation {
    /// Whether it sends no statement and can't fail in what the rows are.
    pub(super) const fn needs_nothing(&self) -> bool {
        matches!(self, Self::Trim { .. } | Self::CountRows { .. } | Self::Copy { .. })
    }

    fn only_reads(&self) -> bool {
        match self {
            Self::Run(run) => run.statement.is_read(),
            Self::Batch(runs) => runs.iter().all(|run| run.statement.is_read()),
            Self::Tree { statement, .. } => statement.is_read(),
            Self::EachRow { groups, .. } => groups.iter().all(|group| group.statement.is_read()),
            Self::Branch { if_rows, if_none, .. } => if_rows.iter().chain(if_none).all(Self::only_reads),
            Self::Require { .. } | Self::Trim { .. } | Self::CountRows { .. } | Self::Copy { .. } => true,
        }
    }
}

impl Attempt {
    fn new(attempt: nicol_query::plan::Attempt) -> Option<Self> {
        let mut steps = attempt.steps.into_iter();
        let first = match steps.next()? {
            Step::Query { statement, into } => Run { statement, target: Target::Keep(into) },
            Step::Execute { statement, counts } => Run { statement, target: Target::Count(counts) },
            _ => return None,
        };
        let rest = operations(steps.collect(), attempt.needs_transaction);
        let needs_transaction = attempt.needs_transaction;
        Some(Self { first, rest, needs_transaction, verdicts: attempt.verdicts, is_refused: AtomicBool::new(false) })
    }
}

fn operations(steps: Vec<Step>, in_transaction: bool) -> Vec<Operation> {
    let mut done = Vec::with_capacity(steps.len());
    let mut together: Vec<Run> = Vec::new();
    for step in steps {
        let other = match step {
            Step::Query { statement, into } => {
                join_batch(&mut done, &mut together, Run { statement, target: Target::Keep(into) }, in_transaction);
                continue;
            }
            Step::Execute { statement, counts } => {
                join_batch(&mut done, &mut together, Run { statement, target: Target::Count(counts) }, in_transaction);
                continue;
            }
            Step::Children { statement, into, join, page } => {
                let run = Run { statement, target: Target::Children { into, join, page } };
                join_batch(&mut done, &mut together, run, in_transaction);
                continue;
            }
            Step::Tree { statement, parts } => Operation::Tree { statement, parts },
            Step::EachRow { groups, into, counts } => Operation::EachRow { groups, into, counts },
            Step::Require { slot, expectation, failure } => Operation::Require { slot, expectation, failure },
            Step::Branch { slot, if_rows, if_none } => Operation::Branch {
                slot,
                if_rows: operations(if_rows, in_transaction),
                if_none: operations(if_none, in_transaction),
            },
            Step::Trim { slot, page } => Operation::Trim { slot, page },
            Step::CountRows { slot } => Operation::CountRows { slot },
            Step::Copy { from, into } => Operation::Copy { from, into },
        };
        flush(&mut done, &mut together);
        done.push(other);
    }
    flush(&mut done, &mut together);
    done
}

/// Adds a statement to the batch that is being collected, or starts the next one.
///
/// Outside a transaction only reads travel together: of a failed batch later statements may have run.
fn join_batch(done: &mut Vec<Operation>, together: &mut Vec<Run>, run: Run, in_transaction: bool) {
    let fits = together.iter().all(|earlier| {
        let may = in_transaction || earlier.statement.is_read() && run.statement.is_read();
        may && earlier.slot().is_none_or(|slot| !run.reads(slot) && run.slot() != Some(slot))
    });
    if !fits {
        flush(done, together);
    }
    together.push(run);
}

fn flush(done: &mut Vec<Operation>, together: &mut Vec<Run>) {
    match together.len() {
        0 => {}
        1 => done.extend(together.pop().map(Operation::Run)),
        _ => done.push(Operation::Batch(std::mem::take(together))),
    }
}

impl Run {
    /// The slot that it fills.
    fn slot(&self) -> Option<Slot> {
        match &self.target {
            Target::Keep(slot) | Target::Children { into: slot, .. } => Some(*slot),
            Target::Count(_) => None,
        }
    }

    /// Whether it can't be asked before the slot's rows are there. (Children are put to their parents when all have come.)
    fn reads(&self, slot: Slot) -> bool {
        self.statement.params.iter().any(|param| reads(param, slot))
    }
}

fn reads(param: &BoundParam, wanted: Slot) -> bool {
    matches!(
        &param.source,
        ParamSource::Column { slot, .. } | ParamSource::Keys { slot, .. } if *slot == wanted
    )
}

fn layout(record: &Record) -> Layout {
    let (mut columns, mut children) = (Vec::new(), Vec::new());
    collect(&record.items, &mut columns, &mut children);
    let in_order = columns.iter().enumerate().all(|(place, column)| place == usize::from(*column));
    Layout {
        slot: record.slot.0,
        columns: if in_order { None } else { Some(columns.into()) },
        children: children.into(),
    }
}

fn collect(items: &[RecordItem], columns: &mut Vec<u16>, children: &mut Vec<Layout>) {
    for item in items {
        match item {
            RecordItem::Column { column, .. } => columns.push(*column),
            RecordItem::Many { record, .. } | RecordItem::One { record, .. } => children.push(layout(record)),
            RecordItem::Group { items, .. } => collect(items, columns, children),
        }
    }
}
