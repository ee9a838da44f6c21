//! Relation fields, each by itself.

use nicol_diagnostics::{Diagnostic, Fix};
use nicol_model::{ReferentialAction, RelationMode};

use super::constraint_names::ConstraintNames;
use super::{Subject, database_names, fields, mongodb, mysql, relation_fixes};
use crate::validate::attributes::list;
use crate::validate::context::Context;
use crate::validate::draft::FieldRef;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, at: FieldRef) {
    fields::client_name(cx, subject, names, at);
    ignored_target(cx, subject, at);
    actions(cx, subject, at);
    map(cx, subject, at);
    missing_index(cx, subject, at);
    mysql::set_default(cx, subject, at);
    mongodb::same_native_types(cx, subject, at);
}

/// Fields of one model that could belong to the same relation. Reported at the first of them.
pub(super) fn is_ambiguous(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) -> bool {
    let draft = subject.draft;
    let Some(relation) = draft.relation_field(at) else { return false };
    let alike = draft.alike(at.model, relation.target, relation.name);
    let is_self_relation = relation.target == at.model;
    if alike.len() < 2 || (is_self_relation && relation.name.is_some() && alike.len() == 2) {
        return false;
    }
    let (model, target) = (draft.decl(at.model).name.text, draft.decl(relation.target).name.text);
    let fields = &draft.decl(at.model).fields;
    let names = list(&alike.iter().map(|field| fields[*field].name.text).collect::<Vec<_>>());
    let (message, help) = match relation.name {
        Some(name) if is_self_relation => (
            format!("{names} of `{model}` have the same relation name \"{name}\", and a relation has two ends"),
            "give each pair of fields a relation name of its own",
        ),
        Some(name) => (
            format!("{names} of `{model}` point at `{target}` with the same relation name \"{name}\""),
            "give each of them a relation name of its own",
        ),
        None if is_self_relation => (
            format!("{names} of `{model}` point at the model itself without a relation name"),
            "give both ends of a relation the same name with `@relation(\"…\")`",
        ),
        None => (
            format!("{names} of `{model}` all point at `{target}`, and nothing tells them apart"),
            "give each a name with `@relation(\"…\")`, and the same name to its other end",
        ),
    };
    cx.push(Diagnostic::error("ambiguous-relation", draft.field(at).span, message).with_help(help));
    true
}

fn ignored_target(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let draft = subject.draft;
    let Some(relation) = draft.relation_field(at) else { return };
    if draft.models[relation.target].is_ignored && !draft.facts(at).is_ignored && !draft.models[at.model].is_ignored {
        let field = draft.field(at);
        let target = draft.decl(relation.target).name.text;
        let message = format!("`{}` points at `{target}`, which is ignored", field.name.text);
        cx.error("relation-to-ignored-model", field.span, message, "add `@ignore` to the field");
        cx.fix(Fix::insert(field.span.file, field.span.end, " @ignore"));
    }
}

fn actions(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let Some(relation) = subject.draft.relation_field(at) else { return };
    let allowed = subject.connector.actions(subject.mode);
    for (argument, action) in [("onDelete", relation.on_delete), ("onUpdate", relation.on_update)] {
        let Some((action, _)) = action.filter(|(action, _)| !allowed.contains(action)) else { continue };
        let span = subject.draft.field(at).argument_span("relation", argument);
        let message = match subject.mode {
            RelationMode::ForeignKeys => {
                format!("{} has no referential action `{}`", subject.connector.name, action.name())
            }
            RelationMode::Prisma => {
                format!("the referential action `{}` is not emulated with relationMode = \"prisma\"", action.name())
            }
        };
        let names: Vec<&str> = allowed.iter().map(|a| a.name()).collect();
        let help = if action == ReferentialAction::NoAction && allowed.contains(&ReferentialAction::Restrict) {
            "write `Restrict`".to_owned()
        } else {
            format!("write one of {}", list(&names))
        };
        cx.error("referential-action-not-supported", span, message, help);
    }
}

fn map(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let Some(relation) = subject.draft.relation_field(at) else { return };
    let (Some(_), Some(attribute)) = (relation.map, relation.attribute) else { return };
    if subject.connector.can.named_foreign_keys {
        database_names::length(cx, subject, relation.map, attribute);
    } else {
        let message = format!("{} has no names for foreign keys", subject.connector.name);
        cx.error("named-foreign-key", attribute.span, message, "remove `map`");
    }
}

/// With emulated relations nothing makes an index over the foreign key.
fn missing_index(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    if subject.mode != RelationMode::Prisma || !subject.connector.can.suggests_relation_indexes {
        return;
    }
    let draft = subject.draft;
    let Some(fields) = draft.relation_field(at).and_then(|r| r.fields.as_ref()) else { return };
    let facts = &draft.models[at.model];
    let starts_with = |columns: &mut dyn Iterator<Item = usize>| columns.take(fields.len()).eq(fields.iter().copied());
    if facts.primary_key.iter().chain(&facts.indexes).any(|key| starts_with(&mut key.columns())) {
        return;
    }
    let field = draft.field(at);
    let names: Vec<&str> = fields.iter().map(|f| draft.decl(at.model).fields[*f].name.text).collect();
    let span = field.attribute("relation").map_or(field.span, |a| a.span);
    let message =
        format!("there is no index for the relation `{}`, and relationMode = \"prisma\" makes none", field.name.text);
    cx.warn("missing-relation-index", span, message, format!("add `@@index([{}])` to the model", names.join(", ")));
    cx.fix(relation_fixes::index(draft.decl(at.model), fields));
}
