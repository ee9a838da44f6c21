//! Renames that somebody gave by name: `User:Person`, `User.name:fullName`, `User.name=User.fullName`.

use nicol_catalog::{Catalog, EnumId, TableId};

use super::spelling::{shortest_enum, shortest_table};
use super::unmatched::{Unmatched, unmatched};
use super::{Aliases, Candidate, Renames};
use crate::diff::DiffOptions;
use crate::ids::{self, ColumnId, Pair, ValueId};

/// Why a rename that was given is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// It is not two names.
    #[error(
        "`{0}` is no rename: give the old name and the new one, such as User:Person, User.name:fullName or User.name=fullName"
    )]
    NotTwoNames(String),
    /// Nothing of the old name goes.
    #[error("`{given}`: nothing called `{name}` goes with this change. {}", listed("What goes", .there))]
    NothingGoes {
        /// What was given.
        given: String,
        /// Its part that is wrong.
        name: String,
        /// What it could be.
        there: Vec<String>,
    },
    /// Nothing of the new name comes.
    #[error("`{given}`: {what} called `{name}` does not come with this change. {}", listed("What comes", .there))]
    NothingComes {
        /// What was given.
        given: String,
        /// Its part that is wrong.
        name: String,
        /// Of what kind it would have to be.
        what: &'static str,
        /// What it could be.
        there: Vec<String>,
    },
    /// Several things are called so.
    #[error("`{given}`: `{name}` can mean {}; write it with its schema or table", .there.join(" or "))]
    Ambiguous {
        /// What was given.
        given: String,
        /// Its part that is not clear.
        name: String,
        /// What it could be.
        there: Vec<String>,
    },
    /// It was said before that one of the two is something else.
    #[error("`{0}`: one of the two is part of another rename already")]
    Twice(String),
}

fn listed(title: &str, there: &[String]) -> String {
    if there.is_empty() { format!("{title}: nothing") } else { format!("{title}: {}", there.join(", ")) }
}

/// A thing, what it may be called, and how it is listed.
struct Thing<Id> {
    id: Id,
    names: Vec<String>,
    shown: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    Table(TableId),
    Enum(EnumId),
    Column(ColumnId),
    Value(ValueId),
}

/// Finds what is meant, tables and enum types first: columns of a table that is renamed can be named with either of its
/// names.
///
/// # Errors
/// See [`RenameError`].
pub fn resolve(
    from: &Catalog,
    to: &Catalog,
    options: &DiffOptions,
    aliases: &Aliases,
    given: &[String],
) -> Result<Renames, RenameError> {
    let mut renames = Renames::default();
    let mut waiting: Vec<(&str, &str, &str)> = Vec::new();
    for text in given {
        let (old, new) = divided(text).ok_or_else(|| RenameError::NotTwoNames(text.clone()))?;
        waiting.push((text, old, new));
    }
    for is_last in [false, true] {
        let resolver = Resolver { from, to, aliases, left: unmatched(from, to, options, &renames), renames: &renames };
        let gone = resolver.gone();
        let mut later = Vec::new();
        let mut found: Vec<Candidate> = Vec::new();
        for (text, old, new) in waiting {
            let matching: Vec<_> = gone.iter().filter(|thing| has_name(&thing.names, old)).collect();
            let is_whole = matching.iter().any(|t| matches!(t.id, Gone::Table(_) | Gone::Enum(_)));
            if !is_last && !is_whole {
                later.push((text, old, new));
                continue;
            }
            let candidate = resolver.pair(text, (old, new), &matching, &gone)?;
            if found.iter().any(|other| overlap(*other, candidate)) {
                return Err(RenameError::Twice(text.to_owned()));
            }
            found.push(candidate);
        }
        waiting = later;
        drop(resolver);
        renames = found.into_iter().fold(renames, Renames::with);
    }
    Ok(renames)
}

