//! update, updateMany, and the updates of nested writes.

use nicol_model::{FieldId, ModelId, ReferentialAction};

use super::data::{Link, Parent};
use super::insert::Around;
use super::nested::Condition;
use super::select::{Layout, Parents};
use super::{PlanError, Planner, Rel, Result};
use crate::ast::{Action, Data, Filter, NestedRead, Operation, Param, RelationWrite, Selected, Write};
use crate::plan::{Expectation, Failure, ParamSource, ResultShape, Slot, Step};
use crate::sql::{Alias, Sql, Verb};
use crate::value::CellType;

/// Whether a record keeps referring to the same one when that one's key changes. With another `onUpdate` than `Cascade`
/// its foreign key becomes something that the plan doesn't see.
fn follows_changes(rel: Rel<'_>) -> bool {
    rel.holds_key() && rel.relation.on_update == ReferentialAction::Cascade
}

/// A foreign key that is set to NULL, if the related record fulfils the condition.
pub(super) struct Unlink<'d, 'm> {
    rel: Rel<'m>,
    filters: &'d [Filter],
}

impl<'m> Planner<'m> {
    pub(super) fn update_one(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let empty = Data::default();
        let data = operation.data.as_ref().unwrap_or(&empty);
        let filter = operation.args.filter.as_ref().ok_or(PlanError::Missing { part: "`where`" })?;
        let failure = self.missing_parent(model, data)?;
        let known = self.values_after(operation, data)?;
        if !known.is_empty() {
            return self.update_with_related(operation, data, filter, failure, &known);
        }
        let slot = self.update_and_return(model, data, &Condition::of(filter), &operation.selection, Some(failure))?;
        Ok(ResultShape::One(self.related(model, &operation.selection, slot)?))
    }

    /// What the record is known to hold when it is updated, where that spares the wait for it before what is related to it
    /// is read.
    fn values_after(&self, operation: &Operation, data: &Data) -> Result<Vec<(FieldId, Param)>> {
        let (model, selection) = (operation.model, &operation.selection);
        let is_plain = data.writes.iter().all(|write| matches!(write, Write::Column { .. }));
        let mut related = selection.items.iter().filter_map(|item| match item {
            Selected::Relation(read) => Some(read),
            _ => None,
        });
        let leaf = |read: &NestedRead| !read.selection.items.iter().any(|item| matches!(item, Selected::Relation(_)));
        // A statement with the rows of several levels takes their keys from each other.
        let fits = match (related.next(), related.next()) {
            (None, _) => false,
            (Some(read), None) => !self.keys_are_lists || leaf(read),
            _ => !self.keys_are_lists,
        };
        let counts = Layout::of(self, model, selection)?.has_counts();
        if !fits || !is_plain || counts || self.changes_keys(model, data, &Link::new()) {
            return Ok(Vec::new());
        }
        let mut known = self.known_values(&operation.args);
        known.retain(|(field, _)| {
            !data.writes.iter().any(|write| matches!(write, Write::Column { field: written, .. } if written == field))
        });
        Ok(known)
    }

    /// Updates a record and reads what is related to it, in one go as far as the values that are known tell the keys.
    fn update_with_related(
        &mut self,
        operation: &Operation,
        data: &Data,
        filter: &Filter,
        failure: Failure,
        known: &[(FieldId, Param)],
    ) -> Result<ResultShape> {
        let (model, selection) = (operation.model, &operation.selection);
        let slot = self.update_and_return(model, data, &Condition::of(filter), selection, None)?;
        let start = self.steps.len();
        let lists = std::mem::replace(&mut self.keys_are_lists, false);
        let record = self.related_level(model, selection, slot, Parents::One, known);
        self.keys_are_lists = lists;
        let is_ahead = |step: &&Step| match step {
            Step::Children { statement, .. } => !statement.params.iter().any(|param| param.source.is_of_rows()),
            _ => false,
        };
        let ahead = self.steps[start..].iter().take_while(is_ahead).count();
        let require = Step::Require { slot, expectation: Expectation::AtLeastOne, failure };
        self.steps.insert(start + ahead, require);
        Ok(ResultShape::One(record?))
    }

    /// Updates a record; the slot holds the columns of the selection.
    pub(super) fn update_and_return(
        &mut self,
        model: ModelId,
        data: &Data,
        condition: &Condition<'_, 'm>,
        selection: &crate::ast::Selection,
        failure: Option<Failure>,
    ) -> Result<Slot> {
        let layout = Layout::of(self, model, selection)?;
        if !layout.has_counts() && !self.may_touch(model, data)? {
            return Ok(self.update_where(model, data, condition, layout, failure)?.slot);
        }
        let mut keys = Layout::default();
        let columns = keys.require_all(self.key(model)?);
        let parent = self.update_where(model, data, condition, keys, failure)?;
        self.read_again(model, parent.slot, &columns, selection)
    }

