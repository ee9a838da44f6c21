use std::fs;
use std::path::{Path, PathBuf};

use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::{Row, behind_stamp, has_row, is_applied};
use nicol_migrate::summary;
use serde_json::json;

use super::{Sides, order};
use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::Table;
use crate::ledger::{self, Entry};
use crate::target::Target;
use crate::{database, history, lock, shadow};

/// What a rebase comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebased {
    /// Old and new names, in the new order.
    pub renamed: Vec<(String, String)>,
    /// Of these, what the database has applied: its records have the new names.
    pub recorded: Vec<String>,
    /// What the migrations make in the new order and not in the old one, if that can be told.
    pub difference: Option<String>,
}

/// Gives the migrations of these names new time stamps behind all others. The new order is tried on the shadow database
/// first; in the history of the database the rows get the new names. Nothing is applied or undone. A dry run does nothing of it
/// but the trial.
///
/// # Errors
/// P3017 for a name that the folder lacks, P3006 if a migration does not run in the new order, [`Error::OrderMatters`] if those of
/// others don't run behind what the database has, [`Error::NewOrderLoses`]: then nothing is changed; the connection's and the disk's.
pub async fn rebase(target: &Target, folder: &mut Folder, mine: &[String], dry_run: bool) -> Result<Rebased> {
    folder.check_provider(target.dialect())?;
    shadow::check_names(target)?;
    folder.check_squashes()?;
    let connection = Connection::connect(&target.url).await?;
    let rows = history::read(&connection).await?.unwrap_or_default();
    // An earlier run may have been ended before the records got their new names.
    let moved = folder.moved(&rows);
    let mine = as_they_are_called(folder, mine, &moved);
    let sides = Sides::of(folder, &mine)?;
    let renamed = sides.renamed()?;
    // Who names nothing else wants only what is left of that.
    let is_rest = !mine.is_empty() && mine.iter().all(|name| moved.iter().any(|(_, new)| new == name));
    if renamed.is_empty() || is_rest {
        if !dry_run && !moved.is_empty() {
            rename(target, &connection, folder, &[]).await?;
        }
        let recorded = moved.iter().map(|(_, new)| new.clone()).collect();
        return Ok(Rebased { renamed: moved, recorded, difference: None });
    }
    let in_new_order: Vec<&Migration> = sides.others.iter().chain(&sides.own).copied().collect();
    let made = shadow::replay(target, &connection, &in_new_order).await?;
    let all: Vec<&Migration> = folder.migrations.iter().collect();
    if sides.own.iter().any(|m| is_applied(&m.name, &rows)) {
        order::check(target, &connection, &in_new_order, &rows, &made, &DiffOptions::default()).await?;
    }
    // The old order need not run at all.
    let before = shadow::replay(target, &connection, &all).await.ok();
    let plan = before.map(|before| diff(&before, &made, &DiffOptions::default())).filter(|plan| !plan.is_empty());
    let difference = plan.as_ref().map(|plan| summary::summary(plan).trim_matches('\n').to_owned());
    if let Some(difference) = difference.clone().filter(|_| !dry_run && plan.is_some_and(|plan| plan.loses_data())) {
        return Err(Error::NewOrderLoses { difference });
    }
    let recorded = match dry_run {
        true => {
            let rows = as_the_folder_has_them(rows, &moved);
            check_free(&folder.path, &rows, &renamed)?;
            recorded(&rows, &renamed)
        }
        false => rename(target, &connection, folder, &renamed).await?,
    };
    Ok(Rebased { recorded, renamed, difference })
}

/// The names of one's own as the folder has them now: an earlier run that was ended may have renamed some of them.
fn as_they_are_called(folder: &Folder, mine: &[String], moved: &[(String, String)]) -> Vec<String> {
    let now = |name: &String| {
        if folder.find(name).is_some() {
            return name.clone();
        }
        if let Some((_, new)) = moved.iter().find(|(old, _)| old == name) {
            return new.clone();
        }
        // Of what has no records, the name behind the time stamp tells it, if there is only one.
        let later = |m: &&Migration| {
            behind_stamp(name).is_some_and(|rest| behind_stamp(&m.name) == Some(rest)) && m.name > *name
        };
        let mut found = folder.migrations.iter().filter(later);
        match (found.next(), found.next()) {
            (Some(one), None) => one.name.clone(),
            _ => name.clone(),
        }
    };
    mine.iter().map(now).collect()
}

/// Rows by the names that the folder has for them.
fn as_the_folder_has_them(mut rows: Vec<Row>, moved: &[(String, String)]) -> Vec<Row> {
    for row in &mut rows {
        if let Some((_, new)) = moved.iter().find(|(old, _)| *old == row.migration_name) {
            row.migration_name.clone_from(new);
        }
    }
    rows
}

/// New names of those that have records.
fn recorded(rows: &[Row], renamed: &[(String, String)]) -> Vec<String> {
    renamed.iter().filter(|(old, _)| has_row(old, rows)).map(|(_, new)| new.clone()).collect()
}

