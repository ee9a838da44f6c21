//! What `migrate dev`, `rebase --replan` and `down --write` do about the `down.sql` of new and changed migrations, and tell of them.

use std::path::PathBuf;

use nicol_catalog::Dialect;
use nicol_engine::dev::Dev;
use nicol_engine::down::Made;
use nicol_engine::shadow::Way;
use nicol_engine::{Error, Folder, Migration};
use nicol_migrate::history::Behind;
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

/// A `down.sql` that does not fit any more.
pub(super) struct OutOfDate {
    why: &'static str,
    pub(super) is_untouched: bool,
    /// Its own `migration.sql` is another one; else what stands before that.
    is_edited: bool,
}

impl OutOfDate {
    pub(super) fn of(migration: &Migration, behind: Option<&Behind>) -> Option<Self> {
        let (Ok(Some(text)), Ok(up)) = (migration.down(), migration.script()) else { return None };
        let document = Document::read(&text);
        let is_edited = document.staleness(up) == Some(Staleness::Stale);
        let why = match (is_edited, behind.is_some_and(|behind| document.is_elsewhere(behind))) {
            (true, _) => "its migration.sql was changed",
            (false, true) => "other migrations about the same things stand before it now",
            (false, false) => return None,
        };
        Some(Self { why, is_untouched: document.is_untouched(), is_edited })
    }

    pub(super) fn tell(&self, name: &str) {
        output::warning(format_args!("the down.sql of {name} is out of date: {}", self.why));
        let anew = format!("make it anew: `nicol migrate down --write {name}`");
        match (self.is_untouched, self.is_edited) {
            (true, _) => output::hint(anew),
            (false, true) => output::hint(format_args!("{anew} (what you have written in it is lost)")),
            (false, false) => output::hint(format_args!(
                "if it still leads back, take the line `behind: …` out of its comment; if not, {anew} (what you have written in it is \
                 lost)"
            )),
        }
    }
}

/// Tells of ways back that are out of date; gives those to be made anew. What a person has changed stays, and of a migration that
/// was not `applied` in this run the script may have been edited by mistake: drafts are meant to be edited.
pub(super) fn stale(dialect: Dialect, folder: &Folder, applied: &[String]) -> Vec<String> {
    let mut anew = Vec::new();
    for (migration, behind) in folder.behind(dialect) {
        let Some(found) = OutOfDate::of(migration, behind.as_ref()) else { continue };
        let name = &migration.name;
        if found.is_untouched && (applied.contains(name) || !found.is_edited) {
            output::note(format_args!("The down.sql of {name} is to be made anew: {}.", found.why));
            anew.push(name.clone());
        } else {
            found.tell(name);
        }
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
