//! Schemas, extensions, types, sequences and functions that come back.

use super::super::notes::Note;
use super::picture::{Function, Kind, Name, Sequence, Type, TypeKind};
use super::plan::Back;
use crate::sql::identifier;

/// The name of an enum type while the one of before is made beside it.
pub(super) fn old_name(name: &str) -> String {
    nicol_catalog::names::with_suffix(name.to_owned(), "_nicol_old", Some(63))
}

pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Back<'_> {
    pub(super) fn make_namespaces(&mut self) {
        for name in self.was.schemas.keys().filter(|name| !self.now.schemas.contains_key(*name)) {
            let statement = format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(name));
            if !self.statements.contains(&statement) {
                self.statements.push(statement);
            }
        }
        for (name, (schema, version)) in &self.was.extensions {
            match self.now.extensions.get(name) {
                None => self.statements.push(format!(
                    "CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}",
                    identifier(name),
                    identifier(schema)
                )),
                Some(now) if now.1 != *version => {
                    let text = format!("The extension {name} stays at version {}; before it was {version}.", now.1);
                    self.notes.push(Note::manual(text));
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn make_types(&mut self) {
        for ty in &self.was.types {
            match self.matched.types.now(ty.oid) {
                None => self.make_type(ty),
                Some(now) if self.rebuilt.contains(&now) => {
                    let old = Name { name: old_name(&ty.name.name), ..ty.name.clone() };
                    let (name, old) = (self.was.shown(&ty.name), identifier(&old.name));
                    self.run(format!("ALTER TYPE {name} RENAME TO {old}"));
                    self.make_type(ty);
                }
                Some(now) => self.alter_type(now, ty),
            }
        }
    }

    fn make_type(&mut self, ty: &Type) {
        let name = self.was.shown(&ty.name);
        match &ty.kind {
            TypeKind::Enum(labels) => {
                let labels: Vec<_> = labels.iter().map(|(_, label)| literal(label)).collect();
                self.run(format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")));
            }
            TypeKind::Domain { base, default, required } => {
                let default = default.as_ref().map(|d| format!(" DEFAULT {d}")).unwrap_or_default();
                let required = if *required { " NOT NULL" } else { "" };
                self.run(format!("CREATE DOMAIN {name} AS {base}{default}{required}"));
                self.make_domain_constraints(ty);
            }
            TypeKind::Range(how) => self.run(format!("CREATE TYPE {name} AS RANGE ({how})")),
            TypeKind::Composite(attributes) => {
                let attributes: Vec<_> = attributes.iter().map(|(name, ty)| format!("{name} {ty}")).collect();
                self.run(format!("CREATE TYPE {name} AS ({})", attributes.join(", ")));
            }
        }
    }

    fn make_domain_constraints(&mut self, ty: &Type) {
        for constraint in self.was.constraints.iter().filter(|k| k.domain == ty.oid) {
            let stays =
                self.matched.constraints.now(constraint.oid).is_some_and(|now| !self.going.constraints.contains(&now));
            if !stays {
                let (domain, name) = (self.was.shown(&ty.name), identifier(&constraint.name));
                self.run(format!("ALTER DOMAIN {domain} ADD CONSTRAINT {name} {}", constraint.definition));
            }
        }
    }

    fn alter_type(&mut self, now: u32, ty: &Type) {
        let Some(now) = self.now.types.iter().find(|t| t.oid == now) else { return };
        if let (TypeKind::Composite(now), TypeKind::Composite(was)) = (&now.kind, &ty.kind) {
            self.alter_attributes(ty, now, was);
        }
        let (TypeKind::Domain { default: a, required: b, .. }, TypeKind::Domain { default, required, .. }) =
            (&now.kind, &ty.kind)
        else {
            return;
        };
        let name = self.was.shown(&ty.name);
        if a != default {
            self.run(match default {
                Some(default) => format!("ALTER DOMAIN {name} SET DEFAULT {default}"),
                None => format!("ALTER DOMAIN {name} DROP DEFAULT"),
            });
        }
        if b != required {
            let verb = if *required { "SET" } else { "DROP" };
            self.run(format!("ALTER DOMAIN {name} {verb} NOT NULL"));
        }
        self.make_domain_constraints(ty);
    }

    /// The attributes of a type: those behind the first one that differs go, and come back in their order.
    fn alter_attributes(&mut self, ty: &Type, now: &[(String, String)], was: &[(String, String)]) {
        let same = now.iter().zip(was).take_while(|(a, b)| a == b).count();
        let drops = now[same..].iter().map(|(name, _)| format!("DROP ATTRIBUTE {name}"));
        let adds = was[same..].iter().map(|(name, ty)| format!("ADD ATTRIBUTE {name} {ty}"));
        let changes: Vec<_> = drops.chain(adds).collect();
        if !changes.is_empty() {
            let name = self.was.shown(&ty.name);
            self.run(format!("ALTER TYPE {name} {}", changes.join(", ")));
            self.notes.push(Note::empty(format!(
                "Attributes of the type {name} are dropped and come back: in columns of this type they are empty then."
            )));
        }
    }

    pub(super) fn make_sequences(&mut self) {
        for sequence in self.was.sequences.iter().filter(|s| !s.is_identity) {
            let name = self.was.shown(&sequence.name);
            let now = self.matched.sequences.now(sequence.oid);
            let now = now.and_then(|oid| self.now.sequences.iter().find(|s| s.oid == oid));
            match now {
                Some(now) if self.sequence_stays(now) => {
                    if now.ty != sequence.ty || now.settings != sequence.settings {
                        self.run(format!("ALTER SEQUENCE {name} AS {} {}", sequence.ty, sequence.settings));
                    }
                }
                _ => self.run(format!("CREATE SEQUENCE {name} AS {} {}", sequence.ty, sequence.settings)),
            }
        }
    }

    /// Whether a sequence was not taken along by its table, column or identity.
    pub(super) fn sequence_stays(&self, sequence: &Sequence) -> bool {
        !sequence.is_identity
            && sequence.owner.is_none_or(|(table, column)| {
                !self.leaving.contains(&(table, column)) && self.now.relation(table).is_some()
            })
    }

    /// Functions; those that speak of tables that come back are made late.
    pub(super) fn make_functions(&mut self, late: bool) {
        let lost: Vec<_> = self.lost_tables().iter().flat_map(|t| [t.oid, t.row_type]).collect();
        let mut made = Vec::new();
        for function in &self.was.functions {
            let now = self.matched.functions.now(function.oid);
            let current = now.and_then(|oid| self.now.functions.iter().find(|f| f.oid == oid));
            let goes = now.is_none_or(|oid| self.going.functions.contains(&oid));
            if !goes && current.is_some_and(|f| without_name(f) == without_name(function)) {
                continue;
            }
            let needs_tables = self
                .was
                .dependencies
                .iter()
                .any(|d| d.kind == Kind::Function && d.oid == function.oid && lost.contains(&d.needed));
            if needs_tables != late {
                continue;
            }
            match &function.definition {
                Some(definition) => made.push(self.unqualified(definition, &function.name)),
                None => {
                    let name = self.was.shown(&function.name);
                    self.notes.push(Note::manual(format!("The aggregate {name} has to be made again by hand.")));
                }
            }
        }
        if !made.is_empty() {
            // Bodies may name what comes later.
            self.run("SET LOCAL check_function_bodies = off");
            self.statements.extend(made);
        }
    }

    /// The server writes functions with their schema, whatever it is.
    fn unqualified(&self, definition: &str, name: &Name) -> String {
        let quoted = |text: &str| {
            let is_plain = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
                && text.chars().next().is_some_and(|c| !c.is_ascii_digit());
            if is_plain { text.to_owned() } else { identifier(text) }
        };
        let text = definition.trim_end().to_owned();
        if self.was.current.as_deref() != Some(name.schema.as_str()) {
            return text;
        }
        let qualified = format!("{}.{}(", quoted(&name.schema), quoted(&name.name));
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        format!("{}\n{rest}", head.replacen(&qualified, &format!("{}(", quoted(&name.name)), 1))
    }
}

/// What a function is, behind its name: that has come back already.
fn without_name(function: &Function) -> Option<&str> {
    let definition = function.definition.as_deref()?;
    Some(definition.split_once('(').map_or(definition, |(_, rest)| rest))
}
