use nicol_catalog::{EnumId, QualifiedName, TableId};

use crate::ids::{ColumnId, Pair, ValueId};

/// An object gets another name and keeps what is in it. The old name is that of [`Plan::from`](crate::Plan::from), the new one that of
/// [`Plan::to`](crate::Plan::to). Renames are the first steps: all others find the new names
/// ([`Plan::renamed`](crate::Plan::renamed)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rename {
    /// A table, perhaps into another schema.
    Table(Pair<TableId>),
    /// A column. Its table has its new name by then.
    Column(Pair<ColumnId>),
    /// The two columns of a join table change places, because the names of its models now sort the other way.
    JoinColumns(Pair<TableId>),
    /// An enum type, perhaps into another schema.
    Enum(Pair<EnumId>),
    /// A value of an enum type.
    Value(Pair<ValueId>),
    /// The sequence of a column whose table or name changes. The schema is the new one.
    Sequence {
        /// As it is called.
        from: QualifiedName,
        /// As one made now would be called.
        to: QualifiedName,
    },
}

impl Rename {
    /// The name of the step in the header comment of a script.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Table(_) => "RenameTable",
            Self::Column(_) | Self::JoinColumns(_) => "RenameColumn",
            Self::Enum(_) => "RenameEnum",
            Self::Value(_) => "RenameEnumValue",
            Self::Sequence { .. } => "RenameSequence",
        }
    }
}
