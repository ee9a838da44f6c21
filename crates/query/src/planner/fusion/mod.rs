//! Several statements of a plan as one, on PostgreSQL: `WITH a AS (UPDATE …), b AS (INSERT …) SELECT …`.
//!
//! All parts of such a statement see the database as it was before it (PostgreSQL's manual, "Data-Modifying Statements
//! in WITH"), so a part is only taken in if it does not look at what an earlier one has changed ([`conflict`]). What a
//! plan demands of rows stands in the last SELECT, which fails if it is not met: then nothing has happened, and the steps
//! run one by one and find out what is missing. So does a statement fail whose tables have triggers, rules, policies or
//! partitions: what those do between two steps, or see there, nobody knows here.

mod conflict;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use conflict::Change;
use text::Woven;

use super::Planner;
use crate::plan::{
    Attempt, BoundParam, Expectation, ParamSource, Record, RecordItem, ResultShape, Slot, Statement, Step,
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
        let mut weaver = Weaver::new(self);
        let fitting = self.steps.iter().take_while(|step| weaver.step(step).is_ok()).count();
        (1..=fitting).rev().find_map(|cut| self.attempt_until(cut, result).ok())
    }

    fn attempt_until(&self, cut: usize, result: &ResultShape) -> Result<Attempt> {
        let (first, rest) = self.steps.split_at(cut);
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
        let statement = weaver.finish(slot, is_record)?;
        let mut steps = vec![match slot {
            Some(into) => Step::Query { statement, into },
            None => Step::Execute { statement, counts: false },
        }];
        steps.extend_from_slice(rest);
        // What looks at rows may fail, and then all is undone.
        let is_harmless = |step: &Step| matches!(step, Step::Trim { .. } | Step::CountRows { .. } | Step::Copy { .. });
        let needs_transaction = !rest.iter().all(is_harmless);
        Ok(Attempt { steps, needs_transaction })
    }
}

/// The rows of a slot: a part of the statement.
#[derive(Debug, Clone)]
struct Rows {
    /// The part's number.
    part: usize,
    columns: Vec<CellType>,
    /// Which change brought them.
    change: Option<usize>,
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
    demands: Vec<String>,
    changes: Vec<Change>,
    /// Every table that takes part.
    tables: Vec<Table>,
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
            demands: Vec::new(),
            changes: Vec::new(),
            tables: Vec::new(),
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
            Step::Require { slot, expectation, .. } => {
                let demand = self.demand(*slot, expectation)?;
                self.demands.push(demand);
                Ok(())
            }
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

    /// What must be true of the rows of a slot, if its branch is taken.
    fn demand(&mut self, slot: Slot, expectation: &Expectation) -> Result<String> {
        let part = self.rows(slot)?.part;
        let count = count_of(part);
        let demand = match expectation {
            Expectation::AtLeastOne => format!("{count} > 0"),
            Expectation::None => format!("{count} = 0"),
            Expectation::Distinct(tuples) => {
                let source = ParamSource::CountDistinct(tuples.clone());
                self.params.push(BoundParam { source, cell: CellType::one(ScalarType::BigInt) });
                format!("{count} = ${}", self.params.len())
            }
        };
        Ok(if self.guards.is_empty() { demand } else { format!("(NOT ({}) OR {demand})", self.guards.join(" AND ")) })
    }

    fn branch(&mut self, slot: Slot, if_rows: &[Step], if_none: &[Step]) -> Result<()> {
        let found = self.rows(slot)?.clone();
        let branch = self.branches;
        self.branches += 1;
        let count = count_of(found.part);
        let (some, none) = (format!("{count} > 0"), format!("{count} = 0"));
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
        self.void.extend(found.change);
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
            } else if a.columns == b.columns {
                let text = format!(
                    "SELECT * FROM \"w{}\" WHERE {some} UNION ALL SELECT * FROM \"w{}\" WHERE {none}",
                    a.part, b.part
                );
                let part = self.part(&a.columns, &text);
                self.slots.insert(slot, Rows { part, columns: a.columns, change: None, is_merged: true });
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
        let change = change.map(|change| {
            self.tables.extend(&change.tables);
            self.changes.push(Change { part, ..change });
            self.changes.len() - 1
        });
        Ok(Rows { part, columns, change, is_merged: false })
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

    /// The statement, whose rows are those of a slot.
    fn finish(mut self, slot: Option<Slot>, is_record: bool) -> Result<Statement> {
        let refusal = self.refusal()?;
        let mut text = format!("WITH {} SELECT ", self.parts.join(", "));
        let rows = slot.map(|slot| self.rows(slot).cloned()).transpose()?;
        let columns = match &rows {
            None => vec![CellType::one(ScalarType::Int)],
            Some(rows) => rows.columns.clone(),
        };
        match &rows {
            None => text.push('1'),
            Some(rows) => {
                for index in 0..rows.columns.len() {
                    let _ = write!(text, "{}\"c{index}\"", if index == 0 { "" } else { ", " });
                }
                let _ = write!(text, " FROM \"w{}\"", rows.part);
                if rows.is_merged && is_record {
                    // One of both may have come too late for a row that others have changed.
                    self.demands.push(format!("{} > 0", count_of(rows.part)));
                }
            }
        }
        let _ = write!(text, " WHERE sqrt(CASE WHEN {refusal} THEN -1 ELSE 1 END) = 1");
        if !self.demands.is_empty() {
            let _ = write!(text, " AND 1 / (CASE WHEN {} THEN 1 ELSE 0 END) = 1", self.demands.join(" AND "));
        }
        Ok(Statement {
            sql: text,
            params: self.params,
            columns,
            on_violation: Vec::new(),
            outline: Box::new(Outline::default()),
        })
    }

    /// Whether one of the tables has what one statement can't be right about.
    fn refusal(&mut self) -> Result<String> {
        let mut tables = std::mem::take(&mut self.tables);
        tables.sort_unstable();
        tables.dedup();
        let mut names = Vec::with_capacity(tables.len());
        for table in tables {
            let mut sql = self.planner.sql();
            match table {
                Table::Model(id) => {
                    let model = self.planner.model(id).map_err(|_| Apart)?;
                    if model.is_view {
                        return Err(Apart);
                    }
                    sql.table(model);
                }
                Table::Join(id) => {
                    sql.join_table(self.planner.schema.relation(id).join_table.as_ref().ok_or(Apart)?);
                }
            }
            names.push(format!("'{}'::regclass", sql.finish().sql.replace('\'', "''")));
        }
        let names = names.join(", ");
        Ok(format!(
            "EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid IN ({names}) AND \
             (relkind <> 'r' OR relhasrules OR relrowsecurity OR relhassubclass)) \
             OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid IN ({names}) AND (NOT tgisinternal OR tgconstraint = 0))"
        ))
    }
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
