//! Folders from before a squash, over databases that have recorded it: they are told, and the record can be turned back.

use nicol_driver::admin::Connection;
use nicol_migrate::history::squash::{Replaced, replaced};
use nicol_migrate::history::{Row, matches_checksum};
use serde_json::json;

use super::NO_LEDGER;
use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::{self, Table};
use crate::ledger::{self, Entry};
use crate::target::Target;

/// Pending migrations that the database has in the form of one that stands in their place, and that the folder lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeSquash {
    /// The one that is applied.
    pub by: String,
    /// The pending ones.
    pub migrations: Vec<String>,
}

/// What a folder from before a squash has, as far as this database tells.
pub(crate) async fn before_squash(
    target: &Target,
    connection: &Connection,
    folder: &Folder,
    rows: &[Row],
) -> Vec<BeforeSquash> {
    // Our own history is asked only where there may be something to find.
    if folder.pending(rows).is_empty() || unknown(folder, rows).next().is_none() {
        return Vec::new();
    }
    before(&Told::read(target, connection, rows).await, folder, rows)
}

fn before(told: &Told, folder: &Folder, rows: &[Row]) -> Vec<BeforeSquash> {
    let pending = folder.pending(rows);
    let mut found = Vec::new();
    for row in unknown(folder, rows) {
        let mut names = vec![row.migration_name.clone()];
        // A squash may have replaced squashes.
        let mut next = 0;
        while let Some(name) = names.get(next).cloned() {
            for one in told.replaced_by(&name) {
                if !names.contains(&one.name) {
                    names.push(one.name.clone());
                }
            }
            next += 1;
        }
        let migrations: Vec<String> = pending.iter().map(|m| m.name.clone()).filter(|m| names.contains(m)).collect();
        if !migrations.is_empty() {
            found.push(BeforeSquash { by: row.migration_name.clone(), migrations });
        }
    }
    found
}

/// Turns the record of a squash back, if this pending migration is one of those that it stands for: the folder's are recorded
/// in its place, at its time. `None` if it is none of them.
///
/// # Errors
/// [`Error::SquashStays`] if the folder lacks some of them, or has them in another form; [`Error::RecordedMeanwhile`]; the connection's.
pub(crate) async fn take_back(
    target: &Target,
    connection: &Connection,
    table: &Table,
    folder: &Folder,
    rows: &[Row],
    name: &str,
) -> Result<Option<BeforeSquash>> {
    let told = Told::read(target, connection, rows).await;
    let Some(BeforeSquash { by, .. }) =
        before(&told, folder, rows).into_iter().find(|one| one.migrations.iter().any(|m| m == name))
    else {
        return Ok(None);
    };
    let (mut stood_for, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    let mut left: Vec<&Replaced> = told.replaced_by(&by).collect();
    let mut seen = vec![by.as_str()];
    while let Some(one) = left.pop() {
        if seen.contains(&one.name.as_str()) {
            continue;
        }
        seen.push(&one.name);
        let Some(migration) = folder.find(&one.name) else {
            let before = left.len();
            left.extend(told.replaced_by(&one.name));
            if left.len() == before {
                missing.push(one.name.clone());
            }
            continue;
        };
        let script = migration.script()?;
        if !one.checksums.is_empty() && !one.checksums.iter().any(|checksum| matches_checksum(script, checksum)) {
            changed.push(one.name.clone());
        }
        stood_for.push(migration);
    }
    if !missing.is_empty() || !changed.is_empty() {
        missing.sort();
        changed.sort();
        return Err(Error::SquashStays { squash: by, missing, changed });
    }
    stood_for.retain(|migration| nicol_migrate::history::is_pending(&migration.name, rows));
    stood_for.sort_by(|a, b| a.name.cmp(&b.name));
    record(target, connection, table, &by, &stood_for, rows).await?;
    let migrations = stood_for.into_iter().map(|migration| migration.name.clone()).collect();
    Ok(Some(BeforeSquash { by, migrations }))
}

async fn record(
    target: &Target,
    connection: &Connection,
    table: &Table,
    squash: &str,
    migrations: &[&Migration],
    rows: &[Row],
) -> Result<()> {
    let mut entries = Vec::new();
    for migration in migrations {
        entries.push(history::Entry::next(&migration.name, migration.script()?, rows));
    }
    let opened = ledger::open(target, connection).await;
    let mut statements = vec![table.replace_sql(&entries.iter().collect::<Vec<_>>(), &[squash], "")];
    if let Some(ledger) = opened.ready() {
        let names: Vec<&str> = migrations.iter().map(|migration| migration.name.as_str()).collect();
        statements.push(ledger.insert_sql(&Entry {
            migration_name: Some(squash.to_owned()),
            details: json!({ "restored": names }),
            ..Entry::new("unsquash")
        }));
    }
    let done = history::all_or_none(connection, &statements).await;
    if let ledger::Opened::Ready(ledger) = opened {
        ledger.close(connection).await;
    }
    done
}

/// Applied migrations that the folder lacks.
fn unknown<'r>(folder: &Folder, rows: &'r [Row]) -> impl Iterator<Item = &'r Row> {
    rows.iter().filter(|row| row.is_applied() && folder.find(&row.migration_name).is_none())
}

/// What is known of squashes: from our own history, and from rows where that could not be written, or where the squash has
/// run.
struct Told(Vec<(String, Replaced)>);

impl Told {
    /// Where our own history can't be read, the rows say what they can.
    async fn read(target: &Target, connection: &Connection, rows: &[Row]) -> Self {
        let mut told = Self(Vec::new());
        for entry in ledger::read(target, connection).await.unwrap_or_default() {
            let Some(squash) = entry.migration_name.filter(|_| entry.action == "squash") else { continue };
            let list = entry.details["replaced"].as_array();
            told.add(&squash, list.into_iter().flatten().filter_map(|one| of_json(one, "name")).collect());
        }
        for row in rows {
            let logs = row.logs.as_deref().unwrap_or_default();
            let ran_instead = replaced(logs);
            told.add(&row.migration_name, if ran_instead.is_empty() { recorded_instead(logs) } else { ran_instead });
        }
        told
    }

    fn add(&mut self, squash: &str, replaced: Vec<Replaced>) {
        for one in replaced {
            self.add(&one.name, one.instead_of.clone());
            self.0.push((squash.to_owned(), one));
        }
    }

    /// What a migration has replaced, whenever that was.
    fn replaced_by(&self, name: &str) -> impl Iterator<Item = &Replaced> {
        self.0.iter().filter(move |(squash, _)| squash == name).map(|(_, one)| one)
    }
}

/// The migrations in what [`super::told`] has written into a row.
fn recorded_instead(logs: &str) -> Vec<Replaced> {
    let lines = logs.lines().filter(|_| logs.starts_with(NO_LEDGER));
    let rows = lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    rows.filter_map(|row| of_json(&row, "migration_name")).collect()
}

fn of_json(one: &serde_json::Value, name: &str) -> Option<Replaced> {
    let checksums = one["checksum"].as_str().map(str::to_owned).into_iter().collect();
    Some(Replaced { name: one[name].as_str()?.to_owned(), checksums, instead_of: Vec::new() })
}
