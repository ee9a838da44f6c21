//! Failed migrations: what is left of each, and what to do about it.

mod invalid;

use nicol_catalog::Dialect;
use nicol_catalog::script::postgres::{self, Carriage, Demand, concurrent_index};
use nicol_catalog::script::{controls_transactions, split};
use nicol_driver::admin::Connection;
use nicol_migrate::history::{Row, matches_checksum};

use crate::apply::concurrent::{self, Standing};
use crate::down;
use crate::error::{Error, FailedMigration, Result};
use crate::folder::Folder;
use crate::history::{self, Before};
use crate::script::goes_together;
use nicol_migrate::inverse::Document;

/// Refuses to go on while a failed migration is not settled.
///
/// # Errors
/// P3009.
pub(crate) async fn refuse(connection: &Connection, folder: &Folder, rows: &[Row]) -> Result<()> {
    let failed = explained(connection, folder, rows).await;
    if failed.is_empty() { Ok(()) } else { Err(Error::FailedMigrations { failed }) }
}

/// The failed migrations of a history, with what the database shows of them.
pub(crate) async fn explained(connection: &Connection, folder: &Folder, rows: &[Row]) -> Vec<FailedMigration> {
    let mut failed = Vec::new();
    for row in rows.iter().filter(|row| row.is_failed()) {
        let mut one = history::failed(row);
        let migration = folder.find(&row.migration_name);
        if Before::of_begun(row).is_some() {
            let back = migration.and_then(|m| m.down().ok().flatten()).unwrap_or_default();
            let goes_on = down::goes_on(connection.dialect(), &Document::read(&back).body);
            one.advice = Some(format!("its way back has begun: {}", down::settle(&row.migration_name, goes_on)));
        } else if let Some(Ok(script)) = migration.map(|migration| migration.script()) {
            one.advice = advice(connection, script, row).await;
        } else if migration.is_none() {
            let name = &row.migration_name;
            one.advice = Some(match is_undone(row) {
                true => format!(
                    "its folder is gone, and nothing of it is in the database: put it back; or, if it is not wanted any more, say \
                     `nicol migrate resolve --rolled-back {name}`"
                ),
                false => format!(
                    "its folder is gone: put it back; or, if nothing of it is in the database and it is not wanted any more, say \
                     `nicol migrate resolve --rolled-back {name}`"
                ),
            });
        }
        failed.push(one);
    }
    failed
}

/// What a failed migration has left behind, as far as its row and its script tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// The database has said why it failed, and has undone all of it.
    Nothing,
    /// It was one transaction, and nobody has said how that ended.
    AllOrNothing,
    /// Another script was run than there is now.
    Unknown,
    /// It was no transaction, or not only one.
    Parts,
}

impl Left {
    pub(crate) fn of(dialect: Dialect, script: &str, row: &Row) -> Self {
        let is_whole = goes_together(dialect, script) && (dialect != Dialect::Sqlite || history::is_ours(row));
        let logs = row.logs.as_deref().unwrap_or_default();
        if is_undone(row) {
            return Self::Nothing;
        }
        match is_whole && !logs.starts_with(COMMITTED) {
            false => Self::Parts,
            true if !matches_checksum(script, &row.checksum) => Self::Unknown,
            true if logs.trim().is_empty() || logs.starts_with(UNSURE) => Self::AllOrNothing,
            true => Self::Nothing,
        }
    }

    /// Why it can't be said that nothing is left; `None` if it can.
    pub(crate) const fn why(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::AllOrNothing => Some("nobody has recorded how its run ended: all of it is there or nothing"),
            Self::Unknown => Some("its migration.sql was changed since it was run"),
            Self::Parts => Some(
                "it controls transactions itself, has what no transaction takes, or was run statement by statement",
            ),
        }
    }
}

/// Whether the record says that nothing is left.
fn is_undone(row: &Row) -> bool {
    row.logs.as_deref().is_some_and(|logs| logs.starts_with(UNDONE)) && history::is_ours(row)
}

/// What the logs begin with where an error does not tell whether the script has run.
pub(crate) const UNSURE: &str = "it is not known whether the script has run: ";

/// What the logs begin with where the database has undone all of it: that stays true when the script is corrected.
pub(crate) const UNDONE: &str = "nothing of it is in the database: ";

/// What the logs begin with where a script has ended transactions that no reader of it would have seen.
pub(crate) const COMMITTED: &str = "a part of it is committed: ";

