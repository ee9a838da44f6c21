//! A database and a folder on which `migrate dev` can't go on.

use nicol_engine::FailedMigration;
use nicol_migrate::history::ResetReason;

use crate::error::{CommandError, ErrorKind};

/// Prisma ends with 130 here, and so do we: nothing is reset by itself.
pub(super) fn reset_needed(reasons: &[ResetReason], failed: &[FailedMigration], folder: &str) -> CommandError {
    let reasons = &without_consequences(reasons);
    let list: String = reasons.iter().map(|reason| format!("\n  - {}", describe(reason))).collect();
    let error = CommandError::new(
        ErrorKind::ResetNeeded,
        format!("the database and the migrations folder don't agree, so no migration can be made on them:{list}"),
    );
    let is_unmanaged = reasons.iter().any(|r| matches!(r, ResetReason::Drift { has_history: false, .. }));
    let error = if is_unmanaged {
        error.hint(
            "a database that was there before its migrations is taken over by a first migration that describes it: \
             `nicol migrate baseline` writes it, and records it as applied",
        )
    } else {
        error
    };
    let error = reasons
        .iter()
        .filter_map(|reason| way_back(reason, failed, folder))
        .fold(error, |error, hint| if error.hints.contains(&hint) { error } else { error.hint(hint) });
    error.hint("or empty the database and apply the folder's migrations: `nicol migrate reset` (ALL DATA IS LOST)")
}

/// The reasons without what comes of others: what a missing migration has made looks like drift, and one that failed is not
/// also missing.
fn without_consequences(reasons: &[ResetReason]) -> Vec<ResetReason> {
    let has_failed = |name: &String| reasons.contains(&ResetReason::Failed(name.clone()));
    let mut left: Vec<ResetReason> = reasons.to_vec();
    for reason in &mut left {
        if let ResetReason::Unpersisted(names) | ResetReason::Diverged { unpersisted: names, .. } = reason {
            names.retain(|name| !has_failed(name));
        }
    }
    left.retain(|reason| !matches!(reason, ResetReason::Unpersisted(names) if names.is_empty()));
    let lacks = |reason: &ResetReason| matches!(reason, ResetReason::Diverged { .. } | ResetReason::Unpersisted(_));
    if left.iter().any(lacks) {
        left.retain(|reason| !matches!(reason, ResetReason::Drift { has_history: true, .. }));
    }
    left
}

/// How to mend it without losing anything.
fn way_back(reason: &ResetReason, failed: &[FailedMigration], folder: &str) -> Option<String> {
    match reason {
        ResetReason::Failed(name) => {
            let known = failed.iter().find(|one| one.name == *name).and_then(|one| one.advice.as_ref());
            Some(match known {
                Some(advice) => format!("settle {name}: {advice}"),
                None => format!(
                    "settle {name}: `nicol migrate resolve --rolled-back {name}` if nothing of it is left in the database, \
                     `nicol migrate resolve --applied {name}` if all of it is there"
                ),
            })
        }
        ResetReason::Edited(name) => {
            Some(format!("put the migration.sql of {name} back as it was, and write the change as a new migration"))
        }
        ResetReason::Drift { has_history: true, .. } => Some(format!(
            "undo in the database what was changed by hand; or keep it: bring it into the schema with `nicol db pull`, \
             save what `nicol migrate diff --from-migrations {folder} --to-config-datasource --script` prints as \
             the migration.sql of a new migration, and say `nicol migrate resolve --applied <name>`"
        )),
        ResetReason::Drift { has_history: false, .. } => None,
        ResetReason::Diverged { .. } | ResetReason::Unpersisted(_) => {
            Some("put the missing migrations back into the folder, for example from version control".to_owned())
        }
    }
}

fn describe(reason: &ResetReason) -> String {
    let indented = |text: &str| text.trim_matches('\n').replace('\n', "\n    ").replace("\n    \n", "\n\n");
    match reason {
        ResetReason::Failed(name) => format!("the migration {name} failed and was not settled"),
        ResetReason::Edited(name) => format!("the migration {name} was changed after it was applied"),
        ResetReason::Drift { summary, has_history: true } => {
            format!(
                "the database was changed without a migration; compared with its history it has:\n    {}",
                indented(summary)
            )
        }
        ResetReason::Drift { summary, has_history: false } => format!(
            "the database is not empty and has no history of migrations; compared with nothing it has:\n    {}",
            indented(summary)
        ),
        ResetReason::Diverged { last_common, unpersisted } => format!(
            "the histories part after {}: the database has {}, which the folder lacks",
            last_common.as_deref().unwrap_or("the beginning"),
            unpersisted.join(", ")
        ),
        ResetReason::Unpersisted(names) => {
            format!("the database has applied {}, which the migrations folder lacks", names.join(", "))
        }
    }
}
