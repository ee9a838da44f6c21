//! What people are told of the engine's and the client's errors, and what to do now.

use std::path::Path;

use crate::error::{CommandError, ErrorKind};

impl From<nicol_engine::Error> for CommandError {
    fn from(error: nicol_engine::Error) -> Self {
        use nicol_engine::Error as Failure;
        let failed = of_database(&error.to_string(), error.code());
        match error {
            Failure::ShadowIsMain { .. } | Failure::ShadowInUse { .. } => CommandError::config(failed.message)
                .hint("or take `shadowDatabaseUrl` out: then one is made and dropped as needed"),
            Failure::ApplyFailed { inner, is_recorded: false, .. } if is_disk(&inner) => {
                failed.hint("make room, and apply again: nothing has to be settled")
            }
            Failure::ApplyFailed { migration, inner, .. } if is_disk(&inner) => failed
                .hint(format!("make room, say `nicol migrate resolve --rolled-back {migration}`, and apply again")),
            Failure::ApplyFailed { is_recorded: false, .. } => {
                failed.hint("when the cause is gone, apply again: nothing has to be settled")
            }
            Failure::ApplyFailed { migration, inner, excerpt, left, .. } => {
                let uses_new_value = matches!(&*inner, Failure::Database(error) if error.sqlstate() == Some("55P04"));
                let failed = at(failed, excerpt);
                let failed = match uses_new_value {
                    true => failed.hint(
                        "let the value be added by a migration of its own, before this one: `nicol migrate dev` does so \
                         for migrations that were not applied yet",
                    ),
                    false => failed,
                };
                if let Some(left) = left {
                    return failed.hint(left);
                }
                let failed = match is_about_rows(&inner) {
                    true => failed.hint(format!(
                        "if rows of this database are in the way, mend them, say `nicol migrate resolve --rolled-back {migration}`, \
                         and apply again"
                    )),
                    false => failed,
                };
                failed
                    .hint(format!(
                        "correct the migration.sql of {migration}, say `nicol migrate resolve --rolled-back \
                         {migration}`, and apply again"
                    ))
                    .hint(format!(
                        "or finish by hand what it should do, and say `nicol migrate resolve --applied {migration}`"
                    ))
            }
            Failure::LockTimeout { .. } => {
                failed.hint("wait for them, or end them, and say it again; or wait longer: --lock-timeout 1m")
            }
            Failure::ScriptFailed { excerpt, .. } => at(failed, excerpt),
            Failure::ShadowFailed { migration, excerpt, .. } => at(failed, excerpt)
                .hint(format!("correct the migration.sql of {migration}; the database itself was not touched")),
            Failure::Down(error) => crate::commands::migrate::explained(&error, failed),
            Failure::Command { .. } | Failure::CommandNotStarted { .. } => failed.code("command-failed"),
            Failure::MustSplit { .. } | Failure::OutsideInTransaction { .. } | Failure::NewValueUsed { .. } => {
                failed.code("must-split")
            }
            Failure::NotSquashed { .. } => failed.code("not-squashed"),
            Failure::NotReplanned { .. } => failed.code("not-replanned"),
            Failure::NameTaken { .. } => failed.code("name-taken"),
            Failure::HasHistory | Failure::NothingToAdopt => failed.code("no-baseline"),
            Failure::BaselineFails { .. } => failed
                .code("no-baseline")
                .hint("write the first migration by hand, and record it: `nicol migrate resolve --applied 0_init`"),
            Failure::NotTheBaseline { .. } => failed
                .code("no-baseline")
                .hint("record those that the database has, one by one: `nicol migrate resolve --applied MIGRATION`"),
            Failure::SquashesPending { .. } => failed
                .code("squashes-pending")
                .hint("apply them first: `nicol migrate deploy`; or squash those before them: --to MIGRATION"),
            Failure::NothingToSquash => failed.code("not-squashed"),
            Failure::NotEmptied { .. } => failed.code("not-emptied"),
            Failure::OrderMatters { .. } => failed.code("order-matters"),
            Failure::PartlySquashed { path, kept_in, .. } => {
                by_hand(failed.code("partly-squashed"), &path, kept_in.as_deref())
            }
            Failure::HalfSquashed { .. } => failed.code("half-squashed"),
            Failure::SquashedOtherwise { .. } => failed.code("squashed-otherwise"),
            Failure::Backup(error) => failed.code(error.code()),
            Failure::File { action, path, source } => CommandError::io(action, &path, &source),
            Failure::Pull(_) if failed.code.as_deref() == Some("P4001") => failed
                .hint("look whether it is the right database (--url, the schema, the configuration, .env)")
                .hint("or write models into the schema, and make their tables with `nicol migrate dev`"),
            Failure::Database(error) if is_right(&error) => failed.hint(RIGHT),
            Failure::ResetFailed(inner) if matches!(&*inner, Failure::Database(error) if is_right(error)) => {
                failed.hint("nothing is gone; let the owner of what is there reset the database, or drop it")
            }
            _ => failed,
        }
    }
}

/// How a database gets the rest of what a squash replaces, with the folders that were put away.
fn by_hand(failed: CommandError, squash: &Path, kept_in: Option<&Path>) -> CommandError {
    let (Some(kept_in), Some(name), Some(folder)) = (kept_in, squash.file_name(), squash.parent()) else {
        return failed;
    };
    let (name, folder) = (name.display(), folder.display());
    failed.hint(format!(
        "or change the folders for as long as it takes: `mv {} .`, `cp -r {}/* {folder}`, `nicol migrate deploy`, then `mv {name} {folder}`, \
         `nicol migrate squash`, which puts the others away again, and `nicol migrate deploy`",
        squash.display(), kept_in.display()
    ))
}

/// With the lines of the script where it failed.
pub(crate) fn at(failed: CommandError, excerpt: Option<String>) -> CommandError {
    match excerpt {
        Some(excerpt) => CommandError { message: format!("{}\n{}", failed.message, excerpt.trim_end()), ..failed },
        None => failed,
    }
}

const RIGHT: &str = "let the owner of the database grant the right to the connection URL's user, or use another user";

fn is_right(error: &nicol_driver::Error) -> bool {
    error.sqlstate() == Some("42501")
}

/// Whether a constraint or type does not hold for rows that are there.
pub(crate) fn is_about_rows(error: &nicol_engine::Error) -> bool {
    const SQLITE_CONSTRAINT: u32 = 19;
    let nicol_engine::Error::Database(error) = error else { return false };
    error.sqlstate().is_some_and(|code| match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => number & 0xff == SQLITE_CONSTRAINT,
        _ => code.starts_with("23") || code.starts_with("22"),
    })
}

fn is_disk(error: &nicol_engine::Error) -> bool {
    matches!(error, nicol_engine::Error::Database(error) if error.is_disk())
}

impl From<nicol_client::Error> for CommandError {
    fn from(error: nicol_client::Error) -> Self {
        match error.code() {
            // What was refused before it was sent.
            Some(code @ ("P2019" | "P2020")) if error.database().is_none() => {
                CommandError::new(ErrorKind::Request, error.message()).code(code)
            }
            Some(code) => of_database(error.message(), Some(code)),
            None => CommandError::new(ErrorKind::Request, error.message()),
        }
    }
}

fn of_database(text: &str, code: Option<&str>) -> CommandError {
    let Some(code) = code else { return CommandError::new(ErrorKind::Database, text) };
    // The driver's errors begin with their code, which stands before the message here.
    let message = text.strip_prefix(code).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(text);
    CommandError::new(ErrorKind::Database, message).code(code)
}
