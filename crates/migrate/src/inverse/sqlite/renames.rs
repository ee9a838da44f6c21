//! What a script renames. SQLite has no numbers by which a table or column could be known afterwards, so its script is
//! read: `ALTER TABLE … RENAME`, and columns that a table that is made anew takes over under another name.

use std::collections::HashMap;

use nicol_catalog::Dialect::Sqlite;
use nicol_catalog::script::{Word, replacing_renames, statements, words};

/// Names now, and what they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Renames {
    /// Tables that are called otherwise, by their names now.
    pub(super) tables: HashMap<String, String>,
    /// Columns, by table and name now.
    pub(super) columns: HashMap<(String, String), String>,
    /// Tables that were made anew, and the columns that they have taken over.
    pub(super) taken_over: HashMap<String, Vec<String>>,
    /// What was computed for columns of tables that were made anew, by table and name now.
    pub(super) computed: HashMap<(String, String), String>,
}

impl Renames {
    pub(super) fn of(script: &str) -> Self {
        let mut renames = Self::default();
        let statements = statements(Sqlite, script);
        let replacing = replacing_renames(&statements);
        // Columns that a new table has taken over, by its name.
        let mut taken: HashMap<String, Copied> = HashMap::new();
        for statement in &statements {
            let words: Vec<_> = words(Sqlite, statement.text).collect();
            match altered(&words) {
                Some((table, None, name)) if replacing.contains(&statement.offset) => {
                    // A table that was made anew takes the old one's place.
                    let copied = taken.remove(&table).unwrap_or_default();
                    for (now, was) in copied.renamed {
                        renames.column(&name, &now, &was);
                    }
                    let computed = copied.computed.into_iter();
                    renames.computed.extend(computed.map(|(column, value)| ((name.clone(), column), value)));
                    renames.taken_over.insert(name, copied.columns);
                }
                Some((table, None, name)) => renames.table(&table, &name),
                Some((table, Some(column), name)) => renames.column(&table, &name, &column),
                None => {
                    if let Some((table, copied)) = copied(&words) {
                        taken.insert(table, copied);
                    }
                }
            }
        }
        renames.columns.retain(|(_, now), was| now != was);
        renames.tables.retain(|now, was| now != was);
        renames
    }

    fn table(&mut self, from: &str, to: &str) {
        let was = self.tables.remove(from).unwrap_or_else(|| from.to_owned());
        self.tables.insert(to.to_owned(), was);
        let moved: Vec<_> = self.columns.keys().filter(|(table, _)| table == from).cloned().collect();
        for key in moved {
            if let Some(was) = self.columns.remove(&key) {
                self.columns.insert((to.to_owned(), key.1), was);
            }
        }
    }

    fn column(&mut self, table: &str, now: &str, was: &str) {
        let first = self.columns.remove(&(table.to_owned(), was.to_owned())).unwrap_or_else(|| was.to_owned());
        self.columns.insert((table.to_owned(), now.to_owned()), first);
    }

    pub(super) fn table_was(&self, now: &str) -> String {
        self.tables.get(now).cloned().unwrap_or_else(|| now.to_owned())
    }

    pub(super) fn column_was(&self, table: &str, now: &str) -> String {
        self.columns.get(&(table.to_owned(), now.to_owned())).cloned().unwrap_or_else(|| now.to_owned())
    }
}

