//! MongoDB.

use nicol_diagnostics::Diagnostic;
use nicol_model::Provider;

use super::Subject;
use crate::ast::ExprKind;
use crate::hash::HashMap;
use crate::ir::{IndexKind, SortOrder};
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, Key};

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let draft = subject.draft;
    let facts = &draft.models[model];
    let decl = draft.decl(model);
    match &facts.primary_key {
        None => {
            let message = format!("the model `{}` has no `@id`", decl.name.text);
            cx.error(
                "missing-id",
                decl.span,
                message,
                "add `id String @id @default(auto()) @map(\"_id\") @db.ObjectId`",
            );
        }
        Some(id) => id_is_mapped(cx, subject, model, id),
    }
    for at in subject.columns(model) {
        field(cx, subject, at);
    }
    let mut alike: HashMap<Vec<_>, usize> = HashMap::default();
    for index in &facts.indexes {
        *alike.entry(columns(index)).or_default() += 1;
    }
    for index in &facts.indexes {
        if alike.get(&columns(index)).is_some_and(|count| *count > 1) {
            cx.error("duplicate-index", index.attribute.span, "another index has the same fields", "remove one");
        }
        let id_columns = facts.primary_key.as_ref().filter(|id| id.fields.len() == 1).map(Key::columns);
        if index.kind == IndexKind::Unique
            && id_columns.is_some_and(|id| id.eq(index.columns()))
            && index.fields.iter().all(|f| f.path.is_empty())
        {
            let message = "the id is unique by itself";
            cx.error("unique-on-id", index.attribute.span, message, "remove it");
        }
    }
}

/// What tells an index from another one: field, way into composite types, sort order, length.
type Column<'k> = (usize, &'k [(usize, usize)], Option<SortOrder>, Option<u32>);

fn columns<'k>(index: &'k Key<'_>) -> Vec<Column<'k>> {
    index.fields.iter().map(|field| (field.field, field.path.as_slice(), field.sort, field.length)).collect()
}

fn id_is_mapped(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, id: &Key<'_>) {
    let [only] = id.fields.as_slice() else { return };
    let at = FieldRef { model, field: only.field };
    if subject.draft.column(at) != "_id" {
        let field = subject.draft.field(at);
        let message = format!("the id `{}` must be called `_id` in the database", field.name.text);
        cx.error("id-not-mapped", field.span, message, "add `@map(\"_id\")`");
    }
}

fn field(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let draft = subject.draft;
    let facts = draft.facts(at);
    let decl = draft.field(at);
    let default = facts.default.as_ref().map(|d| &d.value.kind);
    if let Some(ExprKind::Call("auto", _)) = default {
        if facts.native_type.as_ref().is_none_or(|n| n.name != "ObjectId") {
            cx.error(
                "auto-without-object-id",
                decl.span,
                "`auto()` needs the native type ObjectId",
                "add `@db.ObjectId`",
            );
        }
        let id = draft.models[at.model].primary_key.as_ref();
        if !id.is_some_and(|id| id.columns().any(|c| c == at.field)) {
            cx.error("auto-without-id", decl.span, "`auto()` is for the id", "add `@id`, or use another default");
        }
    }
    if let Some(ExprKind::Call("dbgenerated", _)) = default {
        cx.error("invalid-default-function", decl.span, "MongoDB has no `dbgenerated()`", "use `auto()`");
    }
    if let (Some(name), Some(attribute)) = (facts.map, decl.attribute("map")) {
        if name.starts_with('$') {
            cx.error("invalid-name", attribute.span, "a name in MongoDB can't start with `$`", "choose another name");
        }
        if name.contains('.') {
            cx.error("invalid-name", attribute.span, "a name in MongoDB can't hold a `.`", "choose another name");
        }
    }
}

/// Joins compare the stored forms.
pub(super) fn same_native_types(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    if !subject.connector.is(Provider::Mongodb) {
        return;
    }
    let draft = subject.draft;
    let Some(relation) = draft.relation_field(at) else { return };
    let (Some(fields), Some(references)) = (&relation.fields, &relation.references) else { return };
    for (field, reference) in fields.iter().zip(references) {
        let here = FieldRef { model: at.model, field: *field };
        let there = FieldRef { model: relation.target, field: *reference };
        let native = |at| draft.facts(at).native_type.as_ref().map(|n| (n.scope, n.name));
        if native(here) != native(there) {
            let (a, b) = (draft.field(here), draft.field(there));
            let message =
                format!("`{}` and `{}` have different native types, so no record will match", a.name.text, b.name.text);
            cx.push(
                Diagnostic::warning("relation-native-types-differ", a.span, message)
                    .with_label(b.span, "the other end")
                    .with_help("give both the same native type"),
            );
        }
    }
}
