//! SQLite: tables are made anew from the very statements that made them, with their rows.

mod affinity;
mod picture;
mod renames;

use std::collections::BTreeMap;

use super::Rows;
use super::notes::Note;
use crate::sql::identifier;
use affinity::Affinity;
pub(super) use picture::Picture;
use picture::{Column, Object, Table, tokens};
use renames::Renames;

pub(super) fn queries() -> Vec<String> {
    picture::QUERIES.map(str::to_owned).to_vec()
}

pub(super) fn picture(answers: Vec<Rows>) -> Picture {
    Picture::read(answers)
}

pub(super) fn lines(picture: &Picture) -> BTreeMap<String, String> {
    picture.lines()
}

pub(super) fn plan(now: &Picture, was: &Picture, script: &str) -> (Vec<String>, Vec<Note>) {
    let mut back =
        Back { now, was, renames: Renames::of(script), statements: Vec::new(), notes: Vec::new(), dropped: Vec::new() };
    back.plan();
    (back.statements, back.notes)
}

struct Back<'a> {
    now: &'a Picture,
    was: &'a Picture,
    renames: Renames,
    statements: Vec<String>,
    notes: Vec<Note>,
    /// Tables of now that go or are made anew: what hangs on them goes along.
    dropped: Vec<&'a str>,
}

impl<'a> Back<'a> {
    fn plan(&mut self) {
        let (now, was) = (self.now, self.was);
        let mut anew = Vec::new();
        let mut gone = Vec::new();
        for table in now.tables.values() {
            match was.tables.get(&self.renames.table_was(&table.name)) {
                None => gone.push(table),
                Some(before) if self.differs(table, before) => anew.push((table, before)),
                Some(_) => {}
            }
        }
        let is_there = |before: &Table| now.tables.keys().any(|name| self.renames.table_was(name) == before.name);
        let lost: Vec<_> = was.tables.values().filter(|t| !is_there(t)).collect();

        self.dropped.extend(gone.iter().map(|t| t.name.as_str()));
        self.dropped.extend(anew.iter().map(|(t, _)| t.name.as_str()));
        // Views and triggers that change go before anything that they speak of.
        for object in now.objects.iter().rev().filter(|o| !was.objects.iter().any(|w| same(o, w))) {
            let goes_along = object.kind != "view" && self.dropped.contains(&object.table.as_str());
            if !goes_along {
                let kind = object.kind.to_ascii_uppercase();
                self.statements.push(format!("DROP {kind} {}", identifier(&object.name)));
            }
        }
        let redefines = !anew.is_empty() || !gone.is_empty();
        if redefines {
            self.statements.push("PRAGMA defer_foreign_keys=ON".to_owned());
            self.statements.push("PRAGMA foreign_keys=OFF".to_owned());
        }
        for table in gone {
            let name = identifier(&table.name);
            self.statements.push(format!("DROP TABLE {name}"));
            let text = format!("The table {name} goes, with all its rows.");
            self.notes.push(Note::loses(text, format!("SELECT COUNT(*) FROM {name}")));
        }
        for table in lost {
            self.statements.push(table.sql.clone());
            let name = identifier(&table.name);
            let text = format!("The table {name} comes back empty: migration.sql drops it with its rows.");
            self.notes.push(Note::empty(text));
        }
        for (table, before) in anew {
            self.make_anew(table, before);
        }
        if redefines {
            self.statements.push("PRAGMA foreign_keys=ON".to_owned());
            self.statements.push("PRAGMA defer_foreign_keys=OFF".to_owned());
        }
        for object in &was.objects {
            let stays = now.objects.iter().any(|n| same(n, object) && !self.goes_along(n));
            if !stays {
                self.statements.push(object.sql.clone());
                self.note_unique(object);
            }
        }
    }

    fn goes_along(&self, object: &Object) -> bool {
        object.kind != "view" && self.dropped.contains(&object.table.as_str())
    }

    fn differs(&self, now: &Table, was: &Table) -> bool {
        tokens(&now.sql) != tokens(&was.sql)
            || now.columns.iter().any(|c| self.renames.column_was(&now.name, &c.name) != c.name)
    }

