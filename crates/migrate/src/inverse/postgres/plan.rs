//! The way back from one picture to another, in an order in which nothing is used before it is there or dropped while it
//! is used: what goes (under the names of now), renames, what changes, what comes (under the names of before).

use std::collections::HashSet;

use super::super::notes::Note;
use super::casts::{Cast, cast};
use super::matching::{Going, Matched};
use super::opening;
use super::picture::{Column, Kept, Oid, Picture, Relation, Type, TypeKind};

/// The work on one way back.
pub(super) struct Back<'a> {
    pub(super) now: &'a Picture,
    pub(super) was: &'a Picture,
    pub(super) matched: Matched,
    /// Columns of now that go or change their type.
    pub(super) touched: HashSet<(Oid, i32)>,
    /// Those of them that go.
    pub(super) leaving: HashSet<(Oid, i32)>,
    /// Enum types of now that are made anew, since values go.
    pub(super) rebuilt: HashSet<Oid>,
    pub(super) going: Going,
    pub(super) statements: Vec<String>,
    pub(super) notes: Vec<Note>,
}

pub(super) fn plan(now: &Picture, was: &Picture) -> (Vec<String>, Vec<Note>) {
    let (now, opening) = &opening::opened(now, was);
    let mut back = Back {
        now,
        was,
        matched: Matched::of(now, was),
        touched: HashSet::new(),
        leaving: HashSet::new(),
        rebuilt: HashSet::new(),
        going: Going::default(),
        statements: opening.clone(),
        notes: Vec::new(),
    };
    back.find_rebuilt();
    back.find_touched();
    back.find_going();
    back.drop_what_hangs();
    back.drop_tables_and_columns();
    back.rename();
    back.make_namespaces();
    back.make_types();
    back.make_sequences();
    back.make_functions(false);
    back.make_tables();
    back.make_columns();
    back.change_columns();
    back.drop_late();
    back.make_functions(true);
    back.make_keys();
    back.make_views();
    back.make_parts();
    back.change_tables();
    back.make_comments();
    back.make_rights();
    (back.statements, back.notes)
}

impl<'a> Back<'a> {
    pub(super) fn run(&mut self, statement: impl Into<String>) {
        self.statements.push(statement.into());
    }

    fn find_rebuilt(&mut self) {
        for ty in &self.now.types {
            let Some(was) = self.type_was(ty) else { continue };
            let differs = match (&ty.kind, &was.kind) {
                (TypeKind::Domain { base: a, .. }, TypeKind::Domain { base: b, .. }) => a != b,
                (TypeKind::Range(a), TypeKind::Range(b)) => a != b,
                (TypeKind::Enum(_), TypeKind::Enum(_)) | (TypeKind::Composite(_), TypeKind::Composite(_)) => false,
                _ => true,
            };
            if differs {
                self.rebuilt.insert(ty.oid);
            }
            let (TypeKind::Enum(now), TypeKind::Enum(before)) = (&ty.kind, &was.kind) else { continue };
            // Renamed labels keep their numbers.
            let label = |(oid, text): &(Oid, String)| {
                let same = before.iter().find(|(other, _)| ty.oid == was.oid && other == oid);
                same.map_or_else(|| text.clone(), |(_, text)| text.clone())
            };
            if !now.iter().map(label).eq(before.iter().map(|(_, text)| text.clone())) {
                self.rebuilt.insert(ty.oid);
            }
        }
    }