/// `ALTER TABLE a RENAME TO b` and `ALTER TABLE a RENAME [COLUMN] c TO d`: table, column, new name.
fn altered(words: &[Word<'_>]) -> Option<(String, Option<String>, String)> {
    let [alter, table, name, rest @ ..] = words else { return None };
    if !alter.is("ALTER") || !table.is("TABLE") {
        return None;
    }
    match rest {
        [rename, to, new] if rename.is("RENAME") && to.is("TO") => Some((name.unquoted()?, None, new.unquoted()?)),
        [rename, column, old, to, new] if rename.is("RENAME") && column.is("COLUMN") && to.is("TO") => {
            Some((name.unquoted()?, Some(old.unquoted()?), new.unquoted()?))
        }
        [rename, old, to, new] if rename.is("RENAME") && to.is("TO") => {
            Some((name.unquoted()?, Some(old.unquoted()?), new.unquoted()?))
        }
        _ => None,
    }
}

/// What a table that is made anew takes over.
#[derive(Default)]
struct Copied {
    columns: Vec<String>,
    /// Those that take another one's values, and that one.
    renamed: Vec<(String, String)>,
    /// Those that take neither their own values nor another one's, and what they take.
    computed: Vec<(String, String)>,
}

/// `INSERT INTO new (a, b) SELECT a, c FROM old`: the new table, and what it takes over.
fn copied(words: &[Word<'_>]) -> Option<(String, Copied)> {
    let [insert, into, table, open, rest @ ..] = words else { return None };
    if !insert.is("INSERT") || !into.is("INTO") || !open.is_sign("(") {
        return None;
    }
    let close = rest.iter().position(|w| w.is_sign(")"))?;
    let columns: Vec<_> =
        rest[..close].split(|w| w.is_sign(",")).map(|c| c.first()?.unquoted()).collect::<Option<_>>()?;
    let [select, rest @ ..] = &rest[close + 1..] else { return None };
    let from = rest.iter().position(|w| w.is("FROM")).filter(|_| select.is("SELECT"))?;
    let (mut depth, mut values) = (0, vec![Vec::new()]);
    for word in &rest[..from] {
        depth += i32::from(word.is_sign("(")) - i32::from(word.is_sign(")"));
        if depth == 0 && word.is_sign(",") {
            values.push(Vec::new());
        } else if let Some(last) = values.last_mut() {
            last.push(*word);
        }
    }
    if values.len() != columns.len() {
        return None;
    }
    let pairs = columns.iter().zip(&values).filter_map(|(column, value)| match value.as_slice() {
        // A string is no column, unless SQLite takes it for one.
        [one] if !one.text().starts_with('\'') => {
            let was = one.unquoted()?;
            (was != *column && !columns.contains(&was)).then(|| (column.clone(), was))
        }
        _ => None,
    });
    let renamed = pairs.collect();
    let computed = columns.iter().zip(&values).filter(|(_, value)| value.len() > 1);
    let computed = computed.map(|(column, value)| (column.clone(), written(value))).collect();
    Some((table.unquoted()?, Copied { columns, renamed, computed }))
}

/// A value without the name that it is given.
fn written(value: &[Word<'_>]) -> String {
    let value = match value {
        [value @ .., word, _] if word.is("AS") => value,
        whole => whole,
    };
    let mut text = String::new();
    let mut end = usize::MAX;
    for word in value {
        // As it is spaced in the script.
        let start = word.text().as_ptr() as usize;
        if start > end {
            text.push(' ');
        }
        text.push_str(word.text());
        end = start + word.text().len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Renames;

    #[test]
    fn renames_are_read_out_of_scripts() {
        let renames = Renames::of(
            "ALTER TABLE \"A\" RENAME TO \"B\"; ALTER TABLE B RENAME COLUMN x TO y; ALTER TABLE B RENAME y TO z;\n\
             CREATE TABLE \"new_C\" (\"p\" TEXT, \"q\" TEXT);\n\
             INSERT INTO \"new_C\" (\"p\", \"q\") SELECT \"o\", coalesce(\"q\", 1, 2) AS \"q\" FROM \"C\";\n\
             DROP TABLE \"C\"; ALTER TABLE \"new_C\" RENAME TO \"C\"",
        );
        assert_eq!(renames.table_was("B"), "A");
        assert_eq!(renames.column_was("B", "z"), "x");
        assert_eq!(renames.column_was("C", "p"), "o");
        assert_eq!(renames.column_was("C", "q"), "q");
        assert_eq!(renames.table_was("C"), "C");
        assert_eq!(renames.computed[&("C".to_owned(), "q".to_owned())], "coalesce(\"q\", 1, 2)");
    }
}
