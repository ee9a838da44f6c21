//! The attributes of a composite type's fields. The type itself can have none.

use crate::hash::HashMap;

use nicol_diagnostics::Diagnostic;

use super::default::{self, Owner};
use super::field;
use super::map;
use super::visit::AttributeSet;
use crate::validate::context::Context;
use crate::validate::draft::{FieldFacts, FieldType, Shape};

pub(super) fn read<'a>(cx: &mut Context, shape: &Shape<'a>, at: usize) -> Vec<FieldFacts<'a>> {
    let composite = &shape.composites[at];
    let mut all = Vec::with_capacity(composite.types.len());
    for (decl, ty) in composite.decl.fields.iter().zip(&composite.types) {
        let mut facts = FieldFacts::default();
        if !ty.is_column() {
            all.push(facts);
            continue;
        }
        let mut set = AttributeSet::new(&decl.attributes);
        if matches!(ty, FieldType::Scalar(_)) {
            facts.native_type = set.native_type(cx).map(field::native_type);
        }
        if let Some(mut args) = set.single(cx, "map") {
            facts.map = map::name(cx, &mut args);
            args.finish(cx);
        }
        if let Some(mut args) = set.single(cx, "default") {
            facts.default = default::read(cx, &mut args, shape, *ty, decl.arity, Owner::CompositeType);
            args.finish(cx);
        }
        set.finish(cx, &["@map", "@default"]);
        all.push(facts);
    }
    check_names(cx, shape, at, &all);
    all
}

fn check_names(cx: &mut Context, shape: &Shape<'_>, at: usize, facts: &[FieldFacts<'_>]) {
    let composite = &shape.composites[at];
    let mut mapped = HashMap::default();
    for (field, decl) in composite.decl.fields.iter().enumerate() {
        let Some(name) = facts[field].map else { continue };
        let earlier = mapped.insert(name, field);
        let unmapped =
            composite.fields.get(name).copied().filter(|other| *other > field || facts[*other].map.is_none());
        if earlier.is_some() || unmapped.is_some() {
            let message =
                format!("two fields of `{}` have the same name `{name}` in the database", composite.decl.name.text);
            cx.push(
                Diagnostic::error("duplicate-column", decl.span, message)
                    .with_help("give them different names with `@map`"),
            );
        }
    }
}
