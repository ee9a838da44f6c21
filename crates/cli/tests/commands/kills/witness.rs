//! Who looks at a database from beside.

use std::collections::HashSet;
use std::path::PathBuf;

use nicol_testkit::postgres::Server;
use nicol_testkit::wait::until;

/// A database that can be asked beside the one who is killed.
pub(crate) trait Witness {
    /// The first column of a query.
    fn ask(&self, sql: &str) -> Vec<String>;
    /// Waits until nothing of a killed process is at work any more.
    fn settle(&self) {}
    /// What is in the catalog; an index that was not finished has `!` behind its name.
    fn objects(&self) -> HashSet<String>;
}

pub(super) struct Postgres<'s> {
    server: &'s Server,
    pub(super) database: String,
}

impl<'s> Postgres<'s> {
    /// The database of this URL.
    pub(super) fn new(server: &'s Server, url: &str) -> Self {
        let database = url.split('?').next().and_then(|u| u.rsplit('/').next()).expect("a database").to_owned();
        Self { server, database }
    }
}

impl Witness for Postgres<'_> {
    fn ask(&self, sql: &str) -> Vec<String> {
        self.server.psql(&self.database, sql).lines().map(str::to_owned).collect()
    }

    fn settle(&self) {
        let others = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{}'", self.database);
        until("its server process has ended", || self.server.psql("postgres", &others).trim() == "0");
    }

    fn objects(&self) -> HashSet<String> {
        let sql = "SELECT c.relname || CASE WHEN NOT i.indisvalid THEN '!' ELSE '' END FROM pg_class c \
                   LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace";
        self.ask(sql).into_iter().collect()
    }
}

pub(super) struct Sqlite(pub(super) PathBuf);

impl Witness for Sqlite {
    fn ask(&self, sql: &str) -> Vec<String> {
        let connection = rusqlite::Connection::open(&self.0).expect("the file opens");
        let mut statement = connection.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).map(|rows| {
            rows.flatten()
                .map(|value| match value {
                    rusqlite::types::Value::Text(text) => text,
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    other => panic!("{other:?}"),
                })
                .collect()
        });
        rows.unwrap_or_default()
    }

    fn objects(&self) -> HashSet<String> {
        self.ask("SELECT name FROM sqlite_schema").into_iter().collect()
    }
}
