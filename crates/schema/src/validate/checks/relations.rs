//! Relations with a foreign key.

use nicol_diagnostics::{Diagnostic, Severity};
use nicol_model::{Arity, ReferentialAction, RelationMode};

use super::constraint_names::ConstraintNames;
use super::{Subject, relation_fixes};
use crate::ast::{self, TypeRef};
use crate::validate::attributes::list;
use crate::validate::connector::Connector;
use crate::validate::context::Context;
use crate::validate::draft::{Draft, FieldRef, FieldType, Key, Relation, RelationField};

/// One end of a relation with all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct Side<'c, 'a> {
    pub(super) at: FieldRef,
    pub(super) decl: &'a ast::Field<'a>,
    pub(super) relation: &'c RelationField<'a>,
    /// The model's name.
    pub(super) model: &'a str,
}

impl Side<'_, '_> {
    pub(super) fn has_fields(&self) -> bool {
        self.relation.fields.as_ref().is_some_and(|f| !f.is_empty())
    }

    pub(super) fn has_references(&self) -> bool {
        self.relation.references.as_ref().is_some_and(|f| !f.is_empty())
    }

    pub(super) fn has_actions(&self) -> bool {
        self.relation.on_delete.is_some() || self.relation.on_update.is_some()
    }

    /// `Model.field`.
    pub(super) fn title(&self) -> String {
        format!("{}.{}", self.model, self.decl.name.text)
    }
}

fn side<'c, 'a>(draft: &'c Draft<'a>, model: usize, field: Option<usize>) -> Option<Side<'c, 'a>> {
    let at = FieldRef { model, field: field? };
    Some(Side { at, decl: draft.field(at), relation: draft.relation_field(at)?, model: draft.decl(model).name.text })
}

/// The end with the foreign key.
pub(super) fn forward<'c, 'a>(draft: &'c Draft<'a>, relation: &Relation<'a>) -> Option<Side<'c, 'a>> {
    side(draft, relation.forward_model, relation.forward)
}

/// The other end.
pub(super) fn back<'c, 'a>(draft: &'c Draft<'a>, relation: &Relation<'a>) -> Option<Side<'c, 'a>> {
    side(draft, relation.back_model, relation.back)
}

/// `onDelete`, written or by default: `SetNull` where everything may be null, else `Restrict` where there is one.
pub(in crate::validate) fn on_delete(
    draft: &Draft<'_>,
    connector: &Connector,
    mode: RelationMode,
    relation: &Relation<'_>,
) -> ReferentialAction {
    let Some(field) = relation.forward else { return ReferentialAction::NoAction };
    let at = FieldRef { model: relation.forward_model, field };
    let Some(side) = draft.relation_field(at) else { return ReferentialAction::NoAction };
    if let Some((action, _)) = side.on_delete {
        return action;
    }
    let fields = side.fields.as_deref().unwrap_or_default();
    let is_required = |field: &usize| draft.field(FieldRef { model: at.model, field: *field }).arity == Arity::Required;
    if draft.field(at).arity != Arity::Required && !fields.iter().any(is_required) {
        ReferentialAction::SetNull
    } else if connector.actions(mode).contains(&ReferentialAction::Restrict) {
        ReferentialAction::Restrict
    } else {
        ReferentialAction::NoAction
    }
}

/// `onUpdate`, written or by default.
pub(in crate::validate) fn on_update(draft: &Draft<'_>, relation: &Relation<'_>) -> ReferentialAction {
    let Some(field) = relation.forward else { return ReferentialAction::NoAction };
    let side = draft.relation_field(FieldRef { model: relation.forward_model, field });
    side.and_then(|side| side.on_update).map_or(ReferentialAction::Cascade, |(action, _)| action)
}

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, relation: &Relation<'_>) {
    references_unique(cx, subject, relation);
    if let Some(side) = forward(subject.draft, relation) {
        same_length(cx, &side);
        arity(cx, subject, &side);
        types(cx, subject, relation, &side);
        set_null_on_required(cx, subject, &side);
    }
    names.check_foreign_key(cx, subject, relation);
}

fn references_unique(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>) {
    let draft = subject.draft;
    let Some(side) = forward(draft, relation).filter(Side::has_references) else { return };
    let references = side.relation.references.as_deref().unwrap_or_default();
    let target = relation.back_model;
    let sorted = |columns: &mut dyn Iterator<Item = usize>| {
        let mut columns: Vec<usize> = columns.collect();
        columns.sort_unstable();
        columns
    };
    let in_order = |key: &Key<'_>| key.columns().eq(references.iter().copied());
    if draft.unique_criteria(target).any(in_order) {
        return;
    }
    let wanted = sorted(&mut references.iter().copied());
    let model = draft.decl(target).name.text;
    let in_any_order = |key: &Key<'_>| key.fields.len() == wanted.len() && sorted(&mut key.columns()) == wanted;
    if !draft.unique_criteria(target).any(in_any_order) {
        let names: Vec<&str> = references.iter().map(|f| draft.decl(target).fields[*f].name.text).collect();
        let help = match names.as_slice() {
            [one] => format!("add `@unique` to `{one}` in `{model}`, or reference its id"),
            _ => format!("add `@@unique([{}])` to `{model}`, or reference its id", names.join(", ")),
        };
        let message = format!("`references` names no id or unique of `{model}`: {}", names.join(", "));
        cx.error("references-not-unique", side.decl.span, message, help);
        // It changes another model, and there may be rows that are not unique.
        cx.fix(relation_fixes::unique(draft.decl(target), references).sure(false));
        return;
    }
    if !subject.connector.can.references_in_any_order {
        let message =
            format!("{} wants the references in the order of the id or unique of `{model}`", subject.connector.name);
        cx.error("references-order", side.decl.span, message, "reorder `references`, and `fields` with it");
    }
}

