//! Commas after the last argument, and arguments without a value: where Prisma looks for them, and in its order.
//!
//! It looks at an attribute that it knows: at its own arguments, at those of calls among them, and of calls in lists
//! among either, where a comma passes. What is nested deeper, native types and configuration blocks may have both.

use nicol_diagnostics::Fix;

use crate::ast::{Args, ExprKind, Ident};
use crate::validate::context::Context;

/// Reports what is wrong. False if the attribute can't be read any further.
pub(super) fn are_complete(cx: &mut Context, args: &Args<'_>) -> bool {
    let mut are_complete = level(cx, args);
    for arg in &args.items {
        if let ExprKind::Call(_, args) = &arg.value.kind {
            are_complete &= level(cx, args);
        }
    }
    are_complete
}

fn level(cx: &mut Context, args: &Args<'_>) -> bool {
    missing_values(cx, args.empty());
    for arg in &args.items {
        let ExprKind::Array(items) = &arg.value.kind else { continue };
        for item in items {
            if let ExprKind::Call(_, args) = &item.kind {
                missing_values(cx, args.empty());
            }
        }
    }
    if let Some(comma) = args.trailing_comma() {
        cx.error("trailing-comma", comma, "there is no `,` after the last argument", "remove the `,`");
        cx.fix(Fix::replace(comma, ""));
    }
    args.empty().is_empty()
}

fn missing_values(cx: &mut Context, names: &[Ident<'_>]) {
    for name in names {
        let message = format!("the argument `{}` has no value", name.text);
        cx.error("missing-value", name.span, message, "write a value after the `:`, or remove the argument");
    }
}
