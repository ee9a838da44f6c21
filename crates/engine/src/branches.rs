//! `migrate rebase`: migrations of one's own branch behind those of others, without a reset.

use std::fs;

use jiff::ToSpan;
use jiff::civil::DateTime;
use nicol_catalog::Dialect;
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::branches::{self, Late};
use nicol_migrate::history::{MAX_NAME_BYTES, Row};
use nicol_migrate::summary;
use serde_json::json;

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::literal;
use crate::ledger::{self, Entry};
use crate::target::Target;
use crate::{history, lock, shadow};

/// The migrations of the folder that are still to be applied though newer ones are, and what they have in common with those.
#[must_use]
pub fn late(dialect: Dialect, folder: &Folder, rows: &[Row]) -> Vec<Late> {
    let all: Vec<_> = folder.migrations.iter().map(|m| (m.name.as_str(), m.script().ok())).collect();
    branches::late(dialect, &all, rows)
}

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
/// first; in the history of the database the rows get the new names. Nothing is applied or undone.
///
/// # Errors
/// P3017 for a name that the folder lacks, P3006 if a migration does not run in the new order: then nothing is changed;
/// the connection's and the disk's.
pub async fn rebase(target: &Target, folder: &mut Folder, mine: &[String]) -> Result<Rebased> {
    folder.check_provider(target.dialect())?;
    shadow::check_names(target)?;
    for name in mine {
        if folder.find(name).is_none() {
            return Err(Error::MigrationNotFound { migration: name.clone(), folder: folder.path.clone() });
        }
    }
    let (own, others): (Vec<&Migration>, Vec<&Migration>) =
        folder.migrations.iter().partition(|m| mine.contains(&m.name));
    let mut renamed = Vec::new();
    let last = others.last().map(|m| m.name.clone()).unwrap_or_default();
    if own.iter().any(|m| m.name < last) {
        let mut stamp = last.get(..14).map(str::to_owned).unwrap_or_default();
        for migration in &own {
            stamp = next(&stamp, &migration.name);
            let name = format!("{stamp}{}", without_stamp(&migration.name));
            if name.len() > MAX_NAME_BYTES {
                return Err(Error::NameTooLong { bytes: name.len() });
            }
            renamed.push((migration.name.clone(), name));
        }
    }
    if renamed.is_empty() {
        return Ok(Rebased { renamed, recorded: Vec::new(), difference: None });
    }
    let connection = Connection::connect(&target.url).await?;
    let in_new_order: Vec<&Migration> = others.iter().chain(&own).copied().collect();
    let made = shadow::replay(target, &connection, &in_new_order).await?;
    let all: Vec<&Migration> = folder.migrations.iter().collect();
    // The old order need not run at all.
    let before = shadow::replay(target, &connection, &all).await.ok();
    let difference = before.and_then(|before| {
        let plan = diff(&before, &made, &DiffOptions::default());
        (!plan.is_empty()).then(|| summary::summary(&plan).trim_matches('\n').to_owned())
    });
    lock::acquire(&connection).await?;
    let done = carry_out(target, &connection, folder, &renamed).await;
    lock::release(&connection).await;
    Ok(Rebased { recorded: done?, renamed, difference })
}

async fn carry_out(
    target: &Target,
    connection: &Connection,
    folder: &mut Folder,
    renamed: &[(String, String)],
) -> Result<Vec<String>> {
    let rows = history::read(connection).await?.unwrap_or_default();
    let has_row = |name: &str| rows.iter().any(|row| row.migration_name == name);
    let recorded: Vec<&(String, String)> = renamed.iter().filter(|(old, _)| has_row(old)).collect();
    for (old, new) in renamed {
        let (from, to) = (folder.path.join(old), folder.path.join(new));
        fs::rename(&from, &to).map_err(|e| Error::file("rename", &from, e))?;
    }
    *folder = Folder::read(&folder.path)?;
    if recorded.is_empty() {
        return Ok(Vec::new());
    }
    let dialect = connection.dialect();
    let text = |text: &str| literal(dialect, text);
    let mut sql = String::new();
    for (old, new) in &recorded {
        let (old, new) = (text(old), text(new));
        sql.push_str(&format!("UPDATE _prisma_migrations SET migration_name = {new} WHERE migration_name = {old};\n"));
    }
    let opened = ledger::open(target, connection).await;
    if let Some(ledger) = opened.ready() {
        let list: Vec<_> = recorded.iter().map(|(old, new)| json!({ "from": old, "to": new })).collect();
        sql.push_str(&format!(
            "{};\n",
            ledger.insert_sql(&Entry { details: json!({ "renamed": list }), ..Entry::new("rebase") })
        ));
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
    if let Err(e) = done {
        // The names on the disk are those of the records.
        for (old, new) in renamed {
            let _ = fs::rename(folder.path.join(new), folder.path.join(old));
        }
        return Err(e.into());
    }
    Ok(recorded.into_iter().map(|(_, new)| new.clone()).collect())
}

/// The time stamp behind this one: that of the migration itself if it is later.
fn next(stamp: &str, name: &str) -> String {
    const FORM: &str = "%Y%m%d%H%M%S";
    let own = name.get(..14).filter(|own| own.bytes().all(|b| b.is_ascii_digit()));
    if let Some(own) = own.filter(|own| *own > stamp) {
        return own.to_owned();
    }
    match DateTime::strptime(FORM, stamp).ok().and_then(|time| time.checked_add(1.second()).ok()) {
        Some(time) => time.strftime(FORM).to_string(),
        // A number that is no time.
        None => stamp.parse::<u64>().map_or_else(|_| stamp.to_owned(), |n| format!("{:014}", n + 1)),
    }
}

/// The name behind its time stamp, with the underscore.
fn without_stamp(name: &str) -> String {
    match name.get(..14) {
        Some(stamp) if stamp.bytes().all(|b| b.is_ascii_digit()) => name[14..].to_owned(),
        _ => format!("_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{next, without_stamp};

    #[test]
    fn stamps_go_on_behind_others() {
        assert_eq!(next("20260101235959", "20250101000000_a"), "20260102000000");
        assert_eq!(next("20260101235959", "20270101000000_a"), "20270101000000");
        assert_eq!(next("20260199999999", "0_init"), "20260200000000");
        assert_eq!(without_stamp("20260101235959_a"), "_a");
        assert_eq!(without_stamp("init"), "_init");
    }
}
