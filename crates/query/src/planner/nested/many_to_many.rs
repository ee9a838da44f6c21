//! Implicit many-to-many relations: the records and their rows in the join table.

use super::linked::by_key;
use super::{Condition, references};
use crate::ast::RelationWrite;
use crate::plan::{ParamSource, Slot, Step};
use crate::planner::data::Parent;
use crate::planner::select::Layout;
use crate::planner::sequence::Part;
use crate::planner::{PlanError, Planner, Rel, Result};
use crate::sql::{Verb, cell_type};
use crate::value::CellType;

impl<'m> Planner<'m> {
    pub(super) fn many_to_many(&mut self, part: &Part<'_, 'm>, parent: &Parent) -> Result<()> {
        let &Part { rel, write, .. } = part;
        let key = *rel.own_fields().first().ok_or(PlanError::Missing { part: "a key for the join table" })?;
        let own = parent.value(key)?;
        let linked = |any_of| Condition { linked: Some((rel, own.clone())), any_of, ..Condition::default() };
        match write {
            RelationWrite::Create(list) => {
                for data in part.of(list) {
                    let slot = self.create_target(rel, data)?;
                    self.join(rel, &own, slot)?;
                }
                Ok(())
            }
            RelationWrite::CreateMany { .. } => Err(PlanError::Missing { part: "a relation with a foreign key" }),
            RelationWrite::Connect(list) => {
                if list.is_empty() {
                    return Ok(());
                }
                let slot = self.find_targets(rel, list)?;
                self.join(rel, &own, slot)
            }
            RelationWrite::ConnectOrCreate(list) => {
                for (filter, data) in part.of(list) {
                    let slot = self.target_keys(rel, &Condition::of(filter))?;
                    let if_none = self.steps_of(|planner| {
                        let made = planner.create_target(rel, data)?;
                        planner.steps.push(Step::Copy { from: made, into: slot });
                        Ok(())
                    })?;
                    self.steps.push(Step::Branch { slot, if_rows: Vec::new(), if_none });
                    self.join(rel, &own, slot)?;
                }
                Ok(())
            }
            RelationWrite::Set(list) => {
                if list.is_empty() {
                    return self.unjoin(rel, &own, None);
                }
                let slot = self.find_targets(rel, list)?;
                self.unjoin(rel, &own, None)?;
                self.join(rel, &own, slot)
            }
            RelationWrite::Disconnect(list) => {
                if list.is_empty() {
                    return Ok(());
                }
                let condition = Condition { any_of: Some(references(list)), ..Condition::default() };
                self.unjoin(rel, &own, Some(&condition))
            }
            RelationWrite::Delete(list) => {
                let mut layout = Layout::default();
                layout.require_all(self.key(rel.target_id)?);
                let slot = self.delete_where(rel.target_id, &linked(Some(references(list))), Some(&layout))?;
                let failure = self.not_connected(&rel);
                self.steps.push(Step::Require { slot, expectation: Self::each(list), failure });
                Ok(())
            }
            RelationWrite::Update(list) => {
                // Without data nothing is updated, and nobody asks whether the record is there.
                for (filter, data) in part.of(list).iter().filter(|(_, data)| !data.writes.is_empty()) {
                    let failure = self.related_not_found(&rel, "a nested update", None);
                    let condition = linked(filter.as_ref().map(|f| vec![f]));
                    self.update_where(rel.target_id, data, &condition, Layout::default(), Some(failure))?;
                }
                Ok(())
            }
            RelationWrite::Upsert(list) => {
                for upsert in part.of(list) {
                    let condition = linked(upsert.filter.as_ref().map(|f| vec![f]));
                    let (slot, columns, key) = self.find_one(rel, &condition)?;
                    let if_rows = self.steps_of(|planner| {
                        let condition = by_key(slot, &columns, key);
                        planner
                            .update_where(rel.target_id, &upsert.update, &condition, Layout::default(), None)
                            .map(|_| ())
                    })?;
                    let if_none = self.steps_of(|planner| {
                        let made = planner.create_target(rel, &upsert.create)?;
                        planner.join(rel, &own, made)
                    })?;
                    self.steps.push(Step::Branch { slot, if_rows, if_none });
                }
                Ok(())
            }
            RelationWrite::UpdateMany(list) => {
                for (filter, data) in list {
                    self.update_where(rel.target_id, data, &linked(Some(vec![filter])), Layout::default(), None)?;
                }
                Ok(())
            }
            RelationWrite::DeleteMany(list) => {
                for filter in list {
                    self.delete_where(rel.target_id, &linked(Some(vec![filter])), None)?;
                }
                Ok(())
            }
        }
    }

