//! What makes the parts run in the order of the steps, and what the errors of the statement say then.
//!
//! Parts run when their rows are asked for (PostgreSQL's manual, "WITH Queries": those that nobody asks for, at the end).
//! The conditions of the last SELECT are one CASE, which asks for the parts and looks at what is demanded in the order of
//! the steps; it ends in an error that names the first demand that is not met. No part runs that stands after it, so no
//! sequence has moved on either. Foreign keys alone are checked when all is done.

use std::fmt::Write as _;

use super::conflict::{Change, Keys};
use super::{Apart, Result, Weaver, count_of, exists};
use crate::plan::{
    BoundParam, Changed, Demand, Expectation, Failure, Meaning, ParamSource, REFUSED, Slot, UNMET, Verdicts,
};
use crate::sql::{Table, Verb};
use crate::value::CellType;
use nicol_model::ScalarType;

/// What is looked at in the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Check {
    /// A part runs.
    Run { part: usize, is_single: bool },
    /// This is true only if a demand is not met; `whole`: the part has run to its end then.
    Demand { number: usize, unmet: String, part: usize, whole: bool },
}

impl Weaver<'_, '_> {
    /// What must be true of the rows of a slot, if its ways are taken.
    pub(super) fn demand(&mut self, slot: Slot, expectation: &Expectation, failure: &Failure) -> Result<()> {
        let part = self.rows(slot)?.part;
        let changes = self.checks.iter().any(|c| matches!(c, Check::Run { part: p, is_single: false } if *p == part));
        let unmet = match expectation {
            // All rows are asked for if that changes something.
            Expectation::AtLeastOne if changes => format!("{} = 0", count_of(part)),
            Expectation::AtLeastOne => format!("NOT {}", exists(part)),
            Expectation::None => exists(part),
            Expectation::Distinct(tuples) => {
                let source = ParamSource::CountDistinct(tuples.clone());
                self.params.push(BoundParam { source, cell: CellType::one(ScalarType::BigInt) });
                format!("{} <> ${}", count_of(part), self.params.len())
            }
        };
        let mut before = self.changes.iter().enumerate().filter(|(index, change)| self.has_happened(*index, change));
        let demand = Demand {
            expectation: expectation.clone(),
            follows_changes: before.clone().next().is_some(),
            failure: (!before.any(|(_, change)| change.keys == Keys::Any)).then(|| failure.clone()),
        };
        self.add_demand(part, unmet, demand);
        Ok(())
    }

    /// That a part has rows; if not, the steps tell why.
    pub(super) fn demand_of_steps(&mut self, part: usize) {
        let demand = Demand { expectation: Expectation::AtLeastOne, failure: None, follows_changes: true };
        self.add_demand(part, format!("NOT {}", exists(part)), demand);
    }

    fn add_demand(&mut self, part: usize, unmet: String, demand: Demand) {
        let whole = self.guards.is_empty() && unmet.contains("count(*)");
        let unmet = self.guards.iter().map(String::as_str).chain([unmet.as_str()]).collect::<Vec<_>>().join(" AND ");
        self.checks.push(Check::Demand { number: self.demands.len(), unmet, part, whole });
        self.demands.push(demand);
    }

    /// Whether all that happens is one change: then nothing can come between it and anything else.
    pub(super) fn is_one_change(&self) -> bool {
        !self.looks_after_change && self.changes.iter().all(|change| change.is_first)
    }

    /// The conditions of the last SELECT, with their WHERE; empty if there are none.
    pub(super) fn conditions(&mut self) -> Result<String> {
        let refusal = self.refusal()?;
        // The last one has nothing to run before, and of those of ways that are never taken together only one does anything.
        while matches!(self.checks.last(), Some(Check::Run { .. })) {
            self.checks.pop();
            if !self.is_one_change() {
                break;
            }
        }
        let mut whens = String::new();
        if !self.is_one_change() {
            let _ = write!(whens, " WHEN {refusal} THEN '{REFUSED}'");
        }
        for (index, check) in self.checks.iter().enumerate() {
            match check {
                Check::Run { part, .. } if matches!(self.checks.get(index + 1), Some(Check::Demand { part: p, whole: true, .. }) if p == part) =>
                    {}
                // Neither is ever true.
                Check::Run { part, is_single: true } => {
                    let _ = write!(whens, " WHEN ({}) IS NULL THEN '1'", exists(*part));
                }
                Check::Run { part, is_single: false } => {
                    let _ = write!(whens, " WHEN {} < 0 THEN '1'", count_of(*part));
                }
                Check::Demand { number, unmet, .. } => {
                    let _ = write!(whens, " WHEN {unmet} THEN '{UNMET}{number}'");
                }
            }
        }
        Ok(if whens.is_empty() { whens } else { format!(" WHERE (CASE{whens} ELSE '1' END)::integer = 1") })
    }

    /// What the errors of the statement say.
    pub(super) fn verdicts(&mut self) -> Verdicts {
        let mut tables: Vec<Table> = self.changes.iter().flat_map(|change| change.tables.iter().copied()).collect();
        tables.sort_unstable();
        tables.dedup();
        let all_but_last = self.changes.split_last().map_or(&[][..], |(_, before)| before);
        Verdicts {
            needs_row: false,
            tables: tables.into_iter().filter_map(|table| self.changed(table)).collect(),
            // What is found is there, if nobody takes it away meanwhile.
            keys: self.changes.iter().any(|change| change.keys == Keys::Any)
                && self.changes.iter().all(|change| change.keys == Keys::None || change.ways.is_empty()),
            // A constant is computed in a branch that is not taken, too.
            values: all_but_last.iter().all(|change| change.keys != Keys::Any)
                && self.changes.iter().all(|change| change.ways.is_empty()),
            demands: std::mem::take(&mut self.demands),
        }
    }

    fn changed(&self, table: Table) -> Option<Changed> {
        let (namespace, name) = match table {
            Table::Model(id) => {
                let model = self.planner.model(id).ok()?;
                (&model.namespace, &model.database_name)
            }
            Table::Join(id) => {
                let table = self.planner.schema.relation(id).join_table.as_ref()?;
                (&table.namespace, &table.database_name)
            }
        };
        Some(Changed {
            namespace: namespace.as_deref().or(self.planner.namespace).map(str::to_owned),
            name: name.clone(),
            violation: self.violation(table),
        })
    }

    /// What a violation of a table says that is none of a foreign key.
    fn violation(&self, table: Table) -> Meaning {
        let mut meaning = Meaning::Verdict;
        for (index, change) in self.changes.iter().enumerate().filter(|(_, change)| change.tables.contains(&table)) {
            // What a foreign key passes on happens at the end, and a foreign key may have been violated before.
            if change.target != table || self.changes[..index].iter().any(|before| before.keys == Keys::Any) {
                return Meaning::Doubt;
            }
            match this_way(change, table) {
                Meaning::Verdict => {}
                Meaning::LookAgain(model) => meaning = Meaning::LookAgain(model),
                _ => return Meaning::Doubt,
            }
        }
        meaning
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

/// What it says if one change violates its table. A row that is in the way of a new one may have come after it was looked
/// for: then the steps find it.
fn this_way(change: &Change, table: Table) -> Meaning {
    if change.ways.is_empty() || change.verb != Verb::Insert || !change.looked_at.contains(&table) {
        return Meaning::Verdict;
    }
    match table {
        Table::Model(model) if change.is_first => Meaning::LookAgain(model),
        _ => Meaning::Doubt,
    }
}
