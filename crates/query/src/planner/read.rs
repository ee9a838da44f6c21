//! Reading records and what is related to them: one statement for each relation of each level, with the keys that the
//! rows of the level above brought.

use nicol_model::ModelId;

use super::select::{From, Layout};
use super::{PlanError, Planner, Result};
use crate::ast::{Action, Args, NestedRead, Operation, Selection};
use crate::plan::{Expectation, Join, Name, Record, RecordItem, ResultShape, Slot, Step};

impl Planner<'_> {
    pub(super) fn find(&mut self, operation: &Operation) -> Result<ResultShape> {
        let unique = matches!(operation.action, Action::FindUnique | Action::FindUniqueOrThrow);
        let many = operation.action == Action::FindMany;
        if unique && operation.args.filter.is_none() {
            return Err(PlanError::Missing { part: "`where`" });
        }
        let first_only = !many && !unique;
        if many {
            self.nothing_if_zero = operation.args.take.map(|take| take.count);
        }
        let slot = self.read(operation.model, &operation.args, &operation.selection, first_only)?;
        if matches!(operation.action, Action::FindUniqueOrThrow | Action::FindFirstOrThrow) {
            self.require_record(slot, operation.model, "a query")?;
        }
        let record = if many {
            self.related_to_many(operation.model, &operation.selection, slot)?
        } else {
            self.related(operation.model, &operation.selection, slot)?
        };
        Ok(if many {
            ResultShape::Many(record)
        } else if matches!(operation.action, Action::FindUnique | Action::FindFirst) {
            ResultShape::Optional(record)
        } else {
            ResultShape::One(record)
        })
    }

    /// Reads records into a slot, with the keys that their relations need.
    pub(super) fn read(
        &mut self,
        model: ModelId,
        args: &Args,
        selection: &Selection,
        first_only: bool,
    ) -> Result<Slot> {
        let layout = Layout::of(self, model, selection)?;
        let select = self.select(model, layout, args, From::All, first_only)?;
        let slot = self.query(select.statement);
        if let Some(page) = select.page {
            self.steps.push(Step::Trim { slot, page });
        }
        Ok(slot)
    }

    /// Reads the rows of a slot again by their key, for what statements that write can't return.
    pub(super) fn read_again(
        &mut self,
        model: ModelId,
        key: Slot,
        columns: &[u16],
        selection: &Selection,
    ) -> Result<Slot> {
        let layout = Layout::of(self, model, selection)?;
        let from = From::Record { slot: key, columns, fields: self.key(model)? };
        let select = self.select(model, layout, &Args::default(), from, false)?;
        Ok(self.query(select.statement))
    }

    /// Reads what is related to the only row of a slot, and describes the record. The slot's columns stand as
    /// [`Layout::of`] the selection lays them out.
    pub(super) fn related(&mut self, model: ModelId, selection: &Selection, slot: Slot) -> Result<Record> {
        self.related_level(model, selection, slot, true)
    }

    /// The same for any number of rows.
    pub(super) fn related_to_many(&mut self, model: ModelId, selection: &Selection, slot: Slot) -> Result<Record> {
        self.related_level(model, selection, slot, false)
    }

    fn related_level(&mut self, model: ModelId, selection: &Selection, slot: Slot, single: bool) -> Result<Record> {
        let mut layout = Layout::of(self, model, selection)?;
        let items = self.items(model, selection, |planner, read| {
            let rel = planner.relation(model, read.field)?;
            let keys = layout.require_all(rel.own_fields());
            planner.children(model, read, slot, &keys, single)
        })?;
        Ok(Record { slot, items })
    }

    fn children(
        &mut self,
        model: ModelId,
        read: &NestedRead,
        parent: Slot,
        keys: &[u16],
        single: bool,
    ) -> Result<RecordItem> {
        let rel = self.relation(model, read.field)?;
        let layout = Layout::of(self, rel.target_id, &read.selection)?;
        let from = From::Parents { rel, slot: parent, keys, single };
        let select = self.select(rel.target_id, layout, &read.args, from, false)?;
        let into = self.slot();
        let join = Join { parent, parent_columns: keys.to_vec(), child_columns: select.parent_keys };
        self.steps.push(Step::Children { statement: select.statement, into, join, page: select.page });
        let record = self.related_level(rel.target_id, &read.selection, into, single && !rel.is_list())?;
        let name = Name::Field(model, read.field);
        Ok(if rel.is_list() { RecordItem::Many { name, record } } else { RecordItem::One { name, record } })
    }

    /// P2025 if the slot is empty.
    pub(super) fn require_record(&mut self, slot: Slot, model: ModelId, operation: &'static str) -> Result<()> {
        let failure = self.record_not_found(model, operation)?;
        self.steps.push(Step::Require { slot, expectation: Expectation::AtLeastOne, failure });
        Ok(())
    }
}
