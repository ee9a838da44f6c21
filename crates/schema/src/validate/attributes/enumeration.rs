//! The attributes of an enum and of its values.

use super::map;
use super::visit::AttributeSet;
use crate::ast;
use crate::validate::context::Context;
use crate::validate::draft::EnumFacts;

pub(super) fn read<'a>(cx: &mut Context, decl: &'a ast::Enum<'a>) -> EnumFacts<'a> {
    let mut facts = EnumFacts::default();
    for value in &decl.values {
        let mut set = AttributeSet::new(&value.attributes);
        let mut mapped = None;
        if let Some(mut args) = set.single(cx, "map") {
            mapped = map::name(cx, &mut args);
            args.finish(cx);
        }
        set.finish(cx, &["@map"]);
        facts.values.push(mapped);
    }
    let mut set = AttributeSet::new(&decl.attributes);
    if let Some(mut args) = set.single(cx, "map") {
        facts.map = map::name(cx, &mut args);
        args.finish(cx);
    }
    if let Some(mut args) = set.single(cx, "schema") {
        facts.namespace = map::namespace(cx, &mut args);
        args.finish(cx);
    }
    set.finish(cx, &["@@map", "@@schema"]);
    facts
}
