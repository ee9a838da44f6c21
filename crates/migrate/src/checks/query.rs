use std::collections::HashMap;

use nicol_catalog::QualifiedName;

use super::Place;
use crate::sql::identifier;

/// A count that a check needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DataQuery {
    /// The rows of a table.
    Rows(QualifiedName),
    /// The values of a column that are not NULL.
    Values(QualifiedName, String),
}

/// The answers.
pub type Counts = HashMap<DataQuery, i64>;

impl DataQuery {
    /// A statement that answers with one row of one number.
    #[must_use]
    pub fn sql(&self) -> String {
        let name = |name: &QualifiedName| match &name.namespace {
            Some(namespace) => format!("{}.{}", identifier(namespace), identifier(&name.name)),
            None => identifier(&name.name),
        };
        match self {
            Self::Rows(table) => format!("SELECT COUNT(*) FROM {}", name(table)),
            Self::Values(table, column) => {
                format!("SELECT COUNT(*) FROM {} WHERE {} IS NOT NULL", name(table), identifier(column))
            }
        }
    }
}

pub(super) fn rows(place: &Place) -> DataQuery {
    DataQuery::Rows(place.table.clone())
}

/// `1 row`, `5 rows`.
pub(super) fn count(n: i64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
