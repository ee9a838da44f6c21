//! Which object of the database after a migration is which one of the database before it: by number, as the server knows
//! them, and where an object was made anew, by name.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::picture::{Oid, Picture};

/// Numbers now to numbers before.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    to: HashMap<Oid, Oid>,
    from: HashMap<Oid, Oid>,
}

impl Pairs {
    /// `now` and `was` are numbers with names; those of a name are paired when their numbers aren't.
    fn of<N: PartialEq>(now: &[(Oid, N)], was: &[(Oid, N)]) -> Self {
        let mut pairs = Self::default();
        let before: HashSet<Oid> = was.iter().map(|(oid, _)| *oid).collect();
        for (oid, _) in now.iter().filter(|(oid, _)| before.contains(oid)) {
            pairs.add(*oid, *oid);
        }
        for (oid, name) in now {
            if pairs.to.contains_key(oid) {
                continue;
            }
            let same = was.iter().find(|(other, n)| n == name && !pairs.from.contains_key(other));
            if let Some((other, _)) = same {
                pairs.add(*oid, *other);
            }
        }
        pairs
    }

    fn add(&mut self, now: Oid, was: Oid) {
        self.to.insert(now, was);
        self.from.insert(was, now);
    }

    /// What it was.
    pub(super) fn was(&self, now: Oid) -> Option<Oid> {
        self.to.get(&now).copied()
    }

    /// What it is now.
    pub(super) fn now(&self, was: Oid) -> Option<Oid> {
        self.from.get(&was).copied()
    }
}

/// Everything that is on both sides.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) types: Pairs,
    pub(super) relations: Pairs,
    pub(super) constraints: Pairs,
    pub(super) indexes: Pairs,
    pub(super) sequences: Pairs,
    pub(super) functions: Pairs,
    pub(super) parts: Pairs,
    /// Columns: table now and number now, to the number before.
    columns: HashMap<(Oid, i32), i32>,
    columns_now: HashMap<(Oid, i32), i32>,
}

impl Matched {
    pub(super) fn of(now: &Picture, was: &Picture) -> Self {
        let types = Pairs::of(
            &now.types.iter().map(|t| (t.oid, &t.name)).collect::<Vec<_>>(),
            &was.types.iter().map(|t| (t.oid, &t.name)).collect::<Vec<_>>(),
        );
        let relations = Pairs::of(
            &now.relations.iter().map(|r| (r.oid, (&r.name, r.kind))).collect::<Vec<_>>(),
            &was.relations.iter().map(|r| (r.oid, (&r.name, r.kind))).collect::<Vec<_>>(),
        );
        // Tables are compared by what they are now.
        let at = |oid: Oid| relations.now(oid).unwrap_or(oid);
        let constraints = Pairs::of(
            &now.constraints.iter().map(|k| (k.oid, (k.relation, &k.name))).collect::<Vec<_>>(),
            &was.constraints.iter().map(|k| (k.oid, (at(k.relation), &k.name))).collect::<Vec<_>>(),
        );
        let indexes = Pairs::of(
            &now.indexes.iter().map(|i| (i.oid, (i.relation, &i.name))).collect::<Vec<_>>(),
            &was.indexes.iter().map(|i| (i.oid, (at(i.relation), &i.name))).collect::<Vec<_>>(),
        );
        let sequences = Pairs::of(
            &now.sequences.iter().map(|s| (s.oid, &s.name)).collect::<Vec<_>>(),
            &was.sequences.iter().map(|s| (s.oid, &s.name)).collect::<Vec<_>>(),
        );
        let functions = Pairs::of(
            &now.functions.iter().map(|f| (f.oid, (&f.name, &f.arguments))).collect::<Vec<_>>(),
            &was.functions.iter().map(|f| (f.oid, (&f.name, &f.arguments))).collect::<Vec<_>>(),
        );
        let parts = Pairs::of(
            &now.parts.iter().map(|p| (p.oid, (p.kind, p.relation, &p.name))).collect::<Vec<_>>(),
            &was.parts.iter().map(|p| (p.oid, (p.kind, at(p.relation), &p.name))).collect::<Vec<_>>(),
        );
        let mut matched =
            Self { types, relations, constraints, indexes, sequences, functions, parts, ..Self::default() };
        matched.match_columns(now, was);
        matched
    }

    fn match_columns(&mut self, now: &Picture, was: &Picture) {
        for relation in &now.relations {
            let Some(before) = self.relations.was(relation.oid).and_then(|oid| was.relation(oid)) else { continue };
            let is_same = before.oid == relation.oid;
            let by_number = relation.columns.iter().filter(|c| is_same && before.column(c.number).is_some());
            let mut pairs: Vec<_> = by_number.map(|c| (c.number, c.number)).collect();
            for column in &relation.columns {
                let Some(same) = before.column_named(&column.name) else { continue };
                if pairs.iter().all(|(a, b)| *a != column.number && *b != same.number) {
                    pairs.push((column.number, same.number));
                }
            }
            for (a, b) in pairs {
                self.columns.insert((relation.oid, a), b);
                self.columns_now.insert((relation.oid, b), a);
            }
        }
    }

    /// The number before of a column of a table now.
    pub(super) fn column_was(&self, table_now: Oid, number: i32) -> Option<i32> {
        self.columns.get(&(table_now, number)).copied()
    }

    /// The number now of a column that a table had.
    pub(super) fn column_now(&self, table_now: Oid, number_before: i32) -> Option<i32> {
        self.columns_now.get(&(table_now, number_before)).copied()
    }

    /// Takes the pair of a column apart: it goes, and another one comes.
    pub(super) fn part_column(&mut self, table_now: Oid, number: i32) {
        if let Some(before) = self.columns.remove(&(table_now, number)) {
            self.columns_now.remove(&(table_now, before));
        }
    }
}

/// What has to go before tables and columns can change, and what of it comes back: numbers of now.
#[derive(Debug, Default)]
pub(super) struct Going {
    pub(super) views: BTreeSet<Oid>,
    pub(super) parts: BTreeSet<Oid>,
    pub(super) constraints: BTreeSet<Oid>,
    pub(super) indexes: BTreeSet<Oid>,
    pub(super) functions: BTreeSet<Oid>,
    /// Tables and columns whose default goes for a while.
    pub(super) defaults: BTreeSet<(Oid, i32)>,
}
