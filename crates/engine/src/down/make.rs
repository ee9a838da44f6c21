//! Making ways back, and proving them: up, down and up again on the shadow database, whose catalogs are compared.

use nicol_driver::admin::Connection;
use nicol_migrate::history::Lineage;
use nicol_migrate::inverse::{
    self, Document, Extent, Inverse, Note, NoteKind, Owner, Picture, Proof, Purpose, changes_data, differences,
    queries, reaches_out,
};

use super::{DownError, set_aside};
use crate::error::{Error, Result};
use crate::folder::{Folder, Migration};
use crate::shadow::Way;
use crate::target::Target;
use crate::{database, script, shadow};

/// A way back that was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub migration: String,
    /// The whole `down.sql`.
    pub text: String,
    pub inverse: Inverse,
    pub proof: Proof,
}

/// Of which migrations ways back are made.
pub type Which<'w> = &'w (dyn Fn(&Migration) -> bool + Sync);

/// Replays `migrations` on a shadow database, and makes the ways back of those that are asked for. What the whole history
/// makes is kept for the next run. `on` hears of each, `tell` of where it happens.
///
/// # Errors
/// P3006 for a migration that fails, P3014 if the shadow database can't be made, P3015 for a missing script.
pub async fn make(
    target: &Target,
    main: &Connection,
    migrations: &[&Migration],
    which: Which<'_>,
    on: &mut dyn FnMut(&Migration),
    tell: &mut dyn FnMut(Way),
) -> Result<Vec<Made>> {
    shadow::check_names(target)?;
    let mut made = Vec::new();
    let mut next = 0;
    // A way back that does not lead back leaves a database in which nothing can go on: the rest gets another one.
    while next < migrations.len() {
        next = shadow::session_telling(target, main, tell, async |connection| {
            let at = session(target, connection, migrations, next, which, &mut made, on).await?;
            if at == migrations.len() {
                let rows = database::record(connection, &target.scope()).await?;
                shadow::keep(target, main, migrations, &rows).await?;
            }
            Ok(at)
        })
        .await?;
    }
    Ok(made)
}

/// The way back of a migration of which some of what it has kept is gone: the same tables, without it.
pub(super) async fn without(
    target: &Target,
    main: &Connection,
    folder: &Folder,
    name: &str,
    gone: &[String],
) -> Result<Document> {
    shadow::check_names(target)?;
    let made = shadow::session(target, main, async |connection| {
        shadow::prepare(target, connection).await?;
        let before = folder.migrations.iter().take_while(|m| m.name != name);
        for migration in before {
            shadow::run_one(target, connection, migration).await?;
        }
        let migration = folder
            .find(name)
            .ok_or_else(|| Error::MigrationNotFound { migration: name.to_owned(), folder: folder.path.clone() })?;
        let was = picture(connection, Purpose::Planning).await?;
        shadow::run_one(target, connection, migration).await?;
        set_aside::forget(connection, gone).await?;
        let now = picture(connection, Purpose::Planning).await?;
        let owner = Owner { name, up: migration.script()?, behind: None };
        Ok(one(connection, owner, &was, now, Purpose::Comparing).await?.0)
    });
    let document = Document::read(&made.await?.text);
    if document.is_unfinished() {
        let manual = document.notes.iter().find(|note| note.kind == NoteKind::Manual);
        let why = manual.map(|note| note.text.clone()).unwrap_or_default();
        return Err(DownError::Unfinished { migration: name.to_owned(), why }.into());
    }
    Ok(document)
}

/// Goes on from `start` as long as the ways back lead back; gives the place of the next one.
async fn session(
    target: &Target,
    connection: &Connection,
    migrations: &[&Migration],
    start: usize,
    which: Which<'_>,
    made: &mut Vec<Made>,
    on: &mut dyn FnMut(&Migration),
) -> Result<usize> {
    shadow::prepare(target, connection).await?;
    let mut known = None;
    let mut lineage = Lineage::new(target.dialect());
    for (at, migration) in migrations.iter().enumerate() {
        if at < start || !which(migration) {
            shadow::run_one(target, connection, migration).await?;
            lineage.pass(migration.script()?);
            known = None;
            continue;
        }
        on(migration);
        let was = match known.take() {
            Some(picture) => picture,
            None => picture(connection, Purpose::Planning).await?,
        };
        shadow::run_one(target, connection, migration).await?;
        let now = picture(connection, Purpose::Planning).await?;
        let ends_for = match migrations.get(at + 1) {
            Some(next) if which(next) => Purpose::Planning,
            _ => Purpose::Comparing,
        };
        let up = migration.script()?;
        let behind = lineage.behind(up);
        let owner = Owner { name: &migration.name, up, behind: Some(&behind) };
        let (one, end) = one(connection, owner, &was, now, ends_for).await?;
        lineage.pass(up);
        made.push(one);
        if end.is_none() && at + 1 < migrations.len() {
            return Ok(at + 1);
        }
        known = end;
    }
    Ok(migrations.len())
}

