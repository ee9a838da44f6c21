//! Relations with a foreign key: on the related side for the most part, on this side for what runs after the row.

use nicol_model::{FieldId, ModelId};

use super::{Condition, references};
use crate::ast::{Data, Filter, RelationWrite, Write};
use crate::plan::{Expectation, ParamSource, Slot, Step};
use crate::planner::data::{Link, Parent};
use crate::planner::select::Layout;
use crate::planner::sequence::{Part, Room};
use crate::planner::{PlanError, Planner, Rel, Result};
use crate::sql::{Alias, Sql, Verb};

impl<'m> Planner<'m> {
    pub(super) fn linked(&mut self, part: &Part<'_, 'm>, parent: &Parent) -> Result<()> {
        let &Part { rel, write, room, .. } = part;
        // What the related side's columns equal.
        let mut link: Link = Vec::new();
        for (own, target) in rel.own_fields().iter().zip(rel.target_fields()) {
            link.push((*target, parent.value(*own)?));
        }
        match write {
            RelationWrite::Create(list) => {
                if room != Room::Made {
                    self.make_room(rel, &link, None, parent)?;
                }
                self.create_children(rel, part.of(list), &link)
            }
            RelationWrite::CreateMany { rows, skip_duplicates } => {
                let counts = self.insert_children(rel, rows, *skip_duplicates, &link);
                counts.map(|_| ())
            }
            RelationWrite::Connect(list) => {
                self.make_room(rel, &link, Some(list), parent)?;
                let condition = Condition { any_of: Some(references(list)), ..Condition::default() };
                let key = self.key(rel.target_id)?;
                let mut layout = Layout::default();
                layout.require_all(key);
                let slot = if rel.is_list() {
                    self.update_link(rel, &link, &condition, &layout)?
                } else {
                    self.update_other_links(rel, &link, &condition, &layout)?
                };
                let expectation = Self::distinct(list);
                let failure = if rel.is_list() {
                    self.records_not_connected(&rel)
                } else {
                    let model = &rel.model.name;
                    let needed_for = format!("create or connect inlined relation for '{model}' record(s)");
                    self.related_not_found(&rel, "a nested connect", parent.is_new.then_some(needed_for.as_str()))
                };
                self.steps.push(Step::Require { slot, expectation, failure });
                Ok(())
            }
            RelationWrite::ConnectOrCreate(list) => {
                for (filter, data) in part.of(list) {
                    self.make_room(rel, &link, Some(std::slice::from_ref(filter)), parent)?;
                    let mut layout = Layout::default();
                    layout.require_all(self.key(rel.target_id)?);
                    let slot = self.update_link(rel, &link, &Condition::of(filter), &layout)?;
                    let if_none = self.steps_of(|planner| {
                        planner.create_row(rel.target_id, data, &link, Layout::default()).map(|_| ())
                    })?;
                    self.steps.push(Step::Branch { slot, if_rows: Vec::new(), if_none });
                }
                Ok(())
            }
            RelationWrite::Set(list) => {
                let others =
                    Condition { equals: link.clone(), none_of: Some(references(list)), ..Condition::default() };
                self.let_go(rel, &others)?;
                if list.is_empty() {
                    return Ok(());
                }
                let condition = Condition { any_of: Some(references(list)), ..Condition::default() };
                self.update_other_links(rel, &link, &condition, &Layout::default()).map(|_| ())
            }
            RelationWrite::Disconnect(list) => {
                if !rel.key_is_optional() {
                    return Err(PlanError::RelationViolation {
                        relation: rel.relation.name.clone(),
                        model_a: rel.target.name.clone(),
                        model_b: rel.model.name.clone(),
                    });
                }
                let condition = related(&link, Some(references(list)));
                self.clear_key(rel.target_id, rel.target_fields(), &condition)
            }
            RelationWrite::Delete(list) => {
                let condition = related(&link, Some(references(list)));
                let mut layout = Layout::default();
                layout.require_all(self.key(rel.target_id)?);
                let slot = self.delete_where(rel.target_id, &condition, Some(&layout))?;
                let (expectation, failure) = if rel.is_list() {
                    (Self::each(list), self.not_connected(&rel))
                } else {
                    (Expectation::AtLeastOne, self.related_not_found(&rel, "a nested delete", None))
                };
                self.steps.push(Step::Require { slot, expectation, failure });
                Ok(())
            }
            RelationWrite::Update(list) => {
                // Without data nothing is updated, and nobody asks whether the record is there.
                for (filter, data) in part.of(list).iter().filter(|(_, data)| !data.writes.is_empty()) {
                    let failure = self.related_not_found(&rel, "a nested update", None);
                    let condition = related(&link, filter.as_ref().map(|f| vec![f]));
                    self.update_where(rel.target_id, data, &condition, Layout::default(), Some(failure))?;
                }
                Ok(())
            }
            RelationWrite::Upsert(list) => {
                for upsert in part.of(list) {
                    let condition = related(&link, upsert.filter.as_ref().map(|f| vec![f]));
                    let (slot, columns, key) = self.find_one(rel, &condition)?;
                    let if_rows = self.steps_of(|planner| {
                        let condition = by_key(slot, &columns, key);
                        planner
                            .update_where(rel.target_id, &upsert.update, &condition, Layout::default(), None)
                            .map(|_| ())
                    })?;
                    let if_none = self.steps_of(|planner| {
                        if rel.holds_key() {
                            return planner.create_and_refer(rel, &upsert.create, parent);
                        }
                        planner.create_row(rel.target_id, &upsert.create, &link, Layout::default()).map(|_| ())
                    })?;
                    self.steps.push(Step::Branch { slot, if_rows, if_none });
                }
                Ok(())
            }
            RelationWrite::UpdateMany(list) => {
                for (filter, data) in list {
                    let condition = related(&link, Some(vec![filter]));
                    self.update_where(rel.target_id, data, &condition, Layout::default(), None)?;
                }
                Ok(())
            }
            RelationWrite::DeleteMany(list) => {
                for filter in list {
                    let condition = related(&link, Some(vec![filter]));
                    self.delete_where(rel.target_id, &condition, None)?;
                }
                Ok(())
            }
        }
    }

