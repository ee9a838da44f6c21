use nicol_catalog::EnumId;

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
}

/// A column of an enum type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumUse {
    /// As it is there.
    pub from: ColumnId,
    /// What becomes of it, if it stays and stays of that type.
    pub to: Option<ColumnId>,
}
