use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use nicol_catalog::names::quoted;
use nicol_driver::admin::Connection;
use nicol_driver::{DatabaseUrl, PostgresUrl};

use super::contents::{Counts, counts, differences};
use super::error::BackupError;
use super::programs::{self, Programs};
use super::scratch::Scratch;
use super::{Backup, Options, Verified, Verify, process};
use crate::error::{Error, Result};

/// The programs for the server of a database, or what to install.
pub(super) async fn programs(url: &PostgresUrl, options: &Options) -> Result<Programs> {
    let connection = Connection::connect(&DatabaseUrl::Postgres(url.clone())).await?;
    let server = connection.server_version_number().await? / 10_000;
    let mut found = programs::find(options.programs.as_deref(), server).await?;
    Ok(found.remove(0))
}

pub(super) async fn backup(url: &PostgresUrl, programs: &Programs, verify: Verify, to: &Path) -> Result<Backup> {
    let connection = Connection::connect(&DatabaseUrl::Postgres(url.clone())).await?;
    let original = match verify {
        Verify::Read => {
            dump(url, programs, to, None).await?;
            None
        }
        Verify::Auto | Verify::Restore => dump_and_count(&connection, url, programs, to).await?,
    };
    let tables = list(url, programs, to).await?;
    let mut done = Backup {
        path: to.to_owned(),
        beside: Vec::new(),
        bytes: 0,
        tables,
        rows: original.as_ref().map(|counts| counts.values().sum()),
        verified: Verified::Read,
        note: None,
    };
    if verify != Verify::Read {
        match restored(&connection, url, programs, to, original.as_ref()).await {
            Ok(()) => done.verified = Verified::Restored,
            Err(Trouble::NotAllowed(why)) if verify == Verify::Auto => done.note = Some(why),
            Err(Trouble::NotAllowed(what)) => return Err(BackupError::NotVerified { what }.into()),
            Err(Trouble::Failed(error)) => return Err(*error),
        }
    }
    if done.verified != Verified::Restored {
        read(url, programs, to).await?;
    }
    Ok(done)
}

/// Writes the database down and counts its rows, both as they are at one moment.
async fn dump_and_count(
    connection: &Connection,
    url: &PostgresUrl,
    programs: &Programs,
    to: &Path,
) -> Result<Option<Counts>> {
    // As `pg_dump` does: policies must not hide rows, and no time limit is meant for this.
    const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off; \
                         SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
                         SELECT pg_catalog.pg_export_snapshot()";
    // A server that follows another one lends no moment: then nothing is counted.
    let snapshot = connection.query_text(BEGIN).await.ok().and_then(|answer| answer.rows.first()?.first()?.clone());
    // A table that may not be counted must not end the moment that is lent.
    let _ = connection.execute_script("SAVEPOINT nicol_counting").await;
    let (dumped, counted) = match &snapshot {
        Some(snapshot) => tokio::join!(dump(url, programs, to, Some(snapshot)), counts(connection)),
        None => (dump(url, programs, to, None).await, Ok(Counts::new())),
    };
    let _ = connection.execute_script("ROLLBACK").await;
    dumped?;
    Ok(counted.ok().filter(|_| snapshot.is_some()))
}

async fn dump(url: &PostgresUrl, programs: &Programs, to: &Path, snapshot: Option<&str>) -> Result<()> {
    let mut command = process::command(&programs.path("pg_dump"), url);
    // One that has to wait for a lock for so long would wait for ever.
    command.args(["--format=custom", "--no-password", "--lock-wait-timeout=60s"]);
    command.arg(argument("--file=", to));
    command.args(snapshot.map(|snapshot| format!("--snapshot={snapshot}")));
    match process::run(command).await {
        Ok(_) => Ok(()),
        Err(BackupError::Program { said, .. }) if said.contains("row-level security") => {
            Err(BackupError::RowsHidden { user: url.user.clone(), said }.into())
        }
        Err(BackupError::Program { said, .. }) if is_about_rights(&said) => {
            Err(BackupError::NoRight { user: url.user.clone(), said }.into())
        }
        Err(other) => Err(other.into()),
    }
}

/// How many tables have their rows in the archive.
pub(super) async fn list(url: &PostgresUrl, programs: &Programs, archive: &Path) -> Result<usize, BackupError> {
    let mut command = process::command(&programs.path("pg_restore"), url);
    command.arg("--list").arg(archive).stdout(Stdio::piped());
    let listed = process::run(command).await?;
    let text = String::from_utf8_lossy(&listed);
    // `3382; 0 16385 TABLE DATA public User postgres`
    let kind =
        |line: &str| line.split_once("; ")?.1.split_once(' ')?.1.split_once(' ').map(|(_, kind)| kind.to_owned());
    let entries = text.lines().filter(|line| !line.starts_with(';'));
    Ok(entries.filter_map(kind).filter(|kind| kind.starts_with("TABLE DATA ")).count())
}