    /// The key of a related record: its slot, columns and fields.
    pub(super) fn find_one(
        &mut self,
        rel: Rel<'m>,
        condition: &Condition<'_, '_>,
    ) -> Result<(Slot, Vec<u16>, &'m [nicol_model::FieldId])> {
        let key = self.key(rel.target_id)?;
        let mut layout = Layout::default();
        let columns = layout.require_all(key);
        let slot = self.find_keys(rel.target_id, condition, &layout)?;
        Ok((slot, columns, key))
    }

    fn create_children(&mut self, rel: Rel<'m>, list: &[Data], link: &Link) -> Result<()> {
        let leaves = list.iter().all(|d| d.writes.iter().all(|w| matches!(w, Write::Column { .. })));
        if leaves && list.len() > 1 && self.insert_leaves(rel.target_id, list, link)? {
            return Ok(());
        }
        for data in list {
            self.create_row(rel.target_id, data, link, Layout::default())?;
        }
        Ok(())
    }

    fn insert_children(
        &mut self,
        rel: Rel<'m>,
        rows: &[crate::ast::RowGroup],
        skip_duplicates: bool,
        link: &Link,
    ) -> Result<Slot> {
        let counted = self.steps.len();
        let slot = self.insert_rows(rel.target_id, rows, skip_duplicates, link, None)?;
        // What is nested does not count.
        for step in &mut self.steps[counted..] {
            if let Step::Execute { counts, .. } | Step::EachRow { counts, .. } = step {
                *counts = false;
            }
        }
        Ok(slot)
    }

    /// One-to-one, the key on the other side: the record that is related now makes room for another one.
    fn make_room(&mut self, rel: Rel<'m>, link: &Link, but: Option<&[Filter]>, parent: &Parent) -> Result<()> {
        if rel.is_list() || rel.holds_key() || parent.is_new {
            return Ok(());
        }
        let others = Condition { equals: link.clone(), none_of: but.map(references), ..Condition::default() };
        self.let_go(rel, &others)
    }

    /// Takes the foreign key from related records, or fails if it is required and there are any.
    fn let_go(&mut self, rel: Rel<'m>, others: &Condition<'_, '_>) -> Result<()> {
        if rel.key_is_optional() {
            return self.clear_key(rel.target_id, rel.target_fields(), others);
        }
        let slot = self.find_keys(rel.target_id, others, &Layout::default())?;
        let failure = self.relation_violation(&rel);
        self.steps.push(Step::Require { slot, expectation: Expectation::None, failure });
        Ok(())
    }

