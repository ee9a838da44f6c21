//! Several look-ups of one model that differ in their values only, as one statement.
//!
//! Prisma gathers the look-ups of one tick in `IN (…)` and matches rows and requests in memory; here the values come as
//! lists, and the database itself says which row is whose: what is equal is decided where it always is (citext, char(n),
//! decimals), whatever the condition looks like.

use std::fmt::Write as _;

use nicol_model::ScalarType;

use super::{Planner, Result};
use crate::plan::{BoundParam, ParamSource, ResultShape, Statement, Step};
use crate::sql::{Outline, Verb, replace_params};
use crate::value::CellType;

impl Planner<'_> {
    /// Makes the plan of one look-up that of several.
    pub(super) fn gathered(&mut self, result: ResultShape) -> Result<ResultShape> {
        let (true, 0, ResultShape::Optional(record)) = (self.capabilities.lateral, self.writes, result) else {
            return Err(self.unsupported("a look-up of several records at once"));
        };
        match gather(std::mem::take(&mut self.steps)) {
            Some(steps) => {
                self.steps = steps;
                Ok(ResultShape::Many(record))
            }
            None => Err(self.unsupported("a look-up of several records at once")),
        }
    }
}

/// The same steps for a list of values in the place of each value. The rows of the look-ups have one column more, the
/// last: the number of the look-up (BigInt, from 1). `None` if that can't be said in one statement.
pub(super) fn gather(steps: Vec<Step>) -> Option<Vec<Step>> {
    let mut steps = steps.into_iter();
    let Some(Step::Query { statement, into }) = steps.next() else { return None };
    let mut gathered = vec![Step::Query { statement: lookup(&statement)?, into }];
    for step in steps {
        match &step {
            Step::Children { statement, page, .. } => {
                // A value of the request is a list of values now, one for each look-up.
                let counts = page.as_ref().is_some_and(|page| page.skip.is_some() || page.take.is_some());
                if counts || !statement.params.iter().all(|param| matches!(param.source, ParamSource::Keys { .. })) {
                    return None;
                }
            }
            Step::Require { .. } => continue,
            _ => return None,
        }
        gathered.push(step);
    }
    Some(gathered)
}

fn lookup(statement: &Statement) -> Option<Statement> {
    let mut lists = Vec::with_capacity(statement.params.len());
    for (param, cast) in statement.params.iter().zip(&statement.outline.casts) {
        if !matches!(param.source, ParamSource::Request(_)) || param.cell.is_list {
            return None;
        }
        let ty = match (cast.as_deref()?, param.cell.scalar) {
            // The text casts it itself: enums from text, money from numbers.
            ("", ScalarType::String) => "::text",
            ("", ScalarType::Decimal) => "::numeric",
            ("", _) => return None,
            (cast, _) => cast,
        };
        lists.push(format!("${}{ty}[]", lists.len() + 1));
    }
    if lists.is_empty() {
        return None;
    }
    let mut inner = String::new();
    replace_params(&statement.sql, &mut inner, |index, out, _| {
        let _ = write!(out, "\"~g\".\"v{index}\"");
    });
    let names: String = (0..lists.len()).map(|index| format!("\"v{index}\", ")).collect();
    let sql = format!(
        "SELECT \"~r\".*, \"~g\".\"n\" FROM unnest({}) WITH ORDINALITY AS \"~g\"({names}\"n\") CROSS JOIN LATERAL ({inner}) AS \"~r\"",
        lists.join(", ")
    );
    let list_of = |param: &BoundParam| BoundParam { cell: CellType::list(param.cell.scalar), ..param.clone() };
    let mut columns = statement.columns.clone();
    columns.push(CellType::one(ScalarType::BigInt));
    Some(Statement {
        sql,
        params: statement.params.iter().map(list_of).collect(),
        columns,
        outline: Box::new(Outline { verb: Verb::Select, is_open: true, ..Outline::default() }),
    })
}
