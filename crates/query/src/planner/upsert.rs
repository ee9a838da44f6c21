//! upsert: by one statement where that means the same, else by looking first.

use super::nested::{Condition, by_key};
use super::select::Layout;
use super::{PlanError, Planner, Result};
use crate::ast::{Data, Operation};
use crate::plan::{ResultShape, Step};

impl Planner<'_> {
    pub(super) fn upsert_one(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let missing = |part| PlanError::Missing { part };
        let filter = operation.args.filter.as_ref().ok_or(missing("`where`"))?;
        let create = operation.data.as_ref().ok_or(missing("`create`"))?;
        let empty = Data::default();
        let update = operation.update.as_ref().unwrap_or(&empty);
        let key = self.key(model)?;
        let mut keys = Layout::default();
        let columns = keys.require_all(key);
        let found = self.find_keys(model, &Condition::of(filter), &keys)?;
        let layout = Layout::of(self, model, &operation.selection)?;
        let again = layout.has_counts() || self.may_touch(model, create)? || self.may_touch(model, update)?;
        let result_layout = if again { keys } else { layout };
        let into = self.slot();
        let if_rows = self.steps_of(|planner| {
            let condition = by_key(found, &columns, key);
            let updated = planner.update_where(model, update, &condition, result_layout.clone(), None)?;
            planner.steps.push(Step::Copy { from: updated.slot, into });
            Ok(())
        })?;
        let if_none = self.steps_of(|planner| {
            let created = planner.create_row(model, create, &Vec::new(), result_layout.clone())?;
            planner.steps.push(Step::Copy { from: created.slot, into });
            Ok(())
        })?;
        self.steps.push(Step::Branch { slot: found, if_rows, if_none });
        let slot = if again { self.read_again(model, into, &columns, &operation.selection)? } else { into };
        Ok(ResultShape::One(self.related(model, &operation.selection, slot)?))
    }
}
