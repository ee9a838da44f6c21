use nicol_catalog::{EnumId, Table, TableId};

use crate::Plan;
use crate::ids::{ColumnId, Pair};

/// Values of an enum type come or go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterEnum {
    /// The type.
    pub enums: Pair<EnumId>,
    /// New values, in the order of the wanted type.
    pub created: Vec<String>,
    /// Values that go, in the order of the type that is there. With any, the type is made anew.
    pub dropped: Vec<String>,
    /// The columns of the type, for making it anew.
    pub uses: Vec<EnumUse>,
    /// What compares columns with values of the type: it goes before the type is made anew.
    pub readers: Vec<EnumReader>,
}

/// A check, an exclusion or an index that compares a column with values of an enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumReader {
    /// Its table, as it is there.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// An index, which never comes back.
    pub is_index: bool,
    /// Whether it comes back: on columns that go it has nothing to say.
    pub comes_back: bool,
}

/// A column of an enum type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumUse {
    /// As it is there.
    pub from: ColumnId,
    /// What becomes of it, if it stays and stays of that type.
    pub to: Option<ColumnId>,
}

impl AlterEnum {
    /// Whether an object of the table goes before the type is made anew.
    pub(crate) fn makes_way(&self, plan: &Plan, table: &Table, name: &str) -> bool {
        let is_it = |reader: &EnumReader| reader.name == name && plan.from.table_at(reader.table).name == table.name;
        self.readers.iter().any(is_it)
    }
}
