//! Composite types.

use nicol_diagnostics::Diagnostic;
use nicol_model::Arity;

use super::{Subject, defaults, native_types};
use crate::validate::context::Context;
use crate::validate::draft::FieldType;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>) {
    let composites = &subject.draft.shape.composites;
    for at in 0..composites.len() {
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

/// A type that holds itself through required fields can never be written.
fn cycles(cx: &mut Context, subject: &Subject<'_, '_>, start: usize) {
    let composites = &subject.draft.shape.composites;
    let inner = |at: usize| {
        let composite = &composites[at];
        composite.decl.fields.iter().zip(&composite.types).filter_map(|(field, ty)| match ty {
            FieldType::Composite(target) if field.arity == Arity::Required => Some((field, *target)),
            _ => None,
        })
    };
    for (first, target) in inner(start) {
        let mut seen = vec![target];
        let mut next = vec![(first, target)];
        while let Some((field, target)) = next.pop() {
            if target == start {
                let message = format!("the type `{}` holds itself without end", composites[start].decl.name.text);
                cx.push(
                    Diagnostic::error("endless-composite-type", field.span, message)
                        .with_help("make one of the fields on the way optional or a list"),
                );
                break;
            }
            for (field, target) in inner(target) {
                if target == start || !seen.contains(&target) {
                    seen.push(target);
                    next.push((field, target));
                }
            }
        }
    }
}
