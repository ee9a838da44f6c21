//! One-to-many relations.

use super::Subject;
use super::one_to_one::missing_opposite;
use super::relation_fixes;
use super::relations::{Side, back, forward};
use crate::validate::context::Context;
use crate::validate::draft::Relation;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>) {
    match (forward(subject.draft, relation), back(subject.draft, relation)) {
        (Some(side), None) | (None, Some(side)) => missing_opposite(cx, subject, &side),
        (Some(forward), Some(back)) => sides(cx, subject, &forward, &back),
        (None, None) => {}
    }
}

fn sides(cx: &mut Context, subject: &Subject<'_, '_>, forward: &Side<'_, '_>, back: &Side<'_, '_>) {
    let code = "missing-relation-argument";
    let help = "write `@relation(fields: […], references: […])`; `nicol format` does it too";
    let mut missing = |argument: &str| {
        cx.error(code, forward.decl.span, format!("`{}` has no `{argument}`", forward.title()), help);
        if let Some(fix) = relation_fixes::arguments(subject, forward, false) {
            cx.fix(fix);
        }
    };
    if !forward.has_fields() {
        missing("fields");
    }
    if !forward.has_references() {
        missing("references");
    }
    if back.has_fields() || back.has_references() {
        let message = format!("`{}` is the list side and can't have `fields` or `references`", back.title());
        let help = format!("move them to `{}`", forward.title());
        cx.error("relation-on-wrong-side", back.decl.span, message, help);
    }
    if back.has_actions() {
        let message = format!("`{}` does not hold the foreign key and can't have referential actions", back.title());
        let help = format!("move `onDelete` and `onUpdate` to `{}`", forward.title());
        cx.error("action-on-wrong-side", back.decl.span, message, help);
    }
}
