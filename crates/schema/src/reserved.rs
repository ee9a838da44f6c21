//! Names that no model, view or enum can have.

use nicol_model::ScalarType;

/// Words of JavaScript that can be no name there.
pub const JAVASCRIPT: &[&str] = &[
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Words besides these that would clash in generated code. Case matters.
const MORE: [&str; 3] = ["PrismaClient", "async", "using"];

/// Whether a model, view or enum can't be called so: a word that generated code needs, or a scalar type's name.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    is_word(name) || ScalarType::from_name(name).is_some()
}

/// Whether it is a word that generated code needs.
pub(crate) fn is_word(name: &str) -> bool {
    JAVASCRIPT.contains(&name) || MORE.contains(&name)
}
