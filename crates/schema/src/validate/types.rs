//! Stage 3: what the types of fields stand for.

use nicol_model::ScalarType;

use super::context::Context;
use super::draft::{EnumShape, FieldType, Named, Shape};
use crate::ast::{Field, TypeRef};

/// Resolves all types.
pub(super) fn resolve(cx: &mut Context, shape: &mut Shape<'_>) {
    for at in 0..shape.models.len() {
        let types = shape.models[at].decl.fields.iter().map(|field| field_type(cx, shape, field)).collect();
        shape.models[at].types = types;
    }
    for EnumShape { decl: declared, .. } in &shape.enums {
        if declared.values.is_empty() {
            let message = format!("the enum `{}` has no values", declared.name.text);
            cx.error("empty-enum", declared.span, message, "add a value");
        }
    }
    for at in 0..shape.composites.len() {
        let mut types = Vec::with_capacity(shape.composites[at].decl.fields.len());
        for field in &shape.composites[at].decl.fields {
            let mut ty = field_type(cx, shape, field);
            if let (FieldType::Model(_), TypeRef::Named(name)) = (ty, &field.ty) {
                let message = format!("`{}` is a model: composite types can't hold relations", name.text);
                cx.error("relation-in-composite", name.span, message, "hold the related id instead");
                ty = FieldType::Unknown;
            }
            types.push(ty);
        }
        shape.composites[at].types = types;
    }
}

fn field_type(cx: &mut Context, shape: &Shape<'_>, field: &Field<'_>) -> FieldType {
    let (name, span) = match &field.ty {
        _ if field.is_broken => return FieldType::Unknown,
        TypeRef::Unsupported(_) => return FieldType::Unsupported,
        TypeRef::Named(name) => (name.text, name.span),
    };
    if let Some(scalar) = ScalarType::from_name(name) {
        return FieldType::Scalar(scalar);
    }
    match shape.names.get(name) {
        Some(Named::Model(at)) => FieldType::Model(*at),
        Some(Named::Enum(at)) => FieldType::Enum(*at),
        Some(Named::Composite(at)) => FieldType::Composite(*at),
        None => {
            // Hash maps have no order; among equally near names the first in the alphabet is taken.
            let candidates = || {
                let mut candidates: Vec<&str> = shape.names.keys().copied().collect();
                candidates.extend(ScalarType::ALL.map(ScalarType::name));
                candidates.sort_unstable();
                candidates
            };
            let otherwise = || "write a built-in type, or the name of a model or enum of these files".to_owned();
            let near = (cx.near(name, candidates), str::to_owned);
            cx.unknown("unknown-type", span, format!("unknown type `{name}`"), near, otherwise, span);
            FieldType::Unknown
        }
    }
}
