//! count, aggregate and groupBy.

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};

use super::filter::is_true;
use super::{PlanError, Planner, Result};
use crate::ast::{Aggregate, AggregateFunction, Filter, Nulls, Operation, OrderKey};
use crate::plan::{ColumnKind, Name, ParamSource, Record, RecordItem, ResultShape};
use crate::sql::{Alias, Sql, Verb, cell_type};
use crate::value::CellType;

const BIG: CellType = CellType::one(ScalarType::BigInt);

impl AggregateFunction {
    const fn key(self) -> &'static str {
        match self {
            Self::Count => "_count",
            Self::Sum => "_sum",
            Self::Avg => "_avg",
            Self::Min => "_min",
            Self::Max => "_max",
        }
    }

    const fn sql(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::Sum => "SUM",
            Self::Avg => "AVG",
            Self::Min => "MIN",
            Self::Max => "MAX",
        }
    }

    /// What the aggregate of a field holds, as a field of that type.
    fn result(self, field: &Field) -> (Field, ColumnKind) {
        let scalar = match field.kind {
            FieldKind::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        let (kind, column) = match (self, scalar) {
            (Self::Count, _) | (Self::Sum, Some(ScalarType::Int)) => (ScalarType::BigInt, ColumnKind::Number),
            (Self::Avg, Some(ScalarType::Decimal)) => (ScalarType::Decimal, ColumnKind::Value),
            (Self::Avg, _) => (ScalarType::Float, ColumnKind::Value),
            _ => {
                let column = match field.kind {
                    FieldKind::Enum(id) => ColumnKind::Enum(id),
                    _ => ColumnKind::Value,
                };
                return (field.clone(), column);
            }
        };
        let result =
            Field { kind: FieldKind::Scalar(kind), arity: Arity::Optional, native_type: None, ..field.clone() };
        (result, column)
    }
}

