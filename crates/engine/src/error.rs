//! What can go wrong in a workflow, with Prisma's codes where Prisma has one.

mod code;
mod failed;

use std::path::{Path, PathBuf};

use nicol_migrate::introspect::IntrospectError;
use nicol_migrate::raise::RaiseError;

use crate::sessions::Session;

pub use failed::FailedMigration;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a workflow. Its text says what happened, to what, and what to do now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database, or the way to it.
    #[error("{0}")]
    Database(#[from] nicol_driver::Error),
    /// Catalogue rows that make no sense.
    #[error("the database was read, but its catalogue could not be understood: {0}")]
    Introspect(#[from] IntrospectError),
    /// A file or folder.
    #[error("could not {action} {}: {source}", path.display())]
    File { action: &'static str, path: PathBuf, source: std::io::Error },
    /// P1002.
    #[error(
        "{} within {seconds} s: {}{}",
        if *is_server {
            "another migration holds the lock of this database, and did not let go of it"
        } else {
            "another program is at work in the database's file (in WAL mode it is enough that it has it open), and did not let go \
             of it"
        },
        if *is_server {
            "wait until it is done and try again; if the database is behind a pooler, use its direct URL"
        } else {
            "end it, or wait until it is done, and try again"
        },
        holder.as_ref().map(|holder| format!("\n  it is held by {holder}")).unwrap_or_default()
    )]
    LockHeld { seconds: u64, is_server: bool, holder: Option<Box<Session>> },
    /// P3005.
    #[error(
        "the database is not empty, and there is no record of migrations in it: to adopt it as it is, say \
         `nicol migrate baseline`, which makes a first migration from it, or records those of the folder, as applied"
    )]
    DatabaseNotEmpty,
    /// P3006.
    #[error("the migration `{migration}` does not run on an empty database that has the migrations before it: {inner}")]
    ShadowFailed { migration: String, inner: Box<Error>, excerpt: Option<String> },
    /// The same, where an earlier replay may have left something.
    #[error(
        "the migration `{migration}` makes what is there already in the shadow database: {inner}\n\
         Schemas that the project is not about are not emptied before each use, and that one (`shadowDatabaseUrl`) has {}: what \
         an earlier replay has made there stays. List in `schemas` of the datasource what the migrations make, or leave \
         `shadowDatabaseUrl` out: then a new shadow database is made as needed. The database itself was not touched",
        others.join(", ")
    )]
    ShadowFilled { migration: String, inner: Box<Error>, others: Vec<String> },
    /// A script that is no migration.
    #[error("{inner}")]
    ScriptFailed {
        inner: Box<Error>,
        /// The lines before the place where it failed, with that.
        excerpt: Option<String>,
    },
    /// The script that prepares the shadow database.
    #[error("the script of `migrations.initShadowDb` does not run on the shadow database: {0}")]
    ShadowInitFailed(Box<Error>),
    /// P3008.
    #[error("the migration `{migration}` is recorded as applied already: there is nothing to resolve")]
    AlreadyApplied { migration: String },
    /// P3009.
    #[error(
        "a migration failed on this database and nothing more is applied until that is settled:\n{}{}",
        failed.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        // Who was told more needs no more.
        if failed.iter().all(|one| one.advice.is_some()) {
            ""
        } else {
            "\nlook at the database, then say `nicol migrate resolve --rolled-back <name>` to have it applied again, or finish it by \
             hand and say `nicol migrate resolve --applied <name>`"
        }
    )]
    FailedMigrations { failed: Vec<FailedMigration> },
    /// P3010.
    #[error("the migration's name has {bytes} bytes with its time stamp; 200 are allowed: give a shorter name")]
    NameTooLong { bytes: usize },
    /// P3011.
    #[error(
        "the migration `{migration}` has never been applied to this database, so it can't be rolled back: check the name"
    )]
    NeverApplied { migration: String },
    /// P3012.
    #[error(
        "the migration `{migration}` is not recorded as failed, it was applied: only a failed migration can be marked \
         as rolled back"
    )]
    NotFailed { migration: String },
    /// P3014.
    #[error(
        "the shadow database, in which migrations are tried out, could not be made: {0}\n\
         grant the user the right to create databases, or name one in `shadowDatabaseUrl`"
    )]
    ShadowNotMade(Box<Error>),
    /// The same, for a user who may not make databases, where there is no other way either.
    #[error(
        "the shadow database, in which migrations are tried out, could not be made: {inner}\n\
         let an administrator say `ALTER ROLE \"{user}\" CREATEDB`; or have an empty database made, and name it in \
         `shadowDatabaseUrl`; or install PostgreSQL's server on this machine (package postgresql): then a private one is \
         used. (A temporary schema of the main database will not do, because the migrations name schemas or do more than \
         make tables.)"
    )]
    NoShadow { user: String, inner: Box<Error> },
    /// The shadow database would be reset, and it is the main one.
    #[error(
        "the shadow database {shadow} is the same database as {main}, and a shadow database is emptied at every use: \
         nothing was done. Name another database"
    )]
    ShadowIsMain { shadow: String, main: String },
    /// The shadow database would be reset, and somebody keeps migrations in it.
    #[error(
        "the shadow database {shadow} has a history of migrations ({table}), as only a database in use has, and a shadow \
         database is emptied at every use: nothing was done. Name another database; if this one really may be emptied, \
         drop that table first"
    )]
    ShadowInUse { shadow: String, table: String },
    /// P3015.
    #[error("{} is missing or can't be read: put it back, or delete its folder if the migration was never applied", path.display())]
    MigrationFileMissing { path: PathBuf },
    /// P3015, of a file that is there.
    #[error(
        "{} is not text in UTF-8, which is what migrations are written in: save it as UTF-8 (PowerShell's `>` writes \
         UTF-16; its `Out-File -Encoding utf8` does not)",
        path.display()
    )]
    MigrationNotUtf8 { path: PathBuf },
    /// A new migration's folder is there already.
    #[error("{} exists already: wait a second or give another name", path.display())]
    MigrationFolderExists { path: PathBuf },
    /// P3016.
    #[error("the database could not be emptied: {0}")]
    ResetFailed(Box<Error>),
    /// A reset from a folder that is not there.
    #[error(
        "the database has applied {}, and there is no folder {}, so nothing would come back: nothing was done. \
         `migrations.path` of the configuration names the right one; if the database is to begin anew without migrations, \
         make it: `mkdir -p {}`",
        count(*applied), folder.display(), folder.display()
    )]
    NoFolder { folder: PathBuf, applied: usize },
    /// A reset that would empty the database, and could not apply the migrations then.
    #[error(
        "the migrations could not be applied to the emptied database: `{migration}` makes what stands in schemas that are not \
         emptied, since the project is not about them: {}. Nothing was done. To have {} emptied, too, list {} in `schemas` of the \
         datasource; or drop there what is not wanted any more",
        shown(standing), schemas.join(", "), if schemas.len() == 1 { "it" } else { "them" }
    )]
    NotEmptied { migration: String, standing: Vec<String>, schemas: Vec<String> },
    /// A lock that others held for longer than somebody wanted to wait, where no migration was at work.
    #[error(
        "{doing} has to wait for a lock that others hold, and the lock time-out ended it (55P03): nothing was done{}",
        blockers.iter().map(|blocker| format!("\n  {blocker}")).collect::<String>()
    )]
    LockTimeout { doing: &'static str, blockers: Vec<Session>, inner: Box<Error> },
    /// P3017.
    #[error("there is no migration `{migration}` in {}: check the name", folder.display())]
    MigrationNotFound { migration: String, folder: PathBuf },
    /// P3018.
    #[error(
        "the migration `{migration}` failed{}; no migration after it was applied.\n{inner}",
        if *is_recorded { " and is recorded as failed" } else { ": nothing of it was done, and nothing is recorded" }
    )]
    ApplyFailed {
        migration: String,
        inner: Box<Error>,
        excerpt: Option<String>,
        is_recorded: bool,
        /// What is left of it and what to do about it, where that is not nothing.
        left: Option<String>,
    },
    /// The connection was lost, and no other could be made.
    #[error(
        "the connection was lost while the migration `{migration}` was applied ({said}), and the database can't be asked \
         whether it is applied: either all of it is, with its record, or nothing of it. Run the command again when the \
         database can be reached: it goes on from where the database stands"
    )]
    ApplyUnknown { migration: String, said: String },
    /// Another run was faster, which can be where there is no lock.
    #[error("another run has applied the migration meanwhile, or is at it")]
    RecordedMeanwhile,
    /// Somebody has made the names of the history unique.
    #[error(
        "{index} lets no second record of a migration into the history, which one that was taken back, or has failed and was settled, \
         needs when it is applied again. Nothing of it was applied. Prisma's table has no such index: drop it, then run the command again"
    )]
    HistoryKey { index: String },
    /// Records that are there and can't be seen.
    #[error(
        "row level security hides what the history (`_prisma_migrations`) records from this user, so that what is applied can't be known. \
         Let the user of the migrations see all of it: `ALTER TABLE \"_prisma_migrations\" NO FORCE ROW LEVEL SECURITY` if it is \
         the table's owner, or else a policy for it"
    )]
    HistoryHidden,
    /// What has run, and could not be recorded.
    #[error(
        "the script has run and stays done, but its record can't be ended: {said}. Row level security may hide it from this user: let \
         the user of the migrations see and change all of `_prisma_migrations`, then say `nicol migrate resolve --applied` with its name"
    )]
    NotRecorded { said: String },
    /// Connections that are not what they were when they were opened.
    #[error(
        "the connection is in the schema `{schema}`, which the URL does not name: a pooler gives each transaction another one \
         (PgBouncer in transaction mode). Nothing more was applied. Name the database's direct URL: `directUrl` of the schema, or `--url`"
    )]
    OtherSchema { schema: String },
    /// What an interrupted run has left was taken for what a script makes.
    #[error(
        "the index {index} was there already, and is not valid, so that IF NOT EXISTS has made no other: an interrupted run has \
         left it, and no query uses it. Say `DROP INDEX CONCURRENTLY {index}`, then have the migration applied again"
    )]
    IndexNotValid { index: String },
    /// A script whose transaction would have been lost with everything after it.
    #[error(
        "the script leaves a transaction open, or prepared for a second phase: what it did since its last COMMIT is undone. Write \
         COMMIT at its end, or take BEGIN out of it: a script without BEGIN and COMMIT runs in one transaction anyway"
    )]
    TransactionLeftOpen,
    /// A dump that was made for psql.
    #[error(
        "`{line}` is for psql: the database does not take it. Take commands to psql out of the script; of dumps with \
         rows, make them with `pg_dump --inserts`, or without rows (`--schema-only`)"
    )]
    ForPsql { line: String },
    /// A script that would break foreign keys, which are off while it runs.
    #[error(
        "the script switches foreign keys off and also changes rows outside of that part, and {rows} would be left \
         without the row that they refer to: nothing was done. Put the statements that change rows into a script of \
         their own, without `PRAGMA foreign_keys=OFF`"
    )]
    RowsOrphaned { rows: String },
    /// A view that no longer works.
    #[error(
        "the view `{view}` does not work with the table that is made anew ({said}): nothing was done. Drop the view \
         first, and make it again afterwards in its new form"
    )]
    ViewBroken { view: String, said: String },
    /// A table that would be made anew without what others have added to it since the script was written.
    #[error(
        "a table would be made anew without what the script knows nothing of: {} (from a migration of another branch, which is \
         applied already, or made by hand). Plan the migration anew behind the others: `nicol migrate rebase --replan`; or, if that is to go, \
         name it in the migration.sql (a comment is enough)",
        lost.join(", ")
    )]
    Forgotten { lost: Vec<String> },
    /// Migrations of another branch that don't come to the same behind those of this one.
    #[error(
        "{} came from another branch, and can't be applied behind the newer ones that this database has: {why}\nNothing was applied. If the \
         newer ones are yours alone, have them taken back and planned anew behind the others: `nicol migrate rebase --replan`; if \
         other databases have them, too, make this one anew from the folder (`nicol migrate reset`, ALL DATA IS LOST)",
        late.join(", ")
    )]
    OrderMatters { late: Vec<String>, why: String },
    /// What was told of a plan is not true any more.
    #[error(
        "rows have come since it was looked what would be lost, so nothing was done:{}\nRun the command again: it tells what is \
         there now",
        losses.iter().map(|loss| format!("\n  - {loss}")).collect::<String>()
    )]
    RowsMeanwhile { losses: Vec<String> },
    /// New values of enums are there, the rest of a push is not.
    #[error(
        "{inner}\nof this push, only the new enum values ({values}) are in the database: PostgreSQL keeps them out of \
         the transaction that uses them. All else is as it was; mend the cause and push again"
    )]
    PushedEnumValues { values: String, inner: Box<Error> },
    /// P3019.
    #[error("{}", match found {
        Some(found) => format!(
            "the migrations in {} were made for {found}, but the schema's datasource is {expected}: migrations can't be carried \
             over to another database; start a new migrations folder",
            folder.display()
        ),
        None => format!(
            "{} does not say for which database the migrations are: put it back as it was, or write `provider = \"{expected}\"` \
             into it",
            folder.join(crate::folder::LOCK_FILE).display()
        ),
    })]
    ProviderMismatch { folder: PathBuf, found: Option<String>, expected: String },
    /// P4001, P4002.
    #[error("{0}")]
    Pull(#[from] RaiseError),
    /// What no transaction takes stands beside other statements.
    #[error(
        "the migration `{migration}` has {command} beside other statements, and PostgreSQL takes that only alone: a script \
         is one transaction. Nothing was applied. Put it into a migration of its own: `nicol migrate dev` does so by itself"
    )]
    MustSplit { migration: String, command: &'static str },
    /// A new value is used too early.
    #[error(
        "the migration `{migration}` uses the enum's value '{value}' in line {line}, in the transaction that adds it, and PostgreSQL \
         takes it only in a later one. Nothing was applied. Put what uses it into a migration of its own: `nicol migrate dev` \
         does so by itself"
    )]
    NewValueUsed { migration: String, value: String, line: usize },
    /// What no transaction takes stands in one.
    #[error(
        "the migration `{migration}` has {command} in line {line} between its own BEGIN and COMMIT, where PostgreSQL never \
         takes it: put it outside of them, or take them out"
    )]
    OutsideInTransaction { migration: String, command: &'static str, line: usize },
    /// A squash whose result would be another.
    #[error(
        "the migrations can't be squashed into one that makes the same database; nothing was changed:\n  - {}",
        why.join("\n  - ")
    )]
    NotSquashed { why: Vec<String> },
    /// A migration was to get a name that something has already.
    #[error(
        "{by} has the name `{name}`, which a migration was to get; nothing was changed: move that away, or give the migration \
         another name by hand"
    )]
    NameTaken { name: String, by: String },
    /// The history has migrations under other names than the folder.
    #[error(
        "migrations of the folder are applied to this database under other time stamps, since a `migrate rebase` was ended before the \
         records got the new names, or a folder was renamed by hand:{}\nThey would be applied a second time, so nothing was done. \
         Let the records have the names of the folder: `nicol migrate rebase {}`",
        moved.iter().map(|(old, new)| format!("\n  - {new} is recorded as {old}")).collect::<String>(),
        moved.iter().map(|(_, new)| new.as_str()).collect::<Vec<_>>().join(" ")
    )]
    Moved { moved: Vec<(String, String)> },
    /// Migrations stand beside the one that replaces them.
    #[error(
        "the migrations folder has {squash}, and still {} in whose place it stands: a squash was ended before it was done, or they were put \
         back. Nothing was done. Say `nicol migrate squash`, which puts them away; or, if they are back for a database that has some \
         of them only, take {} out of the folder for as long as that is deployed to",
        left.join(", "), path.display()
    )]
    HalfSquashed { squash: String, left: Vec<String>, path: PathBuf },
    /// The connection was lost while records got new names.
    #[error(
        "the connection was lost while the records of migrations got their new names; {}",
        if *is_known { "they have the old ones, and so has the folder: run the command again" } else {
            "the folder has the new ones, and the database can't be asked for its own. Run the command again when it can be reached"
        }
    )]
    NotRenamed { is_known: bool },
    /// An order in which one's own migrations drop what those of others have made.
    #[error(
        "in the new order the migrations drop what they make in the old one, so nothing was changed:\n{difference}\nHave yours planned \
         anew behind the others: `nicol migrate rebase --replan`"
    )]
    NewOrderLoses { difference: String },
    /// Migrations that can't be planned anew.
    #[error("the migrations can't be planned anew, and nothing was changed: {why}")]
    NotReplanned { why: String },
    /// A baseline for what needs none.
    #[error("the database has a history of migrations already: what is pending is applied by `nicol migrate deploy`")]
    HasHistory,
    #[error("the database is empty, so there is nothing to adopt: `nicol migrate deploy` applies the migrations")]
    NothingToAdopt,
    /// A folder whose migrations are not what the database was made by.
    #[error(
        "the database is not what the migrations of the folder make, so they can't be recorded as applied; nothing was \
         changed. From the migrations to the database:\n{summary}"
    )]
    NotTheBaseline { summary: String },
    /// A baseline that could be written, and that no other database could run.
    #[error(
        "no migration that makes what this database has runs on an empty one; nothing was written or recorded:\n  - {}",
        why.join("\n  - ")
    )]
    BaselineFails { why: Vec<String> },
    #[error("there are less than two migrations to squash: nothing was changed")]
    NothingToSquash,
    /// A squash that would leave its own database in between.
    #[error(
        "this database has some of the migrations to squash, and lacks others, so that it could neither run nor record the new \
         one; nothing was changed. Pending are:\n  - {}",
        pending.join("\n  - ")
    )]
    SquashesPending { pending: Vec<String> },
    /// The database has some of the migrations that a squash replaces.
    #[error(
        "the migration `{migration}` stands in the place of others, of which this database has applied {} and lacks {}: it can \
         neither run nor be recorded. Bring the database to the last of them first: deploy the commit before the squash, then this \
         one",
        applied.join(", "), missing.join(", ")
    )]
    PartlySquashed {
        migration: String,
        applied: Vec<String>,
        missing: Vec<String>,
        /// Where the migration is.
        path: PathBuf,
        /// Where the replaced ones are, if they were put away beside the folder.
        kept_in: Option<PathBuf>,
    },
    /// A squash of migrations that the database has in another form.
    #[error(
        "`{migration}` stands in the place of migrations that the database has, but of {} it has another form: what was \
         applied is not what was squashed. It can neither run nor be recorded. See what differs: `nicol migrate diff --from-config-datasource \
         --to-migrations FOLDER`; when the database has what `{migration}` makes: `nicol migrate resolve --applied {migration}`",
        changed.join(", ")
    )]
    SquashedOtherwise { migration: String, changed: Vec<String> },
    /// A folder from before a squash.
    #[error(
        "the database has {} already: `{by}` stands in their place, and the folder is from before that. Nothing was \
         applied. Deploy a commit that has `{by}`; what else this one brings goes behind it. Or, if the squash is given up: \
         `nicol migrate resolve --applied {}` records what it stands for in its place again",
        migrations.join(", "), migrations.first().map_or("", String::as_str)
    )]
    BeforeSquash { by: String, migrations: Vec<String> },
    /// A squash can't be given up with this folder.
    #[error(
        "`{squash}` can't be given up with this folder:{}{}\nNothing was recorded. Put their folders back as they were (`nicol migrate \
         squash` has moved them beside the migrations folder), and say it again; what is to change comes in a new migration",
        listed("it lacks migrations that it stands for", missing),
        listed("it has these in another form than what was applied", changed)
    )]
    SquashStays { squash: String, missing: Vec<String>, changed: Vec<String> },
    /// A backup, or its restoring.
    #[error(transparent)]
    Backup(#[from] crate::backup::BackupError),
    /// A private server can't be made.
    #[error(
        "no PostgreSQL server programs were found on this machine: install them (Debian: `apt install postgresql`), \
         or name their folder in the variable {variable}"
    )]
    NoServerPrograms { variable: &'static str },
    /// A program of the private server failed.
    #[error("`{program}` failed in {}:\n{said}", dir.display())]
    ServerProgram { program: String, dir: PathBuf, said: String },
    /// The seed or another program that a workflow starts.
    #[error("the command `{command}` ended with {status}")]
    Command { command: String, status: String },
    /// The seed or another program is not there, or may not be run.
    #[error("the command `{command}` can't be started: {}", match source.kind() {
        std::io::ErrorKind::NotFound => format!("there is no program `{program}`; install it, or correct the command"),
        std::io::ErrorKind::PermissionDenied => format!("`{program}` may not be run; make it executable"),
        _ => source.to_string(),
    })]
    CommandNotStarted { command: String, program: String, source: std::io::Error },
    /// A way back.
    #[error("{0}")]
    Down(#[from] crate::down::DownError),
    /// A database that workflows don't run on.
    #[error("{provider} databases are not supported yet by commands that connect; postgresql and sqlite are")]
    UnsupportedProvider { provider: String },
}

fn listed(what: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("\n  - {what}: {}", names.join(", ")) }
}

/// The first ones of many.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - more].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn count(migrations: usize) -> String {
    match migrations {
        1 => "1 migration".to_owned(),
        n => format!("{n} migrations"),
    }
}

impl Error {
    pub(crate) fn file(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { action, path: path.to_owned(), source }
    }

    /// The same of a user's script: see [`nicol_driver::Error::in_script`].
    pub(crate) fn of_script(self) -> Self {
        match self {
            Self::Database(error) => Self::Database(error.in_script()),
            other => other,
        }
    }

    /// The same where it was looked what became of it: see [`nicol_driver::Error::found_out`].
    pub(crate) fn found_out(self) -> Self {
        match self {
            Self::Database(error) => Self::Database(error.found_out()),
            other => other,
        }
    }
}
