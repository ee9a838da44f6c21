//! Several statements of a plan as one, on PostgreSQL: `WITH a AS (UPDATE …), b AS (INSERT …) SELECT …`.
//!
//! All parts of such a statement see the database as it was before it (PostgreSQL's manual, "Data-Modifying Statements
//! in WITH"), so a part is only taken in if it does not look at what an earlier one has changed ([`conflict`]). What a
//! plan demands of rows stands in the last SELECT, which fails if it is not met: then nothing has happened. It says which
//! demand it was, and asks for the parts in the order of the steps ([`verdict`]). If two parts change something, a statement
//! fails whose tables have triggers, rules, policies or partitions: what those do between two steps, or see there, nobody
//! knows here.

mod conflict;
mod text;
mod verdict;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use conflict::Change;
use text::Woven;
use verdict::Check;

use super::Planner;
use crate::plan::{
    Attempt, BoundParam, Demand, ParamSource, Record, RecordItem, ResultShape, Slot, Statement, Step, Verdicts,
};
use crate::sql::{Outline, Table, Verb};
use crate::value::CellType;
use nicol_catalog::Dialect;
use nicol_model::ScalarType;

/// As many as PostgreSQL plans without trouble.
const MAX_PARTS: usize = 200;
/// Below the protocol's limit of 65535, with room for those of one more part.
const MAX_PARAMS: usize = 30_000;

/// Why steps are not one statement. Nobody is told: they run one by one.
#[derive(Debug)]
struct Apart;

type Result<T, E = Apart> = std::result::Result<T, E>;

impl Planner<'_> {
    /// The steps that can be one statement, from the first on, as one, and the others as they are.
    pub(super) fn attempt(&self, result: &ResultShape) -> Option<Attempt> {
        if self.dialect != Dialect::Postgres || self.writes == 0 {
            return None;
        }
        let steps = self.steps_to_weave();
        let mut weaver = Weaver::new(self);
        let fitting = steps.iter().take_while(|step| weaver.step(step).is_ok()).count();
        (1..=fitting).rev().find_map(|cut| self.attempt_until(&steps, cut, result).ok())
    }

    /// The steps, with those of an upsert that are shorter if nothing can come between them.
    fn steps_to_weave(&self) -> Cow<'_, [Step]> {
        match &self.upsert {
            None => Cow::Borrowed(&self.steps),
            Some(upsert) => {
                let rest = self.steps.get(upsert.instead_of..).unwrap_or_default();
                Cow::Owned(upsert.steps.iter().chain(rest).cloned().collect())
            }
        }
    }

    fn attempt_until(&self, steps: &[Step], cut: usize, result: &ResultShape) -> Result<Attempt> {
        let (first, rest) = steps.split_at(cut);
        let mut weaver = Weaver::new(self);
        weaver.steps(first)?;
        let mut needed = Vec::new();
        rest.iter().for_each(|step| slots_of_step(step, &mut needed));
        match result {
            ResultShape::Many(record) | ResultShape::Optional(record) | ResultShape::One(record) => {
                slots_of_record(record, &mut needed);
            }
            ResultShape::Count => {}
        }
        needed.retain(|slot| weaver.slots.contains_key(slot));
        needed.sort_unstable();
        needed.dedup();
        let is_record = matches!(result, ResultShape::One(_));
        let slot = match needed.as_slice() {
            [] => None,
            [slot] => Some(*slot),
            _ => return Err(Apart),
        };
        if weaver.statements < 2 || weaver.changes.is_empty() {
            return Err(Apart);
        }
        let (statement, verdicts) = weaver.finish(slot, is_record)?;
        let mut steps = vec![match slot {
            Some(into) => Step::Query { statement, into },
            None => Step::Execute { statement, counts: false },
        }];
        steps.extend_from_slice(rest);
        // What looks at rows may fail, and then all is undone.
        let is_harmless = |step: &Step| matches!(step, Step::Trim { .. } | Step::CountRows { .. } | Step::Copy { .. });
        let needs_transaction = !rest.iter().all(is_harmless);
        Ok(Attempt { steps, needs_transaction, verdicts })
    }
}

