use std::path::PathBuf;

use nicol_catalog::names::quoted;
use nicol_catalog::script::split;
use nicol_catalog::{Catalog, ColumnArity, Dialect, Identity, QualifiedName, SortOrder, TableNote};
use nicol_driver::admin::Connection;
use nicol_migrate::diff::{DiffOptions, diff};
use nicol_migrate::history::squash::{Replaced, Standing, header, replaced as replaced_by, standing};
use nicol_migrate::history::{
    MAX_NAME_BYTES, Row, checksums, expects_table, folder_name, is_applied, lock_file, matches_checksum,
};
use nicol_migrate::inverse::Document;
use nicol_migrate::{inverse, sql};

use super::evidence::{Evidence, Given};
use super::half_done;
use super::rows::Unsteady;
use crate::error::{Error, Result};
use crate::folder::{Folder, Migration, SQUASHED};
use crate::target::Target;
use crate::{history, script, shadow};

/// What is squashed, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The last migration that is replaced; the folder's last one without it.
    pub to: Option<String>,
    /// What the new one is called, without its time stamp.
    pub name: String,
    /// Put the scripts one behind the other, instead of planning what they come to.
    pub join: bool,
    /// Try it out, and write nothing.
    pub dry_run: bool,
}

/// A squash that was made, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squashed {
    pub name: String,
    /// The new migration.
    pub script: String,
    pub replaced: Vec<String>,
    /// Where the replaced folders are now; those that were put away by this run, if it has ended one that had been begun.
    pub kept_in: Option<PathBuf>,
    /// If it had been written already: what still stood beside it, and was put away now.
    pub ended: Option<Vec<String>>,
    /// Statements that make the rows which the old scripts leave in a new database.
    pub carried: usize,
    /// Tables with those columns that two runs of the old scripts fill otherwise, and that were not compared.
    pub unsteady: Vec<String>,
}

/// Replaces the first migrations of the folder by one whose result is the same: tried on the shadow database, where
/// everything that the server tells is compared, and the rows. The database itself is not touched.
///
/// # Errors
/// [`Error::SquashesPending`] if this database has some of them only; [`Error::NotSquashed`] if the result would be another; P3017 for a name that the folder lacks; those of the replay; the
/// disk's.
pub async fn squash(target: &Target, folder: &mut Folder, options: &Options) -> Result<Squashed> {
    folder.check_provider(target.dialect())?;
    shadow::check_names(target)?;
    if let Some(done) = finished(folder, options)? {
        return Ok(done);
    }
    let end = match &options.to {
        Some(name) => folder
            .migrations
            .iter()
            .position(|m| m.name == *name)
            .map(|at| at + 1)
            .ok_or_else(|| Error::MigrationNotFound { migration: name.clone(), folder: folder.path.clone() })?,
        None => folder.migrations.len(),
    };
    let old: Vec<Migration> = folder.migrations[..end].to_vec();
    let Some(last) = old.last().filter(|_| old.len() > 1) else {
        return Err(Error::NothingToSquash);
    };
    let name = new_name(&last.name, options, folder.migrations.get(end).map(|m| m.name.as_str()))?;
    if folder.find(&name).is_some() {
        return Err(Error::MigrationFolderExists { path: folder.path.join(name) });
    }
    let connection = Connection::connect(&target.url).await?;
    check_pending(&old, &history::read(&connection).await?.unwrap_or_default())?;
    let mut wanted = made_by(target, &connection, &old).await?;
    let mut unsteady = Unsteady::default();
    let (body, carried, lacking) = match options.join {
        true => {
            let body = joined(target.dialect(), &old)?;
            let mut tried = try_out(target, &connection, &body, &wanted.schemas).await?;
            if wanted.rows != tried.rows {
                // What they make otherwise at each run themselves is nothing that the new one has changed.
                unsteady = Unsteady::between(&wanted.rows, &made_by(target, &connection, &old).await?.rows);
                [&mut wanted, &mut tried].into_iter().for_each(|made| unsteady.leave_out(&mut made.rows));
            }
            (body, 0, wanted.differences(&tried))
        }
        false => {
            let planned = planned(target, &connection, &wanted).await?;
            let mut lacking = planned.lacking;
            for migration in &old {
                let found = inverse::reaches_out(target.dialect(), migration.script()?);
                lacking.extend(found.iter().map(|statement| {
                    format!(
                        "{} runs `{statement}`, which no picture of the database shows, so that it would be lost",
                        migration.name
                    )
                }));
            }
            (planned.body, wanted.inserts.len() + wanted.positions.len(), lacking)
        }
    };
    if !lacking.is_empty() {
        return Err(Error::NotSquashed { why: lacking });
    }
    let replaced: Vec<Replaced> = old
        .iter()
        .map(|m| {
            let script = m.script()?;
            Ok(Replaced { name: m.name.clone(), checksums: checksums(script), instead_of: replaced_by(script) })
        })
        .collect::<Result<_>>()?;
    let script = format!("{}\n{body}", header(&replaced));
    let mut kept_in = None;
    if !options.dry_run {
        let in_their_place = folder.in_their_place(target.dialect());
        // If this is ended in between, the new one tells which are to go, and nothing is applied before they have.
        folder.put(&name, &script, &lock_file(target.dialect().provider_name()))?;
        let names: Vec<&str> = old.iter().map(|m| m.name.as_str()).collect();
        kept_in = Some(folder.put_away(&names, SQUASHED, &name)?);
        // What stands behind it stands behind the same.
        for (migration, behind) in folder.behind(target.dialect()) {
            if let Some(behind) = behind
                && in_their_place.contains(&migration.name)
                && let Ok(Some(text)) = migration.down()
                && let Some(text) = Document::moved(&text, &behind)
            {
                migration.write_down(&text)?;
            }
        }
    }
    let replaced = replaced.into_iter().map(|one| one.name).collect();
    Ok(Squashed { name, script, replaced, kept_in, ended: None, carried, unsteady: unsteady.told() })
}

