use jiff::Timestamp;
use nicol_catalog::Dialect;
use serde_json::Value;

use super::Who;
use crate::history::literal;

/// What is to be told: one thing that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// A stable word: `down`, `squash`, `backup`.
    pub action: String,
    pub migration_name: Option<String>,
    /// Of its `migration.sql`.
    pub checksum: Option<String>,
    /// Of its `down.sql`.
    pub down_checksum: Option<String>,
    pub started_at: Timestamp,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
    /// Whatever else is worth keeping, as a JSON object.
    pub details: Value,
}

impl Entry {
    /// An action that starts now.
    #[must_use]
    pub fn new(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            migration_name: None,
            checksum: None,
            down_checksum: None,
            started_at: Timestamp::now(),
            reason: None,
            details: Value::Object(serde_json::Map::new()),
        }
    }
}

/// A row as it stands in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Rows are numbered in the order in which they came.
    pub seq: i64,
    pub action: String,
    pub migration_name: Option<String>,
    pub checksum: Option<String>,
    pub down_checksum: Option<String>,
    /// The schema of the migrations, where several applications share a database.
    pub namespace: Option<String>,
    pub actor: String,
    /// The user of the connection; none on SQLite.
    pub role: Option<String>,
    pub host: String,
    pub tool_version: String,
    /// Times as the database prints them.
    pub started_at: String,
    pub finished_at: String,
    pub reason: Option<String>,
    pub details: Value,
}

const COLUMNS: &str = "seq, action, migration_name, checksum, down_checksum, namespace, actor, role, host, tool_version, \
     started_at, finished_at, reason, details";

/// One message, so that all of it is there or none.
pub(super) const CREATE_POSTGRES: &str = "CREATE SCHEMA IF NOT EXISTS _nicol;
CREATE TABLE _nicol.history (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action TEXT NOT NULL,
    migration_name TEXT,
    checksum TEXT,
    down_checksum TEXT,
    namespace TEXT,
    actor TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT current_user,
    host TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    reason TEXT,
    details JSONB NOT NULL DEFAULT '{}'
);
CREATE OR REPLACE FUNCTION _nicol.keep_history() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'rows of _nicol.history are never changed'; END$$;
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON _nicol.history
    FOR EACH ROW EXECUTE FUNCTION _nicol.keep_history();
COMMENT ON SCHEMA _nicol IS 'Kept by Nicol: what was done to this database, and by whom'";

/// The table's name is one that no application has: unqualified names of a script find attached tables, too.
pub(super) const CREATE_SQLITE: &str = "BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS _nicol._nicol_history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    migration_name TEXT,
    checksum TEXT,
    down_checksum TEXT,
    namespace TEXT,
    actor TEXT NOT NULL,
    role TEXT,
    host TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    reason TEXT,
    details TEXT NOT NULL DEFAULT '{}'
);
CREATE TRIGGER IF NOT EXISTS _nicol._nicol_history_kept_update BEFORE UPDATE ON _nicol_history
    BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
CREATE TRIGGER IF NOT EXISTS _nicol._nicol_history_kept_delete BEFORE DELETE ON _nicol_history
    BEGIN SELECT RAISE(ABORT, 'rows of the history are never changed'); END;
COMMIT";

const fn table(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => "_nicol.history",
        Dialect::Sqlite => "_nicol._nicol_history",
    }
}

pub(super) fn select_sql(dialect: Dialect) -> String {
    // One table has the histories of all schemas.
    let of_this = match dialect {
        Dialect::Postgres | Dialect::Cockroach => " WHERE namespace IS NULL OR namespace = current_schema()",
        Dialect::Sqlite => "",
    };
    format!("SELECT {COLUMNS} FROM {}{of_this} ORDER BY seq", table(dialect))
}

pub(super) fn insert_sql(dialect: Dialect, who: &Who, entry: &Entry) -> String {
    let text = |value: &str| literal(dialect, value);
    let optional = |value: &Option<String>| value.as_deref().map_or_else(|| "NULL".to_owned(), text);
    let namespace = match dialect {
        Dialect::Postgres | Dialect::Cockroach => "current_schema()",
        Dialect::Sqlite => "NULL",
    };
    format!(
        "INSERT INTO {} (action, migration_name, checksum, down_checksum, namespace, actor, host, tool_version, \
         started_at, reason, details) VALUES ({}, {}, {}, {}, {namespace}, {}, {}, {}, {}, {}, {})",
        table(dialect),
        text(&entry.action),
        optional(&entry.migration_name),
        optional(&entry.checksum),
        optional(&entry.down_checksum),
        text(&who.actor),
        text(&who.host),
        text(&who.tool_version),
        text(&format!("{:.3}", entry.started_at)),
        optional(&entry.reason),
        text(&entry.details.to_string()),
    )
}

pub(super) fn read(cells: Vec<Option<String>>) -> Option<Recorded> {
    let mut cells = cells.into_iter();
    let mut next = || cells.next().flatten();
    Some(Recorded {
        seq: next()?.parse().ok()?,
        action: next()?,
        migration_name: next(),
        checksum: next(),
        down_checksum: next(),
        namespace: next(),
        actor: next()?,
        role: next(),
        host: next()?,
        tool_version: next()?,
        started_at: next()?,
        finished_at: next()?,
        reason: next(),
        details: next().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    })
}
