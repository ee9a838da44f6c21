//! Views.

use super::{Subject, multi_schema};
use crate::ir::IndexKind;
use crate::validate::context::Context;
use crate::validate::draft::Key;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, view: usize) {
    let decl = subject.draft.decl(view);
    let facts = &subject.draft.models[view];
    if !subject.config.features.has("views") {
        let help = "add `previewFeatures = [\"views\"]` to a generator";
        cx.error("missing-preview-feature", decl.span, "views are a preview feature", help);
    }
    multi_schema::check_model(cx, subject, view);
    if let Some(id) = &facts.primary_key {
        let message = format!("a view has no primary key, so no `{}`", id.title());
        cx.error("key-on-view", id.attribute.span, message, "use `@unique` or `@@unique`");
    }
}

/// A view has no indexes, and its uniques are promises: nothing else is said about them, and their names take up room
/// without being made.
pub(super) fn index(cx: &mut Context, index: &Key<'_>) {
    let span = index.attribute.span;
    if index.kind != IndexKind::Unique {
        let message = format!("a view has no indexes, so no `{}`", index.title());
        cx.error("index-on-view", span, message, "remove it");
        return;
    }
    let has_arguments = index.fields.iter().any(|f| f.sort.is_some() || f.length.is_some() || f.ops.is_some());
    if index.map.is_some() || index.clustered.is_some() || has_arguments {
        let message = format!("`{}` of a view is a promise and no index: it has no such arguments", index.title());
        cx.error("index-on-view", span, message, "keep only the fields");
    }
}
