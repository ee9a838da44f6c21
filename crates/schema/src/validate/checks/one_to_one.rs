//! One-to-one relations.

use nicol_model::Arity;

use super::Subject;
use super::relation_fixes;
use super::relations::{Side, back, forward};
use crate::validate::context::Context;
use crate::validate::draft::Relation;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>) {
    let draft = subject.draft;
    let Some(forward) = forward(draft, relation) else { return };
    let back = back(draft, relation);
    match &back {
        None => missing_opposite(cx, subject, &forward),
        Some(back) => {
            argument(cx, subject, &forward, back, "fields", |side| side.has_fields());
            argument(cx, subject, &forward, back, "references", |side| side.has_references());
            both_define(cx, &forward, back, "references", |side| side.has_references());
            both_define(cx, &forward, back, "fields", |side| side.has_fields());
            actions(cx, &forward, back);
        }
    }
    unique(cx, subject, &forward);
    if let Some(back) = &back {
        mixups(cx, &forward, back);
        required_back(cx, &forward, back);
        wrong_side(cx, &forward, back);
    }
}

/// A relation field without a counterpart in the other model.
pub(super) fn missing_opposite(cx: &mut Context, subject: &Subject<'_, '_>, side: &Side<'_, '_>) {
    let target = subject.draft.decl(side.relation.target);
    let message = format!("`{}` has no counterpart in `{}`", side.title(), target.name.text);
    let field = match side.decl.arity {
        Arity::List => format!("a field of type `{}`", side.model),
        Arity::Required | Arity::Optional => format!("a field of type `{m}[]` or `{m}?`", m = side.model),
    };
    let named = side.relation.name.map_or(String::new(), |name| format!(" with `@relation(\"{name}\")`"));
    let help = format!("add {field}{named} to `{}`; `nicol format` does it too", target.name.text);
    cx.error("missing-opposite-relation", side.decl.span, message, help);
    if let Some(fix) = relation_fixes::opposite(subject, side) {
        cx.fix(fix);
    }
}

fn argument(
    cx: &mut Context,
    subject: &Subject<'_, '_>,
    forward: &Side<'_, '_>,
    back: &Side<'_, '_>,
    argument: &str,
    has: fn(&Side<'_, '_>) -> bool,
) {
    if has(forward) || has(back) {
        return;
    }
    for side in [forward, back] {
        let message = format!("neither `{}` nor `{}` has `{argument}`", forward.title(), back.title());
        let help = "write `@relation(fields: […], references: […])` on the side that holds the foreign key";
        cx.error("missing-relation-argument", side.decl.span, message, help);
        let is_holder = side.at == forward.at || side.has_fields();
        if is_holder && let Some(fix) = relation_fixes::arguments(subject, side, true) {
            cx.fix(fix);
        }
    }
}

fn both_define(
    cx: &mut Context,
    forward: &Side<'_, '_>,
    back: &Side<'_, '_>,
    argument: &str,
    has: fn(&Side<'_, '_>) -> bool,
) {
    if !has(forward) || !has(back) {
        return;
    }
    for side in [forward, back] {
        let message = format!("both `{}` and `{}` have `{argument}`", forward.title(), back.title());
        cx.error("relation-defined-twice", side.decl.span, message, "keep it on the side that holds the foreign key");
    }
}

fn actions(cx: &mut Context, forward: &Side<'_, '_>, back: &Side<'_, '_>) {
    if !back.has_actions() {
        return;
    }
    let help = format!("`onDelete` and `onUpdate` belong to `{}`, which holds the foreign key", forward.title());
    let message = format!("`{}` does not hold the foreign key and can't have referential actions", back.title());
    cx.error("action-on-wrong-side", back.decl.span, message, help.clone());
    if forward.has_actions() {
        let message = format!("both `{}` and `{}` have referential actions", forward.title(), back.title());
        cx.error("action-on-wrong-side", forward.decl.span, message, help);
    }
}

/// The foreign key must be unique, or the relation would be one-to-many.
fn unique(cx: &mut Context, subject: &Subject<'_, '_>, forward: &Side<'_, '_>) {
    let Some(fields) = &forward.relation.fields else { return };
    let draft = subject.draft;
    if draft.unique_criteria(forward.at.model).any(|key| key.columns().eq(fields.iter().copied())) {
        return;
    }
    let model = draft.decl(forward.at.model);
    let names: Vec<&str> = fields.iter().map(|f| model.fields[*f].name.text).collect();
    let help = match names.as_slice() {
        [one] => format!("add `@unique` to `{one}`, or make the other side a list"),
        _ => format!("add `@@unique([{}])` to `{}`, or make the other side a list", names.join(", "), forward.model),
    };
    let message = format!("the one-to-one relation `{}` is stored in fields that are not unique", forward.title());
    cx.error("one-to-one-not-unique", forward.decl.span, message, help);
    cx.fix(relation_fixes::unique(model, fields));
}

/// `fields` on one side and `references` on the other. Said only when nothing else is wrong.
fn mixups(cx: &mut Context, forward: &Side<'_, '_>, back: &Side<'_, '_>) {
    if cx.has_errors() {
        return;
    }
    let help = "write `fields` and `references` on the same side";
    let message = "`fields` stands on one side of the relation and `references` on the other";
    if forward.has_fields() && back.has_references() {
        cx.error("relation-split", forward.decl.span, message, help);
        cx.error("relation-split", back.decl.span, message, help);
    }
    if forward.has_references() && back.has_fields() {
        cx.error("relation-split", forward.decl.span, message, help);
    }
}

fn required_back(cx: &mut Context, forward: &Side<'_, '_>, back: &Side<'_, '_>) {
    if cx.has_errors() || back.decl.arity != Arity::Required {
        return;
    }
    let message = format!("`{}` is required, which no database can promise", back.title());
    let help = format!("write `{} {}?`", back.decl.name.text, forward.model);
    cx.error("required-back-relation", back.decl.span, message, help);
    if let Some(fix) = relation_fixes::optional(back.decl) {
        cx.fix(fix);
    }
}

fn wrong_side(cx: &mut Context, forward: &Side<'_, '_>, back: &Side<'_, '_>) {
    let has_arguments = back.relation.fields.is_some() || back.relation.references.is_some();
    if cx.has_errors() || forward.decl.arity != Arity::Required || !has_arguments {
        return;
    }
    let message =
        format!("`{}` is the required side and must hold the foreign key, not `{}`", forward.title(), back.title());
    let help = "move `fields` and `references` there, or swap which side is optional";
    cx.error("relation-on-wrong-side", back.decl.span, message, help);
}
