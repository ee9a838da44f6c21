//! Databases to test on, and short ways to say things.

use nicol_driver::{Connection, DatabaseUrl, Error, Outcome, Param, Pool, Query, Settings};
use nicol_model::ScalarType;
use nicol_query::value::{CellType, ListWriter};
use nicol_testkit::postgres::Server;

pub(crate) const INT: CellType = CellType::one(ScalarType::Int);
pub(crate) const BIGINT: CellType = CellType::one(ScalarType::BigInt);
pub(crate) const TEXT: CellType = CellType::one(ScalarType::String);

/// A value with its type, owned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) cell: CellType,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Value {
    pub(crate) fn new(scalar: ScalarType, bytes: &[u8]) -> Self {
        Self { cell: CellType::one(scalar), bytes: Some(bytes.to_vec()) }
    }

    pub(crate) fn null(cell: CellType) -> Self {
        Self { cell, bytes: None }
    }

    pub(crate) fn param(&self) -> Param<'_> {
        Param { cell: self.cell, value: self.bytes.as_deref() }
    }
}

pub(crate) fn int(value: i32) -> Value {
    Value::new(ScalarType::Int, &value.to_be_bytes())
}

pub(crate) fn bigint(value: i64) -> Value {
    Value::new(ScalarType::BigInt, &value.to_be_bytes())
}

pub(crate) fn text(value: &str) -> Value {
    Value::new(ScalarType::String, value.as_bytes())
}

pub(crate) fn list(scalar: ScalarType, elements: &[Option<Vec<u8>>]) -> Value {
    let mut bytes = Vec::new();
    let mut writer = ListWriter::new(&mut bytes);
    for element in elements {
        writer.push(element.as_deref());
    }
    Value { cell: CellType::list(scalar), bytes: Some(bytes) }
}

/// Runs a statement.
pub(crate) async fn run(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    columns: &[CellType],
) -> Result<Outcome, Error> {
    let params: Vec<_> = params.iter().map(Value::param).collect();
    connection.run(&Query { sql, params: &params, columns }).await
}

/// The only cell of a result of one row.
pub(crate) async fn one(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    cell: CellType,
) -> Result<Option<Vec<u8>>, Error> {
    let outcome = run(connection, sql, params, &[cell]).await?;
    assert_eq!(outcome.rows.rows(), 1, "{sql}");
    Ok(outcome.rows.cell(0, 0).map(<[u8]>::to_vec))
}

/// The number of rows of a table.
pub(crate) async fn count(connection: &Connection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let bytes = one(connection, &sql, &[], BIGINT).await.unwrap().unwrap();
    i64::from_be_bytes(bytes.try_into().unwrap())
}

/// A database to test on; gone with the test.
pub(crate) struct Database {
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Database {
    pub(crate) fn url(&self) -> DatabaseUrl {
        self.url_with("")
    }

    /// With further parameters: `a=1&b=2`.
    pub(crate) fn url_with(&self, parameters: &str) -> DatabaseUrl {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        DatabaseUrl::parse(&format!("{}{joint}{parameters}", self.url), None).unwrap()
    }

    pub(crate) fn pool(&self, parameters: &str) -> Pool {
        Pool::new(self.url_with(parameters), Settings::default()).unwrap()
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::connect(&self.url(), &Settings::default()).await.unwrap()
    }
}

/// A new PostgreSQL database; `None` without a server, which is a counted skip.
pub(crate) fn postgres(label: &str) -> Option<Database> {
    let server = Server::shared()?;
    Some(Database { url: server.database(label), _folder: None })
}

/// A new SQLite database.
pub(crate) fn sqlite() -> Database {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    std::fs::File::create(&path).unwrap();
    Database { url: format!("file:{}", path.display()), _folder: Some(folder) }
}

/// Makes a test for each database from an `async fn(&Database)`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(database) = $crate::support::postgres(stringify!($name)) {
                    super::$name(&database).await;
                }
            })*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&$crate::support::sqlite()).await;
            })*
        }
    };
}
