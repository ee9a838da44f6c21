//! Migrations that the server takes only as several: each part gets a folder of its own, which Prisma deploys as well.

use nicol_catalog::Dialect;
use nicol_catalog::script::split::{self, InTransaction, Reason};
use nicol_migrate::history::{Row, lock_file};

use crate::error::{Error, Result};
use crate::folder::Folder;

/// A migration that was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The folder that it was.
    pub name: String,
    /// The folders that it is now, in their order, each with why it is one.
    pub parts: Vec<(String, Option<Reason>)>,
}

/// Splits those migrations of the folder that have never been applied, and could not be as they are. The first part
/// keeps the folder's name; the others come right behind it.
pub(crate) fn pending(folder: &mut Folder, dialect: Dialect, rows: &[Row]) -> Result<Vec<Split>> {
    if dialect == Dialect::Sqlite {
        return Ok(Vec::new());
    }
    let has_row = |name: &str| rows.iter().any(|row| row.migration_name == name);
    let names: Vec<String> = folder.migrations.iter().map(|m| m.name.clone()).filter(|name| !has_row(name)).collect();
    let mut done = Vec::new();
    for name in names {
        done.extend(one(folder, dialect, &name)?);
    }
    Ok(done)
}

fn one(folder: &mut Folder, dialect: Dialect, name: &str) -> Result<Option<Split>> {
    let Some(Ok(script)) = folder.find(name).map(|m| m.script().map(str::to_owned)) else { return Ok(None) };
    let parts = split::split(&script).map_err(|found| in_transaction(name, &script, found))?;
    let [first, others @ ..] = parts.as_slice() else { return Ok(None) };
    if others.is_empty() {
        return Ok(None);
    }
    let mut named = vec![(name.to_owned(), first.reason.clone())];
    // What is cut off is written before it is cut off.
    for (number, part) in (2..).zip(others) {
        let name = match parts.len() {
            ..10 => format!("{name}_{number}"),
            _ => format!("{name}_{number:02}"),
        };
        folder.put(&name, &part.text, &lock_file(dialect.provider_name()))?;
        named.push((name, part.reason.clone()));
    }
    folder.replace(name, &first.text)?;
    Ok(Some(Split { name: name.to_owned(), parts: named }))
}

/// Refuses a migration that the server would refuse as it is, before anything of it runs.
///
/// # Errors
/// [`Error::MustSplit`].
pub(crate) fn check(dialect: Dialect, name: &str, script: &str) -> Result<()> {
    if dialect == Dialect::Sqlite {
        return Ok(());
    }
    let parts = split::split(script).map_err(|found| in_transaction(name, script, found))?;
    let outside = parts.iter().find_map(|part| match part.reason {
        Some(Reason::Outside(command)) => Some(command),
        _ => None,
    });
    match outside {
        Some(command) if parts.len() > 1 => Err(Error::MustSplit { migration: name.to_owned(), command }),
        _ => Ok(()),
    }
}

fn in_transaction(name: &str, script: &str, found: InTransaction) -> Error {
    let line = script[..found.offset].matches('\n').count() + 1;
    Error::OutsideInTransaction { migration: name.to_owned(), command: found.command, line }
}
