//! createMany: all rows by one statement where the database can take lists apart, else one statement run for each row.

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};

use super::data::{Absent, Link};
use super::select::Layout;
use super::{Planner, Result};
use crate::ast::{Action, Operation, Param, RowGroup};
use crate::plan::{EachRow, ParamSource, ResultShape, Slot, Step};
use crate::sql::{Sql, cell_type};
use crate::value::CellType;

/// Where a column of the new rows comes from.
enum Source {
    /// A list with a value for each row.
    List(Param),
    /// The same for all rows, or a value that is made for each.
    All(ParamSource),
}

impl Planner<'_> {
    pub(super) fn create_many(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        if operation.action == Action::CreateMany {
            self.insert_rows(model, &operation.rows, operation.skip_duplicates, &Vec::new(), None)?;
            return Ok(ResultShape::Count);
        }
        let layout = Layout::of(self, model, &operation.selection)?;
        let slot = self.insert_rows(model, &operation.rows, operation.skip_duplicates, &Vec::new(), Some(&layout))?;
        let record = self.related_to_many(model, &operation.selection, slot)?;
        Ok(ResultShape::Many(record))
    }

    /// Inserts rows, with what `link` says in each; returns their columns if a layout is given, else counts them.
    pub(super) fn insert_rows(
        &mut self,
        model: ModelId,
        groups: &[RowGroup],
        skip_duplicates: bool,
        link: &Link,
        layout: Option<&Layout<'_>>,
    ) -> Result<Slot> {
        let counts = layout.is_none();
        let mut plans = Vec::with_capacity(groups.len());
        for group in groups {
            plans.push((group, self.row_sources(model, group, link)?));
        }
        if plans.is_empty() {
            return Ok(self.slot());
        }
        // Rows that refer to each other can only come together.
        let is_one = self.capabilities.array_parameters || self.refers_to_itself(model);
        if let ([(group, sources)], true) = (plans.as_slice(), is_one) {
            let statement = self.insert_lists(model, group, sources, skip_duplicates, layout)?;
            if layout.is_some() {
                return Ok(self.write_query(statement));
            }
            self.execute(statement, counts);
            return Ok(self.slot());
        }
        let mut each = Vec::with_capacity(plans.len());
        for (group, sources) in &plans {
            let statement = self.insert_each(model, sources, skip_duplicates, layout)?;
            each.push(EachRow { positions: group.positions, statement });
        }
        self.writes += 1;
        let into = self.slot();
        self.steps.push(Step::EachRow { groups: each, into: layout.map(|_| into), counts });
        Ok(into)
    }

    fn refers_to_itself(&self, model: ModelId) -> bool {
        let refers = |r: &nicol_model::Relation| r.forward_model == model && r.back_model == model;
        self.schema.relations.iter().any(|r| refers(r) && r.join_table.is_none())
    }

    /// The columns of the rows of a group.
    fn row_sources(&self, model: ModelId, group: &RowGroup, link: &Link) -> Result<Vec<(FieldId, Source)>> {
        let mut out: Vec<(FieldId, Source)> =
            link.iter().map(|(field, source)| (*field, Source::All(source.clone()))).collect();
        for (field, values) in &group.columns {
            self.column(model, *field)?;
            if !out.iter().any(|(f, _)| f == field) {
                out.push((*field, Source::List(*values)));
            }
        }
        for id in self.columns_but(model, &[])? {
            if out.iter().any(|(f, _)| *f == id) {
                continue;
            }
            let field = self.column(model, id)?;
            match self.absent(field, Some(group.positions)) {
                Absent::Value(source) => out.push((id, Source::All(source))),
                Absent::Database => {}
                Absent::Missing => return Err(self.missing(model, field)),
            }
        }
        out.sort_by_key(|(field, _)| *field);
        Ok(out)
    }

    /// `INSERT INTO t (…) SELECT … FROM unnest($1::int[], …)`.
    fn insert_lists(
        &self,
        model: ModelId,
        group: &RowGroup,
        sources: &[(FieldId, Source)],
        skip_duplicates: bool,
        layout: Option<&Layout<'_>>,
    ) -> Result<crate::plan::Statement> {
        let mut sql = self.sql();
        let t = sql.alias();
        let lists = sql.alias();
        self.insert_into(&mut sql, model, t, sources.iter().map(|(f, _)| *f))?;
        let position = Field {
            kind: FieldKind::Scalar(ScalarType::Int),
            arity: Arity::List,
            native_type: None,
            ..self.model(model)?.fields[0].clone()
        };
        let mut tables: Vec<(&Field, ParamSource, CellType)> = Vec::new();
        let mut expressions = Vec::with_capacity(sources.len());
        for (field, source) in sources {
            sql.writes(*field, matches!(source, Source::List(_)));
            let field = self.column(model, *field)?;
            let name = format!("v{}", tables.len());
            let cell = cell_type(field);
            let list = match source {
                Source::List(param) if field.arity == Arity::List => Some((
                    ParamSource::ArrayLiterals { param: *param, scalar: cell.scalar },
                    CellType::list(ScalarType::String),
                )),
                Source::List(param) => Some((ParamSource::Request(*param), CellType::list(cell.scalar))),
                Source::All(made @ ParamSource::Made { .. }) => Some((made.clone(), CellType::list(cell.scalar))),
                Source::All(_) => None,
            };
            expressions.push(match (list, source) {
                (Some((source, cell)), _) => {
                    tables.push((field, source, cell));
                    sql.part(|sql| {
                        let is_literal = field.arity == Arity::List && self.capabilities.array_parameters;
                        if is_literal {
                            sql.push("CAST(");
                        }
                        sql.column(lists, &name);
                        if is_literal {
                            sql.push(" AS ");
                            sql.type_name(field);
                            sql.push("[])");
                        }
                    })
                }
                (None, Source::All(source)) => sql.part(|sql| sql.value(field, source.clone())),
                (None, Source::List(_)) => String::new(),
            });
        }
        if tables.is_empty() {
            tables.push((&position, ParamSource::Request(group.positions), CellType::list(ScalarType::Int)));
        }
        sql.push(" SELECT ");
        sql.push(&expressions.join(", "));
        sql.push(" FROM ");
        sql.lists_as_table(lists, tables);
        let start = sql.place();
        sql.conditions_from(start);
        self.finish_insert(&mut sql, model, t, skip_duplicates, layout)?;
        Ok(sql.finish())
    }

    /// `INSERT INTO t (…) VALUES (…)`, for one row of a list.
    fn insert_each(
        &self,
        model: ModelId,
        sources: &[(FieldId, Source)],
        skip_duplicates: bool,
        layout: Option<&Layout<'_>>,
    ) -> Result<crate::plan::Statement> {
        let mut sql = self.sql();
        let t = sql.alias();
        self.insert_into(&mut sql, model, t, sources.iter().map(|(f, _)| *f))?;
        sql.push(if sources.is_empty() { " DEFAULT VALUES" } else { " VALUES (" });
        for (index, (field, source)) in sources.iter().enumerate() {
            sql.comma(index);
            let field = self.column(model, *field)?;
            match source {
                Source::List(param) => sql.value(field, ParamSource::Element(*param)),
                // The statement runs once for each row, and makes one value each time.
                Source::All(ParamSource::Made { function, like: Some(_) }) => {
                    sql.value(field, ParamSource::Made { function: function.clone(), like: None });
                }
                Source::All(source) => sql.value(field, source.clone()),
            }
        }
        if !sources.is_empty() {
            sql.push(")");
        }
        self.finish_insert(&mut sql, model, t, skip_duplicates, layout)?;
        Ok(sql.finish())
    }

    fn finish_insert(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: crate::sql::Alias,
        skip_duplicates: bool,
        layout: Option<&Layout<'_>>,
    ) -> Result<()> {
        if skip_duplicates {
            sql.push(" ON CONFLICT DO NOTHING");
        }
        match layout {
            Some(layout) => self.returning(sql, model, t, layout),
            None => Ok(()),
        }
    }
}
