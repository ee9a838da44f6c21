//! SELECT statements.

mod children;
mod layout;
mod source;

use nicol_model::{FieldId, ModelId, ScalarType};

use super::relation::Rel;
use super::{PlanError, Planner, Result};
use crate::ast::{Args, Param};
use crate::plan::{Page, ParamSource, Slot, Statement};
use crate::sql::{Alias, Sql, Verb, cell_type};
use crate::value::CellType;
use layout::Column;
pub(super) use layout::Layout;
use source::Source;

/// Where rows come from: all of a model, or the related records of a slot's rows.
#[derive(Debug, Clone, Copy)]
pub(in crate::planner) enum From<'s, 'm> {
    All,
    /// The parents' keys: columns of the slot.
    Parents {
        rel: Rel<'m>,
        slot: Slot,
        keys: &'s [u16],
        parents: Parents<'s>,
    },
    /// The record whose key the first row of the slot holds.
    Record {
        slot: Slot,
        columns: &'s [u16],
        fields: &'s [FieldId],
    },
}

/// How many parents related records have, and from where their keys are known.
///
/// One key is compared by `=`: the plan of `= ANY` looks worse to PostgreSQL in general than for a list of one, so that
/// it would be made anew at each execution.
#[derive(Debug, Clone, Copy)]
pub(in crate::planner) enum Parents<'s> {
    /// Any number: their keys are lists.
    Several,
    /// At most one, found otherwise than by its key, or as what is related to another one: an included list that starts at
    /// a cursor is then, as with several, one that has the cursor's record (7.10 cuts it in memory).
    Found,
    /// At most one.
    One,
    /// At most one, whose keys are values of the request.
    Given(&'s [Param]),
}

/// A SELECT and what has to be done with its rows.
pub(in crate::planner) struct Select {
    pub(in crate::planner) statement: Statement,
    pub(in crate::planner) page: Option<Page>,
    /// For related records: the places of the columns that hold the parents' keys.
    pub(in crate::planner) parent_keys: Vec<u16>,
}

impl<'m> Planner<'m> {
    /// Plans a SELECT. `first_only` keeps one row.
    pub(in crate::planner) fn select(
        &self,
        model: ModelId,
        mut layout: Layout<'_>,
        args: &Args,
        from: From<'_, 'm>,
        first_only: bool,
    ) -> Result<Select> {
        let mut sql = self.sql();
        let sql = &mut sql;
        let t = sql.alias();
        let parent_keys = match from {
            From::All | From::Record { .. } => Vec::new(),
            From::Parents { rel, .. } if rel.join_table().is_some() => vec![layout.place(Column::ParentKey)],
            From::Parents { rel, .. } => layout.require_all(rel.target_fields()),
        };
        let distinct: Vec<u16> =
            args.distinct.iter().map(|f| self.column(model, *f).map(|_| layout.require(*f))).collect::<Result<_>>()?;
        let by = self.effective_order(model, args)?;
        let order = self.order(sql, model, t, &by)?;
        let in_memory = !distinct.is_empty();
        let reverse = args.take.is_some_and(|t| t.from_end);
        let take = args.take.map(|t| t.count);
        let page = Page {
            distinct,
            skip: if in_memory { args.skip } else { None },
            take: if in_memory { take } else { None },
            first_only: in_memory && first_only,
            reverse: reverse && !first_only,
        };
        let (sql_take, sql_skip) = if in_memory { (None, None) } else { (take, args.skip) };
        let limited = !in_memory && (sql_take.is_some() || sql_skip.is_some() || first_only);
        let join = match from {
            From::Parents { rel, .. } if rel.join_table().is_some() => Some(sql.alias()),
            _ => None,
        };
        let cursor = match &args.cursor {
            None => None,
            Some(cursor) => {
                let guard = self.cursor_guard(sql, model, args, cursor, from, (t, join))?;
                Some(self.cursor(sql, model, &order, &by, cursor, guard)?)
            }
        };
        let parent_key = match from {
            From::Parents { rel, .. } => rel.key_field(0).map(|f| (rel.own_join_column(), cell_type(f))),
            From::All | From::Record { .. } => None,
        };
        let source = Source { model, t, join, parent_key, args, cursor: cursor.as_deref(), order_joins: &order.joins };
        match from {
            From::Parents { rel, slot, keys, parents } if limited && !self.compares_one_key(parents) => {
                self.paged_children(sql, &layout, &source, rel, slot, keys, &order, first_only)?;
            }
            _ => {
                sql.begin(Verb::Select);
                self.select_columns(sql, &layout, &source)?;
                sql.push(" FROM ");
                self.source(sql, &source, from)?;
                self.order_clause(sql, &order);
                if limited {
                    let request = |p| ParamSource::Request(p);
                    sql.page(
                        sql_take.map(request).filter(|_| !first_only),
                        first_only.then_some(1),
                        sql_skip.map(request),
                    );
                }
            }
        }
        let statement = std::mem::replace(sql, self.sql()).finish();
        Ok(Select { statement, page: (page != Page::default()).then_some(page), parent_keys })
    }

    /// Writes `SELECT columns FROM table`.
    pub(in crate::planner) fn select_plain(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        layout: &Layout<'_>,
    ) -> Result<()> {
        let args = Args::default();
        let source = Source { model, t, join: None, parent_key: None, args: &args, cursor: None, order_joins: "" };
        sql.begin(Verb::Select);
        self.select_columns(sql, layout, &source)?;
        sql.push(" FROM ");
        sql.table_as(self.model(model)?, t);
        Ok(())
    }

    /// Writes the columns' expressions.
    fn select_columns(&self, sql: &mut Sql<'_>, layout: &Layout<'_>, source: &Source<'_>) -> Result<()> {
        for (index, column) in layout.columns.iter().enumerate() {
            sql.comma(index);
            self.select_column(sql, column, source)?;
        }
        if layout.is_empty() {
            sql.push("1");
            sql.returns(CellType::one(ScalarType::Int));
        }
        Ok(())
    }

    fn select_column(&self, sql: &mut Sql<'_>, column: &Column<'_>, source: &Source<'_>) -> Result<()> {
        match column {
            Column::Field(field) => {
                let field = self.column(source.model, *field)?;
                let text = sql.part(|sql| sql.column(source.t, &field.database_name));
                sql.selected(field, &text);
            }
            Column::Count(field, filter) => {
                let count = self.count_of(sql, source.model, source.t, *field, *filter)?;
                sql.push(&count);
                sql.returns(CellType::one(ScalarType::BigInt));
            }
            Column::ParentKey => {
                if let Some(join) = source.join {
                    let missing = PlanError::Missing { part: "the parents of related records" };
                    let (column, cell) = source.parent_key.ok_or(missing)?;
                    sql.column(join, column);
                    sql.returns(cell);
                }
            }
        }
        Ok(())
    }
}
