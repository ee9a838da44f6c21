//! Nested writes that run after the row they start from (reference: client.md 3.2 to 3.4).

mod linked;
mod many_to_many;

pub(super) use linked::by_key;
use nicol_model::{Arity, Field, FieldId, ModelId};

use super::data::{Link, Parent};
use super::select::Layout;
use super::sequence::Part;
use super::{PlanError, Planner, Rel, Result};
use crate::ast::{Data, Filter, Operand, Param, RelationWrite, ScalarFilter, Write};
use crate::plan::{Expectation, ParamSource, Slot, Tuple};
use crate::sql::{Alias, Sql, Verb};

/// Which rows a statement is about: all that is said here holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Condition<'a, 'm> {
    pub(super) equals: Link,
    /// One of these, if given.
    pub(super) any_of: Option<Vec<&'a Filter>>,
    /// Not what this is about.
    pub(super) but: Option<Box<Self>>,
    /// None of these, if given.
    pub(super) none_of: Option<Vec<&'a Filter>>,
    /// The row is related to the record whose key this is, through a join table.
    pub(super) linked: Option<(Rel<'m>, ParamSource)>,
    /// The row is one of those that a slot holds, or refers to one.
    pub(super) among: Option<super::emulate::Among<'m>>,
}

impl<'a> Condition<'a, '_> {
    pub(super) fn of(filter: &'a Filter) -> Self {
        Self { any_of: Some(vec![filter]), ..Self::default() }
    }
}

impl<'m> Planner<'m> {
    /// Writes ` WHERE …`.
    pub(super) fn condition(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        condition: &Condition<'_, '_>,
    ) -> Result<()> {
        let start = sql.place();
        self.all_of(sql, model, t, condition, " WHERE ")?;
        sql.conditions_from(start);
        Ok(())
    }

