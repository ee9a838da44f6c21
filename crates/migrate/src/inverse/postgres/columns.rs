//! Tables and columns that come back, and columns that change, under the names of before.

use super::super::notes::Note;
use super::casts::{Cast, distinct_filler, filler, holds_numbers};
use super::picture::{Column, Oid, Relation, TypeKind};
use super::plan::Back;
use super::types::literal;
use crate::sql::identifier;

impl Back<'_> {
    pub(super) fn make_tables(&mut self) {
        let mut tables = self.lost_tables();
        tables.sort_by_key(|t| (!t.parents.is_empty(), t.oid));
        for table in tables {
            let name = self.was.shown(&table.name);
            let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
            let mut sql = format!("CREATE {unlogged}TABLE {name}");
            let parents: Vec<_> = table.parents.iter().map(|p| self.was.relation_name(*p)).collect();
            if let Some(bound) = &table.bound {
                sql.push_str(&format!(" PARTITION OF {} {bound}", parents.join(", ")));
            } else {
                let columns: Vec<_> =
                    table.columns.iter().filter(|c| c.is_local).map(|c| self.written(table.oid, c)).collect();
                let inside =
                    if columns.is_empty() { String::new() } else { format!("\n    {}\n", columns.join(",\n    ")) };
                sql.push_str(&format!(" ({inside})"));
                if !parents.is_empty() {
                    sql.push_str(&format!(" INHERITS ({})", parents.join(", ")));
                }
            }
            if let Some(key) = &table.partition_key {
                sql.push_str(&format!(" PARTITION BY {key}"));
            }
            if let Some(options) = &table.options {
                sql.push_str(&format!(" WITH ({options})"));
            }
            self.statements.push(sql);
            self.own_sequences(table, |_| true);
            self.notes
                .push(Note::empty(format!("The table {name} comes back empty: migration.sql drops it with its rows.")));
        }
    }

    /// A column as `CREATE TABLE` and `ADD COLUMN` write it.
    fn written(&self, table: Oid, column: &Column) -> String {
        let mut sql = format!("{} {}", identifier(&column.name), column.ty);
        if let Some(collation) = &column.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        match (column.generated.as_str(), &column.default) {
            ("", Some(default)) => sql.push_str(&format!(" DEFAULT {default}")),
            ("v", Some(expression)) => sql.push_str(&format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL")),
            (_, Some(expression)) => sql.push_str(&format!(" GENERATED ALWAYS AS ({expression}) STORED")),
            _ => {}
        }
        if column.required {
            sql.push_str(" NOT NULL");
        }
        if !column.identity.is_empty() {
            sql.push_str(&format!(" {}", self.identity(table, column)));
        }
        sql
    }

    fn identity(&self, table: Oid, column: &Column) -> String {
        let when = if column.identity == "a" { "ALWAYS" } else { "BY DEFAULT" };
        let sequence = self.was.sequences.iter().find(|s| s.owner == Some((table, column.number)));
        let settings = sequence.map(|s| format!(" (SEQUENCE NAME {} {})", self.was.shown(&s.name), s.settings));
        format!("GENERATED {when} AS IDENTITY{}", settings.unwrap_or_default())
    }

    /// Sequences belong to their columns again, and count on from what is there.
    fn own_sequences(&mut self, table: &Relation, is_meant: impl Fn(&Column) -> bool) {
        let name = self.was.shown(&table.name);
        for sequence in &self.was.sequences {
            let Some((_, number)) = sequence.owner.filter(|(owner, _)| *owner == table.oid) else { continue };
            let Some(column) = table.column(number).filter(|c| is_meant(c)) else { continue };
            let counts = self.holds_numbers(column);
            let (owned, column) = (self.was.shown(&sequence.name), identifier(&column.name));
            if !sequence.is_identity {
                self.statements.push(format!("ALTER SEQUENCE {owned} OWNED BY {name}.{column}"));
            }
            if !counts {
                let is_new = self.matched.sequences.now(sequence.oid).is_none();
                if is_new && self.matched.relations.now(table.oid).is_some() {
                    self.notes.push(Note::empty(format!(
                        "The sequence {owned} counts from its start again: how far it was is not known from {column} of the \
                         table {name}."
                    )));
                }
                continue;
            }
            self.statements.push(format!(
                "SELECT setval({}, (SELECT COALESCE(MAX({column}), 0) + 1 FROM {name}), false)",
                literal(&owned)
            ));
        }
    }

    /// Whether there is a largest value to count on from.
    fn holds_numbers(&self, column: &Column) -> bool {
        let domain = self.was.types.iter().find(|ty| ty.oid == column.element);
        match domain.map(|ty| &ty.kind) {
            Some(TypeKind::Domain { base, .. }) => !column.is_list && holds_numbers(base),
            _ => holds_numbers(&column.ty),
        }
    }

    pub(super) fn make_columns(&mut self) {
        for (now, was) in self.table_pairs() {
            let table = self.was.shown(&was.name);
            let lost: Vec<_> = was
                .columns
                .iter()
                .filter(|c| c.is_local && self.matched.column_now(now.oid, c.number).is_none())
                .collect();
            for column in &lost {
                self.add_column(&table, was, column);
            }
            self.own_sequences(was, |c| lost.iter().any(|l| l.number == c.number));
        }
    }

    fn add_column(&mut self, table: &str, relation: &Relation, column: &Column) {
        let (name, sql) = (identifier(&column.name), self.written(relation.oid, column));
        let comes = format!("The column {name} of the table {table} comes back");
        if let Some((kept, what)) = self.kept(relation.oid, &column.name) {
            self.bring_back(table, relation, column, kept, &what);
            return;
        }
        let is_filled = column.default.is_some() || !column.identity.is_empty();
        if !column.generated.is_empty() {
            self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
            return;
        }
        let is_unique = self.is_unique(relation, column);
        // Numbers are counted anew for every row.
        let counts = !column.identity.is_empty() || column.default.as_ref().is_some_and(|d| d.starts_with("nextval("));
        if !column.required || counts || (is_filled && !is_unique) {
            let alone = is_unique && !counts && is_filled;
            let with = match (counts, is_filled) {
                (true, _) => "with new numbers",
                (false, true) if !alone => "with its default in every row",
                _ => "empty",
            };
            if alone {
                self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {}", self.bare(column)));
                self.set_default(table, column);
            } else {
                self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
            }
            self.notes.push(Note::empty(format!("{comes} {with}: migration.sql drops it with its values.")));
            return;
        }
        if self.refers(relation, column) {
            self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
            self.refuse(relation, 0, format!("{comes}, and every row has to say what it refers to"));
            return;
        }
        if is_unique {
            self.add_unique(table, relation, column, &comes);
            return;
        }
        let label = self.first_label(column);
        match filler(&column.ty, label.as_deref()) {
            Some(filler) => {
                self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql} DEFAULT {filler}"));
                self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"));
                self.notes.push(Note::empty(format!(
                    "{comes} with {filler} in every row, since it is required: migration.sql drops it with its values."
                )));
            }
            None => {
                self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
                self.refuse(relation, 0, format!("{comes}, and every row needs a value"));
            }
        }
    }

    pub(super) fn first_label(&self, column: &Column) -> Option<String> {
        self.was.types.iter().find(|t| t.oid == column.element).and_then(|t| match &t.kind {
            TypeKind::Enum(labels) => labels.first().map(|(_, label)| label.clone()),
            _ => None,
        })
    }

    /// A required column whose values all have to be different.
    fn add_unique(&mut self, table: &str, relation: &Relation, column: &Column, comes: &str) {
        let name = identifier(&column.name);
        let is_list = column.is_list || column.is_enum;
        let Some(filler) = distinct_filler(&column.ty).filter(|_| !is_list) else {
            let sql = self.written(relation.oid, column);
            self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
            let most = u32::from(column.default.is_some());
            self.refuse(relation, most, format!("{comes}, and every row needs another value"));
            return;
        };
        self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {}", self.bare(column)));
        self.statements.push(format!(
            "UPDATE {table} SET {name} = {filler} FROM (SELECT ctid, row_number() OVER () AS n FROM {table}) AS nicol \
             WHERE {table}.ctid = nicol.ctid"
        ));
        self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL"));
        self.set_default(table, column);
        self.notes.push(Note::empty(format!(
            "{comes} with made-up values, since it is required and unique: migration.sql drops it with its own."
        )));
    }

    pub(super) fn set_default(&mut self, table: &str, column: &Column) {
        if let Some(default) = &column.default {
            let name = identifier(&column.name);
            self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default}"));
        }
    }

    /// Nobody knows the values of rows that are there.
    fn refuse(&mut self, relation: &Relation, most: u32, what: String) {
        let now = self.matched.relations.now(relation.oid).map(|oid| self.now.relation_name(oid)).unwrap_or_default();
        self.notes.push(Note::refuses(
            format!("{what}: write statements that give it, and take this warning out."),
            format!("SELECT CASE WHEN COUNT(*) > {most} THEN COUNT(*) ELSE 0 END FROM {now}"),
        ));
    }

    /// The column without what else it has: for filling it first.
    pub(super) fn bare(&self, column: &Column) -> String {
        let collation = column.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
        format!("{} {}{collation}", identifier(&column.name), column.ty)
    }

    /// Whether it is a part of a foreign key.
    pub(super) fn refers(&self, relation: &Relation, column: &Column) -> bool {
        let keys = self.was.constraints.iter().filter(|k| k.kind == 'f' && k.relation == relation.oid);
        keys.into_iter().any(|k| k.columns.contains(&column.number))
    }

    fn is_unique(&self, relation: &Relation, column: &Column) -> bool {
        let keys = self.was.constraints.iter().filter(|k| k.relation == relation.oid && matches!(k.kind, 'p' | 'u'));
        let indexes = self.was.indexes.iter().filter(|i| i.relation == relation.oid);
        keys.map(|k| &k.columns).any(|c| c[..] == [column.number])
            || indexes.filter(|i| i.definition.starts_with("CREATE UNIQUE")).any(|i| i.columns[..] == [column.number])
    }

    pub(super) fn change_columns(&mut self) {
        for (now, was) in self.table_pairs() {
            if now.oid != was.oid {
                let name = self.was.shown(&was.name);
                self.notes.push(Note::empty(format!(
                    "The table {name} was made anew by migration.sql: rows that it did not carry over don't come back."
                )));
            }
            for (column, before) in self.column_pairs((now, was)) {
                // Inherited columns follow those of the parent.
                if column.is_local {
                    self.change_column(now, was, column, before);
                }
            }
        }
    }

    fn change_column(&mut self, table_now: &Relation, table: &Relation, now: &Column, was: &Column) {
        let (on, name) = (self.was.shown(&table.name), identifier(&was.name));
        if table_now.oid == table.oid && now.number != was.number && was.generated.is_empty() {
            self.notes.push(Note::empty(format!(
                "The column {name} of the table {on} was made anew by migration.sql: values that it did not carry over don't \
                 come back."
            )));
        }
        let alter = format!("ALTER TABLE {on} ALTER COLUMN {name}");
        let changes_type = !self.same_type(now, was);
        if changes_type || now.collation != was.collation {
            let using = match self.cast(now, was) {
                Cast::Using(expression) if changes_type => format!(" USING {expression}"),
                _ => String::new(),
            };
            let collation = was.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
            self.run(format!("{alter} SET DATA TYPE {}{collation}{using}", was.ty));
            if changes_type {
                self.note_type(table_now, table, now, was);
            }
        }
        let was_dropped = self.touched.contains(&(table_now.oid, now.number))
            || self.going.defaults.contains(&(table_now.oid, now.number));
        if was.generated.is_empty()
            && let Some(default) = was.default.as_ref().filter(|d| was_dropped || now.default.as_ref() != Some(*d))
        {
            self.run(format!("{alter} SET DEFAULT {default}"));
        }
        if now.required != was.required {
            let verb = if was.required { "SET" } else { "DROP" };
            self.run(format!("{alter} {verb} NOT NULL"));
            if was.required {
                let (table, column) = (self.now.shown(&table_now.name), identifier(&now.name));
                let rest = format!("{table} WHERE {column} IS NULL");
                let note = Note::refuses(
                    format!("The column {column} of the table {table} is required again: no row may lack it."),
                    format!("SELECT COUNT(*) FROM {rest}"),
                );
                self.notes.push(note.naming(&self.key_now(table_now.oid), &rest));
            }
        }
        if now.identity != was.identity && !was.identity.is_empty() {
            if now.identity.is_empty() {
                self.drop_counter(table_now, table, now, was);
                self.run(format!("{alter} ADD {}", self.identity(table.oid, was)));
            } else {
                let when = if was.identity == "a" { "ALWAYS" } else { "BY DEFAULT" };
                self.run(format!("{alter} SET GENERATED {when}"));
            }
        }
        self.own_again(table_now, table, now, was);
    }

    /// A sequence that counts for a column by its default, where an identity comes back that counts by one of its name.
    fn drop_counter(&mut self, table_now: &Relation, table: &Relation, now: &Column, was: &Column) {
        let identity = self.was.sequences.iter().find(|s| s.owner == Some((table.oid, was.number)));
        let counter = self.now.sequences.iter().find(|s| s.owner == Some((table_now.oid, now.number)));
        let (Some(identity), Some(counter)) = (identity, counter) else { return };
        if counter.name == identity.name && !counter.is_identity {
            let (on, name) = (self.was.shown(&table.name), identifier(&was.name));
            self.run(format!("ALTER TABLE {on} ALTER COLUMN {name} DROP DEFAULT"));
            self.run(format!("DROP SEQUENCE {}", self.was.shown(&identity.name)));
        }
    }

    /// A sequence that comes back for a column that has stayed.
    fn own_again(&mut self, table_now: &Relation, table: &Relation, now: &Column, was: &Column) {
        let owned = self.was.sequences.iter().find(|s| s.owner == Some((table.oid, was.number)));
        let Some(owned) = owned else { return };
        let current = self.matched.sequences.now(owned.oid);
        let current = current.and_then(|oid| self.now.sequences.iter().find(|s| s.oid == oid));
        let is_owned =
            current.is_some_and(|s| s.owner == Some((table_now.oid, now.number)) && s.is_identity == owned.is_identity);
        if !is_owned {
            self.own_sequences(table, |c| c.number == was.number);
        }
    }
}
