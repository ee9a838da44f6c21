//! delete and deleteMany.

use nicol_model::ModelId;

use super::data::Parent;
use super::nested::Condition;
use super::select::Layout;
use super::{PlanError, Planner, Result, tree};
use crate::ast::{Filter, Operation, Selected};
use crate::plan::{Record, ResultShape, Slot, Step};
use crate::sql::Verb;

impl Planner<'_> {
    pub(super) fn delete_one(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let filter = operation.args.filter.as_ref().ok_or(PlanError::Missing { part: "`where`" })?;
        let mut layout = Layout::of(self, model, &operation.selection)?;
        let related = operation.selection.items.iter().any(|i| matches!(i, Selected::Relation(_)));
        if !related && !layout.has_counts() {
            let columns =
                if self.keeps_keys_to(model) { self.referred_columns(model, &mut layout)? } else { Vec::new() };
            let slot = self.delete_rows(model, &Condition::of(filter), Some(&layout))?;
            self.require_record(slot, model, "a delete")?;
            self.on_delete(model, &Parent { slot, columns, is_new: false }, false)?;
            return Ok(ResultShape::One(self.related(model, &operation.selection, slot)?));
        }
        if self.capabilities.lateral
            && !self.keeps_keys_to(model)
            && !layout.has_counts()
            && let Some(record) = self.delete_with_related(operation, filter, &layout)?
        {
            return Ok(ResultShape::One(record));
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

    /// One statement that deletes a record and reads what was related to it, if that can be one.
    fn delete_with_related(
        &mut self,
        operation: &Operation,
        filter: &Filter,
        layout: &Layout<'_>,
    ) -> Result<Option<Record>> {
        let model = operation.model;
        let (writes, lists) = (self.writes, std::mem::replace(&mut self.keys_are_lists, true));
        let mut deleted = None;
        let steps = self.steps_of(|planner| {
            let slot = planner.delete_rows(model, &Condition::of(filter), Some(layout))?;
            deleted = Some((slot, planner.related(model, &operation.selection, slot)?));
            Ok(())
        });
        self.keys_are_lists = lists;
        let (Some(step), Some((slot, record))) = (tree::delete(steps?), deleted) else {
            self.writes = writes;
            return Ok(None);
        };
        self.steps.push(step);
        self.require_record(slot, model, "a delete")?;
        Ok(Some(record))
    }

    /// Deletes the rows of a condition, and does what that means for others; returns the columns of the layout, if one is
    /// given.
    pub(super) fn delete_where(
        &mut self,
        model: ModelId,
        condition: &Condition<'_, '_>,
        layout: Option<&Layout<'_>>,
    ) -> Result<Slot> {
        if self.keeps_keys_to(model) {
            return self.delete_referred(model, condition, layout);
        }
        self.delete_rows(model, condition, layout)
    }

    /// Adds a DELETE; it returns the columns of the layout, if one is given.
    pub(super) fn delete_rows(
        &mut self,
        model: ModelId,
        condition: &Condition<'_, '_>,
        layout: Option<&Layout<'_>>,
    ) -> Result<Slot> {
        let mut sql = self.sql();
        let t = sql.alias();
        sql.begin(Verb::Delete);
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
        if self.keeps_keys_to(operation.model) {
            let rows = self.find_limited(operation)?;
            self.on_delete(operation.model, &rows, true)?;
            let found = self.found(operation.model, rows)?;
            let mut layout = Layout::default();
            layout.require_all(self.key(operation.model)?);
            let slot = self.delete_rows(operation.model, &found, Some(&layout))?;
            self.steps.push(Step::CountRows { slot });
            return Ok(ResultShape::Count);
        }
        let mut sql = self.sql();
        let t = sql.alias();
        sql.begin(Verb::Delete);
        sql.table_as(self.model(operation.model)?, t);
        self.limited(&mut sql, operation.model, t, operation.args.filter.as_ref(), operation.limit)?;
        self.execute(sql.finish(), true);
        Ok(ResultShape::Count)
    }

    /// Finds the rows of `where` and `limit`, for what is done to those that refer to them.
    pub(super) fn find_limited(&mut self, operation: &Operation) -> Result<Parent> {
        let mut layout = Layout::default();
        let columns = self.referred_columns(operation.model, &mut layout)?;
        let mut sql = self.sql();
        let t = sql.alias();
        self.select_plain(&mut sql, operation.model, t, &layout)?;
        self.limited(&mut sql, operation.model, t, operation.args.filter.as_ref(), operation.limit)?;
        Ok(Parent { slot: self.query(sql.finish()), columns, is_new: false })
    }
}
