//! create: a row, the rows that it needs, and the rows that need it.

use nicol_model::{FieldId, ModelId};

use super::data::{Absent, Link, Parent};
use super::nested::Condition;
use super::select::Layout;
use super::sequence::Parts;
use super::{PlanError, Planner, Rel, Result};
use crate::ast::{Action, ColumnWrite, Data, Filter, Operation, RelationWrite, Write};
use crate::plan::{Expectation, ParamSource, ResultShape, Slot, Step};
use crate::sql::{Sql, Verb};

/// A value of a new row.
pub(super) enum NewValue {
    Source(ParamSource),
    Write(ColumnWrite),
    /// A column of a record that is looked up in the same statement.
    Lookup {
        lookup: usize,
        field: FieldId,
        model: ModelId,
    },
}

/// A record that the new row refers to, found in the same statement.
pub(super) struct Lookup<'d, 'm> {
    rel: Rel<'m>,
    filter: &'d Filter,
}

/// What is done before and after a row because of the rows that it refers to.
pub(super) struct Around<'c, 'd, 'm> {
    /// When the row is written.
    pub(super) rank: Option<u32>,
    /// What must be true before.
    pub(super) checks: &'c mut Vec<Step>,
    /// What is nested in those rows and comes after this one.
    pub(super) left: &'c mut Parts<'d, 'm>,
}

impl<'m> Planner<'m> {
    pub(super) fn create(&mut self, operation: &Operation) -> Result<ResultShape> {
        debug_assert_eq!(operation.action, Action::Create);
        let model = operation.model;
        let empty = Data::default();
        let data = operation.data.as_ref().unwrap_or(&empty);
        let layout = Layout::of(self, model, &operation.selection)?;
        let slot = self.create_and_return(model, data, layout, &operation.selection)?;
        Ok(ResultShape::One(self.related(model, &operation.selection, slot)?))
    }

    /// Creates a record; the slot holds the columns of the selection.
    pub(super) fn create_and_return(
        &mut self,
        model: ModelId,
        data: &Data,
        layout: Layout<'_>,
        selection: &crate::ast::Selection,
    ) -> Result<Slot> {
        let again = layout.has_counts() || self.may_touch(model, data)?;
        if !again {
            return Ok(self.create_row(model, data, &Vec::new(), layout)?.slot);
        }
        let key = self.key(model)?;
        let mut keys = Layout::default();
        let columns = keys.require_all(key);
        let parent = self.create_row(model, data, &Vec::new(), keys)?;
        self.read_again(model, parent.slot, &columns, selection)
    }

    /// Creates a record and all that is nested in it. The slot's columns begin as the layout says.
    pub(super) fn create_row(
        &mut self,
        model: ModelId,
        data: &Data,
        link: &Link,
        layout: Layout<'_>,
    ) -> Result<Parent> {
        self.create_row_for(None, model, data, link, layout).map(|(parent, _)| parent)
    }

