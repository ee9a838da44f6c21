//! SQL Server.

use nicol_model::ScalarType;

use super::Subject;
use crate::validate::context::Context;
use crate::validate::draft::{FieldFacts, FieldType, Key};

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let facts = &subject.draft.models[model];
    for index in &facts.indexes {
        long_columns(cx, subject, model, index);
    }
    if let Some(id) = &facts.primary_key {
        let draft = subject.draft;
        let is_bytes = |key: &Key<'_>| {
            key.fields.iter().map(|f| draft.key_field(model, f).1).any(|ty| ty == FieldType::Scalar(ScalarType::Bytes))
        };
        if !long_columns(cx, subject, model, id) && is_bytes(id) {
            cx.error("bytes-in-id", id.attribute.span, "an id can't be of type Bytes", "use a String, Int or BigInt");
        }
    }
}

/// Types that are stored outside of the row.
fn is_outside(facts: &FieldFacts<'_>) -> bool {
    facts.native_type.as_ref().is_some_and(|native| match native.name {
        "Text" | "NText" | "Image" | "Xml" => true,
        "VarBinary" | "VarChar" | "NVarChar" => native.args.iter().any(|arg| arg.eq_ignore_ascii_case("max")),
        _ => false,
    })
}

fn long_columns(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, key: &Key<'_>) -> bool {
    for field in &key.fields {
        let (decl, _, facts) = subject.draft.key_field(model, field);
        if is_outside(facts) {
            let message = format!("the native type of `{}` can't be in a key or index", decl.name.text);
            cx.error("native-type-in-index", key.attribute.span, message, "choose a type of limited length");
            return true;
        }
    }
    false
}