/// What migrations make of a new database.
async fn made_by(target: &Target, connection: &Connection, migrations: &[Migration]) -> Result<Evidence> {
    shadow::session(target, connection, async |connection| {
        shadow::prepare(target, connection).await?;
        let given = Given::of(target, connection).await?;
        for migration in migrations {
            shadow::run_one(target, connection, migration).await?;
        }
        Evidence::of(target, connection, &given, &[]).await
    })
    .await
}

/// What an earlier run has begun, and this one ends; or has ended, if the same is asked for.
fn finished(folder: &mut Folder, options: &Options) -> Result<Option<Squashed>> {
    let is_last = |m: &&Migration| {
        let last = m.script().map(replaced_by).unwrap_or_default().pop();
        options.to.as_ref().is_some_and(|to| folder.find(to).is_none() && last.is_some_and(|last| last.name == *to))
    };
    let (name, left) = match half_done(folder) {
        Some(half) => half,
        None => match folder.migrations.iter().find(is_last) {
            Some(done) => (done.name.clone(), Vec::new()),
            None => return Ok(None),
        },
    };
    if options.dry_run && !left.is_empty() {
        return folder.check_squashes().map(|()| None);
    }
    let script = folder.find(&name).map(Migration::script).transpose()?.unwrap_or_default().to_owned();
    let replaced = replaced_by(&script).into_iter().map(|one| one.name).collect();
    let names: Vec<&str> = left.iter().map(String::as_str).collect();
    let kept_in = Some(folder.put_away(&names, SQUASHED, &name)?);
    Ok(Some(Squashed { name, script, replaced, kept_in, ended: Some(left), carried: 0, unsteady: Vec::new() }))
}

/// Refuses what would leave this database with a part of what is replaced: it could neither run nor record the new one.
fn check_pending(old: &[Migration], rows: &[Row]) -> Result<()> {
    let is_there = |m: &&Migration| {
        is_applied(&m.name, rows)
            || m.script().is_ok_and(|script| standing(&replaced_by(script), rows) == Standing::IsThere)
    };
    let is_changed = |m: &&Migration| {
        let mut of_it = rows.iter().filter(|row| row.is_applied() && row.migration_name == m.name);
        m.script().is_ok_and(|script| of_it.any(|row| !matches_checksum(script, &row.checksum)))
    };
    let changed: Vec<&str> = old.iter().filter(is_changed).map(|m| m.name.as_str()).collect();
    if !changed.is_empty() {
        return Err(Error::NotSquashed {
            why: vec![format!(
                "{} was changed after it was applied to this database: put back what was applied, and what was meant into a \
                 migration of its own",
                changed.join(", ")
            )],
        });
    }
    let (there, pending): (Vec<&Migration>, Vec<&Migration>) = old.iter().partition(is_there);
    match there.is_empty() || pending.is_empty() {
        true => Ok(()),
        false => Err(Error::SquashesPending { pending: pending.iter().map(|m| m.name.clone()).collect() }),
    }
}

