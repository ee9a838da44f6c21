//! Indexes that are made concurrently: an attempt that fails leaves one that is not valid.

use nicol_catalog::Dialect;
use nicol_catalog::script::postgres::{Carriage, ConcurrentIndex, Demand, concurrent_index};
use nicol_catalog::script::split;
use nicol_driver::admin::Connection;

use crate::error::{Error, Result};
use crate::history::literal;

/// What a script does that has CONCURRENTLY statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Concurrent {
    /// It makes an index of this name.
    Makes(ConcurrentIndex),
    /// It drops one: what an attempt has left is dropped by the next one.
    Drops,
    /// Another, after which it is not certain what is left.
    Other,
}

/// How an index stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    Missing,
    Valid,
    /// With its name as the server writes it.
    Invalid(String),
}

impl Concurrent {
    /// `None` for scripts that have no CONCURRENTLY.
    pub(crate) fn of(dialect: Dialect, script: &str) -> Option<Self> {
        if dialect == Dialect::Sqlite {
            return None;
        }
        if split::concurrent(script).is_some() {
            return Some(Self::Other);
        }
        let Carriage::Alone(statement, demand) = Carriage::of(script) else { return None };
        demand.is_concurrent().then(|| match concurrent_index(statement.text) {
            Some(index) => Self::Makes(index),
            None if demand == Demand::Outside("DROP INDEX CONCURRENTLY") => Self::Drops,
            None => Self::Other,
        })
    }

    /// Makes way for another attempt, and says whether there can be one. `before` is how the index stood before the first.
    pub(crate) async fn make_way(&self, connection: &Connection, before: Option<&Standing>) -> Result<bool> {
        match self {
            Self::Drops => Ok(true),
            Self::Makes(index) if before == Some(&Standing::Missing) => {
                if let Standing::Invalid(name) = standing(connection, index).await? {
                    connection.execute_script(&format!("DROP INDEX CONCURRENTLY {name}")).await?;
                }
                Ok(true)
            }
            Self::Makes(_) | Self::Other => Ok(false),
        }
    }

    /// The index before an attempt; `None` if none is made.
    pub(crate) async fn before(&self, connection: &Connection) -> Result<Option<Standing>> {
        match self {
            Self::Makes(index) => standing(connection, index).await.map(Some),
            Self::Drops | Self::Other => Ok(None),
        }
    }

    /// Holds the database against what was said to be done: `IF NOT EXISTS` takes an invalid index for one.
    ///
    /// # Errors
    /// [`Error::IndexNotValid`].
    pub(crate) async fn check(&self, connection: &Connection) -> Result<()> {
        let Self::Makes(index) = self else { return Ok(()) };
        match standing(connection, index).await? {
            Standing::Invalid(index) => Err(Error::IndexNotValid { index }),
            Standing::Valid | Standing::Missing => Ok(()),
        }
    }
}

/// How an index of this name and table stands.
pub(crate) async fn standing(connection: &Connection, index: &ConcurrentIndex) -> Result<Standing> {
    let text = |text: &str| literal(Dialect::Postgres, text);
    let sql = format!(
        "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid FROM pg_catalog.pg_index i \
         JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE i.indrelid = pg_catalog.to_regclass({}) AND c.relname = (pg_catalog.parse_ident({}))[1]",
        text(&index.table),
        text(&index.name)
    );
    let row = connection.query_text(&sql).await?.rows.into_iter().next().unwrap_or_default();
    Ok(match <[Option<String>; 2]>::try_from(row) {
        Ok([_, Some(is_valid)]) if is_valid == "t" => Standing::Valid,
        Ok([Some(name), _]) => Standing::Invalid(name),
        _ => Standing::Missing,
    })
}