    fn make_anew(&mut self, table: &'a Table, before: &'a Table) {
        let (name, final_name) = (identifier(&table.name), identifier(&before.name));
        let fresh_name = format!("new_{}", before.name);
        let fresh = identifier(&fresh_name);
        self.statements.push(renamed(&before.sql, &fresh));
        let (mut into, mut from) = (Vec::new(), Vec::new());
        let mut copied = Vec::new();
        for column in before.columns.iter().filter(|c| !c.is_generated) {
            let found = table
                .columns
                .iter()
                .find(|c| !c.is_generated && self.renames.column_was(&table.name, &c.name) == column.name);
            let quoted = identifier(&column.name);
            match found {
                Some(now) => {
                    into.push(quoted);
                    from.push(identifier(&now.name));
                    copied.push(now.name.as_str());
                    self.note_required(&name, now, column);
                    self.note_type(&name, &final_name, now, column);
                    self.note_left_out(&table.name, &final_name, now);
                }
                None => {
                    if let Some(value) = self.note_empty(&final_name, before, column) {
                        into.push(quoted);
                        from.push(value);
                    }
                }
            }
        }
        if !into.is_empty() {
            let (into, from) = (into.join(", "), from.join(", "));
            self.statements.push(format!("INSERT INTO {fresh} ({into}) SELECT {from} FROM {name}"));
        }
        self.statements.push(format!("DROP TABLE {name}"));
        self.statements.push(format!("ALTER TABLE {fresh} RENAME TO {final_name}"));
        for column in table.columns.iter().filter(|c| !c.is_generated && !copied.contains(&c.name.as_str())) {
            let quoted = identifier(&column.name);
            self.notes.push(Note::loses(
                format!("The column {quoted} of the table {name} goes, with all its values."),
                format!("SELECT COUNT(*) FROM {name} WHERE {quoted} IS NOT NULL"),
            ));
        }
    }

    fn note_required(&mut self, table: &str, now: &Column, was: &Column) {
        if was.required && !now.required && !now.is_key {
            let column = identifier(&now.name);
            self.notes.push(Note::refuses(
                format!("The column {column} of the table {table} is required again: no row may lack it."),
                format!("SELECT COUNT(*) FROM {table} WHERE {column} IS NULL"),
            ));
        }
    }

    /// A column that becomes one of another type.
    fn note_type(&mut self, table: &str, shown: &str, now: &Column, was: &Column) {
        use Affinity::{Integer, Numeric, Real};
        let (from, to) = (Affinity::of(&now.ty), Affinity::of(&was.ty));
        let column = identifier(&now.name);
        // Texts that look like numbers become numbers.
        let counts = |affinity| matches!(affinity, Integer | Real | Numeric);
        if !counts(from) && counts(to) {
            self.notes.push(Note::loses(
                format!(
                    "The column {column} of the table {table} becomes {} again: texts that look like numbers become numbers, and \
                     are written as these ('007' as 7).",
                    was.ty
                ),
                format!(
                    "SELECT COUNT(*) FROM {table} WHERE typeof({column}) = 'text' AND {column} = CAST({column} AS NUMERIC) \
                     AND CAST(CAST({column} AS NUMERIC) AS TEXT) <> {column}"
                ),
            ));
        }
        if counts(from) && !counts(to) {
            self.notes.push(Note::empty(format!(
                "The column {column} of the table {shown} was made {} by migration.sql: texts that looked like numbers have become \
                 numbers, and stay as these are written.",
                now.ty
            )));
        }
        if to == Real && from != Real {
            self.notes.push(Note::loses(
                format!("The column {column} of the table {table} becomes {} again: integers that it can't hold are rounded.", was.ty),
                format!(
                    "SELECT COUNT(*) FROM {table} WHERE typeof({column}) = 'integer' AND \
                     CAST(CAST({column} AS REAL) AS INTEGER) <> {column}"
                ),
            ));
        }
        if from == Real && to != Real {
            self.notes.push(Note::empty(format!(
                "The column {column} of the table {shown} was made {} by migration.sql: integers that it can't hold were rounded, \
                 and stay so.",
                now.ty
            )));
        }
    }