/// Renames migrations, in the folder and in the history; gives the new names of those that have records.
pub(super) async fn rename(
    target: &Target,
    connection: &Connection,
    folder: &mut Folder,
    renamed: &[(String, String)],
) -> Result<Vec<String>> {
    lock::acquire(connection).await?;
    let done = carry_out(target, connection, folder, renamed).await;
    lock::release(connection).await;
    done
}

async fn carry_out(
    target: &Target,
    connection: &Connection,
    folder: &mut Folder,
    renamed: &[(String, String)],
) -> Result<Vec<String>> {
    let (table, rows) = Table::read(connection).await?.unzip();
    let rows = rows.unwrap_or_default();
    let before = folder.moved(&rows);
    let rows = as_the_folder_has_them(rows, &before);
    let recorded = recorded(&rows, renamed);
    check_free(&folder.path, &rows, renamed)?;
    let mut moved = Moved { folder: folder.path.clone(), names: Vec::new() };
    // The last first: an earlier one may get the name that a later one gives up.
    for (old, new) in renamed.iter().rev() {
        moved.rename(old, new)?;
    }
    let new = Folder::read(&folder.path)?;
    let with_records = renamed.iter().filter(|(_, new)| recorded.contains(new)).rev();
    let names: Vec<_> = before.iter().chain(with_records).collect();
    if let (Some(table), false) = (table, names.is_empty()) {
        let done = record(target, connection, &table, &names).await;
        if let Err(error) = &done
            && matches!(error, Error::Database(error) if error.is_connection_lost())
        {
            let known = has_new_names(target, connection, &names).await;
            // Folders that have the new names, whatever the records have: the next run goes on from there.
            if !matches!(known, Ok(false)) {
                moved.names.clear();
            }
            if !known.map_err(|_| Error::NotRenamed { is_known: false })? {
                return Err(Error::NotRenamed { is_known: true });
            }
        } else {
            done?;
        }
    }
    moved.names.clear();
    *folder = new;
    Ok(recorded)
}

/// Refuses names that something else has, on the disk or in the history; those that one's own give up are free.
fn check_free(folder: &Path, rows: &[Row], renamed: &[(String, String)]) -> Result<()> {
    let given_up = |name: &String| renamed.iter().any(|(old, _)| old == name);
    for (_, new) in renamed.iter().filter(|(_, new)| !given_up(new)) {
        let path = folder.join(new);
        if path.symlink_metadata().is_ok() {
            return Err(Error::NameTaken { name: new.clone(), by: path.display().to_string() });
        }
        if rows.iter().any(|row| row.migration_name == *new && !row.is_rolled_back()) {
            return Err(Error::NameTaken { name: new.clone(), by: "the history of the database".to_owned() });
        }
    }
    Ok(())
}

/// Folders that have their new names; unless it is told that all went well, they get the old ones back.
struct Moved {
    folder: PathBuf,
    names: Vec<(String, String)>,
}

impl Moved {
    fn rename(&mut self, old: &str, new: &str) -> Result<()> {
        let (from, to) = (self.folder.join(old), self.folder.join(new));
        fs::rename(&from, &to).map_err(|e| Error::file("rename", &from, e))?;
        self.names.push((old.to_owned(), new.to_owned()));
        Ok(())
    }
}

impl Drop for Moved {
    fn drop(&mut self) {
        for (old, new) in self.names.iter().rev() {
            let _ = fs::rename(self.folder.join(new), self.folder.join(old));
        }
    }
}

/// After a connection was lost: whether the rows have their new names.
async fn has_new_names(target: &Target, lost: &Connection, names: &[&(String, String)]) -> Result<bool> {
    let _ = tokio::time::timeout(lock::PATIENCE, lost.cancel()).await;
    let fresh = database::reconnect(&target.url, lock::PATIENCE).await?;
    lock::acquire(&fresh).await?;
    let rows = history::read(&fresh).await;
    lock::release(&fresh).await;
    let rows = rows?.unwrap_or_default();
    // Nothing gives up the name that the first one gets.
    Ok(names.first().is_some_and(|(_, new)| has_row(new, &rows)))
}

/// Gives the rows their new names, all or none, in this order.
async fn record(target: &Target, connection: &Connection, table: &Table, names: &[&(String, String)]) -> Result<()> {
    let mut statements: Vec<_> = names.iter().map(|(old, new)| table.rename_sql(old, new)).collect();
    let opened = ledger::open(target, connection).await;
    if let Some(ledger) = opened.ready() {
        let list: Vec<_> = names.iter().map(|(old, new)| json!({ "from": old, "to": new })).collect();
        let entry = Entry { details: json!({ "renamed": list }), ..Entry::new("rebase") };
        statements.push(ledger.insert_sql(&entry));
    }
    let done = history::all_or_none(connection, &statements).await;
    if let ledger::Opened::Ready(ledger) = opened {
        ledger.close(connection).await;
    }
    done
}
