//! Conditions on JSON columns (reference: client.md 2.4).

use nicol_model::{Field, ModelId, ScalarType};

use super::filter::comparison;
use super::{PlanError, Planner, Result};
use crate::ast::{Operand, Operator, ScalarFilter};
use crate::plan::ParamSource;
use crate::sql::{Alias, Sql};
use crate::value::CellType;

const JSON: CellType = CellType::one(ScalarType::Json);
const TEXT: CellType = CellType::one(ScalarType::String);

/// The value that a condition is about: the column, or what stands at a path in it.
struct Target {
    /// As JSON.
    json: String,
    /// As text.
    text: String,
    /// The function that gives its type, applied.
    kind: String,
}

impl Planner<'_> {
    pub(super) fn json_filter(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Option<Alias>,
        column: &str,
        filter: &ScalarFilter,
        negated: bool,
    ) -> Result<()> {
        let other = match filter.operand {
            Operand::Field(other) => {
                let other = self.column(model, other)?;
                let alias = alias.ok_or(PlanError::Missing { part: "a record to compare with" })?;
                Some((other, sql.part(|sql| sql.column(alias, &other.database_name))))
            }
            _ => None,
        };
        let postgres = self.capabilities.array_parameters;
        let target = if postgres { postgres_target(sql, column, filter) } else { sqlite_target(sql, column, filter) };
        let not = if negated { "NOT " } else { "" };
        match (filter.operator, filter.operand) {
            (Operator::Equals, Operand::Null) => {
                sql.push(&target.json);
                sql.push(if negated { " IS NOT NULL" } else { " IS NULL" });
            }
            (Operator::Equals, Operand::JsonNull) => {
                sql.push(&format!("{} {} ", target.json, comparison(Operator::Equals, negated)));
                sql.push(if postgres { "'null'::jsonb" } else { "'null'" });
            }
            (Operator::Equals, Operand::AnyNull) => {
                let null = if postgres { "'null'::jsonb" } else { "'null'" };
                let json = &target.json;
                sql.push(&if negated {
                    format!("({json} <> {null} AND {json} IS NOT NULL)")
                } else {
                    format!("({json} = {null} OR {json} IS NULL)")
                });
            }
            (Operator::Equals, operand) => {
                let right = json_operand(sql, postgres, operand, other.as_ref())?;
                sql.push(&format!("{} {} {right}", target.json, comparison(Operator::Equals, negated)));
            }
            (Operator::Lt | Operator::Lte | Operator::Gt | Operator::Gte, operand) => {
                let right = json_operand(sql, postgres, operand, other.as_ref())?;
                if !postgres {
                    return Err(self.unsupported("a comparison of JSON values"));
                }
                let condition = format!("{} {} {right}", target.json, comparison(filter.operator, negated));
                of_kind(sql, &condition, &target.kind, &format!("jsonb_typeof({right})"), negated);
            }
            (Operator::StringContains | Operator::StringStartsWith | Operator::StringEndsWith, operand) => {
                let value = match (operand, &other) {
                    (Operand::Param(param), _) => sql.part(|sql| sql.param(ParamSource::Request(param), TEXT)),
                    (_, Some((_, other))) => other.clone(),
                    _ => return Err(PlanError::Missing { part: "a text" }),
                };
                let (before, after) = match filter.operator {
                    Operator::StringContains => ("'%' || ", " || '%'"),
                    Operator::StringStartsWith => ("", " || '%'"),
                    _ => ("'%' || ", ""),
                };
                let mut text = target.text.clone();
                let mut pattern = format!("({before}{value}{after})");
                if filter.insensitive {
                    text = format!("LOWER({text})");
                    pattern = format!("LOWER{pattern}");
                }
                let like = sql.like(false, negated);
                let condition = format!("{text}{like}{pattern}");
                let string = if postgres { "'string'" } else { "'text'" };
                of_kind(sql, &condition, &target.kind, string, negated);
            }
            (Operator::ArrayContains | Operator::ArrayStartsWith | Operator::ArrayEndsWith, operand) => {
                if !postgres && filter.operator == Operator::ArrayContains {
                    return Err(self.unsupported("a search for elements of a JSON array"));
                }
                let right = json_operand(sql, postgres, operand, other.as_ref())?;
                let json = &target.json;
                let equals = comparison(Operator::Equals, negated);
                let condition = match (filter.operator, postgres) {
                    (Operator::ArrayContains, _) => format!("{not}({json} @> {right})"),
                    (Operator::ArrayStartsWith, true) => format!("({json} -> 0) {equals} {right}"),
                    (_, true) => format!("({json} -> -1) {equals} {right}"),
                    (Operator::ArrayStartsWith, false) => format!("({json} -> '$[0]') {equals} {right}"),
                    (_, false) => format!("({json} -> '$[#-1]') {equals} {right}"),
                };
                of_kind(sql, &condition, &target.kind, "'array'", negated);
            }
            _ => return Err(PlanError::Missing { part: "an operator for JSON" }),
        }
        Ok(())
    }
}

/// A condition on values of a type, or its negation. As in Prisma, values of another type fulfil neither it nor its `NOT`;
/// but `every` is kept from being true by what is not clearly so.
fn of_kind(sql: &mut Sql<'_>, condition: &str, kind: &str, wanted: &str, negated: bool) {
    sql.push(&if negated == sql.is_opposite() {
        format!("({condition} AND {kind} = {wanted})")
    } else {
        format!("({condition} OR {kind} <> {wanted})")
    });
}

fn postgres_target(sql: &mut Sql<'_>, column: &str, filter: &ScalarFilter) -> Target {
    match filter.json_path {
        None => Target {
            json: format!("{column}::jsonb"),
            text: format!("{column}::text"),
            kind: format!("jsonb_typeof({column}::jsonb)"),
        },
        Some(path) => {
            let path = sql.part(|sql| {
                sql.param(ParamSource::Request(path), CellType::list(ScalarType::String));
                sql.push("::text[]");
            });
            Target {
                json: format!("({column} #> {path})::jsonb"),
                text: format!("({column} #>> {path})"),
                kind: format!("jsonb_typeof(({column} #> {path})::jsonb)"),
            }
        }
    }
}

fn sqlite_target(sql: &mut Sql<'_>, column: &str, filter: &ScalarFilter) -> Target {
    match filter.json_path {
        None => Target { json: column.to_owned(), text: column.to_owned(), kind: format!("json_type({column})") },
        Some(path) => {
            let path = sql.part(|sql| sql.param(ParamSource::JsonPath(path), TEXT));
            Target {
                json: format!("({column} -> {path})"),
                text: format!("({column} ->> {path})"),
                kind: format!("json_type({column} -> {path})"),
            }
        }
    }
}

fn json_operand(
    sql: &mut Sql<'_>,
    postgres: bool,
    operand: Operand,
    other: Option<&(&Field, String)>,
) -> Result<String> {
    Ok(match (operand, other) {
        (Operand::Param(param), _) => sql.part(|sql| {
            sql.param(ParamSource::Request(param), JSON);
            sql.push(if postgres { "::jsonb" } else { "" });
        }),
        (_, Some((_, other))) => format!("{other}{}", if postgres { "::jsonb" } else { "" }),
        (Operand::JsonNull, _) => format!("'null'{}", if postgres { "::jsonb" } else { "" }),
        _ => return Err(PlanError::Missing { part: "a JSON value" }),
    })
}
