//! delete and deleteMany.

use nicol_model::ModelId;

use super::nested::Condition;
use super::select::Layout;
use super::{PlanError, Planner, Result};
use crate::ast::{Operation, Selected};
use crate::plan::{ResultShape, Slot};

impl Planner<'_> {
    pub(super) fn delete_one(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let filter = operation.args.filter.as_ref().ok_or(PlanError::Missing { part: "`where`" })?;
        let mut layout = Layout::of(self, model, &operation.selection)?;
        let related = operation.selection.items.iter().any(|i| matches!(i, Selected::Relation(_)));
        if !related && !layout.has_counts() {
            let slot = self.delete_where(model, &Condition::of(filter), Some(&layout))?;
            self.require_record(slot, model, "a delete")?;
            return Ok(ResultShape::One(self.related(model, &operation.selection, slot)?));
        }
        // What is related has to be read before it may be gone.
        let key = self.key(model)?;
        let columns = layout.require_all(key);
        let args = crate::ast::Args { filter: Some(filter.clone()), ..Default::default() };
        let select = self.select(model, layout, &args, super::select::From::All, false)?;
        let slot = self.query(select.statement);
        self.require_record(slot, model, "a delete")?;
        let record = self.related(model, &operation.selection, slot)?;
        let mut returned = Layout::default();
        returned.require_all(key);
        let condition = super::nested::by_key(slot, &columns, key);
        let deleted = self.delete_where(model, &condition, Some(&returned))?;
        self.require_record(deleted, model, "a delete")?;
        Ok(ResultShape::One(record))
    }

    /// Adds a DELETE; it returns the columns of the layout, if one is given.
    pub(super) fn delete_where(
        &mut self,
        model: ModelId,
        condition: &Condition<'_, '_>,
        layout: Option<&Layout<'_>>,
    ) -> Result<Slot> {
        let mut sql = self.sql();
        let t = sql.alias();
        sql.set_write();
        sql.push("DELETE FROM ");
        sql.table_as(self.model(model)?, t);
        self.condition(&mut sql, model, t, condition)?;
        match layout {
            Some(layout) => {
                self.returning(&mut sql, model, t, layout)?;
                Ok(self.write_query(sql.finish()))
            }
            None => {
                self.execute(sql.finish(), false);
                Ok(self.slot())
            }
        }
    }

    pub(super) fn delete_many(&mut self, operation: &Operation) -> Result<ResultShape> {
        let mut sql = self.sql();
        let t = sql.alias();
        sql.set_write();
        sql.push("DELETE FROM ");
        sql.table_as(self.model(operation.model)?, t);
        self.limited(&mut sql, operation.model, t, operation.args.filter.as_ref(), operation.limit)?;
        self.execute(sql.finish(), true);
        Ok(ResultShape::Count)
    }
}
