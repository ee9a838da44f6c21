//! MySQL.

use nicol_model::{Provider, ReferentialAction, RelationMode};

use super::Subject;
use crate::ir::IndexKind;
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, Key};

/// Types of any length: an index holds only their start.
const LONG: [&str; 8] = ["Text", "LongText", "MediumText", "TinyText", "Blob", "TinyBlob", "MediumBlob", "LongBlob"];

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let facts = &subject.draft.models[model];
    for index in facts.indexes.iter().filter(|i| i.kind != IndexKind::Fulltext) {
        long_columns(cx, subject, model, index);
    }
    if let Some(id) = &facts.primary_key {
        long_columns(cx, subject, model, id);
    }
}

fn long_columns(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, key: &Key<'_>) {
    for field in key.fields.iter().filter(|f| f.length.is_none()) {
        let (decl, _, facts) = subject.draft.key_field(model, field);
        let Some(native) = facts.native_type.as_ref().filter(|n| LONG.contains(&n.name)) else { continue };
        let message =
            format!("`{}` is of type {}, of which an index holds only the start", decl.name.text, native.name);
        let help = format!("say how much, as in `{}(length: 100)`", decl.name.text);
        cx.error("missing-index-length", key.attribute.span, message, help);
        return;
    }
}

/// MySQL reads `SetDefault` and does something else.
pub(super) fn set_default(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    if !subject.connector.is(Provider::Mysql) || subject.mode != RelationMode::ForeignKeys {
        return;
    }
    let Some(relation) = subject.draft.relation_field(at) else { return };
    for (argument, action) in [("onDelete", relation.on_delete), ("onUpdate", relation.on_update)] {
        if action.is_some_and(|(a, _)| a == ReferentialAction::SetDefault) {
            let span = subject.draft.field(at).argument_span("relation", argument);
            let message = "MySQL accepts `SetDefault` and does not do it";
            cx.warn("set-default-on-mysql", span, message, "choose another action");
        }
    }
}
