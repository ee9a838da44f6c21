//! `relationLoadStrategy: join`: records and all that is related to them in one statement, so that there is one round
//! trip and one picture of the database.
//!
//! Each level is a CTE that reads its parents' keys from the CTE above instead of from parameters; the result is all of
//! their rows, one level after the other, with a number in front that says which. Cells travel as they always do, so
//! nothing is lost on a way through JSON (as Prisma loses digits of Decimal), and the database chooses for each level
//! between an index and a hash: no level is read parent by parent.

use std::fmt::Write as _;

use nicol_model::ScalarType;

use crate::plan::{BoundParam, ParamSource, Slot, Statement, Step, TreePart};
use crate::sql::{Outline, Verb, replace_params};
use crate::value::CellType;

/// PostgreSQL's limit is 1664 columns of a result.
const MAX_COLUMNS: usize = 1600;

/// Puts reads together that follow each other: a SELECT, and the related records of its rows or of others.
pub(super) fn join(steps: Vec<Step>) -> Vec<Step> {
    let mut done = Vec::with_capacity(steps.len());
    let mut group = Group::default();
    for step in steps {
        match step {
            Step::Query { ref statement, into } if statement.is_read() => {
                group.flush(&mut done);
                group.slots.push(into);
                group.reads.push(step);
            }
            Step::Children { ref statement, into, ref page, .. } => {
                if !group.takes(statement) {
                    group.flush(&mut done);
                }
                group.slots.push(into);
                group.trimmed.extend(page.as_ref().filter(|page| page.drops_rows()).map(|_| into));
                group.reads.push(step);
            }
            // Whether there is a record can be asked of what has been read.
            Step::Require { slot, .. } if group.slots.contains(&slot) => group.checks.push(step),
            Step::Trim { slot, ref page } if group.reads.len() == 1 && group.slots.contains(&slot) => {
                group.trimmed.extend(page.drops_rows().then_some(slot));
                group.trim = Some(step);
            }
            Step::Branch { slot, if_rows, if_none } => {
                group.flush(&mut done);
                done.push(Step::Branch { slot, if_rows: join(if_rows), if_none: join(if_none) });
            }
            other => {
                group.flush(&mut done);
                done.push(other);
            }
        }
    }
    group.flush(&mut done);
    done
}

/// A DELETE that returns rows and the reads of what is related to them, as one statement: all of it sees the database as it
/// was before. `None` if it can't be one.
pub(super) fn delete(steps: Vec<Step>) -> Option<Step> {
    let mut group = Group::default();
    for step in steps {
        match &step {
            Step::Query { into, .. } if group.reads.is_empty() => group.slots.push(*into),
            Step::Children { statement, into, page, .. } if group.takes(statement) => {
                group.slots.push(*into);
                group.trimmed.extend(page.as_ref().filter(|page| page.drops_rows()).map(|_| *into));
            }
            _ => return None,
        }
        group.reads.push(step);
    }
    (!group.is_too_wide()).then(|| tree(group.reads, None))
}

/// Reads that may become one statement.
#[derive(Default)]
struct Group {
    reads: Vec<Step>,
    slots: Vec<Slot>,
    /// Those whose rows are fewer when they have been looked at in memory: what is related to the others is not read.
    trimmed: Vec<Slot>,
    trim: Option<Step>,
    checks: Vec<Step>,
}

impl Group {
    /// Whether the statement needs nothing of the group but the keys of rows.
    fn takes(&self, statement: &Statement) -> bool {
        let needs_more = |param: &BoundParam| match &param.source {
            ParamSource::Column { slot, .. } => self.slots.contains(slot),
            ParamSource::Keys { slot, .. } => self.trimmed.contains(slot),
            _ => false,
        };
        !self.reads.is_empty() && !statement.params.iter().any(needs_more)
    }

    fn is_too_wide(&self) -> bool {
        let width = |step: &Step| step_statement(step).map_or(0, |s| s.columns.len());
        self.reads.iter().map(width).sum::<usize>() > MAX_COLUMNS
    }

    fn flush(&mut self, done: &mut Vec<Step>) {
        let is_alone = self.reads.len() < 2 || self.is_too_wide();
        let Self { reads, trim, checks, .. } = std::mem::take(self);
        if is_alone {
            let mut reads = reads.into_iter();
            done.extend(reads.next());
            done.extend(trim);
            done.extend(checks);
            done.extend(reads);
            return;
        }
        done.push(tree(reads, trim));
        done.extend(checks);
    }
}

fn step_statement(step: &Step) -> Option<&Statement> {
    match step {
        Step::Query { statement, .. } | Step::Children { statement, .. } => Some(statement),
        _ => None,
    }
}

