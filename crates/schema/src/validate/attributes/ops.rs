//! `ops:` of an index field.

use crate::ast::{Arg, ExprKind};
use crate::suggest::near;
use crate::validate::context::Context;
use crate::validate::draft::Ops;
use crate::validate::operator_classes::{self, names};

pub(super) fn read<'a>(cx: &mut Context, arg: &'a Arg<'a>) -> Option<Ops<'a>> {
    let code = "unknown-operator-class";
    let raw_help = "write a known class, such as `JsonbPathOps`, or `raw(\"class_name\")`";
    match &arg.value.kind {
        ExprKind::Constant(name) if operator_classes::is_known(name) => Some(Ops::Constant(name)),
        ExprKind::Constant(name) => {
            let near = (near(name, names()), str::to_owned);
            let span = arg.value.span;
            cx.unknown(code, span, format!("unknown operator class `{name}`"), near, || raw_help.to_owned(), span);
            None
        }
        ExprKind::Call("raw", args) => {
            if let [one] = args.items.as_slice()
                && let ExprKind::String(class) = &one.value.kind
            {
                return Some(Ops::Raw(class));
            }
            cx.error(code, arg.value.span, "`raw` takes the name of an operator class as a string", raw_help);
            None
        }
        _ => {
            cx.error(code, arg.span, format!("expected an operator class, found {}", arg.value.describe()), raw_help);
            None
        }
    }
}
