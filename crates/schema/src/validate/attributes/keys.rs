//! `@id`, `@@id`, `@unique`, `@@unique`, `@@index`, `@@fulltext`.

use nicol_diagnostics::Diagnostic;

use super::fields::{self, Unresolved};
use super::predicate;
use super::visit::{AttributeArgs, list};
use crate::ast;
use crate::ir::{IndexAlgorithm, IndexKind, SortOrder};
use crate::suggest::near;
use crate::validate::context::Context;
use crate::validate::draft::{Key, KeyField, ModelFacts, Shape};
use nicol_model::Arity;

const ALGORITHMS: [(&str, IndexAlgorithm); 6] = [
    ("BTree", IndexAlgorithm::BTree),
    ("Hash", IndexAlgorithm::Hash),
    ("Gist", IndexAlgorithm::Gist),
    ("Gin", IndexAlgorithm::Gin),
    ("SpGist", IndexAlgorithm::SpGist),
    ("Brin", IndexAlgorithm::Brin),
];

/// `@id` on a field.
pub(super) fn id_on_field<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    model: &'a ast::Model<'a>,
    field: usize,
    facts: &mut ModelFacts<'a>,
) {
    if let Some(first) = &facts.primary_key {
        cx.push(
            Diagnostic::error(
                "several-ids",
                model.span,
                format!("`{}` has more than one field with `@id`", model.name.text),
            )
            .with_label(first.attribute.span, "the first one")
            .with_label(args.attribute.span, "another one")
            .with_help("keep one `@id`, or write `@@id([a, b])` for a key of several fields"),
        );
        return;
    }
    let mut key = Key::new(args.attribute, IndexKind::Unique);
    key.map = args.name(cx, "map");
    key.fields = vec![single_field(cx, args, field)];
    key.clustered = clustered(cx, args);
    key.on_field = Some(field);
    facts.primary_key = Some(key);
}

/// `@unique` on a field.
pub(super) fn unique_on_field<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
    field: usize,
) -> Key<'a> {
    let mut key = Key::new(args.attribute, IndexKind::Unique);
    key.map = args.name(cx, "map");
    key.fields = vec![single_field(cx, args, field)];
    key.clustered = clustered(cx, args);
    key.predicate = predicate::read(cx, args, shape, model);
    key.on_field = Some(field);
    key
}

/// `length` and `sort` stand among the arguments of the attribute.
fn single_field<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>, field: usize) -> KeyField<'a> {
    let length = args.optional("length").and_then(|arg| cx.integer(&arg.value)).and_then(|n| u32::try_from(n).ok());
    let sort = args.optional("sort").and_then(|arg| match cx.constant(&arg.value)? {
        "Asc" => Some(SortOrder::Asc),
        "Desc" => Some(SortOrder::Desc),
        other => {
            args.error(cx, "unknown-sort-order", format!("unknown sort order `{other}`"), "write `Asc` or `Desc`");
            fields::fix_sort_order(cx, other, &arg.value);
            None
        }
    });
    KeyField { field, path: Vec::new(), sort, length, ops: None }
}

fn clustered(cx: &mut Context, args: &mut AttributeArgs<'_>) -> Option<bool> {
    args.optional("clustered").and_then(|arg| cx.boolean(&arg.value))
}

/// `@@id`.
pub(super) fn id<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
    facts: &mut ModelFacts<'a>,
) {
    let decl = shape.models[model].decl;
    let expr = match args.value("fields") {
        Ok(expr) => expr,
        Err(error) => return cx.push(*error),
    };
    let key_fields = match fields::with_arguments(cx, shape, model, expr, args.attribute.span, false) {
        Ok(key_fields) => key_fields,
        Err(Unresolved::Reported) => return,
        Err(Unresolved::Problems(problems)) => {
            if !problems.unknown.is_empty() {
                let message = format!(
                    "`@@id` names fields that `{}` does not have: {}",
                    decl.name.text,
                    problems.unknown_names()
                );
                cx.error("unknown-field", expr.span, message, problems.unknown_help());
                problems.fix_unknown(cx, expr);
            }
            relation_fields(cx, args, shape, model, &problems.relations);
            problems.report_untyped(cx, &decl.fields, args.attribute.span);
            return;
        }
    };
    let loose: Vec<&str> = key_fields
        .iter()
        .map(|f| &decl.fields[f.field])
        .filter(|f| f.arity != Arity::Required)
        .map(|f| f.name.text)
        .collect();
    if !loose.is_empty() && !facts.is_ignored {
        let message = format!("`@@id` names fields that are not required: {}", list(&loose));
        args.error(cx, "id-not-required", message, "remove the `?` or `[]` from their types, or use `@@unique`");
    }
    if let Some(first) = &facts.primary_key {
        let message = format!("`{}` has both `@id` and `@@id`", decl.name.text);
        cx.push(
            Diagnostic::error("several-ids", decl.span, message)
                .with_label(first.attribute.span, "the id of one field")
                .with_label(args.attribute.span, "the id of several fields")
                .with_help("keep one of them; the other may become a unique"),
        );
    }
    let mut key = Key::new(args.attribute, IndexKind::Unique);
    key.fields = key_fields;
    key.map = args.name(cx, "map");
    key.name = args.name(cx, "name");
    if let Some(name) = key.name {
        client_name(cx, args, name);
    }
    key.clustered = clustered(cx, args);
    facts.primary_key = Some(key);
}

