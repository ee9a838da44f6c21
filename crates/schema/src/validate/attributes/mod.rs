//! Stage 4: attributes, each in isolation. What they say together with the rest is for the checks.

mod arguments;
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

use nicol_diagnostics::Span;

use super::context::Context;
use super::draft::{Draft, FieldFacts, FieldType, ModelFacts, Shape};

/// Reads all attributes, block by block in the order of the text.
pub(super) fn read<'a>(cx: &mut Context, shape: Shape<'a>) -> Draft<'a> {
    let models = (0..shape.models.len()).map(|at| relation_fields(cx, &shape, at)).collect::<Vec<_>>();
    let mut draft = Draft { models: Vec::with_capacity(models.len()), ..Draft::default() };
    for (at, facts) in models.into_iter().enumerate() {
        others(cx, &shape, &mut draft, Some(shape.models[at].decl.span));
        draft.models.push(model::read(cx, &shape, at, facts));
    }
    others(cx, &shape, &mut draft, None);
    Draft { shape, ..draft }
}

/// The enums and composite types that stand before a place and are not read yet.
fn others<'a>(cx: &mut Context, shape: &Shape<'a>, draft: &mut Draft<'a>, end: Option<Span>) {
    let place = |span: Span| (span.file, span.start);
    let is_before = |a: Span, b: Option<Span>| b.is_none_or(|b| place(a) < place(b));
    loop {
        let next_enum = shape.enums.get(draft.enums.len()).map(|shape| shape.decl.span);
        let next_type = shape.composites.get(draft.composites.len()).map(|composite| composite.decl.span);
        match (next_enum, next_type) {
            (Some(next), other) if is_before(next, other) && is_before(next, end) => {
                draft.enums.push(enumeration::read(cx, shape.enums[draft.enums.len()].decl));
            }
            (other, Some(next)) if is_before(next, other) && is_before(next, end) => {
                draft.composites.push(composite::read(cx, shape, draft.composites.len()));
            }
            _ => return,
        }
    }
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