/// The rows of a slot: a part of the statement.
#[derive(Debug, Clone)]
struct Rows {
    /// The part's number.
    part: usize,
    columns: Vec<CellType>,
    /// Which changes brought them: one, or those of ways that are never taken together.
    changes: Vec<usize>,
    /// They are those of one of two parts.
    is_merged: bool,
}

/// One way of a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    branch: usize,
    has_rows: bool,
}

/// What is becoming one statement.
struct Weaver<'p, 'm> {
    planner: &'p Planner<'m>,
    parts: Vec<String>,
    params: Vec<BoundParam>,
    slots: BTreeMap<Slot, Rows>,
    /// What is looked at in the end, in the order of the steps.
    checks: Vec<Check>,
    demands: Vec<Demand>,
    changes: Vec<Change>,
    /// Every table that takes part.
    tables: Vec<Table>,
    /// Those whose rows were looked at.
    looked_at: Vec<Table>,
    /// Something is looked at after a change.
    looks_after_change: bool,
    /// The ways that lead to the steps at hand, and when they are taken.
    ways: Vec<Way>,
    guards: Vec<String>,
    /// Changes that have changed nothing if these ways are taken.
    void: Vec<usize>,
    branches: usize,
    statements: usize,
}

impl<'p, 'm> Weaver<'p, 'm> {
    const fn new(planner: &'p Planner<'m>) -> Self {
        Self {
            planner,
            parts: Vec::new(),
            params: Vec::new(),
            slots: BTreeMap::new(),
            checks: Vec::new(),
            demands: Vec::new(),
            changes: Vec::new(),
            tables: Vec::new(),
            looked_at: Vec::new(),
            looks_after_change: false,
            ways: Vec::new(),
            guards: Vec::new(),
            void: Vec::new(),
            branches: 0,
            statements: 0,
        }
    }