/// An optional field with `@id`, which can only be judged when `@@ignore` is known.
pub(super) fn check_id_arity<'a>(cx: &mut Context, model: &ast::Model<'a>, facts: &ModelFacts<'a>) {
    let Some(key) = &facts.primary_key else { return };
    let Some(field) = key.on_field else { return };
    if !facts.is_ignored && model.fields[field].arity != Arity::Required {
        let message = format!("the id `{}` must be required", model.fields[field].name.text);
        cx.error("id-not-required", key.attribute.span, message, "remove the `?` or `[]` from its type");
    }
}

/// `@@unique`.
pub(super) fn unique<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>, shape: &Shape<'a>, model: usize) -> Key<'a> {
    let mut key = Key::new(args.attribute, IndexKind::Unique);
    key.fields = index_fields(cx, args, shape, model);
    key.name = args.name(cx, "name");
    key.map = args.name(cx, "map");
    if let Some(name) = key.name {
        client_name(cx, args, name);
    }
    key.clustered = clustered(cx, args);
    key.predicate = predicate::read(cx, args, shape, model);
    key
}

/// `@@index`. `name` is an old name of `map`.
pub(super) fn index<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>, shape: &Shape<'a>, model: usize) -> Key<'a> {
    let mut key = Key::new(args.attribute, IndexKind::Normal);
    key.fields = index_fields(cx, args, shape, model);
    let name = args.name(cx, "name");
    let map = args.name(cx, "map");
    if name.is_some() && map.is_some() {
        let message = "`name` and `map` of an index are the same thing, and both are given";
        args.error(cx, "name-and-map", message, "remove `name`");
    } else {
        key.map = name.or(map);
    }
    key.algorithm = args.optional("type").and_then(|arg| {
        let written = cx.constant(&arg.value)?;
        let found = ALGORITHMS.iter().find(|(name, _)| *name == written);
        if found.is_none() {
            let names = ALGORITHMS.map(|(name, _)| name);
            let span = args.attribute.span;
            let near = (near(written, names), str::to_owned);
            let otherwise = || format!("write one of {}", list(&names));
            let message = format!("unknown index type `{written}`");
            cx.unknown("unknown-index-type", span, message, near, otherwise, arg.value.span);
        }
        found.map(|(_, algorithm)| *algorithm)
    });
    key.clustered = clustered(cx, args);
    key.predicate = predicate::read(cx, args, shape, model);
    key
}

/// `@@fulltext`.
pub(super) fn fulltext<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>, shape: &Shape<'a>, model: usize) -> Key<'a> {
    let mut key = Key::new(args.attribute, IndexKind::Fulltext);
    key.fields = index_fields(cx, args, shape, model);
    key.map = args.name(cx, "map");
    key
}

fn index_fields<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    model: usize,
) -> Vec<KeyField<'a>> {
    let expr = match args.value("fields") {
        Ok(expr) => expr,
        Err(error) => {
            cx.push(*error);
            return Vec::new();
        }
    };
    match fields::with_arguments(cx, shape, model, expr, args.attribute.span, true) {
        Ok(found) => found,
        Err(Unresolved::Reported) => Vec::new(),
        Err(Unresolved::Problems(problems)) => {
            let decl = shape.models[model].decl;
            if !problems.unknown.is_empty() {
                let title = format!("@@{}", args.attribute.path.text);
                let message = format!(
                    "`{title}` names fields that `{}` does not have: {}",
                    decl.name.text,
                    problems.unknown_names()
                );
                args.error(cx, "unknown-field", message, problems.unknown_help());
                problems.fix_unknown(cx, expr);
            }
            relation_fields(cx, args, shape, model, &problems.relations);
            problems.report_untyped(cx, &decl.fields, args.attribute.span);
            Vec::new()
        }
    }
}

fn relation_fields(cx: &mut Context, args: &AttributeArgs<'_>, shape: &Shape<'_>, model: usize, relations: &[usize]) {
    if relations.is_empty() {
        return;
    }
    let decl = shape.models[model].decl;
    let names: Vec<&str> = relations.iter().map(|at| decl.fields[*at].name.text).collect();
    // What `fields` of these relations names is most likely what was meant.
    let meant: Vec<String> = relations
        .iter()
        .filter_map(|at| decl.fields[*at].attribute("relation")?.args.named("fields"))
        .map(|arg| arg.value.to_text().trim_matches(['[', ']']).to_owned())
        .collect();
    let title = format!("@@{}", args.attribute.path.text);
    let help = if meant.is_empty() {
        "name scalar fields".to_owned()
    } else {
        format!("did you mean `{title}([{}])`?", meant.join(", "))
    };
    let message = format!("`{title}` names relation fields, which are no columns: {}", list(&names));
    args.error(cx, "relation-field-in-index", message, help);
}

/// `name` becomes a name in the client.
fn client_name(cx: &mut Context, args: &AttributeArgs<'_>, name: &str) {
    if !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
        let message = format!("`{name}` can't be a name in the client");
        let help = "use only letters, digits and `_`; the name in the database is given by `map`";
        args.error(cx, "invalid-client-name", message, help);
    }
}
