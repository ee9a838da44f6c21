//! A relation as seen from one of its fields.

use nicol_model::{
    Arity, DataModel, Field, FieldId, FieldKind, JoinTable, Model, ModelId, Relation, RelationMode, RelationSide,
};

use super::{PlanError, Result};
use crate::sql::{Alias, Sql};

/// A relation as seen from one of its fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rel<'m> {
    pub(super) schema: &'m DataModel,
    pub(super) relation: &'m Relation,
    pub(super) side: RelationSide,
    /// The field on this side.
    pub(super) field: &'m Field,
    pub(super) model_id: ModelId,
    pub(super) target_id: ModelId,
    pub(super) model: &'m Model,
    pub(super) target: &'m Model,
}

impl<'m> Rel<'m> {
    pub(super) fn of(schema: &'m DataModel, model_id: ModelId, field: FieldId) -> Result<Self> {
        let model = schema.models.get(model_id.index()).ok_or(PlanError::UnknownModel)?;
        let field = model.fields.get(field.index()).ok_or(PlanError::UnknownField)?;
        let FieldKind::Relation(relation, side) = field.kind else {
            return Err(PlanError::NotARelation { field: field.name.clone() });
        };
        let relation = schema.relation(relation);
        let target_id = relation.model(side.opposite());
        Ok(Self { schema, relation, side, field, model_id, target_id, model, target: schema.model(target_id) })
    }

    pub(super) fn is_list(&self) -> bool {
        self.field.arity == Arity::List
    }

    pub(super) fn join_table(&self) -> Option<&'m JoinTable> {
        self.relation.join_table.as_ref()
    }

    /// Whether the foreign key is on this side.
    pub(super) fn holds_key(&self) -> bool {
        self.side == RelationSide::Forward && self.join_table().is_none()
    }

    /// The columns on this side that tell which records are related.
    pub(super) fn own_fields(&self) -> &'m [FieldId] {
        self.fields(self.side, self.model)
    }

    /// The columns on the other side.
    pub(super) fn target_fields(&self) -> &'m [FieldId] {
        self.fields(self.side.opposite(), self.target)
    }

    fn fields(&self, side: RelationSide, model: &'m Model) -> &'m [FieldId] {
        if self.join_table().is_some() {
            return match model.uniques.iter().find(|u| u.is_primary_key).or(model.uniques.first()) {
                Some(unique) => &unique.fields,
                None => &[],
            };
        }
        match side {
            RelationSide::Forward => &self.relation.fields,
            RelationSide::Back => &self.relation.references,
        }
    }

    /// The column of the join table that points to this side.
    pub(super) fn own_join_column(&self) -> &'static str {
        match self.side {
            RelationSide::Forward => "A",
            RelationSide::Back => "B",
        }
    }

    /// The column of the join table that points to the other side.
    pub(super) fn target_join_column(&self) -> &'static str {
        match self.side {
            RelationSide::Forward => "B",
            RelationSide::Back => "A",
        }
    }

    /// The field whose values the parents' key with this index is compared with.
    pub(super) fn key_field(&self, index: usize) -> Option<&'m Field> {
        match self.join_table() {
            Some(_) => self.own_fields().get(index).map(|f| self.model.field(*f)),
            None => self.target_fields().get(index).map(|f| self.target.field(*f)),
        }
    }

    /// Whether the foreign key's columns, on whichever side, can be NULL.
    pub(super) fn key_is_optional(&self) -> bool {
        let (holder, fields) = (self.schema.model(self.relation.forward_model), &self.relation.fields);
        !fields.is_empty()
            && fields.iter().any(|f| holder.field(*f).arity == Arity::Optional)
            && self.relation.forward_field.is_none_or(|f| holder.field(f).arity == Arity::Optional)
    }

    /// Whether each record has at most one partner, on both sides.
    pub(super) fn is_one_to_one(&self) -> bool {
        self.join_table().is_none() && {
            let back = self.relation.field(RelationSide::Back);
            let model = self.schema.model(self.relation.back_model);
            match back {
                Some(field) => model.field(field).arity != Arity::List,
                None => false,
            }
        }
    }

    /// `t0.id = t1.author_id AND …`: own columns (of `own`) equal the other side's (of `target`).
    pub(super) fn equal(&self, sql: &mut Sql<'_>, own: Alias, target: Alias) {
        for (index, (a, b)) in self.own_fields().iter().zip(self.target_fields()).enumerate() {
            if index > 0 {
                sql.push(" AND ");
            }
            sql.comparable_column(target, self.target.field(*b));
            sql.push(" = ");
            sql.comparable_column(own, self.model.field(*a));
        }
    }

    /// Writes `target AS t1 WHERE <related to own>`, through the join table where there is one. `target_needed` says
    /// whether columns of the target are used; without, the join table may stand for it, if foreign keys keep it true.
    pub(super) fn related_from(&self, sql: &mut Sql<'_>, own: Alias, target_needed: bool) -> Alias {
        let target = sql.alias();
        match self.join_table() {
            None => {
                sql.table_as(self.target, target);
                sql.push(" WHERE ");
                self.equal(sql, own, target);
            }
            Some(table) => {
                let join = sql.alias();
                sql.join_table_as(table, join);
                if target_needed || self.schema.relation_mode == RelationMode::Prisma {
                    sql.push(" JOIN ");
                    sql.table_as(self.target, target);
                    sql.push(" ON ");
                    self.join_target(sql, join, target);
                }
                sql.push(" WHERE ");
                self.join_own(sql, join, own);
            }
        }
        target
    }

    /// `t1.id = t2.B`.
    pub(super) fn join_target(&self, sql: &mut Sql<'_>, join: Alias, target: Alias) {
        let Some(key) = self.target_fields().first().map(|key| self.target.field(*key)) else { return };
        sql.comparable_column(target, key);
        sql.push(" = ");
        sql.comparable_key(join, self.target_join_column(), key);
    }

    /// `t2.A = t0.id`.
    fn join_own(&self, sql: &mut Sql<'_>, join: Alias, own: Alias) {
        let Some(key) = self.own_fields().first().map(|key| self.model.field(*key)) else { return };
        sql.comparable_key(join, self.own_join_column(), key);
        sql.push(" = ");
        sql.comparable_column(own, key);
    }
}
