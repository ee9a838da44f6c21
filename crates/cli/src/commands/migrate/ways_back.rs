//! What `migrate dev`, `rebase --replan` and `down --write` do about the `down.sql` of new and changed migrations, and tell of them.

use std::path::PathBuf;

use nicol_engine::dev::Dev;
use nicol_engine::down::Made;
use nicol_engine::shadow::Way;
use nicol_engine::{Error, Folder};
use nicol_migrate::inverse::{Document, Proof, Staleness};
use serde_json::Value;

use super::PROVEN;
use crate::error::CommandError;
use crate::{output, progress};

/// Writes the ways back beside new migrations; gives the last one's file. Who may not make a shadow database goes on
/// without.
pub(super) async fn write(dev: &mut Dev<'_>, names: &[String]) -> Result<Option<String>, CommandError> {
    let names = not_by_hand(&dev.folder, names);
    let Some(last) = names.last() else { return Ok(None) };
    progress::now(&format!("proving the way back from {last}"));
    let outcome = dev.write_downs(&names).await;
    let written = match outcome {
        Err(error @ (Error::NoShadow { .. } | Error::ShadowNotMade(_))) => {
            tell_unwritten(&error);
            return Ok(None);
        }
        other => other?,
    };
    tell_written(&written, dev.proof)?;
    Ok(written.last().map(|(path, _)| path.display().to_string()))
}

/// Which files there are now, and where they were proven.
pub(super) fn tell_written(written: &[(PathBuf, Made)], proof: Option<Way>) -> Result<(), CommandError> {
    proof.and_then(|way| way.note(PROVEN)).into_iter().for_each(output::note);
    for (path, made) in written {
        output::result(format_args!("Wrote {}", path.display()))?;
        tell_made(made);
    }
    Ok(())
}

/// There is none, where all else is done.
pub(super) fn tell_unwritten(why: &Error) {
    output::warning(format_args!("no way back was written: {}", why_unwritten(why)));
    output::hint("later, where that can be done: `nicol migrate down --write NAME`");
}

/// A history can be replayed where no way back can be proven, so that this error has more to say there.
pub(super) fn why_unwritten(why: &Error) -> String {
    match why {
        Error::NoShadow { .. } => "it is proven in a database of its own, and the user may make none".to_owned(),
        other => other.to_string(),
    }
}

/// What its file says, too, of what a person has to do.
pub(super) fn tell_made(made: &Made) {
    if made.proof != Proof::Equal {
        output::warning(format_args!(
            "the way back from {} is not complete: its comment says what is missing",
            made.migration
        ));
    }
}

pub(super) fn warnings(made: &Made) -> Value {
    made.inverse.notes.iter().map(|note| note.text.as_str()).collect()
}

/// Ways back that don't fit their migrations any more; gives those to be made anew, of the migrations that were `applied` in
/// this run and that no person has changed: drafts are meant to be edited.
pub(super) fn stale(folder: &Folder, applied: &[String]) -> Vec<String> {
    let mut anew = Vec::new();
    for migration in &folder.migrations {
        let (Ok(Some(text)), Ok(up)) = (migration.down(), migration.script()) else { continue };
        let (document, name) = (Document::read(&text), &migration.name);
        if document.staleness(up) != Some(Staleness::Stale) {
            continue;
        }
        if document.is_untouched() && applied.contains(name) {
            output::note(format_args!("The migration.sql of {name} was changed: its down.sql is made anew."));
            anew.push(name.clone());
            continue;
        }
        output::warning(format_args!("the migration.sql of {name} was changed since its down.sql was made"));
        let at_a_price = if document.is_untouched() { "" } else { " (what you have written in it is lost)" };
        output::hint(format_args!("make it anew: `nicol migrate down --write {name}`{at_a_price}"));
    }
    anew
}

/// Those whose down.sql a person has not written.
fn not_by_hand(folder: &Folder, names: &[String]) -> Vec<String> {
    let is_by_hand = |name: &&String| {
        folder.find(name).is_some_and(|migration| match migration.down() {
            Ok(text) => text.is_some_and(|text| !Document::read(&text).is_untouched()),
            // Nobody knows what is in it.
            Err(_) => true,
        })
    };
    let (kept, rest): (Vec<_>, Vec<_>) = names.iter().partition(is_by_hand);
    for name in kept {
        output::warning(format_args!(
            "the down.sql of {name} was written by hand, so it stays: look whether it still leads back"
        ));
        output::hint(format_args!(
            "make it anew: `nicol migrate down --write {name}` (what you have written in it is lost)"
        ));
    }
    rest.into_iter().cloned().collect()
}