fn divided(text: &str) -> Option<(&str, &str)> {
    let (old, new) = text.split_once('=').or_else(|| text.split_once(':'))?;
    let (old, new) = (old.trim(), new.trim());
    (!old.is_empty() && !new.is_empty() && !new.contains(['=', ':'])).then_some((old, new))
}

fn has_name(names: &[String], name: &str) -> bool {
    names.iter().any(|n| n == name)
}

fn overlap(a: Candidate, b: Candidate) -> bool {
    fn shares<T: PartialEq>(a: Pair<T>, b: Pair<T>) -> bool {
        a.from == b.from || a.to == b.to
    }
    match (a, b) {
        (Candidate::Table(a), Candidate::Table(b)) => shares(a, b),
        (Candidate::Column(a), Candidate::Column(b)) => shares(a, b),
        (Candidate::Enum(a), Candidate::Enum(b)) => shares(a, b),
        (Candidate::Value(a), Candidate::Value(b)) => shares(a, b),
        _ => false,
    }
}

struct Resolver<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    aliases: &'a Aliases,
    left: Unmatched,
    renames: &'a Renames,
}

impl Resolver<'_> {
    /// All that goes, under all its names.
    fn gone(&self) -> Vec<Thing<Gone>> {
        let mut all = Vec::new();
        for &id in &self.left.tables.gone {
            let name = &self.from.table_at(id).name;
            let names = self.aliases.table(self.from, name);
            all.push(Thing { id: Gone::Table(id), names, shown: format!("table {}", shortest_table(self.from, name)) });
        }
        for &id in &self.left.enums.gone {
            let name = &self.from.enumeration(id).name;
            let names = self.aliases.enumeration(self.from, name);
            all.push(Thing { id: Gone::Enum(id), names, shown: format!("enum {}", shortest_enum(self.from, name)) });
        }
        for (pair, sides) in &self.left.columns {
            for &id in &sides.gone {
                let column = &ids::column(self.from, id).name;
                let (ours, theirs) = (&self.from.table_at(pair.from).name, &self.to.table_at(pair.to).name);
                let mut tables = self.aliases.table(self.from, ours);
                tables.extend(self.aliases.table(self.to, theirs));
                let names = joined(&tables, &self.aliases.column(&ours.name, column));
                all.push(Thing {
                    id: Gone::Column(id),
                    names,
                    shown: format!("column {}.{column}", shortest_table(self.from, ours)),
                });
            }
        }
        for (pair, sides) in &self.left.values {
            for &id in &sides.gone {
                let value = &self.from.enumeration(id.enumeration).values[id.position];
                let (ours, theirs) = (&self.from.enumeration(pair.from).name, &self.to.enumeration(pair.to).name);
                let mut enums = self.aliases.enumeration(self.from, ours);
                enums.extend(self.aliases.enumeration(self.to, theirs));
                let names = joined(&enums, &self.aliases.value(&ours.name, value));
                all.push(Thing {
                    id: Gone::Value(id),
                    names,
                    shown: format!("value {}.{value}", shortest_enum(self.from, ours)),
                });
            }
        }
        all
    }

    fn pair(
        &self,
        given: &str,
        (old, new): (&str, &str),
        matching: &[&Thing<Gone>],
        gone: &[Thing<Gone>],
    ) -> Result<Candidate, RenameError> {
        let shown = |things: &[&Thing<Gone>]| things.iter().map(|t| t.shown.clone()).collect::<Vec<_>>();
        match matching {
            [thing] => self.partner(given, thing.id, new),
            [] if self.is_renamed(old) => Err(RenameError::Twice(given.to_owned())),
            [] => Err(RenameError::NothingGoes {
                given: given.to_owned(),
                name: old.to_owned(),
                there: shown(&gone.iter().collect::<Vec<_>>()),
            }),
            several => {
                Err(RenameError::Ambiguous { given: given.to_owned(), name: old.to_owned(), there: shown(several) })
            }
        }
    }

    fn is_renamed(&self, old: &str) -> bool {
        self.renames.tables.iter().any(|pair| self.from.table_at(pair.from).name.name == old)
            || self.renames.enums.iter().any(|pair| self.from.enumeration(pair.from).name.name == old)
    }

    /// What comes, of the kind and in the place of what goes.
    fn partner(&self, given: &str, gone: Gone, new: &str) -> Result<Candidate, RenameError> {
        match gone {
            Gone::Table(ours) => {
                let things = self.left.tables.new.iter().map(|id| {
                    let name = &self.to.table_at(*id).name;
                    Thing { id: *id, names: self.aliases.table(self.to, name), shown: shortest_table(self.to, name) }
                });
                let theirs = one(given, "a table", new, &things.collect::<Vec<_>>())?;
                Ok(Candidate::Table(Pair::new(ours, theirs)))
            }
            Gone::Enum(ours) => {
                let things = self.left.enums.new.iter().map(|id| {
                    let name = &self.to.enumeration(*id).name;
                    Thing {
                        id: *id,
                        names: self.aliases.enumeration(self.to, name),
                        shown: shortest_enum(self.to, name),
                    }
                });
                let theirs = one(given, "an enum", new, &things.collect::<Vec<_>>())?;
                Ok(Candidate::Enum(Pair::new(ours, theirs)))
            }
            Gone::Column(ours) => {
                let sides = self.left.columns.iter().find(|(pair, _)| pair.from == ours.table);
                let things = sides.into_iter().flat_map(|(pair, sides)| {
                    let table = &self.to.table_at(pair.to).name;
                    let mut tables = self.aliases.table(self.to, table);
                    tables.extend(self.aliases.table(self.from, &self.from.table_at(pair.from).name));
                    sides.new.iter().map(move |id| {
                        let name = &ids::column(self.to, *id).name;
                        let plain = self.aliases.column(&table.name, name);
                        let mut names = joined(&tables, &plain);
                        names.extend(plain);
                        Thing { id: *id, names, shown: format!("{}.{name}", table.name) }
                    })
                });
                let theirs = one(given, "a column", new, &things.collect::<Vec<_>>())?;
                Ok(Candidate::Column(Pair::new(ours, theirs)))
            }
            Gone::Value(ours) => {
                let sides = self.left.values.iter().find(|(pair, _)| pair.from == ours.enumeration);
                let things = sides.into_iter().flat_map(|(pair, sides)| {
                    let found = self.to.enumeration(pair.to);
                    let mut enums = self.aliases.enumeration(self.to, &found.name);
                    enums.extend(self.aliases.enumeration(self.from, &self.from.enumeration(pair.from).name));
                    sides.new.iter().map(move |id| {
                        let value = &found.values[id.position];
                        let plain = self.aliases.value(&found.name.name, value);
                        let mut names = joined(&enums, &plain);
                        names.extend(plain);
                        Thing { id: *id, names, shown: format!("{}.{value}", found.name.name) }
                    })
                });
                let theirs = one(given, "a value", new, &things.collect::<Vec<_>>())?;
                Ok(Candidate::Value(Pair::new(ours, theirs)))
            }
        }
    }
}

fn one<Id: Copy>(given: &str, what: &'static str, new: &str, things: &[Thing<Id>]) -> Result<Id, RenameError> {
    let matching: Vec<_> = things.iter().filter(|thing| has_name(&thing.names, new)).collect();
    let shown = |things: &[&Thing<Id>]| things.iter().map(|t| t.shown.clone()).collect::<Vec<_>>();
    match matching.as_slice() {
        [thing] => Ok(thing.id),
        [] => Err(RenameError::NothingComes {
            given: given.to_owned(),
            name: new.to_owned(),
            what,
            there: shown(&things.iter().collect::<Vec<_>>()),
        }),
        several => Err(RenameError::Ambiguous { given: given.to_owned(), name: new.to_owned(), there: shown(several) }),
    }
}

fn joined(wholes: &[String], parts: &[String]) -> Vec<String> {
    wholes.iter().flat_map(|whole| parts.iter().map(move |part| format!("{whole}.{part}"))).collect()
}
