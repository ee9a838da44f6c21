//! upsert: by one statement where that means the same, else by looking first.

use nicol_model::{FieldId, ModelId, UniqueCriterion};

use super::insert::NewValue;
use super::nested::{Condition, by_key};
use super::select::Layout;
use super::{PlanError, Planner, Result, UpsertAtOnce};
use crate::ast::{ColumnWrite, Data, Filter, Operand, Operation, Operator, Param, Quantifier, Selected, Write};
use crate::plan::{Failure, ResultShape, Shortcut, Slot, Step};

/// A unique key and the values that a request gives to its fields.
type Unique<'m> = (&'m UniqueCriterion, Vec<(FieldId, Param)>);

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
        let begin = self.steps.len();
        let found = self.find_keys(model, &Condition::of(filter), &keys)?;
        let layout = Layout::of(self, model, &operation.selection)?;
        let again = layout.has_counts() || self.may_touch(model, create)? || self.may_touch(model, update)?;
        let result_layout = if again { keys } else { layout };
        let into = self.slot();
        if !again {
            self.on_conflict(operation, filter, create, update, &result_layout, into)?;
        }
        let failure = self.not_updated(model, update)?;
        let if_rows = self.steps_of(|planner| {
            let condition = by_key(found, &columns, key);
            let updated = planner.update_where(model, update, &condition, result_layout.clone(), failure)?;
            planner.steps.push(Step::Copy { from: updated.slot, into });
            Ok(())
        })?;
        let if_none = self.steps_of(|planner| {
            let created = planner.create_row(model, create, &Vec::new(), result_layout.clone())?;
            planner.steps.push(Step::Copy { from: created.slot, into });
            Ok(())
        })?;
        let is_told_at_once = columns_only(update) && !asks_for_one_related(filter);
        if begin == 0 && is_told_at_once && !self.changes_keys(model, update, &Vec::new()) {
            self.at_once(model, update, &Condition::of(filter), &result_layout, into, &if_none)?;
        }
        self.steps.push(Step::Branch { slot: found, if_rows, if_none });
        let slot = if again { self.read_again(model, into, &columns, &operation.selection)? } else { into };
        Ok(ResultShape::One(self.related(model, &operation.selection, slot)?))
    }

    /// The error of a record that was found, and yet the UPDATE changed nothing: a policy or a trigger keeps it as it is, or
    /// it was deleted meanwhile.
    fn not_updated(&self, model: ModelId, update: &Data) -> Result<Option<Failure>> {
        if update.writes.is_empty() {
            return Ok(None);
        }
        let failure = self.missing_parent(model, update)?;
        let is_of_the_record = failure == self.record_not_found(model, "an update")?;
        Ok(Some(if is_of_the_record { self.record_not_found(model, "an upsert")? } else { failure }))
    }

    /// The UPDATE, and `if_none` if it has found nothing to change. The record may be there all the same: another one that
    /// the UPDATE had to wait for may have changed it, or a trigger or policy keeps it as it is. Then nothing happens here, and
    /// the steps tell.
    fn at_once(
        &mut self,
        model: ModelId,
        update: &Data,
        condition: &Condition<'_, '_>,
        layout: &Layout<'_>,
        into: Slot,
        if_none: &[Step],
    ) -> Result<()> {
        let writes = self.writes;
        let steps = self.steps_of(|planner| {
            let copied = |slot| Step::Copy { from: slot, into };
            if update.writes.is_empty() {
                let found = planner.find_keys(model, condition, layout)?;
                planner.steps.extend([
                    copied(found),
                    Step::Branch { slot: into, if_rows: Vec::new(), if_none: if_none.to_vec() },
                ]);
                return Ok(());
            }
            let updated = planner.update_statement(model, update, &Vec::new(), &[], condition, layout)?;
            planner.steps.push(copied(updated));
            let if_none = planner.steps_of(|planner| {
                let slot = planner.find_keys(model, condition, &Layout::default())?;
                planner.steps.push(Step::Branch { slot, if_rows: Vec::new(), if_none: if_none.to_vec() });
                Ok(())
            })?;
            planner.steps.push(Step::Branch { slot: into, if_rows: Vec::new(), if_none });
            Ok(())
        })?;
        // The slots of these steps are those of an attempt alone.
        self.writes = writes;
        self.upsert = Some(UpsertAtOnce { instead_of: 2, steps });
        Ok(())
    }

    /// One `INSERT … ON CONFLICT DO UPDATE`, if `where` is a unique key and nothing else, `create` sets that key, neither
    /// side writes other tables, and something is updated. It means the same if `create` gives the key the values of
    /// `where` (reference: client.md 1.6).
    fn on_conflict(
        &mut self,
        operation: &Operation,
        filter: &Filter,
        create: &Data,
        update: &Data,
        layout: &Layout<'_>,
        into: Slot,
    ) -> Result<()> {
        let model = operation.model;
        let relations = operation.selection.items.iter().any(|i| matches!(i, Selected::Relation(_)));
        if self.changes_keys(model, update, &Vec::new()) {
            return Ok(());
        }
        if relations || update.writes.is_empty() || !columns_only(create) || !columns_only(update) {
            return Ok(());
        }
        let Some((criterion, given)) = self.unique_values(model, filter)? else { return Ok(()) };
        // A unique index compares values as they are stored.
        let mut sql = self.sql();
        if criterion.fields.iter().any(|f| self.field(model, *f).is_ok_and(|field| sql.compares_by_meaning(field))) {
            return Ok(());
        }
        let mut equal = Vec::with_capacity(given.len());
        for (field, param) in &given {
            let set = create.writes.iter().rev().find_map(|w| match w {
                Write::Column { field: f, value } if f == field => Some(*value),
                _ => None,
            });
            let Some(ColumnWrite::Set(value)) = set else { return Ok(()) };
            equal.push((*param, value));
        }
        let mut values: Vec<(FieldId, NewValue)> = Vec::new();
        self.own_values(model, create, &mut values)?;
        let t = sql.alias();
        self.insert_into(&mut sql, model, t, values.iter().map(|(f, _)| *f))?;
        sql.push(" VALUES (");
        for (index, (field, value)) in values.iter().enumerate() {
            sql.comma(index);
            let field = self.column(model, *field)?;
            match value {
                NewValue::Source(source) => sql.value(field, source.clone()),
                NewValue::Write(write) => self.new_value(&mut sql, field, *write)?,
                NewValue::Lookup { .. } => return Ok(()),
            }
        }
        sql.push(") ON CONFLICT (");
        for (index, field) in criterion.fields.iter().enumerate() {
            sql.comma(index);
            sql.name(&self.column(model, *field)?.database_name);
        }
        sql.push(") DO UPDATE SET ");
        self.assignments(&mut sql, model, t, update, &Vec::new(), &[])?;
        self.returning(&mut sql, model, t, layout)?;
        self.writes += 1;
        let steps = vec![Step::Query { statement: sql.finish(), into }];
        self.shortcut = Some(Shortcut { equal, steps, needs_transaction: false });
        Ok(())
    }

    /// The unique key whose values a filter gives, if it does that and nothing else.
    fn unique_values<'f>(&self, model: ModelId, filter: &'f Filter) -> Result<Option<Unique<'_>>> {
        let list: Vec<&'f Filter> = match filter {
            Filter::And(list) => list.iter().collect(),
            other => vec![other],
        };
        let mut given = Vec::with_capacity(list.len());
        for filter in list {
            match filter {
                Filter::Scalar(s) if s.operator == Operator::Equals && !s.negated && !s.insensitive => {
                    match s.operand {
                        Operand::Param(param) => given.push((s.field, param)),
                        _ => return Ok(None),
                    }
                }
                _ => return Ok(None),
            }
        }
        let same = |u: &&UniqueCriterion| {
            u.fields.len() == given.len() && u.fields.iter().all(|f| given.iter().any(|(g, _)| g == f))
        };
        Ok(self.model(model)?.uniques.iter().find(same).map(|u| (u, given)))
    }
}

fn columns_only(data: &Data) -> bool {
    data.writes.iter().all(|w| matches!(w, Write::Column { .. }))
}

/// Whether a condition is one on the record of a to-one relation, which means something else in an UPDATE than in a SELECT.
fn asks_for_one_related(filter: &Filter) -> bool {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().any(asks_for_one_related),
        Filter::Not(inner) => asks_for_one_related(inner),
        Filter::Relation { quantifier: Quantifier::Is | Quantifier::IsNot, .. } => true,
        Filter::Relation { filter, .. } => asks_for_one_related(filter),
        Filter::Scalar(_) | Filter::RelationIsNull(_) | Filter::Having { .. } => false,
    }
}