    /// A column that migration.sql has made anew with its table, and not filled from the old one.
    fn note_left_out(&mut self, table: &str, shown: &str, now: &Column) {
        let taken_over = self.renames.taken_over.get(table);
        if taken_over.is_some_and(|columns| !columns.contains(&now.name)) {
            let column = identifier(&now.name);
            self.notes.push(Note::empty(format!(
                "The column {column} of the table {shown} was made anew by migration.sql: its values before don't come back."
            )));
        }
        if let Some(value) = self.renames.computed.get(&(table.to_owned(), now.name.clone())) {
            let column = identifier(&now.name);
            self.notes.push(Note::empty(format!(
                "The column {column} of the table {shown} was given `{value}` by migration.sql: where that is another value \
                 than before, it stays."
            )));
        }
    }

    /// What stands in a column that comes back; nothing where its default does.
    fn note_empty(&mut self, table: &str, before: &Table, column: &Column) -> Option<String> {
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
        let affinity = column.ty.to_ascii_uppercase();
        let is = |words: &[&str]| words.iter().any(|word| affinity.contains(word));
        let is_text = is(&["CHAR", "TEXT", "CLOB"]);
        let value = match (is_unique, is_text) {
            _ if column.refers => None,
            (true, true) => Some("'row ' || rowid"),
            (true, false) if is(&["INT", "REAL", "DECIMAL", "NUMERIC"]) => Some("rowid"),
            (true, false) => None,
            (false, true) => Some("''"),
            (false, false) if is(&["DATE", "TIME"]) => Some("CURRENT_TIMESTAMP"),
            (false, false) if is(&["BLOB"]) => Some("x''"),
            (false, false) if is(&["JSON"]) => Some("'{}'"),
            (false, false) => Some("0"),
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

    /// A unique index that comes back, over columns that are there.
    fn note_unique(&mut self, object: &Object) {
        let words: Vec<_> = nicol_catalog::script::words(nicol_catalog::Dialect::Sqlite, &object.sql).collect();
        let is_unique = words.len() > 2 && words[0].is("CREATE") && words[1].is("UNIQUE");
        let table = self.now.tables.values().find(|t| self.renames.table_was(&t.name) == object.table);
        let (true, Some(table)) = (is_unique && !self.now.objects.iter().any(|n| same(n, object)), table) else {
            return;
        };
        let Some(open) = words.iter().position(|w| w.is_sign("(")) else { return };
        let names = words[open + 1..].iter().take_while(|w| !w.is_sign(")")).filter(|w| !w.is_sign(","));
        let names: Option<Vec<_>> = names.map(|w| w.unquoted()).collect();
        let Some(names) = names else { return };
        let now = |was: &String| table.columns.iter().find(|c| self.renames.column_was(&table.name, &c.name) == *was);
        let Some(columns) = names.iter().map(|n| now(n).map(|c| identifier(&c.name))).collect::<Option<Vec<_>>>()
        else {
            return;
        };
        let (on, list) = (identifier(&table.name), columns.join(", "));
        let filled: Vec<_> = columns.iter().map(|c| format!("{c} IS NOT NULL")).collect();
        self.notes.push(Note::refuses(
            format!(
                "{} makes {list} of the table {on} unique again: no two rows may have the same.",
                identifier(&object.name)
            ),
            format!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM {on} WHERE {} GROUP BY {list} HAVING COUNT(*) > 1)",
                filled.join(" AND ")
            ),
        ));
    }
}

fn same(a: &Object, b: &Object) -> bool {
    a.kind == b.kind && a.name == b.name && tokens(&a.sql) == tokens(&b.sql)
}

/// The statement with another table name.
fn renamed(sql: &str, name: &str) -> String {
    use nicol_catalog::Dialect::Sqlite;
    // The name is the first word after TABLE and IF NOT EXISTS.
    let mut words = nicol_catalog::script::words(Sqlite, sql);
    let mut at_name = false;
    let found = words.find(|word| {
        let is_name = at_name && !word.is("IF") && !word.is("NOT") && !word.is("EXISTS");
        at_name |= word.is("TABLE");
        is_name
    });
    let Some(found) = found else { return sql.to_owned() };
    let start = found.text().as_ptr() as usize - sql.as_ptr() as usize;
    format!("{}{name}{}", &sql[..start], &sql[start + found.text().len()..])
}
