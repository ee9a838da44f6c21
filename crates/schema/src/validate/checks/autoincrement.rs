//! `@default(autoincrement())`.

use nicol_model::{Provider, ScalarType};

use super::Subject;
use crate::ast::ExprKind;
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, FieldType};

const CODE: &str = "autoincrement";

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let draft = subject.draft;
    let found: Vec<FieldRef> = subject.columns(model).filter(|at| is_autoincrement(subject, *at)).collect();
    let Some(first) = found.first() else { return };
    let can = subject.connector.can;
    let name = subject.connector.name;
    let attribute_span =
        |at: &FieldRef| draft.facts(*at).default.as_ref().map_or(draft.field(*at).span, |d| d.attribute.span);
    if subject.connector.is(Provider::Cockroachdb) {
        for at in found.iter().filter(|at| draft.ty(**at) == FieldType::Scalar(ScalarType::Int)) {
            let message = "CockroachDB's `autoincrement()` needs a BigInt";
            cx.error(CODE, attribute_span(at), message, "write `sequence()`, or make the field a BigInt");
        }
    }
    if !can.autoincrement {
        for at in &found {
            cx.error(CODE, attribute_span(at), format!("{name} has no `autoincrement()`"), "use another default");
        }
        return;
    }
    if !can.autoincrement_twice && found.len() > 1 {
        let message = format!(
            "{name} allows one `autoincrement()` a model, and `{}` has {}",
            draft.decl(model).name.text,
            found.len()
        );
        let help = format!("keep the one on `{}`", draft.field(*first).name.text);
        cx.error(CODE, draft.decl(model).span, message, help);
    }
    for at in &found {
        let field = draft.field(*at);
        if !can.autoincrement_on_non_id && !is_single_id(subject, *at) {
            let message = format!(
                "{name} allows `autoincrement()` on the id only, and `{}` is not alone the id",
                field.name.text
            );
            cx.error(CODE, field.span, message, "put `@id` on the field, or remove the default");
        }
        if !can.autoincrement_without_index && !starts_an_index(subject, *at) {
            let message = format!("{name} allows `autoincrement()` on indexed fields only");
            cx.error(CODE, field.span, message, "add `@unique`, or an index that starts with the field");
        }
    }
}

fn is_autoincrement(subject: &Subject<'_, '_>, at: FieldRef) -> bool {
    let default = subject.draft.facts(at).default.as_ref();
    default.is_some_and(|d| matches!(d.value.kind, ExprKind::Call("autoincrement", _)))
}

fn is_single_id(subject: &Subject<'_, '_>, at: FieldRef) -> bool {
    let id = subject.draft.models[at.model].primary_key.as_ref();
    id.is_some_and(|id| id.columns().eq([at.field]))
}

fn starts_an_index(subject: &Subject<'_, '_>, at: FieldRef) -> bool {
    let facts = &subject.draft.models[at.model];
    facts.primary_key.iter().chain(&facts.indexes).any(|key| key.columns().next() == Some(at.field))
}
