//! Which migrations are taken back, and by what.

use nicol_catalog::Dialect;
use nicol_migrate::history::{Behind, Row, checksum, is_applied, matches_checksum};
use nicol_migrate::inverse::{Document, NoteKind, Staleness};

use super::DownError;
use super::request::{Goal, Request};
use crate::apply::concurrent::Concurrent;
use crate::error::Error;
use crate::excerpt::excerpt_below;
use crate::folder::{Folder, Migration};
use crate::history::Before;
use crate::script::goes_together;
use crate::squash::to_record;
use crate::unsettled::Left;

/// A migration that is taken back.
#[derive(Debug, Clone)]
pub struct Step {
    pub migration: String,
    /// Of its row in the history.
    pub(super) row: String,
    /// Of further rows that say the same: two runs at once may have applied it where locks are off.
    pub(super) further: Vec<String>,
    pub checksum: String,
    pub down_checksum: Option<String>,
    /// The way back; of a failed migration that has left nothing behind, an empty one.
    pub document: Document,
    /// The migration's own script.
    pub(super) up: String,
    /// It was proven behind other migrations than those that stand before it and are applied here.
    pub is_elsewhere: bool,
    /// Nothing runs: it failed, or only marking it was asked for.
    pub is_marked_only: bool,
    /// How its row stood when it was applied.
    pub(super) before: Option<Before>,
    /// An earlier run has begun with it, and was not done.
    pub(super) is_begun: bool,
    /// What was kept for it and is not there any more (PostgreSQL).
    pub(super) gone: Vec<String>,
}

impl Step {
    /// What names the things that may go.
    pub(super) fn texts(&self) -> [&str; 2] {
        [&self.document.body, &self.up]
    }

    /// Whether it can be one part of a transaction.
    pub(super) fn is_transactional(&self, dialect: Dialect) -> bool {
        goes_together(dialect, &self.document.body)
    }

    /// The lines of its file where it has failed.
    pub(super) fn excerpt(&self, error: &Error) -> Option<String> {
        excerpt_below(error, &self.document.body, self.document.lines_before)
    }
}

/// The steps, the last applied migration first; none if nothing stands behind the one to which all is to go back.
pub(super) fn of(dialect: Dialect, folder: &Folder, rows: &[Row], request: &Request) -> Result<Vec<Step>, DownError> {
    let standing = Standing::of(rows);
    if standing.is_empty() {
        return Err(DownError::NothingApplied);
    }
    let mut going = match &request.goal {
        Goal::Last(count) if *count > standing.len() => {
            return Err(DownError::TooMany { applied: standing.len(), wanted: *count });
        }
        Goal::Last(count) => standing[..*count].to_vec(),
        Goal::To(name) => behind(folder, &standing, name)?,
        Goal::Only(names) => {
            let is_meant = |one: &&Standing<'_>| names.contains(&one.row.migration_name);
            standing.iter().filter(is_meant).cloned().collect()
        }
    };
    if !request.mark_only {
        check_order(folder, rows, &going, &standing)?;
    }
    // Ways back were proven in the folder's order; what failed is only marked.
    let place = |one: &Standing<'_>| folder.migrations.iter().position(|m| m.name == one.row.migration_name);
    going.sort_by_key(|one| std::cmp::Reverse((one.row.is_failed(), place(one))));
    if request.mark_only {
        return Ok(going.iter().map(marked).collect());
    }
    let recorded = to_record(folder, rows);
    let is_there = |m: &Migration| is_applied(&m.name, rows) || recorded.contains(&m.name);
    // Behind what is applied, or behind all there is: another one may be merged, and not deployed yet.
    let places = [folder.behind_those(dialect, is_there), folder.behind(dialect)];
    let of = |one: &Standing<'_>| {
        let mut step = step(dialect, folder, one)?;
        let is_elsewhere = |place: &[(&Migration, Option<Behind>)]| {
            let own = place.iter().find(|(migration, _)| migration.name == step.migration);
            own.and_then(|(_, behind)| behind.as_ref()).is_some_and(|behind| step.document.is_elsewhere(behind))
        };
        step.is_elsewhere = places.iter().all(|place| is_elsewhere(place));
        Ok(step)
    };
    going.iter().map(of).collect()
}

/// A migration that is not rolled back.
#[derive(Debug, Clone)]
struct Standing<'r> {
    /// What is taken back.
    row: &'r Row,
    /// Further ones of it.
    further: Vec<&'r Row>,
}

impl<'r> Standing<'r> {
    /// The last one first.
    fn of(rows: &'r [Row]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for row in rows.iter().filter(|row| !row.is_rolled_back()) {
            match all.iter_mut().find(|one| one.row.migration_name == row.migration_name) {
                Some(one) => one.further.push(row),
                None => all.push(Self { row, further: Vec::new() }),
            }
        }
        for one in &mut all {
            // A way back that has begun is ended first; one that failed takes nothing back.
            let rank = |row: &Row| (Before::of_begun(row).is_none(), !row.is_applied());
            for other in &mut one.further {
                if rank(other) < rank(one.row) {
                    std::mem::swap(&mut one.row, other);
                }
            }
        }
        all.reverse();
        all
    }

    fn further_ids(&self) -> Vec<String> {
        self.further.iter().map(|row| row.id.clone()).collect()
    }
}

/// Nothing runs.
fn marked(one: &Standing<'_>) -> Step {
    let row = one.row;
    Step {
        migration: row.migration_name.clone(),
        row: row.id.clone(),
        further: one.further_ids(),
        checksum: row.checksum.clone(),
        down_checksum: None,
        document: Document::read(""),
        up: String::new(),
        is_elsewhere: false,
        is_marked_only: true,
        before: Before::of_begun(row),
        is_begun: Before::of_begun(row).is_some(),
        gone: Vec::new(),
    }
}

