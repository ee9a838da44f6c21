//! The order of steps: by kind, then by the position of what they are about.

use nicol_catalog::TableId;

use super::{Step, TableChange};
use crate::Plan;
use crate::ids;

impl Step {
    /// The rank of the kind. It makes sure that nothing is used before it is there or dropped while it is used:
    /// foreign keys go first and come last, types come before tables and go after them.
    const fn rank(&self) -> u8 {
        match self {
            Self::CreateNamespace(_) => 0,
            // All others find the new names.
            Self::Rename(_) => 1,
            Self::DropExtension(_) => 2,
            Self::CreateExtension(_) => 3,
            Self::AlterExtension(_) => 4,
            Self::DropView(_) => 5,
            Self::CreateEnum(_) => 6,
            Self::AlterEnum(_) => 7,
            Self::DropForeignKey(_) => 8,
            Self::DropIndex(_) => 9,
            Self::AlterTable(_) => 10,
            Self::DropTable(_) => 11,
            Self::DropEnum(_) => 12,
            Self::CreateTable(_) => 13,
            Self::RedefineTables(_) => 14,
            Self::CreateIndex(_) => 15,
            Self::RenameForeignKey(_) => 16,
            Self::AddForeignKey(_) => 17,
            Self::RenameIndex(_) => 18,
            Self::RedefineIndex(_) => 19,
        }
    }

    /// The place among steps of the same kind. Indexes of new tables come before those of tables that are there.
    fn place(&self) -> (Option<TableId>, usize, usize) {
        let at = |table: TableId, position: usize| (None, table.0 as usize, position);
        match self {
            // Made in their order.
            Self::CreateNamespace(_) | Self::Rename(_) | Self::RedefineTables(_) => (None, 0, 0),
            Self::DropExtension(i) | Self::CreateExtension(i) | Self::DropView(i) => (None, *i, 0),
            Self::AlterExtension(pair) => (None, pair.from, 0),
            Self::CreateEnum(id) | Self::DropEnum(id) => (None, id.0 as usize, 0),
            Self::AlterEnum(alter) => (None, alter.enums.from.0 as usize, 0),
            Self::DropForeignKey(id) | Self::AddForeignKey(id) => at(id.table, id.position),
            Self::DropIndex(id) => at(id.table, id.position),
            Self::AlterTable(alter) => at(alter.tables.from, 0),
            Self::DropTable(id) | Self::CreateTable(id) => at(*id, 0),
            Self::CreateIndex(create) => (create.table_from, create.index.table.0 as usize, create.index.position),
            Self::RenameForeignKey(pair) => at(pair.from.table, pair.from.position),
            Self::RenameIndex(pair) | Self::RedefineIndex(pair) => at(pair.from.table, pair.from.position),
        }
    }
}

impl Plan {
    /// Puts the steps into the order in which they run.
    pub(crate) fn sort(&mut self) {
        self.steps.sort_by_key(|step| (step.rank(), step.place()));
        self.keep_uniqueness();
    }

    /// A unique index that becomes the primary key of a table without one goes only after the key has come, so that
    /// foreign keys that rest on it always find a unique key.
    fn keep_uniqueness(&mut self) {
        let mut moved = Vec::new();
        for step in &self.steps {
            let Step::DropIndex(id) = step else { continue };
            let index = ids::index(&self.from, *id);
            let is_candidate = index.is_unique && self.from.table_at(id.table).primary_key.is_none();
            let becomes_key = |step: &Step| {
                matches!(step, Step::AlterTable(alter) if alter.tables.from == id.table
                && alter.changes.contains(&TableChange::AddPrimaryKey)
                && self.to.table_at(alter.tables.to).primary_key.as_ref().is_some_and(|key| {
                    index.columns.iter().map(|c| c.target.column()).eq(key.columns.iter().map(|c| Some(c.as_str())))
                }))
            };
            if is_candidate && self.steps.iter().any(becomes_key) {
                moved.push(*id);
            }
        }
        for id in moved {
            let drop = Step::DropIndex(id);
            self.steps.retain(|step| *step != drop);
            let alter = self.steps.iter().position(|s| matches!(s, Step::AlterTable(a) if a.tables.from == id.table));
            let place = alter.map_or(self.steps.len(), |i| i + 1);
            self.steps.insert(place, drop);
        }
    }
}
