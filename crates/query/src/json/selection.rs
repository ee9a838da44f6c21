//! What is returned: `select`, `include`, `omit` of calls, and the protocol's selection.

use nicol_model::{Arity, Field, FieldId, ModelId};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::order::aggregate;
use super::place::Place;
use super::reader::{Form, Object, Reader, Result, unknown};
use super::value::{describe, is_absent};
use crate::ast::{Action, Aggregate, AggregateFunction, NestedRead, Operation, Selected, Selection};
use crate::surface::offers;

impl Reader<'_> {
    /// Reads the arguments of a method: those of the action, and what is to be returned.
    pub(super) fn call(
        &mut self,
        operation: &mut Operation,
        args: &Object,
        is_count: bool,
        path: &Path<'_>,
    ) -> Result<Form> {
        let mut own = args.clone();
        let mut take = |key: &str| own.shift_remove(key).filter(|v| !is_absent(v) && !v.is_null());
        let mut form = Form::Call;
        match operation.action {
            Action::Aggregate if is_count => {
                form = match take("select") {
                    None => {
                        operation.aggregates.push(Aggregate::CountAll);
                        Form::CountNumber
                    }
                    Some(Json::Bool(true)) => {
                        operation.aggregates.push(Aggregate::CountAll);
                        Form::CountNumber
                    }
                    Some(select) => {
                        self.counts(operation, &select, &path.name("select"))?;
                        Form::CountObject
                    }
                };
            }
            Action::Aggregate | Action::GroupBy => {
                for key in ["_count", "_sum", "_avg", "_min", "_max"] {
                    let (Some(value), Some(function)) = (take(key), aggregate(key)) else { continue };
                    let path = path.name(key);
                    if function == AggregateFunction::Count && value == Json::Bool(true) {
                        operation.aggregates.push(Aggregate::CountAll);
                        form = Form::CountTrue;
                        continue;
                    }
                    if value == Json::Bool(false) {
                        continue;
                    }
                    self.aggregates(operation, function, &value, &path)?;
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
                let (select, include, omit) = (take("select"), take("include"), take("omit"));
                let part = if select.is_some() { "select" } else { "include" };
                operation.selection = self.select(operation.model, select, include, omit, path)?;
                self.check_returned(operation, &path.name(part))?;
            }
        }
        self.arguments(operation, &own, path)?;
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

    /// `_count: { _all: true, name: true }`.
    fn counts(&mut self, operation: &mut Operation, value: &Json, path: &Path<'_>) -> Result<()> {
        self.aggregates(operation, AggregateFunction::Count, value, path)
    }

    fn aggregates(
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

    #[expect(clippy::unused_self, reason = "stands with its kin")]
    fn unknown_selection<'n>(
        &self,
        key: &str,
        names: impl Iterator<Item = &'n str> + Clone,
        path: &Path<'_>,
    ) -> super::InputError {
        let mut error = unknown(key, names, Place::SortOrder, path);
        error.path.pop();
        error.kind = InputErrorKind::UnknownSelectionField;
        error
    }

    /// `select`, `include` and `omit` of one level.
    fn select(
        &mut self,
        model: ModelId,
        select: Option<Json>,
        include: Option<Json>,
        omit: Option<Json>,
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
            self.select_object(model, &select, true, &path, &mut out)?;
            if out.items.is_empty() {
                return Err(path.error(
                    InputErrorKind::EmptySelection,
                    format!("nothing of `{}` is selected: set at least one field to true", self.model(model).name),
                ));
            }
            return Ok(out);
        }
        let empty = Json::Object(Object::new());
        let omit = self.omitted(model, omit.as_ref().unwrap_or(&empty), path)?;
        out.items.push(Selected::Columns { omit });
        if let Some(include) = include {
            self.select_object(model, &include, false, &path.name("include"), &mut out)?;
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
                let mut own = object.clone();
                let mut take = |key: &str| own.shift_remove(key).filter(|v| !is_absent(v) && !v.is_null());
                let (select, include, omit) = (take("select"), take("include"), take("omit"));
                let selection = self.select(target, select, include, omit, path)?;
                self.check(&own, Place::ReadArgs(model, id), path)?;
                let args = self.args(target, Place::OrderBy(target), &own, path)?;
                Ok(NestedRead { field: id, args, selection })
            }
            other => Err(path.error(
                InputErrorKind::InvalidSelectionValue,
                format!("expected true, false or an object, got {}", describe(other)),
            )),
        }
    }

    fn has_lists(&self, model: ModelId) -> bool {
        self.model(model).fields.iter().any(|f| f.arity == Arity::List && !f.is_column())
    }

    fn list_relations(&self, model: ModelId) -> Vec<FieldId> {
        let fields = &self.model(model).fields;
        let ids = (0u16..).map(FieldId).zip(fields);
        ids.filter(|(_, f)| f.arity == Arity::List && !f.is_column()).map(|(id, _)| id).collect()
    }

    /// `_count: true`, `_count: { select: { posts: … } }`, or the protocol's form.
    fn count_selection(&mut self, model: ModelId, value: &Json, path: &Path<'_>, out: &mut Selection) -> Result<()> {
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

    // The protocol.

    /// The selection of a request in the protocol's form.
    pub(super) fn protocol_selection(
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
