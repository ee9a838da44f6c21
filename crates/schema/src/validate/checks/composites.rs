//! Composite types.

use nicol_diagnostics::Diagnostic;
use nicol_model::Arity;

use super::cycles::lead_into_circles;
use super::{Subject, defaults, native_types};
use crate::ast::Field;
use crate::hash::HashSet;
use crate::validate::context::Context;
use crate::validate::draft::FieldType;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>) {
    let composites = &subject.draft.shape.composites;
    let ways = (0..composites.len()).flat_map(|at| inner(subject, at).map(move |(_, target)| (at, target)));
    let circles = lead_into_circles(composites.len(), ways);
    for at in (0..composites.len()).filter(|at| circles[*at]) {
        cycles(cx, subject, at);
    }
    for (at, composite) in composites.iter().enumerate() {
        if !subject.connector.can.composite_types {
            let message = format!("{} has no composite types", subject.connector.name);
            cx.error("composite-type", composite.decl.span, message, "make it a model, or a field of type Json");
        }
        if cx.has_errors() {
            continue;
        }
        if composite.decl.fields.is_empty() {
            let message = format!("the type `{}` has no fields", composite.decl.name.text);
            cx.error("empty-composite-type", composite.decl.span, message, "add a field");
        }
        for (field, facts) in subject.draft.composites[at].iter().enumerate() {
            native_types::check(cx, subject, composite.types[field], facts);
            if let Some(default) = &facts.default {
                defaults::literal(cx, composite.types[field], default.value);
            }
        }
    }
}

/// The required fields of a type that hold other types, and which.
fn inner<'c, 'a>(
    subject: &'c Subject<'_, 'a>,
    at: usize,
) -> impl Iterator<Item = (&'a Field<'a>, usize)> + use<'c, 'a> {
    let composite = &subject.draft.shape.composites[at];
    composite.decl.fields.iter().zip(&composite.types).filter_map(|(field, ty)| match ty {
        FieldType::Composite(target) if field.arity == Arity::Required => Some((field, *target)),
        _ => None,
    })
}

/// A type that holds itself through required fields can never be written.
fn cycles(cx: &mut Context, subject: &Subject<'_, '_>, start: usize) {
    for (first, target) in inner(subject, start) {
        let mut seen = HashSet::from_iter([target]);
        let mut next = vec![(first, target)];
        let name = subject.draft.shape.composites[start].decl.name.text;
        while let Some((field, target)) = next.pop() {
            if target == start {
                let message = format!("the type `{}` holds itself without end", name);
                cx.push(
                    Diagnostic::error("endless-composite-type", field.span, message)
                        .with_help("make one of the fields on the way optional or a list"),
                );
                break;
            }
            for (field, target) in inner(subject, target) {
                if seen.insert(target) || target == start {
                    next.push((field, target));
                }
            }
        }
    }
}
