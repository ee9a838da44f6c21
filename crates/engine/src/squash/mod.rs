//! `migrate squash`: one migration in the place of many, and what databases that have the many make of it.

mod back;
mod evidence;
mod make;
mod positions;
mod rows;

use nicol_driver::admin::Connection;
use nicol_migrate::history::squash::{Replaced, Standing, replaced, standing};
use nicol_migrate::history::{Row, is_pending as stands_out};
use serde_json::json;

pub use back::BeforeSquash;
pub(crate) use back::{before_squash, take_back};
pub(crate) use evidence::Evidence;
pub use make::{Options, Squashed, squash};
pub(crate) use make::{as_written, extension_schemas, planned, try_out};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration, SQUASHED};
use crate::history::{self, Table};
use crate::ledger::{self, Entry};
use crate::target::Target;

/// A migration that was recorded in the place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub migration: String,
    /// Why our own history does not tell of it: what the rows of the replaced ones said is in the new one's `logs` then.
    pub untold: Option<String>,
}

/// Records those migrations of the folder as applied whose predecessors the database has, in the place of their rows. The
/// rows that go are kept in our own history, or else in the new one. These are all rows, read with the lock held.
///
/// # Errors
/// [`Error::PartlySquashed`] if the database has some of the predecessors only, [`Error::SquashedOtherwise`] if it has them in
/// another form; [`Error::RecordedMeanwhile`]; the connection's.
pub(crate) async fn settle(
    target: &Target,
    connection: &Connection,
    table: &Table,
    folder: &Folder,
    rows: &[Row],
) -> Result<Vec<Settled>> {
    let mut recorded = Vec::new();
    for migration in folder.pending(rows) {
        let Ok(script) = migration.script() else { continue };
        let predecessors = replaced(script);
        match standing(&predecessors, rows) {
            Standing::IsThere => {
                recorded.push(record(target, connection, table, migration, script, &predecessors, rows).await?);
            }
            standing => {
                if let Some(stuck) = Stuck::of(migration, standing) {
                    return Err(stuck.error(folder));
                }
            }
        }
    }
    Ok(recorded)
}

/// A pending migration that stands in the place of others, and can neither run on this database nor be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stuck {
    /// The database has some of those only.
    Partly { migration: String, applied: Vec<String>, missing: Vec<String> },
    /// It has these in another form.
    Otherwise { migration: String, changed: Vec<String> },
}

