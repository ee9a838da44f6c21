//! `orderBy`.

use nicol_model::{Arity, FieldId, ModelId, ScalarType};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Reader, Result};
use super::template::{How, Kind, Origin};
use super::value::describe;
use crate::ast::{AggregateFunction, Nulls, OrderBy, OrderKey};

impl Reader<'_> {
    /// `orderBy` of records or of groups.
    pub(super) fn order_by(&mut self, input: Place, value: &Json, path: &Path<'_>) -> Result<Vec<OrderBy>> {
        let mut out = Vec::new();
        for (index, element) in Self::elements(value, path)?.into_iter().enumerate() {
            let indexed = path.index(index);
            let path = if value.is_array() { &indexed } else { path };
            self.order(input, element, &[], path, &mut out)?;
        }
        Ok(out)
    }

    fn order(
        &mut self,
        input: Place,
        value: &Json,
        via: &[FieldId],
        path: &Path<'_>,
        out: &mut Vec<OrderBy>,
    ) -> Result<()> {
        let (Place::OrderBy(model) | Place::GroupOrderBy(model)) = input else { return Ok(()) };
        let object = self.object(value, input, path)?;
        let mut entries = Self::entries(object);
        let Some((key, value)) = entries.next() else { return Ok(()) };
        if entries.next().is_some() {
            return Err(path.error(
                InputErrorKind::TooManyFieldsGiven,
                "an element of `orderBy` has exactly one key, because keys have no order: give a list of objects",
            ));
        }
        let path = path.name(key);
        let groups = matches!(input, Place::GroupOrderBy(_));
        if let Some(function) = aggregate(key).filter(|_| groups) {
            return self.aggregate_order(model, function, value, &path, out);
        }
        if key == "_relevance" {
            return self.relevance(model, value, via, &path, out);
        }
        let Some(id) = self.model(model).find_field(key) else { return Ok(()) };
        let field = self.field(model, id);
        if field.is_column() {
            let nullable = field.arity == Arity::Optional;
            let (descending, nulls) = self.sort(value, nullable, &path)?;
            out.push(OrderBy { path: via.to_vec(), key: OrderKey::Field(id), descending, nulls });
            return Ok(());
        }
        let Some((target, _)) = self.surface.target(model, id) else { return Ok(()) };
        if field.arity == Arity::List {
            let object = self.object(value, Place::CountOrder(target), &path)?;
            if let Some(value) = Self::get(object, "_count") {
                let (descending, nulls) = self.sort(value, false, &path.name("_count"))?;
                out.push(OrderBy { path: via.to_vec(), key: OrderKey::Count(id), descending, nulls });
            }
            return Ok(());
        }
        let mut via = via.to_vec();
        via.push(id);
        self.order(Place::OrderBy(target), value, &via, &path, out)
    }

    /// `asc`, `desc`, or an object with `sort` and `nulls`.
    fn sort(&self, value: &Json, nullable: bool, path: &Path<'_>) -> Result<(bool, Option<Nulls>)> {
        let direction = |value: &Json, path: &Path<'_>| match value.as_str() {
            Some("asc") => Ok(false),
            Some("desc") => Ok(true),
            _ => {
                let message = format!("expected asc or desc, got {}", describe(value));
                Err(path.error(InputErrorKind::InvalidArgumentValue, message))
            }
        };
        if !value.is_object() || !nullable {
            return Ok((direction(value, path)?, None));
        }
        let object = self.object(value, Place::SortOrder, path)?;
        let sort = direction(object.get("sort").unwrap_or(&Json::Null), &path.name("sort"))?;
        let nulls = match Self::get(object, "nulls").map(Json::as_str) {
            None => None,
            Some(Some("first")) => Some(Nulls::First),
            Some(Some("last")) => Some(Nulls::Last),
            Some(_) => {
                return Err(path.name("nulls").error(InputErrorKind::InvalidArgumentValue, "`nulls` is first or last"));
            }
        };
        Ok((sort, nulls))
    }

    fn aggregate_order(
        &mut self,
        model: ModelId,
        function: AggregateFunction,
        value: &Json,
        path: &Path<'_>,
        out: &mut Vec<OrderBy>,
    ) -> Result<()> {
        let object = self.object(value, Place::AggregateOrder(model, function), path)?;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            if let Some(id) = self.model(model).find_field(key) {
                let (descending, nulls) = self.sort(value, false, &path)?;
                out.push(OrderBy { path: Vec::new(), key: OrderKey::Aggregate(function, id), descending, nulls });
            }
        }
        Ok(())
    }

    fn relevance(
        &mut self,
        model: ModelId,
        value: &Json,
        via: &[FieldId],
        path: &Path<'_>,
        out: &mut Vec<OrderBy>,
    ) -> Result<()> {
        let object = self.object(value, Place::Relevance(model), path)?;
        let mut fields = Vec::new();
        let place = path.name("fields");
        for name in Self::elements(object.get("fields").unwrap_or(&Json::Null), &place)? {
            let id = self.column_named(model, name, &place)?;
            if self.field(model, id).kind != nicol_model::FieldKind::Scalar(nicol_model::ScalarType::String) {
                let message =
                    format!("{} holds no text, and `_relevance` compares texts with a search", describe(name));
                return Err(place.error(InputErrorKind::InvalidArgumentValue, message));
            }
            fields.push(id);
        }
        let (descending, nulls) = self.sort(object.get("sort").unwrap_or(&Json::Null), false, &path.name("sort"))?;
        let path = path.name("search");
        let search = object.get("search").unwrap_or(&Json::Null);
        let text = self.typed(ScalarType::String, search, &path)?;
        let origin = Origin::new(search, How::One(Kind::Scalar(ScalarType::String)));
        let search = self.param(text, Some(origin), &path)?;
        out.push(OrderBy { path: via.to_vec(), key: OrderKey::Relevance(fields, search), descending, nulls });
        Ok(())
    }

    /// A column by its name, as `distinct` and `by` take them.
    pub(super) fn column_named(&self, model: ModelId, name: &Json, path: &Path<'_>) -> Result<FieldId> {
        let fields = &self.model(model).fields;
        let found = name.as_str().and_then(|n| self.model(model).find_field(n));
        found.filter(|id| self.field(model, *id).is_column()).ok_or_else(|| {
            let names = fields.iter().filter(|f| f.is_column()).map(|f| f.name.as_str());
            let text = name.as_str().unwrap_or_default();
            let message = match nicol_model::names::nearest(text, names) {
                Some(near) => format!("there is no column `{text}`: did you mean `{near}`?"),
                None => format!("expected the name of a column, got {}", describe(name)),
            };
            path.error(InputErrorKind::InvalidArgumentValue, message)
        })
    }
}

pub(super) fn aggregate(key: &str) -> Option<AggregateFunction> {
    Some(match key {
        "_count" => AggregateFunction::Count,
        "_sum" => AggregateFunction::Sum,
        "_avg" => AggregateFunction::Avg,
        "_min" => AggregateFunction::Min,
        "_max" => AggregateFunction::Max,
        _ => return None,
    })
}
