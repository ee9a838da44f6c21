//! What a composite type can never have. Prisma says so while it still parses, so these errors stand among those of the
//! syntax.

use super::context::Context;
use crate::ast::{Block, Composite};

/// Reports attributes that make no sense in composite types.
pub(super) fn attributes(cx: &mut Context, tops: &[Block<'_>]) {
    for top in tops {
        if let Block::Composite(composite) = top {
            of_fields(cx, composite);
            of_block(cx, composite);
        }
    }
    cx.sort_by_place();
}

fn of_fields(cx: &mut Context, composite: &Composite<'_>) {
    for field in composite.fields.iter().filter(|field| !field.is_broken) {
        for name in ["id", "unique", "relation"] {
            if field.attribute(name).is_some() {
                let message = format!("`{}` lies in a composite type and can't have `@{name}`", field.name.text);
                cx.error("attribute-in-composite", field.span, message, "remove it");
            }
        }
    }
}

fn of_block(cx: &mut Context, composite: &Composite<'_>) {
    for attribute in &composite.attributes {
        let message = format!("the composite type `{}` can't have `@@{}`", composite.name.text, attribute.path.text);
        let help = match attribute.path.text {
            "map" => "remove it: a composite type has no name in the database",
            "unique" | "index" | "fulltext" => {
                "put it into the model that holds the type, as in `@@index([field.inner])`"
            }
            _ => "remove it",
        };
        cx.error("attribute-in-composite", attribute.span, message, help);
    }
}
