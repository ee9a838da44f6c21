//! SQLite: tables are made anew from the very statements that made them, with their rows.

mod affinity;
mod comes_back;
mod kept;
mod picture;
mod references;
mod renames;

use std::collections::BTreeMap;

use super::Rows;
use super::notes::Note;
use crate::sql::{attach, detach, identifier};
use affinity::Affinity;
use kept::Kept;
pub(super) use picture::Picture;
use picture::{Column, Object, Table, tokens};
use references::Source;
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
    let mut back = Back {
        now,
        was,
        renames: Renames::of(script),
        kept: Kept::of(script),
        brought: Vec::new(),
        statements: Vec::new(),
        notes: Vec::new(),
        dropped: Vec::new(),
    };
    back.plan();
    if !back.brought.is_empty() {
        let ensure = back.brought.iter().map(Kept::ensure);
        let opened = std::iter::once(attach()).chain(ensure).collect::<Vec<_>>();
        let gone = back.brought.iter().map(|kept| format!("DROP TABLE {}", kept.place()));
        let closed = gone.chain([detach()]).collect();
        back.statements = [opened, back.statements, closed].concat();
    }
    (back.statements, back.notes)
}

struct Back<'a> {
    now: &'a Picture,
    was: &'a Picture,
    renames: Renames,
    /// What the script has put aside, and what of it comes back.
    kept: Vec<Kept>,
    brought: Vec<Kept>,
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
        let is_kept = |table: &&Table| self.kept.iter().any(|kept| kept.table == table.name);
        let redefines = !anew.is_empty() || !gone.is_empty() || lost.iter().any(is_kept);
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
            if let Some(kept) = self.kept.iter().find(|kept| kept.table == table.name).cloned() {
                let plain = table.columns.iter().filter(|c| !c.is_generated);
                let pairs = plain.filter_map(|c| kept.columns.iter().find(|(_, was)| *was == c.name));
                let pairs: Vec<_> = pairs.map(|(now, was)| (was.clone(), identifier(now))).collect();
                let (into, from): (Vec<_>, Vec<_>) =
                    pairs.iter().map(|(was, now)| (identifier(was), now.clone())).unzip();
                let (into, from, place) = (into.join(", "), from.join(", "), kept.place());
                self.note_references(None, table, &Source { place: &place, shown: &name, values: pairs });
                self.statements.push(format!("INSERT INTO {name} ({into}) SELECT {from} FROM {place}"));
                self.notes.push(Note::empty(format!(
                    "The table {name} comes back with the rows that {place} has kept, in the file beside the database."
                )));
                self.brought.push(kept);
                continue;
            }
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
                    self.note_required((table, &name), now, column);
                    self.note_type(&name, &final_name, now, column);
                    self.note_left_out(&table.name, &final_name, now);
                }
                None => {
                    if let Some(value) = self.bring_back(table, before, &final_name, column) {
                        into.push(quoted);
                        from.push(value);
                    } else if let Some(value) = self.note_empty(&final_name, before, column) {
                        into.push(quoted);
                        from.push(value);
                    }
                }
            }
        }
        let was = before.columns.iter().filter(|c| into.contains(&identifier(&c.name))).map(|c| c.name.clone());
        let values = was.zip(from.iter().cloned()).collect();
        self.note_references(Some(table), before, &Source { place: &name, shown: &name, values });
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

    fn note_required(&mut self, (of, table): (&Table, &str), now: &Column, was: &Column) {
        if was.required && !now.required && !now.is_key {
            let column = identifier(&now.name);
            let rest = format!("{table} WHERE {column} IS NULL");
            let note = Note::refuses(
                format!("The column {column} of the table {table} is required again: no row may lack it."),
                format!("SELECT COUNT(*) FROM {rest}"),
            );
            self.notes.push(note.naming(&of.key(), &rest));
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
        let rest = format!("{on} WHERE {} GROUP BY {list} HAVING COUNT(*) > 1", filled.join(" AND "));
        let note = Note::refuses(
            format!(
                "{} makes {list} of the table {on} unique again: no two rows may have the same.",
                identifier(&object.name)
            ),
            format!("SELECT COUNT(*) FROM (SELECT 1 FROM {rest})"),
        );
        self.notes.push(note.naming(&columns, &rest));
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
