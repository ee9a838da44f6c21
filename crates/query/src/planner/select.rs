//! The columns of a statement, and SELECT statements.

use nicol_model::{FieldId, ModelId, ScalarType};

use super::relation::Rel;
use super::{PlanError, Planner, Result};
use crate::ast::{Args, Filter, Selected, Selection};
use crate::plan::{ColumnKind, Name, Page, ParamSource, RecordItem, Slot, Statement};
use crate::sql::{Alias, Sql, cell_type};
use crate::value::CellType;

/// The columns of a statement: first what the selection asks for, in its order, then what the plan needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout<'a> {
    columns: Vec<Column<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Column<'a> {
    Field(FieldId),
    Count(FieldId, Option<&'a Filter>),
    /// The join table's column that points to the parents.
    ParentKey,
}

impl<'a> Layout<'a> {
    /// The columns of a selection.
    pub(super) fn of(planner: &Planner<'_>, model: ModelId, selection: &'a Selection) -> Result<Self> {
        let mut layout = Self::default();
        for item in &selection.items {
            match item {
                Selected::Columns { omit } => {
                    layout.columns.extend(planner.columns_but(model, omit)?.into_iter().map(Column::Field));
                }
                Selected::Column(field) => {
                    planner.column(model, *field)?;
                    layout.columns.push(Column::Field(*field));
                }
                Selected::Count { field, filter } => {
                    planner.relation(model, *field)?;
                    layout.columns.push(Column::Count(*field, filter.as_ref()));
                }
                Selected::Relation(_) => {}
            }
        }
        for item in &selection.items {
            if let Selected::Relation(read) = item {
                layout.require_all(planner.relation(model, read.field)?.own_fields());
            }
        }
        Ok(layout)
    }

    /// The column's place; it is added if it was not there.
    pub(super) fn require(&mut self, field: FieldId) -> u16 {
        self.place(Column::Field(field))
    }

    fn place(&mut self, column: Column<'a>) -> u16 {
        let place = self.columns.iter().position(|c| *c == column).unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    pub(super) fn require_all(&mut self, fields: &[FieldId]) -> Vec<u16> {
        fields.iter().map(|f| self.require(*f)).collect()
    }

    /// Whether something has to be counted, which RETURNING can't.
    pub(super) fn has_counts(&self) -> bool {
        self.columns.iter().any(|c| matches!(c, Column::Count(..)))
    }

    /// Whether no column is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// Where rows come from: all of a model, or the related records of a slot's rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum From<'s, 'm> {
    All,
    /// The parents' keys: columns of the slot. `single`: there is at most one parent.
    Parents {
        rel: Rel<'m>,
        slot: Slot,
        keys: &'s [u16],
        single: bool,
    },
    /// The record whose key the first row of the slot holds.
    Record {
        slot: Slot,
        columns: &'s [u16],
        fields: &'s [FieldId],
    },
}

/// A SELECT and what has to be done with its rows.
pub(super) struct Select {
    pub(super) statement: Statement,
    pub(super) page: Option<Page>,
    /// For related records: the places of the columns that hold the parents' keys.
    pub(super) parent_keys: Vec<u16>,
}

impl<'m> Planner<'m> {
    /// All columns of a model, without some.
    pub(super) fn columns_but(&self, model: ModelId, omit: &[FieldId]) -> Result<Vec<FieldId>> {
        let model = self.model(model)?;
        let ids = (0..model.fields.len()).filter_map(|i| u16::try_from(i).ok()).map(FieldId);
        Ok(ids.filter(|id| model.field(*id).is_column() && !omit.contains(id)).collect())
    }

