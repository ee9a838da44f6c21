//! Databases, as they are found.

use nicol_catalog::{Catalog, Dialect};
use nicol_migrate::introspect::{self, RecordedRows, Scope};
use nicol_testkit::libtest_mimic::Failed;
use nicol_testkit::postgres::Server;

use super::record;

/// Divides the answers.
const MARK: &str = "-----8<-----";

/// The name of a database in its URL.
pub(crate) fn name(url: &str) -> &str {
    url.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or(url)
}

/// The rows of a database on a server; one psql asks for all of them.
pub(crate) fn postgres(server: &Server, database: &str, scope: &Scope) -> Result<Catalog, Failed> {
    let queries = introspect::postgres::queries(scope);
    let mut all = format!("\\pset format csv\n\\pset null {}\n", record::NULL);
    queries.iter().for_each(|query| all.push_str(&format!("\\echo {MARK}\n{};\n", query.sql)));
    let answers = server.try_psql(database, &all)?;
    let mut rows = RecordedRows::new(Dialect::Postgres, scope);
    for (query, answer) in queries.iter().zip(answers.split(&format!("{MARK}\n")).skip(1)) {
        rows.record(query.name, record::read_csv(answer));
    }
    introspect::catalog(&rows).map_err(|e| e.to_string().into())
}

/// The same of a SQLite database.
pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<Catalog, Failed> {
    let mut rows = RecordedRows::new(Dialect::Sqlite, &Scope::DefaultSchema);
    for query in introspect::sqlite::queries() {
        let answer = || -> rusqlite::Result<Vec<Vec<Option<String>>>> {
            let mut statement = connection.prepare(&query.sql)?;
            let columns = statement.column_count();
            statement.query_map([], |row| (0..columns).map(|i| row.get(i)).collect())?.collect()
        };
        rows.record(query.name, if query.may_fail { answer().unwrap_or_default() } else { answer()? });
    }
    introspect::catalog(&rows).map_err(|e| e.to_string().into())
}
