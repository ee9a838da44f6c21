//! Names of the sequences of columns that count by themselves.

use nicol_catalog::{Column, Identity, QualifiedName, Table};

use super::names::Names;
use crate::sql::quoting::identifier;

/// The sequence that is made when a column begins to count. Prisma's name: table and column in lower case, without
/// quotes; quotes come only where the name would not be one without. PostgreSQL cuts a long one, the same way in each
/// statement.
pub(super) fn created(names: &Names<'_>, table: &Table, column: &Column) -> String {
    let name = format!("{}_{}_seq", table.name.name, column.name).to_lowercase();
    let written = if is_plain(&name) { name } else { identifier(&name) };
    format!("{}{written}", names.prefix(&names.plan.to, &table.name))
}

/// Letters of other alphabets are letters for PostgreSQL, too.
fn is_plain(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '_' || !c.is_ascii();
    let is_part = |c: char| is_letter(c) || c.is_ascii_digit() || c == '$';
    name.starts_with(is_letter) && name.chars().all(is_part)
}

/// The sequence of a column that is there, with its schema.
pub(super) fn existing(table: &Table, column: &Column) -> Option<QualifiedName> {
    match column.identity.as_ref()? {
        Identity::Sequence(name) => Some(name.clone()),
        Identity::Auto => {
            Some(QualifiedName::new(table.name.namespace.clone(), serial_name(&table.name.name, &column.name)))
        }
        // These have no sequence of their own that one could drop.
        Identity::AlwaysIdentity | Identity::ByDefaultIdentity => None,
    }
}

const MAX_BYTES: usize = 63;

/// The name that `SERIAL` gives: table and column are cut until both fit, the longer one first.
/// Source: PostgreSQL, `makeObjectName`.
pub(crate) fn serial_name(table: &str, column: &str) -> String {
    let room = MAX_BYTES - "_".len() - "_seq".len();
    let (mut table_bytes, mut column_bytes) = (table.len(), column.len());
    while table_bytes + column_bytes > room {
        if table_bytes > column_bytes {
            table_bytes -= 1;
        } else {
            column_bytes -= 1;
        }
    }
    let cut = |name: &str, bytes: usize| {
        let mut name = name.to_owned();
        nicol_catalog::names::cut(&mut name, bytes);
        name
    };
    format!("{}_{}_seq", cut(table, table_bytes), cut(column, column_bytes))
}

#[cfg(test)]
mod tests {
    use super::{is_plain, serial_name};

    #[test]
    fn serial_names_are_cut_as_postgresql_cuts_them() {
        assert_eq!(serial_name("User", "id"), "User_id_seq");
        let (t, c) = ("t".repeat(40), "c".repeat(40));
        assert_eq!(serial_name(&t, &c), format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
        assert_eq!(serial_name(&"t".repeat(70), "id"), format!("{}_id_seq", "t".repeat(56)));
    }

    #[test]
    fn names_that_need_quotes() {
        assert!(is_plain("a_id_seq") && is_plain("_x1_seq") && is_plain("é_id_seq") && is_plain("a$_id_seq"));
        assert!(!is_plain("my table_id_seq") && !is_plain("1_id_seq") && !is_plain("$a_id_seq"));
    }
}
