use nicol_catalog::ForeignKeyAction;

pub(crate) use nicol_catalog::names::quoted as identifier;

/// A text in single quotes. Backslashes mean themselves (`standard_conforming_strings`).
pub(crate) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Identifiers, divided by `separator`.
pub(super) fn list<S: AsRef<str>>(names: &[S], separator: &str) -> String {
    names.iter().map(|n| identifier(n.as_ref())).collect::<Vec<_>>().join(separator)
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// `ON DELETE` and `ON UPDATE` are always written.
pub(super) const fn action(action: ForeignKeyAction) -> &'static str {
    match action {
        ForeignKeyAction::NoAction => "NO ACTION",
        ForeignKeyAction::Restrict => "RESTRICT",
        ForeignKeyAction::Cascade => "CASCADE",
        ForeignKeyAction::SetNull => "SET NULL",
        ForeignKeyAction::SetDefault => "SET DEFAULT",
    }
}
