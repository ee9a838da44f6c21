//! `@relation`, and the attributes that relation fields can't have.

use nicol_diagnostics::Span;
use nicol_model::ReferentialAction;

use super::fields::{self, Unresolved};
use super::visit::{AttributeArgs, AttributeSet, list};
use crate::ast::Expr;
use crate::suggest::near;
use crate::validate::context::Context;
use crate::validate::draft::{FieldFacts, RelationField, Shape};

const KNOWN: &[&str] = &["@relation", "@ignore"];

const ACTIONS: [ReferentialAction; 5] = [
    ReferentialAction::Cascade,
    ReferentialAction::Restrict,
    ReferentialAction::NoAction,
    ReferentialAction::SetNull,
    ReferentialAction::SetDefault,
];

/// All attributes of a relation field.
pub(super) fn field<'a>(cx: &mut Context, shape: &Shape<'a>, model: usize, at: usize, target: usize) -> FieldFacts<'a> {
    let decl = &shape.models[model].decl.fields[at];
    let mut set = AttributeSet::new(&decl.attributes);
    let mut facts = FieldFacts::default();
    let mut relation = RelationField { target, ..RelationField::default() };
    if let Some(mut args) = set.single(cx, "relation") {
        read(cx, &mut args, shape, model, &mut relation);
        args.finish(cx);
    }
    if let Some(args) = set.single(cx, "ignore") {
        facts.is_ignored = true;
        args.finish(cx);
    }
    for name in ["id", "default", "map", "unique"] {
        if let Some(args) = set.single(cx, name) {
            let code = "attribute-on-relation-field";
            let columns =
                decl.attribute("relation").and_then(|a| a.args.named("fields")).map(|arg| arg.value.to_text());
            let help = match (name, columns) {
                ("id" | "unique", Some(columns)) => format!("did you mean `@@{name}({columns})` in the model?"),
                ("map", Some(columns)) => format!("put it on the column's field: {columns}"),
                _ => "put it on a scalar field, or remove it".to_owned(),
            };
            let message = format!("`{}` is a relation field and can't have `@{name}`", decl.name.text);
            args.error(cx, code, message, help);
        }
    }
    set.finish(cx, KNOWN);
    facts.relation = Some(Box::new(relation));
    facts
}

fn read<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
    relation: &mut RelationField<'a>,
) {
    let attribute = args.attribute;
    relation.attribute = Some(attribute);
    if let Some(arg) = args.optional("fields") {
        relation.fields = Some(columns(cx, shape, model, &arg.value, attribute.span, "fields"));
    }
    if let Some(arg) = args.optional("references") {
        relation.references = Some(columns(cx, shape, relation.target, &arg.value, attribute.span, "references"));
    }
    // A name given twice, with and without `name:`, passes unseen in Prisma.
    if let Some(name) = args.value("name").ok().and_then(|expr| cx.string(expr)) {
        if name.is_empty() {
            args.error(cx, "empty-name", "the name of the relation is an empty string", "give a name, or remove it");
        } else {
            relation.name = Some(name);
        }
    }
    relation.on_delete = args.optional("onDelete").and_then(|arg| action(cx, &arg.value));
    relation.on_update = args.optional("onUpdate").and_then(|arg| action(cx, &arg.value));
    relation.map = args.name(cx, "map");
}

fn columns<'a>(
    cx: &mut Context,
    shape: &Shape<'a>,
    model: usize,
    expr: &'a Expr<'a>,
    attribute: Span,
    argument: &str,
) -> Vec<usize> {
    let problems = match fields::plain(cx, shape, model, expr, attribute) {
        Ok(found) => return found,
        Err(Unresolved::Reported) => return Vec::new(),
        Err(Unresolved::Problems(problems)) => problems,
    };
    let decl = shape.models[model].decl;
    let span = if argument == "fields" { expr.span } else { attribute };
    if !problems.unknown.is_empty() {
        let message =
            format!("`{argument}` names fields that `{}` does not have: {}", decl.name.text, problems.unknown_names());
        cx.error("unknown-field", span, message, problems.unknown_help());
        problems.fix_unknown(cx, expr);
    }
    if !problems.relations.is_empty() {
        let names: Vec<&str> = problems.relations.iter().map(|at| decl.fields[*at].name.text).collect();
        let message = format!("`{argument}` names relation fields, which are no columns: {}", list(&names));
        cx.error("relation-field-in-relation", span, message, "name scalar fields");
    }
    problems.report_untyped(cx, &decl.fields, span);
    Vec::new()
}

fn action(cx: &mut Context, expr: &Expr<'_>) -> Option<(ReferentialAction, Span)> {
    let written = cx.constant(expr)?;
    let found = ACTIONS.into_iter().find(|a| a.name() == written);
    if found.is_none() {
        let names = ACTIONS.map(ReferentialAction::name);
        let message = format!("unknown referential action `{written}`");
        let near = (near(written, names), str::to_owned);
        let otherwise = || format!("write one of {}", list(&names));
        cx.unknown("unknown-referential-action", expr.span, message, near, otherwise, expr.span);
    }
    found.map(|action| (action, expr.span))
}