fn tree(reads: Vec<Step>, trim: Option<Step>) -> Step {
    let mut root_page = match trim {
        Some(Step::Trim { page, .. }) => Some(page),
        _ => None,
    };
    let mut with = With::default();
    let mut parts: Vec<TreePart> = Vec::with_capacity(reads.len());
    let mut columns = vec![CellType::one(ScalarType::Int)];
    let verb = reads.first().and_then(step_statement).map_or(Verb::Select, |root| root.outline.verb);
    for step in reads {
        let (statement, into, join, page) = match step {
            Step::Query { statement, into } => (statement, into, None, root_page.take()),
            Step::Children { statement, into, join, page } => (statement, into, Some(join), page),
            _ => continue,
        };
        let first = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        let width = u16::try_from(statement.columns.len()).unwrap_or(u16::MAX);
        columns.extend_from_slice(&statement.columns);
        with.level(&statement, into);
        parts.push(TreePart { into, first, width, join, page });
    }
    let sql = with.finish();
    let statement =
        Statement { sql, params: with.params, columns, outline: Box::new(Outline { verb, ..Outline::default() }) };
    Step::Tree { statement, parts }
}

/// The CTEs of a statement.
#[derive(Default)]
struct With {
    ctes: Vec<String>,
    params: Vec<BoundParam>,
    /// The slots of the levels so far.
    levels: Vec<Slot>,
    /// The tables of distinct keys, and whose they are.
    keys: Vec<(usize, Vec<u16>)>,
}

impl With {
    fn level(&mut self, statement: &Statement, into: Slot) {
        let text = self.placed(statement);
        let mut cte = format!("\"~{}\"(", self.levels.len());
        list(&mut cte, (0..statement.columns.len()).map(|column| format!("\"c{column}\"")));
        let _ = write!(cte, ") AS MATERIALIZED ({text})");
        self.ctes.push(cte);
        self.levels.push(into);
    }

    /// The statement's text, its parameters numbered on, and keys of levels above in the place of theirs.
    fn placed(&mut self, statement: &Statement) -> String {
        let mut numbers: Vec<Option<usize>> = vec![None; statement.params.len()];
        let mut text = String::new();
        replace_params(&statement.sql, &mut text, |index, out, rest| {
            let Some(param) = statement.params.get(index) else { return };
            let level = match &param.source {
                ParamSource::Keys { slot, columns, component } => {
                    let level = self.levels.iter().position(|level| level == slot);
                    level.map(|level| (level, columns, usize::from(*component)))
                }
                _ => None,
            };
            if let Some((level, columns, component)) = level {
                if columns.len() == 1 && out.ends_with("= ANY(") && rest.starts_with(')') {
                    let _ = write!(out, "SELECT \"c{}\" FROM \"~{level}\"", columns[0]);
                } else {
                    let keys = self.keys_of(level, columns);
                    let _ = write!(out, "ARRAY(SELECT \"k{component}\" FROM \"~k{keys}\")");
                }
                return;
            }
            let number = *numbers[index].get_or_insert_with(|| {
                self.params.push(param.clone());
                self.params.len()
            });
            let _ = write!(out, "${number}");
        });
        text
    }

    /// The number of the table with the distinct keys of a level.
    fn keys_of(&mut self, level: usize, columns: &[u16]) -> usize {
        if let Some(known) = self.keys.iter().position(|(l, c)| *l == level && c == columns) {
            return known;
        }
        let number = self.keys.len();
        let mut cte = format!("\"~k{number}\"(");
        list(&mut cte, (0..columns.len()).map(|component| format!("\"k{component}\"")));
        cte.push_str(") AS MATERIALIZED (SELECT DISTINCT ");
        list(&mut cte, columns.iter().map(|column| format!("\"c{column}\"")));
        let _ = write!(cte, " FROM \"~{level}\" WHERE ");
        for (index, column) in columns.iter().enumerate() {
            let and = if index == 0 { "" } else { " AND " };
            let _ = write!(cte, "{and}\"c{column}\" IS NOT NULL");
        }
        cte.push(')');
        self.ctes.push(cte);
        self.keys.push((level, columns.to_vec()));
        number
    }

    /// All of it: each level beside NULLs in the columns of the others, which have their types by that.
    fn finish(&self) -> String {
        let mut sql = String::from("WITH ");
        list(&mut sql, self.ctes.iter().cloned());
        let levels = 0..self.levels.len();
        for level in levels.clone() {
            let _ = write!(sql, "{} SELECT {level}", if level == 0 { "" } else { " UNION ALL" });
            for other in levels.clone() {
                let _ = write!(sql, ", \"~{other}\".*");
            }
            let others = levels.clone().filter(|other| *other != level).map(|other| format!("\"~{other}\""));
            let others = others.collect::<Vec<_>>().join(" CROSS JOIN ");
            let is_one = levels.len() == 2;
            let (open, close) = if is_one { ("", "") } else { ("(", ")") };
            let _ = write!(sql, " FROM \"~{level}\" LEFT JOIN {open}{others}{close} ON FALSE");
        }
        sql
    }
}

fn list(out: &mut String, parts: impl Iterator<Item = String>) {
    for (index, part) in parts.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.push_str(&part);
    }
}
