//! Keys, indexes, views and all that hangs on tables, as it was.

use std::collections::BTreeSet;

use super::super::notes::Note;
use super::affected::ordered;
use super::picture::{Constraint, Index, PartKind, Relation};
use super::plan::Back;
use super::types::literal;
use crate::sql::identifier;

impl Back<'_> {
    pub(super) fn make_keys(&mut self) {
        let missing = |k: &&Constraint| {
            k.relation != 0
                && self.matched.constraints.now(k.oid).is_none_or(|now| self.going.constraints.contains(&now))
        };
        let mut constraints: Vec<_> = self.was.constraints.iter().filter(missing).collect();
        constraints.sort_by_key(|k| ("pucxf".find(k.kind), k.oid));
        let (foreign, others): (Vec<_>, Vec<_>) = constraints.into_iter().partition(|k| k.kind == 'f');
        for constraint in others {
            self.make_constraint(constraint);
        }
        self.make_indexes(Relation::is_table);
        for key in foreign {
            self.make_constraint(key);
        }
    }

    fn make_constraint(&mut self, k: &Constraint) {
        let (table, name) = (self.was.relation_name(k.relation), identifier(&k.name));
        // A primary key or unique of a partition hangs on its parent's.
        self.run(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {}", k.definition));
        let is_new = self.matched.constraints.now(k.oid).is_none();
        if is_new && k.kind == 'f' {
            self.notes.extend(self.orphans(k));
        } else if is_new && matches!(k.kind, 'u' | 'p') {
            self.notes.extend(self.duplicates(k.relation, &k.columns, &name));
        }
    }

    /// Rows that would refer to nothing.
    fn orphans(&self, key: &Constraint) -> Option<Note> {
        let (table, columns) = self.named_now(key.relation, &key.columns)?;
        let (other, referenced) = self.named_now(key.referenced, &key.referenced_columns)?;
        let filled: Vec<_> = columns.iter().map(|c| format!("a.{c} IS NOT NULL")).collect();
        let equal: Vec<_> = columns.iter().zip(&referenced).map(|(a, b)| format!("b.{b} = a.{a}")).collect();
        let rest = format!(
            "{table} a WHERE {} AND NOT EXISTS (SELECT 1 FROM {other} b WHERE {})",
            filled.join(" AND "),
            equal.join(" AND ")
        );
        let keys = self.matched.relations.now(key.relation).map(|oid| self.key_now(oid)).unwrap_or_default();
        let names: Vec<_> = keys.iter().map(|c| format!("a.{c}")).collect();
        let note = Note::refuses(
            format!(
                "The foreign key {} is back: every row of {table} has to refer to one of {other}.",
                identifier(&key.name)
            ),
            format!("SELECT COUNT(*) FROM {rest}"),
        );
        Some(note.naming(&names, &rest))
    }

    fn duplicates(&self, relation: u32, columns: &[i32], name: &str) -> Option<Note> {
        let (table, columns) = self.named_now(relation, columns)?;
        let list = columns.join(", ");
        let filled: Vec<_> = columns.iter().map(|c| format!("{c} IS NOT NULL")).collect();
        let rest = format!("{table} WHERE {} GROUP BY {list} HAVING COUNT(*) > 1", filled.join(" AND "));
        let note = Note::refuses(
            format!("{name} makes {list} of the table {table} unique again: no two rows may have the same."),
            format!("SELECT COUNT(*) FROM (SELECT 1 FROM {rest}) AS twice"),
        );
        Some(note.naming(&columns, &rest))
    }

    /// The columns of the primary key that a table has now.
    pub(super) fn key_now(&self, relation: u32) -> Vec<String> {
        let Some(now) = self.now.relation(relation) else { return Vec::new() };
        let key = self.now.constraints.iter().find(|k| k.relation == now.oid && k.kind == 'p');
        let columns = key.map(|k| k.columns.as_slice()).unwrap_or_default();
        columns.iter().filter_map(|number| now.column(*number)).map(|c| identifier(&c.name)).collect()
    }

    /// A table and columns of before, as they are called now; none if one of them is not there or changes its type.
    fn named_now(&self, relation: u32, columns: &[i32]) -> Option<(String, Vec<String>)> {
        let now = self.now.relation(self.matched.relations.now(relation)?)?;
        let names = columns.iter().map(|number| {
            let column = now.column(self.matched.column_now(now.oid, *number)?)?;
            (!self.touched.contains(&(now.oid, column.number))).then(|| identifier(&column.name))
        });
        Some((self.now.shown(&now.name), names.collect::<Option<_>>()?))
    }

    fn make_indexes(&mut self, of: fn(&Relation) -> bool) {
        let missing = |i: &&Index| self.matched.indexes.now(i.oid).is_none_or(|now| self.going.indexes.contains(&now));
        let indexes: Vec<_> = self.was.indexes.iter().filter(missing).collect();
        for index in indexes {
            let Some(relation) = self.was.relation(index.relation).filter(|r| of(r)) else { continue };
            // The server prints what it has of a partitioned table alone; the partitions have their parts of it.
            self.run(match relation.partition_key.is_some() && index.is_valid {
                true => index.definition.replacen(" ON ONLY ", " ON ", 1),
                false => index.definition.clone(),
            });
            let is_new = self.matched.indexes.now(index.oid).is_none();
            if is_new && index.definition.starts_with("CREATE UNIQUE") && !index.has_expressions {
                self.notes.extend(self.duplicates(index.relation, &index.columns, &identifier(&index.name)));
            }
        }
    }

    pub(super) fn make_views(&mut self) {
        let missing = |r: &&Relation| {
            r.is_view() && self.matched.relations.now(r.oid).is_none_or(|now| self.going.views.contains(&now))
        };
        let lost: BTreeSet<_> = self.was.relations.iter().filter(missing).map(|r| r.oid).collect();
        for oid in ordered(&lost, &self.was.dependencies) {
            let Some(view) = self.was.relation(oid) else { continue };
            let name = self.was.shown(&view.name);
            let what = if view.kind == 'm' { "MATERIALIZED VIEW" } else { "VIEW" };
            let options = view.options.as_ref().map(|o| format!(" WITH ({o})")).unwrap_or_default();
            let definition = view.definition.as_deref().unwrap_or_default().trim().trim_end_matches(';');
            self.run(format!("CREATE {what} {name}{options} AS\n{definition}"));
        }
        self.make_indexes(Relation::is_view);
    }

    pub(super) fn make_parts(&mut self) {
        for part in &self.was.parts {
            let now = self.matched.parts.now(part.oid).filter(|now| !self.going.parts.contains(now));
            let current = now.and_then(|oid| self.now.parts.iter().find(|p| p.oid == oid));
            let on = self.was.relation_name(part.relation);
            let name = identifier(&part.name);
            if current.is_none() {
                self.run(match part.kind {
                    PartKind::Policy => format!("CREATE POLICY {name} ON {on} {}", part.definition),
                    _ => part.definition.clone(),
                });
            }
            let enabled = current.map_or('O', |c| c.enabled);
            if part.enabled != enabled {
                let verb = match part.enabled {
                    'D' => "DISABLE",
                    'R' => "ENABLE REPLICA",
                    'A' => "ENABLE ALWAYS",
                    _ => "ENABLE",
                };
                let what = if part.kind == PartKind::Rule { "RULE" } else { "TRIGGER" };
                self.run(format!("ALTER TABLE {on} {verb} {what} {name}"));
            }
            if part.target != current.and_then(|c| c.target.clone()) {
                let target = part.target.as_deref().unwrap_or("-1");
                self.run(format!("ALTER STATISTICS {}{name} SET STATISTICS {target}", self.was.prefix(&part.schema)));
            }
        }
    }

    pub(super) fn make_comments(&mut self) {
        let mut comment = |what: String, now: Option<&String>, was: Option<&String>| {
            if now != was {
                let text = was.map_or_else(|| "NULL".to_owned(), |text| literal(text));
                self.statements.push(format!("COMMENT ON {what} IS {text}"));
            }
        };
        for was in &self.was.relations {
            let now = self.matched.relations.now(was.oid).and_then(|oid| self.now.relation(oid));
            let now = now.filter(|r| !self.going.views.contains(&r.oid));
            let what = match was.kind {
                'v' => "VIEW",
                'm' => "MATERIALIZED VIEW",
                'f' => "FOREIGN TABLE",
                _ => "TABLE",
            };
            let name = self.was.shown(&was.name);
            comment(format!("{what} {name}"), now.and_then(|n| n.comment.as_ref()), was.comment.as_ref());
            for column in &was.columns {
                let current = now.and_then(|n| n.column(self.matched.column_now(n.oid, column.number)?));
                let what = format!("COLUMN {name}.{}", identifier(&column.name));
                comment(what, current.and_then(|c| c.comment.as_ref()), column.comment.as_ref());
            }
        }
        for ty in &self.was.types {
            let stays = self.matched.types.now(ty.oid).filter(|oid| !self.rebuilt.contains(oid));
            let now = stays.and_then(|oid| self.now.types.iter().find(|t| t.oid == oid));
            let what = format!("TYPE {}", self.was.shown(&ty.name));
            comment(what, now.and_then(|n| n.comment.as_ref()), ty.comment.as_ref());
        }
        for k in self.was.constraints.iter().filter(|k| k.relation != 0) {
            let stays = self.matched.constraints.now(k.oid).filter(|oid| !self.going.constraints.contains(oid));
            let now = stays.and_then(|oid| self.now.constraints.iter().find(|k| k.oid == oid));
            let what = format!("CONSTRAINT {} ON {}", identifier(&k.name), self.was.relation_name(k.relation));
            comment(what, now.and_then(|n| n.comment.as_ref()), k.comment.as_ref());
        }
        for index in &self.was.indexes {
            let stays = self.matched.indexes.now(index.oid).filter(|oid| !self.going.indexes.contains(oid));
            let now = stays.and_then(|oid| self.now.indexes.iter().find(|i| i.oid == oid));
            let prefix = self.was.relation(index.relation).map(|r| self.was.prefix(&r.name.schema)).unwrap_or_default();
            let what = format!("INDEX {prefix}{}", identifier(&index.name));
            comment(what, now.and_then(|n| n.comment.as_ref()), index.comment.as_ref());
        }
        for part in self.was.parts.iter().filter(|p| matches!(p.kind, PartKind::Trigger | PartKind::Policy)) {
            let stays = self.matched.parts.now(part.oid).filter(|oid| !self.going.parts.contains(oid));
            let now = stays.and_then(|oid| self.now.parts.iter().find(|p| p.oid == oid));
            let kind = if part.kind == PartKind::Trigger { "TRIGGER" } else { "POLICY" };
            let what = format!("{kind} {} ON {}", identifier(&part.name), self.was.relation_name(part.relation));
            comment(what, now.and_then(|n| n.comment.as_ref()), part.comment.as_ref());
        }
        for function in &self.was.functions {
            let stays = self.matched.functions.now(function.oid).filter(|oid| !self.going.functions.contains(oid));
            let now = stays.and_then(|oid| self.now.functions.iter().find(|f| f.oid == oid));
            let kind = match function.kind {
                'p' => "PROCEDURE",
                'a' => "AGGREGATE",
                _ => "FUNCTION",
            };
            let what = format!("{kind} {}({})", self.was.shown(&function.name), function.arguments);
            comment(what, now.and_then(|n| n.comment.as_ref()), function.comment.as_ref());
        }
        for sequence in self.was.sequences.iter().filter(|s| !s.is_identity) {
            let now = self.matched.sequences.now(sequence.oid);
            let now = now.and_then(|oid| self.now.sequences.iter().find(|s| s.oid == oid));
            let what = format!("SEQUENCE {}", self.was.shown(&sequence.name));
            comment(what, now.and_then(|n| n.comment.as_ref()), sequence.comment.as_ref());
        }
        for (name, text) in &self.was.schemas {
            let now = self.now.schemas.get(name).and_then(Option::as_ref);
            comment(format!("SCHEMA {}", identifier(name)), now, text.as_ref());
        }
    }
}
