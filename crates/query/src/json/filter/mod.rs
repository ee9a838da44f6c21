//! `where` (reference: client.md section 2).

mod columns;
mod operands;
mod relations;

use nicol_model::{FieldId, ModelId};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Reader, Result};
use super::template::Origin;
use crate::ast::{Filter, Operand, Operator, ScalarFilter};
use columns::{Mode, Subject};

impl Reader<'_> {
    /// A condition; `None` if it says nothing.
    pub(in crate::json) fn filter(&mut self, value: &Json, input: Place, path: &Path<'_>) -> Result<Option<Filter>> {
        let object = self.object(value, input, path)?;
        let mut parts = Vec::new();
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            self.filter_entry(key, value, input, &path, &mut parts)?;
        }
        Ok(join(parts))
    }

    /// One key of a condition.
    fn filter_entry(
        &mut self,
        key: &str,
        value: &Json,
        input: Place,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let (Place::Where(model) | Place::WhereUnique(model) | Place::ScalarWhere(model) | Place::Having(model)) =
            input
        else {
            return Err(path.error(InputErrorKind::InvalidArgumentType, "no condition can stand here"));
        };
        // Inside AND, OR and NOT of a unique condition anything may stand.
        let inner = if let Place::WhereUnique(model) = input { Place::Where(model) } else { input };
        match key {
            "AND" | "OR" | "NOT" => {
                if key == "OR" && !value.is_array() {
                    return Err(path.error(InputErrorKind::InvalidArgumentType, "`OR` takes a list of conditions"));
                }
                let elements = Self::elements(value, path)?;
                let mut list = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    let path = path.index(index);
                    // Members that say nothing are left out, `{ OR: [] }` too.
                    list.extend(self.filter(element, inner, &path)?.filter(|f| !is_vacuous(f)));
                }
                match key {
                    "AND" => parts.extend(list),
                    "OR" => parts.push(Filter::Or(list)),
                    _ => parts.extend(list.into_iter().map(|f| Filter::Not(Box::new(f)))),
                }
                return Ok(());
            }
            _ => {}
        }
        let Some(id) = self.model(model).find_field(key) else {
            return Err(path.error(InputErrorKind::UnknownInputField, format!("there is no field `{key}`")));
        };
        let field = self.field(model, id);
        if field.is_column() {
            let subject = Subject {
                model,
                id,
                field,
                aggregate: None,
                input: match input {
                    Place::Having(_) => Place::HavingFilter(model, id),
                    _ => Place::Filter(model, id),
                },
            };
            return self.column_filter(subject, value, Mode::default(), path, parts);
        }
        self.relation_filter(model, id, value, path, parts)
    }

    /// The condition of a unique key; it names one record.
    pub(in crate::json) fn unique_filter(&mut self, model: ModelId, value: &Json, path: &Path<'_>) -> Result<Filter> {
        let object = self.object(value, Place::WhereUnique(model), path)?;
        let mut parts = Vec::new();
        let mut is_unique = false;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let criterion = self.model(model).uniques.iter().position(|u| u.name == *key);
            let Some(number) = criterion else {
                self.filter_entry(key, value, Place::WhereUnique(model), &path, &mut parts)?;
                continue;
            };
            is_unique = true;
            let criterion = &self.model(model).uniques[number];
            if let [field] = criterion.fields.as_slice() {
                parts.push(self.equals(model, *field, value, &path)?);
                continue;
            }
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let object = self.object(value, Place::CompoundUnique(model, number), &path)?;
            for field in &criterion.fields {
                let name = self.field(model, *field).name.as_str();
                let value = Self::get(object, name).unwrap_or(&Json::Null);
                parts.push(self.equals(model, *field, value, &path.name(name))?);
            }
        }
        if !is_unique {
            let names: Vec<&str> = self.model(model).uniques.iter().map(|u| u.name.as_str()).collect();
            let message = format!("one record has to be named: give at least one of {}", names.join(", "));
            let expected = Place::WhereUnique(model).expected(&self.surface, object);
            return Err(path.error(InputErrorKind::SomeFieldsMissing, message).with_expected(expected));
        }
        Ok(join(parts).unwrap_or(Filter::And(Vec::new())))
    }

    fn equals(&mut self, model: ModelId, id: FieldId, value: &Json, path: &Path<'_>) -> Result<Filter> {
        let field = self.field(model, id);
        if value.is_null() {
            return Err(path.error(
                InputErrorKind::InvalidArgumentValue,
                format!("`{}` is null, and null names no record", field.name),
            ));
        }
        let origin = Origin::one(field, value);
        let value = self.scalar(field, value, path)?;
        let operand = Operand::Param(self.param(value, origin, path)?);
        Ok(Filter::Scalar(scalar_filter(id, Operator::Equals, operand)))
    }
}

/// Whether there is no condition in a filter.
fn is_vacuous(filter: &Filter) -> bool {
    match filter {
        Filter::And(list) | Filter::Or(list) => list.iter().all(is_vacuous),
        Filter::Not(inner) => is_vacuous(inner),
        _ => false,
    }
}

/// All of these; `None` if there are none.
fn join(mut parts: Vec<Filter>) -> Option<Filter> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Filter::And(parts)),
    }
}

const fn scalar_filter(field: FieldId, operator: Operator, operand: Operand) -> ScalarFilter {
    ScalarFilter { field, operator, operand, insensitive: false, negated: false, json_path: None }
}
