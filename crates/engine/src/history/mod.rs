//! The table `_prisma_migrations`: where it is, what it says, and what is written into it.

mod begun;
mod told;
mod write;

use nicol_catalog::Dialect;
use nicol_driver::DatabaseUrl;
use nicol_driver::admin::{Connection, TextRows};
use nicol_migrate::history::{self, Row, squash};

pub(crate) use begun::Before;
pub(crate) use told::{applied, failed, readable};
pub(crate) use write::{all_or_none, not_started};

use crate::error::{Error, Result};

/// The history, or `None` if the database has no table of it.
pub(crate) async fn read(connection: &Connection) -> Result<Option<Vec<Row>>> {
    Ok(Table::read(connection).await?.map(|(_, rows)| rows))
}

/// The table of a history, by a name that means it whatever a script does to the search path.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    dialect: Dialect,
    name: String,
    /// The schema that unqualified names have to mean when a migration starts, if the URL names one.
    meant: Option<String>,
}

/// What a row begins with.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    pub(crate) id: String,
    pub(crate) name: &'a str,
    pub(crate) checksum: String,
    /// What it stands in the place of, where it is one of a squash: its row says so when it is done, for folders from before that.
    pub(crate) replaces: String,
}

impl<'a> Entry<'a> {
    /// What a migration's next start is recorded as, after these rows.
    pub(crate) fn next(name: &'a str, script: &str, rows: &[Row]) -> Self {
        let is_free = |id: &String| rows.iter().all(|row| row.id != *id);
        let id = (0..).map(|attempt| id(name, attempt)).find(is_free).unwrap_or_default();
        let replaced = squash::replaced(script);
        let replaces = if replaced.is_empty() { String::new() } else { squash::header(&replaced) };
        Self { id, name, checksum: history::checksum(script), replaces }
    }
}

