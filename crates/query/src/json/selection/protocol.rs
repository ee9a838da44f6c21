//! The selection of a request in the protocol's form.

use nicol_model::{FieldId, ModelId};
use serde_json::Value as Json;

use crate::ast::{Action, Aggregate, NestedRead, Operation, Selected, Selection};
use crate::json::error::{InputErrorKind, Path};
use crate::json::order::aggregate;
use crate::json::place::Place;
use crate::json::reader::{Object, Reader, Result};

impl Reader<'_> {
    /// The selection of a request in the protocol's form.
    pub(in crate::json) fn protocol_selection(
        &mut self,
        operation: &mut Operation,
        selection: &Object,
        path: &Path<'_>,
    ) -> Result<()> {
        match operation.action {
            Action::CreateMany | Action::UpdateMany | Action::DeleteMany => Ok(()),
            Action::Aggregate | Action::GroupBy => {
                for (key, value) in selection {
                    let path = path.name(key);
                    let Some(function) = aggregate(key) else {
                        // The fields of `by` are always returned.
                        if operation.action == Action::GroupBy || key.starts_with('$') {
                            continue;
                        }
                        let names = ["_count", "_sum", "_avg", "_min", "_max"].into_iter();
                        return Err(self.unknown_selection(key, names, &path));
                    };
                    match value.get("selection") {
                        Some(inner) => self.aggregates(operation, function, inner, &path)?,
                        None if value == &Json::Bool(true) => operation.aggregates.push(Aggregate::CountAll),
                        None => {}
                    }
                }
                if operation.action == Action::Aggregate && operation.aggregates.is_empty() {
                    return Err(
                        path.error(InputErrorKind::EmptySelection, "`aggregate` returns nothing: select something")
                    );
                }
                Ok(())
            }
            _ => {
                operation.selection = self.protocol_level(operation.model, selection, path)?;
                self.check_returned(operation, path)
            }
        }
    }

    fn protocol_level(&mut self, model: ModelId, selection: &Object, path: &Path<'_>) -> Result<Selection> {
        let mut out = Selection::default();
        if selection.get("$scalars") == Some(&Json::Bool(true)) {
            let columns = self.model(model).fields.iter().zip(0u16..).filter(|(field, _)| field.is_column());
            let is_omitted = |name: &str, id| match selection.get(name) {
                Some(value) => value == &Json::Bool(false),
                None => self.omit.of(model).any(|omitted| omitted == id),
            };
            let omit = columns.map(|(field, id)| (&field.name, FieldId(id))).filter(|(name, id)| is_omitted(name, *id));
            out.items.push(Selected::Columns { omit: omit.map(|(_, id)| id).collect() });
        }
        let all = !out.items.is_empty();
        for (key, value) in selection {
            let path = path.name(key);
            if key.starts_with('$') || value == &Json::Bool(false) {
                continue;
            }
            if key == "_count" && self.has_lists(model) {
                self.count_selection(model, value, &path, &mut out)?;
                continue;
            }
            let Some(id) = self.model(model).find_field(key) else {
                let names = self.model(model).fields.iter().map(|f| f.name.as_str());
                return Err(self.unknown_selection(key, names, &path));
            };
            if self.field(model, id).is_column() {
                if value.is_object() {
                    let message = format!("`{key}` is a column, and a column has nothing to select from: give true");
                    return Err(path.error(InputErrorKind::SelectionSetOnScalar, message));
                }
                if !all {
                    out.items.push(Selected::Column(id));
                }
                continue;
            }
            let empty = Object::new();
            let target = self.surface.target(model, id).map_or(model, |t| t.0);
            let arguments = value.get("arguments").and_then(Json::as_object).unwrap_or(&empty);
            self.check(arguments, Place::ReadArgs(model, id), &path)?;
            let args = self.args(target, Place::OrderBy(target), arguments, &path)?;
            let selection = match value.get("selection").and_then(Json::as_object) {
                Some(inner) => self.protocol_level(target, inner, &path)?,
                None => self.select(target, None, None, None, &path)?,
            };
            out.items.push(Selected::Relation(NestedRead { field: id, args, selection }));
        }
        if out.items.is_empty() {
            return Err(path.error(
                InputErrorKind::EmptySelection,
                format!("nothing of `{}` is selected: set at least one field to true", self.model(model).name),
            ));
        }
        Ok(out)
    }
}