impl Stuck {
    fn of(migration: &Migration, standing: Standing) -> Option<Self> {
        let migration = migration.name.clone();
        match standing {
            Standing::Partly { applied, missing } => Some(Self::Partly { migration, applied, missing }),
            Standing::Otherwise { changed } => Some(Self::Otherwise { migration, changed }),
            Standing::Runs | Standing::IsThere => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn migration(&self) -> &str {
        match self {
            Self::Partly { migration, .. } | Self::Otherwise { migration, .. } => migration,
        }
    }

    /// What `migrate deploy` says of it.
    #[must_use]
    pub fn error(self, folder: &Folder) -> Error {
        match self {
            Self::Partly { migration, applied, missing } => {
                let kept_in = Some(folder.beside(SQUASHED).join(&migration)).filter(|place| place.is_dir());
                Error::PartlySquashed { path: folder.path.join(&migration), migration, applied, missing, kept_in }
            }
            Self::Otherwise { migration, changed } => Error::SquashedOtherwise { migration, changed },
        }
    }
}

/// Those of the folder.
pub(crate) fn stuck(folder: &Folder, rows: &[Row]) -> Vec<Stuck> {
    let of = |m: &Migration| Stuck::of(m, standing(&replaced(m.script().ok()?), rows));
    folder.pending(rows).into_iter().filter_map(of).collect()
}

/// A migration of the folder that stands in the place of others which are there, too, and those.
pub(crate) fn half_done(folder: &Folder) -> Option<(String, Vec<String>)> {
    folder.migrations.iter().find_map(|migration| {
        let predecessors = replaced(migration.script().ok()?);
        let is_there = |one: &&Replaced| folder.find(&one.name).is_some();
        let left: Vec<_> = predecessors.iter().filter(is_there).map(|one| one.name.clone()).collect();
        (!left.is_empty()).then(|| (migration.name.clone(), left))
    })
}

/// Whether a migration that replaces others is still to be recorded, or to be run.
pub(crate) fn is_pending(folder: &Folder, rows: &[Row]) -> bool {
    folder.pending(rows).iter().any(|m| m.script().is_ok_and(|script| !replaced(script).is_empty()))
}

/// The migrations of the folder that will be recorded and not run: the database has all that they replace.
pub(crate) fn to_record(folder: &Folder, rows: &[Row]) -> Vec<String> {
    let is_there =
        |m: &&&Migration| m.script().is_ok_and(|script| standing(&replaced(script), rows) == Standing::IsThere);
    folder.pending(rows).iter().filter(is_there).map(|m| m.name.clone()).collect()
}

/// The rows without those that a pending migration of the folder replaces, whether or not it can be recorded for them.
pub(crate) fn without_replaced(folder: &Folder, rows: &[Row]) -> Vec<Row> {
    let mut rest = rows.to_vec();
    for migration in folder.migrations.iter().filter(|m| stands_out(&m.name, rows)) {
        let predecessors = migration.script().map(replaced).unwrap_or_default();
        if standing(&predecessors, rows) != Standing::Runs {
            rest.retain(|row| !predecessors.iter().any(|one| one.names().contains(&row.migration_name.as_str())));
        }
    }
    rest
}

/// Records one migration in the place of its predecessors.
pub(crate) async fn record(
    target: &Target,
    connection: &Connection,
    table: &Table,
    migration: &Migration,
    script: &str,
    predecessors: &[Replaced],
    rows: &[Row],
) -> Result<Settled> {
    let names: Vec<&str> = predecessors.iter().flat_map(Replaced::names).collect();
    let go: Vec<&Row> = rows.iter().filter(|row| names.contains(&row.migration_name.as_str())).collect();
    let opened = ledger::open(target, connection).await;
    // What the rows said is kept: in our own history, or else in the row that comes.
    let row = history::Entry::next(&migration.name, script, rows);
    let logs = match opened.trouble() {
        Some(why) => format!("{NO_LEDGER}{why}\n{}", told(&go)),
        None => row.replaces.clone(),
    };
    let mut statements = vec![table.replace_sql(&[&row], &names, &logs)];
    if let Some(ledger) = opened.ready() {
        // What this database had: of a squash among them, perhaps, what that stood for.
        let applied = go.iter().filter(|row| row.is_applied());
        let list: Vec<_> = applied.map(|row| json!({ "name": row.migration_name, "checksum": row.checksum })).collect();
        let entry = Entry {
            migration_name: Some(migration.name.clone()),
            checksum: Some(row.checksum),
            details: json!({ "replaced": list }),
            ..Entry::new("squash")
        };
        statements.push(ledger.insert_sql(&entry));
    }
    let done = history::all_or_none(connection, &statements).await;
    let untold = opened.trouble().map(str::to_owned);
    if let ledger::Opened::Ready(ledger) = opened {
        ledger.close(connection).await;
    }
    done?;
    Ok(Settled { migration: migration.name.clone(), untold })
}

const NO_LEDGER: &str =
    "Nicol recorded this migration in the place of the rows below; its own history can't be written: ";

/// Rows of the history, one JSON object a line.
fn told(rows: &[&Row]) -> String {
    let line = |row: &&Row| {
        json!({
            "id": row.id, "checksum": row.checksum, "finished_at": row.finished_at,
            "migration_name": row.migration_name, "logs": row.logs, "rolled_back_at": row.rolled_back_at,
            "started_at": row.started_at, "applied_steps_count": row.applied_steps_count,
        })
        .to_string()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