    /// The same, of a row that another one waits for: what is nested and comes after that one is left.
    fn create_row_for<'d>(
        &mut self,
        waiting: Option<u32>,
        model: ModelId,
        data: &'d Data,
        link: &Link,
        mut layout: Layout<'_>,
    ) -> Result<(Parent, Parts<'d, 'm>)> {
        let relations = self.split(model, data)?;
        let rank = self.sequence.record(data);
        let mut left = Vec::new();
        let mut columns = Vec::new();
        for (rel, _) in &relations.later {
            columns.extend(rel.own_fields().iter().map(|f| (*f, layout.require(*f))));
        }
        let mut values: Vec<(FieldId, NewValue)> =
            link.iter().map(|(field, source)| (*field, NewValue::Source(source.clone()))).collect();
        let mut lookups: Vec<Lookup<'_, 'm>> = Vec::new();
        let mut checks = Vec::new();
        // As in Prisma: what this row depends on is written from the last relation to the first, and of two relations
        // that share a column the last one decides it.
        for (rel, write) in relations.inline.iter().rev() {
            match write {
                RelationWrite::Connect(filters) if !rel.is_one_to_one() => {
                    let [filter] = filters.as_slice() else {
                        return Err(PlanError::Missing { part: "exactly one record to connect" });
                    };
                    for (own, target) in rel.relation.fields.iter().zip(&rel.relation.references) {
                        let (lookup, field, model) = (lookups.len(), *target, rel.target_id);
                        if !values.iter().any(|(f, _)| f == own) {
                            values.push((*own, NewValue::Lookup { lookup, field, model }));
                        }
                    }
                    lookups.push(Lookup { rel: *rel, filter });
                }
                _ => {
                    let deciding =
                        self.inline_link(*rel, write, None, &mut Around { rank, checks: &mut checks, left: &mut left });
                    for (field, source) in deciding?.into_iter().flatten() {
                        if !values.iter().any(|(f, _)| *f == field) {
                            values.push((field, NewValue::Source(source)));
                        }
                    }
                }
            }
        }
        // The first that is missing is the one that is told.
        self.steps.extend(checks.into_iter().rev());
        self.own_values(model, data, &mut values)?;
        let slot = self.insert(model, &values, &lookups, &layout)?;
        lookups.reverse();
        self.check_lookups(slot, &lookups)?;
        let parent = Parent { slot, columns, is_new: true };
        left.extend(self.sequence.parts(&relations.later).into_iter().map(|part| (parent.clone(), part)));
        let left = self.in_sequence(left, waiting)?;
        Ok((parent, left))
    }

    /// Adds the columns that the request writes, and the defaults of the others.
    pub(super) fn own_values(&self, model: ModelId, data: &Data, values: &mut Vec<(FieldId, NewValue)>) -> Result<()> {
        for write in &data.writes {
            if let Write::Column { field, value } = write {
                self.column(model, *field)?;
                // What a relation decides goes before what is written; of two writes the last holds.
                match values.iter_mut().find(|(f, _)| f == field) {
                    Some((_, NewValue::Write(before))) => *before = *value,
                    Some(_) => {}
                    None => values.push((*field, NewValue::Write(*value))),
                }
            }
        }
        for id in self.columns_but(model, &[])? {
            if values.iter().any(|(f, _)| *f == id) {
                continue;
            }
            let field = self.column(model, id)?;
            match self.absent(field, None) {
                Absent::Value(source) => values.push((id, NewValue::Source(source))),
                Absent::Database => {}
                Absent::Missing => return Err(self.missing(model, field)),
            }
        }
        values.sort_by_key(|(field, _)| *field);
        Ok(())
    }

    /// Adds the INSERT of one row.
    fn insert(
        &mut self,
        model: ModelId,
        values: &[(FieldId, NewValue)],
        lookups: &[Lookup<'_, 'm>],
        layout: &Layout<'_>,
    ) -> Result<Slot> {
        let mut sql = self.sql();
        let t = sql.alias();
        self.insert_into(&mut sql, model, t, values.iter().map(|(f, _)| *f))?;
        let aliases: Vec<_> = lookups.iter().map(|_| sql.alias()).collect();
        let start = sql.place();
        if values.is_empty() {
            sql.push(" DEFAULT VALUES");
        } else {
            sql.push(if lookups.is_empty() { " VALUES (" } else { " SELECT " });
            for (index, (field, value)) in values.iter().enumerate() {
                sql.comma(index);
                sql.writes(*field, matches!(value, NewValue::Write(_)));
                let field = self.column(model, *field)?;
                match value {
                    NewValue::Source(source) => sql.value(field, source.clone()),
                    NewValue::Write(write) => self.new_value(&mut sql, field, *write)?,
                    NewValue::Lookup { lookup, field, model } => {
                        if let Some(alias) = aliases.get(*lookup) {
                            sql.column(*alias, &self.column(*model, *field)?.database_name);
                        }
                    }
                }
            }
            if lookups.is_empty() {
                sql.push(")");
                sql.values_from(start);
            }
        }
        for (index, (lookup, alias)) in lookups.iter().zip(&aliases).enumerate() {
            sql.push(if index == 0 { " FROM " } else { ", " });
            sql.table_as(lookup.rel.target, *alias);
        }
        let start = sql.place();
        for (index, (lookup, alias)) in lookups.iter().zip(&aliases).enumerate() {
            sql.push(if index == 0 { " WHERE " } else { " AND " });
            self.filter(&mut sql, lookup.rel.target_id, *alias, lookup.filter, false)?;
        }
        if !lookups.is_empty() {
            sql.conditions_from(start);
        }
        self.returning(&mut sql, model, t, layout)?;
        Ok(self.write_query(sql.finish()))
    }

    /// Adds one INSERT of several rows without relations, if they all set the same columns.
    pub(super) fn insert_leaves(&mut self, model: ModelId, list: &[Data], link: &Link) -> Result<bool> {
        let mut rows = Vec::with_capacity(list.len());
        for data in list {
            let mut values: Vec<(FieldId, NewValue)> =
                link.iter().map(|(field, source)| (*field, NewValue::Source(source.clone()))).collect();
            self.own_values(model, data, &mut values)?;
            rows.push(values);
        }
        let Some(first) = rows.first() else { return Ok(false) };
        let same = |values: &Vec<(FieldId, NewValue)>| values.iter().map(|(f, _)| f).eq(first.iter().map(|(f, _)| f));
        if first.is_empty() || !rows.iter().all(same) {
            return Ok(false);
        }
        let mut sql = self.sql();
        let t = sql.alias();
        self.insert_into(&mut sql, model, t, first.iter().map(|(f, _)| *f))?;
        sql.push(" VALUES ");
        for (index, values) in rows.iter().enumerate() {
            sql.comma(index);
            sql.push("(");
            for (index, (field, value)) in values.iter().enumerate() {
                sql.comma(index);
                sql.writes(*field, matches!(value, NewValue::Write(_)));
                let field = self.column(model, *field)?;
                match value {
                    NewValue::Source(source) => sql.value(field, source.clone()),
                    NewValue::Write(write) => self.new_value(&mut sql, field, *write)?,
                    NewValue::Lookup { .. } => {}
                }
            }
            sql.push(")");
        }
        self.execute(sql.finish(), false);
        Ok(true)
    }

    /// Writes `INSERT INTO table AS t0 (columns)`.
    pub(super) fn insert_into(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: crate::sql::Alias,
        fields: impl Iterator<Item = FieldId>,
    ) -> Result<()> {
        sql.begin(Verb::Insert);
        sql.table_as(self.model(model)?, t);
        let mut any = false;
        for (index, field) in fields.enumerate() {
            sql.push(if index == 0 { " (" } else { ", " });
            sql.name(&self.column(model, field)?.database_name);
            any = true;
        }
        if any {
            sql.push(")");
        }
        Ok(())
    }

    /// Writes the value of a column of a new row: arithmetic has nothing to start from.
    pub(super) fn new_value(&self, sql: &mut Sql<'_>, field: &nicol_model::Field, write: ColumnWrite) -> Result<()> {
        match write {
            ColumnWrite::Set(param) | ColumnWrite::Push(param) => sql.value(field, ParamSource::Request(param)),
            ColumnWrite::SetNull => sql.push("NULL"),
            ColumnWrite::SetJsonNull => sql.push("'null'"),
            _ => return Err(PlanError::Missing { part: "a value to start from" }),
        }
        Ok(())
    }

    /// Fails if a looked up record was not there, with the error of the first that is missing.
    fn check_lookups(&mut self, slot: Slot, lookups: &[Lookup<'_, 'm>]) -> Result<()> {
        let failure = |planner: &Self, lookup: &Lookup<'_, '_>| planner.target_not_found(&lookup.rel, true);
        let [rest @ .., last] = lookups else { return Ok(()) };
        if !rest.is_empty() {
            let steps = self.steps_of(|planner| {
                for lookup in rest {
                    let mut sql = planner.sql();
                    let t = sql.alias();
                    sql.begin(Verb::Select);
                    sql.push("1 FROM ");
                    sql.table_as(lookup.rel.target, t);
                    planner.where_clause(&mut sql, lookup.rel.target_id, t, Some(lookup.filter))?;
                    sql.returns(crate::value::CellType::one(nicol_model::ScalarType::Int));
                    let found = planner.query(sql.finish());
                    let failure = failure(planner, lookup);
                    planner.steps.push(Step::Require { slot: found, expectation: Expectation::AtLeastOne, failure });
                }
                Ok(())
            })?;
            self.steps.push(Step::Branch { slot, if_rows: Vec::new(), if_none: steps });
        }
        let failure = failure(self, last);
        self.steps.push(Step::Require { slot, expectation: Expectation::AtLeastOne, failure });
        Ok(())
    }

    /// The foreign key that a relation write of this row's own side decides, after the steps that make the record
    /// it refers to. `own` is the condition that finds the row, if it is there already.
    pub(super) fn inline_link<'d>(
        &mut self,
        rel: Rel<'m>,
        write: &'d RelationWrite,
        own: Option<&Condition<'_, 'm>>,
        around: &mut Around<'_, 'd, 'm>,
    ) -> Result<Option<Link>> {
        let mut layout = Layout::default();
        let columns = layout.require_all(&rel.relation.references);
        let slot = match write {
            RelationWrite::Create(list) => {
                let [data] = list.as_slice() else {
                    return Err(PlanError::Missing { part: "exactly one record to create" });
                };
                let (made, left) = self.create_row_for(around.rank, rel.target_id, data, &Vec::new(), layout)?;
                around.left.extend(left);
                made.slot
            }
            RelationWrite::Connect(list) => {
                let [filter] = list.as_slice() else {
                    return Err(PlanError::Missing { part: "exactly one record to connect" });
                };
                let slot = self.find_keys(rel.target_id, &Condition::of(filter), &layout)?;
                let failure = self.target_not_found(&rel, own.is_none());
                let check = Step::Require { slot, expectation: Expectation::AtLeastOne, failure };
                if rel.is_one_to_one() {
                    self.steps.push(check);
                    self.displace(rel, slot, &columns, own)?;
                } else {
                    around.checks.push(check);
                }
                slot
            }
            RelationWrite::ConnectOrCreate(list) => {
                let [(filter, data)] = list.as_slice() else {
                    return Err(PlanError::Missing { part: "exactly one record to connect or create" });
                };
                let slot = self.find_keys(rel.target_id, &Condition::of(filter), &layout)?;
                let if_rows = self.steps_of(|planner| {
                    if rel.is_one_to_one() { planner.displace(rel, slot, &columns, own) } else { Ok(()) }
                })?;
                let if_none = self.steps_of(|planner| {
                    let made = planner.create_row(rel.target_id, data, &Vec::new(), layout)?;
                    planner.steps.push(Step::Copy { from: made.slot, into: slot });
                    Ok(())
                })?;
                self.steps.push(Step::Branch { slot, if_rows, if_none });
                slot
            }
            _ => return Ok(None),
        };
        let sources = columns.iter().map(|column| ParamSource::Column { slot, column: *column });
        Ok(Some(rel.relation.fields.iter().copied().zip(sources).collect()))
    }

    /// One-to-one, the key on this side: takes the record in `slot` away from the row that refers to it now.
    fn displace(&mut self, rel: Rel<'m>, slot: Slot, columns: &[u16], own: Option<&Condition<'_, 'm>>) -> Result<()> {
        let equals: Link = rel
            .relation
            .fields
            .iter()
            .copied()
            .zip(columns.iter().map(|column| ParamSource::Column { slot, column: *column }))
            .collect();
        // The row itself may keep it.
        let condition = Condition { equals, but: own.map(|own| Box::new(own.clone())), ..Condition::default() };
        if rel.key_is_optional() {
            return self.clear_key(rel.model_id, &rel.relation.fields, &condition);
        }
        let found = self.find_keys(rel.model_id, &condition, &Layout::default())?;
        let failure = self.relation_violation(&rel);
        self.steps.push(Step::Require { slot: found, expectation: Expectation::None, failure });
        Ok(())
    }
}
