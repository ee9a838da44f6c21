//! What is returned: `select`, `include`, `omit` of calls, and the protocol's selection.

mod aggregates;
mod protocol;

use nicol_model::{Field, FieldId, ModelId};
use serde_json::Value as Json;

use crate::ast::{Action, Aggregate, AggregateFunction, NestedRead, Operation, Selected, Selection};
use crate::json::error::{InputErrorKind, Path};
use crate::json::order::aggregate;
use crate::json::place::Place;
use crate::json::reader::{Form, Object, Reader, Result, unknown};
use crate::json::value::{describe, is_absent};

impl Reader<'_> {
    /// Reads the arguments of a method: those of the action, and what is to be returned.
    pub(in crate::json) fn call(
        &mut self,
        operation: &mut Operation,
        args: &Object,
        is_count: bool,
        path: &Path<'_>,
    ) -> Result<Form> {
        let given = |key: &str| given(args, key);
        let mut form = Form::Call;
        match operation.action {
            Action::Aggregate if is_count => {
                form = match given("select") {
                    None => {
                        operation.aggregates.push(Aggregate::CountAll);
                        Form::CountNumber
                    }
                    Some(Json::Bool(true)) => {
                        operation.aggregates.push(Aggregate::CountAll);
                        Form::CountNumber
                    }
                    Some(select) => {
                        self.counts(operation, select, &path.name("select"))?;
                        Form::CountObject
                    }
                };
            }
            Action::Aggregate | Action::GroupBy => {
                // In the order of the request, which is that of the result.
                for key in args.keys().map(String::as_str) {
                    let Some(function) = aggregate(key) else { continue };
                    let Some(value) = given(key) else { continue };
                    let path = path.name(key);
                    if function == AggregateFunction::Count && value == &Json::Bool(true) {
                        operation.aggregates.push(Aggregate::CountAll);
                        form = Form::CountTrue;
                        continue;
                    }
                    if value == &Json::Bool(false) {
                        continue;
                    }
                    self.aggregates(operation, function, value, &path)?;
                }
                if operation.action == Action::Aggregate && operation.aggregates.is_empty() {
                    return Err(path.error(
                        InputErrorKind::EmptySelection,
                        "`aggregate` returns nothing: give `_count`, `_sum`, `_avg`, `_min` or `_max`",
                    ));
                }
            }
            Action::CreateMany | Action::UpdateMany | Action::DeleteMany => {}
            _ => {
                let (select, include, omit) = (given("select"), given("include"), given("omit"));
                let part = if select.is_some() { "select" } else { "include" };
                operation.selection = self.select(operation.model, select, include, omit, path)?;
                self.check_returned(operation, &path.name(part))?;
            }
        }
        let action = operation.action;
        let is_selection = |key: &str| match action {
            Action::Aggregate if is_count => key == "select",
            Action::Aggregate | Action::GroupBy => aggregate(key).is_some(),
            Action::CreateMany | Action::UpdateMany | Action::DeleteMany => false,
            _ => matches!(key, "select" | "include" | "omit"),
        };
        self.arguments(operation, args, is_selection, path)?;
        Ok(form)
    }

    /// Rows that were written by one statement come with their columns, and with records that they refer to, as in Prisma.
    fn check_returned(&self, operation: &Operation, path: &Path<'_>) -> Result<()> {
        if !matches!(operation.action, Action::CreateManyAndReturn | Action::UpdateManyAndReturn) {
            return Ok(());
        }
        let model = self.model(operation.model);
        let is_returned = |field: &Field| self.surface.is_returned_of_many(field);
        let other = operation.selection.items.iter().find_map(|item| match item {
            Selected::Relation(read) if !is_returned(model.field(read.field)) => Some(&*model.field(read.field).name),
            Selected::Count { .. } => Some("_count"),
            _ => None,
        });
        let Some(key) = other else { return Ok(()) };
        let names = model.fields.iter().filter(|f| is_returned(f)).map(|f| f.name.as_str());
        Err(self.unknown_selection(key, names, &path.name(key)))
    }

    #[expect(clippy::unused_self, reason = "stands with its kin")]
    fn unknown_selection<'n>(
        &self,
        key: &str,
        names: impl Iterator<Item = &'n str> + Clone,
        path: &Path<'_>,
    ) -> crate::json::InputError {
        let mut error = unknown(key, names, Place::SortOrder, path);
        error.path.pop();
        error.kind = InputErrorKind::UnknownSelectionField;
        error
    }

    /// `select`, `include` and `omit` of one level.
    fn select(
        &mut self,
        model: ModelId,
        select: Option<&Json>,
        include: Option<&Json>,
        omit: Option<&Json>,
        path: &Path<'_>,
    ) -> Result<Selection> {
        let excluded = match (&select, &include, &omit) {
            (Some(_), Some(_), _) => Some("include"),
            (Some(_), _, Some(_)) => Some("omit"),
            _ => None,
        };
        if let Some(other) = excluded {
            return Err(path.name("select").error(
                InputErrorKind::MutuallyExclusiveFields,
                format!("`select` and `{other}` can't stand on the same level: give one of them"),
            ));
        }
        let mut out = Selection::default();
        if let Some(select) = select {
            let path = path.name("select");
            self.select_object(model, select, true, &path, &mut out)?;
            if out.items.is_empty() {
                return Err(path.error(
                    InputErrorKind::EmptySelection,
                    format!("nothing of `{}` is selected: set at least one field to true", self.model(model).name),
                ));
            }
            return Ok(out);
        }
        let empty = Json::Object(Object::new());
        let omit = self.omitted(model, omit.unwrap_or(&empty), path)?;
        out.items.push(Selected::Columns { omit });
        if let Some(include) = include {
            self.select_object(model, include, false, &path.name("include"), &mut out)?;
        }
        Ok(out)
    }

    /// The columns that are left out: those of the client's option unless the request says otherwise, and its own.
    fn omitted(&self, model: ModelId, value: &Json, path: &Path<'_>) -> Result<Vec<FieldId>> {
        let option = path;
        let path = &option.name("omit");
        let object = value.as_object().ok_or_else(|| {
            path.error(InputErrorKind::InvalidSelectionValue, format!("expected an object, got {}", describe(value)))
        })?;
        // Whatever is not true brings a column back, `undefined` too, as in Prisma's clients.
        let mut out: Vec<FieldId> =
            self.omit.of(model).filter(|id| !object.contains_key(&self.field(model, *id).name)).collect();
        for (key, value) in Self::entries(object) {
            let found = self.model(model).find_field(key).filter(|id| self.field(model, *id).is_column());
            let Some(id) = found else {
                let names = self.model(model).fields.iter().filter(|f| f.is_column()).map(|f| f.name.as_str());
                return Err(self.unknown_selection(key, names, &path.name(key)));
            };
            match value {
                Json::Bool(true) => out.push(id),
                Json::Bool(false) | Json::Null => {}
                other => {
                    let message = format!("expected true or false, got {}", describe(other));
                    return Err(path.name(key).error(InputErrorKind::InvalidSelectionValue, message));
                }
            }
        }
        let columns = self.model(model).fields.iter().filter(|f| f.is_column()).count();
        if out.len() == columns {
            let (place, message) = if object.is_empty() {
                let message = "the client's option `omit` leaves out every field of `{}`: select some, or take one back \
                               by `omit: { field: false }`";
                (option, message.replace("{}", &self.model(model).name))
            } else {
                (path, "everything is left out: keep at least one field".to_owned())
            };
            return Err(place.error(InputErrorKind::EmptySelection, message));
        }
        Ok(out)
    }

    /// The entries of `select` or `include`.
    fn select_object(
        &mut self,
        model: ModelId,
        value: &Json,
        scalars: bool,
        path: &Path<'_>,
        out: &mut Selection,
    ) -> Result<()> {
        let object = value.as_object().ok_or_else(|| {
            path.error(InputErrorKind::InvalidSelectionValue, format!("expected an object, got {}", describe(value)))
        })?;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            if key == "_count" && self.has_lists(model) {
                if value != &Json::Bool(false) && !value.is_null() {
                    self.count_selection(model, value, &path, out)?;
                }
                continue;
            }
            let Some(id) = self.model(model).find_field(key) else {
                let names = self.model(model).fields.iter().map(|f| f.name.as_str());
                return Err(self.unknown_selection(key, names, &path));
            };
            if matches!(value, Json::Bool(false) | Json::Null) {
                continue;
            }
            if self.field(model, id).is_column() {
                if !scalars {
                    return Err(path.error(
                        InputErrorKind::IncludeOnScalar,
                        format!("`{key}` is a column: columns are always included, so take it out, or use `select`"),
                    ));
                }
                if value.is_object() {
                    return Err(path.error(
                        InputErrorKind::SelectionSetOnScalar,
                        format!("`{key}` is a column, and a column has nothing to select from: give true"),
                    ));
                }
                out.items.push(Selected::Column(id));
                continue;
            }
            let read = self.nested_call(model, id, value, &path)?;
            out.items.push(Selected::Relation(read));
        }
        Ok(())
    }

    fn nested_call(&mut self, model: ModelId, id: FieldId, value: &Json, path: &Path<'_>) -> Result<NestedRead> {
        let target = self.surface.target(model, id).map_or(model, |t| t.0);
        match value {
            Json::Bool(_) => {
                let selection = self.select(target, None, None, None, path)?;
                Ok(NestedRead { field: id, args: crate::ast::Args::default(), selection })
            }
            Json::Object(object) => {
                let [select, include, omit] = ["select", "include", "omit"].map(|key| given(object, key));
                let selection = self.select(target, select, include, omit, path)?;
                let is_selection = |key: &str| matches!(key, "select" | "include" | "omit");
                self.check_but(object, is_selection, Place::ReadArgs(model, id), path)?;
                let args = self.args(target, Place::OrderBy(target), object, path)?;
                Ok(NestedRead { field: id, args, selection })
            }
            other => Err(path.error(
                InputErrorKind::InvalidSelectionValue,
                format!("expected true, false or an object, got {}", describe(other)),
            )),
        }
    }
}

/// An entry, unless it is absent or null.
fn given<'v>(object: &'v Object, key: &str) -> Option<&'v Json> {
    object.get(key).filter(|value| !is_absent(value) && !value.is_null())
}