impl Planner<'_> {
    pub(super) fn aggregate(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        if operation.aggregates.is_empty() {
            return Err(PlanError::Missing { part: "an aggregate" });
        }
        let mut sql = self.sql();
        let args = &operation.args;
        let t = sql.alias();
        sql.begin(Verb::Select);
        let items = self.aggregates(&mut sql, model, t, &operation.aggregates, 0)?;
        sql.push(" FROM ");
        if args.take.is_none() && args.skip.is_none() && args.cursor.is_none() {
            sql.table_as(self.model(model)?, t);
            self.where_clause(&mut sql, model, t, args.filter.as_ref())?;
        } else {
            let inner = sql.alias();
            let by = self.effective_order(model, args)?;
            let order = self.order(&mut sql, model, inner, &by)?;
            sql.push("(SELECT ");
            sql.alias_name(inner);
            sql.push(".* FROM ");
            sql.table_as(self.model(model)?, inner);
            sql.push(&order.joins);
            self.where_clause(&mut sql, model, inner, args.filter.as_ref())?;
            if let Some(cursor) = &args.cursor {
                let cursor = self.cursor(&mut sql, model, &order, &by, cursor, None)?;
                let first = args.filter.as_ref().is_none_or(is_true);
                sql.push(if first { " WHERE " } else { " AND " });
                sql.push(&cursor);
            }
            self.order_clause(&mut sql, &order);
            let request = |p| ParamSource::Request(p);
            sql.page(args.take.map(|t| request(t.count)), None, args.skip.map(request));
            sql.push(") AS ");
            sql.alias_name(t);
        }
        let slot = self.query(sql.finish());
        Ok(ResultShape::One(Record { slot, items }))
    }

    pub(super) fn group_by(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let args = &operation.args;
        if operation.by.is_empty() {
            return Err(PlanError::Missing { part: "`by`" });
        }
        if args.order_by.is_empty() && (args.take.is_some() || args.skip.is_some()) {
            return Err(PlanError::Invalid { details: "`take` and `skip` of groups need an `orderBy`".to_owned() });
        }
        let mut sql = self.sql();
        let t = sql.alias();
        sql.begin(Verb::Select);
        let mut items = Vec::new();
        for (index, field) in operation.by.iter().enumerate() {
            sql.comma(index);
            let column = self.column(model, *field)?;
            let text = sql.part(|sql| sql.column(t, &column.database_name));
            sql.selected(column, &text);
            let kind = match column.kind {
                FieldKind::Enum(id) => ColumnKind::Enum(id),
                _ => ColumnKind::Value,
            };
            let place = u16::try_from(index).unwrap_or(u16::MAX);
            items.push(RecordItem::Column { column: place, name: Name::Field(model, *field), kind });
        }
        if !operation.aggregates.is_empty() {
            sql.push(", ");
            items.extend(self.aggregates(&mut sql, model, t, &operation.aggregates, operation.by.len())?);
        }
        sql.push(" FROM ");
        sql.table_as(self.model(model)?, t);
        self.where_clause(&mut sql, model, t, args.filter.as_ref())?;
        sql.push(" GROUP BY ");
        for (index, field) in operation.by.iter().enumerate() {
            sql.comma(index);
            sql.comparable_column(t, self.column(model, *field)?);
        }
        if let Some(having) = operation.having.as_ref().filter(|f| !is_true(f)) {
            sql.push(" HAVING ");
            self.having(&mut sql, model, t, having, false, &operation.by)?;
        }
        // A negative `take` gives the last groups in reverse order (reference: the published client does not turn them
        // round again, as it does with records).
        let reverse = args.take.is_some_and(|t| t.from_end);
        for (index, by) in args.order_by.iter().enumerate() {
            sql.push(if index == 0 { " ORDER BY " } else { ", " });
            match &by.key {
                OrderKey::Field(field) if by.path.is_empty() && operation.by.contains(field) => {
                    sql.comparable_column(t, self.column(model, *field)?);
                }
                OrderKey::Aggregate(function, field) => {
                    let (text, _) = self.aggregate_of(&mut sql, model, t, *function, *field)?;
                    sql.push(&text);
                }
                _ => {
                    return Err(PlanError::Invalid {
                        details: "groups can only be ordered by fields that stand in `by`, or by aggregates".to_owned(),
                    });
                }
            }
            sql.push(if by.descending == reverse { " ASC" } else { " DESC" });
            match by.nulls {
                None => {}
                Some(nulls) => {
                    sql.push(if (nulls == Nulls::First) == reverse { " NULLS LAST" } else { " NULLS FIRST" })
                }
            }
        }
        let request = |p| ParamSource::Request(p);
        sql.page(args.take.map(|t| request(t.count)), None, args.skip.map(request));
        let slot = self.query(sql.finish());
        Ok(ResultShape::Many(Record { slot, items }))
    }

    /// Writes aggregates, whose columns start at `first`.
    fn aggregates(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        aggregates: &[Aggregate],
        first: usize,
    ) -> Result<Vec<RecordItem>> {
        let mut items: Vec<RecordItem> = Vec::new();
        for (index, aggregate) in aggregates.iter().enumerate() {
            sql.comma(index);
            let column = u16::try_from(first + index).unwrap_or(u16::MAX);
            let (key, item) = match aggregate {
                Aggregate::CountAll => {
                    sql.push("COUNT(*)");
                    sql.returns(BIG);
                    let name = Name::Text("_all");
                    ("_count", RecordItem::Column { column, name, kind: ColumnKind::Number })
                }
                Aggregate::Of(function, field) => {
                    let (text, result) = self.aggregate_of(sql, model, t, *function, *field)?;
                    let (field_of_result, kind) = result;
                    if *function == AggregateFunction::Count {
                        sql.push(&text);
                        sql.returns(BIG);
                    } else {
                        sql.selected(&field_of_result, &text);
                    }
                    (function.key(), RecordItem::Column { column, name: Name::Field(model, *field), kind })
                }
            };
            let group = items.iter_mut().find_map(|i| match i {
                RecordItem::Group { name, items } if *name == key => Some(items),
                _ => None,
            });
            match group {
                Some(group) => group.push(item),
                None => items.push(RecordItem::Group { name: key, items: vec![item] }),
            }
        }
        Ok(items)
    }

    /// `SUM(t0.views)`, as the type that it is returned as, and a field of that type.
    fn aggregate_of(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        function: AggregateFunction,
        field: FieldId,
    ) -> Result<(String, (Field, ColumnKind))> {
        let field = self.column(model, field)?;
        let result = function.result(field);
        let text = sql.part(|sql| {
            sql.push(match function {
                AggregateFunction::Min | AggregateFunction::Max => {
                    sql.extreme(field, function == AggregateFunction::Max)
                }
                _ => function.sql(),
            });
            sql.push("(");
            match function {
                AggregateFunction::Min | AggregateFunction::Max => sql.comparable_column(t, field),
                _ => sql.column(t, &field.database_name),
            }
            sql.push(")");
            // A sum of `real` is one too, and stays it: the digits of a wider type would be made up.
            let is_real = field.native_type.as_ref().is_some_and(|native| native.name == "Real");
            let is_computed = match function {
                AggregateFunction::Sum => !is_real,
                function => function == AggregateFunction::Avg,
            };
            sql.aggregate_cast(is_computed, cell_type(&result.0));
        });
        Ok((text, result))
    }

    fn having(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        filter: &Filter,
        negated: bool,
        by: &[FieldId],
    ) -> Result<()> {
        match filter {
            Filter::And(list) | Filter::Or(list) => {
                let all = matches!(filter, Filter::And(_)) != negated;
                if list.is_empty() {
                    sql.push(if all { "1=1" } else { "1=0" });
                    return Ok(());
                }
                sql.push("(");
                for (index, inner) in list.iter().enumerate() {
                    if index > 0 {
                        sql.push(if all { " AND " } else { " OR " });
                    }
                    self.having(sql, model, t, inner, negated, by)?;
                }
                sql.push(")");
                Ok(())
            }
            Filter::Not(inner) => self.having(sql, model, t, inner, !negated, by),
            Filter::Having { function, filter } => {
                let (text, (field, _)) = self.aggregate_of(sql, model, t, *function, filter.field)?;
                self.scalar(sql, (model, Some(t)), &field, &text, filter, negated)
            }
            Filter::Scalar(scalar) if by.contains(&scalar.field) => self.filter(sql, model, t, filter, negated),
            Filter::Scalar(scalar) => Err(PlanError::Invalid {
                details: format!(
                    "`having` can use `{}` only in an aggregate, or if it stands in `by`",
                    self.column(model, scalar.field)?.name
                ),
            }),
            Filter::Relation { .. } | Filter::RelationIsNull(_) => {
                Err(PlanError::Invalid { details: "`having` can't use relations".to_owned() })
            }
        }
    }
}
