//! `@map` and `@@map`, `@@schema`.

use crate::hash::HashMap;

use nicol_diagnostics::{Diagnostic, Span};

use super::visit::AttributeArgs;
use crate::ast::Field;
use crate::validate::context::Context;
use crate::validate::draft::{FieldFacts, FieldType};

/// The text of `@map("…")`. Empty names pass here, as in Prisma.
pub(super) fn name<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>) -> Option<&'a str> {
    match args.value("name") {
        Ok(expr) => cx.string(expr),
        Err(error) => {
            cx.push(*error);
            None
        }
    }
}

/// `@@schema("…")`: the name and its place.
pub(super) fn namespace<'a>(cx: &mut Context, args: &mut AttributeArgs<'a>) -> Option<(&'a str, Span)> {
    match args.value("map") {
        Ok(expr) => cx.string(expr).map(|name| (name, expr.span)),
        Err(error) => {
            cx.push(*error);
            None
        }
    }
}

/// Two columns with one name. A field without `@map` counts under its own name, but a field that is
/// itself mapped elsewhere and comes earlier does not; relation fields have no column.
pub(super) fn check_columns<'a>(
    cx: &mut Context,
    fields: &'a [Field<'a>],
    types: &[FieldType],
    by_name: &HashMap<&str, usize>,
    facts: &[FieldFacts<'a>],
) {
    let mut mapped: HashMap<&str, usize> = HashMap::default();
    for (at, field) in fields.iter().enumerate() {
        let Some(name) = facts[at].map else { continue };
        let earlier = mapped.insert(name, at);
        let unmapped = by_name.get(name).copied().filter(|other| {
            // At this point Prisma has read the attributes of the fields above only.
            let map = if *other < at { facts[*other].map } else { None };
            *other != at && types[*other].is_column() && map.is_none_or(|map| map == name)
        });
        if let Some(other) = earlier.or(unmapped) {
            cx.push(
                Diagnostic::error(
                    "duplicate-column",
                    field.span,
                    format!(
                        "the fields `{}` and `{}` have the same column `{name}`",
                        fields[other].name.text, field.name.text
                    ),
                )
                .with_label(fields[other].name.span, "the other field")
                .with_help("give them different names with `@map`"),
            );
        }
    }
}
