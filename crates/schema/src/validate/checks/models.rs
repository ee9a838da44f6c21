//! Rules of whole models.

use nicol_diagnostics::Diagnostic;
use nicol_model::Arity;

use super::Subject;
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, Key};

/// A record must have a name: an id, or a unique of required fields whose types are known.
pub(super) fn has_a_unique(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let draft = subject.draft;
    if draft.models[model].is_ignored {
        return;
    }
    let is_strict = |key: &&Key<'_>| {
        key.fields.iter().all(|field| {
            let (decl, ty, _) = draft.key_field(model, field);
            decl.arity != Arity::Optional && ty != FieldType::Unsupported
        })
    };
    if draft.unique_criteria(model).any(|key| is_strict(&key)) {
        return;
    }
    let decl = draft.decl(model);
    let message = format!("the model `{}` has no id and no unique that is always set", decl.name.text);
    let mut diagnostic = Diagnostic::error("missing-unique", decl.span, message);
    for key in draft.unique_criteria(model) {
        diagnostic =
            diagnostic.with_label(key.attribute.span, "does not count: it may be null, or its type is unknown");
    }
    cx.push(
        diagnostic.with_help("add `@id` or `@unique` to a required field, or `@@id([a, b])` or `@@unique([a, b])`"),
    );
}
