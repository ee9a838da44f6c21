//! Names that no model, view or enum can have.

use nicol_model::ScalarType;

/// Names that would clash in generated code. Case matters.
pub(crate) const RESERVED: &[&str] = &[
    "PrismaClient",
    "async",
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
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether a model, view or enum can't be called so: a word that generated code needs, or a scalar type's name.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || ScalarType::from_name(name).is_some()
}
