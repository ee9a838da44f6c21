//! Reading records and what is related to them: one statement for each relation of each level, with the keys that the
//! rows of the level above brought.

use nicol_model::{Field, FieldId, FieldKind, ModelId, ScalarType};

use super::relation::Rel;
use super::select::{From, Layout, Parents};
use super::{PlanError, Planner, Result};
use crate::ast::{Action, Args, Filter, NestedRead, Operand, Operation, Operator, Param, ScalarFilter, Selection};
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
        let known = if unique { self.known_values(&operation.args) } else { Vec::new() };
        let parents = match operation.action {
            Action::FindMany => Parents::Several,
            Action::FindUnique | Action::FindUniqueOrThrow => Parents::One,
            _ => Parents::Found,
        };
        let record = self.related_level(operation.model, &operation.selection, slot, parents, &known)?;
        // At the end: what is related is on its way by then.
        if matches!(operation.action, Action::FindUniqueOrThrow | Action::FindFirstOrThrow) {
            self.require_record(slot, operation.model, "a query")?;
        }
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

    /// The columns of the record that have to equal values of the request, where that spares the wait for the record: what
    /// is related to it can be asked for together with it.
    pub(super) fn known_values(&self, args: &Args) -> Vec<(FieldId, Param)> {
        let mut known = Vec::new();
        let mut conditions: Vec<&Filter> = args.filter.iter().collect();
        while let (true, Some(condition)) = (self.capabilities.round_trips, conditions.pop()) {
            match condition {
                Filter::And(all) => conditions.extend(all),
                Filter::Scalar(ScalarFilter {
                    field,
                    operator: Operator::Equals,
                    operand: Operand::Param(value),
                    insensitive: false,
                    negated: false,
                    json_path: None,
                }) => known.push((*field, *value)),
                _ => {}
            }
        }
        known
    }

    /// The keys of the only record, if all are known.
    fn given_key(&self, rel: &Rel<'_>, known: &[(FieldId, Param)]) -> Option<Vec<Param>> {
        let own = rel.own_fields().iter().enumerate();
        own.map(|(index, own)| {
            let (_, value) = known.iter().find(|(field, _)| field == own)?;
            is_equal_anywhere(rel.model.field(*own), rel.key_field(index)?).then_some(*value)
        })
        .collect()
    }

    /// Reads what is related to the only row of a slot, and describes the record. The slot's columns stand as
    /// [`Layout::of`] the selection lays them out.
    pub(super) fn related(&mut self, model: ModelId, selection: &Selection, slot: Slot) -> Result<Record> {
        self.related_level(model, selection, slot, Parents::One, &[])
    }

    /// The same for any number of rows.
    pub(super) fn related_to_many(&mut self, model: ModelId, selection: &Selection, slot: Slot) -> Result<Record> {
        self.related_level(model, selection, slot, Parents::Several, &[])
    }

    pub(super) fn related_level(
        &mut self,
        model: ModelId,
        selection: &Selection,
        slot: Slot,
        parents: Parents<'_>,
        known: &[(FieldId, Param)],
    ) -> Result<Record> {
        let mut layout = Layout::of(self, model, selection)?;
        let items = self.items(model, selection, |planner, read| {
            let rel = planner.relation(model, read.field)?;
            let keys = layout.require_all(rel.own_fields());
            match planner.given_key(&rel, known) {
                Some(values) => planner.children(model, read, slot, &keys, Parents::Given(&values)),
                None => planner.children(model, read, slot, &keys, parents),
            }
        })?;
        Ok(Record { slot, items })
    }

    fn children(
        &mut self,
        model: ModelId,
        read: &NestedRead,
        parent: Slot,
        keys: &[u16],
        parents: Parents<'_>,
    ) -> Result<RecordItem> {
        let rel = self.relation(model, read.field)?;
        let layout = Layout::of(self, rel.target_id, &read.selection)?;
        let from = From::Parents { rel, slot: parent, keys, parents };
        let select = self.select(rel.target_id, layout, &read.args, from, false)?;
        let into = self.slot();
        let join = Join { parent, parent_columns: keys.to_vec(), child_columns: select.parent_keys };
        self.steps.push(Step::Children { statement: select.statement, into, join, page: select.page });
        let below = match parents {
            Parents::Several => Parents::Several,
            _ if rel.is_list() => Parents::Several,
            _ => Parents::Found,
        };
        let record = self.related_level(rel.target_id, &read.selection, into, below, &[])?;
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

/// Whether what equals a value in the one column equals it in the other: not so where a type has its own idea of equality
/// and the other column may not share it (`citext`, `char(n)`), or where values are rounded.
fn is_equal_anywhere(own: &Field, other: &Field) -> bool {
    let FieldKind::Scalar(kind) = own.kind else { return false };
    let plain = |field: &Field| {
        field.native_type.as_ref().is_none_or(|native| matches!(native.name.as_str(), "Text" | "VarChar" | "Uuid"))
    };
    let same = own.kind == other.kind && own.native_type == other.native_type;
    same && matches!(kind, ScalarType::Int | ScalarType::BigInt | ScalarType::String) && plain(own)
}
