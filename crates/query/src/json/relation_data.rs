//! `data`: nested writes (reference: client.md 3.2).

use nicol_model::{Arity, FieldId, ModelId};
use serde_json::Value as Json;

use super::error::{InputErrorKind, Path};
use super::place::Place;
use super::reader::{Reader, Result};
use super::value::tag_name;
use crate::ast::{Data, Filter, NestedUpsert, RelationWrite, Write};

/// A relation in data: its field, and what it leads to.
#[derive(Clone, Copy)]
struct Related {
    model: ModelId,
    field: FieldId,
    target: ModelId,
    /// The field that leads back, which the place decides.
    back: Option<FieldId>,
    is_list: bool,
}

impl Reader<'_> {
    fn place(&self, model: ModelId, field: FieldId) -> Option<Related> {
        let (target, back) = self.surface.target(model, field)?;
        let is_list = self.field(model, field).arity == Arity::List;
        Some(Related { model, field, target, back, is_list })
    }

    pub(super) fn create_nested(
        &mut self,
        model: ModelId,
        field: FieldId,
        value: &Json,
        path: &Path<'_>,
        data: &mut Data,
    ) -> Result<()> {
        let Some(place) = self.place(model, field) else { return Ok(()) };
        let object = self.object(value, Place::CreateNested(model, field), path)?;
        for (key, value) in Self::entries(object) {
            self.operation(place, key, value, &path.name(key), data)?;
        }
        Ok(())
    }

    pub(super) fn update_nested(
        &mut self,
        model: ModelId,
        field: FieldId,
        value: &Json,
        path: &Path<'_>,
        data: &mut Data,
    ) -> Result<()> {
        let Some(place) = self.place(model, field) else { return Ok(()) };
        let object = self.object(value, Place::UpdateNested(model, field), path)?;
        for (key, value) in Self::entries(object) {
            self.operation(place, key, value, &path.name(key), data)?;
        }
        Ok(())
    }

    fn operation(&mut self, place: Related, key: &str, value: &Json, path: &Path<'_>, data: &mut Data) -> Result<()> {
        let elements = Self::elements(value, path)?;
        if value.is_array() && !place.is_list {
            return Err(path.error(InputErrorKind::InvalidArgumentType, "a to-one relation takes one object, no list"));
        }
        let write = match key {
            "create" => {
                let create = |r: &mut Self, v: &Json, p: &Path<'_>| r.create(place.target, place.back, v, p);
                RelationWrite::Create(self.each(&elements, path, create)?)
            }
            "createMany" => {
                let object = self.object(value, Place::CreateManyEnvelope(place.model, place.field), path)?;
                let rows = object.get("data").unwrap_or(&Json::Null);
                RelationWrite::CreateMany {
                    rows: self.rows(place.target, place.back, rows, &path.name("data"))?,
                    skip_duplicates: Self::get(object, "skipDuplicates").and_then(Json::as_bool).unwrap_or(false),
                }
            }
            "connect" => {
                RelationWrite::Connect(self.each(&elements, path, |r, v, p| r.unique_filter(place.target, v, p))?)
            }
            "connectOrCreate" => RelationWrite::ConnectOrCreate(self.each(&elements, path, |r, v, p| {
                let object = r.object(v, Place::ConnectOrCreate(place.model, place.field), p)?;
                let (where_, create) = (&object["where"], &object["create"]);
                let filter = r.unique_filter(place.target, where_, &p.name("where"))?;
                Ok((filter, r.create(place.target, place.back, create, &p.name("create"))?))
            })?),
            "set" => RelationWrite::Set(self.each(&elements, path, |r, v, p| r.unique_filter(place.target, v, p))?),
            "disconnect" | "delete" => {
                let filters = if place.is_list {
                    self.each(&elements, path, |r, v, p| r.unique_filter(place.target, v, p))?
                } else {
                    match value.as_bool() {
                        Some(false) => return Ok(()),
                        Some(true) => vec![Filter::And(Vec::new())],
                        None => {
                            let filter = self.filter(value, Place::Where(place.target), path)?;
                            vec![filter.unwrap_or(Filter::And(Vec::new()))]
                        }
                    }
                };
                if key == "delete" { RelationWrite::Delete(filters) } else { RelationWrite::Disconnect(filters) }
            }
            "update" => RelationWrite::Update(self.each(&elements, path, |r, v, p| r.nested_update(place, v, p))?),
            "upsert" => RelationWrite::Upsert(self.each(&elements, path, |r, v, p| r.nested_upsert(place, v, p))?),
            "updateMany" => RelationWrite::UpdateMany(self.each(&elements, path, |r, v, p| {
                let object = r.object(v, Place::NestedUpdateMany(place.model, place.field), p)?;
                let where_ = &object["where"];
                let filter = r.filter(where_, Place::ScalarWhere(place.target), &p.name("where"))?;
                let data = r.update_columns(place.target, place.back, &object["data"], &p.name("data"))?;
                Ok((filter.unwrap_or(Filter::And(Vec::new())), data))
            })?),
            _ => RelationWrite::DeleteMany(self.each(&elements, path, |r, v, p| {
                let filter = r.filter(v, Place::ScalarWhere(place.target), p)?;
                Ok(filter.unwrap_or(Filter::And(Vec::new())))
            })?),
        };
        data.writes.push(Write::Relation { field: place.field, write });
        Ok(())
    }

    fn nested_update(&mut self, place: Related, value: &Json, path: &Path<'_>) -> Result<(Option<Filter>, Data)> {
        if place.is_list {
            let object = self.object(value, Place::NestedUpdate(place.model, place.field), path)?;
            let filter = self.unique_filter(place.target, &object["where"], &path.name("where"))?;
            let data = self.update(place.target, place.back, &object["data"], &path.name("data"))?;
            return Ok((Some(filter), data));
        }
        // Either the data alone, or an envelope. A model may have a field `data` of its own.
        let is_envelope = value.as_object().is_some_and(|o| {
            o.get("data").is_some_and(|d| d.is_object() && tag_name(d).is_none())
                && o.keys().all(|k| k == "data" || k == "where")
                && self.model(place.target).find_field("data").is_none()
        });
        if !is_envelope {
            return Ok((None, self.update(place.target, place.back, value, path)?));
        }
        let object = self.object(value, Place::NestedUpdate(place.model, place.field), path)?;
        let filter = self.optional_filter(place.target, object, path)?;
        let data = self.update(place.target, place.back, &object["data"], &path.name("data"))?;
        Ok((filter, data))
    }

    fn nested_upsert(&mut self, place: Related, value: &Json, path: &Path<'_>) -> Result<NestedUpsert> {
        let object = self.object(value, Place::NestedUpsert(place.model, place.field), path)?;
        let filter = if place.is_list {
            Some(self.unique_filter(place.target, &object["where"], &path.name("where"))?)
        } else {
            self.optional_filter(place.target, object, path)?
        };
        let create = self.create(place.target, place.back, &object["create"], &path.name("create"))?;
        let update = self.update(place.target, place.back, &object["update"], &path.name("update"))?;
        Ok(NestedUpsert { filter, create, update })
    }

    fn each<T>(
        &mut self,
        elements: &[&Json],
        path: &Path<'_>,
        mut read: impl FnMut(&mut Self, &Json, &Path<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        elements.iter().enumerate().map(|(index, value)| read(self, value, &path.index(index))).collect()
    }
}
