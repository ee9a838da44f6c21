//! Order and cursor.

use nicol_model::{Arity, FieldId, ModelId, ScalarType};

use super::{PlanError, Planner, Result};
use crate::ast::{Args, Filter, Nulls, OrderBy, OrderKey};
use crate::plan::ParamSource;
use crate::sql::{Alias, Sql};
use crate::value::CellType;

/// What rows are ordered by, written for one alias of the table.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// ` LEFT JOIN …` that the expressions use.
    pub(super) joins: String,
    pub(super) keys: Vec<OrderKeySql>,
}

/// One expression to order by.
#[derive(Debug)]
pub(super) struct OrderKeySql {
    expression: String,
    descending: bool,
    nulls: Option<Nulls>,
    nullable: bool,
}

impl Planner<'_> {
    /// The order that a list is asked in: what was given, else the key where a page or cursor needs one. With a cursor
    /// the key is always its last part, so that the page has one place to start.
    pub(super) fn effective_order(&self, model: ModelId, args: &Args) -> Result<Vec<OrderBy>> {
        let mut order = args.order_by.clone();
        let paged = args.take.is_some() || args.skip.is_some() || args.cursor.is_some();
        if (order.is_empty() && paged) || args.cursor.is_some() {
            let key = match self.key(model) {
                Ok(key) => key,
                // A view may have no key.
                Err(_) if !order.is_empty() => return Ok(order),
                Err(error) => return Err(error),
            };
            let has = |order: &[OrderBy], field: FieldId| {
                order.iter().any(|o| o.path.is_empty() && o.key == OrderKey::Field(field))
            };
            let descending = false;
            let missing: Vec<FieldId> = key.iter().copied().filter(|f| !has(&order, *f)).collect();
            for field in missing {
                order.push(OrderBy { path: Vec::new(), key: OrderKey::Field(field), descending, nulls: None });
            }
        }
        if args.take.is_some_and(|t| t.from_end) {
            for by in &mut order {
                by.descending = !by.descending;
                by.nulls = by.nulls.map(|n| if n == Nulls::First { Nulls::Last } else { Nulls::First });
            }
        }
        Ok(order)
    }

    /// Writes the expressions of an order for an alias.
    pub(super) fn order(&self, sql: &mut Sql<'_>, model: ModelId, alias: Alias, order: &[OrderBy]) -> Result<Order> {
        let mut out = Order::default();
        let mut joined: Vec<(Vec<FieldId>, Alias)> = Vec::new();
        for by in order {
            let (mut model, mut alias, mut optional) = (model, alias, false);
            for (depth, field) in by.path.iter().enumerate() {
                let rel = self.relation(model, *field)?;
                if rel.is_list() || rel.join_table().is_some() {
                    return Err(PlanError::Invalid {
                        details: format!("records can't be ordered by a field of the list `{}`", rel.field.name),
                    });
                }
                optional |= rel.field.arity == Arity::Optional;
                let path = &by.path[..=depth];
                let target = match joined.iter().find(|(p, _)| p == path) {
                    Some((_, target)) => *target,
                    None => {
                        let target = sql.alias();
                        out.joins += &sql.part(|sql| {
                            sql.push(" LEFT JOIN ");
                            sql.table_as(rel.target, target);
                            sql.push(" ON ");
                            rel.equal(sql, alias, target);
                        });
                        joined.push((path.to_vec(), target));
                        target
                    }
                };
                (model, alias) = (rel.target_id, target);
            }
            let (expression, nullable) = match &by.key {
                OrderKey::Field(field) => {
                    let field = self.column(model, *field)?;
                    let text = sql.part(|sql| sql.comparable_column(alias, field));
                    (text, optional || field.arity != Arity::Required)
                }
                OrderKey::Count(field) => (self.count_of(sql, model, alias, *field, None)?, false),
                OrderKey::Relevance(fields, search) => {
                    if !self.capabilities.array_parameters {
                        return Err(self.unsupported("an order by relevance"));
                    }
                    let text = sql.try_part(|sql| -> Result<()> {
                        sql.push("ts_rank(to_tsvector(");
                        if let Some(config) = self.search_config {
                            sql.text(config);
                            sql.push(", ");
                        }
                        sql.push("concat_ws(' '");
                        for field in fields {
                            let field = self.column(model, *field)?;
                            sql.push(", ");
                            sql.column(alias, &field.database_name);
                        }
                        sql.push(")), to_tsquery(");
                        if let Some(config) = self.search_config {
                            sql.text(config);
                            sql.push(", ");
                        }
                        sql.param(ParamSource::Request(*search), CellType::one(ScalarType::String));
                        sql.push("))");
                        Ok(())
                    })?;
                    (text, false)
                }
                OrderKey::Aggregate(..) => {
                    return Err(PlanError::Invalid { details: "aggregates order groups, not records".to_owned() });
                }
            };
            out.keys.push(OrderKeySql { expression, descending: by.descending, nulls: by.nulls, nullable });
        }
        Ok(out)
    }

    /// Writes ` ORDER BY …`, if there is an order.
    pub(super) fn order_clause(&self, sql: &mut Sql<'_>, order: &Order) {
        for (index, key) in order.keys.iter().enumerate() {
            sql.push(if index == 0 { " ORDER BY " } else { ", " });
            sql.push(&key.expression);
            sql.push(if key.descending { " DESC" } else { " ASC" });
            match key.nulls {
                None => {}
                Some(Nulls::First) => sql.push(" NULLS FIRST"),
                Some(Nulls::Last) => sql.push(" NULLS LAST"),
            }
        }
    }

    /// `(SELECT COUNT(*) FROM … WHERE …)`: how many records are related.
    pub(super) fn count_of(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        alias: Alias,
        relation: FieldId,
        filter: Option<&Filter>,
    ) -> Result<String> {
        let rel = self.relation(model, relation)?;
        sql.try_part(|sql| {
            sql.push("(SELECT COUNT(*) FROM ");
            let filter = filter.filter(|f| !super::filter::is_true(f));
            let target = rel.related_from(sql, alias, filter.is_some());
            self.and_filter(sql, rel.target_id, target, filter)?;
            sql.push(")");
            Ok(())
        })
    }

    /// Whether an order tells all records apart, by required columns of the model itself. A page that starts at a cursor
    /// does then not need the cursor's record to be in the list (reference: client.md 1.3; with any other order, Prisma
    /// looks for that record in the list that it has read).
    pub(super) fn is_stable(&self, model: ModelId, by: &[OrderBy]) -> Result<bool> {
        let mut fields = Vec::with_capacity(by.len());
        for by in by {
            match by.key {
                OrderKey::Field(field) if by.path.is_empty() => {
                    if self.column(model, field)?.arity != Arity::Required {
                        return Ok(false);
                    }
                    fields.push(field);
                }
                _ => return Ok(false),
            }
        }
        Ok(self.model(model)?.uniques.iter().any(|u| u.fields.iter().all(|f| fields.contains(f))))
    }

    /// The condition that keeps the rows from the cursor's record on, that one included: none if it is missing. `guard`
    /// says what else has to be true.
    pub(super) fn cursor(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        order: &Order,
        by: &[OrderBy],
        cursor: &Filter,
        guard: Option<String>,
    ) -> Result<String> {
        // The cursor row's value of each expression, by a sub-select of its own: the database reads it once, and can
        // use an index for the comparison.
        let mut anchors = Vec::with_capacity(by.len());
        for index in 0..by.len() {
            anchors.push(sql.try_part(|sql| {
                let alias = sql.alias();
                let key = self.order(sql, model, alias, &by[index..=index])?;
                sql.push("(SELECT ");
                if let Some(key) = key.keys.first() {
                    sql.push(&key.expression);
                }
                sql.push(" FROM ");
                sql.table_as(self.model(model)?, alias);
                sql.push(&key.joins);
                self.where_clause(sql, model, alias, Some(cursor))?;
                sql.push(")");
                Ok::<_, PlanError>(())
            })?);
        }
        let mut condition = String::new();
        for (index, key) in order.keys.iter().enumerate().rev() {
            let anchor = &anchors[index];
            let expression = &key.expression;
            let last = condition.is_empty();
            let after = self.after(sql, key, anchor, last);
            condition = if last {
                after
            } else {
                let equal = if key.nullable {
                    sql.part(|sql| sql.is_not_distinct(expression, anchor))
                } else {
                    format!("{expression} = {anchor}")
                };
                format!("({after} OR ({equal} AND {condition}))")
            };
        }
        if let Some(guard) = guard {
            return Ok(format!("{guard} AND {condition}"));
        }
        Ok(condition)
    }

    /// `key` comes after `anchor`, or is where it is if `inclusive`.
    #[expect(clippy::unused_self, reason = "stands with its kin")]
    fn after(&self, sql: &Sql<'_>, key: &OrderKeySql, anchor: &str, inclusive: bool) -> String {
        let sign = match (key.descending, inclusive) {
            (false, true) => ">=",
            (false, false) => ">",
            (true, true) => "<=",
            (true, false) => "<",
        };
        let expression = &key.expression;
        let plain = format!("{expression} {sign} {anchor}");
        if !key.nullable {
            return plain;
        }
        let nulls_first = match key.nulls {
            Some(nulls) => nulls == Nulls::First,
            None => sql.nulls_are_small() != key.descending,
        };
        match (nulls_first, inclusive) {
            (true, false) => format!("({plain} OR ({anchor} IS NULL AND {expression} IS NOT NULL))"),
            (true, true) => format!("({plain} OR {anchor} IS NULL)"),
            (false, false) => format!("({plain} OR ({anchor} IS NOT NULL AND {expression} IS NULL))"),
            (false, true) => format!("({plain} OR {expression} IS NULL)"),
        }
    }
}
