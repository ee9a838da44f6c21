//! `data`: columns (reference: client.md 3.1 and 3.5).

use nicol_model::{Arity, Field, FieldId, FieldKind, ModelId, ScalarType};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Object, Reader, Result};
use super::template::{How, Kind, Origin, alike};
use super::value::{null_kind, tag_name};
use crate::ast::{ColumnWrite, Data, RowGroup, Write};
use crate::request::{Cells, RowSet};
use crate::surface::is_autoincrement;

impl Reader<'_> {
    /// `data` of a new record; `without` is the relation that the place of the data decides.
    pub(super) fn create(
        &mut self,
        model: ModelId,
        without: Option<FieldId>,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Data> {
        let object = self.object(value, Place::Create(model, without), path)?;
        let checked = self.check_alternatives(model, object, path)?;
        let mut data = Data::default();
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let Some(id) = self.model(model).find_field(key) else { continue };
            let field = self.field(model, id);
            if field.is_column() {
                if let Some(value) = self.new_column(model, id, field, value, &path)? {
                    data.writes.push(Write::Column { field: id, value });
                }
            } else {
                self.create_nested(model, id, value, &path, &mut data)?;
            }
        }
        self.check_relations(model, without, object, checked, path)?;
        Ok(data)
    }

    /// `data` of a record that is there.
    pub(super) fn update(
        &mut self,
        model: ModelId,
        without: Option<FieldId>,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Data> {
        let object = self.object(value, Place::Update(model, without), path)?;
        self.check_alternatives(model, object, path)?;
        let mut data = Data::default();
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let Some(id) = self.model(model).find_field(key) else { continue };
            let field = self.field(model, id);
            if field.is_column() {
                self.update_column(model, id, field, value, &path, &mut data)?;
            } else {
                self.update_nested(model, id, value, &path, &mut data)?;
            }
        }
        Ok(data)
    }

    /// `data` of updateMany: columns alone.
    pub(super) fn update_columns(
        &mut self,
        model: ModelId,
        without: Option<FieldId>,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Data> {
        let object = self.object(value, Place::UpdateMany(model, without), path)?;
        let mut data = Data::default();
        for (key, value) in Self::entries(object) {
            let Some(id) = self.model(model).find_field(key) else { continue };
            self.update_column(model, id, self.field(model, id), value, &path.name(key), &mut data)?;
        }
        Ok(data)
    }

    /// `data` of createMany.
    pub(super) fn rows(
        &mut self,
        model: ModelId,
        without: Option<FieldId>,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Vec<RowGroup>> {
        let mut rows = RowSet::new();
        for (index, element) in Self::elements(value, path)?.into_iter().enumerate() {
            let path = path.index(index);
            let object = self.object(element, Place::CreateMany(model, without), &path)?;
            let mut cells: Cells = Vec::with_capacity(object.len());
            for (key, value) in Self::entries(object) {
                let path = path.name(key);
                let Some(id) = self.model(model).find_field(key) else { continue };
                let field = self.field(model, id);
                let cell = match self.column_content(field, value, true, &path)? {
                    Content::Null => None,
                    Content::JsonNull => Some(b"null".to_vec()),
                    Content::Value(bytes, _) => Some(bytes),
                };
                cells.push((id, cell));
            }
            rows.push_cells(cells);
        }
        crate::rows::fill(self.surface.model, model, &mut rows);
        let mut origins = self.origins_of_rows(model, value).into_iter();
        rows.into_groups(|bytes| self.param(bytes, origins.next(), path))
    }

    /// What the values of rows are made of that all have the same keys: first of their positions, then of their columns in
    /// the order of the fields. None if that can't be said in these words.
    fn origins_of_rows(&self, model: ModelId, value: &Json) -> Vec<Origin> {
        let Some(keys) = alike(value) else { return Vec::new() };
        let model = self.model(model);
        let column = |(key, name): (usize, &String)| {
            let id = model.find_field(name)?;
            let field = model.field(id);
            let kind = Kind::of(field).filter(|kind| *kind != Kind::Scalar(ScalarType::Json))?;
            let how = How::Column { key, kind, is_nullable: field.arity == Arity::Optional };
            (field.arity != Arity::List).then_some((id, Origin::new(value, how)))
        };
        let Some(mut columns) = keys.enumerate().map(column).collect::<Option<Vec<_>>>() else { return Vec::new() };
        columns.sort_by_key(|(id, _)| *id);
        let positions = Origin::new(value, How::Positions);
        std::iter::once(positions).chain(columns.into_iter().map(|(_, origin)| origin)).collect()
    }

    /// Columns of foreign keys (and keys that the database makes) and relations of this side are alternatives, as in
    /// Prisma's checked and unchecked inputs: both at once are refused. Says whether such a relation stands there.
    fn check_alternatives(&self, model: ModelId, object: &Object, path: &Path<'_>) -> Result<bool> {
        let model = self.model(model);
        let fields = || Self::entries(object).filter_map(|(k, _)| model.find_field(k));
        let Some(relation) = fields().find(|id| self.surface.holds_key(model.field(*id))) else { return Ok(false) };
        let decided = |id: FieldId| self.surface.is_key_column(model, id) || is_autoincrement(model.field(id));
        if let Some(column) = fields().find(|id| decided(*id)) {
            let (column, relation) = (&model.field(column).name, &model.field(relation).name);
            return Err(path.name(column).error(
                InputErrorKind::UnknownInputField,
                format!("`{column}` can't stand beside `{relation}`: give either relations, or keys as columns"),
            ));
        }
        Ok(true)
    }

    /// Fails if a required relation of a new record is given in no way.
    fn check_relations(
        &self,
        model: ModelId,
        without: Option<FieldId>,
        object: &Object,
        checked: bool,
        path: &Path<'_>,
    ) -> Result<()> {
        let model = self.model(model);
        let decided = without.map_or(&[][..], |f| self.surface.key_fields(model.field(f)));
        for (id, field) in (0u16..).map(FieldId).zip(&model.fields) {
            if Some(id) == without || !self.surface.holds_key(field) || field.arity != Arity::Required {
                continue;
            }
            if Self::get(object, &field.name).is_some() {
                continue;
            }
            let columns = self.surface.key_fields(field);
            let missing = columns.iter().find(|c| {
                let column = model.field(**c);
                Self::get(object, &column.name).is_none() && column.default.is_none() && !decided.contains(c)
            });
            let Some(column) = missing else { continue };
            let name = if checked { &field.name } else { &model.field(*column).name };
            return Err(path.name(&field.name).error(
                InputErrorKind::RequiredArgumentMissing,
                format!("`{}` is missing: every record of `{}` needs it (or `{name}`)", field.name, model.name),
            ));
        }
        Ok(())
    }

    fn new_column(
        &mut self,
        model: ModelId,
        _id: FieldId,
        field: &Field,
        value: &Json,
        path: &Path<'_>,
    ) -> Result<Option<ColumnWrite>> {
        let _ = model;
        Ok(Some(match self.column_content(field, value, true, path)? {
            Content::Null => ColumnWrite::SetNull,
            Content::JsonNull => ColumnWrite::SetJsonNull,
            Content::Value(bytes, origin) => ColumnWrite::Set(self.param(bytes, origin, path)?),
        }))
    }

    /// What a column is set to.
    fn column_content(&self, field: &Field, value: &Json, create: bool, path: &Path<'_>) -> Result<Content> {
        let json = field.kind == FieldKind::Scalar(ScalarType::Json) && field.arity != Arity::List;
        if json {
            match null_kind(value) {
                Some("JsonNull") => return Ok(Content::JsonNull),
                Some("DbNull") if field.arity == Arity::Optional => return Ok(Content::Null),
                Some(kind) => {
                    let message = format!("`{}` can't be set to {kind}", field.name);
                    return Err(path.error(InputErrorKind::InvalidArgumentValue, message));
                }
                None if value.is_null() => return Ok(Content::JsonNull),
                None => {}
            }
        }
        if value.is_null() {
            if field.arity == Arity::Optional {
                return Ok(Content::Null);
            }
            return Err(path.error(
                InputErrorKind::InvalidArgumentType,
                format!("`{}` is required, so it can't be null", field.name),
            ));
        }
        if field.arity == Arity::List {
            if let Some(object) = value.as_object().filter(|o| create && o.contains_key("set")) {
                let path = path.name("set");
                let value = object.get("set").unwrap_or(&Json::Null);
                return Ok(Content::Value(self.list(field, value, &path)?.0, Origin::list(field, value)));
            }
            return Ok(Content::Value(self.list(field, value, path)?.0, Origin::list(field, value)));
        }
        Ok(Content::Value(self.scalar(field, value, path)?, Origin::one(field, value)))
    }

    fn update_column(
        &mut self,
        model: ModelId,
        id: FieldId,
        field: &Field,
        value: &Json,
        path: &Path<'_>,
        data: &mut Data,
    ) -> Result<()> {
        let json = field.kind == FieldKind::Scalar(ScalarType::Json) && field.arity != Arity::List;
        let is_operation = value.is_object() && tag_name(value).is_none() && !json;
        let mut push = |value| data.writes.push(Write::Column { field: id, value });
        if !is_operation {
            push(match self.column_content(field, value, false, path)? {
                Content::Null => ColumnWrite::SetNull,
                Content::JsonNull => ColumnWrite::SetJsonNull,
                Content::Value(bytes, origin) => ColumnWrite::Set(self.param(bytes, origin, path)?),
            });
            return Ok(());
        }
        let object = self.object(value, Place::FieldUpdate(model, id), path)?;
        let mut entries = Self::entries(object);
        let (Some((key, value)), None) = (entries.next(), entries.next()) else {
            let kind =
                if object.is_empty() { InputErrorKind::SomeFieldsMissing } else { InputErrorKind::TooManyFieldsGiven };
            let expected = Place::FieldUpdate(model, id).expected(&self.surface, object);
            let message = format!("exactly one operation changes `{}`", field.name);
            return Err(path.error(kind, message).with_expected(expected));
        };
        let path = path.name(key);
        let write = match key.as_str() {
            "set" => match self.column_content(field, value, false, &path)? {
                Content::Null => ColumnWrite::SetNull,
                Content::JsonNull => ColumnWrite::SetJsonNull,
                Content::Value(bytes, origin) => ColumnWrite::Set(self.param(bytes, origin, &path)?),
            },
            "push" => {
                let bytes = self.pushed(field, value, &path)?;
                // Of JSON an array is one element.
                let origin = Origin::list(field, value).filter(|_| field.kind != FieldKind::Scalar(ScalarType::Json));
                ColumnWrite::Push(self.param(bytes, origin, &path)?)
            }
            operation => {
                let bytes = self.scalar(field, value, &path)?;
                let param = self.param(bytes, Origin::one(field, value), &path)?;
                match operation {
                    "increment" => ColumnWrite::Increment(param),
                    "decrement" => ColumnWrite::Decrement(param),
                    "multiply" => ColumnWrite::Multiply(param),
                    _ => ColumnWrite::Divide(param),
                }
            }
        };
        push(write);
        Ok(())
    }
}

enum Content {
    Null,
    JsonNull,
    Value(Vec<u8>, Option<Origin>),
}