    fn steps(&mut self, steps: &[Step]) -> Result<()> {
        steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Query { statement, into } => {
                let rows = self.statement(statement)?;
                self.slots.insert(*into, rows);
                Ok(())
            }
            Step::Execute { statement, counts: false } => self.statement(statement).map(|_| ()),
            Step::Require { slot, expectation, failure } => self.demand(*slot, expectation, failure),
            Step::Branch { slot, if_rows, if_none } => self.branch(*slot, if_rows, if_none),
            Step::Copy { from, into } => {
                let rows = self.rows(*from)?.clone();
                self.slots.insert(*into, rows);
                Ok(())
            }
            Step::Execute { counts: true, .. }
            | Step::Children { .. }
            | Step::Tree { .. }
            | Step::EachRow { .. }
            | Step::Trim { .. }
            | Step::CountRows { .. } => Err(Apart),
        }
    }

    fn rows(&self, slot: Slot) -> Result<&Rows> {
        self.slots.get(&slot).ok_or(Apart)
    }

    fn branch(&mut self, slot: Slot, if_rows: &[Step], if_none: &[Step]) -> Result<()> {
        let found = self.rows(slot)?.clone();
        let branch = self.branches;
        self.branches += 1;
        let (some, none) = (exists(found.part), format!("NOT {}", exists(found.part)));
        let before = self.slots.clone();

        self.ways.push(Way { branch, has_rows: true });
        self.guards.push(some.clone());
        self.steps(if_rows)?;
        self.ways.pop();
        self.guards.pop();
        let with_rows = std::mem::replace(&mut self.slots, before);

        self.ways.push(Way { branch, has_rows: false });
        self.guards.push(none.clone());
        let voided = self.void.len();
        self.void.extend(&found.changes);
        self.steps(if_none)?;
        self.void.truncate(voided);
        self.ways.pop();
        self.guards.pop();
        let without = std::mem::take(&mut self.slots);

        // A slot that only one of them fills is of no use to anybody else.
        for (slot, a) in with_rows {
            let Some(b) = without.get(&slot) else { continue };
            if a.part == b.part {
                self.slots.insert(slot, a);
            } else if is_void(&a, &self.void) {
                // They are none of a way that is not taken here; whoever merges those ways merges these.
                self.slots.insert(slot, b.clone());
            } else if a.columns == b.columns {
                let condition = |rows: &Rows, has_rows: bool, text: &str| {
                    let is_own = |change: &usize| self.changes[*change].ways.contains(&Way { branch, has_rows });
                    // What decides has no rows if it is not taken, and what changes something has none.
                    let is_implied = (has_rows && rows.part == found.part)
                        || (!rows.changes.is_empty() && !rows.is_merged && rows.changes.iter().all(is_own));
                    if is_implied { String::new() } else { format!(" WHERE {text}") }
                };
                let text = format!(
                    "SELECT * FROM \"w{}\"{} UNION ALL SELECT * FROM \"w{}\"{}",
                    a.part,
                    condition(&a, true, &some),
                    b.part,
                    condition(b, false, &none)
                );
                let part = self.part(&a.columns, &text);
                let changes = a.changes.iter().chain(&b.changes).copied().collect();
                self.slots.insert(slot, Rows { part, columns: a.columns, changes, is_merged: true });
            } else {
                return Err(Apart);
            }
        }
        Ok(())
    }

    /// Adds a part.
    fn part(&mut self, columns: &[CellType], text: &str) -> usize {
        let number = self.parts.len();
        let mut part = format!("\"w{number}\"");
        for index in 0..columns.len() {
            let _ = write!(part, "{}\"c{index}\"", if index == 0 { "(" } else { ", " });
        }
        let _ = write!(part, "{}AS ({text})", if columns.is_empty() { " " } else { ") " });
        self.parts.push(part);
        number
    }

    fn statement(&mut self, statement: &Statement) -> Result<Rows> {
        let outline = &*statement.outline;
        if outline.is_open
            || outline.verb == Verb::Unknown
            || self.parts.len() >= MAX_PARTS
            || self.params.len() >= MAX_PARAMS
        {
            return Err(Apart);
        }
        let change = self.change(outline);
        let after = self.conflicts(outline, change.as_ref())?;
        let mut guards = if change.is_some() { self.guards.clone() } else { Vec::new() };
        guards.extend(after.into_iter().map(|part| format!("{} >= 0", count_of(part))));
        let mut text = self.weave(statement, &guards)?;
        let mut columns = statement.columns.clone();
        if change.is_some() && columns.is_empty() {
            text.push_str(" RETURNING 1");
            columns.push(CellType::one(ScalarType::Int));
        }
        let part = self.part(&columns, &text);
        self.statements += 1;
        self.tables.extend(&outline.tables);
        self.looked_at.extend(outline.reads());
        self.looks_after_change |=
            change.is_none() && self.changes.iter().enumerate().any(|(i, c)| self.has_happened(i, c));
        let change = change.map(|change| {
            self.tables.extend(&change.tables);
            self.checks.push(Check::Run { part, is_single: change.is_single });
            self.changes.push(Change { part, ..change });
            self.changes.len() - 1
        });
        Ok(Rows { part, columns, changes: change.into_iter().collect(), is_merged: false })
    }

    /// The text of a statement, with its parameters numbered on and those that rows of earlier parts bring replaced.
    fn weave(&mut self, statement: &Statement, guards: &[String]) -> Result<String> {
        let outline = &*statement.outline;
        let mut values = Vec::with_capacity(statement.params.len());
        for (param, cast) in statement.params.iter().zip(&outline.casts) {
            let value = match &param.source {
                ParamSource::Column { slot, column } => {
                    let cast = cast.as_ref().ok_or(Apart)?;
                    Woven::Text(format!("(SELECT \"c{column}\" FROM \"w{}\"){cast}", self.rows(*slot)?.part))
                }
                ParamSource::Keys { slot, columns, component } => {
                    let cast = cast.as_ref().ok_or(Apart)?;
                    let column = columns.get(usize::from(*component)).ok_or(Apart)?;
                    let whole: Vec<_> = columns.iter().map(|c| format!("\"c{c}\" IS NOT NULL")).collect();
                    Woven::Text(format!(
                        "ARRAY(SELECT \"c{column}\" FROM \"w{}\" WHERE {}){cast}",
                        self.rows(*slot)?.part,
                        whole.join(" AND ")
                    ))
                }
                ParamSource::Element(_) => return Err(Apart),
                _ => {
                    self.params.push(param.clone());
                    Woven::Param(self.params.len())
                }
            };
            values.push(value);
        }
        text::weave(&statement.sql, outline.seam.as_ref(), guards, &values).ok_or(Apart)
    }

    /// The statement, whose rows are those of a slot, and what its errors say.
    fn finish(mut self, slot: Option<Slot>, is_record: bool) -> Result<(Statement, Verdicts)> {
        let rows = slot.map(|slot| self.rows(slot).cloned()).transpose()?;
        let mut needs_row = false;
        if let Some(rows) = rows.as_ref().filter(|rows| rows.is_merged && is_record) {
            // One of both may have come too late for a row that others have changed. If all changes bring these rows,
            // none has changed anything then.
            needs_row = self.is_one_change() && (0..self.changes.len()).all(|change| rows.changes.contains(&change));
            if !needs_row {
                self.demand_of_steps(rows.part);
            }
        }
        let verdicts = Verdicts { needs_row, ..self.verdicts() };
        let conditions = self.conditions()?;
        let mut text = format!("WITH {} SELECT ", self.parts.join(", "));
        let columns = match rows {
            None => {
                text.push('1');
                vec![CellType::one(ScalarType::Int)]
            }
            Some(rows) => {
                for index in 0..rows.columns.len() {
                    let _ = write!(text, "{}\"c{index}\"", if index == 0 { "" } else { ", " });
                }
                let _ = write!(text, " FROM \"w{}\"", rows.part);
                rows.columns
            }
        };
        text.push_str(&conditions);
        let statement = Statement { sql: text, params: self.params, columns, outline: Box::new(Outline::default()) };
        Ok((statement, verdicts))
    }
}

