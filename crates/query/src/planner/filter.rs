//! Conditions. Negation is pushed down to the leaves, which is the same in three-valued logic and lets each leaf say
//! what its negation means for missing records.

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, RelationMode, ScalarType};

use super::{PlanError, Planner, Result};
use crate::ast::{Filter, Operand, Operator, Quantifier, ScalarFilter};
use crate::plan::ParamSource;
use crate::sql::{Alias, Sql};
use crate::value::CellType;

const TRUE: &str = "1=1";
const FALSE: &str = "1=0";

/// Longer lists are halved: to SQLite each element is a level of its own, and it reads 1000 levels at most.
const LONG_LIST: usize = 500;

impl Planner<'_> {
    /// Writes ` WHERE …` if there is a condition.
    pub(super) fn where_clause(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        filter: Option<&Filter>,
    ) -> Result<()> {
        if let Some(filter) = filter.filter(|f| !is_true(f)) {
            sql.push(" WHERE ");
            self.filter(sql, model, alias, filter, false)?;
        }
        Ok(())
    }

    /// Writes ` AND …` if there is a condition.
    pub(super) fn and_filter(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        filter: Option<&Filter>,
    ) -> Result<()> {
        if let Some(filter) = filter.filter(|f| !is_true(f)) {
            sql.push(" AND ");
            self.filter(sql, model, alias, filter, false)?;
        }
        Ok(())
    }

    /// Writes a condition, in brackets where another one may stand beside it.
    pub(super) fn filter(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        filter: &Filter,
        negated: bool,
    ) -> Result<()> {
        match filter {
            Filter::And(list) => self.list(sql, model, alias, list, negated, !negated),
            Filter::Or(list) => self.list(sql, model, alias, list, negated, negated),
            Filter::Not(inner) => {
                sql.turn_round();
                self.filter(sql, model, alias, inner, !negated)?;
                sql.turn_round();
                Ok(())
            }
            Filter::Scalar(scalar) => {
                let field = self.column(model, scalar.field)?;
                let column = sql.part(|sql| sql.column(alias, &field.database_name));
                self.scalar(sql, (model, Some(alias)), field, &column, scalar, negated)
            }
            Filter::Relation { field, quantifier, filter } => {
                self.relation_filter(sql, model, alias, *field, *quantifier, filter, negated)
            }
            Filter::RelationIsNull(field) => {
                let rel = self.relation(model, *field)?;
                if rel.holds_key() {
                    sql.push("(");
                    for (index, own) in rel.own_fields().iter().enumerate() {
                        if index > 0 {
                            sql.push(if negated { " AND " } else { " OR " });
                        }
                        sql.column(alias, &rel.model.field(*own).database_name);
                        sql.push(if negated { " IS NOT NULL" } else { " IS NULL" });
                    }
                    sql.push(")");
                } else {
                    sql.push(if negated { "EXISTS (SELECT 1 FROM " } else { "NOT EXISTS (SELECT 1 FROM " });
                    rel.related_from(sql, alias, false);
                    sql.push(")");
                }
                Ok(())
            }
            Filter::Having { .. } => Err(PlanError::Missing { part: "`having` around a condition on an aggregate" }),
        }
    }

    fn list(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        list: &[Filter],
        negated: bool,
        all: bool,
    ) -> Result<()> {
        if let [one] = list {
            return self.filter(sql, model, alias, one, negated);
        }
        if list.is_empty() {
            sql.push(if all { TRUE } else { FALSE });
            return Ok(());
        }
        sql.push("(");
        let (left, right) = list.split_at(list.len() / 2);
        if list.len() > LONG_LIST {
            self.list(sql, model, alias, left, negated, all)?;
            sql.push(if all { " AND " } else { " OR " });
            self.list(sql, model, alias, right, negated, all)?;
            sql.push(")");
            return Ok(());
        }
        for (index, filter) in list.iter().enumerate() {
            if index > 0 {
                sql.push(if all { " AND " } else { " OR " });
            }
            self.filter(sql, model, alias, filter, negated)?;
        }
        sql.push(")");
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a relation filter has that many parts")]
    fn relation_filter(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        field: FieldId,
        quantifier: Quantifier,
        filter: &Filter,
        negated: bool,
    ) -> Result<()> {
        let rel = self.relation(model, field)?;
        // `every` and `isNot` look for a record that does not match. For a to-one relation a condition that is NULL
        // does not make the opposite true, because Prisma joins the record and negates the condition; of the rows
        // that an UPDATE or DELETE is about it does, because there it asks whether there is a record. (Where actions are
        // emulated, it looks for the rows before.)
        let joins = !sql.is_written(alias) || self.schema.relation_mode == RelationMode::Prisma;
        let (exists, inner_negated, is_single) = match quantifier {
            Quantifier::Some => (true, false, false),
            Quantifier::None => (false, false, false),
            Quantifier::Every => (false, true, false),
            Quantifier::Is => (true, false, true),
            Quantifier::IsNot => (false, false, true),
        };
        let exists = exists != negated;
        // There is no record that does not clearly fail. The negation goes down to the leaves here too: what is NULL
        // in there is NULL to all that is around it.
        let must_fail = is_single && joins && !exists;
        let turns = quantifier == Quantifier::IsNot && joins;
        if quantifier == Quantifier::Every && is_true(filter) {
            sql.push(if exists { FALSE } else { TRUE });
            return Ok(());
        }
        sql.push(if exists { "EXISTS (SELECT 1 FROM " } else { "NOT EXISTS (SELECT 1 FROM " });
        let needed = !is_true(filter);
        let target = rel.related_from(sql, alias, needed);
        if needed {
            sql.push(" AND ");
            if must_fail {
                sql.push("(");
            }
            if turns {
                sql.turn_round();
            }
            self.filter(sql, rel.target_id, target, filter, inner_negated || must_fail)?;
            if turns {
                sql.turn_round();
            }
            if must_fail {
                sql.push(") IS NOT TRUE");
            }
        }
        sql.push(")");
        Ok(())
    }

    /// Writes a condition on an expression that holds the field's values.
    pub(super) fn scalar(
        &self,
        sql: &mut Sql<'_>,
        (model, alias): (ModelId, Option<Alias>),
        field: &Field,
        column: &str,
        scalar: &ScalarFilter,
        outer_negated: bool,
    ) -> Result<()> {
        let negated = scalar.negated != outer_negated;
        if field.arity == Arity::List && !self.capabilities.lists {
            return Err(self.unsupported("a condition on a list"));
        }
        let is_json = field.kind == FieldKind::Scalar(ScalarType::Json) && field.arity != Arity::List;
        if is_json {
            return self.json_filter(sql, model, alias, column, scalar, negated);
        }
        let other = match scalar.operand {
            Operand::Field(other) => {
                let other = self.column(model, other)?;
                let alias = alias.ok_or(PlanError::Missing { part: "a record to compare with" })?;
                let name = sql.part(|sql| sql.column(alias, &other.database_name));
                Some((other, sql.comparable(other, sql.comparable_list(other, name))))
            }
            _ => None,
        };
        let stored = column;
        let column = &*sql.comparable(field, sql.comparable_list(field, column.to_owned()));
        match (scalar.operator, scalar.operand) {
            (Operator::Equals, Operand::Null | Operand::JsonNull | Operand::AnyNull) => {
                sql.push(stored);
                sql.push(if negated { " IS NOT NULL" } else { " IS NULL" });
            }
            (Operator::In, Operand::EmptyList) => sql.push(if negated { TRUE } else { FALSE }),
            (Operator::NotIn, Operand::EmptyList) => sql.push(if negated { FALSE } else { TRUE }),
            // `in: null` of a nullable field.
            (Operator::In | Operator::NotIn, Operand::Null) => {
                sql.push(stored);
                sql.push(if negated == (scalar.operator == Operator::In) { " IS NOT NULL" } else { " IS NULL" });
            }
            (Operator::In | Operator::NotIn, operand) => {
                let not_in = negated != (scalar.operator == Operator::NotIn);
                match (operand, other) {
                    (Operand::Param(param), _) => {
                        let wrap = if scalar.insensitive { "LOWER" } else { "" };
                        sql.is_in(field, stored, not_in, ParamSource::Request(param), wrap);
                    }
                    (_, Some((_, other))) => {
                        sql.push(column);
                        sql.push(if not_in { " <> ALL(" } else { " = ANY(" });
                        sql.push(&other);
                        sql.push(")");
                    }
                    _ => return Err(PlanError::Missing { part: "a list for `in`" }),
                }
            }
            (Operator::IsEmpty, operand) => {
                let empty = negated != matches!(operand, Operand::Boolean(true));
                sql.push(column);
                sql.push(if empty { " = '{}'" } else { " <> '{}'" });
            }
            (Operator::Equals, Operand::EmptyList) => {
                sql.push(column);
                sql.push(if negated { " <> '{}'" } else { " = '{}'" });
            }
            (Operator::Has | Operator::HasEvery | Operator::HasSome, _) => {
                if negated {
                    sql.push("NOT ");
                }
                sql.push("(");
                match (scalar.operator, scalar.operand, &other) {
                    (Operator::Has, Operand::Param(param), _) => {
                        sql.element(field, ParamSource::Request(param));
                        sql.push(" = ANY(");
                        sql.push(column);
                        sql.push(")");
                    }
                    (Operator::Has, _, Some((_, other))) => {
                        sql.push(other);
                        sql.push(" = ANY(");
                        sql.push(column);
                        sql.push(")");
                    }
                    // No list has it, but of what is NULL nothing is known.
                    (Operator::Has, Operand::Null, _) => sql.push(&format!("cardinality({column}) < 0")),
                    (operator, operand, other) => {
                        sql.push(column);
                        sql.push(if operator == Operator::HasEvery { " @> " } else { " && " });
                        match (operand, other) {
                            (Operand::Param(param), _) => sql.values(field, ParamSource::Request(param)),
                            // Not simply true or false: a list that is NULL fulfils neither.
                            (Operand::EmptyList, _) => sql.push("'{}'"),
                            (_, Some((_, other))) => sql.push(other),
                            _ => return Err(PlanError::Missing { part: "a list of values" }),
                        }
                    }
                }
                sql.push(")");
            }
            (Operator::Contains | Operator::StartsWith | Operator::EndsWith, operand) => {
                sql.as_text(field, column, scalar.insensitive);
                sql.push(sql.like(scalar.insensitive, negated));
                sql.push(if scalar.operator == Operator::StartsWith { "(" } else { "('%' || " });
                match (operand, other) {
                    (Operand::Param(param), _) => {
                        sql.param(ParamSource::Request(param), CellType::one(ScalarType::String));
                    }
                    (_, Some((_, other))) => sql.push(&other),
                    _ => return Err(PlanError::Missing { part: "a text" }),
                }
                sql.push(if scalar.operator == Operator::EndsWith { ")" } else { " || '%')" });
            }
            (Operator::Search, Operand::Param(param)) => {
                if !self.capabilities.array_parameters {
                    return Err(self.unsupported("`search`"));
                }
                let query = sql.part(|sql| {
                    sql.param(ParamSource::Request(param), CellType::one(ScalarType::String));
                });
                // A column that is NULL has no words, so that its records match what is negated.
                let can_be_null = field.arity == Arity::Optional || alias.is_none();
                let text = if self.search_config.is_some() { sql.searched(field, column) } else { column.to_owned() };
                self.search(sql, &text, can_be_null, &query, negated);
            }
            (Operator::Equals | Operator::Lt | Operator::Lte | Operator::Gt | Operator::Gte, operand) => {
                let right = match (operand, other) {
                    (Operand::Param(param), _) => {
                        sql.part(|sql| sql.comparable_value(field, ParamSource::Request(param)))
                    }
                    (_, Some((_, other))) => other,
                    _ => return Err(PlanError::Missing { part: "a value to compare with" }),
                };
                if scalar.insensitive && scalar.operator == Operator::Equals {
                    sql.as_text(field, column, scalar.insensitive);
                    sql.push(sql.like(true, negated));
                    sql.push(&right);
                } else {
                    let operator = comparison(scalar.operator, negated);
                    if scalar.insensitive {
                        sql.push(&format!("LOWER({column}) {operator} LOWER({right})"));
                    } else {
                        sql.push(&format!("{column} {operator} {right}"));
                    }
                }
            }
            _ => return Err(PlanError::Missing { part: "an operator that fits its operand" }),
        }
        Ok(())
    }

    /// Whether words of a text match a query.
    fn search(&self, sql: &mut Sql<'_>, text: &str, can_be_null: bool, query: &str, negated: bool) {
        if negated {
            sql.push("NOT ");
        }
        sql.push("(");
        let Some(config) = self.search_config else {
            sql.push(&format!("to_tsvector(concat_ws(' ', {text})) @@ to_tsquery({query}))"));
            return;
        };
        sql.push("to_tsvector(");
        sql.text(config);
        sql.push(&format!(", {text}) @@ to_tsquery("));
        sql.text(config);
        sql.push(&format!(", {query})"));
        if can_be_null {
            sql.push(&format!(" AND {text} IS NOT NULL"));
        }
        sql.push(")");
    }

    pub(super) fn unsupported(&self, what: &'static str) -> PlanError {
        PlanError::Unsupported { what, database: self.dialect.provider_name() }
    }
}

/// The comparison's sign, or that of its opposite.
pub(super) const fn comparison(operator: Operator, negated: bool) -> &'static str {
    match (operator, negated) {
        (Operator::Lt, false) | (Operator::Gte, true) => "<",
        (Operator::Lte, false) | (Operator::Gt, true) => "<=",
        (Operator::Gt, false) | (Operator::Lte, true) => ">",
        (Operator::Gte, false) | (Operator::Lt, true) => ">=",
        (_, false) => "=",
        (_, true) => "<>",
    }
}

/// Whether a filter says nothing.
pub(super) fn is_true(filter: &Filter) -> bool {
    match filter {
        Filter::And(list) => list.iter().all(is_true),
        _ => false,
    }
}
