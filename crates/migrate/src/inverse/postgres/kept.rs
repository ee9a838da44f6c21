//! Columns that come back with what was put aside of them.

use super::super::notes::{NEW_ROWS, Note};
use super::casts::filler;
use super::picture::{Column, Kept, Relation};
use super::plan::Back;
use crate::sql::identifier;

impl Back<'_> {
    /// A column whose values were put aside.
    pub(super) fn bring_back(
        &mut self,
        table: &str,
        relation: &Relation,
        column: &Column,
        kept: &Relation,
        what: &Kept,
    ) {
        let (name, place) = (identifier(&column.name), self.now.shown(&kept.name));
        self.statements.push(format!("ALTER TABLE {table} ADD COLUMN {}", self.bare(column)));
        let equal: Vec<_> = what
            .key
            .iter()
            .map(|key| {
                // The key's columns may have been renamed, too.
                let now = self.matched.relations.now(relation.oid).and_then(|oid| self.now.relation(oid));
                let number = now.and_then(|n| self.matched.column_was(n.oid, n.column_named(key)?.number));
                let was = number.and_then(|n| relation.column(n)).map_or(key.as_str(), |c| c.name.as_str());
                format!("{table}.{} = kept.{}", identifier(was), identifier(key))
            })
            .collect();
        let value = match (column.is_enum, column.is_list) {
            (true, true) => format!("kept.{name}::text[]::{}", column.ty),
            (true, false) => format!("kept.{name}::text::{}", column.ty),
            _ => format!("kept.{name}"),
        };
        self.statements
            .push(format!("UPDATE {table} SET {name} = {value} FROM {place} AS kept WHERE {}", equal.join(" AND ")));
        let label = self.first_label(column);
        let differs = |default: &String| default.starts_with("nextval(") || default.contains("gen_random_uuid()");
        let is_special = self.is_in_unique(relation, column) || self.refers(relation, column);
        let default = column.default.clone().filter(|d| !is_special || differs(d));
        let rest = default.or_else(|| filler(&column.ty, label.as_deref()).filter(|_| !is_special));
        if column.required {
            if rest.is_none() {
                self.refuse_new_rows(relation, column, kept, what);
            }
            if let Some(rest) = rest {
                self.statements.push(format!("UPDATE {table} SET {name} = {rest} WHERE {name} IS NULL"));
            }
            self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL"));
        }
        self.set_default(table, column);
        self.statements.push(format!("DROP TABLE {place}"));
        self.notes.push(Note::empty(format!(
            "The column {name} of the table {table} comes back with the values that {place} has kept: {NEW_ROWS}"
        )));
    }

    /// Rows that have come since, where nobody can make up what stands in them: values that are all different, or that other
    /// rows have.
    fn refuse_new_rows(&mut self, relation: &Relation, column: &Column, kept: &Relation, what: &Kept) {
        let name = identifier(&column.name);
        let table = self.matched.relations.now(relation.oid).map(|oid| self.now.relation_name(oid)).unwrap_or_default();
        let equal: Vec<_> = what.key.iter().map(|key| format!("kept.{0} = live.{0}", identifier(key))).collect();
        let place = self.now.shown(&kept.name);
        let rest =
            format!("{table} AS live WHERE NOT EXISTS (SELECT 1 FROM {place} AS kept WHERE {})", equal.join(" AND "));
        let names: Vec<_> = what.key.iter().map(|key| format!("live.{}", identifier(key))).collect();
        let note = Note::refuses(
            format!(
                "The column {name} of the table {table} comes back, and rows that have come since need a value that {place} has \
                 not kept: write statements that give it, and take this warning out."
            ),
            format!("SELECT COUNT(*) FROM {rest}"),
        );
        self.notes.push(note.naming(&names, &rest));
    }

    /// Whether no two rows may have the same in it, alone or together with other columns.
    fn is_in_unique(&self, relation: &Relation, column: &Column) -> bool {
        let keys =
            self.was.constraints.iter().filter(|k| k.relation == relation.oid && matches!(k.kind, 'p' | 'u' | 'x'));
        let indexes = self.was.indexes.iter().filter(|i| i.relation == relation.oid);
        let unique = indexes.filter(|i| i.definition.starts_with("CREATE UNIQUE")).map(|i| &i.columns);
        keys.map(|k| &k.columns).chain(unique).any(|columns| columns.contains(&column.number))
    }
}
