//! Many-to-many relations: with a join table that nobody declares, or embedded lists of ids.

use nicol_model::Arity;

use super::Subject;
use super::relations::{Side, back, forward};
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, Relation};

fn sides<'c, 'a>(subject: &Subject<'c, 'a>, relation: &Relation<'a>) -> impl Iterator<Item = Side<'c, 'a>> {
    forward(subject.draft, relation).into_iter().chain(back(subject.draft, relation))
}

/// The single field of the id of a model.
fn single_id(subject: &Subject<'_, '_>, model: usize) -> Option<usize> {
    let id = subject.draft.models[model].primary_key.as_ref()?;
    let mut columns = id.columns();
    columns.next().filter(|_| columns.next().is_none())
}

pub(super) fn implicit<'a>(cx: &mut Context, subject: &Subject<'_, 'a>, relation: &Relation<'a>) {
    let is_view = |model| subject.draft.decl(model).is_view;
    if is_view(relation.forward_model) || is_view(relation.back_model) {
        for side in sides(subject, relation) {
            let message = format!("`{}` is many-to-many, and a view has no join table", side.title());
            cx.error("many-to-many-of-view", side.decl.span, message, "write the join table as a model or view");
        }
    } else if !subject.connector.can.implicit_many_to_many {
        for side in sides(subject, relation) {
            let message = format!("{} has no join tables", subject.connector.name);
            let help = "hold lists of ids on both sides, with `fields` and `references`";
            cx.error("implicit-many-to-many", side.decl.span, message, help);
        }
    }
    for side in sides(subject, relation) {
        let target = subject.draft.decl(side.relation.target);
        let Some(id) = single_id(subject, side.relation.target) else {
            let message =
                format!("`{}` is many-to-many, and `{}` has no id of one field", side.title(), target.name.text);
            let help = format!("give `{}` an `@id`, or write the join table as a model", target.name.text);
            cx.error("many-to-many-without-id", side.decl.span, message, help);
            continue;
        };
        if side.relation.references.as_ref().is_some_and(|references| *references != [id]) {
            let message = format!("`{}` is many-to-many and references no id", side.title());
            cx.error("many-to-many-references", side.decl.span, message, "remove `references`");
        }
    }
    actions(cx, subject, relation);
    for side in sides(subject, relation).filter(|side| side.relation.references.is_some()) {
        let message = format!("`{}` is many-to-many: its join table is known without `references`", side.title());
        cx.error("many-to-many-references", side.decl.span, message, "remove `references`");
    }
}

fn actions<'a>(cx: &mut Context, subject: &Subject<'_, 'a>, relation: &Relation<'a>) {
    for side in sides(subject, relation) {
        for (_, span) in side.relation.on_delete.iter().chain(&side.relation.on_update) {
            let message = "a many-to-many relation has no referential actions";
            cx.error("many-to-many-action", *span, message, "remove it, or write the join table as a model");
        }
    }
}

pub(super) fn embedded<'a>(cx: &mut Context, subject: &Subject<'_, 'a>, relation: &Relation<'a>) {
    if !subject.connector.can.embedded_many_to_many {
        for side in sides(subject, relation) {
            let message =
                format!("`{}` is many-to-many, and {} holds no lists of ids", side.title(), subject.connector.name);
            let help = "remove `fields` and `references`, or write the join table as a model";
            cx.error("embedded-many-to-many", side.decl.span, message, help);
        }
        return;
    }
    let draft = subject.draft;
    for (argument, get) in [
        ("references", (|s: &Side<'_, '_>| s.relation.references.as_ref().map(Vec::len)) as fn(&Side<'_, '_>) -> _),
        ("fields", |s: &Side<'_, '_>| s.relation.fields.as_ref().map(Vec::len)),
    ] {
        for side in sides(subject, relation).filter(|side| get(side) != Some(1)) {
            let attribute = side.decl.attribute("relation");
            let span = attribute.map_or(side.decl.span, |a| a.argument_span(argument));
            let message = format!("`{}` needs `{argument}` with one field", side.title());
            cx.error("embedded-many-to-many", span, message, format!("write `{argument}: [field]`"));
        }
    }
    for side in sides(subject, relation) {
        let reference = side.relation.references.as_ref().and_then(|r| r.first());
        if let Some(reference) = reference
            && single_id(subject, side.relation.target) != Some(*reference)
        {
            let span = side.decl.argument_span("relation", "references");
            cx.error(
                "embedded-many-to-many",
                span,
                "`references` must name the id",
                "reference the id of the other model",
            );
        }
    }
    for side in sides(subject, relation) {
        let first = |list: &Option<Vec<usize>>| list.as_ref().and_then(|l| l.first().copied());
        let (Some(field), Some(reference)) = (first(&side.relation.fields), first(&side.relation.references)) else {
            continue;
        };
        let here = FieldRef { model: side.at.model, field };
        let there = FieldRef { model: side.relation.target, field: reference };
        let native = |at| draft.facts(at).native_type.as_ref().map(|n| n.name);
        let fits = draft.field(here).arity == Arity::List
            && draft.field(there).arity != Arity::List
            && draft.ty(here) == draft.ty(there)
            && native(here) == native(there);
        if !fits {
            let span = side.decl.attribute("relation").map_or(side.decl.span, |a| a.span);
            let message = "the field in `fields` must be a list of the type of the field in `references`";
            cx.error("embedded-many-to-many", span, message, "give them the same type, the first one with `[]`");
        }
    }
    actions(cx, subject, relation);
}