    pub(super) fn type_was(&self, ty: &Type) -> Option<&'a Type> {
        let (oid, was) = (self.matched.types.was(ty.oid)?, self.was);
        was.types.iter().find(|t| t.oid == oid)
    }

    /// Tables on both sides, as they are now and were before.
    pub(super) fn table_pairs(&self) -> Vec<(&'a Relation, &'a Relation)> {
        let (now, was): (&'a Picture, &'a Picture) = (self.now, self.was);
        let tables = now.relations.iter().filter(|r| r.is_table());
        tables.filter_map(|r| Some((r, was.relation(self.matched.relations.was(r.oid)?)?))).collect()
    }

    /// Columns of a pair of tables that stay.
    pub(super) fn column_pairs<'t>(&self, (now, was): (&'t Relation, &'t Relation)) -> Vec<(&'t Column, &'t Column)> {
        let pair = |c: &'t Column| Some((c, was.column(self.matched.column_was(now.oid, c.number)?)?));
        now.columns.iter().filter_map(pair).collect()
    }

    /// Whether two columns are of one type, whatever it is called now.
    pub(super) fn same_type(&self, now: &Column, was: &Column) -> bool {
        if self.rebuilt.contains(&now.element) {
            return false;
        }
        let is_ours = |picture: &Picture, oid| picture.types.iter().any(|t| t.oid == oid);
        if is_ours(self.now, now.element) && is_ours(self.was, was.element) {
            return self.matched.types.was(now.element) == Some(was.element) && now.is_list == was.is_list;
        }
        now.ty == was.ty
    }

    pub(super) fn cast(&self, now: &Column, was: &Column) -> Cast {
        cast(&was.name, (&now.ty, now.is_enum), (&was.ty, was.is_enum))
    }

    /// What a migration has put aside of a column that a table had: where, and the key of its rows.
    pub(super) fn kept(&self, table_was: Oid, column: &str) -> Option<(&'a Relation, Kept)> {
        let now: &'a Picture = self.now;
        let is_new = |r: &&Relation| r.is_kept() && self.matched.relations.was(r.oid).is_none();
        now.relations.iter().filter(is_new).find_map(|relation| {
            let kept = now.kept(relation)?;
            let schema = kept.schema.as_ref().or(now.current.as_ref());
            let is_meant = |r: &&Relation| r.name.name == kept.table && schema.is_none_or(|s| r.name.schema == *s);
            let table = now.relations.iter().filter(|r| r.is_table() && !r.is_kept()).find(is_meant)?;
            let is_it =
                kept.column.as_deref() == Some(column) && self.matched.relations.was(table.oid) == Some(table_was);
            is_it.then_some((relation, kept))
        })
    }

    fn find_touched(&mut self) {
        let (mut touched, mut parted) = (Vec::new(), Vec::new());
        for (now, was) in self.table_pairs() {
            for (column, before) in self.column_pairs((now, was)) {
                if column.number != before.number && self.kept(was.oid, &before.name).is_some() {
                    parted.push((now.oid, column.number));
                    continue;
                }
                let collation = column.collation != before.collation;
                let generated = column.generated != before.generated
                    || !column.generated.is_empty()
                        && column.default != before.default
                        && column.number != before.number;
                if generated || (!self.same_type(column, before) && self.cast(column, before) == Cast::None) {
                    parted.push((now.oid, column.number));
                } else if collation || !self.same_type(column, before) {
                    touched.push((now.oid, column.number));
                }
            }
            let lost = now.columns.iter().filter(|c| self.matched.column_was(now.oid, c.number).is_none());
            self.leaving.extend(lost.map(|c| (now.oid, c.number)));
        }
        for (table, number) in parted {
            self.matched.part_column(table, number);
            self.leaving.insert((table, number));
        }
        let dropped = self.now.relations.iter().filter(|r| r.is_table() && self.matched.relations.was(r.oid).is_none());
        self.leaving.extend(dropped.flat_map(|r| r.columns.iter().map(|c| (r.oid, c.number))));
        self.touched.extend(touched);
        self.touched.extend(self.leaving.iter().copied());
    }

    /// Tables that only are there now, but for what was put aside.
    pub(super) fn new_tables(&self) -> Vec<&'a Relation> {
        let is_new = |r: &&Relation| r.is_table() && !r.is_kept() && self.matched.relations.was(r.oid).is_none();
        let now: &'a Picture = self.now;
        now.relations.iter().filter(is_new).collect()
    }

    /// Tables that only were there before.
    pub(super) fn lost_tables(&self) -> Vec<&'a Relation> {
        let is_lost = |r: &&Relation| r.is_table() && self.matched.relations.now(r.oid).is_none();
        let was: &'a Picture = self.was;
        was.relations.iter().filter(is_lost).collect()
    }
}
