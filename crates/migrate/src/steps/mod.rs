//! The steps of a migration, as data. SQL, warnings, summary and the name of a migration are made from them.

mod enums;
mod indexes;
mod order;
mod renames;
mod tables;

use nicol_catalog::{EnumId, TableId};

pub use enums::{AlterEnum, EnumReader, EnumUse};
pub use indexes::CreateIndex;
pub use renames::Rename;
pub use tables::{AlterTable, ColumnChange, ColumnPair, RedefineTable, TableChange, TypeChange};

use crate::ids::{ForeignKeyId, IndexId, Pair};

/// One thing to do. Ids point into [`Plan::from`](crate::Plan::from) for what goes, into [`Plan::to`](crate::Plan::to) for what comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `CREATE SCHEMA`.
    CreateNamespace(String),
    /// Something gets another name and keeps what is in it.
    Rename(Rename),
    /// An extension that has to be made anew goes. Position in the extensions of `from`.
    DropExtension(usize),
    /// Position in the extensions of `to`.
    CreateExtension(usize),
    /// Another version or schema of an extension. Positions in the extensions.
    AlterExtension(Pair<usize>),
    /// A view goes (only when all is dropped). Position in the views of `from`.
    DropView(usize),
    /// An enum type comes.
    CreateEnum(EnumId),
    /// Values of an enum type come or go.
    AlterEnum(AlterEnum),
    /// A foreign key goes.
    DropForeignKey(ForeignKeyId),
    /// An index goes.
    DropIndex(IndexId),
    /// Columns and the primary key of a table change.
    AlterTable(AlterTable),
    /// A table goes.
    DropTable(TableId),
    /// An enum type goes.
    DropEnum(EnumId),
    /// A table comes.
    CreateTable(TableId),
    /// Tables are made anew and their rows copied, where `ALTER TABLE` can't do the change.
    RedefineTables(Vec<RedefineTable>),
    /// An index comes.
    CreateIndex(CreateIndex),
    /// A foreign key gets another name.
    RenameForeignKey(Pair<ForeignKeyId>),
    /// A foreign key comes.
    AddForeignKey(ForeignKeyId),
    /// An index gets another name.
    RenameIndex(Pair<IndexId>),
    /// An index is made anew under another name, where it can't be renamed.
    RedefineIndex(Pair<IndexId>),
}

impl Step {
    /// The step's name in the header comment of a script. The names are Prisma's: people search scripts for them.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateNamespace(_) => "CreateSchema",
            Self::Rename(rename) => rename.name(),
            Self::DropExtension(_) => "DropExtension",
            Self::CreateExtension(_) => "CreateExtension",
            Self::AlterExtension(_) => "AlterExtension",
            Self::DropView(_) => "DropView",
            Self::CreateEnum(_) => "CreateEnum",
            Self::AlterEnum(_) => "AlterEnum",
            Self::DropForeignKey(_) => "DropForeignKey",
            Self::DropIndex(_) => "DropIndex",
            Self::AlterTable(_) => "AlterTable",
            Self::DropTable(_) => "DropTable",
            Self::DropEnum(_) => "DropEnum",
            Self::CreateTable(_) => "CreateTable",
            Self::RedefineTables(_) => "RedefineTables",
            Self::CreateIndex(_) => "CreateIndex",
            Self::RenameForeignKey(_) => "RenameForeignKey",
            Self::AddForeignKey(_) => "AddForeignKey",
            Self::RenameIndex(_) => "RenameIndex",
            Self::RedefineIndex(_) => "RedefineIndex",
        }
    }

    /// Whether rows, values or columns are gone after it. What may go when a value doesn't fit is told by the checks.
    #[must_use]
    pub fn loses_data(&self) -> bool {
        match self {
            Self::DropTable(_) | Self::DropExtension(_) => true,
            Self::AlterTable(alter) => alter
                .changes
                .iter()
                .any(|change| matches!(change, TableChange::DropColumn(_) | TableChange::RecreateColumn(_))),
            Self::RedefineTables(tables) => tables.iter().any(|t| !t.dropped_columns.is_empty()),
            // A materialised view can be read anew from its tables, so no view counts.
            Self::DropView(_)
            | Self::CreateNamespace(_)
            | Self::Rename(_)
            | Self::CreateExtension(_)
            | Self::AlterExtension(_)
            | Self::CreateEnum(_)
            | Self::AlterEnum(_)
            | Self::DropForeignKey(_)
            | Self::DropIndex(_)
            | Self::DropEnum(_)
            | Self::CreateTable(_)
            | Self::CreateIndex(_)
            | Self::RenameForeignKey(_)
            | Self::AddForeignKey(_)
            | Self::RenameIndex(_)
            | Self::RedefineIndex(_) => false,
        }
    }
}
