use nicol_catalog::Dialect;

/// A row of `_prisma_migrations`. Times are as the database prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    pub checksum: String,
    pub finished_at: Option<String>,
    pub migration_name: String,
    pub logs: Option<String>,
    pub rolled_back_at: Option<String>,
    pub started_at: String,
    pub applied_steps_count: u32,
}

impl Row {
    /// Finished, and not rolled back.
    #[must_use]
    pub const fn is_applied(&self) -> bool {
        self.finished_at.is_some() && self.rolled_back_at.is_none()
    }

    /// Neither finished nor rolled back: nothing goes on until a person has settled it.
    #[must_use]
    pub const fn is_failed(&self) -> bool {
        self.finished_at.is_none() && self.rolled_back_at.is_none()
    }

    /// It was applied, and then taken back.
    #[must_use]
    pub const fn was_taken_back(&self) -> bool {
        self.finished_at.is_some() && self.rolled_back_at.is_some()
    }

    /// Kept for the record only.
    #[must_use]
    pub const fn is_rolled_back(&self) -> bool {
        self.rolled_back_at.is_some()
    }
}

/// All rows, oldest first, in the order of [`Row`]'s fields. Of the same moment (SQLite's times have milliseconds) the names
/// tell the order, as they did when the migrations ran.
pub const SELECT_ROWS_SQL: &str = "SELECT id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, \
     applied_steps_count FROM _prisma_migrations ORDER BY started_at ASC, migration_name ASC";

/// A row from the text cells of [`SELECT_ROWS_SQL`].
#[must_use]
pub fn row_from_text(cells: Vec<Option<String>>) -> Option<Row> {
    let [id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, steps] =
        <[Option<String>; 8]>::try_from(cells).ok()?;
    Some(Row {
        id: id?,
        checksum: checksum?,
        finished_at,
        migration_name: migration_name?,
        logs,
        rolled_back_at,
        started_at: started_at?,
        applied_steps_count: steps?.parse().unwrap_or(0),
    })
}

/// Returns the schema of the table if it is where unqualified names are looked up.
#[must_use]
pub const fn table_exists_sql(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => {
            "SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relname = '_prisma_migrations' AND c.relkind IN ('r', 'p') AND n.nspname = pg_catalog.current_schema()"
        }
        Dialect::Sqlite => "SELECT 'main' FROM sqlite_schema WHERE type = 'table' AND name = '_prisma_migrations'",
    }
}

/// Makes the table, with Prisma's columns in Prisma's order.
#[must_use]
pub const fn create_table_sql(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Cockroach => {
            "CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)"
        }
        Dialect::Sqlite => {
            "CREATE TABLE \"_prisma_migrations\" (
    \"id\"                    TEXT PRIMARY KEY NOT NULL,
    \"checksum\"              TEXT NOT NULL,
    \"finished_at\"           DATETIME,
    \"migration_name\"        TEXT NOT NULL,
    \"logs\"                  TEXT,
    \"rolled_back_at\"        DATETIME,
    \"started_at\"            DATETIME NOT NULL DEFAULT current_timestamp,
    \"applied_steps_count\"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)"
        }
    }
}