    /// The error of a missing record: a nested write notices it first (reference: client.md 3.4).
    pub(super) fn missing_parent(&self, model: ModelId, data: &Data) -> Result<Failure> {
        let relations = self.split(model, data)?;
        // Updates without data ask for nothing.
        let asks = |write: &RelationWrite| match write {
            RelationWrite::Update(list) => list.iter().any(|(_, data)| !data.writes.is_empty()),
            _ => true,
        };
        let later: Vec<_> = self.sequence.parts(&relations.later).iter().map(|part| (part.rel, part.write)).collect();
        let mut asking = later.iter().filter(|(_, write)| asks(write));
        // These just find nothing to change, and leave it to others to notice.
        let is_silent = |rel: &Rel<'_>, write: &RelationWrite| match write {
            RelationWrite::UpdateMany(_) | RelationWrite::DeleteMany(_) => true,
            RelationWrite::Disconnect(_) => rel.join_table().is_none(),
            RelationWrite::Set(list) => rel.join_table().is_none() && list.is_empty(),
            _ => false,
        };
        if let Some((rel, write)) = asking.clone().find(|(rel, w)| !is_silent(rel, w)).or_else(|| asking.next()) {
            return self.parent_not_found(rel, write);
        }
        match relations.inline.first() {
            Some((
                rel,
                write @ (RelationWrite::Create(_) | RelationWrite::Connect(_) | RelationWrite::ConnectOrCreate(_)),
            )) if rel.is_one_to_one() => self.parent_not_found(rel, write),
            _ => self.record_not_found(model, "an update"),
        }
    }

    /// Updates the rows of a condition and what is nested, which needs that there is one row. The slot's columns begin
    /// as the layout says. Fails with `failure` if there is no row.
    pub(super) fn update_where(
        &mut self,
        model: ModelId,
        data: &Data,
        condition: &Condition<'_, 'm>,
        mut layout: Layout<'_>,
        failure: Option<Failure>,
    ) -> Result<Parent> {
        let relations = self.split(model, data)?;
        let mut columns = Vec::new();
        let mut follows = false;
        for (rel, write) in &relations.later {
            columns.extend(rel.own_fields().iter().map(|f| (*f, layout.require(*f))));
            if self.passes_on_key(*rel, write)? {
                follows = true;
                columns.extend(self.key(model)?.iter().map(|f| (*f, layout.require(*f))));
            }
            if rel.holds_key() && matches!(write, RelationWrite::Upsert(_)) {
                columns.extend(self.key(model)?.iter().map(|f| (*f, layout.require(*f))));
            }
        }
        let mut link: Link = Vec::new();
        let mut unlinks = Vec::new();
        let mut checks = Vec::new();
        let rank = self.sequence.record(data);
        let mut left = Vec::new();
        // In the order of `create_row`.
        for (rel, write) in relations.inline.iter().rev() {
            if let RelationWrite::Disconnect(filters) = write {
                if !rel.key_is_optional() {
                    return Err(PlanError::RelationViolation {
                        relation: rel.relation.name.clone(),
                        model_a: rel.model.name.clone(),
                        model_b: rel.target.name.clone(),
                    });
                }
                unlinks.push(Unlink { rel: *rel, filters });
            } else {
                let mut around = Around { rank, checks: &mut checks, left: &mut left };
                for (field, source) in
                    self.inline_link(*rel, write, Some(condition), &mut around)?.into_iter().flatten()
                {
                    if !link.iter().any(|(f, _)| *f == field) {
                        link.push((field, source));
                    }
                }
            }
        }
        self.steps.extend(checks.into_iter().rev());
        let writes = data.writes.iter().any(|w| matches!(w, Write::Column { .. }));
        let slot = if self.changes_keys(model, data, &link) {
            let rows = self.find_referred(model, condition)?;
            self.on_update(model, data, &link, &rows)?;
            let found = self.found(model, rows)?;
            self.update_statement(model, data, &link, &unlinks, &found, &layout)?
        } else if writes || !link.is_empty() || !unlinks.is_empty() {
            self.update_statement(model, data, &link, &unlinks, condition, &layout)?
        } else {
            self.find_keys(model, condition, &layout)?
        };
        if let Some(failure) = failure {
            self.steps.push(Step::Require { slot, expectation: Expectation::AtLeastOne, failure });
        }
        let parent = Parent { slot, columns, is_new: false };
        for part in self.sequence.parts(&relations.later) {
            match part.write {
                RelationWrite::Update(list) if follows && self.passes_on_key(part.rel, part.write)? => {
                    self.update_and_follow(part.rel, part.of(list), &parent, &layout)?;
                }
                _ => self.nested_write(&part, &parent)?,
            }
        }
        self.in_sequence(left, None)?;
        Ok(parent)
    }

    /// Whether a nested write may change the record that this one refers to in columns that are a part of this one's key
    /// through the foreign key: the database changes the key too.
    fn passes_on_key(&self, rel: Rel<'m>, write: &RelationWrite) -> Result<bool> {
        let RelationWrite::Update(list) = write else { return Ok(false) };
        let key = self.key(rel.model_id)?;
        if !follows_changes(rel) || !rel.relation.fields.iter().any(|f| key.contains(f)) {
            return Ok(false);
        }
        for (_, data) in list {
            if self.changes_columns(rel.target_id, data, &rel.relation.references)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether data gives other values to some of these columns, itself or by what it does to those that the record refers to.
    fn changes_columns(&self, model: ModelId, data: &Data, columns: &[FieldId]) -> Result<bool> {
        for write in &data.writes {
            match write {
                Write::Column { field, .. } if columns.contains(field) => return Ok(true),
                Write::Column { .. } => {}
                Write::Relation { field, write } => {
                    let rel = self.relation(model, *field)?;
                    if !rel.holds_key() || !rel.relation.fields.iter().any(|f| columns.contains(f)) {
                        continue;
                    }
                    let RelationWrite::Update(list) = write else { return Ok(true) };
                    if !follows_changes(rel) {
                        continue;
                    }
                    for (_, data) in list {
                        if self.changes_columns(rel.target_id, data, &rel.relation.references)? {
                            return Ok(true);
                        }
                    }
                }
            }
        }
        Ok(false)
    }

    /// Updates the record that this one refers to, and finds this one again by what its key has become.
    fn update_and_follow(
        &mut self,
        rel: Rel<'m>,
        list: &[(Option<Filter>, Data)],
        parent: &Parent,
        layout: &Layout<'_>,
    ) -> Result<()> {
        for (filter, data) in list.iter().filter(|(_, data)| !data.writes.is_empty()) {
            let failure = self.related_not_found(&rel, "a nested update", None);
            let mut equals: Link = Vec::new();
            for (own, target) in rel.own_fields().iter().zip(rel.target_fields()) {
                equals.push((*target, parent.value(*own)?));
            }
            let condition = Condition { equals, any_of: filter.as_ref().map(|f| vec![f]), ..Condition::default() };
            let mut referred = Layout::default();
            let columns = referred.require_all(rel.target_fields());
            let updated = self.update_where(rel.target_id, data, &condition, referred, Some(failure))?;
            let mut equals: Link = Vec::new();
            for field in self.key(rel.model_id)? {
                let passed_on = rel.relation.fields.iter().zip(&columns).find(|(own, _)| *own == field);
                let source = match passed_on {
                    Some((_, column)) => ParamSource::Column { slot: updated.slot, column: *column },
                    None => parent.value(*field)?,
                };
                equals.push((*field, source));
            }
            let condition = Condition { equals, ..Condition::default() };
            let found = self.find_keys(rel.model_id, &condition, layout)?;
            self.steps.push(Step::Copy { from: found, into: parent.slot });
        }
        Ok(())
    }

    /// Adds an UPDATE that returns the columns of a layout.
    pub(super) fn update_statement(
        &mut self,
        model: ModelId,
        data: &Data,
        link: &Link,
        unlinks: &[Unlink<'_, 'm>],
        condition: &Condition<'_, '_>,
        layout: &Layout<'_>,
    ) -> Result<Slot> {
        let mut sql = self.sql();
        let t = sql.alias();
        self.update_set(&mut sql, model, t, data, link, unlinks)?;
        self.condition(&mut sql, model, t, condition)?;
        self.returning(&mut sql, model, t, layout)?;
        Ok(self.write_query(sql.finish()))
    }

    /// Writes `UPDATE … SET …`.
    pub(super) fn update_set(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        data: &Data,
        link: &Link,
        unlinks: &[Unlink<'_, 'm>],
    ) -> Result<()> {
        sql.begin(Verb::Update);
        sql.table_as(self.model(model)?, t);
        sql.push(" SET ");
        self.assignments(sql, model, t, data, link, unlinks)
    }

    /// Writes `a = …, b = …`.
    pub(super) fn assignments(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        data: &Data,
        link: &Link,
        unlinks: &[Unlink<'_, 'm>],
    ) -> Result<()> {
        let mut written: Vec<FieldId> = Vec::new();
        let name = |sql: &mut Sql<'_>, written: &mut Vec<FieldId>, id: FieldId| -> Result<()> {
            sql.comma(written.len());
            sql.name(&self.column(model, id)?.database_name);
            sql.push(" = ");
            sql.writes(id, false);
            written.push(id);
            Ok(())
        };
        for (field, source) in link {
            if !written.contains(field) {
                name(sql, &mut written, *field)?;
                sql.value(self.column(model, *field)?, source.clone());
            }
        }
        for unlink in unlinks {
            for own in &unlink.rel.relation.fields {
                if written.contains(own) || self.field(model, *own)?.arity == nicol_model::Arity::Required {
                    continue;
                }
                name(sql, &mut written, *own)?;
                let always = unlink.filters.iter().any(super::filter::is_true);
                if always {
                    sql.push("NULL");
                    continue;
                }
                sql.push("CASE WHEN EXISTS (SELECT 1 FROM ");
                let target = unlink.rel.related_from(sql, t, true);
                for filter in unlink.filters {
                    self.and_filter(sql, unlink.rel.target_id, target, Some(filter))?;
                }
                sql.push(") THEN NULL ELSE ");
                sql.column(t, &self.column(model, *own)?.database_name);
                sql.push(" END");
            }
        }
        // Of two writes to one column the last holds.
        for (index, write) in data.writes.iter().enumerate() {
            let Write::Column { field, value } = write else { continue };
            let again =
                data.writes[index + 1..].iter().any(|w| matches!(w, Write::Column { field: f, .. } if f == field));
            if again || written.contains(field) {
                continue;
            }
            name(sql, &mut written, *field)?;
            sql.writes(*field, true);
            self.column_write(sql, t, self.column(model, *field)?, *value)?;
        }
        let unlinked_only = link.is_empty() && !data.writes.iter().any(|w| matches!(w, Write::Column { .. }));
        if !unlinked_only {
            for id in self.columns_but(model, &written)? {
                let field = self.column(model, id)?;
                if field.is_updated_at {
                    name(sql, &mut written, id)?;
                    sql.value(field, ParamSource::Now);
                }
            }
        }
        Ok(())
    }

    pub(super) fn update_many(&mut self, operation: &Operation) -> Result<ResultShape> {
        let model = operation.model;
        let empty = Data::default();
        let data = operation.data.as_ref().unwrap_or(&empty);
        let returns = operation.action == Action::UpdateManyAndReturn;
        let mut layout = if returns { Layout::of(self, model, &operation.selection)? } else { Layout::default() };
        let relations = self.split(model, data)?;
        if !relations.inline.is_empty() || !relations.later.is_empty() {
            return Err(PlanError::Missing { part: "an update of one record, for nested writes" });
        }
        let mut sql = self.sql();
        let t = sql.alias();
        if data.writes.is_empty() {
            if !returns {
                layout.require_all(self.key(model)?);
            }
            self.select_plain(&mut sql, model, t, &layout)?;
            self.limited(&mut sql, model, t, operation.args.filter.as_ref(), operation.limit)?;
            let slot = self.query(sql.finish());
            if returns {
                return Ok(ResultShape::Many(self.related_to_many(model, &operation.selection, slot)?));
            }
            self.steps.push(Step::CountRows { slot });
            return Ok(ResultShape::Count);
        }
        let found = if self.changes_keys(model, data, &Vec::new()) {
            let rows = self.find_limited(operation)?;
            self.on_update(model, data, &Vec::new(), &rows)?;
            Some(self.found(model, rows)?)
        } else {
            None
        };
        self.update_set(&mut sql, model, t, data, &Vec::new(), &[])?;
        match &found {
            Some(found) => self.condition(&mut sql, model, t, found)?,
            None => self.limited(&mut sql, model, t, operation.args.filter.as_ref(), operation.limit)?,
        }
        if returns {
            self.returning(&mut sql, model, t, &layout)?;
            let slot = self.write_query(sql.finish());
            return Ok(ResultShape::Many(self.related_to_many(model, &operation.selection, slot)?));
        }
        self.execute(sql.finish(), true);
        Ok(ResultShape::Count)
    }

    /// Writes ` WHERE …`, for at most `limit` rows.
    pub(super) fn limited(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        filter: Option<&Filter>,
        limit: Option<Param>,
    ) -> Result<()> {
        let Some(limit) = limit else { return self.where_clause(sql, model, t, filter) };
        let key = self.key(model)?;
        let inner = sql.alias();
        sql.writes_rows_of(inner);
        let list = |sql: &mut Sql<'_>, alias| -> Result<()> {
            for (index, field) in key.iter().enumerate() {
                sql.comma(index);
                sql.column(alias, &self.column(model, *field)?.database_name);
            }
            Ok(())
        };
        sql.push(" WHERE (");
        list(sql, t)?;
        sql.push(") IN (SELECT ");
        list(sql, inner)?;
        sql.push(" FROM ");
        sql.table_as(self.model(model)?, inner);
        self.where_clause(sql, model, inner, filter)?;
        sql.push(" LIMIT ");
        sql.param(ParamSource::Request(limit), CellType::one(nicol_model::ScalarType::BigInt));
        sql.push(")");
        Ok(())
    }
}
