use nicol_catalog::SqliteType;

use crate::steps::TypeChange;

/// SQLite stores any value as text; other ways the value may not read as the new type.
pub(super) fn change(from: SqliteType, to: SqliteType) -> Option<TypeChange> {
    match (from, to) {
        (from, to) if from == to => None,
        (_, SqliteType::Text) => Some(TypeChange::Safe),
        _ => Some(TypeChange::Risky),
    }
}
