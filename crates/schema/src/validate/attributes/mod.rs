//! Stage 4: attributes, each in isolation. What they say together with the rest is for the checks.

mod composite;
mod default;
mod enumeration;
mod field;
mod fields;
mod keys;
mod map;
mod model;
mod ops;
mod predicate;
mod relation;
mod visit;

pub(super) use default::{is_known_function, unknown_function};
pub(super) use visit::list;

use super::context::Context;
use super::draft::{Draft, FieldFacts, FieldType, ModelFacts, Shape};

/// Reads all attributes.
pub(super) fn read<'a>(cx: &mut Context, shape: Shape<'a>) -> Draft<'a> {
    let models = (0..shape.models.len()).map(|at| relation_fields(cx, &shape, at)).collect::<Vec<_>>();
    let models = models.into_iter().enumerate().map(|(at, facts)| model::read(cx, &shape, at, facts)).collect();
    let enums = shape.enums.iter().map(|decl| enumeration::read(cx, decl)).collect();
    let composites = (0..shape.composites.len()).map(|at| composite::read(cx, &shape, at)).collect();
    Draft { shape, models, enums, composites, relations: Vec::new() }
}

/// Only the relation fields, so that all of them are known before any model is judged.
fn relation_fields<'a>(cx: &mut Context, shape: &Shape<'a>, model: usize) -> ModelFacts<'a> {
    let types = shape.models[model].types.iter().enumerate();
    let fields = types.map(|(at, ty)| match ty {
        FieldType::Model(target) => relation::field(cx, shape, model, at, *target),
        _ => FieldFacts::default(),
    });
    ModelFacts { fields: fields.collect(), ..ModelFacts::default() }
}
