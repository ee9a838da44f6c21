use nicol_catalog::TableId;

use crate::ids::IndexId;

/// An index comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateIndex {
    /// The index that is wanted.
    pub index: IndexId,
    /// Its table, if that is there already.
    pub table_from: Option<TableId>,
    /// It was there and went with a column that is made anew.
    pub is_recreated: bool,
}