/// It takes the place of the last one: before it only what it replaces, and behind it what came behind that.
fn new_name(last: &str, options: &Options, next: Option<&str>) -> Result<String> {
    let stamp = last.get(..14).filter(|stamp| stamp.bytes().all(|b| b.is_ascii_digit()));
    let name = folder_name(stamp.unwrap_or("00000000000000"), &options.name);
    if name.len() > MAX_NAME_BYTES {
        return Err(Error::NameTooLong { bytes: name.len() });
    }
    match next {
        Some(next) if next <= name.as_str() => Err(Error::NotSquashed {
            why: vec![format!("the new migration {name} would stand behind {next}: give it another name")],
        }),
        _ => Ok(name),
    }
}

/// A script that was tried, and what the database that it makes lacks.
pub(crate) struct Planned {
    pub(crate) body: String,
    pub(crate) lacking: Vec<String>,
}

/// A script that comes to the same: as plans write it, or else in the server's own words.
pub(crate) async fn planned(target: &Target, connection: &Connection, wanted: &Evidence) -> Result<Planned> {
    let first = match by_plan(target, connection, wanted).await {
        Ok(body) => checked(target, connection, wanted, body).await,
        Err(e) => Err(e),
    };
    // A script from nothing that drops tables makes them twice: plans have no word for something inside of them.
    let is_plain = |planned: &Planned| planned.lacking.is_empty() && !planned.body.contains("\nDROP TABLE ");
    if first.as_ref().is_ok_and(is_plain) {
        return first;
    }
    let body = by_picture(target, connection, wanted).await?;
    match checked(target, connection, wanted, body).await {
        Ok(second) if first.is_err() || second.lacking.is_empty() => Ok(second),
        Err(second) if first.is_err() => Err(second),
        _ => first,
    }
}

async fn checked(target: &Target, connection: &Connection, wanted: &Evidence, body: String) -> Result<Planned> {
    let lacking = wanted.differences(&try_out(target, connection, &body, &wanted.schemas).await?);
    Ok(Planned { body, lacking })
}

/// How plans put it, as far as they go.
fn options() -> DiffOptions {
    DiffOptions { partial_indexes: true, extensions: true, ..DiffOptions::default() }
}

/// Tables and the like as plans write them, then what plans have no word for, in the server's own words; and the rows
/// that the old scripts leave in a new database.
async fn by_plan(target: &Target, connection: &Connection, wanted: &Evidence) -> Result<String> {
    let dialect = target.dialect();
    let goal = as_written(wanted.catalog.clone(), target.namespaces.is_empty());
    let mut empty = Catalog::empty(dialect);
    // The schema that connections mean is in every database.
    empty.namespaces = goal.namespaces.iter().filter(|n| *n == target.url.schema()).cloned().collect();
    let mut body = extension_schemas(target, &goal) + &sql::render(&diff(&empty, &goal, &options()));
    if goal.tables.is_empty() && goal.enums.is_empty() && goal.extensions.is_empty() {
        body.clear();
    }
    if !wanted.inserts.is_empty() {
        // Before the keys that refer to them are looked after, and before there are triggers.
        let at = body.find("-- AddForeignKey\n").unwrap_or(body.len());
        let blank = if at == body.len() { "\n" } else { "" };
        body.insert_str(at, &format!("{blank}{ROWS}{}\n", lines(&wanted.inserts)));
    }
    let so_far = try_out(target, connection, &body, &wanted.schemas).await?;
    let rest = statements(&so_far, wanted);
    if !rest.is_empty() {
        body.push_str(&format!("\n-- What plans have no word for\n{}", lines(&rest)));
    }
    body.push_str(&positions(wanted));
    Ok(body.trim_end_matches('\n').to_owned() + "\n")
}

/// What leads from one to the other, but where sequences count from: that is known, and not to be guessed from rows.
fn statements(so_far: &Evidence, wanted: &Evidence) -> Vec<String> {
    let mut statements = inverse::inverse(&so_far.picture, &wanted.picture, "").statements;
    statements.retain(|statement| !statement.starts_with("SELECT setval("));
    statements
}

/// Behind everything else: rows and columns that come move what counts.
fn positions(wanted: &Evidence) -> String {
    match wanted.positions.is_empty() {
        true => String::new(),
        false => format!("\n-- Where the replaced migrations leave sequences\n{}", lines(&wanted.positions)),
    }
}

const ROWS: &str = "-- Rows that the replaced migrations leave in a new database\n";

