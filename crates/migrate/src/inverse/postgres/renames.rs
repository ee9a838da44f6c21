//! Names, schemas and labels as they were. From here on everything that stays is called as before.

use super::picture::{Function, Name, Oid, Relation, TypeKind};
use super::plan::Back;
use crate::sql::identifier;

/// A rename: the statement without its last word, the name now and the name before.
struct Rename {
    /// Names that must not meet: those of one kind in one place.
    place: String,
    from: String,
    to: String,
    /// Writes the statement between two names.
    write: Write,
}

type Write = Box<dyn Fn(&str, &str) -> String>;

impl Back<'_> {
    pub(super) fn rename(&mut self) {
        self.move_to_schemas();
        let mut renames = self.relation_renames();
        renames.extend(self.column_renames());
        renames.extend(self.constraint_renames());
        renames.extend(self.type_renames());
        let statements = arranged(renames);
        self.statements.extend(statements);
        self.rename_labels();
    }

    /// Everything that is in another schema now. Functions get their names, too, while their arguments are called as now.
    fn move_to_schemas(&mut self) {
        let (mut functions, mut moves) = (Vec::new(), Vec::new());
        let moved = |what: &str, now: &Name, was: &Name, arguments: &str| {
            let to = identifier(&was.schema);
            let sql = || format!("ALTER {what} {}{arguments} SET SCHEMA {to}", self.now.shown(now));
            (now.schema != was.schema).then(sql)
        };
        for (now, was) in self.function_pairs() {
            functions.extend(moved(function_word(now), &now.name, &was.name, &format!("({})", now.arguments)));
        }
        for (now, was) in self.table_pairs() {
            moves.extend(moved("TABLE", &now.name, &was.name, ""));
        }
        for (now, was) in self.view_pairs() {
            moves.extend(moved(view_word(now), &now.name, &was.name, ""));
        }
        for ty in &self.now.types {
            if let Some(was) = self.type_was(ty) {
                moves.extend(moved("TYPE", &ty.name, &was.name, ""));
            }
        }
        for name in self.was.schemas.keys().filter(|n| !self.now.schemas.contains_key(*n)) {
            let is_meant = |m: &String| m.ends_with(&format!(" SET SCHEMA {}", identifier(name)));
            if functions.iter().chain(&moves).any(is_meant) {
                self.statements.push(format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(name)));
            }
        }
        functions.extend(arranged(self.function_renames()));
        self.statements.extend(functions);
        self.statements.extend(moves);
    }

    /// Functions that stay, as they are now and were before.
    fn function_pairs(&self) -> Vec<(&Function, &Function)> {
        let was = |f: &Function| self.matched.functions.was(f.oid);
        let pair = |f| Some((f, self.was.functions.iter().find(|before| Some(before.oid) == was(f))?));
        self.now.functions.iter().filter(|f| !self.going.functions.contains(&f.oid)).filter_map(pair).collect()
    }

    /// The same of views.
    fn view_pairs(&self) -> Vec<(&Relation, &Relation)> {
        let stays = |r: &&Relation| r.is_view() && !self.going.views.contains(&r.oid);
        let pair = |r: &'_ Relation| self.was.relation(self.matched.relations.was(r.oid)?);
        self.now.relations.iter().filter(stays).filter_map(|r| Some((r, pair(r)?))).collect()
    }

    fn function_renames(&self) -> Vec<Rename> {
        let renamed = self.function_pairs().into_iter().filter(|(now, was)| now.name.name != was.name.name);
        let rename = |(now, was): (&Function, &Function)| {
            let (what, arguments) = (function_word(now), now.arguments.clone());
            let (prefix, schema) = (self.was.prefix(&was.name.schema), &was.name.schema);
            Rename {
                place: format!("function {schema} {arguments}"),
                from: now.name.name.clone(),
                to: was.name.name.clone(),
                write: Box::new(move |from, to| {
                    format!("ALTER {what} {prefix}{}({arguments}) RENAME TO {}", identifier(from), identifier(to))
                }),
            }
        };
        renamed.map(rename).collect()
    }

    fn relation_renames(&self) -> Vec<Rename> {
        let mut renames = Vec::new();
        let mut add = |what: &'static str, now: &Name, was: &Name| {
            let prefix = self.was.prefix(&was.schema);
            renames.push(Rename {
                place: format!("class {}", was.schema),
                from: now.name.clone(),
                to: was.name.clone(),
                write: Box::new(move |from, to| {
                    format!("ALTER {what} {prefix}{} RENAME TO {}", identifier(from), identifier(to))
                }),
            });
        };
        for (now, was) in self.table_pairs().into_iter().filter(|(a, b)| a.name.name != b.name.name) {
            add("TABLE", &now.name, &was.name);
        }
        for (now, was) in self.view_pairs().into_iter().filter(|(a, b)| a.name.name != b.name.name) {
            add(view_word(now), &now.name, &was.name);
        }
        for sequence in &self.now.sequences {
            let was = self.matched.sequences.was(sequence.oid);
            let was = was.and_then(|oid| self.was.sequences.iter().find(|s| s.oid == oid));
            if let Some(was) = was.filter(|was| was.name.name != sequence.name.name) {
                add("SEQUENCE", &sequence.name, &was.name);
            }
        }
        for index in self.now.indexes.iter().filter(|i| !self.going.indexes.contains(&i.oid)) {
            let was = self.matched.indexes.was(index.oid);
            let was = was.and_then(|oid| self.was.indexes.iter().find(|i| i.oid == oid));
            if let (Some(was), Some(relation)) = (was, self.now.relation(index.relation))
                && was.name != index.name
            {
                let schema = self.schema_before(relation.oid, &relation.name.schema);
                let named = |name: &String| Name { schema: schema.clone(), name: name.clone() };
                add("INDEX", &named(&index.name), &named(&was.name));
            }
        }
        renames
    }

    fn schema_before(&self, oid: Oid, now: &str) -> String {
        let was = self.matched.relations.was(oid).and_then(|oid| self.was.relation(oid));
        was.map_or_else(|| now.to_owned(), |r| r.name.schema.clone())
    }

    fn column_renames(&self) -> Vec<Rename> {
        let mut renames = Vec::new();
        for (now, was) in self.table_pairs() {
            let table = self.was.shown(&was.name);
            for (column, before) in
                self.column_pairs((now, was)).into_iter().filter(|(a, b)| a.name != b.name && a.is_local)
            {
                let table = table.clone();
                renames.push(Rename {
                    place: format!("column {table}"),
                    from: column.name.clone(),
                    to: before.name.clone(),
                    write: Box::new(move |from, to| {
                        format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", identifier(from), identifier(to))
                    }),
                });
            }
        }
        renames
    }

    fn constraint_renames(&self) -> Vec<Rename> {
        let mut renames = Vec::new();
        for constraint in self.now.constraints.iter().filter(|k| !self.going.constraints.contains(&k.oid)) {
            let was = self.matched.constraints.was(constraint.oid);
            let Some(was) = was.and_then(|oid| self.was.constraints.iter().find(|k| k.oid == oid)) else { continue };
            if was.name == constraint.name || constraint.relation == 0 {
                continue;
            }
            let table = self.was.relation_name(was.relation);
            renames.push(Rename {
                place: format!("constraint {table}"),
                from: constraint.name.clone(),
                to: was.name.clone(),
                write: Box::new(move |from, to| {
                    format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {}", identifier(from), identifier(to))
                }),
            });
        }
        renames
    }

    fn type_renames(&self) -> Vec<Rename> {
        let mut renames = Vec::new();
        for ty in &self.now.types {
            let Some(was) = self.type_was(ty).filter(|was| was.name.name != ty.name.name) else { continue };
            let (prefix, schema) = (self.was.prefix(&was.name.schema), &was.name.schema);
            renames.push(Rename {
                place: format!("type {schema}"),
                from: ty.name.name.clone(),
                to: was.name.name.clone(),
                write: Box::new(move |from, to| {
                    format!("ALTER TYPE {prefix}{} RENAME TO {}", identifier(from), identifier(to))
                }),
            });
        }
        renames
    }

    /// Labels of enums that stay as they are but for names.
    fn rename_labels(&mut self) {
        for ty in &self.now.types {
            let Some(was) = self.type_was(ty).filter(|was| was.oid == ty.oid) else { continue };
            let (TypeKind::Enum(now), TypeKind::Enum(before)) = (&ty.kind, &was.kind) else { continue };
            let name = self.was.shown(&was.name);
            let mut renames = Vec::new();
            for (oid, label) in now {
                let Some((_, text)) = before.iter().find(|(other, text)| other == oid && text != label) else {
                    continue;
                };
                let name = name.clone();
                renames.push(Rename {
                    place: String::new(),
                    from: label.clone(),
                    to: text.clone(),
                    write: Box::new(move |from, to| {
                        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
                        format!("ALTER TYPE {name} RENAME VALUE {} TO {}", quoted(from), quoted(to))
                    }),
                });
            }
            self.statements.extend(arranged(renames));
        }
    }
}

fn view_word(view: &Relation) -> &'static str {
    if view.kind == 'm' { "MATERIALIZED VIEW" } else { "VIEW" }
}

fn function_word(function: &Function) -> &'static str {
    match function.kind {
        'p' => "PROCEDURE",
        'a' => "AGGREGATE",
        _ => "FUNCTION",
    }
}

/// The statements, so that no name is taken when it is needed: names that change places go by a third one.
fn arranged(mut renames: Vec<Rename>) -> Vec<String> {
    let (mut statements, mut turn) = (Vec::new(), 0);
    while !renames.is_empty() {
        let is_free =
            |r: &Rename, all: &[Rename]| !all.iter().any(|other| other.place == r.place && other.from == r.to);
        if let Some(next) = (0..renames.len()).find(|i| is_free(&renames[*i], &renames)) {
            let rename = renames.remove(next);
            statements.push((rename.write)(&rename.from, &rename.to));
        } else {
            turn += 1;
            let between = format!("_nicol_{turn}");
            let rename = &mut renames[0];
            statements.push((rename.write)(&rename.from, &between));
            rename.from = between;
        }
    }
    statements
}
