//! Foreign keys that come back: SQLite makes a table anew with the keys switched off, and asks no row.

use super::Back;
use super::picture::{Reference, Table};
use crate::inverse::notes::Note;
use crate::sql::identifier;

/// Where a table's rows come from: a table, its name for people, and what stands in which column afterwards.
pub(super) struct Source<'s> {
    pub(super) place: &'s str,
    pub(super) shown: &'s str,
    /// By names as they were; without quotes.
    pub(super) values: Vec<(String, String)>,
}

/// What a key refers to.
struct Referenced {
    shown: String,
    /// The place where its rows are now, and the columns; none if it comes back empty.
    rows: Option<(String, Vec<String>)>,
}

impl Back<'_> {
    /// Rows that would refer to nothing: of a table that comes back, or is made anew from what it is now.
    pub(super) fn note_references(&mut self, now: Option<&Table>, before: &Table, source: &Source<'_>) {
        for key in &before.references {
            let stands =
                now.is_some_and(|now| now.references.iter().any(|other| self.is_same(now, other, before, key)));
            if !stands {
                self.notes.extend(self.orphans(before, key, source));
            }
        }
    }

    fn orphans(&self, before: &Table, key: &Reference, source: &Source<'_>) -> Option<Note> {
        let value = |column: &String| match source.values.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)) {
            Some((_, value)) => Some(value.clone()),
            None => before.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column))?.default.clone(),
        };
        // A key with nothing in one of its columns refers to nothing at all.
        let values: Vec<_> = key.columns.iter().map(value).collect::<Option<_>>()?;
        if values.iter().any(|value| value.eq_ignore_ascii_case("NULL")) {
            return None;
        }
        let referenced = self.referenced(key)?;
        let names: Vec<_> = (1..=values.len()).map(|i| format!("k{i}")).collect();
        let selected: Vec<_> = values.iter().zip(&names).map(|(value, name)| format!("{value} AS {name}")).collect();
        let filled: Vec<_> = names.iter().map(|name| format!("a.{name} IS NOT NULL")).collect();
        let missing = match &referenced.rows {
            None => String::new(),
            Some((place, columns)) => {
                let equal: Vec<_> = columns.iter().zip(&names).map(|(c, name)| format!("b.{c} = a.{name}")).collect();
                format!(" AND NOT EXISTS (SELECT 1 FROM {place} AS b WHERE {})", equal.join(" AND "))
            }
        };
        let columns: Vec<_> = values.iter().zip(&key.columns).map(|(value, column)| shown(value, column)).collect();
        let (columns, table, other) = (columns.join(", "), source.shown, &referenced.shown);
        // What a person would look for in vain under the table's name.
        let rows = if source.place == table {
            "row"
        } else {
            &format!("row of {}, in the file beside the database,", source.place)
        };
        let text = match referenced.rows {
            Some(_) => format!(
                "The foreign key on {columns} of the table {table} is back: every {rows} has to refer to one of {other}."
            ),
            None => format!(
                "The foreign key on {columns} of the table {table} is back, and {other} comes back empty: no {rows} may refer to one."
            ),
        };
        let count = format!(
            "SELECT COUNT(*) FROM (SELECT {} FROM {}) AS a WHERE {}{missing}",
            selected.join(", "),
            source.place,
            filled.join(" AND ")
        );
        let mut keys: Vec<_> = before.columns.iter().filter(|c| c.is_key).collect();
        keys.sort_by_key(|c| c.key_place);
        let now = keys.iter().map(|c| {
            let (_, value) = source.values.iter().find(|(name, _)| *name == c.name)?;
            (value.starts_with('"') && !value.contains(' ')).then(|| value.clone())
        });
        let rest = format!(
            "(SELECT {}, * FROM {}) AS a WHERE {}{missing}",
            selected.join(", "),
            source.place,
            filled.join(" AND ")
        );
        let now: Vec<_> = now.map(|c| Some(format!("a.{}", c?))).collect::<Option<_>>().unwrap_or_default();
        Some(Note::refuses(text, count).naming(&now, &rest))
    }

    /// None if that can't be said: the key's columns come back, too.
    fn referenced(&self, key: &Reference) -> Option<Referenced> {
        let before = self.was.tables.values().find(|t| t.name.eq_ignore_ascii_case(&key.table))?;
        let to = to(before, key);
        if let Some(now) = self.now.tables.values().find(|t| self.renames.table_was(&t.name) == before.name) {
            let column = |was: &String| {
                let is_it = |name: &str| self.renames.column_was(&now.name, name).eq_ignore_ascii_case(was);
                now.columns.iter().find(|c| is_it(&c.name)).map(|c| identifier(&c.name))
            };
            let shown = identifier(&now.name);
            let columns = to.iter().map(column).collect::<Option<_>>()?;
            return Some(Referenced { rows: Some((shown.clone(), columns)), shown });
        }
        let is_it = |name: &String| name.eq_ignore_ascii_case(&before.name);
        let kept = self.kept.iter().find(|kept| is_it(&kept.table));
        let rows = kept.map(|kept| {
            let there = |name: &String| kept.columns.iter().find(|(_, was)| was == name).map(|(now, _)| now.clone());
            (kept.place(), to.iter().map(|name| identifier(&there(name).unwrap_or_else(|| name.clone()))).collect())
        });
        Some(Referenced { shown: identifier(&before.name), rows })
    }

    /// Whether a key of now is one of before.
    fn is_same(&self, now: &Table, key: &Reference, before: &Table, was: &Reference) -> bool {
        let other = self.now.tables.values().find(|t| t.name.eq_ignore_ascii_case(&key.table));
        let other_was = self.was.tables.values().find(|t| t.name.eq_ignore_ascii_case(&was.table));
        let (Some(other), Some(other_was)) = (other, other_was) else { return false };
        let names = |table: &Table, names: &[String]| -> Vec<String> {
            let exact = |name: &String| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name));
            let was = |name: &String| self.renames.column_was(&table.name, exact(name).map_or(name, |c| &c.name));
            names.iter().map(|name| was(name).to_lowercase()).collect()
        };
        let lower = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
        debug_assert!(self.renames.table_was(&now.name) == before.name);
        self.renames.table_was(&other.name) == other_was.name
            && names(now, &key.columns) == lower(&was.columns)
            && names(other, &to(other, key)) == lower(&to(other_was, was))
    }
}

/// The columns that a key refers to.
fn to(table: &Table, key: &Reference) -> Vec<String> {
    key.to.clone().unwrap_or_else(|| {
        let mut columns: Vec<_> = table.columns.iter().filter(|c| c.is_key).collect();
        columns.sort_by_key(|c| c.key_place);
        columns.into_iter().map(|c| c.name.clone()).collect()
    })
}

/// A column by its name now, if it has one.
fn shown(value: &str, column: &str) -> String {
    if value.starts_with('"') && !value.contains(' ') { value.to_owned() } else { identifier(column) }
}