/// Everything in the server's own words: where tables rest on what plans don't make.
async fn by_picture(target: &Target, connection: &Connection, wanted: &Evidence) -> Result<String> {
    let mut extensions = Catalog::empty(target.dialect());
    extensions.extensions = as_written(wanted.catalog.clone(), true).extensions;
    let mut body = match extensions.extensions.is_empty() {
        true => String::new(),
        false => {
            let made = sql::render(&diff(&Catalog::empty(target.dialect()), &extensions, &options()));
            format!("{}{made}\n", extension_schemas(target, &extensions))
        }
    };
    let so_far = try_out(target, connection, &body, &wanted.schemas).await?;
    let all = statements(&so_far, wanted);
    // Rows come before what looks at them or does more with them.
    let looks = |statement: &String| {
        statement.contains(" FOREIGN KEY ")
            || ["CREATE TRIGGER", "CREATE CONSTRAINT TRIGGER", "CREATE RULE", "CREATE VIEW", "CREATE MATERIALIZED"]
                .iter()
                .any(|start| statement.starts_with(start))
    };
    let (before, after) = all.split_at(all.iter().position(looks).unwrap_or(all.len()));
    body.push_str(&lines(before));
    if !wanted.inserts.is_empty() {
        body.push_str(&format!("\n{ROWS}{}\n", lines(&wanted.inserts)));
    }
    body.push_str(&lines(after));
    body.push_str(&positions(wanted));
    Ok(body)
}

/// Extensions come first, and the schemas of their own before them.
pub(crate) fn extension_schemas(target: &Target, goal: &Catalog) -> String {
    let mut schemas: Vec<&str> = goal.extensions.iter().filter_map(|extension| extension.schema.as_deref()).collect();
    schemas.retain(|schema| !["public", "pg_catalog", target.url.schema()].contains(schema));
    schemas.sort_unstable();
    schemas.dedup();
    schemas.iter().map(|schema| format!("CREATE SCHEMA IF NOT EXISTS {};\n\n", quoted(schema))).collect()
}

fn lines(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{};\n", statement.trim_end_matches(';'))).collect()
}

/// A catalog that was read, as a schema would want it: names without the schema that connections mean, if there is only
/// that, and no directions that go without saying.
pub(crate) fn as_written(mut catalog: Catalog, has_one_schema: bool) -> Catalog {
    // Every database has it.
    catalog.extensions.retain(|extension| extension.name != "plpgsql");
    // That of the next server may be another one.
    catalog.extensions.iter_mut().for_each(|extension| extension.version = None);
    let bare = |name: &mut QualifiedName| {
        if has_one_schema {
            name.namespace = None;
        }
    };
    for table in &mut catalog.tables {
        bare(&mut table.name);
        table.foreign_keys.iter_mut().for_each(|key| bare(&mut key.referenced_table));
        for column in table.indexes.iter_mut().flat_map(|index| &mut index.columns) {
            column.order = column.order.filter(|order| *order != SortOrder::Asc);
        }
        for column in &mut table.columns {
            if let Some(Identity::Sequence(name)) = &mut column.identity {
                bare(name);
            }
            // Plans would write what a column is generated from as its default.
            if table.notes.contains(&TableNote::GeneratedColumn(column.name.clone())) {
                column.default = None;
                column.arity = ColumnArity::Nullable;
            }
        }
    }
    catalog.enums.iter_mut().for_each(|one| bare(&mut one.name));
    for sequence in &mut catalog.sequences {
        bare(&mut sequence.name);
        if let Some((table, _)) = &mut sequence.owner {
            bare(table);
        }
    }
    if has_one_schema {
        catalog.namespaces.clear();
    }
    catalog
}

/// All scripts, one behind the other.
fn joined(dialect: Dialect, old: &[Migration]) -> Result<String> {
    let mut body = String::new();
    for migration in old {
        let script = migration.script()?;
        body.push_str(&format!("-- From {}\n{}\n", migration.name, script.trim_end()));
        if !script.trim_end().ends_with(';') {
            body.push_str(";\n");
        }
        body.push('\n');
    }
    let is_one = dialect == Dialect::Sqlite || split::split(&body).is_ok_and(|parts| parts.len() == 1);
    match is_one {
        true => Ok(body),
        false => Err(Error::NotSquashed {
            why: vec!["the scripts can't be one: some statements have to be alone in theirs".to_owned()],
        }),
    }
}

/// What a script makes in a new database, of these schemas.
pub(crate) async fn try_out(
    target: &Target,
    connection: &Connection,
    body: &str,
    schemas: &[String],
) -> Result<Evidence> {
    shadow::session(target, connection, async |connection| {
        shadow::prepare(target, connection).await?;
        let given = Given::of(target, connection).await?;
        if expects_table(target.dialect(), body) {
            history::Table::ensure(connection).await?;
        }
        script::run(connection, body)
            .await
            .map_err(|e| Error::NotSquashed { why: vec![format!("the script that was made does not run: {e}")] })?;
        Evidence::of(target, connection, &given, schemas).await
    })
    .await
}