/// Whether the rows of a slot can't be there if these changes have changed nothing.
fn is_void(rows: &Rows, void: &[usize]) -> bool {
    !rows.is_merged && matches!(rows.changes.as_slice(), [change] if void.contains(change))
}

fn exists(part: usize) -> String {
    format!("EXISTS (SELECT FROM \"w{part}\")")
}

fn count_of(part: usize) -> String {
    format!("(SELECT count(*) FROM \"w{part}\")")
}

/// The slots whose rows a step looks at.
fn slots_of_step(step: &Step, out: &mut Vec<Slot>) {
    match step {
        Step::Query { statement, .. } | Step::Execute { statement, .. } => slots_of(statement, out),
        Step::Children { statement, join, .. } => {
            out.push(join.parent);
            slots_of(statement, out);
        }
        Step::EachRow { groups, into, .. } => {
            out.extend(*into);
            groups.iter().for_each(|group| slots_of(&group.statement, out));
        }
        Step::Branch { slot, if_rows, if_none } => {
            out.push(*slot);
            if_rows.iter().chain(if_none).for_each(|step| slots_of_step(step, out));
        }
        Step::Require { slot, .. } | Step::Trim { slot, .. } | Step::CountRows { slot } => out.push(*slot),
        Step::Copy { from, .. } => out.push(*from),
        Step::Tree { statement, parts } => {
            out.extend(parts.iter().filter_map(|part| part.join.as_ref()).map(|join| join.parent));
            slots_of(statement, out);
        }
    }
}

fn slots_of(statement: &Statement, out: &mut Vec<Slot>) {
    out.extend(statement.params.iter().filter_map(|param| match &param.source {
        ParamSource::Column { slot, .. } | ParamSource::Keys { slot, .. } => Some(*slot),
        _ => None,
    }));
}

fn slots_of_record(record: &Record, out: &mut Vec<Slot>) {
    out.push(record.slot);
    for item in &record.items {
        if let RecordItem::Many { record, .. } | RecordItem::One { record, .. } = item {
            slots_of_record(record, out);
        }
    }
}
