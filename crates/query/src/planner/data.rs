//! What a row is given: columns from the request, from related records, and by default.

use nicol_model::{Arity, DefaultFunction, DefaultValue, Field, FieldId, ModelId};

use super::{PlanError, Planner, Result};
use crate::ast::{ColumnWrite, Data, Param, RelationWrite, Write};
use crate::plan::{ParamSource, Slot};
use crate::rows::constant;
use crate::sql::{Alias, Sql};

/// Values for some columns, decided by a relation.
pub(super) type Link = Vec<(FieldId, ParamSource)>;

/// What an absent column gets in a new row.
pub(super) enum Absent {
    /// A value of the plan or the client.
    Value(ParamSource),
    /// What the database gives: NULL or a default of its own.
    Database,
    /// Nothing: it has to be given.
    Missing,
}

impl<'m> Planner<'m> {
    /// What a column gets that the request does not mention. `rows` is a list as long as the rows, if there may be
    /// several.
    pub(super) fn absent(&self, field: &Field, rows: Option<Param>) -> Absent {
        if field.is_updated_at {
            return Absent::Value(ParamSource::Now);
        }
        match &field.default {
            Some(DefaultValue::Literal(value)) => match constant(self.schema, field, std::slice::from_ref(value)) {
                Some(bytes) => Absent::Value(ParamSource::Constant(bytes)),
                None => Absent::Database,
            },
            Some(DefaultValue::List(values)) => match constant(self.schema, field, values) {
                Some(bytes) => Absent::Value(ParamSource::Constant(bytes)),
                None => Absent::Database,
            },
            Some(DefaultValue::Function(DefaultFunction::Now)) => Absent::Value(ParamSource::Now),
            Some(DefaultValue::Function(function)) if function.is_made_by_client() => {
                Absent::Value(ParamSource::Made { function: function.clone(), like: rows })
            }
            Some(DefaultValue::Function(_)) => Absent::Database,
            None if field.arity == Arity::Required => Absent::Missing,
            None => Absent::Database,
        }
    }

    /// The error of a column that has to be given.
    pub(super) fn missing(&self, model: ModelId, field: &Field) -> PlanError {
        let Ok(in_model) = self.model(model) else { return PlanError::UnknownModel };
        let name_of = |id: &FieldId| in_model.fields.get(usize::from(id.0)).map(|field| field.name.as_str());
        let relation = self
            .schema
            .relations
            .iter()
            .find(|relation| {
                relation.forward_model == model && relation.fields.iter().any(|id| name_of(id) == Some(&field.name))
            })
            .and_then(|relation| name_of(relation.forward_field.as_ref()?));
        PlanError::MissingValue {
            model: in_model.name.clone(),
            field: field.name.clone(),
            relation: relation.map(str::to_owned),
        }
    }

    /// Writes the value of a column write.
    pub(super) fn column_write(&self, sql: &mut Sql<'_>, t: Alias, field: &Field, value: ColumnWrite) -> Result<()> {
        let arithmetic = |sql: &mut Sql<'_>, sign: &str, param| {
            let column = sql.part(|sql| sql.column(t, &field.database_name));
            sql.push(&column);
            sql.push(sign);
            match sign {
                " * " => sql.factor(field, ParamSource::Request(param)),
                " / " => sql.divisor(field, ParamSource::Request(param)),
                _ => sql.value(field, ParamSource::Request(param)),
            }
        };
        match value {
            ColumnWrite::Set(param) => sql.value(field, ParamSource::Request(param)),
            ColumnWrite::SetNull => sql.push("NULL"),
            ColumnWrite::SetJsonNull => sql.push("'null'"),
            ColumnWrite::Increment(param) => arithmetic(sql, " + ", param),
            ColumnWrite::Decrement(param) => arithmetic(sql, " - ", param),
            ColumnWrite::Multiply(param) => arithmetic(sql, " * ", param),
            ColumnWrite::Divide(param) => arithmetic(sql, " / ", param),
            ColumnWrite::Push(param) => {
                if field.arity != Arity::List {
                    return Err(PlanError::Missing { part: "a list to push to" });
                }
                let column = sql.part(|sql| sql.column(t, &field.database_name));
                sql.push(&column);
                sql.push(" || ");
                sql.value(field, ParamSource::Request(param));
                sql.push("::");
                sql.type_name(field);
                sql.push("[]");
            }
        }
        Ok(())
    }

    /// The relation writes of `data` whose foreign key is in the row itself, and the others, each in order.
    pub(super) fn split<'d>(&self, model: ModelId, data: &'d Data) -> Result<Relations<'d, 'm>> {
        let mut out = Relations { inline: Vec::new(), later: Vec::new() };
        for write in &data.writes {
            if let Write::Relation { field, write } = write {
                let rel = self.relation(model, *field)?;
                let inline = matches!(
                    write,
                    RelationWrite::Create(_)
                        | RelationWrite::Connect(_)
                        | RelationWrite::ConnectOrCreate(_)
                        | RelationWrite::Disconnect(_)
                );
                if rel.holds_key() && inline { out.inline.push((rel, write)) } else { out.later.push((rel, write)) }
            }
        }
        Ok(out)
    }
}

/// Relation writes by when they run.
pub(super) struct Relations<'d, 'm> {
    /// Before the row is written: they decide columns of it.
    pub(super) inline: Vec<(super::Rel<'m>, &'d RelationWrite)>,
    /// After it.
    pub(super) later: Vec<(super::Rel<'m>, &'d RelationWrite)>,
}

/// A row that nested writes start from.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub(super) slot: Slot,
    /// The columns of the slot that are needed, by field.
    pub(super) columns: Vec<(FieldId, u16)>,
    /// Whether the row was just created, so that nothing is related to it yet.
    pub(super) is_new: bool,
}

impl Parent {
    /// The value of a column of the row.
    pub(super) fn value(&self, field: FieldId) -> Result<ParamSource> {
        let column = self.columns.iter().find(|(f, _)| *f == field).map(|(_, c)| *c);
        let column = column.ok_or(PlanError::Missing { part: "a column of the parent" })?;
        Ok(ParamSource::Column { slot: self.slot, column })
    }
}
