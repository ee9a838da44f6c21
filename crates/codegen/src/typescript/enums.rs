//! Enums: an object of the values, and a type of the same name.

use nicol_query::surface::EnumType;

use super::Client;
use super::writer::Writer;

/// `enums.ts`: those of the schema.
pub(super) fn module(client: &Client<'_>) -> String {
    let mut w = Writer::module(1 << 12, "The enums of the schema.");
    for enumeration in &client.surface.model.enums {
        w.gap();
        w.doc(enumeration.documentation.as_deref(), &[]);
        w.block_with(
            &["export const ", &enumeration.name, " = {"],
            |w| {
                for value in &enumeration.values {
                    w.line(&[&value.name, ": '", &value.name, "',"]);
                }
            },
            &["} as const"],
        );
        type_of(&enumeration.name, &mut w);
    }
    if client.surface.model.enums.is_empty() {
        w.line(&["export {}"]);
    }
    w.finish()
}

/// The type of an enum's values.
pub(super) fn type_of(name: &str, w: &mut Writer) {
    w.gap();
    w.line(&["export type ", name, " = (typeof ", name, ")[keyof typeof ", name, "]"]);
}

/// The enums of the `Prisma` namespace that stand for names: which columns, which order, which isolation.
pub(super) fn of_namespace(client: &Client<'_>, w: &mut Writer) {
    for ty in client.graph.enums.iter().filter(|ty| !matches!(ty, EnumType::Declared(_))) {
        let mut name = String::new();
        client.surface.push_enum_name(*ty, &mut name);
        let is_strict = *ty == EnumType::TransactionIsolationLevel;
        w.gap();
        w.block_with(
            &["export const ", &name, if is_strict { " = runtime.makeStrictEnum({" } else { " = {" }],
            |w| {
                for word in client.surface.words(*ty) {
                    match is_null(*ty) {
                        true => w.line(&[word, ": ", word, ","]),
                        false => w.line(&[word, ": '", word, "',"]),
                    }
                }
            },
            &[if is_strict { "} as const)" } else { "} as const" }],
        );
        type_of(&name, w);
    }
}

/// Whether the words are the names of values for null.
pub(super) const fn is_null(ty: EnumType) -> bool {
    matches!(ty, EnumType::JsonNullValueInput | EnumType::NullableJsonNullValueInput | EnumType::JsonNullValueFilter)
}
