//! Object expressions, `{ key: value }`, which Prisma 6 cannot read: there a line that holds one is none.

use nicol_diagnostics::Span;
use nicol_model::Flavour;

use super::context::Context;
use crate::ast::{Attribute, Block, Field};
use crate::codes;

/// Reports and removes them where the flavour is 6.
pub(super) fn reject(cx: &mut Context, tops: &mut [Block<'_>]) {
    if cx.flavour == Flavour::Seven {
        return;
    }
    for top in tops {
        match top {
            Block::Model(block) => {
                fields(cx, &mut block.fields);
                attributes(cx, &mut block.attributes);
            }
            Block::Composite(block) => fields(cx, &mut block.fields),
            Block::Enum(block) => {
                block.values.retain(|value| keep(cx, value.span, value.attributes.iter().any(holds_object)));
                attributes(cx, &mut block.attributes);
            }
            Block::Config(block) => {
                let holds = |p: &crate::ast::Property<'_>| p.value.as_ref().is_some_and(|v| v.holds_object());
                block.properties.retain(|property| keep(cx, property.span, holds(property)));
            }
        }
    }
}

fn fields(cx: &mut Context, fields: &mut Vec<Field<'_>>) {
    fields.retain(|field| keep(cx, field.span, field.attributes.iter().any(holds_object)));
}

fn attributes(cx: &mut Context, attributes: &mut Vec<Attribute<'_>>) {
    attributes.retain(|attribute| keep(cx, attribute.span, holds_object(attribute)));
}

fn holds_object(attribute: &Attribute<'_>) -> bool {
    attribute.args.items.iter().any(|arg| arg.value.holds_object())
}

fn keep(cx: &mut Context, span: Span, holds_object: bool) -> bool {
    if holds_object {
        let message = "an object, `{ key: value }`, can't stand in a schema whose datasource has `url`";
        let help = "remove it, or move `url` to `prisma.config.ts` to use the language of Prisma 7";
        cx.error(codes::INVALID_LINE, span, message, help);
    }
    !holds_object
}
