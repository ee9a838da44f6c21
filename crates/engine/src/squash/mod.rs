//! `migrate squash`: one migration in the place of many, and what databases that have the many make of it.

mod evidence;
mod make;

use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;
use nicol_migrate::history::squash::{Replaced, Standing, replaced, standing};
use nicol_migrate::history::{self, Row, checksum};
use serde_json::json;

pub(crate) use evidence::Evidence;
pub use make::{Options, Squashed, squash};
pub(crate) use make::{as_written, planned};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::{literal, now};
use crate::ledger::{self, Entry};
use crate::target::Target;

/// Records those migrations of the folder as applied whose predecessors the database has, in the place of their rows. Gives
/// their names. The rows that go are kept in our own history.
///
/// # Errors
/// [`Error::PartlySquashed`] if the database has some of the predecessors only; the connection's.
pub(crate) async fn settle(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    rows: &[Row],
) -> Result<Vec<String>> {
    let mut recorded = Vec::new();
    for migration in folder.pending(rows) {
        let Ok(script) = migration.script() else { continue };
        let predecessors = replaced(script);
        match standing(&predecessors, rows) {
            Standing::Runs => {}
            Standing::IsThere => {
                record(target, connection, migration, script, &predecessors).await?;
                recorded.push(migration.name.clone());
            }
            Standing::Partly { applied, missing } => {
                return Err(Error::PartlySquashed { migration: migration.name.clone(), applied, missing });
            }
        }
    }
    Ok(recorded)
}

/// Whether a migration that replaces others is still to be recorded, or to be run.
pub(crate) fn is_pending(folder: &Folder, rows: &[Row]) -> bool {
    folder.pending(rows).iter().any(|m| m.script().is_ok_and(|script| !replaced(script).is_empty()))
}

/// The rows without those that a migration of the folder replaces, and that it will be recorded for.
pub(crate) fn without_replaced(folder: &Folder, rows: &[Row]) -> Vec<Row> {
    let mut rest = rows.to_vec();
    for migration in folder.migrations.iter().filter(|m| history::is_pending(&m.name, rows)) {
        let predecessors = migration.script().map(replaced).unwrap_or_default();
        if standing(&predecessors, rows) == Standing::IsThere {
            rest.retain(|row| !predecessors.iter().any(|one| one.names().any(|name| name == row.migration_name)));
        }
    }
    rest
}

async fn record(
    target: &Target,
    connection: &Connection,
    migration: &Migration,
    script: &str,
    predecessors: &[Replaced],
) -> Result<()> {
    let dialect = connection.dialect();
    let text = |text: &str| literal(dialect, text);
    let names: Vec<String> = predecessors.iter().flat_map(Replaced::names).map(text).collect();
    let (names, now) = (names.join(", "), now(dialect));
    let sum = checksum(script);
    let mut sql = format!(
        "INSERT INTO _prisma_migrations \
         (id, checksum, started_at, finished_at, migration_name, logs, applied_steps_count) \
         VALUES ({}, {}, {now}, {now}, {}, '', 0);\n\
         DELETE FROM _prisma_migrations WHERE migration_name IN ({names});\n",
        text(&uuid::Uuid::new_v4().to_string()),
        text(&sum),
        text(&migration.name),
    );
    let opened = ledger::open(target, connection).await;
    if let Some(ledger) = opened.ready() {
        let list: Vec<_> =
            predecessors.iter().map(|one| json!({ "name": one.name, "checksum": one.checksum })).collect();
        let entry = Entry {
            migration_name: Some(migration.name.clone()),
            checksum: Some(sum),
            details: json!({ "replaced": list }),
            ..Entry::new("squash")
        };
        sql.push_str(&format!("{};\n", ledger.insert_sql(&entry)));
    }
    if dialect == Dialect::Sqlite {
        sql = format!("BEGIN IMMEDIATE;\n{sql}COMMIT;\n");
    }
    let done = connection.execute_script(&sql).await;
    if done.is_err() && dialect == Dialect::Sqlite {
        let _ = connection.execute_script("ROLLBACK").await;
    }
    if let ledger::Opened::Ready(ledger) = opened {
        ledger.close(connection).await;
    }
    Ok(done?)
}
