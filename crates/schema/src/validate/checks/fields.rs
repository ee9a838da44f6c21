//! Scalar and enum fields.

use nicol_model::{Arity, ScalarType};

use super::constraint_names::ConstraintNames;
use super::{Subject, defaults, native_types};
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, FieldType};

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, at: FieldRef) {
    type_is_supported(cx, subject, at);
    client_name(cx, subject, names, at);
    names.check_default(cx, subject, at);
    native_types::check(cx, subject, subject.draft.ty(at), subject.draft.facts(at));
    defaults::check(cx, subject, at);
    if subject.draft.ty(at) == FieldType::Unsupported {
        native_types::unsupported(cx, subject, at);
    }
}

fn type_is_supported(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let field = subject.draft.field(at);
    let can = subject.connector.can;
    let is_list = field.arity == Arity::List;
    let mut refuse = |what: &str, help: &str| {
        let message = format!("{} has no {what}, the type of `{}`", subject.connector.name, field.name.text);
        cx.error("type-not-supported", field.span, message, help);
    };
    match subject.draft.ty(at) {
        FieldType::Scalar(ScalarType::Json) => {
            if !can.json {
                refuse("Json", "use a String");
            }
            if is_list && !can.json_lists {
                refuse("lists of Json", "use a single Json value that holds a list");
            }
        }
        FieldType::Scalar(ScalarType::Decimal) if !can.decimal => refuse("Decimal", "use a Float or a String"),
        _ => {}
    }
    if is_list && !can.scalar_lists {
        refuse("lists of scalars", "use a Json, or a model with one row for each value");
    }
}

/// A custom name of an id or unique stands beside the fields' names in the client.
pub(super) fn client_name(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, at: FieldRef) {
    let name = subject.draft.field(at).name.text;
    if names.is_client_name(at.model, name) {
        let message = format!("`{name}` is the name of a field and of an id or unique");
        cx.error("client-name-clash", subject.draft.decl(at.model).span, message, "change `name` in the id or unique");
    }
}