/// Makes the database of an archive, by the name of the URL: its encoding, language and their provider are those that the
/// archive tells. `None` if it tells nothing. The connection leads to another database of the server.
pub(super) async fn create_sql(
    connection: &Connection,
    url: &PostgresUrl,
    programs: &Programs,
    archive: &Path,
) -> Result<Option<String>> {
    // Servers before 15 know one provider, and no word for it.
    let has_providers = connection.server_version_number().await? >= 150_000;
    let mut command = process::command(&programs.path("pg_restore"), url);
    command.args(["--create", "--schema-only", "--no-tablespaces", "--file=-"]).arg(archive).stdout(Stdio::piped());
    let script = process::run(command).await?;
    let sql = create_of_script(&String::from_utf8_lossy(&script), &url.database);
    Ok(sql.map(|sql| if has_providers { sql } else { sql.replace(" LOCALE_PROVIDER = libc", "") }))
}

/// `CREATE DATABASE` of a script, which is one line, with another name.
fn create_of_script(script: &str, name: &str) -> Option<String> {
    let line = script.lines().find(|line| line.starts_with("CREATE DATABASE "))?;
    let (_, options) = line.rsplit_once(" WITH TEMPLATE = ")?;
    let options = options.strip_suffix(';')?;
    Some(format!("CREATE DATABASE {} WITH TEMPLATE = {options}", quoted(name)))
}

/// Reads every byte of the archive.
async fn read(url: &PostgresUrl, programs: &Programs, archive: &Path) -> Result<()> {
    let mut command = process::command(&programs.path("pg_restore"), url);
    command.arg(format!("--file={}", if cfg!(windows) { "NUL" } else { "/dev/null" })).arg(archive);
    match process::run(command).await {
        Ok(_) => Ok(()),
        Err(BackupError::Program { said, .. }) => Err(BackupError::NotVerified { what: said }.into()),
        Err(other) => Err(other.into()),
    }
}

/// Why an archive was not restored.
enum Trouble {
    /// The user has no right to, which says nothing about the archive.
    NotAllowed(String),
    Failed(Box<Error>),
}

impl<E: Into<Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}

/// Restores the archive into a database of its own and counts the rows there.
async fn restored(
    connection: &Connection,
    url: &PostgresUrl,
    programs: &Programs,
    archive: &Path,
    original: Option<&Counts>,
) -> Result<(), Trouble> {
    let scratch = match Scratch::make(connection, url).await {
        Ok(scratch) => scratch,
        Err(e) => {
            let said = e.server().map_or_else(|| e.message().to_owned(), |s| s.message.clone());
            return Err(Trouble::NotAllowed(format!("no database could be made to restore it into ({said})")));
        }
    };
    let mut command = process::command(&programs.path("pg_restore"), &scratch.url);
    command.arg(format!("--dbname={}", process::connection_string(&scratch.url.database)));
    command.args(["--no-password", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]);
    command.args(["--no-publications", "--no-subscriptions", "--no-tablespaces"]).arg(archive);
    match process::run(command).await {
        Ok(_) => {}
        Err(BackupError::Program { said, .. }) if is_about_rights(&said) => {
            return Err(Trouble::NotAllowed(format!("it could not be restored for a try: {said}")));
        }
        Err(BackupError::Program { said, .. }) => {
            let what = format!("it can't be restored into an empty database: {said}");
            return Err(BackupError::NotVerified { what }.into());
        }
        Err(other) => return Err(other.into()),
    }
    if let Some(original) = original {
        let copy = Connection::connect(&DatabaseUrl::Postgres(scratch.url.clone())).await?;
        if let Some(what) = differences(original, &counts(&copy).await?) {
            return Err(BackupError::NotVerified { what }.into());
        }
    }
    scratch.drop_now().await?;
    Ok(())
}

/// Whether it failed because the user is not who made the database: extensions and the like are a superuser's.
fn is_about_rights(said: &str) -> bool {
    ["permission denied", "must be superuser", "must be owner", "Must be superuser"]
        .iter()
        .any(|text| said.contains(text))
}

pub(super) fn argument(name: &str, path: &Path) -> OsString {
    let mut text = OsString::from(name);
    text.push(path);
    text
}

#[cfg(test)]
mod tests {
    use super::create_of_script;

    #[test]
    fn a_database_is_made_as_its_archive_tells() {
        let script = "--\nSET x = 0;\n\nCREATE DATABASE \"a b\" WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = icu \
                      LOCALE = 'C' ICU_LOCALE = 'de';\n\nALTER DATABASE \"a b\" OWNER TO ann;\n";
        assert_eq!(
            create_of_script(script, "new").as_deref(),
            Some(
                "CREATE DATABASE \"new\" WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = icu LOCALE = 'C' ICU_LOCALE = 'de'"
            )
        );
        assert_eq!(create_of_script("SELECT 1;\n", "new"), None);
    }
}