    /// Sets the foreign key of records, and when they were changed.
    fn update_link(
        &mut self,
        rel: Rel<'m>,
        link: &Link,
        condition: &Condition<'_, '_>,
        layout: &Layout<'_>,
    ) -> Result<Slot> {
        self.update_statement(rel.target_id, &Data::default(), link, &[], condition, layout)
    }

    /// The same, but those that have this key already are as if they were not changed.
    fn update_other_links(
        &mut self,
        rel: Rel<'m>,
        link: &Link,
        condition: &Condition<'_, '_>,
        layout: &Layout<'_>,
    ) -> Result<Slot> {
        let model = rel.target_id;
        let keys: Vec<FieldId> = link.iter().map(|(field, _)| *field).collect();
        let mut clocks = Vec::new();
        for id in self.columns_but(model, &keys)? {
            let field = self.column(model, id)?;
            if field.is_updated_at {
                clocks.push((id, field));
            }
        }
        if clocks.is_empty() {
            return self.update_link(rel, link, condition, layout);
        }
        let mut sql = self.sql();
        let t = sql.alias();
        self.update_set_only(&mut sql, model, t, link)?;
        for (id, field) in clocks {
            sql.comma(1);
            sql.name(&field.database_name);
            sql.push(" = ");
            sql.writes(id, false);
            sql.push("CASE WHEN ");
            for (index, (key, source)) in link.iter().enumerate() {
                let key = self.column(model, *key)?;
                sql.push(if index > 0 { " AND " } else { "" });
                sql.comparable_column(t, key);
                sql.push(" = ");
                sql.comparable_value(key, source.clone());
            }
            sql.push(" THEN ");
            sql.column(t, &field.database_name);
            sql.push(" ELSE ");
            sql.value(field, ParamSource::Now);
            sql.push(" END");
        }
        self.condition(&mut sql, model, t, condition)?;
        self.returning(&mut sql, model, t, layout)?;
        Ok(self.write_query(sql.finish()))
    }

    /// Writes `UPDATE … SET a = …` of a key.
    fn update_set_only(&self, sql: &mut Sql<'_>, model: ModelId, t: Alias, link: &Link) -> Result<()> {
        sql.begin(Verb::Update);
        sql.table_as(self.model(model)?, t);
        sql.push(" SET ");
        let mut written = Vec::new();
        for (id, source) in link {
            if written.contains(id) {
                continue;
            }
            let field = self.column(model, *id)?;
            sql.comma(written.len());
            sql.name(&field.database_name);
            sql.push(" = ");
            sql.writes(*id, false);
            sql.value(field, source.clone());
            written.push(*id);
        }
        Ok(())
    }

    /// Creates the record that this side refers to, and refers to it.
    fn create_and_refer(&mut self, rel: Rel<'m>, data: &Data, parent: &Parent) -> Result<()> {
        let mut layout = Layout::default();
        let columns = layout.require_all(&rel.relation.references);
        let made = self.create_row(rel.target_id, data, &Vec::new(), layout)?;
        let link: Link = rel
            .relation
            .fields
            .iter()
            .copied()
            .zip(columns.iter().map(|c| ParamSource::Column { slot: made.slot, column: *c }))
            .collect();
        let mut equals = Vec::new();
        for field in self.key(rel.model_id)? {
            equals.push((*field, parent.value(*field)?));
        }
        let condition = Condition { equals, ..Condition::default() };
        self.update_statement(rel.model_id, &Data::default(), &link, &[], &condition, &Layout::default()).map(|_| ())
    }
}

/// Records whose foreign key is this, and one of these.
fn related<'a, 'm>(link: &Link, any_of: Option<Vec<&'a Filter>>) -> Condition<'a, 'm> {
    Condition { equals: link.clone(), any_of, ..Condition::default() }
}

/// The record whose key a slot holds.
pub(in crate::planner) fn by_key<'a, 'm>(
    slot: Slot,
    columns: &[u16],
    key: &[nicol_model::FieldId],
) -> Condition<'a, 'm> {
    let sources = columns.iter().map(|c| crate::plan::ParamSource::Column { slot, column: *c });
    Condition { equals: key.iter().copied().zip(sources).collect(), ..Condition::default() }
}
