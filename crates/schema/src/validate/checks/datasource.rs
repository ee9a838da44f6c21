//! What the datasource asks of the generators.

use super::Subject;
use crate::ast::{Expr, ExprKind};
use crate::validate::context::Context;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>) {
    let Some(datasource) = &subject.config.datasource else { return };
    let Some(span) = datasource.extensions else { return };
    if !subject.config.features.has("postgresqlExtensions") {
        let message = "`extensions` is a preview feature";
        let help = "add `previewFeatures = [\"postgresqlExtensions\"]` to a generator";
        cx.error("missing-preview-feature", span, message, help);
        return;
    }
    let value = datasource.decl.property("extensions").and_then(|p| p.value.as_ref());
    let items = match value.map(|v| &v.kind) {
        Some(ExprKind::Array(items)) => items.as_slice(),
        _ => value.map_or(&[][..], std::slice::from_ref),
    };
    for item in items {
        name(cx, item);
    }
}

fn name(cx: &mut Context, item: &Expr<'_>) {
    let (ExprKind::Constant(name) | ExprKind::Call(name, _)) = &item.kind else { return };
    let wrong = if name.starts_with(char::is_numeric) {
        "starts with a digit"
    } else if name.contains('-') {
        "holds a `-`"
    } else {
        return;
    };
    let help = format!("write `other_name(map: \"{name}\")`");
    cx.error("invalid-name", item.span, format!("the name of the extension `{name}` {wrong}"), help);
}
