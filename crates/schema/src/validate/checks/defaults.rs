//! Values of `@default` that need the provider or a closer look.

use nicol_model::{ScalarType, base64, calendar};

use super::{Subject, literal};
use crate::ast::{Args, Expr, ExprKind};
use crate::validate::attributes::{is_known_function, unknown_function};
use crate::validate::context::Context;
use crate::validate::draft::{FieldRef, FieldType};

/// Functions that no provider, or only another one, knows.
pub(super) fn unknown_functions(cx: &mut Context, subject: &Subject<'_, '_>) {
    for model in 0..subject.draft.models.len() {
        for at in subject.columns(model) {
            let Some(default) = &subject.draft.facts(at).default else { continue };
            let ExprKind::Call(name, args) = &default.value.kind else { continue };
            if is_known_function(name) {
                continue;
            }
            if *name == "sequence" && subject.connector.can.sequence_function {
                sequence(cx, args);
            } else {
                unknown_function(cx, name, default.value);
            }
        }
    }
}

/// `sequence(virtual: true, cache: 20, increment: 4, minValue: 10, maxValue: 20, start: 12)`.
fn sequence(cx: &mut Context, args: &Args<'_>) {
    for arg in &args.items {
        match arg.name.map(|n| n.text) {
            Some("virtual") => {
                cx.boolean(&arg.value);
            }
            Some("cache" | "increment" | "minValue" | "maxValue" | "start") => {
                cx.integer(&arg.value);
            }
            _ => {
                let message = "unknown argument of `sequence()`";
                let help = "the arguments are `virtual`, `cache`, `increment`, `minValue`, `maxValue` and `start`";
                cx.error("unknown-argument", arg.span, message, help);
            }
        }
    }
}

/// The default of a model's field.
pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, at: FieldRef) {
    let Some(default) = &subject.draft.facts(at).default else { return };
    let can = subject.connector.can;
    if default.map.is_some() {
        if !can.named_defaults {
            let message = format!("{} has no names for defaults", subject.connector.name);
            cx.error("named-default", default.attribute.span, message, "remove `map`");
        }
        super::database_names::length(cx, subject, default.map, default.attribute);
    }
    literal(cx, subject.draft.ty(at), default.value);
    if let ExprKind::Call("auto", _) = &default.value.kind
        && !can.auto_function
    {
        let message = format!("{} has no `auto()`", subject.connector.name);
        cx.error(
            "invalid-default-function",
            default.value.span,
            message,
            "use `autoincrement()`, `uuid()` or `cuid()`",
        );
    }
}

/// Texts that must be of a certain form, also in lists.
pub(super) fn literal(cx: &mut Context, ty: FieldType, value: &Expr<'_>) {
    let Some(scalar) = ty.scalar() else { return };
    if let ExprKind::Array(items) = &value.kind {
        for item in items {
            literal(cx, ty, item);
        }
        return;
    }
    let (is_right, form) = match (scalar, &value.kind) {
        (ScalarType::Json, ExprKind::String(text)) => (literal::is_json(text), "JSON"),
        (ScalarType::Bytes, ExprKind::String(text)) => (base64::decode(text).is_some(), "base64, such as \"aGk=\""),
        (ScalarType::DateTime, ExprKind::String(text)) => {
            (calendar::parse_rfc3339(text).is_some(), "RFC 3339 with time and offset, such as \"2020-01-31T12:00:00Z\"")
        }
        (ScalarType::Int | ScalarType::BigInt, ExprKind::Number(digits)) => {
            (digits.parse::<i64>().is_ok(), "a whole number of 64 bits")
        }
        (ScalarType::Decimal, ExprKind::String(text)) => (literal::is_decimal(text), "a decimal number"),
        _ => return,
    };
    if !is_right {
        let message = format!("{} is no value of type {scalar}", value.describe());
        cx.error("wrong-default-value", value.span, message, format!("write {form}"));
    }
}