    /// Creates a record of the other side; column 0 of the slot is its key.
    fn create_target(&mut self, rel: Rel<'m>, data: &crate::ast::Data) -> Result<Slot> {
        let mut layout = Layout::default();
        layout.require_all(rel.target_fields());
        Ok(self.create_row(rel.target_id, data, &Vec::new(), layout)?.slot)
    }

    /// Finds records of the other side; column 0 of the slot is their key.
    fn target_keys(&mut self, rel: Rel<'m>, condition: &Condition<'_, '_>) -> Result<Slot> {
        let mut layout = Layout::default();
        layout.require_all(rel.target_fields());
        self.find_keys(rel.target_id, condition, &layout)
    }

    /// Finds all of these records of the other side, or fails.
    fn find_targets(&mut self, rel: Rel<'m>, list: &[crate::ast::Filter]) -> Result<Slot> {
        let condition = Condition { any_of: Some(references(list)), ..Condition::default() };
        let slot = self.target_keys(rel, &condition)?;
        let failure = self.records_not_found(&rel);
        self.steps.push(Step::Require { slot, expectation: Self::distinct(list), failure });
        Ok(slot)
    }

    /// Joins this record with those whose keys stand in column 0 of a slot. Pairs that are there stay.
    fn join(&mut self, rel: Rel<'m>, own: &ParamSource, slot: Slot) -> Result<()> {
        let (Some(table), Some(target)) = (rel.join_table(), rel.target_fields().first()) else { return Ok(()) };
        let target = rel.target.field(*target);
        let mut sql = self.sql();
        sql.begin(Verb::Insert);
        sql.join_table(table);
        sql.push(" (");
        sql.name(rel.own_join_column());
        sql.push(", ");
        sql.name(rel.target_join_column());
        sql.push(") SELECT ");
        sql.value(self.own_key(&rel)?, own.clone());
        sql.push(", ");
        let keys = sql.alias();
        sql.column(keys, "v0");
        sql.push(" FROM ");
        let source = ParamSource::Keys { slot, columns: vec![0], component: 0 };
        sql.lists_as_table(keys, vec![(target, source, CellType::list(cell_type(target).scalar))]);
        let start = sql.place();
        // Without WHERE, SQLite takes ON for a join's.
        sql.push(" WHERE 1=1");
        sql.conditions_from(start);
        sql.push(" ON CONFLICT DO NOTHING");
        self.execute(sql.finish(), false);
        Ok(())
    }

    /// Removes pairs of this record: all, or those with the records of a condition.
    fn unjoin(&mut self, rel: Rel<'m>, own: &ParamSource, targets: Option<&Condition<'_, '_>>) -> Result<()> {
        let Some(table) = rel.join_table() else { return Ok(()) };
        let mut sql = self.sql();
        sql.begin(Verb::Delete);
        sql.join_table(table);
        let start = sql.place();
        sql.push(" WHERE ");
        self.is_own_key(&mut sql, &rel, own)?;
        if let (Some(condition), Some(target)) = (targets, rel.target_fields().first()) {
            sql.push(" AND ");
            let target = rel.target.field(*target);
            sql.comparable_name(rel.target_join_column(), target);
            sql.push(" IN (SELECT ");
            let t = sql.alias();
            sql.comparable_column(t, target);
            sql.push(" FROM ");
            sql.table_as(rel.target, t);
            self.condition(&mut sql, rel.target_id, t, condition)?;
            sql.push(")");
        }
        sql.conditions_from(start);
        self.execute(sql.finish(), false);
        Ok(())
    }
}