/// What stands behind a migration in the folder, whenever it was applied: ways back were proven in that order. What failed, and
/// what the folder lacks, has no other place than that of its record.
fn behind<'r>(folder: &Folder, standing: &[Standing<'r>], name: &str) -> Result<Vec<Standing<'r>>, DownError> {
    let not_applied = || DownError::NotApplied { migration: name.to_owned() };
    let is_it = |one: &Standing<'_>| one.row.migration_name == *name && one.row.is_applied();
    let recorded = standing.iter().position(is_it).ok_or_else(not_applied)?;
    let place = |name: &str| folder.migrations.iter().position(|m| m.name == name);
    let own = place(name);
    let is_behind = |(at, one): &(usize, &Standing<'_>)| match (own, place(&one.row.migration_name)) {
        (Some(own), Some(other)) if !one.row.is_failed() => other > own,
        _ => *at < recorded,
    };
    Ok(standing.iter().enumerate().filter(is_behind).map(|(_, one)| one.clone()).collect())
}

/// A way back leads from what the migrations before it and itself make: none that stands behind it in the folder may stay.
fn check_order(
    folder: &Folder,
    rows: &[Row],
    going: &[Standing<'_>],
    standing: &[Standing<'_>],
) -> Result<(), DownError> {
    for one in going.iter().filter(|one| !one.row.is_failed()) {
        let name = &one.row.migration_name;
        let later = staying_behind(folder, rows, going, name);
        if !later.is_empty() {
            let is_closed = |count: &usize| {
                let going = &standing[..*count];
                let mut ours = going.iter().filter(|one| !one.row.is_failed());
                ours.all(|one| staying_behind(folder, rows, going, &one.row.migration_name).is_empty())
            };
            let together = (going.len()..=standing.len()).find(is_closed);
            return Err(DownError::OutOfOrder { migration: name.clone(), later, together });
        }
    }
    Ok(())
}

/// What is applied, stands behind a migration in the folder, and would stay.
fn staying_behind(folder: &Folder, rows: &[Row], going: &[Standing<'_>], name: &str) -> Vec<String> {
    let behind = folder.migrations.iter().skip_while(|m| m.name != *name).skip(1).map(|m| &m.name);
    let stays =
        |name: &&String| is_applied(name, rows) && !going.iter().any(|other| other.row.migration_name == **name);
    behind.filter(stays).cloned().collect()
}

fn step(dialect: Dialect, folder: &Folder, one: &Standing<'_>) -> Result<Step, DownError> {
    let row = one.row;
    let name = &row.migration_name;
    let not_there = || DownError::NotInFolder { migration: name.clone(), folder: folder.path.clone() };
    let migration = folder.find(name).ok_or_else(not_there)?;
    let up = migration.script().map_err(|_| not_there())?;
    let begun = Before::of_begun(row);
    let is_begun = begun.is_some();
    for other in &one.further {
        match Left::of(dialect, up, other).why() {
            Some(why) if other.is_failed() => return Err(DownError::FailedPartly { migration: name.clone(), why }),
            None | Some(_) if matches_checksum(up, &other.checksum) => {}
            None | Some(_) => return Err(DownError::Edited { migration: name.clone() }),
        }
    }
    let (document, down_checksum) = match row.is_failed() && !is_begun {
        true => match Left::of(dialect, up, row).why() {
            Some(why) => return Err(DownError::FailedPartly { migration: name.clone(), why }),
            None => (Document::read(""), None),
        },
        false => {
            let (document, text) = document(migration, up, row)?;
            if is_begun && !goes_on(dialect, &document.body) {
                return Err(DownError::Begun { migration: name.clone() });
            }
            (document, Some(checksum(&text)))
        }
    };
    Ok(Step {
        migration: name.clone(),
        row: row.id.clone(),
        further: one.further_ids(),
        checksum: row.checksum.clone(),
        down_checksum,
        document,
        up: up.to_owned(),
        is_elsewhere: false,
        is_marked_only: row.is_failed() && !is_begun,
        before: begun.or_else(|| Before::of_applied(row)),
        is_begun,
        gone: Vec::new(),
    })
}

/// Whether a way back that was interrupted can be run again, since the database shows what is left to do.
pub(crate) fn goes_on(dialect: Dialect, script: &str) -> bool {
    matches!(Concurrent::of(dialect, script), Some(Concurrent::Drops | Concurrent::Makes(_)))
}

fn document(migration: &Migration, up: &str, row: &Row) -> Result<(Document, String), DownError> {
    let name = || migration.name.clone();
    if !matches_checksum(up, &row.checksum) {
        return Err(DownError::Edited { migration: name() });
    }
    let read = migration.down().map_err(|e| DownError::Unreadable { migration: name(), inner: Box::new(e) })?;
    let text = read.ok_or_else(|| DownError::Missing { migration: name() })?;
    let document = Document::read(&text);
    match document.staleness(up) {
        // A person's own, without our comment.
        Some(Staleness::Unbound) | None => {}
        Some(Staleness::Stale) => return Err(DownError::Stale { migration: name() }),
    }
    if document.is_unfinished() {
        let manual = document.notes.iter().find(|note| note.kind == NoteKind::Manual);
        let why = manual.map_or_else(|| "it was not proven".to_owned(), |note| note.text.clone());
        return Err(DownError::Unfinished { migration: name(), why });
    }
    Ok((document, text))
}
