//! What stands in columns that come back.

use super::Back;
use super::kept::Kept;
use super::picture::{Column, Table, tokens};
use crate::inverse::notes::{NEW_ROWS, Note};
use crate::sql::identifier;

const TEXTS: [&str; 3] = ["CHAR", "TEXT", "CLOB"];

impl Back<'_> {
    /// The value of a column that was put aside.
    pub(super) fn bring_back(&mut self, table: &Table, before: &Table, shown: &str, column: &Column) -> Option<String> {
        let is_it = |kept: &&Kept| kept.table == before.name && kept.columns.last().is_some_and(|c| c.1 == column.name);
        let kept = self.kept.iter().find(is_it)?.clone();
        let ((value, _), keys) = kept.columns.split_last()?;
        let (on, name, value, place) =
            (identifier(&table.name), identifier(&column.name), identifier(value), kept.place());
        let equal: Vec<_> = keys
            .iter()
            .map(|(key, was)| {
                // The key's columns may have been renamed, too.
                let now = table.columns.iter().find(|c| self.renames.column_was(&table.name, &c.name) == *was);
                Some(format!("kept.{} = {on}.{}", identifier(key), identifier(&now?.name)))
            })
            .collect::<Option<_>>()?;
        let value = format!("(SELECT kept.{value} FROM {place} AS kept WHERE {} LIMIT 1)", equal.join(" AND "));
        self.notes.push(Note::empty(format!(
            "The column {name} of the table {shown} comes back with the values that {place} has kept, in the file beside the \
             database: {NEW_ROWS}"
        )));
        self.brought.push(kept);
        // Nobody makes up what refers to something, or what no two rows may have.
        let is_free = !column.refers && !self.is_in_unique(before, column);
        Some(match &column.default {
            _ if !column.required => value,
            Some(default) if is_free => format!("coalesce({value}, {default})"),
            None if is_free => format!("coalesce({value}, {})", filler(column)),
            _ => {
                let rest =
                    format!("{on} WHERE NOT EXISTS (SELECT 1 FROM {place} AS kept WHERE {})", equal.join(" AND "));
                let note = Note::refuses(
                    format!(
                        "The column {name} of the table {shown} comes back, and rows that have come since need a value that \
                         {place} has not kept, in the file beside the database: write statements that give it, and take this warning out."
                    ),
                    format!("SELECT COUNT(*) FROM {rest}"),
                );
                self.notes.push(note.naming(&table.key(), &rest));
                value
            }
        })
    }

    /// Whether no two rows may have the same in it, alone or together with other columns.
    fn is_in_unique(&self, table: &Table, column: &Column) -> bool {
        let name = column.name.to_lowercase();
        self.is_unique(table, column)
            || self.was.objects.iter().filter(|o| o.table == table.name).any(|o| {
                let words = tokens(&o.sql);
                let is_it = words.starts_with(&["create".to_owned(), "unique".to_owned()]);
                is_it && words.iter().skip_while(|w| *w != "(").any(|w| *w == name)
            })
    }

    /// What stands in a column that comes back; nothing where its default does.
    pub(super) fn note_empty(&mut self, table: &str, before: &Table, column: &Column) -> Option<String> {
        let quoted = identifier(&column.name);
        let comes = format!("The column {quoted} of the table {table} comes back");
        let lost = "migration.sql drops it with its values";
        let is_rowid = column.is_key && column.ty.eq_ignore_ascii_case("INTEGER");
        let is_unique = !is_rowid && self.is_unique(before, column);
        let has_default = column.default.is_some() && !is_unique;
        if is_rowid || !column.required && !column.is_key && !is_unique || has_default {
            let with = match (is_rowid, column.default.is_some()) {
                (true, _) => "with new numbers",
                (false, true) => "with its default in every row",
                (false, false) => "empty",
            };
            self.notes.push(Note::empty(format!("{comes} {with}: {lost}.")));
            return None;
        }
        if !column.required && !column.is_key {
            self.notes.push(Note::empty(format!("{comes} empty: {lost}.")));
            return Some("NULL".to_owned());
        }
        let is = |words: &[&str]| contains(&column.ty, words);
        let value = match is_unique {
            _ if column.refers => None,
            true if is(&TEXTS) => Some("'row ' || rowid"),
            true if is(&["INT", "REAL", "DECIMAL", "NUMERIC"]) => Some("rowid"),
            true => None,
            false => Some(filler(column)),
        };
        if let Some(value) = value {
            self.notes.push(Note::empty(format!("{comes} with {value} in every row, since it is required: {lost}.")));
            return Some(value.to_owned());
        }
        let needs = if column.refers { "has to say what it refers to" } else { "needs another value" };
        let rows = self.now.tables.keys().find(|name| self.renames.table_was(name) == before.name);
        let most = u32::from(column.default.is_some() && !column.refers);
        self.notes.push(Note::refuses(
            format!("{comes}, and every row {needs}: write statements that give it, and take this warning out."),
            format!(
                "SELECT CASE WHEN COUNT(*) > {most} THEN COUNT(*) ELSE 0 END FROM {}",
                identifier(rows.unwrap_or(&before.name))
            ),
        ));
        (column.default.is_none()).then(|| "NULL".to_owned())
    }

    /// Whether no two rows may have the same in it.
    fn is_unique(&self, table: &Table, column: &Column) -> bool {
        let name = column.name.to_lowercase();
        let keys = table.columns.iter().filter(|c| c.is_key).count();
        let words = tokens(&table.sql);
        let inline = words.windows(2).position(|w| w[0] == name && w[1] != ")").is_some_and(|at| {
            let rest = words[at..].iter().take_while(|w| *w != "," && *w != ")");
            rest.into_iter().any(|w| w == "unique")
        });
        column.is_key && keys == 1
            || inline
            || self.was.objects.iter().any(|o| {
                let words = tokens(&o.sql);
                o.table == table.name
                    && words.starts_with(&["create".to_owned(), "unique".to_owned()])
                    && words.ends_with(&["(".to_owned(), name.clone(), ")".to_owned()])
            })
    }
}

/// What stands in the rows of a required column without a default.
fn filler(column: &Column) -> &'static str {
    let is = |words: &[&str]| contains(&column.ty, words);
    match () {
        () if is(&TEXTS) => "''",
        () if is(&["DATE", "TIME"]) => "CURRENT_TIMESTAMP",
        () if is(&["BLOB"]) => "x''",
        () if is(&["JSON"]) => "'{}'",
        () => "0",
    }
}

fn contains(ty: &str, words: &[&str]) -> bool {
    let ty = ty.to_ascii_uppercase();
    words.iter().any(|word| ty.contains(word))
}
