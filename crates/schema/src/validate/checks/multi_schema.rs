//! `@@schema` and `schemas`.

use nicol_diagnostics::Span;

use super::Subject;
use crate::ast;
use crate::validate::context::Context;
use crate::validate::draft::EnumFacts;

pub(super) fn check_model(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    let decl = subject.draft.decl(model);
    check(cx, subject, subject.draft.models[model].namespace, decl.span, decl.noun(), decl.name.text);
}

pub(super) fn check_enum(cx: &mut Context, subject: &Subject<'_, '_>, decl: &ast::Enum<'_>, facts: &EnumFacts<'_>) {
    check(cx, subject, facts.namespace, decl.span, "enum", decl.name.text);
}

fn check(
    cx: &mut Context,
    subject: &Subject<'_, '_>,
    namespace: Option<(&str, Span)>,
    block: Span,
    noun: &str,
    name: &str,
) {
    let can = subject.connector.can.multi_schema;
    let datasource = subject.config.datasource.as_ref();
    match namespace {
        Some((_, span)) if !can => {
            let message = format!("{} has no `@@schema`", subject.connector.name);
            cx.error("schema-attribute", span, message, "remove it");
        }
        Some((namespace, span)) => {
            let Some(datasource) = datasource else { return };
            let schemas = &datasource.ir.schemas;
            if !schemas.iter().any(|s| s == namespace) {
                let help = match cx.near(namespace, || schemas.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{}`?", near.name),
                    None => format!("add \"{namespace}\" to `schemas` in the datasource"),
                };
                let message = format!("the datasource does not list the schema `{namespace}`");
                cx.error("unknown-schema", span, message, help);
            }
        }
        None => {
            if can && datasource.is_some_and(|d| d.schemas.is_some()) {
                let message = format!("the {noun} `{name}` has no `@@schema`");
                let help = "the datasource lists `schemas`, so every block names its own: add `@@schema(\"…\")`";
                cx.error("missing-schema", block, message, help);
            }
        }
    }
}