/// One way back, and the database afterwards, if it is as after the migration again.
async fn one(
    connection: &Connection,
    of: Owner<'_>,
    was: &Picture,
    now: Picture,
    ends_for: Purpose,
) -> Result<(Made, Option<Picture>)> {
    let dialect = connection.dialect();
    let mut inverse = inverse::inverse(&now, was, of.up);
    for statement in changes_data(dialect, of.up) {
        inverse.notes.push(Note::unknown(format!(
            "migration.sql runs `{statement}`: rows that it has changed stay as they are. Write here what changes them back, \
             if that matters."
        )));
    }
    let told = inverse.notes.len();
    for statement in reaches_out(dialect, of.up) {
        let text = format!("migration.sql runs `{statement}`, ");
        if !inverse.notes[..told].iter().any(|note| note.text.starts_with(text.trim_end_matches([',', ' ']))) {
            inverse.notes.push(Note::unknown(format!(
                "{text}which no picture of the database shows: it stays done. Write here what undoes it, if that matters."
            )));
        }
    }
    let (proof, end) = prove(connection, of.up, &inverse, was, now, ends_for).await?;
    let text = Document::write(of, &inverse, &proof);
    Ok((Made { migration: of.name.to_owned(), text, inverse, proof }, end))
}

/// Runs a script on a database that may be changed at will, and makes and proves its way back there. If it leads back, the
/// database is as the script has left it; else in any state.
///
/// # Errors
/// The script's; the connection's.
pub async fn back_from(connection: &Connection, name: &str, up: &str) -> Result<Made> {
    let was = picture(connection, Purpose::Planning).await?;
    script::run(connection, up).await?;
    let now = picture(connection, Purpose::Planning).await?;
    Ok(one(connection, Owner { name, up, behind: None }, &was, now, Purpose::Comparing).await?.0)
}

async fn prove(
    connection: &Connection,
    up: &str,
    inverse: &Inverse,
    was: &Picture,
    now: Picture,
    ends_for: Purpose,
) -> Result<(Proof, Option<Picture>)> {
    let down: String = inverse.statements.iter().map(|s| format!("{s};\n")).collect();
    if let Err(e) = script::run(connection, &down).await {
        return Ok((Proof::Failed(e.to_string()), Some(now)));
    }
    let told = |found: Vec<inverse::Difference>| -> Vec<String> { found.iter().map(ToString::to_string).collect() };
    let back = told(differences(was, &picture(connection, Purpose::Comparing).await?));
    if !back.is_empty() {
        return Ok((Proof::Differs(back), None));
    }
    if let Err(e) = script::run(connection, up).await {
        return Ok((Proof::Failed(format!("after the way back, migration.sql does not run again: {e}")), None));
    }
    // Objects that were made again have other numbers.
    let end = picture(connection, ends_for).await?;
    let again = told(differences(&now, &end));
    match again.is_empty() {
        true => Ok((Proof::Equal, Some(end))),
        false => Ok((Proof::Differs(again), None)),
    }
}

async fn picture(connection: &Connection, purpose: Purpose) -> Result<Picture> {
    picture_of(connection, purpose, Extent::Whole).await
}

pub(crate) async fn picture_of(connection: &Connection, purpose: Purpose, extent: Extent<'_>) -> Result<Picture> {
    let dialect = connection.dialect();
    let queries = queries(dialect, purpose, extent);
    let texts: Vec<_> = queries.iter().map(String::as_str).collect();
    let mut answers = Vec::with_capacity(texts.len());
    for answer in connection.query_text_all(&texts).await {
        answers.push(answer?.rows);
    }
    Ok(Picture::read(dialect, answers))
}
