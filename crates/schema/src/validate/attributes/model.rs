//! The attributes of a model, after those of its fields.

use nicol_diagnostics::Diagnostic;
use nicol_model::Arity;

use super::fields::{self, Unresolved};
use super::visit::{AttributeArgs, AttributeSet, list};
use super::{field, keys, map};
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, Key, ModelFacts, Shape, ShardKey};

const KNOWN: &[&str] = &["@@id", "@@unique", "@@index", "@@fulltext", "@@map", "@@schema", "@@ignore", "@@shardKey"];

type ReadKey<'a> = fn(&mut Context, &mut AttributeArgs<'a>, &Shape<'a>, usize) -> Key<'a>;

/// Reads all but the relation fields, which `facts` holds already.
pub(super) fn read<'a>(cx: &mut Context, shape: &Shape<'a>, at: usize, mut facts: ModelFacts<'a>) -> ModelFacts<'a> {
    let model = &shape.models[at];
    for (field, ty) in model.types.iter().enumerate() {
        if !matches!(ty, FieldType::Model(_) | FieldType::Unknown) {
            field::read(cx, shape, at, field, &mut facts);
        }
    }
    map::check_columns(cx, &model.decl.fields, &model.types, &model.fields, &facts.fields);

    let mut set = AttributeSet::new(&model.decl.attributes);
    if let Some(args) = set.single(cx, "ignore") {
        ignore(cx, shape, at, &facts);
        facts.is_ignored = true;
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "id") {
        keys::id(cx, &mut args, shape, at, &mut facts);
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "map") {
        facts.map = map::name(cx, &mut args);
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "schema") {
        facts.namespace = map::namespace(cx, &mut args);
        args.finish(cx);
    }
    let kinds: [(&str, ReadKey<'a>); 3] =
        [("index", keys::index), ("unique", keys::unique), ("fulltext", keys::fulltext)];
    for (name, read) in kinds {
        for attribute in set.repeated(name) {
            let Some(mut args) = AttributeArgs::open(cx, attribute) else { continue };
            facts.indexes.push(read(cx, &mut args, shape, at));
            args.finish(cx);
        }
    }
    if let Some(mut args) = set.single(cx, "shardKey") {
        shard_key(cx, &mut args, shape, at, &mut facts);
        args.finish(cx);
    }
    keys::check_id_arity(cx, model.decl, &facts);
    check_shard_key_arity(cx, shape, at, &facts);
    set.finish(cx, KNOWN);
    facts
}

fn ignore(cx: &mut Context, shape: &Shape<'_>, at: usize, facts: &ModelFacts<'_>) {
    let model = &shape.models[at];
    for (field, facts) in model.decl.fields.iter().zip(&facts.fields) {
        if facts.is_ignored && facts.relation.is_none() {
            let message = format!("`@ignore` on `{}` adds nothing: the whole model is ignored", field.name.text);
            cx.push(Diagnostic::error("ignore-in-ignored-model", field.span, message).with_help("remove `@ignore`"));
        }
    }
}

fn shard_key<'a>(
    cx: &mut Context,
    args: &mut AttributeArgs<'a>,
    shape: &Shape<'a>,
    at: usize,
    facts: &mut ModelFacts<'a>,
) {
    let decl = shape.models[at].decl;
    let expr = match args.value("fields") {
        Ok(expr) => expr,
        Err(error) => return cx.push(*error),
    };
    let found = match fields::plain(cx, shape, at, expr, args.attribute.span) {
        Ok(found) => found,
        Err(Unresolved::Reported) => return,
        Err(Unresolved::Problems(problems)) => {
            if !problems.unknown.is_empty() {
                let message = format!(
                    "`@@shardKey` names fields that `{}` does not have: {}",
                    decl.name.text,
                    problems.unknown_names()
                );
                cx.error("unknown-field", expr.span, message, problems.unknown_help());
            }
            if !problems.relations.is_empty() {
                let message = "`@@shardKey` names relation fields, which are no columns";
                args.error(cx, "relation-field-in-index", message, "name scalar fields");
            }
            problems.report_untyped(cx, &decl.fields, args.attribute.span);
            return;
        }
    };
    let loose: Vec<&str> =
        found.iter().map(|f| &decl.fields[*f]).filter(|f| f.arity != Arity::Required).map(|f| f.name.text).collect();
    if !loose.is_empty() && !facts.is_ignored {
        let message = format!("`@@shardKey` names fields that are not required: {}", list(&loose));
        args.error(cx, "shard-key-not-required", message, "remove the `?` or `[]` from their types");
    }
    if facts.shard_key.is_some() {
        let message = format!("`{}` has both `@shardKey` and `@@shardKey`", decl.name.text);
        cx.error("several-shard-keys", decl.span, message, "keep one of them");
    }
    facts.shard_key = Some(ShardKey { attribute: args.attribute, fields: found, on_field: None });
}

fn check_shard_key_arity(cx: &mut Context, shape: &Shape<'_>, at: usize, facts: &ModelFacts<'_>) {
    let Some(key) = &facts.shard_key else { return };
    let Some(field) = key.on_field else { return };
    let decl = &shape.models[at].decl.fields[field];
    if !facts.is_ignored && decl.arity != Arity::Required {
        let message = format!("the shard key `{}` must be required", decl.name.text);
        cx.error("shard-key-not-required", key.attribute.span, message, "remove the `?` or `[]` from its type");
    }
}
