//! What goes, under the names of now.

use super::super::notes::Note;
use super::picture::{Constraint, Dependency, Function, Kind, Oid, PartKind, Relation, TypeKind};
use super::plan::Back;
use crate::sql::identifier;

impl Back<'_> {
    /// Everything without data of its own.
    pub(super) fn drop_what_hangs(&mut self) {
        for part in &self.now.parts {
            if !self.going.parts.contains(&part.oid) || self.goes_along(part.relation) {
                continue;
            }
            let (name, on) = (identifier(&part.name), self.now.relation_name(part.relation));
            self.run(match part.kind {
                PartKind::Trigger => format!("DROP TRIGGER {name} ON {on}"),
                PartKind::Policy => format!("DROP POLICY {name} ON {on}"),
                PartKind::Rule => format!("DROP RULE {name} ON {on}"),
                PartKind::Statistics => format!("DROP STATISTICS {}{name}", self.now.prefix(&part.schema)),
            });
        }
        for oid in self.views_outside_in() {
            let Some(view) = self.now.relation(oid) else { continue };
            let what = if view.kind == 'm' { "MATERIALIZED VIEW" } else { "VIEW" };
            self.run(format!("DROP {what} {}", self.now.shown(&view.name)));
        }
        let rank = |k: &Constraint| "fcxup".find(k.kind);
        let now = self.now;
        let mut constraints: Vec<_> =
            now.constraints.iter().filter(|k| self.going.constraints.contains(&k.oid)).collect();
        constraints.sort_by_key(|k| (rank(k), k.oid));
        for constraint in constraints {
            if constraint.kind != 'f' && self.goes_along(constraint.relation) {
                continue;
            }
            if constraint.relation != 0 {
                let table = self.now.relation_name(constraint.relation);
                self.run(format!("ALTER TABLE {table} DROP CONSTRAINT {}", identifier(&constraint.name)));
            } else if let Some(domain) = self.now.types.iter().find(|t| t.oid == constraint.domain) {
                let domain = self.now.shown(&domain.name);
                self.run(format!("ALTER DOMAIN {domain} DROP CONSTRAINT {}", identifier(&constraint.name)));
            }
        }
        let indexes: Vec<_> = now.indexes.iter().filter(|i| self.going.indexes.contains(&i.oid)).collect();
        for index in indexes {
            if let Some(relation) = self.now.relation(index.relation).filter(|r| !self.goes_along(r.oid)) {
                let mut name = relation.name.clone();
                name.name.clone_from(&index.name);
                self.run(format!("DROP INDEX {}", self.now.shown(&name)));
            }
        }
        self.drop_defaults();
    }

    /// Whether what hangs on a relation goes with it.
    fn goes_along(&self, relation: Oid) -> bool {
        let is_new = |r: &Relation| self.matched.relations.was(r.oid).is_none();
        self.going.views.contains(&relation) || self.now.relation(relation).is_some_and(is_new)
    }

    fn drop_defaults(&mut self) {
        for (now, was) in self.table_pairs() {
            for (column, before) in self.column_pairs((now, was)) {
                let (table, name) = (self.now.shown(&now.name), identifier(&column.name));
                if !column.identity.is_empty() && before.identity.is_empty() {
                    self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY"));
                }
                let goes = before.default.is_none()
                    || self.touched.contains(&(now.oid, column.number))
                    || self.going.defaults.contains(&(now.oid, column.number));
                if column.default.is_some() && column.generated.is_empty() && goes {
                    self.statements.push(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"));
                }
            }
        }
    }

    pub(super) fn drop_tables_and_columns(&mut self) {
        self.drop_functions(true);
        // What was made last goes first: partitions and children before their parents.
        let mut tables = self.new_tables();
        tables.sort_by_key(|t| std::cmp::Reverse((t.is_partition() || !t.parents.is_empty(), t.oid)));
        for table in tables {
            let name = self.now.shown(&table.name);
            self.statements.push(format!("DROP TABLE {name}"));
            self.notes.push(Note::loses(
                format!("The table {name} goes, with all its rows."),
                format!("SELECT COUNT(*) FROM {name}"),
            ));
        }
        for (now, was) in self.table_pairs() {
            let lost: Vec<_> = now.columns.iter().filter(|c| self.leaving.contains(&(now.oid, c.number))).collect();
            let table = self.now.shown(&now.name);
            for column in lost.into_iter().filter(|c| c.is_local) {
                let name = identifier(&column.name);
                self.statements.push(format!("ALTER TABLE {table} DROP COLUMN {name}"));
                if column.generated.is_empty() {
                    let text = match was.column_named(&column.name) {
                        Some(before) => format!(
                            "The column {name} of the table {table} becomes {} again; the database does not cast values \
                             of {} to it by itself, so all of them are lost.",
                            before.ty, column.ty
                        ),
                        None => format!("The column {name} of the table {table} goes, with all its values."),
                    };
                    let count = format!("SELECT COUNT(*) FROM {table} WHERE {name} IS NOT NULL");
                    self.notes.push(Note::loses(text, count));
                }
            }
        }
        self.drop_objects(false);
        self.drop_functions(false);
        for sequence in &self.now.sequences {
            let goes_along = sequence.is_identity
                || sequence.owner.is_some_and(|(table, column)| {
                    self.leaving.contains(&(table, column)) || self.now.relation(table).is_none_or(|r| !self.stays(r))
                });
            if self.matched.sequences.was(sequence.oid).is_none() && !goes_along {
                self.run(format!("DROP SEQUENCE {}", self.now.shown(&sequence.name)));
            }
        }
    }

    /// Functions that go: early those that speak of tables and columns that go, and that nothing else needs.
    fn drop_functions(&mut self, early: bool) {
        let now = self.now;
        let rows: Vec<_> = self.new_tables().iter().flat_map(|t| [t.oid, t.row_type]).collect();
        let goes = |d: &Dependency| rows.contains(&d.needed) || self.leaving.contains(&(d.needed, d.needed_column));
        let is_early = |f: &Function| {
            let all = &now.dependencies;
            all.iter().any(|d| d.kind == Kind::Function && d.oid == f.oid && d.needs != Kind::Function && goes(d))
                && !all.iter().any(|d| d.needs == Kind::Function && d.needed == f.oid && d.kind != Kind::Relation)
        };
        let going = now.functions.iter().filter(|f| self.going.functions.contains(&f.oid));
        let functions: Vec<_> = going.filter(|f| is_early(f) == early).collect();
        for function in functions.into_iter().rev() {
            let what = match function.kind {
                'p' => "PROCEDURE",
                'a' => "AGGREGATE",
                _ => "FUNCTION",
            };
            self.run(format!("DROP {what} {}({})", self.now.shown(&function.name), function.arguments));
        }
    }

    fn stays(&self, relation: &Relation) -> bool {
        self.matched.relations.was(relation.oid).is_some()
    }

    /// Types, extensions and schemas that were in use until now.
    pub(super) fn drop_late(&mut self) {
        for ty in &self.now.types {
            let what = if matches!(ty.kind, TypeKind::Domain { .. }) { "DOMAIN" } else { "TYPE" };
            if self.rebuilt.contains(&ty.oid) {
                let mut old = self.type_was(ty).map_or_else(|| ty.name.clone(), |was| was.name.clone());
                old.name = super::types::old_name(&old.name);
                self.run(format!("DROP {what} {}", self.was.shown(&old)));
            } else if self.matched.types.was(ty.oid).is_none() {
                self.run(format!("DROP {what} {}", self.now.shown(&ty.name)));
            }
        }
        self.drop_objects(true);
        for name in self.now.extensions.keys().filter(|name| !self.was.extensions.contains_key(*name)) {
            self.statements.push(format!("DROP EXTENSION {}", identifier(name)));
        }
        for name in self.now.schemas.keys().filter(|name| !self.was.schemas.contains_key(*name)) {
            self.statements.push(format!("DROP SCHEMA {}", identifier(name)));
        }
    }
}