async fn advice(connection: &Connection, script: &str, row: &Row) -> Option<String> {
    let (name, dialect) = (&row.migration_name, connection.dialect());
    let logs = row.logs.as_deref().unwrap_or_default();
    let settle = format!(
        "if what its script makes is there, say `nicol migrate resolve --applied {name}`; if it is not, \
         `nicol migrate resolve --rolled-back {name}`, and apply again"
    );
    match Left::of(dialect, script, row) {
        Left::Nothing if !matches_checksum(script, &row.checksum) => Some(format!(
            "nothing of that run is in the database, and its migration.sql was changed since: say `nicol migrate resolve \
             --rolled-back {name}`, and apply again"
        )),
        Left::Nothing => refused_commit(dialect, script, logs, name).or_else(|| {
            Some(format!(
                "its script runs in one transaction, so nothing of it is in the database: correct it, say \
             `nicol migrate resolve --rolled-back {name}`, and apply again"
            ))
        }),
        Left::AllOrNothing => Some(format!(
            "its run was ended before it could record what has become of it; its script runs in one transaction, so all of it is \
             there or nothing: look at the database: {settle}"
        )),
        Left::Unknown => Some(format!(
            "its migration.sql was changed since it was run, so it does not tell what is left of that run: look at the \
             database: {}",
            undo_or_finish("", name)
        )),
        Left::Parts if dialect == Dialect::Sqlite && !history::is_ours(row) && !controls_transactions(script) => {
            Some(format!(
                "another program than this one has run its script, statement by statement as Prisma does, so what stands before \
                 the one that failed may be there: {}",
                undo_or_finish("", name)
            ))
        }
        Left::Parts => left_behind(connection, script, logs, name).await,
    }
}

/// What to do about a command that has tried to commit beside others; `None` if that is not why a script has failed.
fn refused_commit(dialect: Dialect, script: &str, logs: &str, name: &str) -> Option<String> {
    if dialect == Dialect::Sqlite {
        return None;
    }
    let mut commands = postgres::refused_commits(script);
    // As the driver writes the server's codes; of the second one the server says what it refuses.
    match (logs.contains("error 2D000:"), logs.contains("error 25001:")) {
        (true, _) => commands.retain(|command| ["CALL", "DO"].contains(command)),
        (_, true) => commands.retain(|command| logs.contains(&format!("{command} cannot "))),
        _ => return None,
    }
    (!commands.is_empty()).then(|| {
        format!(
            "nothing of it is in the database. What commits, as {} may, has to be the only statement of its script: give it a \
             migration of its own, say `nicol migrate resolve --rolled-back {name}`, and apply again",
            commands.join(" and ")
        )
    })
}

/// What a script that failed and is recorded as failed, with this in its logs, may have left behind, and what to do about
/// it; `None` if it leaves nothing, and there is nothing to say.
pub(crate) async fn left_behind(connection: &Connection, script: &str, logs: &str, name: &str) -> Option<String> {
    let controls = || {
        Some(format!(
            "its script controls transactions itself: what it did before its last COMMIT stays: {}",
            undo_or_finish("", name)
        ))
    };
    if connection.dialect() == Dialect::Sqlite {
        return match (controls_transactions(script), goes_together(Dialect::Sqlite, script)) {
            (true, _) => controls(),
            (false, true) => None,
            (false, false) => Some(format!(
                "its script ends in what no transaction takes (a PRAGMA): if that has failed, all that stands before it stays: {}",
                undo_or_finish("", name)
            )),
        };
    }
    if split::concurrent(script).is_some() {
        let drops = invalid::drops(connection, script).await.unwrap_or_default();
        let first = if drops.is_empty() { String::new() } else { format!("say {}, then ", drops.join(" ")) };
        return Some(format!(
            "its statements run one after the other, and what stands before the one that failed stays: {}",
            undo_or_finish(&first, name)
        ));
    }
    let Carriage::Alone(statement, demand) = Carriage::of(script) else {
        if logs.starts_with(COMMITTED) {
            return controls();
        }
        return refused_commit(connection.dialect(), script, logs, name);
    };
    match demand {
        Demand::Controls | Demand::MayCommit(_) => controls(),
        Demand::Outside("DETACH PARTITION CONCURRENTLY") => Some(format!(
            "if the partition is only half detached (\"DETACH PENDING\" in psql's \\d+), say ALTER TABLE … DETACH \
             PARTITION … FINALIZE and `nicol migrate resolve --applied {name}`; else say `nicol migrate resolve --rolled-back \
             {name}`, and apply again"
        )),
        Demand::Outside(_) if demand.is_concurrent() => of_index(connection, statement.text, name).await,
        _ => None,
    }
}

fn undo_or_finish(first: &str, name: &str) -> String {
    format!(
        "{first}undo that or take it out of the script, say `nicol migrate resolve --rolled-back {name}`, and apply again; or do the \
         rest by hand, and say `nicol migrate resolve --applied {name}`"
    )
}

/// What an index that was made, dropped or rebuilt concurrently has left.
async fn of_index(connection: &Connection, statement: &str, name: &str) -> Option<String> {
    let interrupted = |drops: &str| {
        format!(
            "it did not come to its end and has left what is no valid index: say {drops} and when the cause is gone \
             `nicol migrate resolve --rolled-back {name}`, and apply again"
        )
    };
    if let Some(index) = concurrent_index(statement) {
        let made = &index.name;
        return Some(match concurrent::standing(connection, &index).await.ok()? {
            Standing::Invalid(index) => interrupted(&format!("DROP INDEX CONCURRENTLY {index};")),
            Standing::Valid => format!(
                "its index {made} is there and valid: say `nicol migrate resolve --applied {name}` if that is what it makes"
            ),
            Standing::Missing => format!(
                "its index {made} is not there: say `nicol migrate resolve --rolled-back {name}`, and apply again"
            ),
        });
    }
    let drops = invalid::drops(connection, statement).await?;
    (!drops.is_empty()).then(|| interrupted(&drops.join(" ")))
}