    /// Writes all that is said, with `begin` before the first of it.
    fn all_of(
        &self,
        sql: &mut Sql<'_>,
        model: ModelId,
        t: Alias,
        condition: &Condition<'_, '_>,
        begin: &str,
    ) -> Result<()> {
        let mut first = true;
        let mut next = |sql: &mut Sql<'_>| {
            sql.push(if first { begin } else { " AND " });
            first = false;
        };
        for (field, source) in &condition.equals {
            let field = self.column(model, *field)?;
            next(sql);
            sql.comparable_column(t, field);
            sql.push(" = ");
            sql.comparable_value(field, source.clone());
        }
        if let Some((rel, own)) = &condition.linked {
            next(sql);
            if let (Some(table), Some(key)) = (rel.join_table(), rel.target_fields().first()) {
                let key = rel.target.field(*key);
                sql.comparable_column(t, key);
                sql.push(" IN (SELECT ");
                sql.comparable_name(rel.target_join_column(), key);
                sql.push(" FROM ");
                sql.join_table(table);
                sql.push(" WHERE ");
                self.is_own_key(sql, rel, own)?;
                sql.push(")");
            }
        }
        if let Some(among) = &condition.among {
            next(sql);
            self.among(sql, model, t, among)?;
        }
        for (list, negated) in [(&condition.any_of, false), (&condition.none_of, true)] {
            let Some(list) = list else { continue };
            match list.as_slice() {
                [] if negated => {}
                [] => {
                    next(sql);
                    sql.push("1=0");
                }
                [one] if !negated => {
                    if !super::filter::is_true(one) {
                        next(sql);
                        self.filter(sql, model, t, one, false)?;
                    }
                }
                list => {
                    next(sql);
                    // A row of which a condition is neither true nor false is none of those.
                    let is_unsure = negated && !list.iter().all(|filter| self.is_true_or_false(model, filter));
                    sql.push("(");
                    for (index, filter) in list.iter().enumerate() {
                        if index > 0 {
                            sql.push(if negated && !is_unsure { " AND " } else { " OR " });
                        }
                        self.filter(sql, model, t, filter, negated && !is_unsure)?;
                    }
                    sql.push(if is_unsure { ") IS NOT TRUE" } else { ")" });
                }
            }
        }
        if let Some(but) = &condition.but {
            next(sql);
            // What is neither true nor false of a row is not true.
            sql.push("NOT COALESCE(");
            let start = sql.place();
            self.all_of(sql, model, t, but, "")?;
            sql.push(if sql.place() == start { "TRUE, FALSE)" } else { ", FALSE)" });
        }
        Ok(())
    }

    /// Whether a condition is never NULL: it is about required columns.
    fn is_true_or_false(&self, model: ModelId, filter: &Filter) -> bool {
        match filter {
            Filter::And(list) | Filter::Or(list) => list.iter().all(|filter| self.is_true_or_false(model, filter)),
            Filter::Scalar(ScalarFilter { field, json_path: None, .. }) => {
                self.column(model, *field).is_ok_and(|field| field.arity == Arity::Required)
            }
            _ => false,
        }
    }

    /// The field whose values the join table holds of this side's records.
    pub(super) fn own_key<'r>(&self, rel: &Rel<'r>) -> Result<&'r Field> {
        let key = rel.own_fields().first().ok_or(PlanError::Missing { part: "a key for the join table" })?;
        Ok(rel.model.field(*key))
    }

    /// Writes that a row of the join table is one of this side's record.
    pub(super) fn is_own_key(&self, sql: &mut Sql<'_>, rel: &Rel<'_>, own: &ParamSource) -> Result<()> {
        let key = self.own_key(rel)?;
        sql.comparable_name(rel.own_join_column(), key);
        sql.push(" = ");
        sql.comparable_value(key, own.clone());
        Ok(())
    }

    /// Adds a SELECT of a layout's columns.
    pub(super) fn find_keys(
        &mut self,
        model: ModelId,
        condition: &Condition<'_, '_>,
        layout: &Layout<'_>,
    ) -> Result<Slot> {
        let mut sql = self.sql();
        let t = sql.alias();
        self.select_plain(&mut sql, model, t, layout)?;
        self.condition(&mut sql, model, t, condition)?;
        Ok(self.query(sql.finish()))
    }

    /// Sets a foreign key to NULL.
    pub(super) fn clear_key(
        &mut self,
        model: ModelId,
        fields: &[FieldId],
        condition: &Condition<'_, '_>,
    ) -> Result<()> {
        let mut sql = self.sql();
        let t = sql.alias();
        sql.begin(Verb::Update);
        sql.table_as(self.model(model)?, t);
        sql.push(" SET ");
        let optional =
            fields.iter().filter(|f| self.field(model, **f).is_ok_and(|f| f.arity != nicol_model::Arity::Required));
        for (index, field) in optional.enumerate() {
            sql.comma(index);
            sql.writes(*field, false);
            sql.name(&self.column(model, *field)?.database_name);
            sql.push(" = NULL");
        }
        self.condition(&mut sql, model, t, condition)?;
        self.execute(sql.finish(), false);
        Ok(())
    }

    /// Plans a part of a relation write that runs after the row it starts from.
    pub(super) fn nested_write(&mut self, part: &Part<'_, 'm>, parent: &Parent) -> Result<()> {
        if part.rel.join_table().is_some() { self.many_to_many(part, parent) } else { self.linked(part, parent) }
    }

    /// Whether a nested write may change the row it starts from after that was written.
    pub(super) fn may_touch(&self, model: ModelId, data: &Data) -> Result<bool> {
        for write in &data.writes {
            let Write::Relation { field, write } = write else { continue };
            if self.touches(model, self.relation(model, *field)?, write)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn touches(&self, model: ModelId, rel: Rel<'m>, write: &RelationWrite) -> Result<bool> {
        // New rows of a list are other rows.
        let only_new = rel.is_list() && matches!(write, RelationWrite::Create(_) | RelationWrite::CreateMany { .. });
        if rel.target_id == model && !only_new {
            return Ok(true);
        }
        let any = |list: &mut dyn Iterator<Item = &Data>| -> Result<bool> {
            for data in list {
                for write in &data.writes {
                    let Write::Relation { field, write } = write else { continue };
                    if self.touches(model, self.relation(rel.target_id, *field)?, write)? {
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        };
        Ok(match write {
            RelationWrite::Connect(_) | RelationWrite::CreateMany { .. } => false,
            RelationWrite::Disconnect(_) | RelationWrite::Set(_) => false,
            RelationWrite::Create(list) => any(&mut list.iter())?,
            RelationWrite::ConnectOrCreate(list) => any(&mut list.iter().map(|(_, d)| d))?,
            RelationWrite::Delete(_) | RelationWrite::DeleteMany(_) => true,
            RelationWrite::Update(list) => rel.holds_key() || any(&mut list.iter().map(|(_, d)| d))?,
            RelationWrite::UpdateMany(list) => any(&mut list.iter().map(|(_, d)| d))?,
            RelationWrite::Upsert(list) => {
                rel.holds_key() || any(&mut list.iter().flat_map(|u| [&u.create, &u.update]))?
            }
        })
    }

    /// As many records as there are different ones among these unique filters. (As in Prisma, a record that two of them
    /// name by different uniques counts twice.)
    pub(super) fn distinct(filters: &[Filter]) -> Expectation {
        let mut forms: Vec<Filter> = Vec::new();
        let tuples = filters.iter().map(|filter| {
            let mut values = Vec::new();
            params_of(filter, &mut values);
            let form = form_of(filter);
            let place = forms.iter().position(|f| *f == form).unwrap_or_else(|| {
                forms.push(form);
                forms.len() - 1
            });
            Tuple { form: u16::try_from(place).unwrap_or(u16::MAX), values }
        });
        Expectation::Distinct(tuples.collect())
    }
}

impl Planner<'_> {
    /// A record for each of these unique filters: what is deleted twice is missing the second time.
    pub(super) fn each(filters: &[Filter]) -> Expectation {
        let Expectation::Distinct(mut tuples) = Self::distinct(filters) else { return Expectation::AtLeastOne };
        for (tuple, form) in tuples.iter_mut().zip(0..) {
            tuple.form = form;
        }
        Expectation::Distinct(tuples)
    }
}

/// A filter without its values.
fn form_of(filter: &Filter) -> Filter {
    let without = |scalar: &ScalarFilter| {
        let operand = match scalar.operand {
            Operand::Param(_) => Operand::Param(Param(0)),
            other => other,
        };
        ScalarFilter { operand, json_path: scalar.json_path.map(|_| Param(0)), ..scalar.clone() }
    };
    let list = |list: &[Filter]| list.iter().map(form_of).collect();
    match filter {
        Filter::And(inner) => Filter::And(list(inner)),
        Filter::Or(inner) => Filter::Or(list(inner)),
        Filter::Not(inner) => Filter::Not(Box::new(form_of(inner))),
        Filter::Relation { field, quantifier, filter } => {
            Filter::Relation { field: *field, quantifier: *quantifier, filter: Box::new(form_of(filter)) }
        }
        Filter::Scalar(scalar) => Filter::Scalar(without(scalar)),
        Filter::Having { function, filter } => Filter::Having { function: *function, filter: without(filter) },
        Filter::RelationIsNull(field) => Filter::RelationIsNull(*field),
    }
}

fn params_of(filter: &Filter, out: &mut Vec<Param>) {
    match filter {
        Filter::And(list) | Filter::Or(list) => list.iter().for_each(|f| params_of(f, out)),
        Filter::Not(inner) => params_of(inner, out),
        Filter::Relation { filter, .. } => params_of(filter, out),
        Filter::Scalar(scalar) | Filter::Having { filter: scalar, .. } => {
            if let Operand::Param(param) = scalar.operand {
                out.push(param);
            }
            out.extend(scalar.json_path);
        }
        Filter::RelationIsNull(_) => {}
    }
}

/// References to the elements of a list.
pub(super) fn references(filters: &[Filter]) -> Vec<&Filter> {
    filters.iter().collect()
}
