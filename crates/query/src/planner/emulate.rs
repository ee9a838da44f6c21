//! `relationMode = "prisma"`: the referential actions of foreign keys that the database knows nothing of (reference:
//! client.md 1.7). Rings of actions don't end; schemas with one are refused.

use nicol_model::{Arity, FieldId, ModelId, ReferentialAction, Relation, RelationMode};

use super::data::{Link, Parent};
use super::nested::Condition;
use super::select::Layout;
use super::{Planner, Result};
use crate::ast::{ColumnWrite, Data, Write};
use crate::plan::{Expectation, ParamSource, Slot, Step};
use crate::sql::{Alias, Sql, Verb, cell_type};
use crate::value::CellType;

/// What a column gets.
#[derive(Debug, Clone)]
enum Change {
    Write(ColumnWrite),
    Source(ParamSource),
    Null,
}

/// Rows whose keys stand in a slot.
#[derive(Debug, Clone)]
pub(super) struct Among<'m> {
    rows: Parent,
    /// The columns that are compared, and those of the slot's rows that they equal.
    own: &'m [FieldId],
    theirs: &'m [FieldId],
}

impl<'m> Planner<'m> {
    /// The relations by which others refer to a model and that are ours to keep, in the order of the schema.
    fn referrers(&self, model: ModelId) -> Vec<&'m Relation> {
        if self.schema.relation_mode != RelationMode::Prisma {
            return Vec::new();
        }
        let refers = |r: &&Relation| r.back_model == model && !r.fields.is_empty();
        let mut list: Vec<_> = self.schema.relations.iter().filter(refers).collect();
        list.sort_by_key(|r| (r.forward_model, r.forward_field));
        list
    }

    /// Whether others refer to rows of a model by keys that are ours to keep.
    pub(super) fn keeps_keys_to(&self, model: ModelId) -> bool {
        !self.referrers(model).is_empty()
    }

    /// Adds the key of a model and what others refer to.
    pub(super) fn referred_columns(&self, model: ModelId, layout: &mut Layout<'_>) -> Result<Vec<(FieldId, u16)>> {
        let mut fields = self.key(model)?.to_vec();
        fields.extend(self.referrers(model).iter().flat_map(|r| &r.references));
        Ok(fields.into_iter().map(|f| (f, layout.require(f))).collect())
    }

    /// Finds the rows of a condition, for what is done to those that refer to them.
    pub(super) fn find_referred(&mut self, model: ModelId, condition: &Condition<'_, '_>) -> Result<Parent> {
        let mut layout = Layout::default();
        let columns = self.referred_columns(model, &mut layout)?;
        let slot = self.find_keys(model, condition, &layout)?;
        Ok(Parent { slot, columns, is_new: false })
    }

    /// The condition of rows that were found, by their key.
    pub(super) fn found<'a>(&self, model: ModelId, rows: Parent) -> Result<Condition<'a, 'm>> {
        let key = self.key(model)?;
        Ok(Condition { among: Some(Among { rows, own: key, theirs: key }), ..Condition::default() })
    }

    /// The condition of those that refer to rows.
    fn referring<'a>(relation: &'m Relation, rows: &Parent) -> Condition<'a, 'm> {
        let among = Among { rows: rows.clone(), own: &relation.fields, theirs: &relation.references };
        Condition { among: Some(among), ..Condition::default() }
    }

    /// Writes that columns of `t` equal those of one of the rows.
    pub(super) fn among(&self, sql: &mut Sql<'_>, model: ModelId, t: Alias, among: &Among<'_>) -> Result<()> {
        let mut columns = Vec::with_capacity(among.theirs.len());
        for field in among.theirs {
            let ParamSource::Column { column, .. } = among.rows.value(*field)? else { continue };
            columns.push(column);
        }
        let keys = |component: u16| ParamSource::Keys { slot: among.rows.slot, columns: columns.clone(), component };
        if let [field] = among.own {
            let field = self.column(model, *field)?;
            let text = sql.part(|sql| sql.column(t, &field.database_name));
            sql.is_in(field, &text, false, keys(0), "");
            return Ok(());
        }
        let k = sql.alias();
        let mut lists = Vec::with_capacity(among.own.len());
        for (component, field) in (0_u16..).zip(among.own) {
            let field = self.column(model, *field)?;
            lists.push((field, keys(component), CellType::list(cell_type(field).scalar)));
        }
        sql.push("EXISTS (SELECT 1 FROM ");
        let fields: Vec<_> = lists.iter().map(|(field, ..)| *field).collect();
        sql.lists_as_table(k, lists);
        for (index, field) in fields.into_iter().enumerate() {
            sql.push(if index == 0 { " WHERE " } else { " AND " });
            sql.comparable_column(t, field);
            sql.push(" = ");
            sql.comparable_key(k, &format!("v{index}"), field);
        }
        sql.push(")");
        Ok(())
    }

    /// What deleting rows does to those that refer to them. Prisma goes the other way round where it looks before it
    /// deletes.
    pub(super) fn on_delete(&mut self, model: ModelId, rows: &Parent, is_before: bool) -> Result<()> {
        let mut relations = self.referrers(model);
        if is_before {
            relations.reverse();
        }
        for relation in relations {
            let condition = Self::referring(relation, rows);
            match relation.on_delete {
                ReferentialAction::NoAction | ReferentialAction::SetDefault => {}
                ReferentialAction::Restrict => self.refuse_if_any(relation, &condition)?,
                ReferentialAction::SetNull => self.clear_key(relation.forward_model, &relation.fields, &condition)?,
                ReferentialAction::Cascade => {
                    self.delete_where(relation.forward_model, &condition, None)?;
                }
            }
        }
        Ok(())
    }

    /// Fails if rows of a condition refer to what is to change.
    fn refuse_if_any(&mut self, relation: &'m Relation, condition: &Condition<'_, '_>) -> Result<()> {
        let slot = self.find_keys(relation.forward_model, condition, &Layout::default())?;
        let (holder, referred) = (self.model(relation.forward_model)?, self.model(relation.back_model)?);
        let failure = Self::violation(&relation.name, &holder.name, &referred.name);
        self.steps.push(Step::Require { slot, expectation: Expectation::None, failure });
        Ok(())
    }

    /// Whether a change is one of columns that others refer to.
    pub(super) fn changes_keys(&self, model: ModelId, data: &Data, link: &Link) -> bool {
        let relations = self.referrers(model);
        if relations.is_empty() {
            return false;
        }
        let changes = changes(data, link);
        relations.iter().any(|r| r.references.iter().any(|f| changes.iter().any(|(c, _)| c == f)))
    }

    /// What changing rows does to those that refer to them.
    pub(super) fn on_update(&mut self, model: ModelId, data: &Data, link: &Link, rows: &Parent) -> Result<()> {
        self.on_changes(model, &changes(data, link), rows)
    }

    fn on_changes(&mut self, model: ModelId, changes: &[(FieldId, Change)], rows: &Parent) -> Result<()> {
        for relation in self.referrers(model).into_iter().rev() {
            let pairs = relation.fields.iter().zip(&relation.references);
            let passed_on: Vec<(FieldId, Change)> = pairs
                .filter_map(|(own, theirs)| changes.iter().find(|(f, _)| f == theirs).map(|(_, c)| (*own, c.clone())))
                .collect();
            if passed_on.is_empty() {
                continue;
            }
            let condition = Self::referring(relation, rows);
            let child = relation.forward_model;
            match relation.on_update {
                ReferentialAction::NoAction | ReferentialAction::SetDefault => {}
                ReferentialAction::Restrict => self.refuse_if_any(relation, &condition)?,
                ReferentialAction::SetNull => {
                    let nulls: Vec<_> = relation.fields.iter().map(|f| (*f, Change::Null)).collect();
                    let condition = self.pass_on(child, &nulls, condition)?;
                    self.clear_key(child, &relation.fields, &condition)?;
                }
                ReferentialAction::Cascade => {
                    let condition = self.pass_on(child, &passed_on, condition)?;
                    self.change_columns(child, &passed_on, &condition)?;
                }
            }
        }
        Ok(())
    }

    /// What a change of rows of a condition does further on; the condition by which they are found afterwards.
    fn pass_on(
        &mut self,
        model: ModelId,
        changes: &[(FieldId, Change)],
        condition: Condition<'static, 'm>,
    ) -> Result<Condition<'static, 'm>> {
        let is_referred = |r: &&Relation| r.references.iter().any(|f| changes.iter().any(|(c, _)| c == f));
        if !self.referrers(model).iter().any(is_referred) {
            return Ok(condition);
        }
        let rows = self.find_referred(model, &condition)?;
        self.on_changes(model, changes, &rows)?;
        self.found(model, rows)
    }

    fn change_columns(
        &mut self,
        model: ModelId,
        changes: &[(FieldId, Change)],
        condition: &Condition<'_, '_>,
    ) -> Result<()> {
        let mut sql = self.sql();
        let t = sql.alias();
        sql.begin(Verb::Update);
        sql.table_as(self.model(model)?, t);
        sql.push(" SET ");
        for (index, (field, change)) in changes.iter().enumerate() {
            sql.comma(index);
            sql.writes(*field, matches!(change, Change::Write(_)));
            let field = self.column(model, *field)?;
            sql.name(&field.database_name);
            sql.push(" = ");
            match change {
                Change::Write(write) => self.column_write(&mut sql, t, field, *write)?,
                Change::Source(source) => sql.value(field, source.clone()),
                Change::Null if field.arity == Arity::Required => sql.column(t, &field.database_name),
                Change::Null => sql.push("NULL"),
            }
        }
        self.condition(&mut sql, model, t, condition)?;
        self.execute(sql.finish(), false);
        Ok(())
    }

    /// Deletes the rows of a condition, after what that does to others. The slot is that of the DELETE.
    pub(super) fn delete_referred(
        &mut self,
        model: ModelId,
        condition: &Condition<'_, '_>,
        layout: Option<&Layout<'_>>,
    ) -> Result<Slot> {
        let rows = self.find_referred(model, condition)?;
        self.on_delete(model, &rows, true)?;
        let found = self.found(model, rows)?;
        self.delete_rows(model, &found, layout)
    }
}

/// The columns that are changed; of two writes to one the last holds, and what a relation decides goes before both.
fn changes(data: &Data, link: &Link) -> Vec<(FieldId, Change)> {
    let mut out: Vec<_> = link.iter().map(|(field, source)| (*field, Change::Source(source.clone()))).collect();
    for write in data.writes.iter().rev() {
        if let Write::Column { field, value } = write
            && !out.iter().any(|(f, _)| f == field)
        {
            out.push((*field, Change::Write(*value)));
        }
    }
    out
}