    /// Plans a SELECT. `first_only` keeps one row.
    pub(super) fn select(
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
            From::Parents { rel, slot, keys, .. } if limited => {
                self.paged_children(sql, &layout, &source, rel, slot, keys, &order, first_only)?;
            }
            _ => {
                sql.push("SELECT ");
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

    /// `EXISTS (…)`: the cursor's record is in the list itself, where that is needed: among the records of the same
    /// parent, and everywhere if the order does not tell records apart.
    fn cursor_guard(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        args: &Args,
        cursor: &Filter,
        from: From<'_, 'm>,
        (t, join): (Alias, Option<Alias>),
    ) -> Result<Option<String>> {
        let stable = args.distinct.is_empty() && (args.order_by.is_empty() || self.is_stable(model, &args.order_by)?);
        let related = match from {
            From::Parents { single: true, .. } if stable && join.is_none() => return Ok(None),
            From::All | From::Record { .. } if stable => return Ok(None),
            From::Parents { rel, .. } => Some(rel),
            _ => None,
        };
        let guard = sql.try_part(|sql| {
            let c = sql.alias();
            sql.push("EXISTS (SELECT 1 FROM ");
            sql.table_as(self.model(model)?, c);
            let mut same = String::new();
            match (related, related.and_then(|r| r.join_table()), join) {
                (Some(rel), Some(table), Some(join)) => {
                    let cj = sql.alias();
                    sql.push(" JOIN ");
                    sql.join_table_as(table, cj);
                    sql.push(" ON ");
                    rel.join_target(sql, cj, c);
                    same = sql.part(|sql| {
                        sql.push(" AND ");
                        sql.column(cj, rel.own_join_column());
                        sql.push(" = ");
                        sql.column(join, rel.own_join_column());
                    });
                }
                (Some(rel), ..) => {
                    same = sql.part(|sql| {
                        for field in rel.target_fields() {
                            sql.push(" AND ");
                            sql.column(c, &rel.target.field(*field).database_name);
                            sql.push(" = ");
                            sql.column(t, &rel.target.field(*field).database_name);
                        }
                    });
                }
                _ => {}
            }
            sql.push(" WHERE ");
            self.filter(sql, model, c, cursor, false)?;
            sql.push(&same);
            self.and_filter(sql, model, c, args.filter.as_ref())?;
            sql.push(")");
            Ok::<_, PlanError>(())
        })?;
        Ok(Some(guard))
    }

    /// Writes `SELECT columns FROM table`.
    pub(super) fn select_plain(&self, sql: &mut Sql<'_>, model: ModelId, t: Alias, layout: &Layout<'_>) -> Result<()> {
        let args = Args::default();
        let source = Source { model, t, join: None, parent_key: None, args: &args, cursor: None, order_joins: "" };
        sql.push("SELECT ");
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

    /// Writes what follows FROM, with the conditions.
    fn source(&self, sql: &mut Sql<'_>, source: &Source<'_>, from: From<'_, '_>) -> Result<()> {
        let mut has_where = false;
        match from {
            From::All => {
                sql.table_as(self.model(source.model)?, source.t);
                sql.push(source.order_joins);
            }
            From::Record { slot, columns, fields } => {
                let model = self.model(source.model)?;
                sql.table_as(model, source.t);
                sql.push(source.order_joins);
                for (index, (column, field)) in columns.iter().zip(fields).enumerate() {
                    sql.push(if index == 0 { " WHERE " } else { " AND " });
                    let field = self.column(source.model, *field)?;
                    sql.column(source.t, &field.database_name);
                    sql.push(" = ");
                    sql.value(field, ParamSource::Column { slot, column: *column });
                }
                has_where = true;
            }
            From::Parents { rel, slot, keys, .. } => {
                let key_sources = self.key_sources(&rel, slot, keys);
                self.related_tables(sql, source, &rel);
                if key_sources.len() > 1 {
                    let k = sql.alias();
                    sql.push(" JOIN ");
                    sql.lists_as_table(k, key_sources);
                    sql.push(" ON ");
                    self.equals_keys(sql, source, &rel, k);
                    sql.push(source.order_joins);
                } else {
                    sql.push(source.order_joins);
                    sql.push(" WHERE ");
                    has_where = true;
                    if let Some((field, list, _)) = key_sources.into_iter().next() {
                        let text = self.key_columns(sql, source, &rel).pop().unwrap_or_default();
                        sql.is_in(field, &text, false, list, "");
                    }
                }
            }
        }
        self.conditions(sql, source, has_where)
    }

    fn conditions(&self, sql: &mut Sql<'_>, source: &Source<'_>, mut has_where: bool) -> Result<()> {
        let filter = source.args.filter.as_ref();
        if has_where {
            self.and_filter(sql, source.model, source.t, filter)?;
        } else {
            let part = sql.try_part(|sql| self.where_clause(sql, source.model, source.t, filter))?;
            has_where = !part.is_empty();
            sql.push(&part);
        }
        if let Some(cursor) = source.cursor {
            sql.push(if has_where { " AND " } else { " WHERE " });
            sql.push(cursor);
        }
        Ok(())
    }

    /// Writes the target's table, and the join table if there is one.
    fn related_tables(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>) {
        match (rel.join_table(), source.join) {
            (Some(table), Some(join)) => {
                sql.join_table_as(table, join);
                sql.push(" JOIN ");
                sql.table_as(rel.target, source.t);
                sql.push(" ON ");
                rel.join_target(sql, join, source.t);
            }
            _ => sql.table_as(rel.target, source.t),
        }
    }

    /// The columns that equal the parents' keys.
    fn key_columns(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>) -> Vec<String> {
        match source.join {
            Some(join) => vec![sql.part(|sql| sql.column(join, rel.own_join_column()))],
            None => rel
                .target_fields()
                .iter()
                .map(|f| sql.part(|sql| sql.column(source.t, &rel.target.field(*f).database_name)))
                .collect(),
        }
    }

    fn equals_keys(&self, sql: &mut Sql<'_>, source: &Source<'_>, rel: &Rel<'_>, keys: Alias) {
        for (index, column) in self.key_columns(sql, source, rel).iter().enumerate() {
            if index > 0 {
                sql.push(" AND ");
            }
            sql.push(column);
            sql.push(" = ");
            let name = format!("v{index}");
            match rel.key_field(index) {
                // The keys of an enum come as text.
                Some(field) if matches!(field.kind, nicol_model::FieldKind::Enum(_)) && self.capabilities.lateral => {
                    let text = sql.part(|sql| sql.column(keys, &name));
                    sql.push(&text);
                    sql.push("::");
                    sql.type_name(field);
                }
                _ => sql.column(keys, &name),
            }
        }
    }

    /// The parents' keys as parameters.
    fn key_sources<'f>(
        &self,
        rel: &Rel<'f>,
        slot: Slot,
        keys: &[u16],
    ) -> Vec<(&'f nicol_model::Field, ParamSource, CellType)> {
        let mut out = Vec::with_capacity(keys.len());
        for component in 0..keys.len() {
            if let Some(field) = rel.key_field(component) {
                let source = ParamSource::Keys {
                    slot,
                    columns: keys.to_vec(),
                    component: u16::try_from(component).unwrap_or(u16::MAX),
                };
                out.push((field, source, CellType::list(cell_type(field).scalar)));
            }
        }
        out
    }

    /// Some related records of each parent: by LATERAL where the database has it, else by numbering the rows.
    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn paged_children(
        &self,
        sql: &mut Sql<'_>,
        layout: &Layout<'_>,
        source: &Source<'_>,
        rel: Rel<'m>,
        slot: Slot,
        keys: &[u16],
        order: &super::order::Order,
        first_only: bool,
    ) -> Result<()> {
        let request = |p| ParamSource::Request(p);
        let (take, skip) = (source.args.take.map(|t| t.count), source.args.skip);
        if self.capabilities.lateral {
            let k = sql.alias();
            let r = sql.alias();
            sql.push("SELECT ");
            sql.alias_name(r);
            sql.push(".* FROM ");
            let key_sources = self.key_sources(&rel, slot, keys);
            sql.lists_as_table(k, key_sources);
            sql.push(" CROSS JOIN LATERAL (SELECT ");
            self.select_columns(sql, layout, source)?;
            sql.push(" FROM ");
            self.related_tables(sql, source, &rel);
            sql.push(source.order_joins);
            sql.push(" WHERE ");
            self.equals_keys(sql, source, &rel, k);
            self.conditions(sql, source, true)?;
            self.order_clause(sql, order);
            sql.page(take.map(request).filter(|_| !first_only), first_only.then_some(1), skip.map(request));
            sql.push(") AS ");
            sql.alias_name(r);
            return Ok(());
        }
        sql.push("SELECT ");
        for index in 0..layout.columns.len() {
            sql.comma(index);
            sql.push(&format!("\"c{index}\""));
        }
        sql.push(" FROM (SELECT ");
        for (index, column) in layout.columns.iter().enumerate() {
            self.select_column(sql, column, source)?;
            sql.push(&format!(" AS \"c{index}\", "));
        }
        sql.push("ROW_NUMBER() OVER (PARTITION BY ");
        let partition = self.key_columns(sql, source, &rel).join(", ");
        sql.push(&partition);
        self.order_clause(sql, order);
        sql.push(") AS \"n\" FROM ");
        self.source(sql, source, From::Parents { rel, slot, keys, single: false })?;
        sql.push(") WHERE ");
        let big = CellType::one(ScalarType::BigInt);
        if let Some(skip) = skip {
            sql.push("\"n\" > ");
            sql.param(request(skip), big);
            if take.is_some() {
                sql.push(" AND ");
            }
        }
        match (take, skip) {
            (Some(take), Some(skip)) => {
                sql.push("\"n\" <= ");
                sql.param(ParamSource::Sum(skip, take), big);
            }
            (Some(take), None) => {
                sql.push("\"n\" <= ");
                sql.param(request(take), big);
            }
            (None, None) => sql.push("\"n\" <= 1"),
            (None, Some(_)) => {}
        }
        sql.push(" ORDER BY \"n\"");
        Ok(())
    }

    /// Writes ` RETURNING …` of columns of a table that was written.
    pub(super) fn returning(&self, sql: &mut Sql<'_>, model: ModelId, t: Alias, layout: &Layout<'_>) -> Result<()> {
        if layout.is_empty() {
            sql.push(" RETURNING 1");
            sql.returns(CellType::one(ScalarType::Int));
            return Ok(());
        }
        sql.push(" RETURNING ");
        for (index, column) in layout.columns.iter().enumerate() {
            sql.comma(index);
            let Column::Field(field) = column else {
                return Err(PlanError::Missing { part: "a statement that counts" });
            };
            let field = self.column(model, *field)?;
            let text = sql.part(|sql| {
                if sql.qualifies_returning() {
                    sql.column(t, &field.database_name);
                } else {
                    sql.name(&field.database_name);
                }
            });
            sql.selected(field, &text);
        }
        Ok(())
    }

    /// The items of a record whose columns stand as `Layout::of` lays them out; relations are left to `children`.
    pub(super) fn items(
        &mut self,
        model: ModelId,
        selection: &Selection,
        mut children: impl FnMut(&mut Self, &crate::ast::NestedRead) -> Result<RecordItem>,
    ) -> Result<Vec<RecordItem>> {
        let mut items: Vec<RecordItem> = Vec::new();
        let mut next = 0u16;
        let column = |planner: &Self, field: FieldId, next: &mut u16| -> Result<RecordItem> {
            let kind = match planner.column(model, field)?.kind {
                nicol_model::FieldKind::Enum(id) => ColumnKind::Enum(id),
                _ => ColumnKind::Value,
            };
            *next += 1;
            Ok(RecordItem::Column { column: *next - 1, name: Name::Field(model, field), kind })
        };
        for item in &selection.items {
            match item {
                Selected::Columns { omit } => {
                    for field in self.columns_but(model, omit)? {
                        items.push(column(self, field, &mut next)?);
                    }
                }
                Selected::Column(field) => items.push(column(self, *field, &mut next)?),
                Selected::Count { field, .. } => {
                    let count =
                        RecordItem::Column { column: next, name: Name::Field(model, *field), kind: ColumnKind::Number };
                    next += 1;
                    let group = items.iter_mut().find_map(|i| match i {
                        RecordItem::Group { name: "_count", items } => Some(items),
                        _ => None,
                    });
                    match group {
                        Some(group) => group.push(count),
                        None => items.push(RecordItem::Group { name: "_count", items: vec![count] }),
                    }
                }
                Selected::Relation(read) => items.push(children(self, read)?),
            }
        }
        Ok(items)
    }
}

/// The tables and conditions of a SELECT.
struct Source<'a> {
    model: ModelId,
    t: Alias,
    /// The join table, for related records of a many-to-many relation.
    join: Option<Alias>,
    /// Its column that points to the parents.
    parent_key: Option<(&'static str, CellType)>,
    args: &'a Args,
    cursor: Option<&'a str>,
    order_joins: &'a str,
}
