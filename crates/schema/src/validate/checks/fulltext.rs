//! `@@fulltext`.

use super::Subject;
use crate::ir::IndexKind;
use crate::validate::context::Context;
use crate::validate::draft::Key;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, index: &Key<'_>) {
    if index.kind != IndexKind::Fulltext {
        return;
    }
    let can = subject.connector.can;
    let span = index.attribute.span;
    if !can.fulltext_index {
        let message = format!("{} has no `@@fulltext` indexes", subject.connector.name);
        cx.error("fulltext-index", span, message, "remove it");
        return;
    }
    if index.fields.iter().any(|f| f.length.is_some()) {
        cx.error("fulltext-length", span, "`@@fulltext` has no `length`", "remove `length`");
    }
    let sorted = || index.fields.iter().map(|f| f.sort.is_some());
    if !can.fulltext_sort {
        if sorted().any(|s| s) {
            let message = format!("{} has no `sort` in `@@fulltext`", subject.connector.name);
            cx.error("fulltext-sort", span, message, "remove `sort`");
        }
        return;
    }
    // MongoDB wants the fields without `sort` in one run.
    let mut runs = sorted().collect::<Vec<_>>();
    runs.dedup();
    if runs.iter().filter(|is_sorted| !**is_sorted).count() > 1 {
        let message = "the fields without `sort` must stand side by side";
        cx.error("fulltext-sort", span, message, "move the fields with `sort` to the start or the end");
    }
}

pub(super) fn only_one(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let can = subject.connector.can;
    let found = || subject.draft.models[model].indexes.iter().filter(|i| i.kind == IndexKind::Fulltext);
    if !can.fulltext_index || can.fulltext_index_twice || found().count() < 2 {
        return;
    }
    for index in found() {
        let message = format!("{} allows one `@@fulltext` a model", subject.connector.name);
        cx.error("several-fulltext", index.attribute.span, message, "keep one, over all fields");
    }
}
