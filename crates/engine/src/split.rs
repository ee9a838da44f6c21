//! Migrations that the server takes only as several: each part gets a folder of its own, which Prisma deploys as well.

use nicol_catalog::Dialect;
use nicol_catalog::script::new_values::{self, Use};
use nicol_catalog::script::split::{self, InTransaction, Reason};
use nicol_catalog::script::{statements, words};
use nicol_driver::admin::Connection;
use nicol_migrate::history::{Row, lock_file};
use nicol_migrate::inverse::{Document, Staleness};

use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::history::literal;

/// A migration that was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The folder that it was.
    pub name: String,
    /// The folders that it is now, in their order, each with why it is one.
    pub parts: Vec<(String, Option<Reason>)>,
}

/// Splits those pending migrations of the folder that could not be deployed as they are, and drafts that better had several
/// records. The first part keeps the folder's name; the others come right behind it.
pub(crate) fn pending(folder: &mut Folder, dialect: Dialect, rows: &[Row]) -> Result<Vec<Split>> {
    if dialect == Dialect::Sqlite {
        return Ok(Vec::new());
    }
    let names: Vec<String> = folder.pending(rows).into_iter().map(|m| m.name.clone()).collect();
    let mut done = Vec::new();
    for name in names {
        done.extend(one(folder, dialect, &name)?);
    }
    Ok(done)
}

fn one(folder: &mut Folder, dialect: Dialect, name: &str) -> Result<Option<Split>> {
    let Some(migration) = folder.find(name) else { return Ok(None) };
    let Ok(script) = migration.script().map(str::to_owned) else { return Ok(None) };
    let parts = split::split(&script).map_err(|found| in_transaction(name, &script, found))?;
    let [first, others @ ..] = parts.as_slice() else { return Ok(None) };
    // What deploys as it is may have been deployed elsewhere, unless it is being written here.
    if others.is_empty() || split::concurrent(&script).is_some() && !is_draft(migration, &script) {
        return Ok(None);
    }
    let mut named = vec![(name.to_owned(), first.reason.clone())];
    // What is cut off is written before it is cut off.
    for (name, part) in names(name, parts.len()).skip(1).zip(others) {
        folder.put(&name, &part.text, &lock_file(dialect.provider_name()))?;
        named.push((name, part.reason.clone()));
    }
    folder.replace(name, &first.text)?;
    Ok(Some(Split { name: name.to_owned(), parts: named }))
}

/// Whether somebody has changed the script since its way back was written, which is made anew when it is applied.
fn is_draft(migration: &Migration, script: &str) -> bool {
    matches!(migration.down(), Ok(Some(text)) if Document::read(&text).staleness(script) == Some(Staleness::Stale))
}

/// The folders of a migration's parts.
pub(crate) fn names(name: &str, parts: usize) -> impl Iterator<Item = String> {
    (1..=parts).map(move |number| match (number, parts) {
        (1, _) => name.to_owned(),
        (_, ..10) => format!("{name}_{number}"),
        _ => format!("{name}_{number:02}"),
    })
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
        Some(command) if parts.len() > 1 && split::concurrent(script).is_none() => {
            Err(Error::MustSplit { migration: name.to_owned(), command })
        }
        _ => Ok(()),
    }
}

/// Refuses migrations that use a value of an enum in the transaction that adds it, as far as that is certain before anything
/// runs: the server has the last word.
///
/// # Errors
/// [`Error::NewValueUsed`].
pub(crate) async fn check_values(connection: &Connection, pending: &[&Migration]) -> Result<()> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    for (place, migration) in pending.iter().enumerate() {
        let Ok(script) = migration.script() else { continue };
        for found in new_values::uses(script) {
            // What comes before it may add the value, or make another column of it.
            let before = pending[..place].iter().filter_map(|m| m.script().ok()).chain([&script[..found.offset]]);
            let is_sure = before.clone().take(place).all(|s| !s.contains(&literal(Dialect::Postgres, &found.value)))
                && found.column.as_ref().is_none_or(|column| !before.into_iter().any(|s| may_retype(s, column)));
            if is_sure && is_refused(connection, &found).await? {
                let line = script[..found.offset].matches('\n').count() + 1;
                return Err(Error::NewValueUsed { migration: migration.name.clone(), value: found.value, line });
            }
        }
    }
    Ok(())
}

/// Whether a script may give a column another type, or put another one in its place.
fn may_retype(script: &str, (table, column): &(String, String)) -> bool {
    let bare = |name: &str| name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_lowercase();
    let (table, column) = (bare(table), bare(column));
    statements(Dialect::Postgres, script).into_iter().any(|statement| {
        let all: Vec<_> = words(Dialect::Postgres, statement.text).collect();
        let names = |name: &str| all.iter().any(|w| w.unquoted().is_some_and(|w| w.to_lowercase() == name));
        let has = |keywords: &[&str]| all.iter().any(|w| keywords.iter().any(|k| w.is(k)));
        let drops_more =
            all.windows(2).any(|w| w[0].is("DROP") && !["DEFAULT", "NOT"].iter().any(|kept| w[1].is(kept)));
        names(&table) && (has(&["CREATE"]) || names(&column) && (has(&["TYPE", "RENAME"]) || drops_more))
    })
}

/// What the database says of it: whether the enum lacks the value, and the column is of that enum.
async fn is_refused(connection: &Connection, found: &Use) -> Result<bool> {
    let text = |text: &str| literal(Dialect::Postgres, text);
    let (of, value) = (text(&found.of), text(&found.value));
    let lacks = format!(
        "SELECT 1 FROM pg_catalog.pg_type t WHERE t.typname = {of} AND t.typtype = 'e' AND NOT EXISTS (SELECT 1 FROM \
         pg_catalog.pg_enum e WHERE e.enumtypid = t.oid AND e.enumlabel = {value})"
    );
    let sql = match &found.column {
        None => lacks,
        Some((table, column)) => format!(
            "{lacks} AND EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass({}) \
             AND a.attname = (pg_catalog.parse_ident({}))[1] AND a.atttypid = t.oid)",
            text(table),
            text(column)
        ),
    };
    Ok(!connection.query_text(&sql).await?.rows.is_empty())
}

fn in_transaction(name: &str, script: &str, found: InTransaction) -> Error {
    let line = script[..found.offset].matches('\n').count() + 1;
    Error::OutsideInTransaction { migration: name.to_owned(), command: found.command, line }
}