fn same_length(cx: &mut Context, side: &Side<'_, '_>) {
    let (Some(fields), Some(references), Some(attribute)) =
        (&side.relation.fields, &side.relation.references, side.relation.attribute)
    else {
        return;
    };
    if fields.len() != references.len() {
        let message = format!("`fields` names {} fields and `references` names {}", fields.len(), references.len());
        cx.error("fields-and-references-differ", attribute.span, message, "name as many in both");
    }
}

fn arity(cx: &mut Context, subject: &Subject<'_, '_>, side: &Side<'_, '_>) {
    if side.decl.arity != Arity::Required {
        return;
    }
    let fields = side.relation.fields.as_deref().unwrap_or_default();
    let model = subject.draft.decl(side.at.model);
    let Some(optional) = fields.iter().map(|f| &model.fields[*f]).find(|f| f.arity == Arity::Optional) else { return };
    let TypeRef::Named(ty) = side.decl.ty else { return };
    let message = format!(
        "`{}` is required, but `{}`, which it is stored in, is optional",
        side.decl.name.text, optional.name.text
    );
    let help = format!("write `{} {}?`, or make `{}` required", side.decl.name.text, ty.text, optional.name.text);
    cx.error("required-relation-over-optional", side.decl.span, message, help);
    if let Some(fix) = relation_fixes::optional(side.decl) {
        cx.fix(fix);
    }
}

fn types(cx: &mut Context, subject: &Subject<'_, '_>, relation: &Relation<'_>, side: &Side<'_, '_>) {
    let draft = subject.draft;
    let (Some(fields), Some(references)) = (&side.relation.fields, &side.relation.references) else { return };
    for (field, reference) in fields.iter().zip(references) {
        let here = FieldRef { model: side.at.model, field: *field };
        let there = FieldRef { model: relation.back_model, field: *reference };
        let equal = match (draft.ty(here), draft.ty(there)) {
            (FieldType::Unsupported, FieldType::Unsupported) => match (&draft.field(here).ty, &draft.field(there).ty) {
                (TypeRef::Unsupported(a), TypeRef::Unsupported(b)) => a == b,
                _ => false,
            },
            (here, there) => here == there,
        };
        if !equal {
            let (a, b) = (draft.field(here), draft.field(there));
            let message = format!(
                "`{}.{}` and `{}.{}` have different types",
                side.model,
                a.name.text,
                draft.decl(there.model).name.text,
                b.name.text
            );
            cx.push(
                Diagnostic::error("relation-types-differ", side.decl.span, message)
                    .with_label(a.span, "this end")
                    .with_label(b.span, "the other end")
                    .with_help("give both fields the same type"),
            );
        }
    }
}

/// `SetNull` where a column of the foreign key can't be null.
fn set_null_on_required(cx: &mut Context, subject: &Subject<'_, '_>, side: &Side<'_, '_>) {
    let fields = side.relation.fields.as_deref().unwrap_or_default();
    let model = subject.draft.decl(side.at.model);
    let required: Vec<&str> =
        fields.iter().map(|f| &model.fields[*f]).filter(|f| f.arity == Arity::Required).map(|f| f.name.text).collect();
    if required.is_empty() && side.relation.fields.is_some() {
        return;
    }
    let warns = subject.connector.can.set_null_on_required && subject.mode == RelationMode::ForeignKeys;
    for (argument, action) in [("onDelete", side.relation.on_delete), ("onUpdate", side.relation.on_update)] {
        let Some((ReferentialAction::SetNull, span)) = action else { continue };
        let (message, help) = if required.is_empty() {
            (
                format!("`{argument}: SetNull` needs `fields` that may be null"),
                "name optional fields in `fields`".to_owned(),
            )
        } else {
            let names = list(&required);
            (
                format!("`{argument}: SetNull` sets required fields to null: {names}"),
                "make them and the relation optional, or choose another action".to_owned(),
            )
        };
        let mut diagnostic = Diagnostic::error("set-null-on-required", side.decl.span, message)
            .with_label(span, "this action")
            .with_help(help);
        diagnostic.severity = if warns { Severity::Warning } else { Severity::Error };
        cx.push(diagnostic);
    }
}
