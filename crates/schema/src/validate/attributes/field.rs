//! The attributes of a scalar field.

use nicol_model::{Arity, ScalarType};

use super::default::{self, Owner};
use super::visit::AttributeSet;
use super::{keys, map};
use crate::ast::{self, Attribute};
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, ModelFacts, NativeType, Shape, ShardKey};

const KNOWN: &[&str] = &["@id", "@unique", "@default", "@map", "@updatedAt", "@ignore", "@shardKey", "@relation"];

/// Reads them into `facts`.
pub(super) fn read<'a>(cx: &mut Context, shape: &Shape<'a>, model: usize, at: usize, facts: &mut ModelFacts<'a>) {
    let owner = shape.models[model].decl;
    let decl = &owner.fields[at];
    let ty = shape.models[model].types[at];
    if decl.attributes.is_empty() {
        return;
    }
    let mut set = AttributeSet::new(&decl.attributes);

    if let Some(mut args) = set.single(cx, "map") {
        facts.fields[at].map = map::name(cx, &mut args);
        args.finish(cx);
    }
    if let Some(args) = set.single(cx, "ignore") {
        if ty == FieldType::Unsupported {
            let message = "a field of an `Unsupported` type is not in the client anyway";
            args.error(cx, "ignore-on-unsupported", message, "remove `@ignore`");
        } else {
            facts.fields[at].is_ignored = true;
        }
        args.finish(cx);
    }
    if let Some(args) = set.single(cx, "relation") {
        let message = format!("`{}` is no relation field: its type is no model", decl.name.text);
        args.error(cx, "relation-on-scalar", message, "put `@relation` on a field whose type is a model");
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "id") {
        keys::id_on_field(cx, &mut args, owner, at, facts);
        args.finish(cx);
    }
    if let Some(args) = set.single(cx, "updatedAt") {
        updated_at(cx, args.attribute, decl, ty);
        facts.fields[at].is_updated_at = true;
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "default") {
        facts.fields[at].default = default::read(cx, &mut args, shape, ty, decl.arity, Owner::Model);
        args.finish(cx);
    }
    if matches!(ty, FieldType::Scalar(_)) {
        facts.fields[at].native_type = set.native_type(cx).map(native_type);
    }
    if let Some(mut args) = set.single(cx, "unique") {
        let key = keys::unique_on_field(cx, &mut args, shape, model, at);
        facts.indexes.push(key);
        args.finish(cx);
    }
    if let Some(args) = set.single(cx, "shardKey") {
        shard_key(cx, args.attribute, owner, at, facts);
        args.finish(cx);
    }
    set.finish(cx, KNOWN);
}

fn updated_at(cx: &mut Context, attribute: &Attribute<'_>, decl: &ast::Field<'_>, ty: FieldType) {
    let help = "`@updatedAt` is for a single field of type DateTime";
    if ty != FieldType::Scalar(ScalarType::DateTime) {
        cx.error("invalid-updated-at", attribute.span, "a field with `@updatedAt` must be of type DateTime", help);
    }
    if decl.arity == Arity::List {
        cx.error("invalid-updated-at", attribute.span, "a field with `@updatedAt` can't be a list", help);
    }
}

fn shard_key<'a>(
    cx: &mut Context,
    attribute: &'a Attribute<'a>,
    owner: &ast::Model<'a>,
    at: usize,
    facts: &mut ModelFacts<'a>,
) {
    if facts.shard_key.is_some() {
        let message = format!("`{}` has more than one field with `@shardKey`", owner.name.text);
        cx.error("several-shard-keys", owner.span, message, "keep one, or write `@@shardKey([a, b])`");
    } else {
        facts.shard_key = Some(ShardKey { attribute, fields: vec![at], on_field: Some(at) });
    }
}

/// `@db.Name(args)`; argument names are ignored, as in Prisma.
pub(super) fn native_type<'a>(attribute: &'a Attribute<'a>) -> Box<NativeType<'a>> {
    let (scope, name) = attribute.path.text.split_once('.').unwrap_or(("", attribute.path.text));
    let args = attribute.args.items.iter().map(|arg| arg.value.to_text()).collect();
    Box::new(NativeType { scope, name, args, path: attribute.path.span, span: attribute.span })
}