/// The id of a migration's row. Of runs that know the same rows, only one can insert it: whatever becomes of advisory locks
/// (they may be switched off, a pooler may give them to somebody else), nothing is applied twice.
fn id(name: &str, attempt: u64) -> String {
    let hash = history::checksum(&format!("{attempt} {name}"));
    let bits = hash.get(..32).and_then(|hex| u128::from_str_radix(hex, 16).ok()).unwrap_or_default();
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

/// Whether we have written a row, and not Prisma, which runs SQLite's scripts statement by statement.
pub(crate) fn is_ours(row: &Row) -> bool {
    const ATTEMPTS: u64 = 100;
    (0..ATTEMPTS).any(|attempt| id(&row.migration_name, attempt) == row.id)
}

impl Table {
    /// The table and its rows, oldest first, in one round trip; `None` if there is no table.
    pub(crate) async fn read(connection: &Connection) -> Result<Option<(Self, Vec<Row>)>> {
        let dialect = connection.dialect();
        let asked = [history::table_exists_sql(dialect), history::SELECT_ROWS_SQL];
        let mut answers = connection.query_text_all(&asked).await.into_iter();
        let (Some(found), Some(rows)) = (answers.next(), answers.next()) else { return Ok(None) };
        let Some(table) = Self::of(dialect, found?) else { return Ok(None) };
        let rows: Vec<Row> = rows?.rows.into_iter().filter_map(history::row_from_text).collect();
        if rows.is_empty() && dialect == Dialect::Postgres {
            table.refuse_hidden(connection).await?;
        }
        Ok(Some((table, rows)))
    }

    /// Rows that can't be seen are not taken for none.
    async fn refuse_hidden(&self, connection: &Connection) -> Result<()> {
        let name = literal(self.dialect, &self.name);
        let sql = format!(
            "SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = {name}::pg_catalog.regclass \
             AND pg_catalog.row_security_active(c.oid) AND pg_catalog.pg_relation_size(c.oid) > 0"
        );
        match connection.query_text(&sql).await?.rows.is_empty() {
            true => Ok(()),
            false => Err(Error::HistoryHidden),
        }
    }

    /// The table, made if it is missing.
    pub(crate) async fn ensure(connection: &Connection) -> Result<Self> {
        let dialect = connection.dialect();
        let find = async || connection.query_text(history::table_exists_sql(dialect)).await;
        if let Some(table) = Self::of(dialect, find().await?) {
            return Ok(table);
        }
        let made = connection.execute_script(history::create_table_sql(dialect)).await;
        match (Self::of(dialect, find().await?), made) {
            // Or another run has made it meanwhile.
            (Some(table), _) => Ok(table),
            // It is where another connection of a pooler makes it.
            (None, Err(error)) if error.sqlstate() == Some(DUPLICATE_TABLE) => {
                Err(Error::OtherSchema { schema: "one that is not known".to_owned() })
            }
            (None, Err(error)) => Err(error.into()),
            // Without a schema of that name the server has refused.
            (None, Ok(())) => Ok(Self { dialect, name: "_prisma_migrations".to_owned(), meant: None }),
        }
    }

    /// The table, and the statement that makes it where it is missing: for the transaction of what is written into it. A database
    /// that has an empty one would be taken for one without tables.
    pub(crate) async fn to_make(connection: &Connection) -> Result<(Self, Vec<String>)> {
        let dialect = connection.dialect();
        let found = connection.query_text(history::table_exists_sql(dialect)).await?;
        Ok(match Self::of(dialect, found) {
            Some(table) => (table, Vec::new()),
            None => {
                let table = Self { dialect, name: "_prisma_migrations".to_owned(), meant: None };
                (table, vec![history::create_table_sql(dialect).to_owned()])
            }
        })
    }

    fn of(dialect: Dialect, found: TextRows) -> Option<Self> {
        let schema = found.rows.into_iter().next()?.into_iter().next()??;
        let name = format!("{}{SUFFIX}", nicol_catalog::names::quoted(&schema));
        Some(Self { dialect, name, meant: None })
    }

    /// The table, if it is where the URL says, with what makes sure that scripts run there too: behind a pooler each
    /// transaction may be on a connection that somebody else has set to another schema.
    ///
    /// # Errors
    /// [`Error::OtherSchema`].
    pub(crate) fn where_meant(self, url: &DatabaseUrl) -> Result<Self> {
        let Some(meant) = url.as_postgres().and_then(|url| url.schema.clone()) else { return Ok(self) };
        match self.name.strip_suffix(SUFFIX) {
            Some(schema) if schema != nicol_catalog::names::quoted(&meant) => {
                Err(Error::OtherSchema { schema: schema.trim_matches('"').to_owned() })
            }
            _ => Ok(Self { meant: Some(meant), ..self }),
        }
    }

    /// The search path of a PostgreSQL transaction, as `SET` takes it, if unqualified names mean the URL's schema there.
    ///
    /// # Errors
    /// [`Error::OtherSchema`]; the connection's.
    pub(crate) async fn search_path(&self, connection: &Connection) -> Result<String> {
        let asked = "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_schema()";
        let mut cells = connection.query_text(asked).await?.rows.into_iter().flatten();
        let (path, current) = (cells.next().flatten().unwrap_or_default(), cells.next().flatten());
        match &self.meant {
            Some(meant) if current.as_ref() != Some(meant) => {
                Err(Error::OtherSchema { schema: current.unwrap_or_else(|| "none".to_owned()) })
            }
            _ => Ok(path),
        }
    }

    /// Whether statements that name the table can follow any script: an open quote or comment can't end in them.
    pub(crate) fn is_plain(&self) -> bool {
        let schema = self.name.trim_matches('"').split('"').next().unwrap_or_default();
        self.name.matches('"').count() == 4 && !schema.contains(['\'', '\\', '$', '*', '/', '\n', '\r'])
    }
}

/// PostgreSQL's manual, appendix A.
const DUPLICATE_TABLE: &str = "42P07";

/// The table's name behind its schema.
const SUFFIX: &str = ".\"_prisma_migrations\"";

/// The time, in the form in which Prisma stores it: SQLite columns hold milliseconds.
fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => "pg_catalog.clock_timestamp()",
        Dialect::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    }
}

/// A string literal. On PostgreSQL it means the text whatever `standard_conforming_strings` says.
pub(crate) fn literal(dialect: Dialect, text: &str) -> String {
    // NUL can't be stored in text columns.
    let text = text.replace('\0', "").replace('\'', "''");
    if text.contains('\\') && dialect != Dialect::Sqlite {
        return format!("E'{}'", text.replace('\\', "\\\\"));
    }
    format!("'{text}'")
}
