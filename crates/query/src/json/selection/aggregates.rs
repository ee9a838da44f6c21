//! What is computed of records: `_count`, `_sum`, …, and how many are related.

use nicol_model::{Arity, FieldId, ModelId};
use serde_json::Value as Json;

use crate::ast::{Aggregate, AggregateFunction, Operation, Selected, Selection};
use crate::json::error::{InputErrorKind, Path};
use crate::json::place::Place;
use crate::json::reader::{Reader, Result};
use crate::json::value::describe;
use crate::surface::offers;

impl Reader<'_> {
    /// `_count: { _all: true, name: true }`.
    pub(super) fn counts(&mut self, operation: &mut Operation, value: &Json, path: &Path<'_>) -> Result<()> {
        self.aggregates(operation, AggregateFunction::Count, value, path)
    }

    pub(super) fn aggregates(
        &mut self,
        operation: &mut Operation,
        function: AggregateFunction,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<()> {
        let object = value.as_object().ok_or_else(|| {
            path.error(InputErrorKind::InvalidSelectionValue, format!("expected an object, got {}", describe(value)))
        })?;
        let model = self.model(operation.model);
        let before = operation.aggregates.len();
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            match value {
                Json::Bool(false) => continue,
                Json::Bool(true) => {}
                other => {
                    let message = format!("expected true or false, got {}", describe(other));
                    return Err(path.error(InputErrorKind::InvalidSelectionValue, message));
                }
            }
            if key == "_all" && function == AggregateFunction::Count {
                operation.aggregates.push(Aggregate::CountAll);
                continue;
            }
            match model.find_field(key).filter(|id| offers(model.field(*id), function)) {
                Some(id) => operation.aggregates.push(Aggregate::Of(function, id)),
                None => {
                    let names = model.fields.iter().filter(|f| offers(f, function)).map(|f| f.name.as_str());
                    return Err(self.unknown_selection(key, names, &path));
                }
            }
        }
        if operation.aggregates.len() == before {
            return Err(
                path.error(InputErrorKind::EmptySelection, "nothing is selected: set at least one field to true")
            );
        }
        Ok(())
    }

    pub(super) fn has_lists(&self, model: ModelId) -> bool {
        self.model(model).fields.iter().any(|f| f.arity == Arity::List && !f.is_column())
    }

    fn list_relations(&self, model: ModelId) -> Vec<FieldId> {
        let fields = &self.model(model).fields;
        let ids = (0u16..).map(FieldId).zip(fields);
        ids.filter(|(_, f)| f.arity == Arity::List && !f.is_column()).map(|(id, _)| id).collect()
    }

    /// `_count: true`, `_count: { select: { posts: … } }`, or the protocol's form.
    pub(super) fn count_selection(
        &mut self,
        model: ModelId,
        value: &Json,
        path: &Path<'_>,
        out: &mut Selection,
    ) -> Result<()> {
        let lists = self.list_relations(model);
        let Some(object) = value.as_object() else {
            out.items.extend(lists.into_iter().map(|field| Selected::Count { field, filter: None }));
            return Ok(());
        };
        let Some(select) = Self::get(object, "select").or_else(|| Self::get(object, "selection")) else {
            out.items.extend(lists.into_iter().map(|field| Selected::Count { field, filter: None }));
            return Ok(());
        };
        let path = path.name("select");
        let select = select.as_object().ok_or_else(|| {
            path.error(InputErrorKind::InvalidSelectionValue, format!("expected an object, got {}", describe(select)))
        })?;
        let before = out.items.len();
        for (key, value) in Self::entries(select) {
            let path = path.name(key);
            if key == "$scalars" || key == "$composites" {
                if key == "$scalars" && value == &Json::Bool(true) {
                    out.items.extend(lists.iter().map(|f| Selected::Count { field: *f, filter: None }));
                }
                continue;
            }
            let Some(field) = self.model(model).find_field(key).filter(|id| lists.contains(id)) else {
                let model = self.model(model);
                let names = lists.iter().map(|id| model.field(*id).name.as_str());
                return Err(self.unknown_selection(key, names, &path));
            };
            let filter = match value {
                Json::Bool(false) => continue,
                Json::Object(object) => {
                    let object = object.get("arguments").and_then(Json::as_object).unwrap_or(object);
                    let target = self.surface.target(model, field).map_or(model, |t| t.0);
                    match Self::get(object, "where") {
                        Some(value) => self.filter(value, Place::Where(target), &path.name("where"))?,
                        None => None,
                    }
                }
                _ => None,
            };
            out.items.push(Selected::Count { field, filter });
        }
        if out.items.len() == before {
            return Err(
                path.error(InputErrorKind::EmptySelection, "nothing is counted: set at least one relation to true")
            );
        }
        Ok(())
    }
}
