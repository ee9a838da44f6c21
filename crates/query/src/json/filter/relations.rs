//! Conditions on related records.

use nicol_model::{Arity, FieldId, ModelId};
use serde_json::Value as Json;

use crate::ast::{Filter, Quantifier};
use crate::json::error::{InputErrorKind, Path};
use crate::json::place::Place;
use crate::json::reader::{Reader, Result};

impl Reader<'_> {
    pub(super) fn relation_filter(
        &mut self,
        model: ModelId,
        id: FieldId,
        value: &Json,
        path: &Path<'_>,
        parts: &mut Vec<Filter>,
    ) -> Result<()> {
        let field = self.field(model, id);
        let Some((target, _)) = self.surface.target(model, id) else { return Ok(()) };
        let where_ = Place::Where(target);
        let related = |quantifier, filter: Option<Filter>| Filter::Relation {
            field: id,
            quantifier,
            filter: Box::new(filter.unwrap_or(Filter::And(Vec::new()))),
        };
        if field.arity == Arity::List {
            let object = self.object(value, Place::ListRelationFilter(model, id), path)?;
            for (key, value) in Self::entries(object) {
                let path = path.name(key);
                let quantifier = match key.as_str() {
                    "some" => Quantifier::Some,
                    "every" => Quantifier::Every,
                    _ => Quantifier::None,
                };
                let filter = self.filter(value, where_, &path)?;
                parts.push(related(quantifier, filter));
            }
            return Ok(());
        }
        let may_miss = |reader: &Self, path: &Path<'_>| {
            if reader.field(model, id).arity == Arity::Optional {
                Ok(())
            } else {
                let message = format!("`{}` is required, so it is never null", reader.field(model, id).name);
                Err(path.error(InputErrorKind::InvalidArgumentType, message))
            }
        };
        if value.is_null() {
            may_miss(self, path)?;
            parts.push(Filter::RelationIsNull(id));
            return Ok(());
        }
        let is_envelope = value.as_object().is_some_and(|o| {
            Self::entries(o).any(|(k, _)| (k == "is" || k == "isNot") && self.model(target).find_field(k).is_none())
        });
        if !is_envelope {
            let filter = self.filter(value, where_, path)?;
            // As in Prisma, `{}` says nothing, but conditions that say nothing (`{AND: []}`) still ask for the record.
            let has_parts = value.as_object().is_some_and(|o| Self::entries(o).next().is_some());
            if filter.is_some() || has_parts {
                parts.push(related(Quantifier::Is, filter));
            }
            return Ok(());
        }
        let object = self.object(value, Place::OneRelationFilter(model, id), path)?;
        for (key, value) in Self::entries(object) {
            let path = path.name(key);
            let is = key == "is";
            if value.is_null() {
                may_miss(self, &path)?;
                let null = Filter::RelationIsNull(id);
                parts.push(if is { null } else { Filter::Not(Box::new(null)) });
                continue;
            }
            let filter = self.filter(value, where_, &path)?;
            parts.push(related(if is { Quantifier::Is } else { Quantifier::IsNot }, filter));
        }
        Ok(())
    }
}
