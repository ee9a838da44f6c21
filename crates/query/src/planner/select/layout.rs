//! The columns of a statement: what is selected or returned, and the record that they make.

use nicol_model::{FieldId, FieldKind, ModelId, ScalarType};

use super::super::{PlanError, Planner, Result};
use crate::ast::{Filter, NestedRead, Selected, Selection};
use crate::plan::{ColumnKind, Name, RecordItem};
use crate::sql::{Alias, Sql};
use crate::value::CellType;

/// The columns of a statement: first what the selection asks for, in its order, then what the plan needs.
#[derive(Debug, Clone, Default)]
pub(in crate::planner) struct Layout<'a> {
    pub(super) columns: Vec<Column<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Column<'a> {
    Field(FieldId),
    Count(FieldId, Option<&'a Filter>),
    /// The join table's column that points to the parents.
    ParentKey,
}

impl<'a> Layout<'a> {
    /// The columns of a selection.
    pub(in crate::planner) fn of(planner: &Planner<'_>, model: ModelId, selection: &'a Selection) -> Result<Self> {
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
    pub(in crate::planner) fn require(&mut self, field: FieldId) -> u16 {
        self.place(Column::Field(field))
    }

    pub(super) fn place(&mut self, column: Column<'a>) -> u16 {
        let place = self.columns.iter().position(|c| *c == column).unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    pub(in crate::planner) fn require_all(&mut self, fields: &[FieldId]) -> Vec<u16> {
        fields.iter().map(|f| self.require(*f)).collect()
    }

    /// Whether something has to be counted, which RETURNING can't.
    pub(in crate::planner) fn has_counts(&self) -> bool {
        self.columns.iter().any(|c| matches!(c, Column::Count(..)))
    }

    /// Whether no column is asked for.
    pub(in crate::planner) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

impl Planner<'_> {
    /// All columns of a model, without some.
    pub(in crate::planner) fn columns_but(&self, model: ModelId, omit: &[FieldId]) -> Result<Vec<FieldId>> {
        let model = self.model(model)?;
        let ids = (0..model.fields.len()).filter_map(|i| u16::try_from(i).ok()).map(FieldId);
        Ok(ids.filter(|id| model.field(*id).is_column() && !omit.contains(id)).collect())
    }

    /// Writes ` RETURNING …` of columns of a table that was written.
    pub(in crate::planner) fn returning(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        layout: &Layout<'_>,
    ) -> Result<()> {
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
    pub(in crate::planner) fn items(
        &mut self,
        model: ModelId,
        selection: &Selection,
        mut children: impl FnMut(&mut Self, &NestedRead) -> Result<RecordItem>,
    ) -> Result<Vec<RecordItem>> {
        let mut items: Vec<RecordItem> = Vec::new();
        let mut next = 0u16;
        let column = |planner: &Self, field: FieldId, next: &mut u16| -> Result<RecordItem> {
            let kind = match planner.column(model, field)?.kind {
                FieldKind::Enum(id) => ColumnKind::Enum(id),
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
                    // Items keep the request's order, in which typed clients read them. In JSON, counts stand side by side.
                    match items.last_mut() {
                        Some(RecordItem::Group { name: "_count", items }) => items.push(count),
                        _ => items.push(RecordItem::Group { name: "_count", items: vec![count] }),
                    }
                }
                Selected::Relation(read) => items.push(children(self, read)?),
            }
        }
        Ok(items)
    }
}
